"""Give the answer that was arranged instead of the usual one: broken lines, silence."""

import asyncio
import contextlib

from starlette import responses, types

from bot.simulator.troubles import Answer

#: Name of the ASGI extension by which `serving` lets an answer break the line.
HANG_UP = "holdfast.hang_up"
#: Longest that a caller is kept waiting, in real seconds.
HANG_MAX_SECONDS = 30.0


def response(answer: Answer) -> responses.Response:
    """Return the arranged answer as a response."""
    if answer.hangs:
        return _Silence()
    if answer.hangs_up:
        return _HangUp()
    return responses.Response(
        answer.body,
        status_code=answer.status,
        headers=dict(answer.headers),
        media_type=answer.content_type,
    )


class _HangUp(responses.Response):
    """Close the connection without a word."""

    async def __call__(
        self, scope: types.Scope, receive: types.Receive, send: types.Send
    ) -> None:
        close = scope.get("extensions", {}).get(HANG_UP)
        if close is None:
            raise ConnectionResetError("the vendor hung up")
        close()
        await _until_gone(receive)


class _Silence(responses.Response):
    """Say nothing until the caller gives up, or for so long that it should have."""

    async def __call__(
        self, scope: types.Scope, receive: types.Receive, send: types.Send
    ) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HANG_MAX_SECONDS):
                await _until_gone(receive)
                return
        await _HangUp()(scope, receive, send)


async def _until_gone(receive: types.Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
