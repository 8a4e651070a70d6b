"""Write what was decided: few statements, many rows each."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy import Table as Columns

from bot.store import inserts
from bot.verbs.ground.decision import Change, Insert
from models.base import Table
from models.duty import Code, Duty
from models.footage import Footage
from models.inbox import Inbound, Request
from models.incident import Incident, IncidentLink, PolicyVersion, Proposal
from models.ledger import Entry, Item, Ledger
from models.notice import Attempt, Notice, Receipt
from models.people import Contact, Person, Presence, WatchHold
from models.slack import LiveMessage, SlackMember

#: Tables in the order in which their rows may refer to each other.
ORDER: tuple[type[Table], ...] = (
    PolicyVersion,
    Person,
    Contact,
    Presence,
    WatchHold,
    SlackMember,
    Incident,
    IncidentLink,
    Footage,
    Duty,
    Proposal,
    Code,
    Ledger,
    Entry,
    Item,
    Notice,
    Attempt,
    Receipt,
    Inbound,
    Request,
    LiveMessage,
)


def columns_of(table: type[Table]) -> Columns:
    """Return the columns of a table."""
    columns: Columns = table.__table__  # type: ignore[attr-defined]
    return columns


class Changes:
    """Collect rows of many decisions and write them together."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._inserts: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[type[Table], dict[tuple[Any, ...], dict[str, Any]]] = (
            defaultdict(dict)
        )

    def add(self, change: Change) -> None:
        """Take a change; several changes of one row become one."""
        if isinstance(change, Insert):
            self.insert(change.table, change.values)
            return
        self.update(change.table, _key(change.table, change.row), change.values)

    def insert(self, table: type[Table], values: dict[str, Any]) -> None:
        """Take a new row."""
        self._inserts[table].append(values)

    def update(
        self, table: type[Table], key: tuple[Any, ...], values: dict[str, Any]
    ) -> None:
        """Take new values of the row with this primary key."""
        self._updates[table].setdefault(key, {}).update(values)

    def write(self, connection: Connection) -> None:
        """Write everything in the connection's transaction."""
        for table in ORDER:
            if rows := self._inserts.get(table):
                _inserting(table, connection.dialect).write(connection, rows)
            if updates := self._updates.get(table):
                self._write_updates(connection, table, updates)

    def _write_updates(
        self,
        connection: Connection,
        table: type[Table],
        updates: dict[tuple[Any, ...], dict[str, Any]],
    ) -> None:
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for key, values in updates.items():
            groups[tuple(values)].append((*values.values(), *key))
        for names, rows in groups.items():
            _updating(table, names, connection.dialect).write(connection, rows)


def _key(table: type[Table], row: Any) -> tuple[Any, ...]:
    """Return the primary key of a row, or of the id that stands for it."""
    if isinstance(row, str):
        return (row,)
    keys = columns_of(table).primary_key.columns.keys()
    return tuple(getattr(row, name) for name in keys)


_INSERTING: dict[tuple[type[Table], str], inserts.Inserting] = {}


_UPDATING: dict[tuple[type[Table], tuple[str, ...], str], inserts.Updating] = {}


def _updating(
    table: type[Table], names: tuple[str, ...], dialect: Dialect
) -> inserts.Updating:
    """Return what sets these columns of one row; the same for one kind of database."""
    key = (table, names, dialect.name)
    if key not in _UPDATING:
        _UPDATING[key] = inserts.Updating(columns_of(table), names, dialect)
    return _UPDATING[key]


def _inserting(table: type[Table], dialect: Dialect) -> inserts.Inserting:
    """Return the insert of a table; the same for every database of one kind."""
    key = (table, dialect.name)
    if key not in _INSERTING:
        columns, fields = columns_of(table), table.model_fields
        defaults = {
            name: None if fields[name].is_required() else fields[name].default
            for name in fields
        }
        _INSERTING[key] = inserts.Inserting(columns, defaults, dialect)
    return _INSERTING[key]
