"""Hold the questions of a change of watch: what is open, of whom; nothing changes."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select, union
from sqlmodel import col

from models import enums, views
from models.duty import Duty
from models.incident import Incident

#: Most lines of one hand-over. Source: our choice; what fits on a screen.
LINES_MAX = 10

#: What nobody was asked for yet is taken over if it is due, or lost, within this.
#: Source: our choice; the watch after the next sees the rest.
AHEAD = timedelta(hours=24)

#: States in which nobody said "I have it".
_UNHAD = tuple(
    state
    for state in enums.OPEN_DUTY_STATES
    if state is not enums.DutyState.ACKNOWLEDGED
)


def open_work(
    connection: Connection,
    people: Collection[str] | None,
    now: datetime,
    *,
    is_due_first: bool = False,
) -> views.OpenWork:
    """Count what is open that these people owe, or in incidents of theirs.

    Incidents of which nobody is known to have seen them are everybody's.

    Args:
        connection: An open connection.
        people: Their ids; None: everybody's.
        now: The instant; what is due before it is overdue.
        is_due_first: True: what is lost within a day comes first, then what is due
            first; else whatever is ever lost.
    """
    soon = now + AHEAD
    wanted = [
        col(Duty.state).in_(enums.OPEN_DUTY_STATES),
        or_(
            col(Duty.state) != enums.DutyState.EXPECTED,
            col(Duty.due_at) <= soon,
            and_(col(Duty.lost_at).is_not(None), col(Duty.lost_at) <= soon),
        ),
    ]
    if people is not None:
        wanted.append(col(Duty.incident_id).in_(_concerning(people)))
    is_overdue = case((col(Duty.due_at) <= now, 1), else_=0)
    is_unhad = case((col(Duty.state).in_(_UNHAD), 1), else_=0)
    counted: Any = connection.execute(
        select(
            func.count(),
            func.count(func.distinct(col(Duty.incident_id))),
            func.sum(is_overdue),
            func.sum(is_unhad),
            func.min(col(Duty.created_at), type_=Duty.created_at.type),  # type: ignore[attr-defined]
        )
        .select_from(Duty)
        .where(*wanted)
    ).one()
    duties, incidents, overdue, unhad, oldest_at = counted
    if not duties:
        return views.OpenWork()
    first: list[Any] = [
        case((col(Duty.lost_at).is_(None), 1), else_=0),
        col(Duty.lost_at),
    ]
    if is_due_first:
        first = [case((col(Duty.lost_at) <= soon, 0), else_=1)]
    is_had = col(Duty.state) == enums.DutyState.ACKNOWLEDGED
    lines: Any = connection.execute(
        select(
            col(Duty.id).label("duty_id"),
            col(Incident.reference),
            col(Duty.word),
            col(Duty.due_at),
            col(Duty.lost_at),
            case((is_had, col(Duty.acknowledged_by)), else_=col(Duty.owner_id)).label(
                "owner_id"
            ),
            col(Duty.owner_role),
        )
        .join(Incident, col(Incident.id) == col(Duty.incident_id))
        .where(*wanted)
        .order_by(
            *first,
            col(Duty.due_at),
            col(Duty.id),
        )
        .limit(LINES_MAX)
    ).all()
    return views.OpenWork(
        duties=duties,
        incidents=incidents,
        overdue=overdue,
        unacknowledged=unhad,
        oldest_at=oldest_at,
        lines=tuple(views.OpenLine(**line._mapping) for line in lines),
    )


def _concerning(people: Collection[str]) -> Any:
    """Return the incidents that people owe something to, or saw, or nobody did."""
    ids = list(people)
    return union(
        select(col(Duty.incident_id)).where(
            col(Duty.owner_id).in_(ids), col(Duty.state).in_(enums.OPEN_DUTY_STATES)
        ),
        select(col(Incident.id)).where(
            col(Incident.opened_by).in_(ids), col(Incident.closed_at).is_(None)
        ),
        select(col(Incident.id)).where(
            col(Incident.opened_by).is_(None), col(Incident.closed_at).is_(None)
        ),
    )
