"""Check the whole record against itself, and the stored rows against the record.

Every ledger is read once, entry by entry: its chain, the words beside it, its head.
Its changes are replayed and compared with the rows. Then the seals, and those seals
that somebody kept elsewhere. Nothing is repaired, and no content is quoted.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.ledger import chain, comparison, damage, keys, reading, seals
from bot.policy import load
from bot.store import kept_texts, record, rows
from models import ledger as ids

#: Sentences that are kept; what is beyond is counted.
LISTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Say what is wrong, and where.

    Attributes:
        place: The incident's reference, or which part of the record.
        ledger: Id of the ledger, or `damage.SEALS`, or `policies`.
        position: Of the entry, or number of the seal, where it is about one.
        sentence: For a person.
    """

    place: str
    ledger: str
    position: int | None
    sentence: str

    def __str__(self) -> str:
        """Return the sentence with its place."""
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Hold what a check found, and how much it looked at.

    Attributes:
        problems: What is wrong, in the order in which it was found.
        more: How many problems there are beyond those.
        ledgers: Ledgers read.
        entries: Entries read.
        items: Words, names and numbers beside them that were read.
        rows: Stored rows compared.
        seals: Seals read.
        matched: Seals kept elsewhere that are the ones in the record.
        unsealed: Entries that no seal covers yet: only their own chain holds them.
    """

    problems: tuple[Finding, ...]
    more: int
    ledgers: int
    entries: int
    items: int
    rows: int
    seals: int
    matched: int
    unsealed: int

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify(
    connection: Connection,
    *,
    key: str | None = None,
    held_seals: Sequence[Mapping[str, Any]] | None = None,
) -> Findings:
    """Check everything; takes minutes on a record of years.

    Args:
        connection: A connection that sees one state of the database throughout.
        key: Public key of the installation, 64 hexadecimal digits; None: who
            signed the seals is not looked at.
        held_seals: Headers of seals that were kept elsewhere; only they show that
            the holder of the key made the record anew.
    """
    audit = _Audit(connection, key)
    for ledger_id, recorded in itertools.groupby(
        record.entries(connection), lambda one: one.entry.ledger_id
    ):
        audit.check_ledger(ledger_id, recorded)
    audit.check_strays()
    audit.compared.finish()
    audit.check_seals(held_seals or ())
    return audit.findings()


class _Audit:
    """Gather findings while the record is read."""

    def __init__(self, connection: Connection, key: str | None) -> None:
        self._connection = connection
        self._key = key
        self._found: list[tuple[str, int | None, str]] = []
        self._more = 0
        self._ledgers = self._entries = self._items = self._seals = self._matched = 0
        self.compared = comparison.Comparison(connection, self._say)

    def _say(self, ledger: str, position: int | None, sentence: str) -> None:
        if len(self._found) < LISTED:
            self._found.append((ledger, position, sentence))
        else:
            self._more += 1

    def _say_all(self, problems: Iterable[damage.Problem]) -> None:
        for problem in problems:
            self._say(problem.ledger, problem.position, problem.sentence)

    def check_ledger(self, ledger: str, recorded: Iterator[record.Recorded]) -> None:
        """Check one ledger, and replay it."""
        self._ledgers += 1
        first = next(recorded)
        one = reading.Reading(ledger, self._say)
        chained = one.take_all(itertools.chain([first], recorded))
        self._say_all(
            # Read once, first to last: a ledger need not fit into memory.
            chain.check_chain(chained, ledger=ledger, head=first.head)  # type: ignore[arg-type]
        )
        if first.head is None:
            what = "The row that names its last entry is missing, or names none."
            self._say(ledger, None, what)
        one.check_holds()
        self._entries += one.entries
        self._items += one.items
        self.compared.take(one)

    def check_strays(self) -> None:
        """Look for what hangs on no entry, and for policies that were changed."""
        for item in record.stray_items(self._connection):
            kind = damage.Kind.INSERTED
            problem = damage.of_item(item.ledger_id, item.position, item.name, kind)
            self._say_all([problem])
        for ledger in record.bare_ledgers(self._connection):
            kind = damage.Kind.CUT
            head = ledger.position, ledger.head
            self._say_all(chain.check_chain([], ledger=ledger.id, head=head))
        for position in kept_texts.hidden(self._connection):
            what = f"Entry {position} kept a text that is not so in the inbox."
            self._say(ids.SYSTEM, position, what)
        for name, position in kept_texts.changed_answers(self._connection):
            what = f"Entry {position} kept an answer that is not so in the outbox or "
            self._say(name, position, f"{what}the inbox.")
        for policy in record.policies(self._connection):
            text: object = policy.text
            if not isinstance(text, str) or load.version_of(text) != policy.version:
                what = f"The text of policy {policy.version[:12]} was changed."
                self._say("policies", None, what)

    def check_seals(self, held_seals: Sequence[Mapping[str, Any]]) -> None:
        """Check the row of seals, what they sealed, and those kept elsewhere."""
        held: dict[int, set[str]] = {}
        for one in held_seals:
            held.setdefault(one["number"], set()).add(one["hash"])
        signed_by = self._key

        def is_signed(data: bytes, signature: str) -> bool:
            return signed_by is None or keys.is_signed(signed_by, data, signature)

        self._say_all(
            # Read once, first to last, as above.
            seals.check_seals(self._pass(held), is_signed=is_signed)  # type: ignore[arg-type]
        )
        for number in sorted(held):
            what = f"Seal {number}, which was kept elsewhere, is missing here."
            self._say(damage.SEALS, number, what)
        self._check_sealed()

    def _pass(self, held: dict[int, set[str]]) -> Iterator[Mapping[str, Any]]:
        """Give every seal, comparing it with the one of its number kept elsewhere."""
        for seal in record.seals(self._connection):
            self._seals += 1
            number, size = seal["number"], seal.pop("size")
            if size != len(seal["leaves"]):
                what = f"Seal {number} names another size than it has."
                self._say(damage.SEALS, number, what)
            kept = held.pop(number, None)
            if kept == {_hash_of(seal)}:
                self._matched += 1
            elif kept is not None:
                what = f"Seal {number} is not the one that was kept elsewhere."
                self._say(damage.SEALS, number, what)
            yield seal

    def _check_sealed(self) -> None:
        for leaf, is_there in record.broken_leaves(self._connection):
            kind = damage.Kind.CHANGED if is_there else damage.Kind.CUT
            problem = damage.of_sealed_entry(
                leaf.ledger_id, leaf.position, leaf.seal_number, kind
            )
            self._say_all([problem])
        for leaf in record.stray_leaves(self._connection):
            what = f"Seal {leaf.seal_number}, which took this ledger, is missing."
            self._say(leaf.ledger_id, leaf.position, what)
        for ledger in record.wrongly_sealed(self._connection):
            what = "Its row names another entry as sealed than the seals do."
            self._say(ledger.id, ledger.sealed_position, what)

    def findings(self) -> Findings:
        """Return what was found, each with its place as people call it."""
        called = self._places(sorted({ledger for ledger, _, _ in self._found}))
        return Findings(
            problems=tuple(
                Finding(
                    place=called[ledger],
                    ledger=ledger,
                    position=position,
                    sentence=sentence,
                )
                for ledger, position, sentence in self._found
            ),
            more=self._more,
            ledgers=self._ledgers,
            entries=self._entries,
            items=self._items,
            rows=self.compared.rows,
            seals=self._seals,
            matched=self._matched,
            unsealed=record.unsealed_entries(self._connection),
        )

    def _places(self, ledgers: Sequence[str]) -> dict[str, str]:
        """Return what people call these ledgers: as their first entry has it."""
        stored = rows.references(self._connection, ledgers)
        called = {}
        for ledger in ledgers:
            one = reading.Reading(ledger, lambda *_: None)
            for first in record.entries(self._connection, ledger, until=1):
                one.take(first)
            incident = one.replayed.rows.get(("incident", ledger))
            stated = incident.values.get("reference") if incident else None
            called[ledger] = str(stated or stored.get(ledger, ledger))
        return called


def _hash_of(seal: Mapping[str, Any]) -> str | None:
    """Return the hash of a seal; None where it has not the form of one."""
    try:
        return seals.seal_hash(seal)
    except (TypeError, ValueError):
        return None
