"""Read rows whole, and turn into Python's types only what somebody looks at.

An incident is loaded with all that hangs on it, and most columns of most of its rows
are never looked at: to parse their instants and words took longer than to read them.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Dialect

from bot.store.changes import columns_of
from models.base import Table

Row = TypeVar("Row", bound=Table)

#: Values of a column whose Python form is kept: the rows of an incident share many.
_KEPT = 1024


class _Lean:
    """Hold a row as the driver gave it."""

    __slots__ = ("_raw",)

    def __init__(self, raw: tuple[Any, ...]) -> None:
        self._raw = raw


def read(
    connection: Connection, table: type[Row], query: Any, asked: dict[str, Any]
) -> list[Row]:
    """Return the rows of a table that a query of all its columns finds.

    They have the attributes of the table's rows, and cannot be changed.
    """
    make = _kind(table, connection.dialect)
    result = connection.execute(query, asked)
    try:
        # Past SQLAlchemy's own processing, which would take every column.
        found = [make(raw) for raw in cast(Any, result).cursor.fetchall()]
    finally:
        result.close()
    return cast("list[Row]", found)


_KINDS: dict[tuple[type[Table], str], Callable[[tuple[Any, ...]], _Lean]] = {}


def _kind(table: type[Table], dialect: Dialect) -> Callable[[tuple[Any, ...]], _Lean]:
    """Return what makes rows of a table; the same for every database of one kind."""
    key = (table, dialect.name)
    if key not in _KINDS:
        columns = {
            column.name: _column(place, column.type, dialect)
            for place, column in enumerate(columns_of(table).columns)
        }
        name = f"Lean{table.__name__}"
        _KINDS[key] = type(name, (_Lean,), {"__slots__": (), **columns})
    return _KINDS[key]


def _column(place: int, kind: Any, dialect: Dialect) -> property:
    """Return what reads one column of a row."""
    process = kind.dialect_impl(dialect).result_processor(dialect, None)
    if process is None:
        return property(lambda row: row._raw[place])
    # Drivers that know instants give objects; to look those up costs as much.
    form = functools.lru_cache(_KEPT)(process) if dialect.name == "sqlite" else process

    def value(row: _Lean) -> Any:
        raw = row._raw[place]
        return None if raw is None else form(raw)

    return property(value)
