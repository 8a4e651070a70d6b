"""Turn an act into an entry of its ledger and the items beside it.

The entry's body states the facts and every change of a row, old and new, so
that the rows can be compared with a replay of the entries. Values of private
columns, and the words people wrote, stand in items: the entry holds only their
salted hashes, and the rule by which any of them are held back.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.ledger import chain
from bot.verbs.ground import recording
from bot.verbs.ground.decision import Act, Change, Insert

#: Name of the item that holds what was answered.
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Head:
    """Hold where a ledger stands."""

    position: int = 0
    hash: str = chain.FIRST


@dataclass(frozen=True, slots=True)
class Written:
    """Hold the rows of one entry.

    Attributes:
        head: Where the ledger stands after it.
        entry: Columns of the entry.
        items: Columns of its items.
    """

    head: Head
    entry: dict[str, Any]
    items: list[dict[str, Any]]


def write(
    act: Act,
    head: Head,
    *,
    at: datetime,
    actor: Mapping[str, Any],
    request_id: str | None,
    entry_id: str,
) -> Written:
    """Return the entry that states an act.

    Args:
        act: What was done.
        head: Where the act's ledger stands before.
        at: When it was decided (aware UTC).
        actor: Who did it; JSON values, nothing private.
        request_id: The request it came by.
        entry_id: Sorts it among the entries of other ledgers.
    """
    words: dict[str, tuple[str, str | None]] = {
        # What we answered holds no word of the sender's.
        name: (text, None if name == ANSWER else act.held_by)
        for name, text in act.words.items()
    }
    changes = [_state(change, words, act.held_by) for change in act.changes]
    body: dict[str, Any] = {"facts": dict(act.facts)}
    if changes:
        body["changes"] = changes
    held = {name: rule for name, (_, rule) in words.items() if rule is not None}
    if held:
        # So that the ledger itself knows what may not be shown, and by which rule.
        body["held"] = held
    position = head.position + 1
    items: list[dict[str, Any]] = [
        {
            "ledger_id": act.ledger_id,
            "position": position,
            "name": name,
            # 32 hexadecimal digits that nobody can guess.
            "salt": secrets.token_hex(16),
            "content": content,
            "held_by": held_by,
        }
        for name, (content, held_by) in words.items()
    ]
    record = {
        "ledger": act.ledger_id,
        "position": position,
        "event": act.event,
        "at": recording.instant(at),
        "actor": dict(actor),
        "body": body,
        "items": {
            item["name"]: chain.item_hash(item["salt"], item["content"])
            for item in items
        },
        "previous": head.hash,
    }
    text = chain.canonical_json(record)
    digest = chain.hash_of_canonical(text)
    entry = {
        "ledger_id": act.ledger_id,
        "position": position,
        "id": entry_id,
        "event": act.event,
        "at": at,
        "actor_id": actor.get("person"),
        "request_id": request_id,
        "record": text.decode(),
        "hash": digest,
    }
    return Written(head=Head(position, digest), entry=entry, items=items)


def _state(
    change: Change, words: dict[str, tuple[str, str | None]], held_by: str | None
) -> dict[str, Any]:
    """State a change of a row as JSON, its private values as items."""
    table = str(change.table.__tablename__)
    private = recording.PRIVATE.get(table, frozenset())
    machinery = recording.MACHINERY.get(table, frozenset())

    def stated(values: Mapping[str, Any], row_id: str, suffix: str) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, value in values.items():
            if name in machinery:
                continue
            if value is not None and name in private:
                item = f"{table}.{row_id}.{name}{suffix}"
                # What we wrote ourselves never holds a sender's words.
                words[item] = (str(value), None if table == "notice" else held_by)
                told[name] = {"item": item}
            else:
                told[name] = recording.plain(value)
        return told

    if isinstance(change, Insert):
        row_id = change.values[recording.key_of(table)]
        given = {n: value for n, value in change.values.items() if value is not None}
        return {"table": table, "id": row_id, "new": stated(given, row_id, "")}
    row_id = getattr(change.row, recording.key_of(table))
    old = {name: getattr(change.row, name) for name in change.values}
    return {
        "table": table,
        "id": row_id,
        "old": stated(old, row_id, ".old"),
        "new": stated(change.values, row_id, ""),
    }
