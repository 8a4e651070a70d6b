"""Read the rows that entries tell of, to compare them with what the entries say.

All take an open connection and change nothing. What a column cannot hold is given as
`stored.Unreadable`.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import Connection, Select, String, exists, select, type_coerce
from sqlmodel import col

from bot.store import record, stored
from bot.store.changes import columns_of
from bot.store.lists import among
from bot.verbs.ground import recording
from models import enums
from models.base import Table
from models.duty import Code, Duty
from models.footage import Footage
from models.incident import Incident, IncidentLink, Proposal
from models.ledger import Entry
from models.notice import Attempt, Notice, Receipt
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

Found = TypeVar("Found", bound=Table)

#: Tables whose rows belong to one incident, and the column that says to which.
OF_INCIDENTS: dict[type[Table], Any] = {
    Incident: col(Incident.id),
    IncidentLink: col(IncidentLink.incident_id),
    Footage: col(Footage.incident_id),
    Duty: col(Duty.incident_id),
    Proposal: col(Proposal.incident_id),
    Code: col(Duty.incident_id),
    Notice: col(Notice.incident_id),
}

#: Tables whose rows belong to the installation.
OF_INSTALLATION: tuple[type[Table], ...] = (
    Person,
    Contact,
    Presence,
    WatchHold,
    SlackMember,
)


def rows_of(
    connection: Connection, table: type[Found], incident_ids: Collection[str]
) -> Iterator[tuple[str, Found]]:
    """Give the rows of these incidents, each with its incident's id."""
    for row in connection.execute(_of_incidents(table), {"ids": list(incident_ids)}):
        yield row.owner, cast("Found", row)


# Each is made once for a table: to make a statement takes longer than to answer it.


@functools.cache
def _of_incidents(table: type[Table]) -> Select[Any]:
    owner = OF_INCIDENTS[table]
    return _with_owner(table).where(among(owner, "ids"), *_compared(table))


@functools.cache
def _of_installation(table: type[Table]) -> Select[Any]:
    conditions = [col(Notice.incident_id).is_(None)] if table is Notice else []
    return select(*stored.columns(table)).where(*conditions, *_compared(table))


@functools.cache
def _strays(table: type[Table]) -> Select[Any]:
    owner = OF_INCIDENTS[table]
    is_told = exists().where(col(Entry.ledger_id) == owner)
    query = _with_owner(table).where(~is_told, *_compared(table))
    return query.where(owner.is_not(None)) if table is Notice else query


def rows_by_id(
    connection: Connection, table: type[Found], ids: Sequence[str]
) -> Iterator[Found]:
    """Give the rows with these ids."""
    key = columns_of(table).c[recording.key_of(columns_of(table).name)]
    for start in range(0, len(ids), record.PIECE):
        query = select(*stored.columns(table)).where(
            key.in_(ids[start : start + record.PIECE])
        )
        yield from cast("Sequence[Found]", connection.execute(query).all())


def rows_of_installation(connection: Connection, table: type[Found]) -> Iterator[Found]:
    """Give the rows of a table that belong to no incident."""
    found = record.stream(connection, _of_installation(table))
    yield from cast("Iterator[Found]", found)


def stray_rows(
    connection: Connection, table: type[Found]
) -> Iterator[tuple[str | None, Found]]:
    """Give the rows that hang on an incident of which no entry tells."""
    for row in connection.execute(_strays(table)):
        yield row.owner, cast("Found", row)


class Message(NamedTuple):
    """Hold what counts of a message for its tries and receipts."""

    id: str
    incident_id: str | None
    purpose: str
    attempts: int


_MESSAGE: Any = select(
    col(Notice.id),
    col(Notice.incident_id),
    type_coerce(col(Notice.purpose), String).label("purpose"),
    col(Notice.attempts),
)


def messages(
    connection: Connection, incident_ids: Sequence[str] | None
) -> Iterator[Sequence[Message]]:
    """Give the messages of these incidents, or those of none, a few at a time."""
    whose = col(Notice.incident_id)
    if incident_ids is None:
        found = record.stream(connection, _MESSAGE.where(whose.is_(None)))
    else:
        query = _MESSAGE.where(among(whose, "ids"))
        found = iter(connection.execute(query, {"ids": list(incident_ids)}).all())
    while piece := list(itertools.islice(found, record.PIECE)):
        yield piece


def tries_and_receipts(
    connection: Connection, notice_ids: Sequence[str]
) -> tuple[dict[str, list[Attempt]], dict[str, list[Receipt]]]:
    """Return the tries and the receipts of these messages, by the message's id."""
    tries: dict[str, list[Attempt]] = defaultdict(list)
    receipts: dict[str, list[Receipt]] = defaultdict(list)
    asked = {"ids": list(notice_ids)}
    for attempt in connection.execute(_of_messages(Attempt), asked):
        tries[attempt.notice_id].append(cast("Attempt", attempt))
    for receipt in connection.execute(_of_messages(Receipt), asked):
        receipts[receipt.notice_id].append(cast("Receipt", receipt))
    return tries, receipts


def stray_tries(connection: Connection) -> Iterator[tuple[str, Any]]:
    """Give the tries and receipts of messages that are not there, with their table."""
    for table in (Attempt, Receipt):
        is_there = exists().where(col(Notice.id) == columns_of(table).c.notice_id)
        query = select(*stored.columns(table)).where(~is_there)
        for row in record.stream(connection, query):
            yield columns_of(table).name, row


@functools.cache
def _of_messages(table: type[Attempt] | type[Receipt]) -> Select[Any]:
    whose = columns_of(table).c.notice_id
    return select(*stored.columns(table)).where(among(whose, "ids"))


def _with_owner(table: type[Table]) -> Select[Any]:
    query = select(*stored.columns(table), OF_INCIDENTS[table].label("owner"))
    if table is Code:
        return query.outerjoin(Duty, col(Duty.id) == col(Code.duty_id))
    return query


def _compared(table: type[Table]) -> list[Any]:
    """Leave out answers to texts: they stand in the ledger as words, not as rows.

    `bot.store.kept_texts` holds those words against them.
    """
    if table is Notice:
        return [col(Notice.purpose) != enums.Purpose.ANSWER]
    return []


def references(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return what people call these incidents, by id."""
    found: dict[str, str] = {}
    for row in rows_by_id(connection, Incident, ids):
        found[row.id] = row.reference
    return found
