"""Show a ledger entry by entry, with its chain and the seals over it.

Words stand beside their entry where they may be shown; those that a rule holds back
never leave the database, and the rule stands there instead.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.ledger.holds import Holds
from bot.simulator.demo.sights import names, sentences
from bot.simulator.demo.sights.subject import Subject, instant
from bot.store import record
from bot.verbs.incident import read_words
from models.ledger import Item, Seal, SealLeaf


def seals(connection: Connection, ledger_id: str) -> list[dict[str, Any]]:
    """Return the seals that took a ledger, oldest first.

    Each names the position that it took, beside its number, time, size and hash.
    """
    leaves = record.leaves_of(connection, ledger_id)
    numbers = [leaf.seal_number for leaf in leaves]
    found = {
        row.number: row
        for row in connection.execute(
            select(
                col(Seal.number), col(Seal.at), col(Seal.size), col(Seal.hash)
            ).where(col(Seal.number).in_(numbers))
        )
    }
    return [
        _seal(leaf, found[leaf.seal_number])
        for leaf in leaves
        if leaf.seal_number in found
    ]


def _seal(leaf: SealLeaf, row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "position": leaf.position,
        "at": instant(row.at),
        "size": row.size,
        "hash": row.hash,
    }


def entries(
    subject: Subject, sealed: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give every entry of an incident's ledger, oldest first.

    Args:
        subject: The incident.
        sealed: The seals over it, as `seals` returns them.
    """
    found = subject.found
    records = {one.position: json.loads(one.record) for one in found.entries}
    rules = _held(records, found.items)
    for entry in found.entries:
        stated = records[entry.position]
        words, held = _words(found.items.get(entry.position, ()), rules)
        yield {
            "position": entry.position,
            "event": entry.event,
            "sentence": sentences.tell(_happened(entry, stated), subject.names),
            "at": instant(entry.at),
            "by": _by(subject, stated["actor"]),
            "words": words,
            "held": held,
            "hash": entry.hash,
            "previous_hash": stated["previous"],
            "sealed_by": next(
                (s["number"] for s in sealed if s["position"] >= entry.position), None
            ),
        }


def _happened(entry: Any, stated: Mapping[str, Any]) -> names.Happened:
    body = stated["body"]
    return names.Happened(
        event=entry.event,
        at=entry.at,
        actor=stated["actor"],
        facts=body["facts"],
        told=[
            (change["new"]["person_id"], change["new"].get("duty_id"))
            for change in body.get("changes", ())
            if change["table"] == "notice"
            and "old" not in change
            and change["new"].get("person_id")
        ],
    )


def _by(subject: Subject, actor: Mapping[str, Any]) -> str:
    if actor.get("person"):
        return subject.label(str(actor["person"])) or "somebody"
    return "operator" if actor.get("channel") == "command_line" else "clock"


def _held(
    records: Mapping[int, Mapping[str, Any]], items: Mapping[int, Sequence[Item]]
) -> dict[tuple[int, str], str]:
    """Return the rule for each item that may not be shown."""
    holds = Holds()
    for position, stated in records.items():
        holds.take(position, stated["event"], stated["body"])
    return holds.withheld(
        {(one.position, one.name): one.content for row in items.values() for one in row}
    )


def _words(
    items: Sequence[Item], rules: Mapping[tuple[int, str], str]
) -> tuple[str | None, str | None]:
    """Return what people wrote, and the rules that hold some of it back."""
    shown, held = [], []
    for item in items:
        if item.name not in read_words.OWN_WORDS:
            continue
        rule = rules.get((item.position, item.name)) or item.held_by
        if rule:
            held.append(rule)
        else:
            shown.append(item.content)
    return "\n".join(shown) or None, ", ".join(dict.fromkeys(held)) or None
