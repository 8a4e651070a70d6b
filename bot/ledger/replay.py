"""Fold the changes that entries state into the rows that should stand.

Pure. Knows nothing of databases: values are as the ledger writes them (see
`bot.verbs.ground.recording`), private ones as their content.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Tables of which an entry also finds, by its old values, that a row was changed
#: behind its back: all their writers hold the lock of one incident.
GUARDED = frozenset({"incident", "duty", "footage"})


class _Unknown:
    """Stand for a private value whose item is damaged or missing."""


#: Stands in a row where nobody can say what the value should be.
UNKNOWN = _Unknown()


@dataclass(slots=True)
class Row:
    """Hold one row as the entries made it.

    Attributes:
        table: Its table.
        id: Its id.
        ledger: Ledger of the entry that spoke of it last.
        added_by: Position of the entry that added it; None: none did.
        changed_by: Position of the entry that spoke of it last.
        values: Its columns; those that no entry named have their default.
    """

    table: str
    id: str
    ledger: str
    added_by: int | None = None
    changed_by: int = 0
    values: dict[str, Any] = field(default_factory=dict)

    def merge(self, other: "Row") -> None:
        """Take what another ledger says of the same row."""
        if other.added_by is not None and self.added_by is None:
            self.values = other.values | self.values
            self.added_by = other.added_by
        else:
            self.values |= other.values
            self.ledger, self.changed_by = other.ledger, other.changed_by


@dataclass(frozen=True, slots=True)
class Surprise:
    """Name a column in which an entry found another value than was left there."""

    table: str
    id: str
    column: str


class Replay:
    """Fold the entries of one ledger, first to last."""

    def __init__(self, ledger: str) -> None:
        """Start before the first entry."""
        self.ledger = ledger
        #: By table and id.
        self.rows: dict[tuple[str, str], Row] = {}

    def take(
        self, position: int, changes: object, read: Callable[[str], Any]
    ) -> list[Surprise]:
        """Carry out what one entry states; what has not the form is passed over.

        Args:
            position: Position of the entry.
            changes: The list in its body, or None.
            read: Returns what stands in an item of this entry, by its name.
        """
        surprises: list[Surprise] = []
        for change in changes if isinstance(changes, list) else ():
            if isinstance(change, dict) and isinstance(change.get("new"), dict):
                surprises += self._carry_out(position, change, read)
        return surprises

    def _carry_out(
        self, position: int, change: Mapping[str, Any], read: Callable[[str], Any]
    ) -> Iterable[Surprise]:
        table, row_id = str(change.get("table")), str(change.get("id"))
        row = self.rows.get((table, row_id))
        if row is None:
            row = self.rows[table, row_id] = Row(table, row_id, self.ledger)
        surprises: list[Surprise] = []
        old = change.get("old")
        if not isinstance(old, dict):
            row.added_by = position
        elif table in GUARDED:
            surprises = [
                Surprise(table, row_id, name)
                for name, value in old.items()
                if _is_surprising(row, name, _read(value, read))
            ]
        row.changed_by = position
        for name, value in change["new"].items():
            row.values[name] = _read(value, read)
        return surprises


def _read(value: Any, read: Callable[[str], Any]) -> Any:
    """Return a value as stated, or what stands in the item that it names."""
    if isinstance(value, dict) and isinstance(value.get("item"), str):
        return read(value["item"])
    return value


def _is_surprising(row: Row, name: str, found: Any) -> bool:
    if name not in row.values:
        # No entry named it, so it has its default: nothing, zero or false.
        return row.added_by is not None and bool(found) and found is not UNKNOWN
    left = row.values[name]
    return left is not UNKNOWN and found is not UNKNOWN and bool(left != found)
