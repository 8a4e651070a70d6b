"""Hold the questions about incidents: which concern whom, and what hangs on them.

As in `questions`: nothing is changed, and rows are typed as their tables.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, func, or_, select, union
from sqlmodel import col

from bot.store import lean
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.store.questions import Row, rows
from models import enums
from models.duty import Code, Duty
from models.footage import Footage
from models.incident import Incident, IncidentLink
from models.ledger import Entry, Item, Ledger
from models.notice import Notice
from models.slack import LiveMessage


def _of(table: type[Row], column: Any) -> Any:
    """Return the rows of a table that belong to the incidents given as `ids`."""
    whole = columns_of(table)
    return select(*whole.c).where(among(column, "ids"))


# As in `questions`: what is asked again and again is made once.
_IS_OPEN = col(Duty.state).in_(enums.OPEN_DUTY_STATES)
_OF_PEOPLE: Any = union(
    select(col(Duty.owner_id), col(Duty.incident_id)).where(
        among(Duty.owner_id, "people"), _IS_OPEN
    ),
    select(col(Code.person_id), col(Duty.incident_id))
    .join(Duty, col(Duty.id) == col(Code.duty_id))
    .where(among(Code.person_id, "people"), _IS_OPEN),
)
_OF_CODES = (
    select(col(Code.code), col(Duty.incident_id))
    .join(Duty, col(Duty.id) == col(Code.duty_id))
    .where(among(Code.code, "codes"))
)
_OF_REFERENCES = select(col(Incident.reference), col(Incident.id)).where(
    among(Incident.reference, "references")
)
_TALKS = (
    select(
        col(Notice.person_id),
        col(Notice.incident_id),
        func.max(col(Notice.created_at), type_=Notice.created_at.type),  # type: ignore[attr-defined]
    )
    .where(
        among(Notice.person_id, "people"),
        col(Notice.incident_id).is_not(None),
        col(Notice.created_at) >= bindparam("since_at"),
    )
    .group_by(col(Notice.person_id), col(Notice.incident_id))
)
_HANGING = (
    _of(Incident, Incident.id),
    _of(Duty, Duty.incident_id),
    _of(Footage, Footage.incident_id),
    select(*columns_of(Code).c)
    .join(Duty, col(Duty.id) == col(Code.duty_id))
    .where(among(Duty.incident_id, "ids")),
    select(*columns_of(IncidentLink).c).where(
        col(IncidentLink.ended_at).is_(None),
        or_(
            among(IncidentLink.incident_id, "ids"), among(IncidentLink.other_id, "ids")
        ),
    ),
)
#: By the index of what is due, never by the incidents: a grouping of them has SQLite
#: go through every duty there is.
DUE = (
    select(col(Duty.incident_id))
    .where(col(Duty.next_step_at) <= bindparam("now"))
    .order_by(col(Duty.next_step_at), col(Duty.id))
    .limit(bindparam("limit"))
)
_LEDGERS = (
    select(col(Ledger.id)).where(among(Ledger.id, "ids")).order_by(col(Ledger.id))
)


def incidents_of_people(
    connection: Connection, person_ids: Collection[str]
) -> dict[str, set[str]]:
    """In which incidents does each of these people owe or know of something?"""
    if not person_ids:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    pairs: Any = connection.execute(_OF_PEOPLE, {"people": list(person_ids)}).all()
    for person_id, incident_id in pairs:
        found[person_id].add(incident_id)
    return found


def incidents_of_codes(
    connection: Connection, codes: Collection[str]
) -> dict[str, str]:
    """To which incident does each of these codes belong?"""
    if not codes:
        return {}
    found = connection.execute(_OF_CODES, {"codes": list(codes)})
    return {code: incident_id for code, incident_id in found}


def incidents_of_references(
    connection: Connection, references: Collection[str]
) -> dict[str, str]:
    """Which incidents have these references?"""
    if not references:
        return {}
    found = connection.execute(_OF_REFERENCES, {"references": list(references)})
    return {name: incident_id for name, incident_id in found}


def incidents_of_duties(
    connection: Connection, duty_ids: Collection[str]
) -> dict[str, str]:
    """To which incident does each of these duties belong?"""
    if not duty_ids:
        return {}
    query = select(col(Duty.id), col(Duty.incident_id)).where(
        col(Duty.id).in_(duty_ids)
    )
    return {duty_id: incident_id for duty_id, incident_id in connection.execute(query)}


def incidents_of_threads(
    connection: Connection, threads: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Which incidents' cards stand at these places, by channel and time-stamp?"""
    if not threads:
        return {}
    query = select(
        col(LiveMessage.channel_id), col(LiveMessage.ts), col(LiveMessage.incident_id)
    ).where(
        col(LiveMessage.kind) == enums.LiveKind.CARD,
        col(LiveMessage.ts).in_({ts for _, ts in threads}),
    )
    return {
        (channel_id, ts): incident_id
        for channel_id, ts, incident_id in connection.execute(query)
        if channel_id and ts and incident_id and (channel_id, ts) in threads
    }


def talks(
    connection: Connection, person_ids: Collection[str], since_at: datetime
) -> dict[str, dict[str, datetime]]:
    """When did each person last exchange a text with us about which incident?"""
    if not person_ids:
        return {}
    found: dict[str, dict[str, datetime]] = defaultdict(dict)
    asked = {"people": list(person_ids), "since_at": since_at}
    for person_id, incident_id, at in connection.execute(_TALKS, asked):
        if person_id is not None and incident_id is not None:
            found[person_id][incident_id] = at
    return found


def nearby(
    connection: Connection,
    beats: Collection[str],
    events: Collection[str],
    since_at: datetime,
) -> list[Incident]:
    """Which incidents were opened lately on these beats or under these events?

    Newest first.
    """
    query = (
        select(Incident)
        .where(
            col(Incident.opened_at) >= since_at,
            or_(col(Incident.beat).in_(beats), col(Incident.event_number).in_(events)),
        )
        .order_by(col(Incident.opened_at).desc(), col(Incident.id).desc())
    )
    return cast("list[Incident]", connection.execute(query).all())


def last_entries(
    connection: Connection, person_id: str, events: Collection[str]
) -> list[Entry]:
    """What did this person last do, of these kinds? Newest first, a few."""
    query = (
        select(Entry)
        .where(col(Entry.actor_id) == person_id, col(Entry.event).in_(events))
        .order_by(col(Entry.at).desc(), col(Entry.id).desc())
        .limit(20)
    )
    return cast("list[Entry]", connection.execute(query).all())


def items(connection: Connection, ledger_id: str, position: int) -> list[Item]:
    """Which words stand beside this entry?"""
    return rows(
        connection,
        Item,
        col(Item.ledger_id) == ledger_id,
        col(Item.position) == position,
    )


def due_incidents(
    connection: Connection, database: Database, now: datetime, limit: int
) -> list[str]:
    """Which incidents have a duty whose next step is due? Earliest first.

    As many as hold so many duties. On PostgreSQL their ledgers are locked, and
    those that another process has are passed over.
    """
    ids = due_incidents_unlocked(connection, now, limit)
    if database.is_sqlite or not ids:
        return ids
    free = database.lock(_LEDGERS, skip_locked=True)
    found = set(connection.execute(free, {"ids": ids}).scalars())
    return [incident_id for incident_id in ids if incident_id in found]


def due_incidents_unlocked(
    connection: Connection, now: datetime, limit: int
) -> list[str]:
    """Which are they, for one who only reads?"""
    found = connection.execute(DUE, {"now": now, "limit": limit})
    return list(dict.fromkeys(found.scalars()))


def files(
    connection: Connection, incident_ids: Iterable[str]
) -> tuple[list[Incident], list[Duty], list[Footage], list[Code], list[IncidentLink]]:
    """What hangs on these incidents? Each list in order of creation."""
    ids = {"ids": list(incident_ids)}
    if not ids["ids"]:
        return [], [], [], [], []
    opened, duties, footage, codes, links = _HANGING
    return (
        lean.read(connection, Incident, opened, ids),
        lean.read(connection, Duty, duties, ids),
        lean.read(connection, Footage, footage, ids),
        lean.read(connection, Code, codes, ids),
        lean.read(connection, IncidentLink, links, ids),
    )
