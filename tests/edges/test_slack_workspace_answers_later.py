"""Response URLs: five uses in half an hour, for one or for all, instead or besides."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.simulator import webhooks
from bot.simulator.slack import state
from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def responds(exchange: state.Exchange, **said: Any) -> tuple[int, str]:
    assert exchange.response_url is not None
    answer = WebhookClient(exchange.response_url, retry_handlers=[]).send(**said)
    return answer.status_code, answer.body


def test_an_answer_comes_later_and_for_one(play: stage.Play) -> None:
    exchange = play.asha.command("/incident open x")
    assert play.asha.answers(exchange) == []
    assert responds(exchange, text="recorded") == (200, "ok")
    (answer,) = play.asha.answers(exchange)
    assert (answer.rendered, answer.is_ephemeral) == ("recorded", True)
    assert play.bello.sees() == []


def test_an_answer_may_be_for_all(play: stage.Play) -> None:
    exchange = play.asha.command("/incident open x")
    assert responds(exchange, text="opened", response_type="in_channel")[0] == 200
    assert [message.rendered for message in play.bello.sees()] == ["opened"]


def test_a_response_url_is_good_for_five_answers(play: stage.Play) -> None:
    exchange = play.asha.command("/incident")
    for _ in range(5):
        assert responds(exchange, text="x") == (200, "ok")
    assert responds(exchange, text="x") == (404, "used_url")
    assert len(play.asha.answers(exchange)) == 5


def test_a_response_url_is_good_for_half_an_hour(play: stage.Play) -> None:
    exchange = play.asha.command("/incident")
    play.clock.advance(minutes=30)
    assert responds(exchange, text="x") == (200, "ok")
    play.clock.advance(seconds=1)
    assert responds(exchange, text="x") == (404, "expired_url")


def test_a_response_url_that_nobody_gave_out(play: stage.Play) -> None:
    url = play.slack.api_url.replace("/api/", "/hooks/nowhere")
    assert webhooks.post_over_http(url, b'{"text": "x"}', {})[0] == 404


@pytest.mark.parametrize("body", [b"{oops", b"[1]"])
def test_an_answer_is_a_json_object(play: stage.Play, body: bytes) -> None:
    exchange = play.asha.command("/incident")
    assert exchange.response_url is not None
    status, _, said = webhooks.post_over_http(exchange.response_url, body, {})
    assert (status, said) == (400, b"invalid_payload")
    body = json.dumps({"text": "x"}).encode()
    assert webhooks.post_over_http(exchange.response_url, body, {})[0] == 200


def test_an_answer_that_slack_does_not_take(play: stage.Play) -> None:
    exchange = play.asha.command("/incident")
    blocks = [stage.section()] * 51
    assert responds(exchange, text="") == (400, "no_text")
    assert responds(exchange, text="x", blocks=blocks) == (400, "invalid_blocks")
    assert responds(exchange, text="x", blocks=blocks[:50]) == (200, "ok")


def test_an_answer_to_a_press_may_replace_or_delete_the_message(
    play: stage.Play,
) -> None:
    card = play.card(stage.button())
    exchange = play.asha.press(card, "ack")
    responds(exchange, text="done by <@U1>", replace_original=True)
    assert (card.rendered, card.blocks, card.edited_ts) == ("done by @U1", [], None)
    responds(exchange, delete_original=True)
    assert play.asha.sees() == []


def test_a_press_on_a_stale_screen_still_replaces_what_is_there(
    play: stage.Play,
) -> None:
    card = play.card(stage.button())
    exchange = play.asha.press(card.as_now(), "ack")
    responds(exchange, text="done", replace_original=True)
    assert card.rendered == "done"


def test_an_ephemeral_answer_is_replaced_by_the_next_and_taken_away(
    play: stage.Play,
) -> None:
    play.bot.script = lambda request: {"text": "working"}
    exchange = play.asha.command("/incident")
    responds(exchange, text="recorded", replace_original=True)
    assert [m.rendered for m in play.asha.ephemerals] == ["recorded"]
    responds(exchange, delete_original=True)
    assert play.asha.ephemerals == []
    assert responds(exchange, delete_original=True) == (200, "ok")


def test_a_view_has_no_response_url(play: stage.Play) -> None:
    assert play.asha.shortcut("open-incident").response_url is None
    assert "response_url" not in play.bot.last
