"""Who may call the workspace's API, how, and how often."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import errors

from bot.simulator import webhooks
from bot.simulator.slack import rates, workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def raw(play: stage.Play, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    """Post without the vendor's client."""
    url = f"{play.slack.api_url}{path}"
    status, _, answer = webhooks.post_over_http(url, body, headers)
    return status, json.loads(answer)


@pytest.mark.parametrize("token", ["xoxb-1-real", "xoxp-simulated-1", ""])
def test_no_real_token_gets_in(token: str) -> None:
    clock = stage.MovingClock()
    with pytest.raises(ValueError, match="simulated"):
        workspace.SlackWorkspace(clock=clock, signing_secret="s", bot_token=token)
    with pytest.raises(ValueError, match="simulated"):
        workspace.SlackWorkspace(clock=clock, app_token=token or "xapp-1-real")


def test_without_a_socket_there_must_be_a_signing_secret() -> None:
    clock = stage.MovingClock()
    with pytest.raises(ValueError, match="signing secret"):
        workspace.SlackWorkspace(clock=clock)
    assert workspace.SlackWorkspace(clock=clock, app_token=workspace.APP_TOKEN)


def test_a_good_token_is_told_whose_it_is(play: stage.Play) -> None:
    answer = play.client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        workspace.TEAM_ID,
        "U0SIMBOT",
        "B0SIMBOT",
    )
    assert isinstance(answer.headers, dict)
    assert set(answer.headers["x-oauth-scopes"].split(",")) == workspace.SCOPES


def test_on_grid_the_organisation_is_named_too(play: stage.Play) -> None:
    play.open(enterprise=("E0SIMORG", "The City"))
    assert play.client.auth_test()["enterprise_id"] == "E0SIMORG"


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("xoxb-simulated-2", "invalid_auth"),
        (None, "not_authed"),
        (workspace.APP_TOKEN, "not_allowed_token_type"),
    ],
)
def test_another_token_is_refused(
    play: stage.Play, token: str | None, error: str
) -> None:
    play.open(app_token=workspace.APP_TOKEN)
    assert stage.refusal(play.login(token).auth_test) == error
    assert play.client.auth_test()["ok"]


def test_a_token_may_come_in_the_body(play: stage.Play) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"token={workspace.BOT_TOKEN}".encode()
    assert raw(play, "auth.test", body, **form)[1]["ok"]
    assert raw(play, "auth.test", b"token=x", **form)[1]["error"] == "invalid_auth"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
def test_a_token_can_be_taken_back(play: stage.Play, error: str) -> None:
    play.slack.troubles.token_error = error
    assert stage.refusal(play.client.auth_test) == error
    play.slack.troubles.token_error = None
    assert play.client.auth_test()["ok"]


def test_a_method_that_there_is_not(play: stage.Play) -> None:
    assert (
        stage.refusal(play.client.api_call, api_method="chat.shout") == "unknown_method"
    )


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{oops", "application/json", "invalid_json"),
        (b"[1]", "application/json", "json_not_object"),
        (b"x", "text/plain", "invalid_post_type"),
    ],
)
def test_a_body_that_cannot_be_read(
    play: stage.Play, body: bytes, kind: str, error: str
) -> None:
    status, answer = raw(play, "auth.test", body, **{"Content-Type": kind})
    assert (status, answer["error"]) == (200, error)


SCOPES: list[tuple[str, str, dict[str, Any]]] = [
    ("chat:write", "chat.postMessage", {"text": "x"}),
    ("chat:write", "chat.update", {"text": "x"}),
    ("chat:write", "chat.delete", {}),
    ("chat:write", "chat.postEphemeral", {"text": "x"}),
    ("channels:history", "conversations.history", {}),
    ("channels:history", "conversations.replies", {}),
    ("channels:read", "conversations.info", {}),
    ("im:write", "conversations.open", {"channel": ""}),
    ("users:read", "users.info", {}),
    ("users:read", "users.list", {}),
]


@pytest.mark.parametrize(("scope", "method", "more"), SCOPES)
def test_each_method_needs_its_scope(
    play: stage.Play, scope: str, method: str, more: dict[str, Any]
) -> None:
    ts = play.posts()
    play.clock.advance(seconds=1)
    arguments = {"channel": play.dispatch.id, "ts": ts, "user": play.asha.id, **more}
    arguments["users"] = play.asha.id
    call = play.client.api_call
    play.slack.set_scopes(workspace.SCOPES - {scope})
    with pytest.raises(errors.SlackApiError) as refused:
        call(method, json=arguments)
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in answer["provided"].split(",")
    play.slack.set_scopes({scope})
    assert call(method, json=arguments)["ok"]


@pytest.mark.parametrize(
    ("is_private", "scope"), [(True, "groups:history"), (False, "channels:history")]
)
def test_the_kind_of_channel_decides_the_scope(
    play: stage.Play, is_private: bool, scope: str
) -> None:
    channel = play.slack.add_channel("other", is_private=is_private).id
    call = play.client.conversations_history
    play.slack.set_scopes(workspace.SCOPES - {scope})
    assert stage.refusal(call, channel=channel) == "missing_scope"
    play.slack.set_scopes({scope})
    assert call(channel=channel)["messages"] == []


def too_many(call: Any, **arguments: Any) -> str:
    """Make a call that comes too early; return Retry-After."""
    with pytest.raises(errors.SlackApiError) as refused:
        call(**arguments)
    answer = refused.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    return str(answer.headers["Retry-After"])


def test_a_channel_takes_one_message_a_second(play: stage.Play) -> None:
    post, where = play.client.chat_postMessage, {"channel": play.dispatch.id}
    other = play.slack.add_channel("other")
    assert post(text="1", **where)["ok"]
    assert too_many(post, text="2", **where) == "1"
    assert post(text="1", channel=other.id)["ok"]
    play.clock.advance(seconds=0.9)
    assert too_many(post, text="2", **where) == "1"
    play.clock.advance(seconds=0.1)
    assert post(text="2", **where)["ok"]
    assert [message.text for message in play.asha.sees()] == ["1", "2"]


def test_a_burst_can_be_allowed(play: stage.Play) -> None:
    play.slack.troubles.posts_per_second = 3
    post, where = play.client.chat_postMessage, {"channel": play.dispatch.id}
    for _ in range(3):
        assert post(text="x", **where)["ok"]
    assert too_many(post, text="x", **where) == "1"
    play.slack.troubles.rates_off = True
    assert post(text="x", **where)["ok"]


TIERS = [("users.list", 20), ("conversations.info", 50), ("users.info", 100)]


@pytest.mark.parametrize(("method", "most"), TIERS)
def test_a_method_takes_so_many_calls_a_minute(
    play: stage.Play, method: str, most: int
) -> None:
    arguments = {"channel": play.dispatch.id, "user": play.asha.id}
    call = play.client.api_call
    assert call(method, json=arguments)["ok"]
    play.clock.advance(seconds=20)
    for _ in range(most - 1):
        play.slack.call(method, workspace.BOT_TOKEN, dict(arguments))
    assert too_many(call, api_method=method, json=arguments) == "40"
    assert play.client.auth_test()["ok"]
    play.clock.advance(seconds=40)
    assert call(method, json=arguments)["ok"]


def test_a_clock_that_is_moved_back_locks_nobody_out(play: stage.Play) -> None:
    post, where = play.client.chat_postMessage, {"channel": play.dispatch.id}
    assert post(text="1", **where)["ok"]
    play.clock.advance(hours=-1)
    assert post(text="2", **where)["ok"]


def test_every_method_that_is_played_has_a_tier(play: stage.Play) -> None:
    for method in rates.TIERS:
        form = {"Content-Type": "application/json"}
        assert raw(play, method, b"{}", **form)[1]["error"] == "not_authed"
