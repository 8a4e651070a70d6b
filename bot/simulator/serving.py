"""Serve an application on loopback, on a free port, for as long as it is wanted."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any, cast

import uvicorn
from starlette import types
from uvicorn.protocols.http import httptools_impl

from bot.simulator import arranged

#: How long a stop waits for requests that are still kept waiting, in seconds.
_STOP_SECONDS = 1


@contextlib.contextmanager
def serve(app: types.ASGIApp) -> Iterator[str]:
    """Run the application in a thread and yield its base address.

    The address takes connections from the first moment on.
    """
    # The protocol is named because asyncio turns Nagle's algorithm off only then;
    # otherwise every answer on a kept connection comes 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = uvicorn.Server(
        uvicorn.Config(
            cast(Any, app),
            http=_Line,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="simulator-http"
    )
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class _Line(httptools_impl.HttpToolsProtocol):
    """A connection that an application can break before it answers."""

    def connection_made(  # type: ignore[override]  # as in uvicorn's own class
        self, transport: asyncio.Transport
    ) -> None:
        super().connection_made(transport)
        app = cast(types.ASGIApp, self.app)

        async def with_hang_up(
            scope: types.Scope, receive: types.Receive, send: types.Send
        ) -> None:
            scope.setdefault("extensions", {})[arranged.HANG_UP] = transport.abort
            await app(scope, receive, send)

        self.app = cast(Any, with_hang_up)
