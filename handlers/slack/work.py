"""Do what a person asked for, and show them what came of it in time.

Slack waits three seconds for an answer. What takes longer goes on: the person is
told that it is not recorded yet, and hears of it when it is. Nothing is taken back
because somebody stopped waiting.
"""

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool

from handlers.slack import (
    blocks,
    failures,
    hints,
    home,
    payloads,
    problems,
    replies,
    sheets,
)
from handlers.slack.markup import Markup
from models import board, commands, errors, ports, queries, views

_log = logging.getLogger(__name__)

#: Longest wait for the desk, in seconds. Source: our choice; Slack gives up after
#: three, and the way to it takes some of them.
PATIENCE_SECONDS = 2.0

#: How long a form may wait for what it shows before one that says so is opened, in
#: seconds. Source: our choice; what opens a form is good for three.
FORM_PATIENCE_SECONDS = 1.0

Told = views.Reply | errors.HoldfastError

_Made = TypeVar("_Made")


def request_id(kind: str, sender: payloads.Sender, what: str = "") -> str:
    """Return what makes one act one: Slack's own id of it.

    Args:
        kind: How it was done: `command`, `press`.
        sender: Who did it.
        what: What they did, where one id can be of several.
    """
    # Without an id of Slack's nothing tells a repetition from a second act.
    own = sender.trigger_id or uuid.uuid4().hex
    return f"slack:{kind}:{own}:{what}"[:120].rstrip(":")


class Work:
    """Know the desk, the board, and the way to show people something."""

    def __init__(
        self,
        desk: ports.Desk,
        looks: ports.Board,
        slack: ports.SlackDesk,
        *,
        timezone: str,
    ) -> None:
        """Keep them.

        Args:
            desk: Takes commands.
            looks: Answers queries.
            slack: Shows people what comes of it.
            timezone: Name of the agency's time zone.
        """
        self._desk = desk
        self._board = looks
        self._slack = slack
        self.zone = ZoneInfo(timezone)
        self._running: set[asyncio.Task[Any]] = set()

    # --- The desk -----------------------------------------------------------------

    async def do(
        self, command: commands.Command, late: Callable[[Told], Awaitable[None]]
    ) -> Told | None:
        """Carry a command out; None where it takes too long.

        Args:
            command: The command.
            late: Called with the answer, where there was none in time.
        """
        return await self.in_time(self.tell_of(command), late)

    async def in_time(
        self,
        made: Awaitable[_Made],
        late: Callable[[_Made], Awaitable[None]],
    ) -> _Made | None:
        """Return what is being made; None where it takes too long.

        Args:
            made: What is waited for; it goes on in any case.
            late: Called with it, where it was not there in time.
        """
        task: asyncio.Task[_Made] = self.later(made)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        if done:
            return task.result()

        async def wait_for_it() -> None:
            await late(await task)

        self.later(wait_for_it())
        return None

    async def tell_of(self, command: commands.Command) -> Told:
        """Carry a command out, however long it takes; return what came of it."""
        try:
            return await self._desk.do(command)
        except errors.HoldfastError as refusal:
            return refusal
        except Exception as error:  # noqa: BLE001 - the wall of this door
            kind = type(error).__name__
            _log.error("%s failed: %s", type(command).__name__, kind)
            return errors.StorageError()

    def say(self, told: Told) -> Markup:
        """Return what a person reads of an answer."""
        if isinstance(told, errors.FAULTS):
            return problems.NOT_RECORDED
        if isinstance(told, errors.HoldfastError):
            return problems.problem(told, self.zone)
        if told.view is None or told.at is None:
            return hints.RECORDED_BEFORE
        return replies.say(told.view, self.zone, told.at)

    # --- The board ----------------------------------------------------------------

    async def look(self, query: queries.Query) -> ports.Sight:
        """Return what a person asked to see.

        Raises:
            HoldfastError: It cannot be shown to them.
        """
        try:
            return await run_in_threadpool(self._board.look, query)
        except errors.HoldfastError:
            raise
        except Exception as error:  # noqa: BLE001 - the wall of this door
            kind = type(error).__name__
            _log.error("%s failed: %s", type(query).__name__, kind)
            raise errors.StorageError from None

    # --- Showing ------------------------------------------------------------------

    def later(self, work: Any) -> asyncio.Task[Any]:
        """Let something go on by itself; what goes wrong in it is logged."""
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, errors.DeliveryError):
            _log.warning("an answer in Slack was not shown: %s", error)
        elif error is not None:
            _log.error("a piece of Slack work failed: %s", type(error).__name__)

    async def rest(self) -> None:
        """Wait until everything that goes on by itself has ended."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def tell(
        self,
        sender: payloads.Sender,
        text: str,
        parts: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Tell a person something that nobody else sees.

        Raises:
            DeliveryError: It was not shown.
        """
        if sender.response_url is not None:
            await run_in_threadpool(
                self._slack.respond, sender.response_url, text, parts
            )
        elif sender.trigger_id is not None:
            await self._open(sender, sheets.result("Holdfast", [text]))
        elif sender.channel_id is not None:
            await run_in_threadpool(
                self._slack.tell, sender.channel_id, sender.user_id, text
            )

    async def answer(self, sender: payloads.Sender, made: Awaitable[str]) -> None:
        """Tell a person what came of something, and before that if it takes long.

        Raises:
            DeliveryError: It was not shown.
        """
        if sender.response_url is None and sender.trigger_id is not None:
            await self.show_form(sender, self._as_sheet(made))
            return

        async def late(text: str) -> None:
            await self.tell(sender, text)

        text = await self.in_time(made, late)
        await self.tell(sender, problems.NOT_RECORDED_YET if text is None else text)

    async def _as_sheet(self, made: Awaitable[str]) -> Mapping[str, Any]:
        return sheets.result("Holdfast", [await made])

    async def _open(self, sender: payloads.Sender, view: Mapping[str, Any]) -> str:
        """Open a form, above the one from which it was asked for."""
        show = self._slack.push_form if sender.is_in_form else self._slack.open_form
        return await run_in_threadpool(show, sender.trigger_id or "", view)

    async def show_form(
        self, sender: payloads.Sender, made: Awaitable[Mapping[str, Any]]
    ) -> None:
        """Open a form; where what it shows takes long, one that says so comes first.

        Raises:
            DeliveryError: It was not shown.
        """
        task = self.later(self._shown(made))
        done, _ = await asyncio.wait({task}, timeout=FORM_PATIENCE_SECONDS)
        try:
            view = task.result() if done else sheets.working()
            view_id = await self._open(sender, view)
        except errors.DeliveryError as error:
            if sender.response_url is None:
                raise
            is_late = error.kind == failures.Kind.EXPIRED
            await self.tell(sender, hints.TOO_LATE if is_late else hints.NOT_SHOWN)
            return
        if not done:
            await self.update_form(view_id, await task)

    async def _shown(self, made: Awaitable[Mapping[str, Any]]) -> Mapping[str, Any]:
        """Return the form that was made, or one that says why there is none."""
        try:
            return await made
        except errors.HoldfastError as error:
            return sheets.result("Holdfast", [self.say(error)])

    async def update_form(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Make an open form show something else.

        Raises:
            DeliveryError: It was not shown.
        """
        await run_in_threadpool(self._slack.update_form, view_id, view)

    async def show_home(self, sender: payloads.Sender) -> None:
        """Make a member's own page show what stands now.

        Raises:
            DeliveryError: It was not shown.
        """
        try:
            sight = await self.look(queries.ShowHome(actor=sender.actor))
        except errors.HoldfastError as refusal:
            view = blocks.home([blocks.section(problems.problem(refusal, self.zone))])
        else:
            if not isinstance(sight.view, board.Home):
                raise TypeError("one's own page is shown as such")
            view = home.home(sight.view, self.zone, sight.at)
        await run_in_threadpool(self._slack.publish_home, sender.user_id, view)
