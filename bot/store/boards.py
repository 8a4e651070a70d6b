"""Hold the questions of those who look: what is open, due, lost soon, or waiting.

All take an open connection and change nothing.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, and_, func, or_, select
from sqlmodel import col

from bot.store import questions, stored, telling
from models import enums
from models.duty import Code, Duty
from models.footage import Footage
from models.inbox import Inbound
from models.incident import Incident
from models.ledger import Entry, Item
from models.notice import Notice
from models.slack import SlackWorkspace

#: Footage whose clock runs.
_RUNNING = (enums.FootageState.EXPECTED, enums.FootageState.ATTESTED)

#: How long a message can wait for its instant. Source: our choice; a day is the
#: longest that anything is tried.
_LONGEST_WAIT_FOR = timedelta(hours=48)

#: States of a message by which nobody was told.
_NOT_TOLD = (
    enums.NoticeState.NOT_DELIVERED,
    enums.NoticeState.EXPIRED,
    enums.NoticeState.CANCELLED,
)

#: Purposes of messages that say something and ask for nothing.
_SAYING = (enums.Purpose.TELL, enums.Purpose.ALARM, enums.Purpose.HAND_OVER)


def last_entries(
    connection: Connection, incident_ids: Collection[str]
) -> dict[str, Entry]:
    """What happened last in each of these incidents, of what is told?"""
    if not incident_ids:
        return {}
    newest = (
        select(col(Entry.ledger_id), func.max(col(Entry.position)).label("position"))
        .where(
            col(Entry.ledger_id).in_(incident_ids), col(Entry.event).in_(telling.EVENTS)
        )
        .group_by(col(Entry.ledger_id))
        .subquery()
    )
    query = select(Entry).join(
        newest,
        (newest.c.ledger_id == col(Entry.ledger_id))
        & (newest.c.position == col(Entry.position)),
    )
    found = cast("list[Entry]", connection.execute(query).all())
    return {entry.ledger_id: entry for entry in found}


def duty_of(entry: Entry) -> str | None:
    """Which duty does an entry speak of?"""
    facts = json.loads(entry.record)["body"].get("facts") or {}
    duty_id = facts.get("duty")
    return duty_id if isinstance(duty_id, str) else None


def opening_words(connection: Connection, incident_id: str) -> str | None:
    """With which words was this incident opened, unless they are held back?"""
    query = select(col(Item.content)).where(
        col(Item.ledger_id) == incident_id,
        col(Item.position) == 1,
        col(Item.name) == "text",
        col(Item.held_by).is_(None),
    )
    words: str | None = connection.execute(query).scalar()
    return words


def references(connection: Connection, incident_ids: Collection[str]) -> list[str]:
    """What are these incidents called? In order."""
    query = (
        select(col(Incident.reference))
        .where(col(Incident.id).in_(incident_ids))
        .order_by(col(Incident.reference))
    )
    return list(connection.execute(query).scalars())


def open_incidents(
    connection: Connection,
    limit: int | None,
    *,
    due_before: datetime | None = None,
    openers: Collection[str] | None = None,
) -> list[str]:
    """Which incidents have open duties? The one due first comes first.

    Args:
        connection: An open connection.
        limit: Most of them; None: all.
        due_before: Only those with something due before.
        openers: Only those opened by one of these people.
    """
    first_due = func.min(col(Duty.due_at))
    query = (
        select(col(Duty.incident_id))
        .join(Incident, col(Incident.id) == col(Duty.incident_id))
        .where(
            col(Duty.state).in_(enums.OPEN_DUTY_STATES),
            col(Incident.state).not_in(enums.CLOSED_STATES),
        )
        .group_by(col(Duty.incident_id))
        .order_by(first_due, col(Duty.incident_id))
        .limit(limit)
    )
    if due_before is not None:
        query = query.having(first_due < due_before)
    if openers is not None:
        query = query.where(col(Incident.opened_by).in_(openers))
    return list(connection.execute(query).scalars())


def count_open(connection: Connection, *, due_before: datetime | None = None) -> int:
    """How many incidents have open duties, or some that are due before then?"""
    query = (
        select(func.count(func.distinct(col(Duty.incident_id))))
        .join(Incident, col(Incident.id) == col(Duty.incident_id))
        .where(
            col(Duty.state).in_(enums.OPEN_DUTY_STATES),
            col(Incident.state).not_in(enums.CLOSED_STATES),
        )
    )
    if due_before is not None:
        query = query.where(col(Duty.due_at) < due_before)
    return connection.execute(query).scalar() or 0


def footage_lost_before(
    connection: Connection, at: datetime, limit: int
) -> list[tuple[str, str]]:
    """Which footage is lost before then unless it is kept? Earliest first.

    Returns:
        Incident and footage of each.
    """
    query = (
        select(col(Footage.incident_id), col(Footage.id))
        .where(col(Footage.lost_at) < at, col(Footage.state).in_(_RUNNING))
        .order_by(col(Footage.lost_at), col(Footage.id))
        .limit(limit)
    )
    return [
        (incident_id, piece_id) for incident_id, piece_id in connection.execute(query)
    ]


def duty_of_code(connection: Connection, code: str) -> tuple[str, str] | None:
    """For which duty and person is this code?"""
    query = select(col(Code.duty_id), col(Code.person_id)).where(col(Code.code) == code)
    found: Any = connection.execute(query).first()
    return (found[0], found[1]) if found else None


def waiting_texts(connection: Connection) -> list[Inbound]:
    """Which texts of unknown numbers wait for the desk? Oldest first."""
    query = (
        select(Inbound)
        .where(col(Inbound.state) == enums.InboundState.HELD)
        .order_by(col(Inbound.received_at), col(Inbound.id))
    )
    return cast("list[Inbound]", connection.execute(query).all())


def accepted_texts(
    connection: Connection, since_at: datetime
) -> list[tuple[Inbound, str]]:
    """Which such texts became incidents lately? With the reference, latest first."""
    query = (
        select(Inbound, col(Incident.reference))
        .join(Incident, col(Incident.id) == col(Inbound.incident_id))
        .where(
            col(Inbound.state) == enums.InboundState.ACCEPTED,
            col(Inbound.received_at) >= since_at,
        )
        .order_by(col(Inbound.received_at).desc())
        .limit(5)
    )
    found: Any = connection.execute(query).all()
    return [(row, row.reference) for row in found]


def told_by_slack(
    connection: Connection, person_id: str, since_at: datetime
) -> list[Notice]:
    """What was this person told through Slack and need not answer? Latest first."""
    query = (
        select(Notice)
        .where(
            stored.readable(Notice),
            col(Notice.person_id) == person_id,
            col(Notice.channel) == enums.Channel.SLACK,
            col(Notice.purpose).in_(_SAYING),
            col(Notice.created_at) >= since_at,
        )
        .order_by(col(Notice.created_at).desc(), col(Notice.id).desc())
        .limit(10)
    )
    return cast("list[Notice]", connection.execute(query).all())


def waiting_notices(connection: Connection, person_id: str | None) -> list[Notice]:
    """Which messages does this person's list carry next? Oldest first.

    None: everybody's.
    """
    whose = [col(Notice.person_id) == person_id] if person_id is not None else []
    found = questions.rows(
        connection,
        Notice,
        *whose,
        stored.readable(Notice),
        col(Notice.channel) == enums.Channel.SLACK,
        col(Notice.state) == enums.NoticeState.QUEUED,
    )
    return sorted(found, key=lambda notice: (notice.created_at, notice.id))


def resting(
    connection: Connection, person_id: str, now: datetime, patience: timedelta
) -> dict[str, datetime]:
    """What of a person's list is not worth a new message yet, and until when?

    What was texted is not said in Slack as well before it went unanswered for a
    while; what waits for an instant waits for it in Slack too. By the policy's clock.

    Args:
        connection: An open connection.
        person_id: The person.
        now: The instant.
        patience: How long a text has to go unanswered.

    Returns:
        Ids of duties and of messages.
    """
    found = questions.rows(
        connection,
        Notice,
        stored.readable(Notice),
        col(Notice.person_id) == person_id,
        col(Notice.created_at) > now - _LONGEST_WAIT_FOR,
        col(Notice.state).not_in(_NOT_TOLD),
        or_(
            and_(
                col(Notice.channel) == enums.Channel.SLACK,
                col(Notice.state) == enums.NoticeState.QUEUED,
                col(Notice.not_before) > now,
            ),
            and_(
                col(Notice.channel) == enums.Channel.SMS,
                col(Notice.duty_id).is_not(None),
                or_(
                    col(Notice.created_at) > now - patience,
                    col(Notice.not_before) > now - patience,
                ),
            ),
        ),
    )
    rests: dict[str, datetime] = {}
    for notice in found:
        until_at = notice.not_before or notice.created_at
        if notice.channel is enums.Channel.SMS:
            until_at = max(until_at, notice.created_at) + patience
        for one in (notice.duty_id, notice.id):
            if one is not None:
                rests[one] = max(until_at, rests.get(one, until_at))
    return rests


def workspace(connection: Connection) -> SlackWorkspace | None:
    """Where is our app installed, as far as we know?"""
    found = questions.rows(connection, SlackWorkspace)
    return found[0] if found else None
