"""Read a policy file that may be wrong anywhere.

What is not of the expected kind is passed over in silence: the schema reports
it. So the checks of the whole file can say everything else at once.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from bot.policy import places, values

Table = Mapping[str, Any]

#: What is wrong, and where.
Finding = tuple[places.Path, str]
#: The same, or with a line that would do, where the key's usual example would not.
Told = Finding | tuple[places.Path, str, str]


def inside(around: places.Path, finding: Told) -> Told:
    """Return a finding of a table as one of the file."""
    where, what, *own = finding
    if own:
        return (*around, *where), what, own[0]
    return (*around, *where), what


def tables(data: Table, key: str) -> Iterator[tuple[int, Table]]:
    """Give each table of an array of tables, with its position from zero."""
    found = data.get(key)
    if isinstance(found, list):
        for position, table in enumerate(found):
            if isinstance(table, dict):
                yield position, table


def words(data: Table, key: str) -> Iterator[tuple[int, str]]:
    """Give each text of a list, with its position from zero."""
    found = data.get(key)
    if isinstance(found, list):
        for position, word in enumerate(found):
            if isinstance(word, str):
                yield position, word


def word(data: Table, key: str) -> str | None:
    """Return a text."""
    found = data.get(key)
    return found if isinstance(found, str) else None


def table(data: Table, key: str) -> Table:
    """Return a table; an empty one where there is none."""
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def duration(value: object) -> timedelta | None:
    """Return a duration, or nothing where it cannot be read."""
    try:
        return values.read_duration(value)
    except ValueError:
        return None


def ids(data: Table, key: str) -> set[str]:
    """Return the ids of an array of tables."""
    named = (word(entry, "id") for _, entry in tables(data, key))
    return {name for name in named if name is not None}
