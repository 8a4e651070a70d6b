"""Write many rows of one table with one statement that is made only once.

SQLAlchemy makes the statement and says how each column's values are handed to
the driver; what it would work out again for every row is kept here.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Table,
    bindparam,
    insert,
    update,
)

#: Values of a column whose form for the driver is kept: the instants of a batch
#: are few, and every row of it holds several of them.
_KEPT = 256


class Inserting:
    """Know one table's insert, as one kind of database takes it."""

    def __init__(
        self, table: Table, defaults: Mapping[str, Any], dialect: Dialect
    ) -> None:
        """Prepare.

        Args:
            table: Its columns.
            defaults: Value of each column that a row leaves out.
            dialect: The kind of database.
        """
        compiled = insert(table).compile(dialect=dialect)
        self._name = table.name
        self._defaults = dict(defaults)
        self._statement = str(compiled)
        self._is_positional = compiled.positional
        #: Its columns in the order in which the statement takes them.
        self._names = compiled.positiontup or list(defaults)
        self._writers = _writers(table, self._names, dialect)

    def write(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write these rows in the connection's transaction.

        Raises:
            KeyError: A row has a column that the table has not.
        """
        connection.exec_driver_sql(self._statement, [self._given(row) for row in rows])

    def _given(self, row: Mapping[str, Any]) -> Any:
        """Return a row as the driver takes it."""
        whole = {**self._defaults, **row}
        if len(whole) > len(self._names):
            unknown = sorted(row.keys() - self._defaults.keys())
            raise KeyError(f"{self._name} has no column {unknown}")
        values = list(map(whole.__getitem__, self._names))
        for place, write in self._writers:
            values[place] = write(values[place])
        if self._is_positional:
            return tuple(values)
        return dict(zip(self._names, values, strict=True))


class Updating:
    """Know what sets some columns of one row, as one kind of database takes it."""

    def __init__(self, table: Table, names: Sequence[str], dialect: Dialect) -> None:
        """Prepare.

        Args:
            table: Its columns.
            names: Those that are set.
            dialect: The kind of database.
        """
        keys = table.primary_key.columns.keys()
        is_meant = (table.c[name] == bindparam(f"of_{name}") for name in keys)
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in names}
        statement = update(table).where(*is_meant).values(values)
        compiled = statement.compile(dialect=dialect)
        self._statement = str(compiled)
        self._is_positional = compiled.positional
        given = [*(f"to_{name}" for name in names), *(f"of_{name}" for name in keys)]
        self._names = compiled.positiontup or given
        self._places = [given.index(name) for name in self._names]
        columns = [name[len("to_") :] for name in self._names]
        self._writers = _writers(table, columns, dialect)

    def write(self, connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
        """Change these rows, each given by its new values and then its key."""
        connection.exec_driver_sql(self._statement, [self._given(row) for row in rows])

    def _given(self, row: Sequence[Any]) -> Any:
        """Return a row as the driver takes it."""
        values = [row[place] for place in self._places]
        for place, write in self._writers:
            values[place] = write(values[place])
        if self._is_positional:
            return tuple(values)
        return dict(zip(self._names, values, strict=True))


def _writers(
    table: Table, columns: Sequence[str], dialect: Dialect
) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return what turns values into the driver's, by the place of its column."""
    return [
        (place, write)
        for place, name in enumerate(columns)
        if (write := _writer(table, name, dialect)) is not None
    ]


def _writer(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns a column's value into the driver's; None: nothing does."""
    kind = table.c[name].type.dialect_impl(dialect)
    process = kind.bind_processor(dialect)
    if process is None:
        return None
    kept = functools.lru_cache(_KEPT)(process)
    if not isinstance(getattr(kind, "impl", kind), DateTime):
        return kept

    def write(value: datetime | None) -> Any:
        # Local instants an hour apart can be equal, in the night of the long hour.
        return kept(value) if value is None or value.tzinfo is UTC else process(value)

    return write
