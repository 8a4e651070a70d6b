"""The phone company breaks down in the ways that the vendor does."""

import json
import threading
from collections.abc import Iterator, Mapping

import pytest
import requests
from starlette import applications, responses, routing, testclient
from starlette.requests import Request as HttpRequest
from twilio.base import exceptions

from bot.simulator import serving, troubles, webhooks
from tests.edges import phone_company_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [(troubles.accept_then_drop(), 1), (troubles.drop_unread(), 0)],
)
def test_the_line_breaks_before_the_answer(
    play: stage.Play, answer: troubles.Answer, accepted: int
) -> None:
    play.company.troubles.next_creates(answer)
    with pytest.raises(requests.ConnectionError):
        play.sends("due 14:00")
    assert len(play.company.messages) == accepted
    play.company.settle()
    assert len(play.company.phone(stage.ASHA).received) == accepted
    assert play.sends("next").status == "queued"


@pytest.mark.parametrize("accepts", [True, False])
def test_no_answer_comes_until_the_caller_gives_up(
    play: stage.Play, accepts: bool
) -> None:
    play.company.troubles.next_creates(troubles.hang(accepts=accepts))
    play.give_up_after(0.4)
    with pytest.raises(requests.Timeout):
        play.sends()
    assert len(play.company.messages) == int(accepts)
    play.give_up_after(5)
    assert play.sends().status == "queued"


def test_answers_can_be_late(play: stage.Play) -> None:
    play.company.troubles.answer_delay_seconds = 0.3
    play.give_up_after(0.05)
    with pytest.raises(requests.Timeout):
        play.sends()
    play.company.troubles.answer_delay_seconds = 0.01
    play.give_up_after(5)
    assert play.sends().status == "queued"


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (troubles.too_many_requests(), 429, 20429),
        (troubles.too_many_requests("30"), 429, 20429),
        (troubles.server_error(), 500, 20500),
        (troubles.unavailable(), 503, 20503),
        (troubles.bad_gateway(), 502, 502),
    ],
)
def test_an_arranged_refusal_comes_as_often_as_arranged(
    play: stage.Play, answer: troubles.Answer, status: int, code: int
) -> None:
    play.company.troubles.next_creates(answer, times=2)
    assert [play.refusal(), play.refusal()] == [(status, code)] * 2
    assert play.company.messages == []
    assert play.sends().status == "queued"


@pytest.mark.parametrize("retry_after", [None, "30", "0.5", "soon", "3600"])
def test_a_full_line_may_say_when_to_come_back(
    play: stage.Play, retry_after: str | None
) -> None:
    play.company.troubles.next_creates(troubles.too_many_requests(retry_after))
    answer = play.client.http_client.request(
        "POST",
        f"https://api.twilio.com/2010-04-01/Accounts/{stage.ACCOUNT}/Messages.json",
        data={"To": stage.ASHA, "From": stage.DESK, "Body": "x"},
        auth=(stage.ACCOUNT, stage.TOKEN),
    )
    assert answer.headers.get("Retry-After") == retry_after


@pytest.mark.parametrize(
    "answer",
    [
        troubles.server_error(accepts=True),
        troubles.bad_gateway(accepts=True),
        troubles.unavailable(accepts=True),
    ],
)
def test_an_error_may_hide_that_the_message_was_accepted(
    play: stage.Play, answer: troubles.Answer
) -> None:
    play.company.troubles.next_creates(answer)
    assert play.refusal()[0] >= 500
    assert len(play.company.messages) == 1


@pytest.mark.parametrize("accepts", [True, False])
def test_a_page_instead_of_json_confuses_the_client(
    play: stage.Play, accepts: bool
) -> None:
    play.company.troubles.next_creates(troubles.html_ok(accepts=accepts))
    with pytest.raises(json.JSONDecodeError):
        play.sends()
    assert len(play.company.messages) == int(accepts)


@pytest.mark.parametrize("accepts", [True, False])
def test_an_empty_answer_gives_the_client_a_message_without_a_sid(
    play: stage.Play, accepts: bool
) -> None:
    play.company.troubles.next_creates(troubles.empty_ok(accepts=accepts))
    assert play.sends().sid is None
    assert len(play.company.messages) == int(accepts)


def test_a_refusal_of_the_vendor_comes_before_an_arranged_answer(
    play: stage.Play,
) -> None:
    play.company.troubles.next_creates(troubles.accept_then_drop())
    assert play.refusal(to="nobody") == (400, 21211)
    assert play.sends().status == "queued"


def test_without_a_real_connection_the_break_is_an_exception(
    play: stage.Play,
) -> None:
    play.company.troubles.next_creates(troubles.accept_then_drop())
    path = f"/2010-04-01/Accounts/{stage.ACCOUNT}/Messages.json"
    form = {"To": stage.ASHA, "From": stage.DESK, "Body": "x"}
    login = (stage.ACCOUNT, stage.TOKEN)
    client = testclient.TestClient(play.company.asgi())
    with pytest.raises(ConnectionResetError):
        client.post(path, data=form, auth=login)
    assert client.post(path, data=form, auth=login).status_code == 201
    assert len(play.company.messages) == 2


def test_many_callers_at_once_get_a_message_each(play: stage.Play) -> None:
    play.company.troubles.early_callbacks = True
    failures: list[Exception] = []

    def sends(number: int) -> None:
        try:
            for part in range(5):
                play.sends(f"{number}/{part}", status_callback=stage.STATUS)
        except (exceptions.TwilioException, OSError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=sends, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    play.company.settle()
    for thread in threads:
        thread.join()
    play.company.settle()
    assert failures == []
    assert sorted(play.bot.statuses) == ["delivered"] * 20 + ["sent"] * 20
    assert len({text.body for text in play.company.phone(stage.ASHA).received}) == 20
    assert [m.number for m in play.company.messages] == list(range(20))


def test_delivery_can_run_by_itself(play: stage.Play) -> None:
    delivered = threading.Event()

    def notices(request: stage.Request) -> stage.BotAnswer:
        if request.form.get("MessageStatus") == "delivered":
            delivered.set()
        return stage.twiml(stage.NOTHING)

    play.bot.answer = notices
    with play.company.autodeliver():
        play.sends(status_callback=stage.STATUS)
        assert delivered.wait(5)
        delivered.clear()
        play.sends(status_callback=stage.STATUS)
        assert delivered.wait(5)
    assert play.bot.statuses == ["sent", "delivered"] * 2
    play.sends(status_callback=stage.STATUS)
    assert play.company.messages[-1].status == "queued"


def test_delivery_by_itself_notices_that_the_clock_moved(play: stage.Play) -> None:
    failed = threading.Event()

    def notices(request: stage.Request) -> stage.BotAnswer:
        failed.set()
        return stage.twiml(stage.NOTHING)

    play.bot.answer = notices
    play.company.troubles.hold_queue = True
    with play.company.autodeliver():
        play.sends(validity_period=60, status_callback=stage.STATUS)
        play.clock.advance(minutes=2)
        assert failed.wait(5)
    assert play.bot.requests[0].form["ErrorCode"] == "30036"


def test_webhooks_travel_over_a_real_connection(play: stage.Play) -> None:
    received: list[stage.Request] = []
    hook = ""

    async def answers(request: HttpRequest) -> responses.Response:
        body = await request.body()
        received.append(stage.Request(hook, stage.read(body), request.headers, body))
        return responses.Response(stage.says("noted")[2], media_type="text/xml")

    bot = applications.Starlette(
        routes=[routing.Route("/sms", answers, methods=["POST"])]
    )
    with serving.serve(bot) as base:
        hook = f"{base}/sms?unit=5#rc=0"
        play.open(sms_webhook_url=hook, post=webhooks.post_over_http)
        hook = hook.partition("#")[0]
        exchange = play.company.phone(stage.ASHA).texts("NEW car 42")
        assert (exchange.status, exchange.answers) == (200, ("noted",))
        assert stage.is_signed(received[0])
    lost = play.company.phone(stage.ASHA).texts("anybody there?")
    assert (lost.status, lost.error_code) == (None, 11200)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "https://127.0.0.1:9/x"])
def test_a_bot_that_is_not_there_is_a_connection_error(url: str) -> None:
    with pytest.raises(ConnectionError):
        webhooks.post_over_http(url, b"", {})


def test_webhooks_travel_through_a_test_client_too(play: stage.Play) -> None:
    async def answers(request: HttpRequest) -> responses.Response:
        said = stage.read(await request.body())["Body"]
        answer = stage.says(f"you said {said}")[2]
        return responses.Response(answer, media_type="text/xml")

    app = applications.Starlette(
        routes=[routing.Route("/twilio/sms", answers, methods=["POST"])]
    )
    client = testclient.TestClient(app)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> stage.BotAnswer:
        answer = client.post(url, content=body, headers=dict(headers))
        return answer.status_code, answer.headers, answer.content

    play.open(post=post)
    assert play.company.phone(stage.ASHA).texts("hello").answers == ("you said hello",)
