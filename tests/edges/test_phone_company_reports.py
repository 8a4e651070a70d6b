"""The phone company carries messages and reports on them, also badly."""

from collections.abc import Iterator

import pytest

from bot.simulator import records
from tests.edges import phone_company_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def test_a_message_is_shown_and_reported_step_by_step(play: stage.Play) -> None:
    play.sends("due 14:00", status_callback=stage.STATUS)
    asha = play.company.phone(stage.ASHA)
    assert (asha.received, play.bot.requests) == ([], [])
    play.clock.advance(seconds=3)
    assert play.company.settle() == 4
    assert play.bot.statuses == ["sent", "delivered"]
    [shown] = asha.received
    assert (shown.body, shown.from_e164) == ("due 14:00", stage.DESK)
    assert (shown.at, shown.sid) == (
        play.clock.now(),
        play.company.messages[0].sid,
    )
    assert play.company.settle() == 0


def test_a_service_s_message_is_queued_only_after_it_was_accepted(
    play: stage.Play,
) -> None:
    play.open(messaging_service_sid=stage.SERVICE)
    created = play.sends(
        messaging_service_sid=stage.SERVICE, status_callback=stage.STATUS
    )
    assert (created.status, created.num_segments) == ("accepted", "0")
    play.company.settle()
    assert play.bot.statuses == ["queued", "sent", "delivered"]
    shown = play.client.messages(created.sid).fetch()
    assert (shown.from_, shown.num_segments) == (stage.DESK, "1")


def test_a_service_keeps_to_the_number_that_a_person_knows(play: stage.Play) -> None:
    other = "+13125550101"
    play.open(numbers=(stage.DESK, other), messaging_service_sid=stage.SERVICE)
    play.company.phone(stage.ASHA).texts("hello", to=other)
    for to in (stage.ASHA, stage.BELLO):
        play.sends(to=to, messaging_service_sid=stage.SERVICE)
    play.company.settle()
    assert [m.from_e164 for m in play.company.outgoing(stage.ASHA)] == [other]
    assert [m.from_e164 for m in play.company.outgoing(stage.BELLO)] == [stage.DESK]


def test_a_service_sends_from_the_number_that_the_bot_names(play: stage.Play) -> None:
    other = "+13125550101"
    play.open(numbers=(stage.DESK, other), messaging_service_sid=stage.SERVICE)
    created = play.sends(messaging_service_sid=stage.SERVICE, from_=other)
    assert (created.status, created.from_) == ("accepted", other)
    play.company.settle()
    assert play.company.phone(stage.ASHA).received[0].from_e164 == other


def test_a_callback_tells_what_the_vendor_tells_and_is_signed(
    play: stage.Play,
) -> None:
    sid = play.sends(status_callback=f"{stage.STATUS}?notice=7").sid
    play.company.settle()
    sent, delivered = play.bot.requests
    assert sent.url == f"{stage.STATUS}?notice=7"
    assert sent.form == {
        "SmsSid": sid,
        "SmsStatus": "sent",
        "MessageStatus": "sent",
        "To": stage.ASHA,
        "MessageSid": sid,
        "AccountSid": stage.ACCOUNT,
        "From": stage.DESK,
        "ApiVersion": "2010-04-01",
    }
    assert delivered.form["RawDlrDoneDate"] == "2601311200"
    assert stage.is_signed(sent)
    assert not stage.is_signed(sent, token="another account's")
    sent.form["MessageStatus"] = "delivered"
    assert not stage.is_signed(sent)


def test_without_a_callback_address_nothing_is_reported(play: stage.Play) -> None:
    play.sends()
    play.company.settle()
    assert play.bot.requests == []
    assert play.company.messages[0].status == "delivered"


@pytest.mark.parametrize(
    ("trouble", "error_code"),
    [
        ("phone off", 30003),
        ("unknown handset", 30005),
        ("landline", 30006),
        ("filtered", 30007),
        ("unknown", 30008),
        ("unregistered", 30034),
        ("never heard of", 39999),
    ],
)
def test_a_carrier_s_failure_is_reported_with_its_code(
    play: stage.Play, trouble: str, error_code: int
) -> None:
    asha = play.company.phone(stage.ASHA)
    asha.is_on = trouble != "phone off"
    asha.kind = "landline" if trouble == "landline" else "mobile"
    asha.fails_with = error_code if trouble == "unknown handset" else None
    if error_code > 30006:
        play.company.troubles.carrier_error = error_code
    sid = play.sends(status_callback=stage.STATUS).sid
    play.company.settle()
    assert play.bot.statuses == ["sent", "undelivered"]
    assert play.bot.requests[-1].form["ErrorCode"] == str(error_code)
    assert "ErrorCode" not in play.bot.requests[0].form
    shown = play.client.messages(sid).fetch()
    assert (shown.status, shown.error_code) == ("undelivered", error_code)
    assert shown.error_message
    assert asha.received == []

    asha.is_on, asha.kind, asha.fails_with = True, "mobile", None
    play.company.troubles.carrier_error = None
    play.sends(status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses[2:] == ["sent", "delivered"]
    assert len(asha.received) == 1


def test_some_carriers_never_say_delivered(play: stage.Play) -> None:
    play.company.troubles.no_carrier_receipts = True
    play.sends(status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses == ["sent"]
    assert len(play.company.phone(stage.ASHA).received) == 1


@pytest.mark.parametrize(
    ("waits_seconds", "statuses", "shown"),
    [(300, ["sent", "delivered"], 1), (301, ["failed"], 0)],
)
def test_what_outlives_its_validity_in_the_queue_is_never_sent(
    play: stage.Play, waits_seconds: int, statuses: list[str], shown: int
) -> None:
    play.company.troubles.hold_queue = True
    play.sends(validity_period=300, status_callback=stage.STATUS)
    assert play.company.settle() == 0
    play.clock.advance(seconds=waits_seconds)
    play.company.troubles.hold_queue = False
    play.company.settle()
    assert play.bot.statuses == statuses
    assert len(play.company.phone(stage.ASHA).received) == shown
    expected = 30036 if statuses == ["failed"] else None
    assert play.company.messages[0].error_code == expected


def test_a_held_queue_lets_messages_expire_too(play: stage.Play) -> None:
    play.company.troubles.hold_queue = True
    play.sends(validity_period=60)
    play.clock.advance(hours=4)
    play.company.settle()
    assert play.company.messages[0].error_code == 30036


def test_ten_hours_is_the_longest_stay_in_the_queue(play: stage.Play) -> None:
    play.company.troubles.hold_queue = True
    play.sends()
    play.clock.advance(hours=10)
    assert play.company.settle() == 0
    play.clock.advance(seconds=1)
    assert play.company.settle() == 1
    assert play.company.messages[0].error_code == 30036


def test_what_is_queued_fails_when_the_account_is_suspended(play: stage.Play) -> None:
    play.sends("before", status_callback=stage.STATUS)
    play.company.troubles.suspended = True
    play.company.settle()
    assert play.bot.requests[0].form["ErrorCode"] == "30002"
    assert play.company.messages[0].status == "failed"


def test_a_service_s_full_queue_is_reported_later(play: stage.Play) -> None:
    play.open(messaging_service_sid=stage.SERVICE)
    play.company.troubles.queue_full = True
    play.sends(messaging_service_sid=stage.SERVICE, status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses == ["queued", "failed"]
    assert play.bot.requests[-1].form["ErrorCode"] == "30001"


def test_stop_bars_what_is_still_in_the_queue(play: stage.Play) -> None:
    play.sends(status_callback=stage.STATUS)
    play.company.phone(stage.ASHA).texts("stop")
    play.company.settle()
    assert play.bot.statuses == ["failed"]
    assert play.company.outgoing()[0].error_code == 21610


def test_callbacks_can_be_lost(play: stage.Play) -> None:
    play.company.troubles.drop_callbacks = True
    sid = play.sends(status_callback=stage.STATUS).sid
    play.company.settle()
    assert play.bot.requests == []
    assert play.client.messages(sid).fetch().status == "delivered"
    play.company.troubles.drop_callbacks = False
    assert play.company.settle() == 0


def test_callbacks_can_come_twice(play: stage.Play) -> None:
    play.company.troubles.duplicate_callbacks = True
    play.sends(status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses == ["sent", "sent", "delivered", "delivered"]
    assert play.bot.requests[0].headers == play.bot.requests[1].headers


def test_callbacks_can_come_in_another_order(play: stage.Play) -> None:
    play.company.troubles.shuffle_callbacks = True
    play.sends(status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses == ["delivered", "sent"]


def test_callbacks_can_come_before_the_answer_to_the_create(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.twiml(
        f'<Response><Message action="{stage.STATUS}">noted</Message></Response>'
    )
    play.company.phone(stage.BELLO).texts("its receipts wait as ever")
    play.company.troubles.early_callbacks = True
    created = play.sends(status_callback=stage.STATUS)
    assert play.bot.statuses == ["sent", "delivered"]
    assert {r.form["MessageSid"] for r in play.bot.requests[1:]} == {created.sid}
    assert created.status == "queued"
    assert play.company.settle() == 2


def test_a_callback_to_a_bot_that_is_down_is_lost_and_logged(play: stage.Play) -> None:
    play.company.troubles.bot_unreachable = True
    sid = play.sends(status_callback=stage.STATUS).sid
    play.company.settle()
    play.company.troubles.bot_unreachable = False
    play.company.settle()
    assert play.bot.requests == []
    assert [(e.code, e.url, e.message_sid) for e in play.company.debugger_events] == [
        (11200, stage.STATUS, sid)
    ] * 2


def test_a_bot_that_refuses_a_callback_is_not_asked_again(play: stage.Play) -> None:
    play.bot.answer = lambda request: (500, {}, b"")
    play.sends(status_callback=stage.STATUS)
    play.company.settle()
    assert play.bot.statuses == ["sent", "delivered"]
    assert len(play.company.debugger_events) == 2


def test_a_bot_that_texts_at_every_callback_is_a_loop(play: stage.Play) -> None:
    def texts_again(request: stage.Request) -> stage.BotAnswer:
        play.sends(status_callback=stage.STATUS)
        return stage.twiml(stage.NOTHING)

    play.bot.answer = texts_again
    play.company.troubles.no_carrier_receipts = True
    play.sends(status_callback=stage.STATUS)
    with pytest.raises(RuntimeError, match="do not come to rest"):
        play.company.settle()


def test_every_error_of_a_message_has_words(play: stage.Play) -> None:
    play.sends()
    message = play.company.messages[0]
    for code, words in records.ERROR_WORDS.items():
        message.error_code = code
        assert message.resource(stage.ACCOUNT)["error_message"] == words
