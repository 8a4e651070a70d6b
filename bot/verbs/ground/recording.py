"""Write values as the ledger has them, and read them back.

The ledger holds JSON: instants and dates as text, words of closed lists as
their value. Which columns are private is said here too: their values stand
beside the entry, as items.
"""

import functools
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from models.base import Table

#: Columns whose values are names, numbers or free words.
PRIVATE = {
    "person": frozenset({"name", "email"}),
    "contact": frozenset({"e164", "enrol_code"}),
    "duty": frozenset({"answer", "reason"}),
    "footage": frozenset({"no_video_reason", "detail", "lost_reason"}),
    "proposal": frozenset({"content"}),
    "notice": frozenset({"to_e164", "body"}),
}

#: Columns that the courier moves without an act of their own.
MACHINERY = {
    "notice": frozenset(
        {
            "next_attempt_at",
            "not_before",
            "first_send_at",
            "last_send_at",
            "attempts",
        },
    ),
}


#: Types that JSON has.
_JSON = frozenset({str, int, bool, type(None)})


#: Tables whose rows are known by another column than `id`.
_KEYS = {"code": "code", "slack_member": "slack_user_id"}


def key_of(table: str) -> str:
    """Return the name of the column by which a table's rows are known."""
    return _KEYS.get(table, "id")


def plain(value: Any) -> Any:
    """Return a column's value as JSON has it."""
    if type(value) in _JSON:
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def instant(value: datetime) -> str:
    """Return an instant as RFC 3339 in UTC with microseconds."""
    return _written(value if value.tzinfo is UTC else value.astimezone(UTC))


@functools.lru_cache(maxsize=256)
def _written(utc: datetime) -> str:
    """Write an instant; most of what one act states is of the same few instants."""
    return f"{utc.isoformat(timespec='microseconds').removesuffix('+00:00')}Z"


def typed(table: type[Table], name: str, value: Any) -> Any:
    """Return a value of the ledger as the column holds it."""
    if value is None:
        return None
    return _reader(table, name)(value)


@functools.cache
def _reader(table: type[Table], name: str) -> Any:
    column: Any = table.__table__.c[name].type  # type: ignore[attr-defined]
    if getattr(column, "enum_class", None) is not None:
        return column.enum_class
    kind = getattr(column, "impl", column).python_type
    return kind.fromisoformat if kind in (datetime, date) else kind
