"""The phone company posts texts to the bot, signed, and tries again as told."""

import dataclasses
import threading
from collections.abc import Iterator

import pytest

from bot.simulator import vendor_rules
from tests.edges import phone_company_stage as stage
from tests.wire import Wire

FALLBACK = "https://bot.example/twilio/fallback"


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def test_the_bot_is_told_what_the_vendor_tells(play: stage.Play) -> None:
    exchange = play.company.phone(stage.ASHA).texts(" NEW  car 42 ")
    [request] = play.bot.texts
    assert request.form == {
        "ToCountry": "US",
        "ToState": "IL",
        "SmsMessageSid": exchange.sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "60601",
        "SmsSid": exchange.sid,
        "FromState": "IL",
        "SmsStatus": "received",
        "FromCity": "CHICAGO",
        "Body": " NEW  car 42 ",
        "FromCountry": "US",
        "To": stage.DESK,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": exchange.sid,
        "AccountSid": stage.ACCOUNT,
        "From": stage.ASHA,
        "ApiVersion": "2010-04-01",
    }
    assert request.headers["Content-Type"].startswith(
        "application/x-www-form-urlencoded"
    )
    assert request.headers["I-Twilio-Idempotency-Token"]
    assert (exchange.status, exchange.answers, exchange.error_code) == (200, (), None)


def test_a_webhook_is_signed_over_every_parameter_and_the_address(
    play: stage.Play,
) -> None:
    play.company.troubles.extra_parameters = {"NewlyInvented": "", "Ünïcode": "é&=?"}
    play.company.phone(stage.ASHA).texts(" Größe 5 & more = 100 % 😀")
    [request] = play.bot.texts
    assert request.form["Body"] == " Größe 5 & more = 100 % 😀"
    assert request.form["NewlyInvented"] == ""
    assert stage.is_signed(request)
    for url in ("http://bot.example/twilio/sms", stage.HOOK + "/", stage.HOOK + "?a=1"):
        assert not stage.is_signed(dataclasses.replace(request, url=url))
    without_blanks = {name: value for name, value in request.form.items() if value}
    trimmed = request.form | {"Body": request.form["Body"].strip()}
    assert not stage.is_signed(dataclasses.replace(request, form=without_blanks))
    assert not stage.is_signed(dataclasses.replace(request, form=trimmed))


def test_pictures_are_named_one_by_one(play: stage.Play) -> None:
    exchange = play.company.phone(stage.ASHA).texts("see", media=2)
    form = play.bot.texts[0].form
    assert exchange.sid.startswith("MM")
    assert form["NumMedia"] == "2"
    assert form["MediaUrl0"].startswith(
        f"https://api.twilio.com/2010-04-01/Accounts/{stage.ACCOUNT}/Messages/"
    )
    assert form["MediaUrl1"] != form["MediaUrl0"]
    assert form["MediaContentType1"] == "image/jpeg"
    assert "MediaUrl2" not in form


def test_the_service_is_named_where_there_is_one(play: stage.Play) -> None:
    play.company.phone(stage.ASHA).texts("hello")
    play.open(messaging_service_sid=stage.SERVICE)
    play.company.phone(stage.ASHA).texts("hello")
    without, with_service = play.bot.texts
    assert "MessagingServiceSid" not in without.form
    assert with_service.form["MessagingServiceSid"] == stage.SERVICE


def test_no_more_is_passed_on_than_carriers_pass_on(play: stage.Play) -> None:
    asha = play.company.phone(stage.ASHA)
    for body, media, to in [("x" * 1601, 0, None), ("x", 11, None), ("x", 0, "+1")]:
        with pytest.raises(vendor_rules.Refusal):
            asha.texts(body, media=media, to=to)
    assert play.company.messages == []
    asha.texts("x" * 1600, media=10, to=stage.DESK)
    asha.texts("")
    assert len(play.bot.texts) == 2


@pytest.mark.parametrize("status", [302, 403, 404, 500, 503])
def test_an_error_of_the_bot_is_logged_and_the_text_is_not_sent_again(
    play: stage.Play, status: int
) -> None:
    play.bot.answer = lambda request: (status, {"Content-Type": "text/xml"}, b"")
    exchange = play.company.phone(stage.ASHA).texts("x")
    assert (exchange.status, exchange.error_code) == (status, 11200)
    assert len(play.bot.texts) == 1
    assert [event.code for event in play.company.debugger_events] == [11200]


@pytest.mark.parametrize(
    ("fragment", "failure", "attempts"),
    [
        ("", ConnectionRefusedError(), 2),
        ("", ConnectionResetError(), 2),
        ("", TimeoutError(), 1),
        ("#rc=0", ConnectionRefusedError(), 1),
        ("#rc=3", ConnectionRefusedError(), 4),
        ("#rc=9", ConnectionRefusedError(), 6),
        ("#rc=2&rp=rt", TimeoutError(), 3),
        ("#rc=2&rp=rt", ConnectionRefusedError(), 1),
        ("#rc=2&rp=5xx,ct", 503, 3),
        ("#rc=2&rp=5xx,ct", 404, 1),
        ("#rc=2&rp=4xx", 404, 3),
        ("#rc=2&rp=all", 500, 3),
    ],
)
def test_a_webhook_is_tried_again_as_its_address_says(
    play: stage.Play, fragment: str, failure: Exception | int, attempts: int
) -> None:
    def fails(request: stage.Request) -> stage.BotAnswer:
        if isinstance(failure, Exception):
            raise failure
        return failure, {}, b""

    play.open(sms_webhook_url=stage.HOOK + fragment)
    play.bot.answer = fails
    exchange = play.company.phone(stage.ASHA).texts("x")
    assert len(play.bot.texts) == attempts
    assert len({r.headers["I-Twilio-Idempotency-Token"] for r in play.bot.texts}) == 1
    assert exchange.status == (failure if isinstance(failure, int) else None)
    assert len(play.company.debugger_events) == 1


def test_the_second_attempt_may_succeed(play: stage.Play) -> None:
    failures = iter([ConnectionResetError()])

    def fails_once(request: stage.Request) -> stage.BotAnswer:
        for failure in failures:
            raise failure
        return stage.says("noted")

    play.bot.answer = fails_once
    exchange = play.company.phone(stage.ASHA).texts("x")
    assert (exchange.status, exchange.answers) == (200, ("noted",))
    assert play.company.debugger_events == []
    assert len(play.client.messages.list(to=stage.DESK)) == 1


@pytest.mark.parametrize("answer", [(500, {}, b""), stage.twiml("OK")])
def test_the_fallback_is_asked_with_the_reason(
    play: stage.Play, answer: stage.BotAnswer
) -> None:
    play.open(fallback_url=FALLBACK)
    play.bot.answer = lambda request: (
        stage.says("we are down") if request.url == FALLBACK else answer
    )
    asha = play.company.phone(stage.ASHA)
    exchange = asha.texts("x")
    assert (exchange.answers, exchange.error_code) == (("we are down",), None)
    first, second = play.bot.requests
    code = play.company.debugger_events[0].code
    assert second.form == {
        **first.form,
        "ErrorCode": str(code),
        "ErrorUrl": stage.HOOK,
    }
    play.bot.answer = lambda request: stage.says("all is well")
    assert asha.texts("y").answers == ("all is well",)
    assert [request.url for request in play.bot.requests[2:]] == [stage.HOOK]


def test_what_comes_while_the_bot_is_down_stays_in_the_listing(
    play: stage.Play,
) -> None:
    play.company.troubles.bot_unreachable = True
    exchange = play.company.phone(stage.ASHA).texts("NEW car 42")
    assert (exchange.status, exchange.error_code) == (None, 11200)
    assert play.bot.requests == []
    play.company.troubles.bot_unreachable = False
    play.company.settle()
    assert play.bot.requests == []
    [listed] = play.client.messages.list(to=stage.DESK)
    assert (listed.sid, listed.body) == (exchange.sid, "NEW car 42")
    assert listed.date_sent == play.clock.now()


def test_an_exchange_is_repeated_with_everything_as_it_was(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.says("noted")
    asha = play.company.phone(stage.ASHA)
    first = asha.texts("NEW car 42")
    [again] = asha.repeats(first)
    same = asha.texts("something else", sid=first.sid)
    assert (again, same) == (first, first)
    assert [r.body for r in play.bot.texts] == [play.bot.texts[0].body] * 3
    assert [dict(r.headers) for r in play.bot.texts] == [
        dict(play.bot.texts[0].headers)
    ] * 3
    assert len(play.client.messages.list(to=stage.DESK)) == 1


def test_only_a_text_that_came_in_can_be_repeated(play: stage.Play) -> None:
    asha = play.company.phone(stage.ASHA)
    sent = play.sends().sid
    received = asha.texts("x", sid="SM" + "1" * 32)
    assert received.sid == "SM" + "1" * 32
    with pytest.raises(LookupError):
        asha.texts("x", sid=sent)
    with pytest.raises(LookupError):
        asha.repeats(dataclasses.replace(received, sid="SM" + "0" * 32))
    assert len(play.bot.texts) == 1
    assert len(asha.repeats(received)) == 1
    assert len(play.bot.texts) == 2


def test_copies_of_one_text_arrive_at_the_same_moment(play: stage.Play) -> None:
    together = threading.Barrier(3, timeout=5)

    def waits(request: stage.Request) -> stage.BotAnswer:
        together.wait()
        return stage.says("noted")

    play.bot.answer = waits
    asha = play.company.phone(stage.ASHA)
    exchanges = asha.texts_in_copies("NEW car 42", 3)
    assert [exchange.answers for exchange in exchanges] == [("noted",)] * 3
    assert len({exchange.sid for exchange in exchanges}) == 1
    assert [exchange.status for exchange in asha.repeats(exchanges[0], 3)] == [200] * 3
    assert len(play.client.messages.list(to=stage.DESK)) == 1
