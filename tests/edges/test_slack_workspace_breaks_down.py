"""Slack breaks down in the ways that it does, and recovers."""

import http.client
import threading
import urllib.error
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import errors
from starlette import testclient

from bot.simulator import troubles
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack import workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire

LOST = (http.client.RemoteDisconnected, ConnectionError, urllib.error.URLError)


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [(troubles.accept_then_drop(), 1), (troubles.drop_unread(), 0)],
)
def test_the_line_breaks_before_the_answer(
    play: stage.Play, answer: slack_troubles.Answer, accepted: int
) -> None:
    play.slack.troubles.next_answers("chat.postMessage", answer)
    with pytest.raises(LOST):
        play.posts()
    assert len(play.asha.sees()) == accepted
    play.posts()
    assert len(play.asha.sees()) == accepted + 1


def test_the_vendors_client_posts_twice_by_default(play: stage.Play) -> None:
    """Why a bot turns the client's own retries off."""
    play.slack.troubles.next_answers("chat.postMessage", troubles.accept_then_drop())
    play.slack.troubles.posts_per_second = 2
    careless = workspace.BOT_TOKEN
    client = stage.WebClient(careless, base_url=play.slack.api_url, timeout=5)
    assert client.chat_postMessage(channel=play.dispatch.id, text="x")["ok"]
    assert len(play.asha.sees()) == 2


@pytest.mark.parametrize("accepts", [True, False])
def test_no_answer_comes_until_the_caller_gives_up(
    play: stage.Play, accepts: bool
) -> None:
    play.slack.troubles.next_answers("*", troubles.hang(accepts=accepts))
    impatient = play.login(workspace.BOT_TOKEN, timeout=1)
    impatient.timeout = 0.3  # type: ignore[assignment]  # seconds, not whole ones
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel=play.dispatch.id, text="x")
    assert len(play.asha.sees()) == int(accepts)
    play.posts()


def test_answers_can_be_late(play: stage.Play) -> None:
    play.slack.troubles.answer_delay_seconds = 0.3
    impatient = play.login(workspace.BOT_TOKEN, timeout=1)
    impatient.timeout = 0.05  # type: ignore[assignment]  # seconds, not whole ones
    with pytest.raises(TimeoutError):
        impatient.auth_test()
    assert play.client.auth_test()["ok"]


@pytest.mark.parametrize("retry_after", [None, "30", "0.5", "soon", "3600"])
def test_a_full_line_may_say_when_to_come_back(
    play: stage.Play, retry_after: str | None
) -> None:
    answer = slack_troubles.too_many_requests(retry_after)
    play.slack.troubles.next_answers("chat.postMessage", answer)
    with pytest.raises(errors.SlackApiError) as refused:
        play.posts()
    response = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers.get("Retry-After") == retry_after
    assert play.asha.sees() == []
    play.posts()


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "fatal_error"])
@pytest.mark.parametrize("accepts", [True, False])
def test_an_error_word_may_hide_that_it_was_carried_out(
    play: stage.Play, error: str, accepts: bool
) -> None:
    answer = slack_troubles.refuses(error, accepts=accepts)
    play.slack.troubles.next_answers("chat.postMessage", answer)
    where = {"channel": play.dispatch.id, "text": "x"}
    assert stage.refusal(play.client.chat_postMessage, **where) == error
    assert len(play.asha.sees()) == int(accepts)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (slack_troubles.server_error, errors.SlackApiError),
        (troubles.bad_gateway, errors.SlackApiError),
        (troubles.empty_ok, errors.SlackApiError),
        (troubles.html_ok, errors.SlackApiError),
        (slack_troubles.json_list, AttributeError),
    ],
)
@pytest.mark.parametrize("accepts", [True, False])
def test_odd_answers_confuse_the_client(
    play: stage.Play,
    make: Callable[..., slack_troubles.Answer],
    expected: type[Exception],
    accepts: bool,
) -> None:
    answer = make(accepts=accepts)
    play.slack.troubles.next_answers("chat.postMessage", answer)
    with pytest.raises(expected):
        play.posts()
    assert len(play.asha.sees()) == int(accepts)
    play.posts()


def test_arranged_answers_come_in_order_and_as_often_as_arranged(
    play: stage.Play,
) -> None:
    play.slack.troubles.next_answers(
        "auth.test",
        slack_troubles.refuses("one"),
        slack_troubles.refuses("two"),
        times=2,
    )
    call = play.client.auth_test
    assert [stage.refusal(call) for _ in range(4)] == ["one", "two"] * 2
    assert call()["ok"]


def test_other_methods_are_not_concerned(play: stage.Play) -> None:
    play.slack.troubles.next_answers("views.open", slack_troubles.server_error())
    assert play.client.auth_test()["ok"]


def test_slack_can_be_down_for_as_long_as_it_takes(play: stage.Play) -> None:
    play.slack.troubles.outage = troubles.drop_unread()
    calls: list[Callable[[], Any]] = [play.client.auth_test, play.posts]
    for call in calls:
        with pytest.raises(LOST):
            call()
    play.slack.troubles.outage = None
    play.posts()


def test_where_nobody_listens_the_connection_is_refused() -> None:
    with stage.Play(None).open().served() as gone:
        pass
    client = stage.WebClient("xoxb-simulated-1", base_url=gone, retry_handlers=[])
    with pytest.raises(urllib.error.URLError):
        client.auth_test()


def test_a_message_is_listed_late(play: stage.Play) -> None:
    play.slack.troubles.listing_delay_for = timedelta(seconds=5)
    ts = play.posts()
    where = {"channel": play.dispatch.id}
    listed, replies = play.client.conversations_history, play.client.api_call
    assert listed(**where)["messages"] == []
    refused = {"json": {"ts": ts, **where}}
    assert stage.refusal(replies, api_method="conversations.replies", **refused) == (
        "thread_not_found"
    )
    assert len(play.asha.sees()) == 1
    play.clock.advance(seconds=5)
    assert [message["ts"] for message in listed(**where)["messages"]] == [ts]
    assert replies("conversations.replies", **refused)["ok"]


def test_a_lost_answer_is_found_again_by_its_metadata(play: stage.Play) -> None:
    play.slack.troubles.next_answers("chat.postMessage", troubles.accept_then_drop())
    key = {"event_type": "card", "event_payload": {"key": "k1"}}
    with pytest.raises(LOST):
        play.posts(metadata=key)
    listed = play.client.conversations_history(
        channel=play.dispatch.id,
        oldest=str(play.clock.now().timestamp() - 1),
        include_all_metadata=True,
    )
    assert [message["metadata"] for message in listed["messages"]] == [key]


def test_response_urls_break_too(play: stage.Play) -> None:
    exchange = play.asha.command("/incident")
    assert exchange.response_url is not None
    answer = slack_troubles.server_error(accepts=True)
    play.slack.troubles.next_answers("response_url", answer)
    client = testclient.TestClient(play.slack.asgi())
    path = exchange.response_url.removeprefix(play.slack.api_url.removesuffix("/api/"))
    assert client.post(path, json={"text": "x"}).status_code == 500
    assert client.post(path, json={"text": "y"}).status_code == 200
    assert len(play.asha.answers(exchange)) == 2


def test_without_a_real_connection_the_break_is_an_exception(
    play: stage.Play,
) -> None:
    play.slack.troubles.next_answers("auth.test", troubles.drop_unread())
    client = testclient.TestClient(play.slack.asgi())
    login = {"Authorization": f"Bearer {workspace.BOT_TOKEN}"}
    with pytest.raises(ConnectionResetError):
        client.post("/api/auth.test", headers=login)
    assert client.post("/api/auth.test", headers=login).json()["ok"]


def test_many_callers_at_once_get_a_message_each(play: stage.Play) -> None:
    play.slack.troubles.rates_off = True
    found: list[str] = []

    def posts(number: int) -> None:
        for part in range(5):
            client = play.login(workspace.BOT_TOKEN)
            channel, text = play.dispatch.id, f"{number}/{part}"
            found.append(client.chat_postMessage(channel=channel, text=text)["ts"])

    threads = [threading.Thread(target=posts, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    play.slack.settle()
    for thread in threads:
        thread.join()
    play.slack.settle()
    assert len(set(found)) == 20
    assert sorted(event["ts"] for event in play.bot.events) == sorted(found)
