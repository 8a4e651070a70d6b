"""Read rows whole, and turn into Python's types only what somebody looks at.

An incident is loaded with all that hangs on it, and most columns of most of its rows
are never looked at: to parse their instants and words took longer than to read them.
"""

import functools
import operator
from collections import namedtuple
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar, cast

import orjson
from sqlalchemy import Connection, DateTime, Dialect, Select, func, select

from bot.store.changes import columns_of
from models.base import Table

Row = TypeVar("Row", bound=Table)

#: Values of a column whose Python form is kept: the rows of an incident share many.
_KEPT = 1024


def read(
    connection: Connection, table: type[Row], query: Any, asked: dict[str, Any]
) -> list[Row]:
    """Return the rows of a table that a query of all its columns finds, by their ids.

    They have the attributes of the table's rows, and cannot be changed.
    """
    make = _kind(table, connection.dialect)
    if connection.dialect.name == "sqlite":
        # Row by row the driver takes twice as long, and lets another thread in each
        # time.
        raw = orjson.loads(connection.execute(_as_one(query), asked).scalar_one())
    else:
        # Past SQLAlchemy's own processing, which would take every column.
        result: Any = connection.execute(query, asked)
        try:
            raw = result.cursor.fetchall()
        finally:
            result.close()
    return cast("list[Row]", sorted(map(make, raw), key=operator.itemgetter(0)))


@functools.cache
def _as_one(query: Select[Any]) -> Select[Any]:
    """Return a query for the same rows in one text, as JSON."""
    rows = query.order_by(None).subquery()
    return select(func.json_group_array(func.json_array(*rows.c)))


_KINDS: dict[tuple[type[Table], str], Callable[[Iterable[Any]], Any]] = {}


def _kind(table: type[Table], dialect: Dialect) -> Callable[[Iterable[Any]], Any]:
    """Return what makes rows of a table; the same for every database of one kind."""
    key = (table, dialect.name)
    if key not in _KINDS:
        columns = columns_of(table).columns
        name = f"Lean{table.__name__}"
        # Named tuples: a column that needs no turning is read without any Python.
        plain = namedtuple(name, columns.keys())  # type: ignore[misc]
        turned = {
            column.name: property(_turned(place, form))
            for place, column in enumerate(columns)
            if (form := _form(column.type, dialect)) is not None
        }
        kind: Any = type(name, (plain,), {"__slots__": (), **turned})
        _KINDS[key] = kind._make
    return _KINDS[key]


def _turned(place: int, form: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads a column that the driver gives in a form of its own."""

    def value(row: tuple[Any, ...]) -> Any:
        raw = row[place]
        return None if raw is None else form(raw)

    return value


def _form(kind: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what turns the driver's values of a column into ours; None: nothing."""
    impl = kind.dialect_impl(dialect)
    process: Callable[[Any], Any] | None = impl.result_processor(dialect, None)
    if process is None or dialect.name != "sqlite":
        # Drivers that know instants give objects; to look those up costs as much.
        return process
    if isinstance(getattr(impl, "impl", impl), DateTime):
        process = _instant
    return functools.lru_cache(_KEPT)(process)


def _instant(raw: str) -> datetime:
    """Read an instant as SQLite holds it: UTC, without saying so."""
    return datetime.fromisoformat(f"{raw}+00:00")
