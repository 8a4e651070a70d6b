"""Ask for columns as they stand, where somebody may have put anything into them.

A word that no list has, or an instant that is none, would otherwise end the whole
question, and with it the search for whoever put it there.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import col

from bot.store.changes import columns_of
from models import base, errors
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident, Proposal
from models.notice import Notice
from models.people import Contact, Presence
from models.slack import LiveMessage, SlackMember

#: Values of a column whose form is kept: rows share many instants and words.
_KEPT = 1024

#: Tables of which a row with such a word stops what it is about.
_LOOKED_AT: tuple[type[base.Table], ...] = (
    Contact,
    Presence,
    SlackMember,
    Incident,
    Footage,
    Duty,
    Proposal,
    Notice,
    LiveMessage,
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stand for a value that its column cannot hold; equal to no value."""

    #: As the driver gives it.
    raw: Any


@functools.cache
def columns(table: type[base.Table]) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a table; what none of them can hold is `Unreadable`."""
    return tuple(
        type_coerce(column, _AsStored(column.type)).label(column.name)
        for column in columns_of(table).c
    )


def readable(table: type[base.Table]) -> ColumnElement[bool]:
    """Return the condition that every word of a row is one of its list.

    Where many rows are read that have nothing to do with each other, so that one
    which somebody spoiled stops no other; `holdfast audit verify` names it.
    """
    conditions = []
    for column in columns_of(table).c:
        if isinstance(column.type, base.Word):
            # Written out: as values they would be put into the statement each time.
            words: list[ColumnElement[Any]] = [
                literal_column(f"'{word}'") for word in column.type.enums
            ]
            is_known: ColumnElement[bool] = column.in_(words)
            if column.nullable:
                is_known = or_(column.is_(None), is_known)
            conditions.append(is_known)
    return and_(*conditions)


def spoiled(connection: Connection) -> dict[str, int]:
    """Count the rows with a word that nobody knows, by their table.

    Of messages only those that wait: the others stop nothing.
    """
    found = {}
    for table in _LOOKED_AT:
        query = select(func.count()).where(not_(readable(table)))
        if table is Notice:
            query = query.where(col(Notice.next_attempt_at).is_not(None))
        if count := connection.execute(query).scalar_one():
            found[columns_of(table).name] = count
    return found


class _AsStored(TypeEngine[Any]):
    """Read a value as its column does, and only what the column would write so."""

    def __init__(self, kind: TypeEngine[Any]) -> None:
        self.kind = kind

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], Any] | None:
        """Return what reads the driver's value."""
        kind = self.kind.dialect_impl(dialect)
        read = kind.result_processor(dialect, coltype)
        if read is None:
            return None
        write = kind.bind_processor(dialect) if dialect.name == "sqlite" else None

        @functools.lru_cache(_KEPT, typed=True)
        def value(raw: Any) -> Any:
            try:
                found = read(raw)
                # The same instant in other letters sorts elsewhere, and comes due
                # then. A server has but one form for each.
                is_own = write is None or write(found) == raw
            except (errors.DamagedError, ValueError, TypeError):
                return Unreadable(raw)
            return found if is_own else Unreadable(raw)

        return value
