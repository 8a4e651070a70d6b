"""Hold every question that the desk asks of the database, one function each.

All take an open connection and change nothing. Rows are returned as they are,
typed as their tables: they have the same attributes and cannot be changed.
"""

import functools
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select, and_, bindparam, case, func, or_, select
from sqlmodel import col

from bot.store import lean, stored
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.verbs.messages import second_tries
from bot.verbs.who import tours
from models import enums
from models.base import Table
from models.duty import Code
from models.inbox import Inbound, Request
from models.incident import Counter, Incident, PolicyVersion
from models.ledger import Ledger
from models.notice import Notice
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

Row = TypeVar("Row", bound=Table)


# What every text asks is made once: to make a statement takes longer than to answer it.
_FIRST_ANSWERS = select(*columns_of(Inbound).c).where(among(Inbound.request_id, "ids"))
_HEADS = (
    select(*columns_of(Ledger).c)
    .where(among(Ledger.id, "ids"))
    .order_by(col(Ledger.id))
)
_HASHES = select(col(Ledger.id), col(Ledger.head)).where(among(Ledger.id, "ids"))
_CONTACTS_OF = (
    select(col(Contact.id))
    .where(among(Contact.e164, "numbers"))
    .order_by(col(Contact.id))
)
_REQUESTS_SEEN = select(col(Request.request_id)).where(among(Request.request_id, "ids"))
_CODES_TAKEN = select(col(Code.code)).where(among(Code.code, "codes"))
_COUNTER = select(col(Counter.value)).where(col(Counter.name) == bindparam("name"))
_NUMBERS = select(*columns_of(Contact).c).where(
    col(Contact.ended_at).is_(None), stored.readable(Contact)
)
_PRESENCES = select(*columns_of(Presence).c).where(
    col(Presence.until_at) > bindparam("since_at"), stored.readable(Presence)
)
_WATCH_HOLDS = select(*columns_of(WatchHold).c).where(
    col(WatchHold.until_at) > bindparam("since_at")
)
_SAME_TEXTS = (
    select(
        col(Inbound.e164),
        col(Inbound.body_sha256),
        col(Incident.reference),
        col(Incident.id),
        func.count(),
    )
    .join(Incident, col(Incident.id) == col(Inbound.incident_id))
    .where(
        among(Inbound.e164, "numbers"),
        among(Inbound.body_sha256, "digests"),
        col(Inbound.received_at) >= bindparam("since_at"),
    )
    .group_by(
        col(Inbound.e164),
        col(Inbound.body_sha256),
        col(Incident.reference),
        col(Incident.id),
    )
)


def rows(connection: Connection, table: type[Row], *conditions: Any) -> list[Row]:
    """Return the rows of a table that meet all conditions."""
    found = connection.execute(_all(table).where(*conditions)).all()
    return cast("list[Row]", found)


@functools.cache
def _all(table: type[Table]) -> Select[Any]:
    """Return what asks for every row of a table."""
    return select(*columns_of(table).c)


def first_answers(
    connection: Connection, request_ids: Collection[str]
) -> dict[str, Inbound]:
    """Which of these texts came before, and what was answered?"""
    if not request_ids:
        return {}
    found = connection.execute(_FIRST_ANSWERS, {"ids": list(request_ids)}).all()
    return {row.request_id: row for row in cast("list[Inbound]", found)}


def requests_seen(connection: Connection, request_ids: Collection[str]) -> set[str]:
    """Which of these other requests were carried out before?"""
    if not request_ids:
        return set()
    found = connection.execute(_REQUESTS_SEEN, {"ids": list(request_ids)})
    return set(found.scalars())


def heads(
    connection: Connection, database: Database, ids: Collection[str]
) -> dict[str, Ledger]:
    """Where do these ledgers stand? Locked in the order of their ids."""
    if not ids:
        return {}
    found = lean.read(connection, Ledger, database.lock(_HEADS), {"ids": list(ids)})
    return {row.id: row for row in found}


def hashes(connection: Connection, ids: Collection[str]) -> tuple[str, ...]:
    """Where do these ledgers stand? In the order of the ids; "" where there is none."""
    answer = connection.execute(_HASHES, {"ids": list(ids)})
    found: dict[str, str] = {name: head for name, head in answer}
    return tuple(found.get(name, "") for name in ids)


def hold_numbers(
    connection: Connection, database: Database, numbers: Collection[str]
) -> None:
    """Whose texts does nobody else decide on before our commit?"""
    if numbers and not database.is_sqlite:
        held = {"numbers": list(numbers)}
        connection.execute(database.lock(_CONTACTS_OF), held)


def people(connection: Connection) -> tuple[list[Person], list[Contact]]:
    """Who is in the roster, with which numbers?"""
    people = connection.execute(_all(Person)).all()
    numbers = connection.execute(_NUMBERS).all()
    return cast("list[Person]", people), cast("list[Contact]", numbers)


def presences(connection: Connection, now: datetime) -> list[Presence]:
    """Who said of whom that they are on or off duty, and it has not long run out?"""
    since_at = now - tours.REMEMBERED_FOR
    found = connection.execute(_PRESENCES, {"since_at": since_at}).all()
    return cast("list[Presence]", found)


def watch_holds(connection: Connection, now: datetime) -> list[WatchHold]:
    """Who said that they have the watch, and it has not long run out?"""
    since_at = now - tours.REMEMBERED_FOR
    found = connection.execute(_WATCH_HOLDS, {"since_at": since_at}).all()
    return cast("list[WatchHold]", found)


def slack_members(connection: Connection) -> list[SlackMember]:
    """What did Slack say of its members?"""
    return rows(connection, SlackMember, stored.readable(SlackMember))


def same_texts(
    connection: Connection,
    numbers: Collection[str],
    digests: Collection[str],
    since_at: datetime,
) -> dict[tuple[str, str], tuple[str, str, int]]:
    """Which of these texts came from the same number and opened an incident?

    Returns:
        By number and digest: reference, incident id, how often it came.
    """
    asked = {
        "numbers": list(numbers),
        "digests": list(digests),
        "since_at": since_at,
    }
    return {
        (e164, digest): (reference, incident_id, count)
        for e164, digest, reference, incident_id, count in connection.execute(
            _SAME_TEXTS, asked
        )
    }


def answers(
    connection: Connection,
    numbers: Collection[str],
    since_at: datetime,
    beginnings: Collection[str],
) -> dict[str, tuple[int, int]]:
    """How many texts of these numbers were answered lately, and how many idly?

    Idle is an answer that led to nothing; of those to a known person, only such as
    begin in one of these ways.
    """
    if not numbers:
        return {}
    is_idle = and_(
        col(Inbound.incident_id).is_(None),
        or_(
            col(Inbound.person_id).is_(None),
            *(col(Inbound.answer).startswith(words) for words in beginnings),
        ),
    )
    query = (
        select(col(Inbound.e164), func.count(), func.sum(case((is_idle, 1), else_=0)))
        .where(
            col(Inbound.e164).in_(numbers),
            col(Inbound.received_at) >= since_at,
            col(Inbound.answer).is_not(None),
        )
        .group_by(col(Inbound.e164))
    )
    return {e164: (count, idle) for e164, count, idle in connection.execute(query)}


def answered(
    connection: Connection, numbers: Collection[str], since_at: datetime
) -> list[tuple[str, str]]:
    """Which texts of these numbers were answered lately? Number and words."""
    if not numbers:
        return []
    query = select(col(Inbound.e164), col(Inbound.body)).where(
        col(Inbound.e164).in_(numbers),
        col(Inbound.received_at) >= since_at,
        col(Inbound.answer).is_not(None),
    )
    return [(e164, body) for e164, body in connection.execute(query)]


def codes_taken(connection: Connection, candidates: Collection[str]) -> set[str]:
    """Which of these codes were issued before?"""
    found = connection.execute(_CODES_TAKEN, {"codes": list(candidates)})
    return set(found.scalars())


def bearers(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Whose are these codes? Id of the person of each."""
    query = select(col(Code.code), col(Code.person_id)).where(col(Code.code).in_(codes))
    return {code: person_id for code, person_id in connection.execute(query)}


def counter(connection: Connection, database: Database, name: str) -> int | None:
    """How far does a counter stand? Locked; None where there is none yet."""
    found = connection.execute(database.lock(_COUNTER), {"name": name})
    value: int | None = found.scalar()
    return value


def policy_text(connection: Connection, version: str) -> str | None:
    """What is the text of this policy version?"""
    query = select(col(PolicyVersion.text)).where(col(PolicyVersion.version) == version)
    text: str | None = connection.execute(query).scalar()
    return text


def others_hear_at(connection: Connection, notice: Notice) -> datetime | None:
    """When does the first other one hear of the same step, hopefully? None: nobody."""
    hears_at = func.coalesce(col(Notice.not_before), col(Notice.created_at))
    query = select(func.min(hears_at, type_=Notice.created_at.type)).where(  # type: ignore[attr-defined]
        col(Notice.duty_id) == notice.duty_id,
        col(Notice.id) != notice.id,
        col(Notice.purpose) == notice.purpose,
        col(Notice.created_at) == notice.created_at,
        # That one is tried once more says that it did not arrive.
        col(Notice.key).not_like(f"%{second_tries.ONCE_MORE}"),
        col(Notice.state).not_in(
            (
                enums.NoticeState.NOT_DELIVERED,
                enums.NoticeState.CANCELLED,
                enums.NoticeState.EXPIRED,
            )
        ),
    )
    found: datetime | None = connection.execute(query).scalar()
    return found


def one(connection: Connection, table: type[Row], row_id: str) -> Row | None:
    """Which row has this id?"""
    found = connection.execute(_by_id(table), {"id": row_id}).first()
    return cast("Row | None", found)


@functools.cache
def _by_id(table: type[Table]) -> Select[Any]:
    """Return what asks for the row of a table with an id."""
    columns = columns_of(table).c
    return select(*columns).where(columns.id == bindparam("id"))
