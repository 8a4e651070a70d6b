"""Say which of the messages of Slack that wait is brought up to date first."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import col

from models import enums
from models.duty import Duty
from models.slack import LiveMessage

#: After so long in the queue a message comes before those that are more urgent.
#: Source: our choice; Slack lets us change 48 messages meanwhile.
_PATIENCE = timedelta(seconds=60)

#: Among how many of a lane, those that wait longest, the most urgent is looked for.
_CHOICE = 50

#: Of two that wait as long, a card comes before the inbox, and that before a list.
_ORDER = {enums.LiveKind.CARD: 0, enums.LiveKind.INBOX: 1, enums.LiveKind.LIST: 2}


def _first_due(whose: Any) -> Any:
    """Return when the first of somebody's or something's open duties is due."""
    query = select(func.min(col(Duty.due_at))).where(
        whose, col(Duty.state).in_(enums.OPEN_DUTY_STATES)
    )
    return query.correlate(LiveMessage).scalar_subquery()


#: What is due first in a card, or in a list.
_FIRST_DUE = (
    _first_due(col(Duty.incident_id) == col(LiveMessage.incident_id)),
    _first_due(col(Duty.owner_id) == col(LiveMessage.person_id)),
)

#: When that is due in which nothing is: after everything.
_NOTHING_DUE = datetime.max.replace(tzinfo=UTC)


def first(wants: Any, machine_now: datetime, limit: int) -> Any:
    """Return what asks for the messages that come first.

    What is due first in what they show decides. Nothing starves: what waits long
    comes before, oldest first.

    Args:
        wants: Which messages want something.
        machine_now: The machine's clock.
        limit: Most of them.
    """
    next_at = col(LiveMessage.next_attempt_at)
    oldest = (
        select(col(LiveMessage.id))
        .where(wants)
        .order_by(func.coalesce(next_at, machine_now))
        .limit(max(limit, _CHOICE))
    )
    waits_long = next_at <= machine_now - _PATIENCE
    return (
        select(LiveMessage)
        .where(wants, col(LiveMessage.id).in_(oldest))
        .order_by(
            case((waits_long, next_at), else_=machine_now),
            func.coalesce(*_FIRST_DUE, _NOTHING_DUE),
            func.coalesce(next_at, machine_now),
            case(_ORDER, value=col(LiveMessage.kind), else_=9),
            col(LiveMessage.id),
        )
        .limit(limit)
    )
