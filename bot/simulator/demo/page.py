"""Serve the page: its files, the live stream of the stage, and what people do on it.

It answers this machine alone: other hosts' names and other sites' pages are refused.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.simulator.demo import proving
from bot.simulator.demo.acts import Acts
from bot.simulator.demo.kept import saved
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError
from bot.simulator.demo.sights import incidents, on_duty, phones, slack, stage
from bot.simulator.demo.stream import Stream
from models import errors

STATIC = Path(__file__).with_name("static")

#: Names under which this machine may be called.
HOSTS = ("127.0.0.1", "localhost")

#: Longest body of an act, in bytes.
BODY_MAX_BYTES = 200_000

#: Nothing of the page comes from elsewhere.
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

_SIGHTS = (
    stage.sections,
    phones.sections,
    slack.sections,
    on_duty.sections,
    incidents.sections,
)


class Page:
    """Answer the page's requests about one stage."""

    def __init__(self, premises: Premises, player: Player) -> None:
        self._premises = premises
        self._player = player
        self._acts = Acts(premises, player)
        self.stream = Stream(self._sections)

    def _sections(self) -> Mapping[str, Any]:
        with self._premises.lock:
            found = {"story": self._player.section()}
            for sight in _SIGHTS:
                found |= sight(self._premises)
            return found

    async def home(self, request: Request) -> Response:
        """Give the page itself."""
        return FileResponse(STATIC / "index.html", headers=_HEADERS)

    async def live(self, request: Request) -> Response:
        """Stream what changes."""

        async def events() -> AsyncIterator[dict[str, str]]:
            async for sections in self.stream.watch():
                yield {"event": "sections", "data": sections}

        return EventSourceResponse(events(), headers={"Cache-Control": "no-store"})

    async def now(self, request: Request) -> Response:
        """Give every section once."""
        found = await self.stream.look()
        body = {key: json.loads(value) for key, value in found.items()}
        return JSONResponse(body)

    async def act(self, request: Request) -> Response:
        """Do what somebody asks for."""
        problem = _foreign(request)
        if problem:
            return _refused(problem, 403)
        body = await request.body()
        if len(body) > BODY_MAX_BYTES:
            return _refused("That is too much at once.", 413)
        try:
            fields = json.loads(body or b"{}")
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            return _refused("An act comes as a JSON object.", 400)
        try:
            done = await run_in_threadpool(
                self._acts.do, request.path_params["name"], fields
            )
        except (ActError, errors.HoldfastError) as error:
            return _refused(str(error), 400)
        finally:
            self.stream.hurry()
        return JSONResponse(done)

    async def packet(self, request: Request) -> Response:
        """Give an incident's packet."""
        reference = request.path_params["reference"]
        try:
            data = await run_in_threadpool(proving.packet, self._premises, reference)
        except (ActError, errors.HoldfastError) as error:
            return _refused(str(error), 404)
        return _file(data, f"{reference}.zip")

    async def saved(self, request: Request) -> Response:
        """Give the whole stage, to be opened again."""
        try:
            data = await run_in_threadpool(self._save)
        except errors.HoldfastError as error:
            return _refused(str(error), 400)
        return _file(data, "holdfast-stage.zip")

    def _save(self) -> bytes:
        with self._premises.lock:
            return saved.save(self._premises)


def build(premises: Premises, player: Player) -> Starlette:
    """Return the page as an application."""
    page = Page(premises, player)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        looking = asyncio.create_task(page.stream.run())
        try:
            yield
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking

    return Starlette(
        routes=[
            Route("/", page.home),
            Route("/stage/live", page.live),
            Route("/stage/now", page.now),
            Route("/stage/act/{name}", page.act, methods=["POST"]),
            Route("/stage/packet/{reference}.zip", page.packet),
            Route("/stage/saved.zip", page.saved),
            Mount("/static", _Files(directory=STATIC)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))],
        lifespan=lifespan,
    )


class _Files(StaticFiles):
    """Give files that a browser asks for again every time."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


def _foreign(request: Request) -> str | None:
    """Return why a request may not act; None: it comes from our own page."""
    origin = request.headers.get("origin")
    if origin is not None and origin != str(request.base_url).rstrip("/"):
        return "Another site may not act here."
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":
        # What a form of another site could send is never this.
        return "An act comes as a JSON object."
    return None


def _refused(problem: str, status: int) -> Response:
    return JSONResponse({"problem": problem}, status)


def _file(data: bytes, name: str) -> Response:
    return Response(
        data,
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', **_HEADERS},
    )
