"""Play Socket Mode: envelopes over a websocket on loopback.

Source: Using Socket Mode. Runs in a thread of its own, with a loop of its own.
"""

import asyncio
import contextlib
import json
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent import futures
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bot.simulator.slack import requests
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack.records import Json

#: Whether an acknowledgement of that kind may carry an answer.
_TAKES_ANSWER = {"slash_commands": True, "interactive": True, "events_api": False}
#: How long the server itself may take to do as it is told, in real seconds.
_PATIENCE_SECONDS = 5.0


@dataclass(slots=True, kw_only=True, eq=False)
class _Socket:
    """One connection of the bot."""

    frames: web.WebSocketResponse
    transport: asyncio.Transport


class SocketLine:
    """Carry things to the bot over whichever socket it opened. Thread-safe."""

    def __init__(
        self,
        *,
        app_id: str,
        troubles: slack_troubles.SlackTroubles,
        within_seconds: float,
    ) -> None:
        self._app_id = app_id
        self._troubles = troubles
        self._within_seconds = within_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._base = ""
        self._tickets: set[str] = set()
        self._sockets: list[_Socket] = []
        self._changed = threading.Condition()
        self._waiting: dict[str, futures.Future[Any]] = {}

    @property
    def is_connected(self) -> bool:
        """Return whether the bot listens."""
        with self._changed:
            return bool(self._sockets)

    def wait(self, within_seconds: float) -> bool:
        """Wait until the bot listens; return whether it does."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._sockets), within_seconds)

    def new_url(self) -> str:
        """Return an address that opens one socket, once."""
        if self._loop is None:
            raise RuntimeError("Socket Mode is served by SlackWorkspace.listening()")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self._base}/link/?ticket={ticket}&app_id={self._app_id}"

    def carry(
        self,
        kind: str,
        payload: Json,
        retry: requests.Retry | None = None,
    ) -> requests.Outcome:
        """Send an envelope, and wait for the frame that acknowledges it."""
        with self._changed:
            # Each envelope goes to one of several connections, in turn.
            socket = self._sockets.pop(0) if self._sockets else None
            if socket is not None:
                self._sockets.append(socket)
        if socket is None or self._loop is None or self._troubles.bot_unreachable:
            return requests.Outcome(failed="connection_failed")
        envelope = _envelope(kind, payload, retry)
        answer: futures.Future[Any] = futures.Future()
        self._waiting[envelope["envelope_id"]] = answer
        sending = asyncio.run_coroutine_threadsafe(_send(socket, envelope), self._loop)
        try:
            if not sending.result(_PATIENCE_SECONDS):
                return requests.Outcome(failed="connection_failed")
            body = answer.result(self._within_seconds)
        except TimeoutError:
            return requests.Outcome(failed="http_timeout")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return requests.Outcome(body=body or None)

    def drop(self) -> None:
        """Break the sockets off."""
        self._each(_break)

    def ask_to_reconnect(self) -> None:
        """Send `disconnect`, and close the sockets."""
        self._each(_say_goodbye)

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Take connections as long as it is wanted."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="slack-sockets")
        thread.start()
        try:
            runner = asyncio.run_coroutine_threadsafe(self._start(), loop).result()
            self._loop = loop
            yield
        finally:
            self._loop = None
            asyncio.run_coroutine_threadsafe(self._stop(runner), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/link/", self._listen)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self._base = f"ws://{host}:{port}"
        return runner

    async def _stop(self, runner: web.AppRunner) -> None:
        for socket in list(self._sockets):
            await _break(socket)
        await runner.cleanup()

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        frames = web.WebSocketResponse()
        await frames.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        socket = _Socket(frames=frames, transport=request.transport)
        with self._changed:
            self._sockets.append(socket)
            count = len(self._sockets)
            self._changed.notify_all()
        try:
            # Whatever is carried leaves in this thread too, and so after it.
            await frames.send_json(_hello(self._app_id, count))
            async for frame in frames:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    self._acknowledged(frame.data)
        finally:
            with self._changed:
                if socket in self._sockets:
                    self._sockets.remove(socket)
                self._changed.notify_all()
        return frames

    def _acknowledged(self, frame: str) -> None:
        said = json.loads(frame)
        waiting = self._waiting.get(str(said.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload"))

    def _each(self, deed: Callable[[_Socket], Coroutine[Any, Any, None]]) -> None:
        """Do something to every socket, and wait until it is gone."""
        if self._loop is None:
            return
        with self._changed:
            sockets, self._sockets = self._sockets, []
        for socket in sockets:
            asyncio.run_coroutine_threadsafe(deed(socket), self._loop).result(
                _PATIENCE_SECONDS
            )


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": app_id},
        "debug_info": {"host": "applink", "approximate_connection_time": 18060},
    }


def _envelope(kind: str, payload: Json, retry: requests.Retry | None) -> Json:
    envelope: Json = {
        "envelope_id": secrets.token_hex(16),
        "type": kind,
        "accepts_response_payload": _TAKES_ANSWER[kind],
        "payload": payload,
    }
    if kind == "events_api":
        envelope["retry_attempt"] = retry.number if retry else 0
        envelope["retry_reason"] = retry.reason if retry else ""
    return envelope


async def _send(socket: _Socket, envelope: Json) -> bool:
    try:
        await socket.frames.send_json(envelope)
    except (ConnectionError, aiohttp.ClientError):
        return False
    return True


async def _break(socket: _Socket) -> None:
    socket.transport.abort()


async def _say_goodbye(socket: _Socket) -> None:
    goodbye = {
        "type": "disconnect",
        "reason": "refresh_requested",
        "debug_info": {"host": "applink"},
    }
    await _send(socket, goodbye)
