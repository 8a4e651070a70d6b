"""Read one ledger entry by entry, checking what only the stored rows show.

The chain itself is checked by `bot.ledger.chain`, which is handed the entries as they
are read here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.ledger import chain, holds, replay
from bot.store import record
from bot.verbs.ground import recording
from models import enums
from models.ledger import Entry, Item

#: Called with ledger, position (where one is known) and a sentence.
Say = Callable[[str, int | None, str], None]


_STATES = frozenset(enums.NoticeState)

#: Beginning of the events by which an entry tells how a message stands.
_OF_NOTICE = "notice:"


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what one entry tells of a message by itself, not of one that carried it."""

    position: int
    state: enums.NoticeState
    provider_id: str | None
    vendor_code: str | None


class Reading:
    """Read a ledger from its first entry on; does not raise, whatever it holds."""

    def __init__(self, ledger: str, say: Say) -> None:
        """Start before the first entry.

        Args:
            ledger: Its id.
            say: Called for everything that is wrong.
        """
        self._ledger = ledger
        self._say = say
        self._holds = holds.Holds()
        #: The rule by which each stored item says that it is held, where either it
        #: or its entry says so.
        self._stored: dict[holds.Place, str | None] = {}
        self.replayed = replay.Replay(ledger)
        #: What the entries tell of messages, by their ids; in their order.
        self.told: dict[str, list[Told]] = defaultdict(list)
        self.entries = self.items = 0

    def take_all(
        self, recorded: Iterable[record.Recorded]
    ) -> Iterator[Mapping[str, Any]]:
        """Give each entry as `chain.check_chain` wants it."""
        for one in recorded:
            yield self.take(one)

    def take(self, recorded: record.Recorded) -> Mapping[str, Any]:
        """Check one entry and what stands beside it; return it for the chain."""
        row = recorded.entry
        self.entries += 1
        self.items += len(recorded.items)
        # A file keeps anything in any column.
        text: object = row.record
        entry = parsed(text) if isinstance(text, str) else {}
        if entry:
            for what in _unlike(row, entry):
                self._say(self._ledger, row.position, f"Entry {row.position}: {what}")
            self._take_body(row, entry, recorded.items)
        return {**entry, "hash": row.hash}

    def check_holds(self) -> None:
        """Compare what is held back with what the entries say, once all are read."""
        for place, rule in self._stored.items():
            if rule != self._holds.rule_for(place):
                position, name = place
                what = f"Item {name} of entry {position}: held back otherwise than the "
                self._say(self._ledger, position, f"{what}entries say.")

    def _take_body(
        self, row: Entry, entry: Mapping[str, Any], items: Mapping[str, Item]
    ) -> None:
        body = entry.get("body")
        if not isinstance(body, dict) or not isinstance(entry.get("items"), dict):
            return
        hashed = {"ledger": self._ledger, "position": row.position}
        hashed["items"] = entry["items"]
        problems = chain.check_items(hashed, {n: _content(i) for n, i in items.items()})
        for problem in problems:
            self._say(problem.ledger, problem.position, problem.sentence)

        def read(name: str) -> Any:
            item = items.get(name)
            if item is None:
                return replay.UNKNOWN
            if problems and not _is_sound(item, entry["items"].get(name)):
                return replay.UNKNOWN
            return item.content

        self._holds.take(row.position, entry.get("event"), body)
        self._take_news(row.position, str(entry.get("event")), body.get("facts"))
        for name, item in items.items():
            place = row.position, name
            if item.held_by is not None or self._holds.rule_for(place) is not None:
                self._stored[place] = item.held_by
        for found in self.replayed.take(row.position, body.get("changes"), read):
            what = f"Entry {row.position} found another value in row {found.id} of "
            what += f"{found.table}, column {found.column}, than was left there: it "
            self._say(
                self._ledger, row.position, f"{what}was changed without an entry."
            )

    def _take_news(self, position: int, event: str, facts: object) -> None:
        """Note how a message stands, where an entry tells that."""
        state = event.removeprefix(_OF_NOTICE)
        if state == event or state not in _STATES or not isinstance(facts, dict):
            return
        if "digest" not in facts:
            told = Told(
                position,
                enums.NoticeState(state),
                facts.get("provider_id"),
                facts.get("vendor_code"),
            )
            self.told[str(facts.get("notice"))].append(told)


def parsed(text: str) -> dict[str, Any]:
    """Return an entry from its stored text; an empty one where it is none."""
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _unlike(row: Entry, entry: Mapping[str, Any]) -> Iterator[str]:
    """Say where a stored row is not what its own text states."""
    # Its content may give the right hash while its text would not: a space more.
    if chain.hash_of_canonical(row.record.encode()) != row.hash and _gives(entry, row):
        yield "it is not written in the form that was hashed."
    actor = entry.get("actor")
    stated = {
        "position": entry.get("position"),
        "event": entry.get("event"),
        "at": entry.get("at"),
        "actor_id": actor.get("person") if isinstance(actor, dict) else None,
    }
    for column, value in stated.items():
        if recording.plain(getattr(row, column)) != value:
            yield f"its column {column} is not what it states."


def _gives(entry: Mapping[str, Any], row: Entry) -> bool:
    try:
        return chain.entry_hash(entry) == row.hash
    except (TypeError, ValueError, RecursionError):
        return False


def _is_sound(item: Item, expected: object) -> bool:
    """Tell whether an item is the one that its entry has the hash of."""
    try:
        return chain.item_hash(item.salt, item.content) == expected
    except (TypeError, ValueError):
        return False


def _content(item: Item) -> dict[str, str]:
    return {"salt": item.salt, "content": item.content}
