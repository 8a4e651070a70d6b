"""Keep which messages of Slack have to be brought up to date, and where they stand.

All functions take the connection of a transaction of the writer's.
"""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, cast

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union,
    update,
)
from sqlmodel import col

from bot.store import live_order, stored
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.store.questions import rows
from models import enums
from models.duty import Code, Duty
from models.slack import LiveMessage

#: Id of the one message that lists texts of unknown numbers.
INBOX = "inbox"


class Lane(Enum):
    """Name what waits for the same thing, so that nothing else has to wait for it."""

    #: To be posted in the dispatch channel.
    POSTS = "posts"
    #: To be changed in place.
    CHANGES = "changes"
    #: Lists that are nowhere yet.
    LISTS = "lists"


def card_id(incident_id: str) -> str:
    """Return the id of an incident's card."""
    return f"card:{incident_id}"


def list_id(person_id: str) -> str:
    """Return the id of a person's list."""
    return f"list:{person_id}"


@dataclass(slots=True)
class Stale:
    """Collect what one transaction makes out of date."""

    #: Ids of incidents whose card is not up to date any more.
    incidents: set[str] = field(default_factory=set)
    #: Those among them that have no card yet.
    opened: set[str] = field(default_factory=set)
    #: People who may have no list yet.
    people: set[str] = field(default_factory=set)
    #: Ids of single messages.
    named: set[str] = field(default_factory=set)
    has_inbox: bool = False

    def write(
        self, connection: Connection, database: Database, machine_now: datetime
    ) -> None:
        """Put it down, in the transaction of what caused it."""
        fresh = [
            {"id": card_id(i), "kind": enums.LiveKind.CARD, "incident_id": i}
            for i in sorted(self.opened)
        ] + [
            {"id": list_id(p), "kind": enums.LiveKind.LIST, "person_id": p}
            for p in sorted(self.people)
        ]
        if self.has_inbox:
            fresh.append({"id": INBOX, "kind": enums.LiveKind.INBOX})
        for row in fresh:
            whole = {
                "incident_id": None,
                "person_id": None,
                "announced": "[]",
                "wanted": 0,
                "shown": 0,
                "attempts": 0,
                **row,
            }
            connection.execute(database.insert_new(LiveMessage), whole)
        named = self.named | {str(row["id"]) for row in fresh}
        named |= {card_id(incident_id) for incident_id in self.incidents}
        asked = {
            "named": sorted(named),
            "about": sorted(self.incidents),
            "now": machine_now,
        }
        connection.execute(_TOUCH, asked)


def standing_at(connection: Connection, channel_id: str, ts: str) -> LiveMessage | None:
    """Return the message of ours at this place."""
    found = rows(
        connection,
        LiveMessage,
        col(LiveMessage.ts) == ts,
        col(LiveMessage.channel_id) == channel_id,
    )
    return found[0] if found else None


def _touching() -> Any:
    """Return what asks for messages to be brought up to date.

    Those that are named, and the lists of everybody who owes or was told of
    something in the incidents that it is about.
    """
    table = columns_of(LiveMessage)
    owners = select(col(Duty.owner_id)).where(
        among(Duty.incident_id, "about"), col(Duty.owner_id).is_not(None)
    )
    told = (
        select(col(Code.person_id))
        .join(Duty, col(Duty.id) == col(Code.duty_id))
        .where(among(Duty.incident_id, "about"))
    )
    next_at = case(
        (
            table.c.next_attempt_at.is_(None),
            bindparam("now", type_=table.c.posted_at.type),
        ),
        else_=table.c.next_attempt_at,
    )
    concerned = union(owners, told).scalar_subquery()
    return (
        update(table)
        .where(or_(among(table.c.id, "named"), table.c.person_id.in_(concerned)))
        .values(wanted=table.c.wanted + 1, next_attempt_at=next_at)
    )


_TOUCH = _touching()


def next_at(
    connection: Connection, lane: Lane
) -> tuple[datetime | None, datetime | None]:
    """Return when a lane wants something next: machine's clock, and policy's."""
    found: Any = connection.execute(_next_of(lane)).one()
    return found[0], found[1]


@functools.cache
def _next_of(lane: Lane) -> Any:
    """Return what asks when a lane wants something next; made once."""
    next_at, digest_at = col(LiveMessage.next_attempt_at), col(LiveMessage.digest_at)
    # One that is put off after a failure waits for that, as `claim` has it.
    rests_until = case((next_at.is_(None), digest_at), else_=None)
    return select(
        func.min(next_at),
        func.min(rests_until, type_=LiveMessage.digest_at.type),  # type: ignore[union-attr]
    ).where(_is_in(lane))


def claim(
    connection: Connection,
    database: Database,
    lane: Lane,
    *,
    now: datetime,
    machine_now: datetime,
    until_at: datetime,
    limit: int,
) -> list[LiveMessage]:
    """Take the messages of a lane that come first, until an instant.

    Args:
        connection: Of a transaction.
        database: Locks rows.
        lane: The lane.
        now: The policy's clock.
        machine_now: The machine's.
        until_at: When they are free again (machine's clock).
        limit: Most of them.
    """
    next_at = col(LiveMessage.next_attempt_at)
    is_new = and_(col(LiveMessage.digest_at) <= now, next_at.is_(None))
    wants = and_(_is_in(lane), or_(next_at <= machine_now, is_new))
    query = live_order.first(wants, machine_now, limit)
    found = connection.execute(database.lock(query, skip_locked=True)).all()
    rows = cast("list[LiveMessage]", found)
    if rows:
        change(connection, [row.id for row in rows], next_attempt_at=until_at)
    return rows


def _is_in(lane: Lane) -> Any:
    known = stored.readable(LiveMessage)
    if lane is Lane.CHANGES:
        return and_(col(LiveMessage.ts).is_not(None), known)
    is_list = col(LiveMessage.kind) == enums.LiveKind.LIST
    is_new = col(LiveMessage.ts).is_(None)
    return and_(is_new, is_list if lane is Lane.LISTS else ~is_list, known)


def begin(
    connection: Connection, row_id: str, until_at: datetime, **values: Any
) -> bool:
    """Note that a post begins; False, and nothing, where the claim ran out.

    Args:
        connection: Of a transaction.
        row_id: The message.
        until_at: As it was claimed.
        values: What is noted.
    """
    table = columns_of(LiveMessage)
    is_ours = (table.c.id == row_id) & (table.c.next_attempt_at == until_at)
    done = connection.execute(update(table).where(is_ours).values(**values))
    return done.rowcount == 1


def has_problem(connection: Connection, problems: Collection[str]) -> bool:
    """Tell whether a message waits because of one of these errors of Slack's."""
    query = (
        select(col(LiveMessage.id))
        .where(col(LiveMessage.problem).in_(problems))
        .limit(1)
    )
    return connection.execute(query).first() is not None


def hurry(connection: Connection, machine_now: datetime) -> None:
    """Ask for whatever waits because of a trouble to be tried again now."""
    table = columns_of(LiveMessage)
    waits = table.c.problem.is_not(None) & (table.c.next_attempt_at > machine_now)
    connection.execute(
        update(table).where(waits).values(next_attempt_at=machine_now, attempts=0)
    )


def change(connection: Connection, ids: Sequence[str], **values: Any) -> None:
    """Set columns of these messages."""
    table = columns_of(LiveMessage)
    connection.execute(update(table).where(table.c.id.in_(ids)).values(**values))


def settle(
    connection: Connection,
    row: LiveMessage,
    machine_now: datetime,
    **values: Any,
) -> None:
    """Note that a message shows what was wanted of it when it was taken.

    What was asked for meanwhile is done next.
    """
    table = columns_of(LiveMessage)
    connection.execute(
        update(table)
        .where(table.c.id == row.id)
        .values(
            shown=row.wanted,
            attempts=0,
            problem=None,
            posting_since=None,
            posting_channel_id=None,
            next_attempt_at=case(
                (table.c.wanted > row.wanted, machine_now), else_=None
            ),
            **values,
        )
    )
