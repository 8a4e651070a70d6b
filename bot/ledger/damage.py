"""Say what is wrong with a chain, and where, in words for a person.

Finding it is the work of `chain` and `seals`. A sentence names places and never
quotes content.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

#: Stands for the chain of seals where a problem names its ledger.
SEALS = "seals"


class Kind(enum.StrEnum):
    """Name what can be found."""

    #: Not of the form that it must have.
    MALFORMED = "malformed"
    #: Its content and its hash disagree.
    CHANGED = "changed"
    #: Its place is empty though later ones are filled.
    REMOVED = "removed"
    #: Its place is taken twice, or lies past the end.
    INSERTED = "inserted"
    #: It stands in the place of another.
    SWAPPED = "swapped"
    #: It belongs to another ledger.
    WRONG_LEDGER = "wrong_ledger"
    #: It is joined to something else than what stands beside it.
    UNLINKED = "unlinked"
    #: The end is missing.
    CUT = "cut"
    #: The key that should have signed it did not.
    UNSIGNED = "unsigned"
    #: Held back on purpose: not damage.
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Say what was found, and where."""

    #: Id of the ledger, or `SEALS`.
    ledger: str
    #: Position of the entry, or number of the seal, from 1.
    position: int
    kind: Kind
    #: One sentence for a person.
    sentence: str


_ENTRY: Mapping[Kind, str] = {
    Kind.MALFORMED: "Entry {} has not the form of an entry.",
    Kind.CHANGED: "Entry {} was changed: its content does not give its hash.",
    Kind.REMOVED: "Entry {} is missing, though later ones are there.",
    Kind.INSERTED: "Entry {} was added: its place is taken, or past the end.",
    Kind.SWAPPED: "Entry {} stands in the wrong place.",
    Kind.WRONG_LEDGER: "Entry {} belongs to another ledger.",
    Kind.UNLINKED: "Entry {} is joined to something else: one side was rewritten.",
    Kind.CUT: "The end is missing, from entry {} on.",
}
_ITEM: Mapping[Kind, str] = {
    Kind.MALFORMED: "Item {1} of entry {0} has not the form of an item.",
    Kind.CHANGED: "Item {1} of entry {0} was changed.",
    Kind.REMOVED: "Item {1} of entry {0} is missing.",
    Kind.INSERTED: "Item {1} was added to entry {0}.",
    Kind.WITHHELD: "Item {1} of entry {0} is withheld.",
}
_SEAL: Mapping[Kind, str] = {
    Kind.MALFORMED: "Seal {} has not the form of a seal.",
    Kind.CHANGED: "Seal {} was changed: its content does not give its hash.",
    Kind.REMOVED: "Seal {} is missing, though later ones are there.",
    Kind.INSERTED: "Seal {} was added: its number is taken.",
    Kind.SWAPPED: "Seal {} stands in the wrong place.",
    Kind.UNLINKED: "Seal {} does not follow the seal before it.",
    Kind.UNSIGNED: "Seal {} is not signed by the key of this installation.",
}
_SEALED: Mapping[Kind, str] = {
    Kind.CHANGED: "Entry {} is not what seal {} sealed.",
    Kind.CUT: "Entry {}, which seal {} sealed, is missing.",
}


def of_entry(ledger: str, position: int, kind: Kind) -> Problem:
    """Word a problem with an entry."""
    sentence = _ENTRY[kind].format(position)
    return Problem(ledger=ledger, position=position, kind=kind, sentence=sentence)


def of_item(ledger: str, position: int, name: str, kind: Kind) -> Problem:
    """Word a problem with an item of an entry."""
    sentence = _ITEM[kind].format(position, name)
    return Problem(ledger=ledger, position=position, kind=kind, sentence=sentence)


def of_seal(number: int, kind: Kind) -> Problem:
    """Word a problem with a seal."""
    sentence = _SEAL[kind].format(number)
    return Problem(ledger=SEALS, position=number, kind=kind, sentence=sentence)


def of_sealed_entry(ledger: str, position: int, number: int, kind: Kind) -> Problem:
    """Word a disagreement between an entry and the seal over it."""
    sentence = _SEALED[kind].format(position, number)
    return Problem(ledger=ledger, position=position, kind=kind, sentence=sentence)


def disorder(places: Sequence[int], first: int = 1) -> Iterator[tuple[int, Kind]]:
    """Find where places do not run 1, 2, 3: taken twice, empty, or swapped.

    Args:
        places: Positions or numbers in the order in which they stand.
        first: The one that must come first.
    """
    present = set(places)
    seen: set[int] = set()
    expected = first
    for place in places:
        if place in seen:
            yield place, Kind.INSERTED
        elif place < expected:
            yield place, Kind.SWAPPED
        elif place > expected:
            missing = next(at for at in count(expected) if at not in present)
            if missing < place:
                yield missing, Kind.REMOVED
            else:
                yield place, Kind.SWAPPED
        seen.add(place)
        expected = max(expected, place + 1)
