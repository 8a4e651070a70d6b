"""Fill a database with open duties, as many as a city has in years.

One incident is opened through the desk; all others are copies of its rows, with
ids, codes, owners and instants of their own. What a copy lacks are the entries of
its past: nothing that is measured reads them.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import scene
from bot import house as houses
from bot.desk import mint
from bot.policy import load
from models import commands, enums, ledger, views

#: When the incident is opened that all others are copies of: in the third watch.
_OPENED_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

#: Between the openings of two copies that are not due.
_APART = timedelta(seconds=1)

#: Rows of which one statement makes copies.
_CHUNK = 2_000

#: How long to wait for a bot that is at work on the same file, in seconds.
_PATIENCE_SECONDS = 60.0

_TABLES = ("incident", "footage", "duty", "code", "ledger")

#: How SQLite's columns hold an instant.
_FORM = "%Y-%m-%d %H:%M:%S.%f"


class _Clock:
    """Stand still."""

    def now(self) -> datetime:
        """Return when the incident is opened."""
        return _OPENED_AT


@dataclass(frozen=True, slots=True)
class _Model:
    """Hold the rows of which copies are made."""

    rows: Mapping[str, list[dict[str, Any]]]
    officers: list[str]
    #: When the engine looks at the first of its duties.
    first_at: datetime


class Backlog:
    """Add open duties to one database; made by `set_up`."""

    def __init__(self, database: Path, model: _Model) -> None:
        """Keep what is copied."""
        self._database = database
        self._model = model
        self._copies = 0

    @property
    def duties_of_one(self) -> int:
        """Count the open duties of one copy."""
        return len(self._model.rows["duty"])

    def add_pending(self, duties: int, after: datetime) -> int:
        """Add at least so many duties of which none is due; return how many.

        Args:
            duties: How many there shall be.
            after: Nothing of them is due before this.
        """
        count = -(-duties // self.duties_of_one)
        self._add(after + number * _APART for number in range(count))
        return count * self.duties_of_one

    def add_due(self, duties: int, from_at: datetime, within: timedelta) -> None:
        """Add incidents of which one duty is due, evenly spread from an instant on."""
        self._add(from_at + within * number / duties for number in range(duties))

    def end_due(self, before: datetime) -> None:
        """Settle whatever is due before an instant, so that it disturbs no more."""
        with closing(sqlite3.connect(self._database, _PATIENCE_SECONDS)) as connection:
            connection.execute(
                "UPDATE duty SET state = 'attested', next_step_at = NULL "
                "WHERE next_step_at <= ?",
                (before.strftime(_FORM),),
            )
            connection.commit()

    def _add(self, due_at: Iterator[datetime]) -> None:
        with closing(sqlite3.connect(self._database, _PATIENCE_SECONDS)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -200000")
            found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _TABLES}
            for at in due_at:
                self._copy(at - self._model.first_at, found)
                if len(found["incident"]) == _CHUNK:
                    self._write(connection, found)
            self._write(connection, found)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _write(
        self, connection: sqlite3.Connection, found: dict[str, list[tuple[Any, ...]]]
    ) -> None:
        for table, rows in found.items():
            names = list(self._model.rows[table][0])
            marks = ", ".join("?" * len(names))
            columns = ", ".join(names)
            # Names of our own tables and columns.
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            connection.executemany(statement, rows)
            rows.clear()

    def _copy(self, shift: timedelta, found: dict[str, list[tuple[Any, ...]]]) -> None:
        """Add one copy of every row, its instants moved."""
        self._copies += 1
        number = self._copies
        officer = self._model.officers[number % len(self._model.officers)]
        codes = [row["code"] for row in self._model.rows["code"]]
        ids: dict[str, str] = {self._model.officers[0]: officer}

        def written(name: str, value: Any) -> Any:
            if isinstance(value, datetime):
                return (value + shift).strftime(_FORM)
            if name == "code" and value is not None:
                return _code(number * len(codes) + codes.index(value))
            if name == "reference":
                return f"B{number}"
            return ids.get(value, value) if isinstance(value, str) else value

        for table in _TABLES:
            for row in self._model.rows[table]:
                if table not in ("code", "ledger"):
                    ids[row["id"]] = f"{number:020x}{len(ids):012x}"
                found[table].append(tuple(written(n, v) for n, v in row.items()))


def _code(number: int) -> str:
    """Return a code that no other copy has, nor any that the bot draws."""
    text = ""
    for _ in range(mint.CODE_LENGTH + 1):
        number, place = divmod(number, len(mint.CODE_ALPHABET))
        text += mint.CODE_ALPHABET[place]
    return text


def set_up(database: Path) -> Backlog:
    """Make tables, policy and people in a new file, and open one incident.

    It is settled again: only copies of it are due.
    """
    roles = [role.id for role in load.load(load.shipped())[0].role]
    scene.set_up(database, others=[one for one in roles if one not in scene.ROLES])
    house = houses.House(scene.settings(database), clock=_Clock())
    house.open()
    try:
        opened = house.desk.do_now(
            commands.OpenIncident(
                actor=commands.Actor(
                    channel=enums.Channel.SMS, e164=scene.number_of(scene.FIRST_STAR)
                ),
                request_id="benchmark:opened",
                text="Agents in unmarked vans, one man held, no warrant shown.",
            )
        )
    finally:
        house.close()
    assert isinstance(opened.view, views.Opened)
    with closing(sqlite3.connect(database)) as connection:
        model = _model(connection)
        connection.execute("UPDATE duty SET state = 'attested', next_step_at = NULL")
        connection.execute("UPDATE notice SET next_attempt_at = NULL")
        connection.execute("UPDATE footage SET state = 'attested'")
        connection.commit()
    return Backlog(database, model)


def _model(connection: sqlite3.Connection) -> _Model:
    connection.row_factory = sqlite3.Row
    installation = ", ".join(f"'{name}'" for name in sorted(ledger.INSTALLATION))
    rows = {
        name: [
            {column: _typed(column, row[column]) for column in row.keys()}  # noqa: SIM118
            for row in connection.execute(f"SELECT * FROM {name}")  # noqa: S608
        ]
        for name in _TABLES
        if name != "ledger"
    }
    query = f"SELECT * FROM ledger WHERE id NOT IN ({installation})"  # noqa: S608
    rows["ledger"] = [dict(row) for row in connection.execute(query)]
    query = "SELECT id FROM person WHERE role = 'officer' ORDER BY star"
    officers = [row["id"] for row in connection.execute(query)]
    first_at = min(duty["next_step_at"] for duty in rows["duty"])
    return _Model(rows, officers, first_at)


def _typed(column: str, value: Any) -> Any:
    if value is not None and (column.endswith("_at") or column == "ask_by"):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value
