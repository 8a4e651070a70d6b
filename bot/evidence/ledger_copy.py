"""Copy a ledger up to one position, and refuse to copy a broken one.

A position that a seal took never changes any more, and nothing in the copy depends on
what was written after it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.ledger import chain, damage, holds, reading
from bot.store import record
from models import errors

#: In the name of each item that is a telephone number of a member.
NUMBER = ".to_e164"

#: Why no copy shows those: whoever reads it has no call to ring them up, and a
#: person is named in the entry without it.
NUMBER_WITHHELD = "a member's telephone number"


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one entry and what stands beside it.

    Attributes:
        entry: As it was hashed.
        hash: Its hash.
        items: By name `{"salt", "content"}`, or `{"withheld": rule}`.
    """

    entry: dict[str, Any]
    hash: str
    items: dict[str, dict[str, str]]

    @property
    def position(self) -> int:
        """Return its position, from 1."""
        position: int = self.entry["position"]
        return position

    def read(self, name: str) -> str | dict[str, str]:
        """Return the content of an item, or `{"withheld": rule}`."""
        item = self.items[name]
        return item.get("content", item)


@dataclass(frozen=True, slots=True)
class Copy:
    """Hold the entries 1 to `position` of a ledger."""

    ledger: str
    position: int
    #: Hash of the last one.
    head: str
    lines: tuple[Line, ...]


def copy(
    connection: Connection, ledger: str, *, position: int, head: str, called: str
) -> Copy:
    """Copy a ledger up to an entry whose hash is known from a seal.

    What was held back at that position is left out.

    Args:
        connection: An open connection.
        ledger: Id of the ledger.
        position: Last entry that is copied.
        head: Hash that it has.
        called: What people call the ledger.

    Raises:
        errors.LedgerError: It is damaged; names the first place.
    """
    found = list(record.entries(connection, ledger, until=position))
    entries = [
        {**reading.parsed(one.entry.record), "hash": one.entry.hash} for one in found
    ]
    damaged = chain.check_chain(entries, ledger=ledger, head=(position, head))
    refuse(damaged, called)
    lines = []
    held = holds.Holds()
    contents: dict[holds.Place, str] = {}
    for one, entry in zip(found, entries, strict=True):
        items = {name: _item(item) for name, item in one.items.items()}
        refuse(chain.check_items(entry, items), called)
        digest = entry.pop("hash")
        held.take(entry["position"], entry["event"], entry["body"])
        for name, item in items.items():
            contents[entry["position"], name] = item["content"]
        lines.append(Line(entry, digest, items))
    withheld = held.withheld(contents)
    for line in lines:
        for name in line.items:
            rule = withheld.get((line.position, name))
            if rule is None and NUMBER in name:
                rule = NUMBER_WITHHELD
            if rule:
                line.items[name] = {"withheld": rule}
    return Copy(ledger, position, head, tuple(lines))


def refuse(problems: Iterable[damage.Problem], called: str) -> None:
    """Refuse to go on with something broken.

    Raises:
        errors.LedgerError: There is a problem; its sentence is the first one's.
    """
    for problem in problems:
        raise errors.LedgerError(f"{called}: {problem.sentence}")


def changes_of(entry: Mapping[str, Any], table: str) -> Iterator[dict[str, Any]]:
    """Give the changes of rows of one table that an entry states."""
    for change in entry["body"].get("changes", ()):
        if change["table"] == table:
            yield change


def _item(item: Any) -> dict[str, str]:
    return {"salt": item.salt, "content": item.content}
