"""What the tests of the workspace share: a clock, a scripted bot, clients.

The bot here records what Slack sends and checks every signature with the vendor's
own library; the clients are the vendor's own, with nothing but the address changed.
"""

import asyncio
import contextlib
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from slack_sdk import WebClient, errors, signature
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.simulator.slack import people, sights, workspace
from tests.wire import Wire

SECRET = "secret-of-a-simulated-app"
HOOK = "https://bot.example/slack/events"
DAY = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

HttpAnswer = tuple[int, Mapping[str, str], bytes]
#: What the bot acknowledges with, by what it was sent; None: nothing in it.
Script = Callable[["Request"], Any]


class MovingClock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self._now = DAY

    def now(self) -> datetime:
        return self._now

    def advance(self, **parts: float) -> None:
        self._now += timedelta(**parts)


@dataclass(frozen=True)
class Request:
    """One thing that Slack sent, however it came."""

    #: `slash_commands`, `interactive` or `events_api`.
    kind: str
    payload: dict[str, Any]
    #: Number of the retry, and the reason.
    retry: tuple[int, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = self.payload["event"]
        return event


class Refused(Exception):  # noqa: N818 - an answer of the bot, not a fault
    """Raised by a script to answer over HTTP with a status of its own."""

    def __init__(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.headers = headers or {}


class Bot:
    """Record what Slack sends, and answer as told."""

    def __init__(self, clock: MovingClock) -> None:
        self.clock = clock
        self.requests: list[Request] = []
        self.script: Script = lambda request: None

    @property
    def last(self) -> dict[str, Any]:
        """The payload of the last request."""
        return self.requests[-1].payload

    @property
    def events(self) -> list[dict[str, Any]]:
        return [r.event for r in self.requests if r.kind == "events_api"]

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        if url != HOOK or not self._is_signed(body, headers):
            return 401, {}, b""
        request = _read(body, headers)
        self.requests.append(request)
        try:
            said = self.script(request)
        except Refused as refused:
            return refused.status, refused.headers, b""
        if said is None:
            return 200, {}, b""
        if isinstance(said, str):
            return 200, {"Content-Type": "text/plain"}, said.encode()
        return 200, {"content-type": "application/json"}, json.dumps(said).encode()

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        clock = self.clock

        class Now(signature.Clock):
            def now(self) -> float:
                return clock.now().timestamp()

        verifier = signature.SignatureVerifier(SECRET, Now())
        return verifier.is_valid_request(body, dict(headers))


def _read(body: bytes, headers: Mapping[str, str]) -> Request:
    retry = None
    if "X-Slack-Retry-Num" in headers:
        retry = int(headers["X-Slack-Retry-Num"]), headers["X-Slack-Retry-Reason"]
    if headers["Content-Type"] == "application/json":
        return Request("events_api", json.loads(body), retry, headers, body)
    pairs = urllib.parse.parse_qsl(
        body.decode(), keep_blank_values=True, strict_parsing=True
    )
    form = dict(pairs)
    if "payload" in form:
        payload = json.loads(form["payload"])
        return Request("interactive", payload, retry, headers, body)
    return Request("slash_commands", form, retry, headers, body)


class SocketBot:
    """The same bot behind a websocket, on a loop of its own."""

    def __init__(self, bot: Bot, api_url: str) -> None:
        self._bot = bot
        self._api_url = api_url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        #: Envelopes as they came, and what was said besides.
        self.envelopes: list[SocketModeRequest] = []
        self.notices: list[dict[str, Any]] = []
        #: Whether frames are acknowledged at all.
        self.is_mute = False
        #: The vendor's client; it has no types of its own.
        self.client: Any

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        self.envelopes.append(request)
        number = request.retry_attempt or 0
        retry = (number, request.retry_reason or "") if number else None
        taken = Request(request.type, request.payload, retry)
        self._bot.requests.append(taken)
        try:
            said = await asyncio.to_thread(self._bot.script, taken)
        except Refused:
            return
        if not self.is_mute:
            answer = SocketModeResponse(envelope_id=request.envelope_id, payload=said)
            await client.send_socket_mode_response(answer)

    async def _hear(self, message: Any) -> None:
        said = json.loads(message.data)
        if said["type"] in ("hello", "disconnect"):
            self.notices.append(said)

    async def _open(self) -> None:
        web = AsyncWebClient(workspace.BOT_TOKEN, base_url=self._api_url)
        self.client = SocketModeClient(
            workspace.APP_TOKEN, web_client=web, ping_interval=0.1
        )
        self.client.socket_mode_request_listeners.append(self._take)
        self.client.on_message_listeners.append(self._hear)
        await self.client.connect()

    def hears(self, *kinds: str) -> None:
        """Wait until these notices have come, and no others."""

        async def wait() -> None:
            async with asyncio.timeout(5):
                while [notice["type"] for notice in self.notices] != list(kinds):
                    await asyncio.sleep(0.01)

        self.do(wait())

    def do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    @contextlib.contextmanager
    def connected(self) -> Iterator[Self]:
        self._thread.start()
        self.do(self._open())
        try:
            yield self
        finally:
            self.do(self.client.close())
            self.do(_cancel_rest())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()


async def _cancel_rest() -> None:
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class Play:
    """A workspace with two people, a bot and the bot's client."""

    def __init__(self, wire: Wire | None) -> None:
        self.wire = wire
        self.clock = MovingClock()
        self.bot = Bot(self.clock)
        self.sockets: SocketBot | None = None

    def open(self, **settings: Any) -> workspace.SlackWorkspace:
        """Start again with a workspace of these settings."""
        usual: dict[str, Any] = {
            "clock": self.clock,
            "signing_secret": SECRET,
            "post": self.bot.post,
            "events_url": HOOK,
            "shortcuts": ("open-incident", "open-from-message"),
        }
        self.slack = workspace.SlackWorkspace(**{**usual, **settings})
        self.asha = self.slack.add_user("asha")
        self.bello = self.slack.add_user("bello", tz="Europe/Berlin")
        self.dispatch = self.slack.add_channel("dispatch")
        if self.wire is not None:
            self.wire.app = self.slack.asgi()
            self.slack.api_url = f"{self.wire.base}/api/"
            self.client = self.login(workspace.BOT_TOKEN)
        return self.slack

    def login(self, token: str | None, **more: Any) -> WebClient:
        more.setdefault("timeout", 5)
        return WebClient(token, base_url=self.slack.api_url, retry_handlers=[], **more)

    def posts(self, text: str = "card", **more: Any) -> str:
        """Post to the dispatch channel as the bot, a second after the last; its ts."""
        self.clock.advance(seconds=1)
        more.setdefault("channel", self.dispatch.id)
        return str(self.client.chat_postMessage(text=text, **more)["ts"])

    def card(self, *elements: Any, **more: Any) -> sights.SeenMessage:
        """Post a message with these elements, as Asha sees it."""
        block = {"type": "actions", "block_id": "deeds", "elements": list(elements)}
        ts = self.posts(blocks=[block], **more)
        return self.seen(self.asha, ts)

    def seen(self, user: people.SlackUser, ts: str) -> sights.SeenMessage:
        return next(message for message in user.sees() if message.ts == ts)

    @classmethod
    @contextlib.contextmanager
    def on(cls, wire: Wire) -> Iterator[Self]:
        play = cls(wire)
        play.open()
        yield play

    @classmethod
    @contextlib.contextmanager
    def over_a_socket(cls, wire: Wire, **settings: Any) -> Iterator[Self]:
        play = cls(wire)
        slack = play.open(app_token=workspace.APP_TOKEN, **settings)
        with (
            slack.listening(),
            SocketBot(play.bot, slack.api_url).connected() as play.sockets,
        ):
            assert slack.wait_until_connected()
            yield play


def refusal(call: Callable[..., Any], **arguments: Any) -> str:
    """Make a call that is refused, and return the error word."""
    with pytest.raises(errors.SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


def details(call: Callable[..., Any], **arguments: Any) -> str:
    """Make a call that is refused, and return the lines that explain it."""
    with pytest.raises(errors.SlackApiError) as refused:
        call(**arguments)
    return "\n".join(refused.value.response["response_metadata"]["messages"])


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(words: str = "I have it", action_id: str = "ack", **more: Any) -> Any:
    return {"type": "button", "action_id": action_id, "text": plain(words), **more}


def options(*values: str, text: Callable[[str], Any] = plain) -> list[Any]:
    return [{"text": text(value.title()), "value": value} for value in values]


def asks(label: str, action_id: str = "field", **more: Any) -> dict[str, Any]:
    """An input block; its element is a line of text unless told otherwise."""
    element = {"type": "plain_text_input", **more.pop("element", {})}
    return {
        "type": "input",
        "block_id": label.lower(),
        "label": plain(label),
        "element": {"action_id": action_id, **element},
        **more,
    }


def modal(*blocks: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Incident"),
        "submit": plain("Save"),
        "blocks": list(blocks) or [asks("What")],
        **more,
    }
