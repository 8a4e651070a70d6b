"""Say how the installation is: database, schema, and whether its parts ran."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.store import migrate
from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models import enums, errors, ports
from models.duty import Duty
from models.inbox import Inbound
from models.incident import Incident
from models.ledger import Mark
from models.notice import Notice

#: How often a part puts down that it ran.
MARK_EVERY = timedelta(seconds=10)

#: How old its mark may be before the installation counts as not ready.
STALE_AFTER = timedelta(seconds=75)

#: The same for what runs every few minutes; where it never ran yet, nothing is said.
SLOW_PARTS = {"auditor": timedelta(minutes=15)}

#: What else has a mark that is shown.
_SHOWN = ("heartbeat",)


class Health:
    """Know which parts have to run; implements `models.ports.Reader`."""

    def __init__(
        self,
        database: Database,
        *,
        machine_clock: Callable[[], datetime],
        expects: Sequence[str],
    ) -> None:
        """Keep the database and the names of the parts that have to run."""
        self._database = database
        self._machine_clock = machine_clock
        self._expects = tuple(expects)
        self._lock = threading.Lock()
        self._marked: dict[str, datetime] = {}
        #: Says more to those who run the installation.
        self.more: Callable[[], Mapping[str, str]] = dict

    def health(self) -> ports.Health:
        """Return whether we can serve, in one word and in detail."""
        try:
            state = migrate.state(self._database)
            with self._database.reading() as connection:
                marks: dict[str, datetime] = {
                    row.name: row.at for row in connection.execute(select(Mark))
                }
        except (SQLAlchemyError, errors.HoldfastError):
            return ports.Health(is_ready=False, word="database")
        if state is not migrate.SchemaState.CURRENT:
            return ports.Health(is_ready=False, word="schema")
        now = self._machine_clock()
        details = {}
        word = "ready"
        for name in self._expects:
            at = marks.get(name)
            age = None if at is None else now - at
            details[name] = "never" if age is None else f"{age.total_seconds():.0f} s"
            if (age is None or age > STALE_AFTER) and word == "ready":
                word = name
        for name in (*SLOW_PARTS, *_SHOWN):
            if name in marks:
                age = now - marks[name]
                details[name] = f"{age.total_seconds():.0f} s"
                if age > SLOW_PARTS.get(name, age) and word == "ready":
                    word = name
        details |= self.more()
        return ports.Health(is_ready=word == "ready", word=word, details=details)

    def marked_at(self, name: str) -> datetime | None:
        """Return when a part last put down that it ran (machine's clock)."""
        query = select(col(Mark.at)).where(col(Mark.name) == name)
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(query).scalar()
        return found

    def mark_in(self, writer: Writer) -> Callable[[str], None]:
        """Return a function by which a part puts down that it ran."""

        def mark(name: str) -> None:
            now = self._machine_clock()
            with self._lock:
                last = self._marked.get(name)
                if last is not None and timedelta() <= now - last < MARK_EVERY:
                    return
                self._marked[name] = now
            writer.submit(self._put, (name, now))

        return mark

    def figures(self) -> Mapping[str, float]:
        """Count what an operator watches, by the name of each figure."""
        overdue = select(func.count()).where(col(Duty.state) == enums.DutyState.OVERDUE)
        waiting = select(func.count()).where(col(Notice.next_attempt_at).is_not(None))
        open_duties = select(func.count()).where(
            col(Duty.state).in_(enums.OPEN_DUTY_STATES)
        )
        incidents = select(func.count()).select_from(Incident)
        failed = select(func.count()).where(
            col(Inbound.state) == enums.InboundState.FAILED
        )
        held = select(func.count()).where(col(Inbound.state) == enums.InboundState.HELD)
        with self._database.reading() as connection:
            return {
                "holdfast_incidents": _count(connection, incidents),
                "holdfast_duties_open": _count(connection, open_duties),
                "holdfast_duties_overdue": _count(connection, overdue),
                "holdfast_notices_waiting": _count(connection, waiting),
                "holdfast_texts_failed": _count(connection, failed),
                "holdfast_texts_held": _count(connection, held),
            }

    def _put(
        self, connection: Connection, marks: Sequence[tuple[str, datetime]]
    ) -> list[Done[None]]:
        for name, at in sorted(marks):
            row = {"name": name, "at": at}
            connection.execute(self._database.put(Mark, "name", row))
        return [Done(None) for _ in marks]


def _count(connection: Connection, query: object) -> float:
    return float(connection.execute(query).scalar() or 0)  # type: ignore[call-overload]
