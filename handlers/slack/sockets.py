"""Keep a connection to Slack open where requests come by Socket Mode.

What comes goes the same way as by HTTP. An envelope is acknowledged when it has
been worked off; one that is not, Slack brings again. The vendor's client swaps
connections by itself; should it stay without one, it is made anew.
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.door import AGAIN, SlackDoor

_log = logging.getLogger(__name__)

# It logs a page for every try that fails, with addresses that open a connection.
_vendors_log = logging.getLogger("slack_sdk.socket_mode")
_vendors_log.setLevel(logging.CRITICAL)

#: Pace at which the connection is looked at, in seconds.
LOOK_EVERY_SECONDS = 2.0

#: How long there may be none before the client is made anew, in seconds. Source: our
#: choice; Slack lets a new address of its be used for half a minute.
WITHOUT_SECONDS = 30.0

#: Pause between the client's own tries, in seconds.
_PING_SECONDS = 2.0

#: Longest wait at the end for envelopes that are being worked off, in seconds.
_END_SECONDS = 5.0


class SocketLine:
    """Hold the connection of one process."""

    def __init__(self, door: SlackDoor, *, app_token: str, api_url: str) -> None:
        """Keep where requests go; `running` opens the connection.

        Args:
            door: Takes what comes.
            app_token: The app-level token.
            api_url: Where the Web API is.
        """
        self._door = door
        self._app_token = app_token
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_connected = False

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the connection until the block ends; Slack may be away meanwhile."""
        keeper = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            if self._tasks:
                await asyncio.wait(set(self._tasks), timeout=_END_SECONDS)
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper

    async def _keep(self) -> None:
        while True:
            client = self._client()
            connecting = asyncio.create_task(_connect(client))
            try:
                await self._watch(client)
            finally:
                self._is_connected(False)
                connecting.cancel()
                await asyncio.wait({connecting})
                await _close(client)
            _log.warning("the connection to Slack is made anew")

    async def _watch(self, client: SocketModeClient) -> None:
        """Return when the client has been without a connection for too long."""
        loop = asyncio.get_running_loop()
        seen_at = loop.time()
        while loop.time() - seen_at < WITHOUT_SECONDS:
            self._is_connected(await client.is_connected())
            if self.is_connected:
                seen_at = loop.time()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _is_connected(self, is_so: bool) -> None:
        """Note whether there is a connection; a change is logged once."""
        if is_so != self.is_connected:
            _log.warning("Slack is %s", "connected" if is_so else "not connected")
        self.is_connected = is_so

    def _client(self) -> SocketModeClient:
        client = SocketModeClient(
            app_token=self._app_token,
            logger=_vendors_log,
            web_client=AsyncWebClient(base_url=self._api_url, retry_handlers=[]),
            ping_interval=_PING_SECONDS,
        )
        client.socket_mode_request_listeners.append(self._take)
        return client

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        """Begin to work an envelope off; the next one does not wait for it."""
        task = asyncio.create_task(self._work_off(client, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, client: Any, request: SocketModeRequest) -> None:
        try:
            status, answer = await self._door.take(dict(request.payload))
            if status == AGAIN:
                return
            payload = json.loads(answer) if answer else None
            await client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
            )
        except Exception as error:  # noqa: BLE001 - Slack brings it again
            _log.error("an envelope of Slack's failed: %s", type(error).__name__)


async def _connect(client: SocketModeClient) -> None:
    # The vendor gives these two no types.
    await client.connect()  # type: ignore[no-untyped-call]


async def _close(client: SocketModeClient) -> None:
    """Close a client that may have lost its connection in the middle."""
    try:
        await client.close()  # type: ignore[no-untyped-call]
    except (AttributeError, OSError, RuntimeError) as error:
        _log.debug("a lost connection was closed: %s", type(error).__name__)
    # What it leaves running where closing failed half-way.
    for task in (client.message_processor, client.current_session_monitor):
        if task is not None:
            task.cancel()
    if client.message_receiver is not None:
        client.message_receiver.cancel()
    await client.aiohttp_client_session.close()
