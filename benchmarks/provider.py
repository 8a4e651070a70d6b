"""Stand in for the phone company: take every message, as slowly as the real one."""

import asyncio
import contextlib
import itertools
import json
import re
import threading
from collections.abc import Iterator

#: How long the phone company takes for a message, in seconds. Source: our choice,
#: what its API takes over the ocean.
ANSWERS_AFTER_SECONDS = 0.15

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_NUMBERS = itertools.count(1)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Serve on a free port, in a thread, and yield the address."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(
        asyncio.start_server(_serve, "127.0.0.1", 0)  # its port is any that is free
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer the requests of one connection."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            await asyncio.sleep(ANSWERS_AFTER_SECONDS)
            body = _answer(is_new=head.startswith(b"POST"))
            writer.write(
                b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
            )
    writer.close()


def _answer(*, is_new: bool) -> bytes:
    """Say that a message is taken, or that there are no others."""
    if is_new:
        taken = {"sid": f"SM{next(_NUMBERS):032x}", "status": "accepted"}
        return json.dumps(taken).encode()
    return b'{"messages": [], "next_page_uri": null, "page": 0, "page_size": 50}'
