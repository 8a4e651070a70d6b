"""Say who somebody is in a packet: by role and star, never by name.

What the incident's own entries state comes first. The rest is taken from the roster's
ledger as it stood under the seal that covers the packet, so that no later change of
the roster changes a packet.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.evidence import ledger_copy
from bot.ledger import replay
from bot.store import record
from models import ledger

#: What is said of a person beside the id.
SHOWN = ("role", "star")


class People:
    """Know roles and stars by id."""

    def __init__(self, known: Mapping[str, Mapping[str, str]]) -> None:
        """Start with what the roster says.

        Args:
            known: Role and star by id, where there are any.
        """
        self._known: dict[str, dict[str, str]] = {
            person: dict(columns) for person, columns in known.items()
        }

    def learn(self, copied: ledger_copy.Copy) -> None:
        """Take over what the entries of the incident state, later ones last."""
        for line in copied.lines:
            actor = line.entry["actor"]
            if "person" in actor:
                self._note(actor["person"], actor)
            for change in ledger_copy.changes_of(line.entry, "footage"):
                new = change["new"]
                if new.get("recorder_id") and new.get("recorder_star"):
                    self._note(new["recorder_id"], {"star": new["recorder_star"]})

    def who(self, person: str | None, **stated: str | None) -> dict[str, str] | None:
        """Return id, role and star of a person, as far as known.

        Args:
            person: Id; None: nobody, or a whole role.
            stated: Role or star that are stated at the very place.
        """
        about = dict(self._known.get(person or "", {}))
        about.update({name: value for name, value in stated.items() if value})
        if person is not None:
            return {"person": person, **about}
        return about or None

    def actor(self, actor: Mapping[str, Any]) -> dict[str, str]:
        """Return who acted, and through what."""
        stated = {name: actor.get(name) for name in SHOWN}
        who = self.who(actor.get("person"), **stated) or {}
        rest = {k: str(v) for k, v in actor.items() if k not in (*SHOWN, "person")}
        return {**who, **rest}

    def label(self, who: Mapping[str, str] | None) -> str:
        """Return what stands in a sentence: a star, else a role, else the channel."""
        if who is None:
            return "nobody"
        if "star" in who:
            return f"star {who['star']}"
        if "role" in who:
            return who["role"].replace("_", " ")
        return "the clock" if who.get("channel") == "clock" else "the operator"

    def _note(self, person: str, stated: Mapping[str, Any]) -> None:
        about = self._known.setdefault(person, {})
        about.update({name: stated[name] for name in SHOWN if stated.get(name)})


def as_sealed(connection: Connection, seal_number: int) -> People:
    """Return everybody as the roster stood when a seal was made.

    Raises:
        errors.LedgerError: The roster's ledger is damaged.
    """
    leaves = record.leaves_of(connection, ledger.ROSTER, until=seal_number)
    if not leaves:
        return People({})
    last = leaves[-1]
    copied = ledger_copy.copy(
        connection,
        ledger.ROSTER,
        position=last.position,
        head=last.head,
        called="The roster",
    )
    replayed = replay.Replay(ledger.ROSTER)
    for line in copied.lines:
        changes = list(ledger_copy.changes_of(line.entry, "person"))
        replayed.take(line.position, changes, line.read)
    return People(
        {
            row.id: {name: row.values[name] for name in SHOWN if row.values.get(name)}
            for row in replayed.rows.values()
        }
    )
