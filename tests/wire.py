"""One HTTP server for whichever company is on stage."""

import contextlib
from collections.abc import Iterator
from typing import Self

import pytest
from starlette import types

from bot.simulator import serving


class Wire:
    """Serve whatever application is put behind it."""

    def __init__(self) -> None:
        self.app: types.ASGIApp | None = None
        self.base = ""

    async def __call__(
        self, scope: types.Scope, receive: types.Receive, send: types.Send
    ) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)

    @classmethod
    @contextlib.contextmanager
    def strung(cls) -> Iterator[Self]:
        wire = cls()
        with serving.serve(wire) as wire.base:
            yield wire


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """The server of the only company there is, or of the phone company."""
    with Wire.strung() as wire:
        yield wire


@pytest.fixture(scope="session")
def slack_wire() -> Iterator[Wire]:
    """Slack's server, where there is a phone company too."""
    with Wire.strung() as wire:
        yield wire
