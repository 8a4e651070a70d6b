"""Read what stands in the ledgers and in no other row; nothing is changed."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select
from sqlmodel import col

from bot.store.questions import rows
from bot.verbs.ground.situation import PastAct, Wrote
from models import ledger
from models.incident import Incident
from models.ledger import Entry, Item
from models.notice import Notice

#: Event by which held words are kept back for good.
_KEPT_BACK = "words:withheld"

#: Events by which the ledger knows a message of Slack.
_NOTED = ("incident:noted", "note:changed")

#: Events that say how Slack is.
_SLACK = ("slack:lost", "slack:restored")


def of_incident(connection: Connection, incident_id: str) -> list[Wrote]:
    """Return the words beside an incident's entries, in order."""
    query = (
        select(
            *(getattr(Item, name) for name in ("position", "name", "content")),
            col(Item.held_by),
            col(Entry.event),
            col(Entry.at),
            col(Entry.actor_id),
        )
        .join(
            Entry,
            (col(Entry.ledger_id) == col(Item.ledger_id))
            & (col(Entry.position) == col(Item.position)),
        )
        .where(col(Item.ledger_id) == incident_id)
        .order_by(col(Item.position), col(Item.name))
    )
    kept = {
        _facts(entry)["position"]
        for entry in _entries(connection, incident_id, (_KEPT_BACK,))
    }
    return [
        Wrote(
            position=row.position,
            name=row.name,
            event=row.event,
            at=row.at,
            actor_id=row.actor_id,
            text=row.content,
            held_by=row.held_by,
            is_kept_back=row.position in kept,
        )
        for row in cast("list[Any]", connection.execute(query).all())
    ]


def opened_by(
    connection: Connection, person_id: str, since_at: datetime
) -> list[tuple[str, str, str]]:
    """Return what a person opened since then: words, reference, id; latest first."""
    query = (
        select(col(Item.content), col(Incident.reference), col(Incident.id))
        .join(
            Entry,
            (col(Entry.ledger_id) == col(Item.ledger_id))
            & (col(Entry.position) == col(Item.position)),
        )
        .join(Incident, col(Incident.id) == col(Entry.ledger_id))
        .where(
            col(Entry.actor_id) == person_id,
            col(Entry.event) == "incident:opened",
            col(Entry.at) >= since_at,
            col(Item.name) == "text",
        )
        .order_by(col(Entry.at).desc(), col(Incident.id).desc())
    )
    return [(said, name, i) for said, name, i in connection.execute(query)]


def last_closing(connection: Connection, incident_id: str) -> PastAct | None:
    """Return the last closing of an incident; None: it never was."""
    entries = _entries(connection, incident_id, ("incident:closed",))
    if not entries:
        return None
    entry = entries[-1]
    return PastAct(
        ledger_id=incident_id,
        position=entry.position,
        event=entry.event,
        body=json.loads(entry.record)["body"],
        words={},
        actor_id=entry.actor_id,
    )


def noted_messages(connection: Connection, incident_id: str) -> set[str]:
    """Return which messages of Slack are notes of an incident."""
    entries = _entries(connection, incident_id, _NOTED)
    return {
        message
        for entry in entries
        if (message := _facts(entry).get("message")) is not None
    }


def phrases_sent(
    connection: Connection, incident_id: str, key: str, since_at: datetime
) -> dict[str, tuple[str | None, datetime]]:
    """Return which phrases an incident's opener was texted, by whom and when last.

    Args:
        connection: An open connection.
        incident_id: The incident; the same officer's others count too.
        key: Beginning of the keys of such messages.
        since_at: Older ones do not count.
    """
    opener = select(col(Incident.opened_by)).where(col(Incident.id) == incident_id)
    texted = select(col(Notice.incident_id)).where(
        col(Notice.person_id) == opener.scalar_subquery(),
        col(Notice.created_at) >= since_at,
        col(Notice.key).startswith(key, autoescape=True),
    )
    officer = connection.execute(opener).scalar()
    found: dict[str, tuple[str | None, datetime]] = {}
    for ledger_id in set(connection.execute(texted).scalars()):
        for entry in _entries(connection, ledger_id or "", ("officer:texted",)):
            facts = _facts(entry)
            if entry.at >= since_at and facts["to"] == officer:
                found[facts["phrase"]] = entry.actor_id, entry.at
    return found


def is_slack_lost(connection: Connection) -> bool:
    """Tell whether the last that the ledger has of Slack is its loss."""
    query = (
        select(col(Entry.event))
        .where(col(Entry.ledger_id) == ledger.SYSTEM, col(Entry.event).in_(_SLACK))
        .order_by(col(Entry.position).desc())
        .limit(1)
    )
    return connection.execute(query).scalar() == _SLACK[0]


def reference_of(connection: Connection, incident_id: str) -> str | None:
    """Return what an incident is called."""
    query = select(col(Incident.reference)).where(col(Incident.id) == incident_id)
    reference: str | None = connection.execute(query).scalar()
    return reference


def _entries(
    connection: Connection, ledger_id: str, events: Collection[str]
) -> list[Entry]:
    """Return the entries of some kinds in a ledger, oldest first."""
    found = rows(
        connection,
        Entry,
        col(Entry.ledger_id) == ledger_id,
        col(Entry.event).in_(events),
    )
    return sorted(found, key=lambda entry: entry.position)


def _facts(entry: Entry) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(entry.record)["body"]["facts"]
    return facts
