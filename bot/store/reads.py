"""Answer what a person asks at the command line, one function a question.

All take an open connection, so that one answer shows one state of the database,
and change nothing.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, String, func, select, type_coerce
from sqlmodel import col

from bot.store import incidents, questions
from bot.store.changes import columns_of
from bot.store.questions import rows
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Code, Duty
from models.footage import Footage
from models.inbox import Inbound
from models.incident import Incident, IncidentLink
from models.ledger import Entry, Item
from models.notice import Attempt, Notice

#: What became of texts that somebody has to look at.
_WAITING = (enums.InboundState.HELD, enums.InboundState.FAILED)

#: Event by which held words are kept back for good.
_WITHHELD = "words:withheld"


@dataclass(slots=True)
class IncidentRows:
    """Hold everything that stands of one incident; each list oldest first."""

    incident: Incident
    duties: list[Duty] = field(default_factory=list)
    footage: list[Footage] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    links: list[IncidentLink] = field(default_factory=list)
    #: References of the incidents linked to it.
    linked: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    #: Tries by the id of their notice.
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    #: Words by the position of the entry that they stand beside.
    items: dict[int, list[Item]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWords:
    """Hold words that a rule holds back and nobody has decided on."""

    reference: str
    #: Position of their entry in the incident's ledger.
    position: int
    at: datetime
    #: Citation of the rule.
    rule: str
    #: What was said, by the name of the item.
    words: dict[str, str]


def roster(connection: Connection, now: datetime) -> Roster:
    """Return everybody, with their numbers and what is said of their duty."""
    found, contacts = questions.people(connection)
    return Roster(found, contacts, questions.presences(connection, now))


def people(connection: Connection) -> Roster:
    """Return everybody, to call them by their stars; who is on duty is left out."""
    found, contacts = questions.people(connection)
    return Roster(found, contacts, [])


def all_incidents(connection: Connection) -> list[tuple[Incident, int, int]]:
    """Return every incident, newest first, with its open and its overdue duties."""
    is_open = col(Duty.state).in_(enums.OPEN_DUTY_STATES)
    is_overdue = col(Duty.state) == enums.DutyState.OVERDUE
    counted = (
        select(
            col(Duty.incident_id),
            func.count().label("open"),
            func.count().filter(is_overdue).label("overdue"),
        )
        .where(is_open)
        .group_by(col(Duty.incident_id))
        .subquery()
    )
    # As it stands: one that somebody spoiled is listed like the others.
    state = type_coerce(col(Incident.state), String).label("state")
    query = (
        select(
            *(c for c in columns_of(Incident).c if c.name != "state"),
            state,
            func.coalesce(counted.c.open, 0).label("open"),
            func.coalesce(counted.c.overdue, 0).label("overdue"),
        )
        .outerjoin(counted, counted.c.incident_id == col(Incident.id))
        .order_by(col(Incident.opened_at).desc(), col(Incident.id).desc())
    )
    found: Sequence[Any] = connection.execute(query).all()
    return [(row, row.open, row.overdue) for row in found]


def incident(connection: Connection, reference: str) -> IncidentRows | None:
    """Return an incident with all that hangs on it; None where there is none."""
    ids = incidents.incidents_of_references(connection, [reference])
    if not ids:
        return None
    incident_id = ids[reference]
    one, duties, footage, codes, links = incidents.files(connection, [incident_id])
    found = IncidentRows(one[0], duties, footage, codes, links)
    found.linked = _linked(connection, incident_id, links)
    found.notices = _in_order(
        connection, Notice, Notice.id, col(Notice.incident_id) == incident_id
    )
    found.attempts = _attempts(connection, incident_id)
    found.entries = _in_order(
        connection, Entry, Entry.position, col(Entry.ledger_id) == incident_id
    )
    items = defaultdict(list)
    for item in _in_order(
        connection, Item, Item.name, col(Item.ledger_id) == incident_id
    ):
        items[item.position].append(item)
    found.items = dict(items)
    return found


def waiting_texts(connection: Connection) -> list[Inbound]:
    """Return the texts that were held or failed, oldest first."""
    return _in_order(
        connection, Inbound, Inbound.received_at, col(Inbound.state).in_(_WAITING)
    )


def text(connection: Connection, inbound_id: str) -> Inbound | None:
    """Return the text with this id."""
    return questions.one(connection, Inbound, inbound_id)


def undecided_words(connection: Connection) -> list[HeldWords]:
    """Return the words held back that nobody has decided on, oldest first."""
    query = (
        select(*columns_of(Item).c, col(Entry.at).label("at"), col(Incident.reference))
        .join(Incident, col(Incident.id) == col(Item.ledger_id))
        .join(
            Entry,
            (col(Entry.ledger_id) == col(Item.ledger_id))
            & (col(Entry.position) == col(Item.position)),
        )
        .where(col(Item.held_by).is_not(None))
        .order_by(col(Entry.at), col(Item.ledger_id), col(Item.position))
    )
    decided = _kept_back(connection)
    found: dict[tuple[str, int], HeldWords] = {}
    for row in cast("Sequence[Any]", connection.execute(query).all()):
        place = row.ledger_id, row.position
        if place in decided:
            continue
        one = found.setdefault(
            place,
            HeldWords(
                reference=row.reference,
                position=row.position,
                at=row.at,
                rule=row.held_by,
                words={},
            ),
        )
        one.words[row.name] = row.content
    return list(found.values())


def newest_entry_at(connection: Connection) -> datetime | None:
    """Return when the newest entry was made, by the clock of that time."""
    query = select(col(Entry.at)).order_by(col(Entry.at).desc()).limit(1)
    newest: datetime | None = connection.execute(query).scalar()
    return newest


def _kept_back(connection: Connection) -> set[tuple[str, int]]:
    """Return the entries whose words somebody decided to keep back."""
    kept = rows(connection, Entry, col(Entry.event) == _WITHHELD)
    return {
        (entry.ledger_id, json.loads(entry.record)["body"]["facts"]["position"])
        for entry in kept
    }


def _linked(
    connection: Connection, incident_id: str, links: Sequence[IncidentLink]
) -> list[str]:
    others = {link.incident_id for link in links} | {link.other_id for link in links}
    query = (
        select(col(Incident.reference))
        .where(col(Incident.id).in_(others - {incident_id}))
        .order_by(col(Incident.reference))
    )
    return list(connection.execute(query).scalars())


def _attempts(connection: Connection, incident_id: str) -> dict[str, list[Attempt]]:
    query = (
        select(*columns_of(Attempt).c)
        .join(Notice, col(Notice.id) == col(Attempt.notice_id))
        .where(col(Notice.incident_id) == incident_id)
        .order_by(col(Attempt.notice_id), col(Attempt.number))
    )
    found = defaultdict(list)
    for attempt in cast("Sequence[Attempt]", connection.execute(query).all()):
        found[attempt.notice_id].append(attempt)
    return dict(found)


def _in_order(
    connection: Connection, table: type[Any], by: Any, *conditions: Any
) -> list[Any]:
    query = select(table).where(*conditions).order_by(col(by))
    return list(connection.execute(query).all())
