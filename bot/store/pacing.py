"""Hold the questions about messages that wait for each other; nothing is changed.

All take an open connection of the writer's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlmodel import col

from bot.store import stored
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.verbs.duties import relief
from bot.verbs.incident import text_officer
from bot.verbs.messages import patience, second_tries
from models import enums
from models.duty import Duty
from models.footage import Footage
from models.notice import Notice

#: Purposes of messages that nobody asked for, and that may wait for each other.
UNASKED = (
    enums.Purpose.ASK,
    enums.Purpose.REMIND,
    enums.Purpose.ESCALATE,
    enums.Purpose.NOBODY,
    enums.Purpose.TELL,
    enums.Purpose.HAND_OVER,
)

#: Most messages that become one. Source: our choice; far more than anybody has, and
#: few enough that nobody waits for the commit.
TOGETHER_MAX = 200

#: How far back it matters when somebody was texted last: longer than any watch.
LOOKS_BACK_FOR = timedelta(hours=48)

#: States of a message that never came near a telephone.
_NEVER_LEFT = (
    enums.NoticeState.CANCELLED,
    enums.NoticeState.EXPIRED,
    enums.NoticeState.NOT_DELIVERED,
)


def _waits() -> ColumnElement[bool]:
    """Return the condition that a text was never tried and goes alone so far."""
    return and_(
        col(Notice.next_attempt_at).is_not(None),
        col(Notice.state) == enums.NoticeState.QUEUED,
        col(Notice.channel) == enums.Channel.SMS,
        col(Notice.attempts) == 0,
        col(Notice.carried_by).is_(None),
        col(Notice.purpose).in_(UNASKED),
        # What the desk says, and what did not arrive before, waits for nothing.
        col(Notice.key).not_like(f"{text_officer.KEY}%"),
        col(Notice.key).not_like(f"%{second_tries.ONCE_MORE}"),
    )


def may_leave() -> ColumnElement[bool]:
    """Return the condition that a message waits for no instant, and can be read.

    The policy's clock is given as `now`.
    """
    not_before = col(Notice.not_before)
    is_free = or_(not_before.is_(None), not_before <= bindparam("now"))
    return and_(is_free, stored.readable(Notice))


# What is asked before every message is made once.
_FIRST = (
    select(col(Notice.next_attempt_at))
    # With the condition of the index, or SQLite looks at every message there is.
    .where(col(Notice.next_attempt_at).is_not(None), may_leave())
    .order_by(col(Notice.next_attempt_at))
    .limit(1)
)
_HELD_UNTIL = select(func.min(col(Notice.not_before))).where(
    col(Notice.next_attempt_at).is_not(None), col(Notice.not_before) > bindparam("now")
)
_WAITING = (
    select(*columns_of(Notice).c)
    .where(col(Notice.person_id) == bindparam("person"), _waits())
    .order_by(col(Notice.created_at), col(Notice.id))
    .limit(TOGETHER_MAX)
)
_WAITS_MORE = (
    select(col(Notice.id))
    .where(
        col(Notice.person_id) == bindparam("person"),
        _waits(),
        ~among(Notice.id, "ids"),
    )
    .limit(1)
)
_OWES_MORE = (
    select(col(Duty.id))
    .where(
        col(Duty.owner_id) == bindparam("person"),
        col(Duty.next_step_at) <= bindparam("now"),
    )
    .limit(1)
)
_CARRIED = (
    select(*columns_of(Notice).c)
    .where(
        col(Notice.person_id) == bindparam("person"),
        col(Notice.carried_by)
        == select(col(Notice.id))
        .where(col(Notice.key) == bindparam("key"))
        .scalar_subquery(),
    )
    .order_by(col(Notice.id))
)
_AT_SCENE = (
    select(
        col(Footage.recorder_id),
        func.max(col(Footage.recorded_at), type_=Footage.recorded_at.type),  # type: ignore[attr-defined]
    )
    .where(
        among(Footage.recorder_id, "people"),
        col(Footage.recorded_at) > bindparam("since_at"),
    )
    .group_by(col(Footage.recorder_id))
)


def first_at(connection: Connection, now: datetime) -> datetime | None:
    """When does the first message want something that is not held? By the machine."""
    first: datetime | None = connection.execute(_FIRST, {"now": now}).scalar()
    return first


def held_until(connection: Connection, now: datetime) -> datetime | None:
    """Until when is the first one held? By the policy's clock."""
    first: datetime | None = connection.execute(_HELD_UNTIL, {"now": now}).scalar()
    return first


def _last_text(*conditions: Any) -> Any:
    """Return what asks when people were last sent a text of some kind.

    By the policy's clock: when it was let go.
    """
    created, not_before = col(Notice.created_at), col(Notice.not_before)
    let_go_at = case((not_before > created, not_before), else_=created)
    return (
        select(
            col(Notice.person_id),
            func.max(let_go_at, type_=Notice.created_at.type),  # type: ignore[attr-defined]
        )
        .where(
            among(Notice.person_id, "people"),
            col(Notice.channel) == enums.Channel.SMS,
            col(Notice.created_at) >= bindparam("since_at"),
            col(Notice.state).not_in(_NEVER_LEFT),
            *conditions,
        )
        .group_by(col(Notice.person_id))
    )


_TOLD = _last_text(
    col(Notice.purpose).in_((*UNASKED, enums.Purpose.DIGEST)),
    col(Notice.carried_by).is_(None),
    or_(col(Notice.attempts) > 0, col(Notice.purpose) == enums.Purpose.DIGEST),
)
_HANDED = _last_text(
    col(Notice.key).like(f"%{relief.HANDED}%"),
    or_(col(Notice.attempts) > 0, col(Notice.carried_by).is_not(None)),
)


def hold_people(
    connection: Connection, database: Database, people: Collection[str]
) -> None:
    """Let no other courier claim messages of these people before our commit.

    SQLite has one writer at a time anyway.
    """
    if database.is_sqlite:
        return
    for person_id in sorted(people):
        name = func.hashtextextended(person_id, 0)
        connection.execute(select(func.pg_advisory_xact_lock(name)))


def waiting(
    connection: Connection,
    person_id: str,
    *,
    database: Database | None = None,
) -> list[Notice]:
    """Which texts wait for this person, never tried? Oldest first, not too many.

    Args:
        connection: Of a transaction, where they are locked.
        person_id: The person.
        database: Locks them; None: they are only looked at.
    """
    query = _WAITING if database is None else database.lock(_WAITING, skip_locked=True)
    found = connection.execute(query, {"person": person_id}).all()
    return cast("list[Notice]", found)


def waits_more(connection: Connection, person_id: str, ids: Collection[str]) -> bool:
    """Tell whether another text than these waits for a person."""
    asked = {"person": person_id, "ids": list(ids)}
    return connection.execute(_WAITS_MORE, asked).first() is not None


def told_at(
    connection: Connection, people: Sequence[str], since_at: datetime
) -> dict[str, datetime]:
    """Return when each of these people was texted unasked last, since then.

    By the policy's clock: when the last such message was let go. One that several
    are put into counts as soon as it is written.
    """
    if not people:
        return {}
    asked = {"people": list(people), "since_at": since_at}
    found: Any = connection.execute(_TOLD, asked).all()
    return {person_id: at for person_id, at in found if at is not None}


def said(
    connection: Connection, people: Collection[str], key: str, since_at: datetime
) -> list[Notice]:
    """Return the messages to these people since then whose keys begin like this."""
    query = select(*columns_of(Notice).c).where(
        col(Notice.person_id).in_(people),
        col(Notice.created_at) >= since_at,
        col(Notice.state).not_in(_NEVER_LEFT),
        col(Notice.key).startswith(key, autoescape=True),
    )
    return cast("list[Notice]", connection.execute(query).all())


def at_scene(
    connection: Connection, people: Sequence[str], since_at: datetime
) -> dict[str, datetime]:
    """Return who of these people recorded at a scene since then, and when last."""
    asked = {"people": list(people), "since_at": since_at}
    found: Any = connection.execute(_AT_SCENE, asked).all()
    return dict(found)


def handed_at(
    connection: Connection, waiting: Sequence[Notice], since_at: datetime
) -> dict[str, datetime]:
    """Return when something was handed last to those to whom something is now.

    Args:
        connection: An open connection.
        waiting: What waits; nothing is asked where none of it hands anything over.
        since_at: How far back it matters, by the policy's clock.
    """
    people = {one.person_id for one in waiting if patience.is_handed_over(one)}
    if not people:
        return {}
    asked = {"people": list(people), "since_at": since_at}
    found: Any = connection.execute(_HANDED, asked).all()
    return {person_id: at for person_id, at in found if at is not None}


def owes_more(connection: Connection, person_id: str, now: datetime) -> bool:
    """Tell whether the engine is about to tell a person of something they owe."""
    asked = {"person": person_id, "now": now}
    return connection.execute(_OWES_MORE, asked).first() is not None


def carried(connection: Connection, digest: Notice) -> list[Notice]:
    """Which messages does this one tell of, or the one that it repeats? In order.

    They are of the person whom it goes to; so no index of their own is needed.
    """
    asked = {"person": digest.person_id, "key": second_tries.first_key(digest)}
    found = connection.execute(_CARRIED, asked).all()
    return cast("list[Notice]", found)
