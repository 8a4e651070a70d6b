"""Where calls to Slack go, and what an answer that is none says."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.senders.slack import SlackApi
from bot.simulator import clock, serving, troubles
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack import workspace as slack_workspace
from handlers.slack import failures
from models import errors

BLOCKS = [{"type": "section", "text": {"type": "plain_text", "text": "hello"}}]
AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


class Recorder:
    """Note the path of every request that arrives."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.paths: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.paths.append(scope["path"])
        await self._app(scope, receive, send)


@pytest.fixture
def workspace() -> slack_workspace.SlackWorkspace:
    return slack_workspace.SlackWorkspace(
        clock=clock.MovedClock(AT), signing_secret="secret of nothing"
    )


@pytest.fixture
def served(
    workspace: slack_workspace.SlackWorkspace,
) -> Iterator[tuple[SlackApi, Recorder]]:
    recorder = Recorder(workspace.asgi())
    with serving.serve(recorder) as address:
        api_url = workspace.api_url = f"{address}/api/"
        yield SlackApi(token=slack_workspace.BOT_TOKEN, api_url=api_url), recorder


def test_what_the_vendors_library_says_of_trouble_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nowhere = SlackApi(token=slack_workspace.BOT_TOKEN, api_url="http://127.0.0.1:1/")

    with caplog.at_level(logging.DEBUG), pytest.raises(errors.DeliveryError):
        nowhere.workspace()

    assert caplog.records == []


def test_every_call_goes_to_the_address_that_is_set(
    workspace: slack_workspace.SlackWorkspace, served: tuple[SlackApi, Recorder]
) -> None:
    """GovSlack is another address, and nothing may go to the usual one."""
    api, recorder = served
    channel, dora = workspace.add_channel("dispatch"), workspace.add_user("dora")
    workspace.invite("dispatch", dora.id)
    ts = api.post(channel.id, "hello", BLOCKS, "key")
    api.update(channel.id, ts, "hello again", BLOCKS, "key")
    assert api.find(channel.id, "key", AT) == ts
    assert api.find(channel.id, "another key", AT) is None
    api.open_direct(dora.id)
    api.tell(channel.id, dora.id, "hello")
    api.publish_home(dora.id, {"type": "home", "blocks": BLOCKS})
    assert api.workspace().team_id == slack_workspace.TEAM_ID
    assert api.member_problem(dora.id, slack_workspace.TEAM_ID) is None
    for call in (
        lambda: api.open_form("no trigger", {"type": "modal"}),
        lambda: api.push_form("no trigger", {"type": "modal"}),
        lambda: api.update_form("no view", {"type": "modal"}),
    ):
        with pytest.raises(errors.DeliveryError):
            call()
    assert [path.removeprefix("/api/") for path in recorder.paths] == [
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.history",
        "conversations.open",
        "chat.postEphemeral",
        "views.publish",
        "auth.test",
        "users.info",
        "views.open",
        "views.push",
        "views.update",
    ]


def test_a_proxy_of_the_environment_is_used_even_for_this_machine(
    served: tuple[SlackApi, Recorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the documentation says; nothing arrives where the proxy is not there."""
    _, recorder = served
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    api = SlackApi(token=slack_workspace.BOT_TOKEN, api_url="http://127.0.0.1:1/api/")
    with pytest.raises(errors.DeliveryError) as raised:
        api.workspace()
    assert raised.value.kind == failures.Kind.BUSY
    assert recorder.paths == []


@pytest.mark.parametrize(
    ("answer", "kind", "word"),
    [
        (troubles.empty_ok(), failures.Kind.UNKNOWN, None),
        (troubles.html_ok(), failures.Kind.UNKNOWN, None),
        (troubles.bad_gateway(), failures.Kind.UNKNOWN, None),
        (slack_troubles.json_list(), failures.Kind.UNKNOWN, None),
        (slack_troubles.server_error(), failures.Kind.UNKNOWN, "internal_error"),
        (troubles.drop_unread(), failures.Kind.UNKNOWN, "unreachable"),
        (slack_troubles.refuses("ratelimited"), failures.Kind.BUSY, "ratelimited"),
        (slack_troubles.too_many_requests("30"), failures.Kind.BUSY, "ratelimited"),
        (slack_troubles.refuses("is_archived"), failures.Kind.PLACE, "is_archived"),
        (slack_troubles.refuses("brand_new"), failures.Kind.CONTENT, "brand_new"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_answer_that_is_none_is_told_from_a_refusal_and_quoted_nowhere(
    workspace: slack_workspace.SlackWorkspace,
    served: tuple[SlackApi, Recorder],
    answer: troubles.Answer,
    kind: failures.Kind,
    word: str | None,
) -> None:
    api, _ = served
    channel = workspace.add_channel("dispatch")
    workspace.troubles.next_answers("chat.postMessage", answer)
    with pytest.raises(errors.DeliveryError) as raised:
        api.post(channel.id, "hello", BLOCKS, "key")
    assert (raised.value.kind, raised.value.vendor_code) == (kind, word)
    assert "html" not in str(raised.value)
