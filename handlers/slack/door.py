"""Take requests from Slack, by HTTP or by Socket Mode, along one path.

Size and signature are checked over the bytes as they came, before anything is read.
Bolt is handed the parsed body in the form that Socket Mode has: its own reading of
forms loses commands with the word "payload" in them, and its HTTP side waits by
sleeping. A request that is refused changes nothing and gives nothing away.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.response import BoltResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers import forms
from handlers.slack import (
    buttons,
    events,
    hints,
    ids,
    lines,
    payloads,
    problems,
    sheets,
    signature,
    submissions,
)
from handlers.slack.buttons import Buttons
from handlers.slack.events import Events
from handlers.slack.openings import Openings
from handlers.slack.submissions import Submissions
from handlers.slack.typed import Typed
from handlers.slack.work import Work
from models import errors, ports

_log = logging.getLogger(__name__)

#: What Bolt logs can hold what was sent, at whatever level the root has.
_silent = logging.getLogger("slack_bolt")
_silent.setLevel(logging.CRITICAL + 1)

#: Largest body, in bytes. Source: our choice; a form that is sent back holds at most
#: 250 kB and comes encoded.
BODY_MAX_BYTES = 1024 * 1024

_EVERYTHING = re.compile(r".*", re.DOTALL)

#: What is known here, by the id that it carries.
_SHORTCUTS = {ids.SHORTCUT_OPEN, ids.SHORTCUT_OPEN_FROM}
_FORMS = submissions.COMMANDS.keys() | {ids.FORM_TEXT}
#: What is chosen or followed and asks for nothing by itself.
_SILENT = {ids.TICKS, ids.NOTHING, ids.FIELD}
#: Status with which an event is answered that Slack is to bring again.
AGAIN = 503
#: Status that Bolt has where a listener raised.
_FAILED = 500


@dataclass(slots=True)
class Counts:
    """Count what is seen at this door, for the metrics.

    Attributes:
        refused: Requests that Slack did not sign, that cannot be read, or that are
            of another workspace.
        unknown: Requests that ask for what there is not here.
    """

    refused: int = 0
    unknown: int = 0


class SlackDoor:
    """Know whose requests count, and who takes them."""

    def __init__(
        self,
        desk: ports.Desk,
        board: ports.Board,
        slack: ports.SlackDesk,
        *,
        check: signature.Signature | None,
        team_id: Callable[[], str | None],
        timezone: str,
        names: lines.Names,
    ) -> None:
        """Put the door together; nothing is asked of Slack.

        Args:
            desk: Takes commands.
            board: Answers queries.
            slack: Shows people things.
            check: Checks signatures; None: requests come by Socket Mode alone.
            team_id: Returns the workspace that is ours, if it is known yet.
            timezone: Name of the agency's time zone.
            names: What stands in examples.
        """
        self._check = check
        self._team_id = team_id
        self._ours: str | None = None
        self.counts = Counts()
        self.work = Work(desk, board, slack, timezone=timezone)
        openings = Openings(self.work)
        self._typed = Typed(self.work, openings, names)
        self._buttons = Buttons(self.work, openings)
        self._submissions = Submissions(self.work, openings)
        self._events = Events(self.work)
        self._bolt = self._register()

    @property
    def takes_http(self) -> bool:
        """Tell whether requests come by HTTP; else they come by Socket Mode."""
        return self._check is not None

    # --- HTTP ---------------------------------------------------------------------

    async def receive(self, request: Request) -> Response:
        """Take one HTTP request of Slack's."""
        raw = await forms.read_body(request, BODY_MAX_BYTES)
        if raw is None:
            self.counts.refused += 1
            return PlainTextResponse("too large", 413)
        if self._check is None or not self._check.fits(raw, request.headers):
            self.counts.refused += 1
            _log.warning("refused a request that Slack did not sign")
            return PlainTextResponse("refused", 401)
        body = payloads.read(raw, request.headers.get("Content-Type", ""))
        if body is None:
            self.counts.refused += 1
            return PlainTextResponse("malformed", 400)
        if body.get("type") == "url_verification":
            return PlainTextResponse(str(body.get("challenge") or ""))
        if body.get("ssl_check"):
            return PlainTextResponse("")
        status, answer = await self.take(body)
        kind = "application/json" if answer else "text/plain"
        return Response(answer, status, media_type=kind)

    # --- Both ways ------------------------------------------------------------------

    async def take(self, body: Mapping[str, Any]) -> tuple[int, str]:
        """Work one request off; return the status and the answer, as JSON or empty.

        The same for HTTP and Socket Mode; after `AGAIN` Slack brings an event again.
        """
        try:
            body = payloads.tidy(body)
        except ValueError:
            self.counts.refused += 1
            return 400, ""
        barred = await self._barred(body)
        if barred is not None:
            return barred
        done = None
        if payloads.is_whole(body):
            request = AsyncBoltRequest(body=dict(body), mode="socket_mode")
            done = await self._bolt.async_dispatch(request)
        if done is None or done.status == 404:
            self.counts.unknown += 1
            return 200, ""
        if done.status == _FAILED:
            if body.get("type") == "event_callback":
                return AGAIN, ""
            return 200, self._no(body, payloads.sender_of(body), problems.NOT_RECORDED)
        return done.status, done.body

    async def _barred(self, body: Mapping[str, Any]) -> tuple[int, str] | None:
        """Return the answer to one who is not of our workspace; None: they are."""
        is_event = body.get("type") == "event_callback"
        sender = (payloads.sender_of_event if is_event else payloads.sender_of)(body)
        try:
            ours = await self._workspace()
        except errors.StorageError:
            ours, text = None, problems.NOT_RECORDED
        else:
            text = hints.NOT_READY
        if ours is None and is_event:
            return AGAIN, ""
        if ours is not None:
            if {sender.team_id, sender.user_team_id} <= {None, ours}:
                return None
            self.counts.refused += 1
            _log.warning("refused a request of another workspace")
            text = hints.ELSEWHERE
        return 200, self._no(body, sender, text)

    def _no(self, body: Mapping[str, Any], sender: payloads.Sender, text: str) -> str:
        """Tell somebody privately that nothing came of it; return what is answered."""
        if "command" in body:
            return json.dumps({"response_type": "ephemeral", "text": text})
        if body.get("type") == "view_submission":
            view = sheets.result("Not recorded", [text])
            return json.dumps({"response_action": "update", "view": view})
        if body.get("type") != "event_callback" or payloads.is_reply(body):
            self.work.later(self.work.tell(sender, text))
        return ""

    async def _workspace(self) -> str | None:
        """Return the workspace that is ours; None: it is not known yet.

        Raises:
            StorageError: The database cannot be read.
        """
        if self._ours is None:
            self._ours = await run_in_threadpool(self._team_id)
        return self._ours

    # --- Bolt -----------------------------------------------------------------------

    def _register(self) -> AsyncApp:
        """Return Bolt with one listener for each kind of request."""
        bolt = AsyncApp(
            name="holdfast",  # Else it looks for one in every frame of the stack.
            logger=_silent,
            authorize=_Everybody(),  # type: ignore[no-untyped-call]
            process_before_response=True,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        bolt.command(_EVERYTHING)(self._command)
        bolt.shortcut(_EVERYTHING)(self._shortcut)
        bolt.action(_EVERYTHING)(self._action)
        bolt.view_submission(_EVERYTHING)(self._form)
        bolt.view_closed(_EVERYTHING)(self._nothing)
        bolt.event(_EVERYTHING)(self._event)
        bolt.error(_failed)
        return bolt

    async def _command(self, ack: Any, body: Mapping[str, Any]) -> None:
        if body.get("command") != ids.COMMAND:
            self.counts.unknown += 1
        answer = await self._typed.take(body)
        if not answer.text:
            await ack()
            return
        shown = answer.blocks or None
        await ack(text=answer.text, blocks=shown, response_type="ephemeral")

    async def _shortcut(self, ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        if body.get("callback_id") in _SHORTCUTS:
            self._buttons.take_shortcut(body)
        else:
            self._unknown(body)

    async def _action(self, ack: Any, body: Mapping[str, Any]) -> None:
        await ack()
        kind = ids.kind_of(payloads.pressed_in(body).action_id)
        if kind in buttons.ACTIONS:
            self._buttons.take(body)
        elif kind not in _SILENT:
            self._unknown(body)

    async def _form(self, ack: Any, body: Mapping[str, Any]) -> None:
        if payloads.submitted_in(body).callback_id not in _FORMS:
            self.counts.unknown += 1
        await ack(**await self._submissions.take(body))

    async def _nothing(self, ack: Any) -> None:
        await ack()

    async def _event(self, ack: Any, body: Mapping[str, Any]) -> BoltResponse:
        if payloads.event_of(body).get("type") not in events.HANDLERS:
            self.counts.unknown += 1
        is_recorded = await self._events.take(body)
        await ack()
        # Slack brings an event again that was answered with an error.
        return BoltResponse(status=200 if is_recorded else AGAIN, body="")

    def _unknown(self, body: Mapping[str, Any]) -> None:
        """Tell somebody that what they pressed is of an older time."""
        self.counts.unknown += 1
        self._no(body, payloads.sender_of(body), hints.NOT_KNOWN)


async def _failed(error: Exception) -> None:
    """Log what nobody foresaw: the kind and never the content."""
    _log.error("a request of Slack's failed: %s", type(error).__name__)


class _Everybody(AsyncAuthorize):
    """Let every request in; who may do what is the desk's to say."""

    _IN = AuthorizeResult(enterprise_id=None, team_id=None, bot_token="none")  # noqa: S106

    async def __call__(self, **_: Any) -> AuthorizeResult:
        """Let one in; of a mere function Bolt asks each time what it wants to know."""
        return self._IN
