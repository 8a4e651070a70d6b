"""Desks on one database, their clocks, and the people who text them."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from bot import probe as probes
from bot.desk.desk import Desk
from bot.desk.policies import PolicyBook
from bot.ledger import audit
from bot.policy import load
from bot.store.connect import Database
from bot.store.rosters import RosterCache
from bot.store.writer import Writer
from handlers.sms import commands_of
from models import commands, enums, views
from tests import plain_policy
from tests.storage import writing

#: A Tuesday, 15:40 in Chicago: the third watch.
START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

#: Words that open an incident.
NEW = "NEW 2606901234 beat 0715 agents struck a man"

#: The sergeant's number and star.
BOYD = "+13125550900"
BOYDS_STAR = "900"

OPERATOR = commands.Actor(channel=enums.Channel.COMMAND_LINE, account="op")


def number(index: int) -> str:
    """The phone of the officer with that index."""
    return f"+1312555{index:04}"


def officer(index: int, **more: Any) -> commands.RosterRow:
    """One of many officers; each has a star and a phone of their own."""
    row: dict[str, Any] = {
        "name": f"Officer {index}",
        "role": "officer",
        "star": str(10_000 + index),
        "phone_e164": number(index),
        "watch": "third",
        "consented_on": "2026-01-01",
    }
    return commands.RosterRow(**(row | more))


def sergeant() -> commands.RosterRow:
    """The supervisor of officer 1."""
    return officer(0, name="Boyd", role="sergeant", star=BOYDS_STAR, phone_e164=BOYD)


def everybody(*more: commands.RosterRow) -> list[commands.RosterRow]:
    """The roster from which all begins, and more people."""
    return [
        sergeant(),
        officer(1, supervisor_star=BOYDS_STAR),
        *(officer(index) for index in range(2, 40)),
        *more,
    ]


def text_of(e164: str, body: str, provider_id: str) -> commands.Command:
    """The command that a text becomes."""
    inbound = commands.InboundText(
        provider_id=provider_id, e164=e164, to_e164="+13125550000", body=body
    )
    return commands_of.command_of(inbound)


def importing(*rows: commands.RosterRow, **more: Any) -> commands.Command:
    """The wish to make these people the roster, with verified numbers."""
    fields = {"actor": OPERATOR, "request_id": "roster", "is_verified": True, **more}
    return commands.ImportRoster(rows=rows, **fields)


class Office:
    """A desk with its writer; several may share a database."""

    def __init__(
        self,
        database: Database,
        *,
        probe: probes.Probe = probes.silent,
        policy_text: str | None = None,
    ) -> None:
        self.database = database
        self.now = START_AT
        #: Called when the desk has begun, before it has read anything.
        self.on_begin: Callable[[], None] = lambda: None
        #: Called when the desk has read everything, before it has decided.
        self.on_read: Callable[[], None] = lambda: None
        self.writer = Writer(database, probe=probe)
        self.writer.start()
        words = policy_text or plain_policy.text()
        policy, version = load.parse(words, name="plain"), load.version_of(words)
        self.desk = Desk(
            database,
            self.writer,
            PolicyBook(policy, version, words),
            cache=RosterCache(),
            clock=self._clock,
            machine_clock=self._machine_clock,
        )
        self.desk.open()

    def _clock(self) -> datetime:
        self.on_begin()
        return self.now

    def _machine_clock(self) -> datetime:
        self.on_read()
        return self.now

    def enrols(self, *rows: commands.RosterRow, **more: Any) -> None:
        """Make these people the roster, with verified numbers."""
        self.desk.do_now(importing(*rows, **more))

    def texts(self, e164: str, body: str, provider_id: str) -> views.Reply:
        """Text the desk and return its answer."""
        return self.desk.do_now(text_of(e164, body, provider_id))

    def texts_together(self, *texts: tuple[str, str, str]) -> list[views.Reply]:
        """Text the desk so that all wait for the same commit; return the answers."""
        found = self.do_together(*(text_of(*one) for one in texts))
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return found

    def do_together(self, *wanted: commands.Command) -> list[Any]:
        """Let all these wait for the same commit; return replies and errors."""

        async def ask() -> list[Any]:
            with writing.holding(self.writer):
                asking = [asyncio.ensure_future(self.desk.do(one)) for one in wanted]
                # Each runs as far as to where it waits for the writer.
                await asyncio.sleep(0)
            return await asyncio.gather(*asking, return_exceptions=True)

        return asyncio.run(ask())

    def passes(self, **time: float) -> None:
        """Let time pass, and take every step that is due."""
        self.now += timedelta(**time)
        while self.desk.take_due_steps(32):
            pass


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make these calls in threads of their own, and return what each came to."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(writing.PATIENCE_SECONDS)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        futures: list[Future[Any]] = [threads.submit(run, call) for call in calls]
        return [writing.result(future) for future in futures]


def let_meet(first: Office, second: Office, *, when: str) -> None:
    """Make both wait for each other at a place in their work, once each.

    On SQLite the second cannot begin before the first has committed.
    """
    if first.database.is_sqlite:
        return
    barrier = threading.Barrier(2)
    for office in (first, second):
        setattr(office, when, _Once(lambda: barrier.wait(writing.PATIENCE_SECONDS)))


def let_read_meanwhile(
    first: Office, one: Callable[[], Any], other: Callable[[], Any]
) -> list[Any]:
    """Let another desk read while the first one has decided and not yet committed.

    The first goes on when the other waits for it, or needs nothing of it. On
    SQLite the other waits before it can read.

    Args:
        first: The desk that `one` asks.
        one: What the first desk is asked.
        other: What the other desk is asked.
    """
    has_read = threading.Event()

    def hold() -> None:
        has_read.set()
        if not first.database.is_sqlite:
            while not answered.done() and not _is_anybody_waiting(first.database):
                continue

    first.on_read = _Once(hold)
    with ThreadPoolExecutor(2) as threads:
        begun = threads.submit(has_read.wait, writing.PATIENCE_SECONDS)
        answered = Future[Any]()
        asked = threads.submit(one)
        assert begun.result()
        answered = threads.submit(other)
        return [writing.result(asked), writing.result(answered)]


def _is_anybody_waiting(database: Database) -> bool:
    """Tell whether a connection of this PostgreSQL database waits for another."""
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return column(database, query) != [0]


class _Once:
    """Does something the first time that it is called."""

    def __init__(self, does: Callable[[], Any]) -> None:
        self._rest = [does]

    def __call__(self) -> None:
        if self._rest:
            self._rest.pop()()


def rows(database: Database, query: str, **values: Any) -> list[Any]:
    """What a query finds."""
    with database.reading() as connection:
        return list(connection.execute(text(query), values).all())


def column(database: Database, query: str, **values: Any) -> list[Any]:
    """What a query finds in its only column."""
    return [row[0] for row in rows(database, query, **values)]


def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    found: int = column(database, f"SELECT count(*) FROM {table}")[0]  # noqa: S608
    return found


def assert_sound(database: Database) -> None:
    """Check every chain, and every row against what the record says of it."""
    with database.reading() as connection:
        findings = audit.verify(connection)
    assert [str(problem) for problem in findings.problems] == []


def held_text(office: Office) -> tuple[str, list[str]]:
    """A stranger's text that waits, and two dispatchers who may accept it."""
    more = [
        officer(index, role="dispatcher", supervisor_star=None) for index in (70, 71)
    ]
    office.enrols(*everybody(*more), request_id="dispatchers")
    office.texts("+13125559999", "NEW beat 0713 they took my neighbour", "SM stranger")
    held = column(office.database, "SELECT id FROM inbound WHERE state = 'held'")
    found = column(office.database, "SELECT id FROM person WHERE role = 'dispatcher'")
    assert len(held) == 1
    assert len(found) == len(more)
    return held[0], found


def accepting(text_id: str, person_id: str, request_id: str) -> commands.Command:
    """A dispatcher's wish to open an incident from a text."""
    actor = commands.Actor(channel=enums.Channel.COMMAND_LINE, person_id=person_id)
    return commands.AcceptText(actor=actor, request_id=request_id, inbound_id=text_id)


def assert_accepted_once(database: Database, results: list[Any]) -> None:
    """Check that one opened the incident, and that the other heard of it."""
    assert count(database, "incident") == 1
    kinds = sorted(type(one).__name__ for one in results)
    assert kinds == ["AlreadyDone", "Reply"]
    assert_sound(database)
