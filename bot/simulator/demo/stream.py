"""Tell every open page what changed: sections as JSON, only those that did."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from bot import logs

_log = logging.getLogger(__name__)

#: How often the stage is looked at while somebody looks at the page, in seconds.
LOOK_SECONDS = 0.15

#: Gives all sections; called in a thread.
Collect = Callable[[], Mapping[str, Any]]


class Stream:
    """Hold the newest sections, and wake whoever waits for them.

    Lives in one event loop, but for `hurry`.
    """

    def __init__(self, collect: Collect) -> None:
        self._collect = collect
        self._now: dict[str, str] = {}
        self._fresh = asyncio.Event()
        self._wanted = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watchers = 0

    async def run(self) -> None:
        """Look at the stage again and again while anybody watches."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._wanted.clear()
            if self._watchers:
                await self._look_or_log()
            with_patience = LOOK_SECONDS if self._watchers else None
            await _wait(self._wanted, with_patience)

    async def _look_or_log(self) -> None:
        try:
            await self.look()
        except Exception as error:  # noqa: BLE001 - the wall of the stream
            _log.error("the stage cannot be looked at: %s", logs.places(error))

    def hurry(self) -> None:
        """Look again at once; safe to call from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wanted.set)

    async def look(self) -> Mapping[str, str]:
        """Look at the stage; return every section as JSON, by its key."""
        found = await run_in_threadpool(self._collect)
        # One value a time: whoever watches compares them as text.
        now = {key: json.dumps(value) for key, value in found.items()}
        if now != self._now:
            self._now = now
            fresh, self._fresh = self._fresh, asyncio.Event()
            fresh.set()
        return now

    async def watch(self) -> AsyncIterator[str]:
        """Yield objects of the sections that changed; the first has all of them.

        A section that is there no more has the value null.
        """
        seen: dict[str, str] = {}
        self._watchers += 1
        self._wanted.set()
        try:
            while True:
                fresh, now = self._fresh, self._now
                changed = {
                    key: value for key, value in now.items() if seen.get(key) != value
                }
                changed |= dict.fromkeys(seen.keys() - now.keys(), "null")
                if changed:
                    seen = now
                    yield _object(changed)
                await fresh.wait()
        finally:
            self._watchers -= 1


def _object(sections: Mapping[str, str]) -> str:
    """Return one JSON object of values that are JSON already."""
    parts = (f"{json.dumps(key)}:{value}" for key, value in sections.items())
    return "{" + ",".join(parts) + "}"


async def _wait(event: asyncio.Event, within_seconds: float | None) -> None:
    try:
        await asyncio.wait_for(event.wait(), within_seconds)
    except TimeoutError:
        return
