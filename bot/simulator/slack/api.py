"""Speak Slack's Web API: `/api/METHOD`, as a form or as JSON, and response URLs."""

import asyncio
import json
import urllib.parse
from typing import Protocol

from starlette import (
    applications,
    concurrency,
    requests,
    responses,
    routing,
)

from bot.simulator import arranged
from bot.simulator.slack import rates
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack.records import Json, Refusal


class Workspace(Protocol):
    """What the API needs of the workspace."""

    @property
    def troubles(self) -> slack_troubles.SlackTroubles:
        """Return what goes wrong today."""
        ...

    def call(self, method: str, token: str | None, args: Json) -> Json:
        """Carry out a call."""
        ...

    def respond(self, key: str, said: Json) -> None:
        """Take what was posted to a response URL."""
        ...

    def scopes_of(self, token: str | None) -> str:
        """Return what a token may do, as the header says it."""
        ...


def build(workspace: Workspace) -> applications.Starlette:
    """Return the API of a workspace as an application."""
    api = _Api(workspace)
    return applications.Starlette(
        routes=[
            routing.Route("/api/{method}", api.call, methods=["GET", "POST"]),
            routing.Route("/hooks/{key}", api.respond, methods=["POST"]),
        ]
    )


class _Api:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def call(self, request: requests.Request) -> responses.Response:
        method = request.path_params["method"]
        body = await request.body()
        troubles = self._workspace.troubles
        await asyncio.sleep(troubles.answer_delay_seconds)
        trouble = troubles.take(method)
        if trouble is None or trouble.accepts:
            answer = await concurrency.run_in_threadpool(
                self._carry_out, method, request, body
            )
            if trouble is None:
                return answer
        return arranged.response(trouble)

    async def respond(self, request: requests.Request) -> responses.Response:
        body = await request.body()
        trouble = self._workspace.troubles.take("response_url")
        if trouble is None or trouble.accepts:
            answer = await concurrency.run_in_threadpool(
                self._respond, request.path_params["key"], body
            )
            if trouble is None:
                return answer
        return arranged.response(trouble)

    def _carry_out(
        self, method: str, request: requests.Request, body: bytes
    ) -> responses.Response:
        headers: dict[str, str] = {}
        try:
            args = _read(request, body)
            token = _token(request, args)
            headers["x-oauth-scopes"] = self._workspace.scopes_of(token)
            answer = self._workspace.call(method, token, args)
        except Refusal as refusal:
            answer = refusal.body()
        except rates.TooManyCallsError as too_many:
            return responses.JSONResponse(
                {"ok": False, "error": "ratelimited"},
                429,
                {"Retry-After": str(too_many.seconds)},
            )
        return responses.JSONResponse(answer, headers=headers)

    def _respond(self, key: str, body: bytes) -> responses.Response:
        try:
            said = json.loads(body)
        except ValueError:
            return responses.PlainTextResponse("invalid_payload", 400)
        if not isinstance(said, dict):
            return responses.PlainTextResponse("invalid_payload", 400)
        try:
            self._workspace.respond(key, said)
        except Refusal as refusal:
            gone = refusal.error in ("used_url", "expired_url", "no_service")
            status = 404 if gone else 400
            return responses.PlainTextResponse(refusal.error, status)
        return responses.PlainTextResponse("ok")


def _read(request: requests.Request, body: bytes) -> Json:
    """Return the arguments of a call.

    Raises:
        Refusal: They are unreadable.
    """
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip()
    args: Json = dict(request.query_params)
    if kind == "application/json":
        try:
            said = json.loads(body or b"{}")
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(said, dict):
            raise Refusal("json_not_object")
        return args | said
    if kind == "application/x-www-form-urlencoded" or not kind:
        text = body.decode(errors="replace")
        return args | dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
    raise Refusal("invalid_post_type")


def _token(request: requests.Request, args: Json) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    given = args.pop("token", None)
    return None if given is None else str(given)
