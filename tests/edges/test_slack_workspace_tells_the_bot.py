"""Events: which, of what shape, how often again, and in what disorder."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.simulator.slack import workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture(params=["http", "socket"])
def play(request: pytest.FixtureRequest, wire: Wire) -> Iterator[stage.Play]:
    if request.param == "http":
        with stage.Play.on(wire) as play:
            yield play
    else:
        with stage.Play.over_a_socket(wire) as play:
            yield play


def texts(play: stage.Play) -> list[str]:
    return [event["text"] for event in play.bot.events]


def test_nothing_moves_until_the_workspace_settles(play: stage.Play) -> None:
    said = play.asha.says("dispatch", "seen <it>")
    assert play.bot.requests == []
    assert play.slack.next_event_at() == play.clock.now()
    assert play.slack.settle() == 1
    assert play.slack.settle() == 0
    assert play.slack.next_event_at() is None
    sent = play.bot.last
    assert sent["type"] == "event_callback"
    assert (sent["team_id"], sent["api_app_id"]) == (
        workspace.TEAM_ID,
        workspace.APP_ID,
    )
    assert sent["event_time"] == int(play.clock.now().timestamp())
    assert sent["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": workspace.TEAM_ID,
            "user_id": "U0SIMBOT",
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    event = sent["event"]
    assert event["blocks"][0]["type"] == "rich_text"
    del event["blocks"]
    assert event == {
        "type": "message",
        "channel": play.dispatch.id,
        "channel_type": "channel",
        "user": play.asha.id,
        "ts": said.ts,
        "event_ts": said.ts,
        "text": "seen &lt;it&gt;",
        "team": workspace.TEAM_ID,
    }


def test_replies_edits_and_deletions_are_told(play: stage.Play) -> None:
    ts = play.posts()
    reply = play.asha.says("dispatch", "noted", thread_ts=ts)
    play.asha.edits(reply, "noted twice")
    play.asha.deletes(reply)
    play.slack.settle()
    _, said, changed, deleted = play.bot.events
    assert (said["thread_ts"], said["text"]) == (ts, "noted")
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "noted twice"
    assert changed["message"]["thread_ts"] == ts
    assert changed["message"]["edited"]["user"] == play.asha.id
    assert changed["previous_message"]["text"] == "noted"
    assert changed["hidden"] is True
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply.ts)
    assert deleted["previous_message"]["thread_ts"] == ts
    assert deleted["ts"] != reply.ts


def test_the_bot_hears_itself_and_other_bots(play: stage.Play) -> None:
    ts = play.posts("card")
    play.client.chat_update(channel=play.dispatch.id, ts=ts, text="closed")
    play.slack.other_bot_says("dispatch", "beep")
    play.slack.settle()
    own, changed, other = play.bot.events
    assert (own["bot_id"], own["app_id"]) == ("B0SIMBOT", workspace.APP_ID)
    assert own["bot_profile"]["name"] == "holdfast"
    assert changed["message"]["bot_id"] == "B0SIMBOT"
    assert (other["bot_id"], other["user"]) == ("B0OTHERBOT", "U0OTHERBOT")


def test_ephemeral_messages_are_told_to_nobody(play: stage.Play) -> None:
    play.client.chat_postEphemeral(
        channel=play.dispatch.id, user=play.asha.id, text="x"
    )
    assert play.slack.settle() == 0


def test_only_subscribed_events_come(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        play.asha.says("@bot", "hello")
        assert play.slack.settle() == 0
        play.open(bot_events=("message.im",))
        play.asha.says("@bot", "hello")
        play.asha.says("dispatch", "hello")
        play.asha.opens_home()
        play.slack.change_user(play.asha, tz="Europe/Paris")
        assert play.slack.settle() == 1
        assert play.bot.events[0]["channel_type"] == "im"


def test_only_channels_with_the_bot_in_them_are_told_of(play: stage.Play) -> None:
    play.slack.add_channel("other", has_bot=False)
    play.slack.add_channel("secret", is_private=True)
    play.asha.says("other", "unheard")
    play.asha.says("secret", "heard")
    play.slack.settle()
    assert texts(play) == ["heard"]
    assert play.bot.events[0]["channel_type"] == "group"
    play.slack.remove("secret")
    play.asha.says("secret", "unheard")
    assert play.slack.settle() == 0


def test_an_event_needs_the_scope_for_it(play: stage.Play) -> None:
    play.slack.set_scopes(workspace.SCOPES - {"channels:history"})
    play.asha.says("dispatch", "unheard")
    assert play.slack.settle() == 0
    play.slack.set_scopes(workspace.SCOPES)
    play.asha.says("dispatch", "heard")
    assert play.slack.settle() == 1


def test_a_changed_member_is_told_of(play: stage.Play) -> None:
    play.slack.change_user(play.bello, deleted=True)
    play.slack.settle()
    (event,) = play.bot.events
    assert event["type"] == "user_change"
    assert (event["user"]["id"], event["user"]["deleted"]) == (play.bello.id, True)


def fails(play: stage.Play, times: int) -> None:
    """Script the bot to fail so often, and take everything after."""
    left = [times]

    def script(request: stage.Request) -> None:
        if left[0]:
            left[0] -= 1
            raise stage.Refused(503)

    play.bot.script = script


def test_an_event_comes_again_at_once_after_a_minute_and_after_five(
    wire: Wire,
) -> None:
    with stage.Play.on(wire) as play:
        fails(play, 9)
        play.asha.says("dispatch", "hello")
        counts = []
        for minutes in (0, 0.9, 0.1, 4.9, 0.1, 60):
            play.clock.advance(minutes=minutes)
            counts.append(play.slack.settle())
        assert counts == [2, 0, 1, 0, 1, 0]
        assert [request.retry for request in play.bot.requests] == [
            None,
            (1, "http_error"),
            (2, "http_error"),
            (3, "http_error"),
        ]
        ids = {request.payload["event_id"] for request in play.bot.requests}
        assert play.slack.given_up == list(ids)


def test_an_event_that_was_taken_does_not_come_again(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        fails(play, 1)
        play.asha.says("dispatch", "hello")
        play.slack.settle()
        play.clock.advance(minutes=10)
        assert play.slack.settle() == 0
        assert [r.retry for r in play.bot.requests] == [None, (1, "http_error")]
        assert play.slack.given_up == []


def test_a_retry_tells_the_reason_over_a_socket_too(wire: Wire) -> None:
    with stage.Play.over_a_socket(wire, acknowledged_within_seconds=0.1) as play:
        fails(play, 1)
        play.asha.says("dispatch", "hello")
        assert play.slack.settle() == 2
        assert [r.retry for r in play.bot.requests] == [None, (1, "http_timeout")]


@pytest.mark.parametrize("is_final", [True, False])
def test_a_refusal_may_ask_not_to_be_told_again(wire: Wire, is_final: bool) -> None:
    with stage.Play.on(wire) as play:
        headers = {"X-Slack-No-Retry": "1"} if is_final else {}

        def script(request: stage.Request) -> None:
            raise stage.Refused(500, headers)

        play.bot.script = script
        play.asha.says("dispatch", "hello")
        assert play.slack.settle() == (1 if is_final else 2)
        assert len(play.slack.given_up) == int(is_final)


def test_a_bot_that_is_down_gets_the_event_when_it_is_back(play: stage.Play) -> None:
    play.slack.troubles.bot_unreachable = True
    play.asha.says("dispatch", "hello")
    assert play.slack.settle() == 2
    assert play.bot.requests == []
    assert play.slack.next_event_at() == play.clock.now() + timedelta(minutes=1)
    play.slack.troubles.bot_unreachable = False
    play.clock.advance(minutes=1)
    assert play.slack.settle() == 1
    assert play.bot.requests[0].retry == (2, "connection_failed")


def test_a_first_attempt_can_be_lost_so_that_the_bot_sees_a_retry_first(
    play: stage.Play,
) -> None:
    play.slack.troubles.lose_first_attempts = True
    play.asha.says("dispatch", "hello")
    assert play.slack.settle() == 2
    assert [r.retry for r in play.bot.requests] == [(1, "connection_failed")]


def test_an_event_can_come_twice_with_the_same_id(play: stage.Play) -> None:
    play.slack.troubles.duplicate_events = True
    play.asha.says("dispatch", "hello")
    assert play.slack.settle() == 2
    first, second = (request.payload for request in play.bot.requests)
    assert first == second


def test_events_can_come_late_and_in_the_opposite_order(play: stage.Play) -> None:
    play.slack.troubles.event_delay_for = timedelta(seconds=30)
    play.slack.troubles.reverse_events = True
    for word in ("one", "two", "three"):
        play.asha.says("dispatch", word)
    assert play.slack.settle() == 0
    play.clock.advance(seconds=30)
    assert play.slack.settle() == 3
    assert texts(play) == ["three", "two", "one"]


def test_a_bot_that_answers_every_event_does_not_come_to_rest(
    wire: Wire,
) -> None:
    with stage.Play.on(wire) as play:
        play.slack.troubles.rates_off = True

        def script(request: stage.Request) -> None:
            play.client.chat_postMessage(channel=play.dispatch.id, text="echo")

        play.bot.script = script
        play.asha.says("dispatch", "hello")
        with pytest.raises(RuntimeError, match="rest"):
            play.slack.settle()


def forged(play: stage.Play, body: bytes, headers: dict[str, Any]) -> int | None:
    return play.slack.http_line.send(body, headers).status


def test_a_request_can_be_signed_for_any_instant_and_body(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        body = json.dumps({"event": {"type": "made_up"}}).encode()
        fresh = play.slack.signed(body, "application/json")
        assert forged(play, body, fresh) == 200
        assert play.bot.events == [{"type": "made_up"}]
        assert forged(play, body + b" ", fresh) == 401
        for seconds, status in ((-301, 401), (-299, 200), (301, 401)):
            at = play.clock.now() + timedelta(seconds=seconds)
            headers = play.slack.signed(body, "application/json", at)
            assert forged(play, body, headers) == status


def test_signatures_are_dated_by_the_clock_of_the_machine(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        machine = stage.MovingClock()
        machine.advance(days=1)
        play.open(machine=machine)
        assert play.asha.command("/incident").status == 401
        play.clock.advance(days=1)
        assert play.asha.command("/incident").status == 200


def test_a_request_url_proves_itself_by_its_challenge(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        assert not play.slack.verify_url()
        play.bot.script = lambda request: {"challenge": request.payload["challenge"]}
        assert play.slack.verify_url()
        play.bot.script = lambda request: request.payload["challenge"]
        assert play.slack.verify_url()
        assert play.bot.requests[0].payload["type"] == "url_verification"
