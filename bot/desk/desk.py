"""Take commands: the only way in, for people, doors and the clock alike."""

import asyncio
import functools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from sqlalchemy import Connection

from bot.desk import batch, policies, writing
from bot.store import ids, rosters, seconds
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.writer import Done, Writer
from handlers.sms import texts
from models import commands, enums, errors, views
from models.inbox import Inbound
from models.incident import PolicyVersion

_log = logging.getLogger(__name__)


class Desk:
    """Admit, decide, write and answer; implements `models.ports.Desk`."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        book: policies.PolicyBook,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep the writer; `open` has to be called before the first command."""
        self._database = database
        self._writer = writer
        self._book = book
        self._clock = clock
        self._batches = batch.Batches(
            database, book, cache=cache, clock=clock, machine_clock=machine_clock
        )
        #: How often people asked something through a door.
        self.asked = 0
        #: Called after every command: something may have become due.
        self.on_change: Callable[[], None] = lambda: None

    def open(self) -> None:
        """Note the policy in force, so that incidents can be opened under it.

        Raises:
            StorageError: The database did not take it.
        """
        is_news: bool = self._writer.submit(self._note_policy, None).result()
        if is_news:
            noted = commands.NotePolicy(actor=commands.CLOCK, request_id="")
            self._submit(noted).result()

    async def do(self, command: commands.Command) -> views.Reply:
        """Carry a command out, durably, and return the answer.

        A caller that goes away takes nothing back.

        Raises:
            StorageError: Nothing was recorded.
            HoldfastError: It was refused (commands by text are answered instead).
        """
        self.asked += 1
        future = self._submit(command)
        try:
            outcome = await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            future.add_done_callback(functools.partial(self._go_on, command))
            raise
        except errors.StorageError:
            raise
        except Exception as error:
            kept = self._keep_failed(command, error)
            if kept is None:
                raise
            return await asyncio.wrap_future(kept)
        return self._finish(outcome)

    def _go_on(self, command: commands.Command, future: Future[batch.Outcome]) -> None:
        """Do without the caller what remains: the engine hears, a fault is kept."""
        error = future.exception()
        if isinstance(error, Exception) and not isinstance(error, errors.StorageError):
            self._keep_failed(command, error)
        else:
            self.on_change()

    def do_now(self, command: commands.Command) -> views.Reply:
        """Do the same for a caller without an event loop.

        Raises:
            StorageError: Nothing was recorded.
            HoldfastError: It was refused.
        """
        try:
            outcome = self._submit(command).result()
        except errors.StorageError:
            raise
        except Exception as error:
            kept = self._keep_failed(command, error)
            if kept is None:
                raise
            return kept.result()
        return self._finish(outcome)

    def take_due_steps(self, limit: int) -> int:
        """Take the due step of up to `limit` incidents; return how many acts.

        Whoever waits for a change hears of the last ones of many, not of each batch.

        Raises:
            StorageError: Nothing was recorded.
        """
        acts: int = self._writer.submit(self._batches.due, limit).result()
        if 0 < acts < limit:
            self.on_change()
        return acts

    def _submit(self, command: commands.Command) -> Future[batch.Outcome]:
        return self._writer.submit(self._batches.decide, command)

    def _finish(self, outcome: batch.Outcome) -> views.Reply:
        self.on_change()
        if isinstance(outcome, errors.HoldfastError):
            raise outcome
        return outcome

    def _keep_failed(
        self, command: commands.Command, error: Exception
    ) -> Future[views.Reply] | None:
        """Keep a text that could not be worked off; None: the command was no text.

        Its sender is told so.
        """
        _log.error(
            "a command failed: %s", type(command).__name__, exc_info=_bare(error)
        )
        if command.inbound is None:
            return None
        return self._writer.submit(self._write_failed, (command, error))

    def _write_failed(
        self,
        connection: Connection,
        failed: Sequence[tuple[commands.Command, Exception]],
    ) -> list[Done[views.Reply]]:
        for command, error in failed:
            row = writing.inbound_row(command, self._clock(), ids.new_id())
            row.update(
                state=enums.InboundState.FAILED,
                answer=texts.NOT_RECORDED,
                error=type(error).__name__,
            )
            whole = {
                column.name: row.get(column.name) for column in columns_of(Inbound).c
            }
            connection.execute(self._database.insert_new(Inbound), whole)
        return [Done(views.Reply(text=texts.NOT_RECORDED)) for _ in failed]

    def _note_policy(
        self, connection: Connection, calls: Sequence[None]
    ) -> list[Done[bool]]:
        """Keep the policy's text; tell whether another one was in force before."""
        row = {
            "version": self._book.version,
            "title": self._book.in_force.title,
            "text": self._book.text,
            "first_used_at": self._clock(),
        }
        connection.execute(self._database.insert_new(PolicyVersion), row)
        before = seconds.policy_before(connection, self._book.version)
        is_news = before not in (None, self._book.version)
        return [Done(is_news) for _ in calls]


def _bare(error: Exception) -> Exception:
    """Return an error of the same class without its text, which may hold anything."""
    bare = Exception(type(error).__name__)
    return bare.with_traceback(error.__traceback__)
