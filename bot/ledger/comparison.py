"""Compare the stored rows with those that a replay of the entries gives.

Rows of incidents are compared a few hundred incidents at a time and then forgotten;
rows of the installation (people, their numbers, who was on duty) at the end. What is
not compared is machinery that no entry tells of: see
`bot.verbs.ground.recording.MACHINERY`, and `_differing` for messages under way. Tries
and receipts are held against what the entries tell of their messages, by `deliveries`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection

from bot.ledger import deliveries, reading, replay
from bot.store import rows
from bot.store.changes import columns_of
from bot.verbs.ground import recording
from models import enums, ledger
from models.base import Table
from models.notice import Notice

#: Rows that are compared at a time.
PORTION = 5_000

#: Incidents at a time, for the sake of a statement that lists them.
_LEDGERS = 200

_BY_NAME: dict[str, type[Table]] = {
    columns_of(table).name: table
    for table in (*rows.OF_INCIDENTS, *rows.OF_INSTALLATION)
}
_OWN = {columns_of(table).name for table in rows.OF_INSTALLATION}

#: A claim, and a try that a courier puts off, are no acts: no entry tells of them.
_UNDER_WAY = (enums.NoticeState.QUEUED, enums.NoticeState.SENDING)
_MAY_BE_UNDER_WAY = (*_UNDER_WAY, enums.NoticeState.UNKNOWN)
#: What the last try of a message under way said.
_OF_TRY = ("reason", "vendor_code", "provider_id")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Hold what is compared of a table."""

    key: str
    #: Column and its default.
    columns: tuple[tuple[str, Any], ...]


class Comparison:
    """Take the replay of each ledger; say where rows and entries differ."""

    def __init__(
        self, connection: Connection, say: reading.Say, *, portion: int = PORTION
    ) -> None:
        """Start with nothing.

        Args:
            connection: An open connection that sees one state of the database.
            say: Called for each difference.
            portion: Rows that are compared at a time.
        """
        self._portion = portion
        self._connection = connection
        self._say = say
        self._deliveries = deliveries.Deliveries(connection, say)
        self._pending: dict[str, replay.Replay] = {}
        #: What those ledgers tell of messages, and what the installation's do.
        self._told: dict[str, Sequence[reading.Told]] = {}
        self._own_told: dict[str, Sequence[reading.Told]] = {}
        self._size = 0
        self._own: dict[tuple[str, str], replay.Row] = {}
        #: Rows that were compared.
        self.rows = 0

    def take(self, read: reading.Reading) -> None:
        """Take one ledger, read to its end."""
        done = read.replayed
        for key, row in list(done.rows.items()):
            if row.table not in _BY_NAME:
                del done.rows[key]
            elif _is_own(row):
                del done.rows[key]
                if key in self._own:
                    self._own[key].merge(row)
                else:
                    self._own[key] = row
        if done.ledger in ledger.INSTALLATION:
            self._own_told |= read.told
            return
        self._told |= read.told
        self._pending[done.ledger] = done
        self._size += len(done.rows)
        if len(self._pending) >= _LEDGERS or self._size >= self._portion:
            self._flush()

    def finish(self) -> None:
        """Compare what is left, and look for rows that no ledger tells of."""
        self._flush()
        tables: tuple[type[Table], ...] = (*rows.OF_INSTALLATION, Notice)
        for table in tables:
            stored = rows.rows_of_installation(self._connection, table)
            self._compare(table, ((None, row) for row in stored), self._own)
        self._look_for_missing(self._own)
        self.rows += self._deliveries.compare(None, self._own_told)
        self._deliveries.find_strays()
        for table in rows.OF_INCIDENTS:
            for owner, row in rows.stray_rows(self._connection, table):
                self._say_unmade(table, row, owner)

    def _flush(self) -> None:
        expected = {
            key: row
            for done in self._pending.values()
            for key, row in done.rows.items()
        }
        for table in rows.OF_INCIDENTS:
            stored = rows.rows_of(self._connection, table, list(self._pending))
            self._compare(table, stored, expected)
        self._look_for_missing(expected)
        self.rows += self._deliveries.compare(list(self._pending), self._told)
        self._pending.clear()
        self._told.clear()
        self._size = 0

    def _compare(
        self,
        table: type[Table],
        stored: Iterable[tuple[str | None, Any]],
        expected: dict[tuple[str, str], replay.Row],
    ) -> None:
        """Compare stored rows and take those that were expected off the list."""
        name, key = columns_of(table).name, _shape(table).key
        for owner, row in stored:
            self.rows += 1
            made = expected.pop((name, getattr(row, key)), None)
            if made is None:
                self._say_unmade(table, row, owner)
            else:
                self._compare_row(table, made, row)

    def _compare_row(self, table: type[Table], made: replay.Row, row: Any) -> None:
        if made.added_by is None:
            self._say_of(made, "entries change it, and none added it.")
            return
        for column in _differing(table, made, row):
            self._say_of(made, f"column {column} was changed without an entry.")

    def _look_for_missing(self, expected: dict[tuple[str, str], replay.Row]) -> None:
        """Look for rows that are not where they should be: elsewhere, or gone."""
        for name, table in _BY_NAME.items():
            ids = [row_id for found, row_id in expected if found == name]
            for row in rows.rows_by_id(self._connection, table, ids):
                made = expected.pop((name, getattr(row, _shape(table).key)))
                self._compare_row(table, made, row)
        for made in expected.values():
            self._say_of(made, "it is missing, though no entry removed it.")
        expected.clear()

    def _say_of(self, made: replay.Row, what: str) -> None:
        self._say(
            made.ledger, made.changed_by, f"Row {made.id} of {made.table}: {what}"
        )

    def _say_unmade(self, table: type[Table], row: Any, owner: str | None) -> None:
        name, row_id = columns_of(table).name, getattr(row, _shape(table).key)
        where = owner or (ledger.PRESENCE if name == "presence" else ledger.ROSTER)
        if table is Notice and owner is None:
            where = ledger.SYSTEM
        self._say(where, None, f"Row {row_id} of {name}: no entry added it.")


def _is_own(row: replay.Row) -> bool:
    """Tell whether a row is the installation's and no incident's."""
    if row.table == "notice" and row.ledger not in ledger.INSTALLATION:
        return row.added_by is not None and row.values.get("incident_id") is None
    return row.table in _OWN or row.ledger in ledger.INSTALLATION


def _differing(table: type[Table], made: replay.Row, row: Any) -> Iterator[str]:
    """Give the columns in which a stored row is not as the entries made it."""
    passed_over: tuple[str, ...] = ()
    if table is Notice and row.state in _UNDER_WAY:
        passed_over = _OF_TRY
        if made.values.get("state") in _MAY_BE_UNDER_WAY:
            passed_over += ("state",)
    for name, default in _shape(table).columns:
        expected = made.values.get(name, default)
        stored = getattr(row, name)
        if (
            stored is not expected
            and expected is not replay.UNKNOWN
            and recording.plain(stored) != expected
            and name not in passed_over
        ):
            yield name


@cache
def _shape(table: type[Table]) -> _Shape:
    name, fields = columns_of(table).name, table.model_fields
    machinery = recording.MACHINERY.get(name, frozenset())
    return _Shape(
        key=recording.key_of(name),
        columns=tuple(
            (name, None if fields[name].is_required() else fields[name].default)
            for name in fields
            if name not in machinery
        ),
    )
