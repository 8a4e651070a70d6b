"""Socket Mode: how a connection is opened, used, lost, and opened again."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.simulator.slack import workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.over_a_socket(wire) as play:
        yield play


def sockets(play: stage.Play) -> stage.SocketBot:
    assert play.sockets is not None
    return play.sockets


def opens(play: stage.Play, token: str | None) -> Any:
    async def call() -> Any:
        client = AsyncWebClient(base_url=play.slack.api_url)
        return await client.apps_connections_open(app_token=token or "")

    return asyncio.run(call())


def test_a_connection_greets_the_bot(play: stage.Play) -> None:
    assert play.slack.connected
    sockets(play).hears("hello")
    (hello,) = sockets(play).notices
    assert hello["type"] == "hello"
    assert hello["connection_info"] == {"app_id": workspace.APP_ID}


def test_only_the_app_token_opens_a_connection(play: stage.Play) -> None:
    opened = opens(play, workspace.APP_TOKEN)
    assert opened["url"].startswith("ws://127.0.0.1:")
    for token, error in (
        (workspace.BOT_TOKEN, "not_allowed_token_type"),
        ("xapp-simulated-2", "invalid_auth"),
    ):
        assert stage.refusal(opens, play=play, token=token) == error
    call = play.client.api_call
    assert stage.refusal(call, api_method="apps.connections.open") == (
        "not_allowed_token_type"
    )
    no_token = play.login(None).api_call
    assert stage.refusal(no_token, api_method="apps.connections.open") == "not_authed"


def test_the_app_token_needs_its_scope() -> None:
    play = stage.Play(None)
    slack = play.open(app_token=workspace.APP_TOKEN, app_scopes=())
    with slack.served():
        error = stage.refusal(opens, play=play, token=workspace.APP_TOKEN)
    assert error == "missing_scope"


def test_without_socket_mode_there_is_no_connection() -> None:
    play = stage.Play(None)
    slack = play.open()
    with slack.served():
        error = stage.refusal(opens, play=play, token=workspace.APP_TOKEN)
    assert error == "invalid_auth"
    assert not slack.connected
    assert not slack.wait_until_connected(0)
    slack.drop_connection()
    slack.ask_to_reconnect()


def test_connections_are_not_opened_in_a_tight_loop(play: stage.Play) -> None:
    for _ in range(19):
        opens(play, workspace.APP_TOKEN)
    error = stage.refusal(opens, play=play, token=workspace.APP_TOKEN)
    assert error == "ratelimited"
    play.clock.advance(minutes=1)
    assert opens(play, workspace.APP_TOKEN)["ok"]


def test_an_address_opens_one_connection(play: stage.Play) -> None:
    url = opens(play, workspace.APP_TOKEN)["url"]

    async def knock(address: str) -> int:
        session = sockets(play).client.aiohttp_client_session
        async with session.get(address.replace("ws://", "http://")) as answer:
            return answer.status

    # A plain request spends the ticket without becoming a socket.
    assert sockets(play).do(knock(url)) == 400
    assert sockets(play).do(knock(url)) == 403


def test_an_envelope_says_whether_an_answer_may_go_back(play: stage.Play) -> None:
    play.bot.script = lambda request: (
        {"text": "hi"} if request.kind == "slash_commands" else None
    )
    exchange = play.asha.command("/incident")
    play.asha.shortcut("open-incident")
    play.asha.says("dispatch", "x")
    play.slack.settle()
    kinds = [
        (envelope.type, envelope.accepts_response_payload)
        for envelope in sockets(play).envelopes
    ]
    assert kinds == [
        ("slash_commands", True),
        ("interactive", True),
        ("events_api", False),
    ]
    assert len({envelope.envelope_id for envelope in sockets(play).envelopes}) == 3
    assert [message.text for message in exchange.messages] == ["hi"]
    assert sockets(play).envelopes[-1].retry_attempt == 0


def test_without_an_acknowledgement_the_person_sees_a_failure(
    wire: Wire,
) -> None:
    with stage.Play.over_a_socket(wire, acknowledged_within_seconds=0.1) as play:
        sockets(play).is_mute = True
        assert play.asha.command("/incident").failed == "operation_timeout"
        sockets(play).is_mute = False
        assert play.asha.command("/incident").failed is None


def test_a_bot_that_is_asked_to_opens_another_connection(play: stage.Play) -> None:
    play.slack.ask_to_reconnect()
    assert play.slack.wait_until_connected()
    sockets(play).hears("hello", "disconnect", "hello")
    assert play.asha.command("/incident").failed is None


def test_a_connection_that_breaks_is_opened_again(play: stage.Play) -> None:
    play.slack.drop_connection()
    assert play.slack.wait_until_connected()
    assert play.asha.command("/incident").failed is None


def test_what_happens_without_a_connection_fails_or_comes_later(
    play: stage.Play,
) -> None:
    sockets(play).do(sockets(play).client.disconnect())
    play.slack.troubles.token_error = "token_revoked"
    sockets(play).client.auto_reconnect_enabled = False
    play.slack.drop_connection()
    assert not play.slack.connected
    assert play.asha.command("/incident").failed == "dispatch_failed"
    play.asha.says("dispatch", "hello")
    play.slack.settle()
    assert play.bot.requests == []
    sockets(play).do(sockets(play).client.connect_to_new_endpoint())
    assert play.slack.wait_until_connected()
    play.clock.advance(minutes=1)
    play.slack.settle()
    assert [event["text"] for event in play.bot.events] == ["hello"]


def test_an_acknowledgement_of_nothing_is_ignored(play: stage.Play) -> None:
    async def says(frame: str) -> None:
        session = sockets(play).client.current_session
        assert session is not None
        await session.send_str(frame)

    sockets(play).do(says('{"envelope_id": "unheard-of"}'))
    sockets(play).do(says("{}"))
    assert play.asha.command("/incident").failed is None


def test_two_connections_share_the_work(play: stage.Play) -> None:
    bot = stage.Bot(play.clock)
    with stage.SocketBot(bot, play.slack.api_url).connected() as second:
        second.hears("hello")
        assert second.notices[0]["num_connections"] == 2
        for _ in range(4):
            assert play.asha.command("/incident").failed is None
    assert (len(bot.requests), len(play.bot.requests)) == (2, 2)


def test_a_workspace_closes_with_a_bot_on_the_line(wire: Wire) -> None:
    play = stage.Play(wire)
    slack = play.open(app_token=workspace.APP_TOKEN)
    bot = stage.SocketBot(play.bot, slack.api_url)
    with contextlib.ExitStack() as line:
        with slack.listening():
            line.enter_context(bot.connected())
            assert slack.wait_until_connected()
            bot.client.auto_reconnect_enabled = False
        assert play.asha.command("/incident").failed == "dispatch_failed"


def test_frames_of_bytes_are_not_looked_at(play: stage.Play) -> None:
    async def says(frame: bytes) -> None:
        await sockets(play).client.current_session.send_bytes(frame)

    sockets(play).do(says(b"bytes are not looked at"))
    assert play.asha.command("/incident").failed is None
