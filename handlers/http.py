"""Hold the routes, and what every request has in common."""

import hmac
import ipaddress
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from handlers.sms import webhook
from models import ports

if TYPE_CHECKING:
    from handlers.slack.door import SlackDoor

_log = logging.getLogger(__name__)

#: End of the names of what only grows. Source: Prometheus, "Metric and label naming".
_COUNTED = "_total"

#: Headers by which a proxy says that the caller is somebody else.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class _Figures(Collector):
    """Publish counted figures under their own names."""

    def __init__(self, figures: Mapping[str, float]) -> None:
        self._figures = figures

    def collect(self) -> list[Metric]:
        """Return one metric for each figure."""
        return [_metric(name, value) for name, value in self._figures.items()]


def _metric(name: str, value: float) -> Metric:
    family = CounterMetricFamily if name.endswith(_COUNTED) else GaugeMetricFamily
    return family(name, name.replace("_", " "), value=value)


class Operations:
    """Answer those who run the installation."""

    def __init__(
        self,
        reader: ports.Reader,
        figures: Callable[[], Mapping[str, float]],
        token: str | None,
    ) -> None:
        """Keep what they ask for, and the token that they have to show."""
        self._reader = reader
        self._figures = figures
        self._token = token

    async def live(self, request: Request) -> Response:
        """Say that the process is up."""
        return PlainTextResponse("live")

    async def ready(self, request: Request) -> Response:
        """Say in one word whether we can serve; details only to those allowed."""
        health = await run_in_threadpool(self._reader.health)
        status = 200 if health.is_ready else 503
        if self._may(request):
            body = {"word": health.word, **health.details}
            return JSONResponse(body, status)
        return PlainTextResponse(health.word, status)

    async def metrics(self, request: Request) -> Response:
        """Publish the figures, as Prometheus reads them."""
        if not self._may(request):
            return PlainTextResponse("refused", 401)
        registry = CollectorRegistry()
        registry.register(_Figures(await run_in_threadpool(self._figures)))
        return Response(generate_latest(registry), media_type="text/plain")

    def _may(self, request: Request) -> bool:
        if self._token is not None:
            given = request.headers.get("Authorization", "")
            return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())
        is_forwarded = any(name in request.headers for name in _FORWARDED)
        host = request.client.host if request.client else ""
        try:
            return ipaddress.ip_address(host).is_loopback and not is_forwarded
        except ValueError:
            return False


def app(
    *,
    sms: webhook.SmsDoor | None,
    slack: "SlackDoor | None" = None,
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
    reader: ports.Reader,
    figures: Callable[[], Mapping[str, float]],
    metrics_token: str | None,
) -> Starlette:
    """Return the doors as one application.

    Args:
        sms: The phone company's door; None where it is not set up.
        slack: Slack's door; None where it is not set up.
        lifespan: Runs as long as the doors are open.
        reader: Answers how we are.
        figures: Counts what is published.
        metrics_token: What operators have to show; None: loopback callers may.
    """
    operations = Operations(reader, figures, metrics_token)
    # They are tried in this order.
    routes = []
    if slack is not None and slack.takes_http:
        routes.append(Route("/slack/events", slack.receive, methods=["POST"]))
    if sms is not None:
        routes += [
            Route("/twilio/sms", sms.receive_text, methods=["POST"]),
            Route("/twilio/status", sms.receive_receipt, methods=["POST"]),
        ]
    routes += [
        Route("/health/live", operations.live, methods=["GET"]),
        Route("/health/ready", operations.ready, methods=["GET"]),
        Route("/metrics", operations.metrics, methods=["GET"]),
    ]
    doors = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={ClientDisconnect: _hung_up, Exception: _failed},
    )
    # A redirect would send the caller wherever its own Host header says.
    doors.router.redirect_slashes = False
    #: For those who run the doors: what is under way at them.
    doors.state.slack = slack
    return doors


async def _hung_up(request: Request, error: Exception) -> Response:
    """Answer whoever went away before the end of the request: nobody reads it."""
    return PlainTextResponse("incomplete", 400)


async def _failed(request: Request, error: Exception) -> Response:
    """Answer what nobody foresaw; the log gets the kind and never the content."""
    path, kind = request.scope["path"], type(error).__name__
    _log.error("a request to %s failed: %s", path, kind)
    return PlainTextResponse("failed", 500)
