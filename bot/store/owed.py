"""Find what a whole role owes: of the footage of others, and what comes up soon."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, text
from sqlmodel import col

from models import enums
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident

#: Most duties that are found; whoever owes more is told so. Source: our choice; more
#: than all districts of a big city have open together.
FOUND_MAX = 1000

#: What is not found by its footage is found if something is to be done about it within
#: this. Source: our choice; whoever is on duty later sees the rest.
SOON_FOR = timedelta(hours=24)


class Owed(NamedTuple):
    """Hold a duty that a whole role owes, and what tells whose district it is in."""

    duty_id: str
    incident_id: str
    state: enums.DutyState
    beat: str | None
    opened_by: str | None
    recorder_id: str | None


_COLUMNS: tuple[Any, ...] = (
    col(Duty.id),
    col(Duty.incident_id),
    col(Duty.state),
    col(Incident.beat),
    col(Incident.opened_by),
    col(Footage.recorder_id),
)

# In the very words of its index, so that the first losses are found by it; and not
# by the index of owners, in which stands whatever a role ever owed.
_OF_ROLE = (
    select(*_COLUMNS, col(Footage.lost_at))
    .join(Incident, col(Incident.id) == col(Duty.incident_id))
    .join(Footage, col(Footage.id) == col(Duty.footage_id))
    .where(
        text("footage.state = 'expected'"),
        col(Footage.lost_at) > bindparam("now"),
        col(Footage.recorder_star).is_(None),
        col(Duty.owner_role) == bindparam("role"),
        func.coalesce(col(Duty.owner_id), "") == "",
        col(Duty.state).in_(enums.OPEN_DUTY_STATES),
    )
    .order_by(col(Footage.lost_at), col(Duty.due_at), col(Duty.id))
    .limit(FOUND_MAX)
)

# What nobody named footage for, or what is kept already; by the index of steps.
_SOON = (
    select(*_COLUMNS, col(Duty.due_at))
    .join(Incident, col(Incident.id) == col(Duty.incident_id))
    .outerjoin(Footage, col(Footage.id) == col(Duty.footage_id))
    .where(
        col(Duty.next_step_at) <= bindparam("soon"),
        col(Duty.owner_role) == bindparam("role"),
        func.coalesce(col(Duty.owner_id), "") == "",
        col(Duty.state).in_(enums.OPEN_DUTY_STATES),
    )
    .order_by(col(Duty.due_at), col(Duty.id))
    .limit(FOUND_MAX)
)


def of_role(
    connection: Connection, role: str, now: datetime, *, sees_to_others: bool
) -> list[Owed]:
    """Return what a role owes, what is lost or due first first.

    Args:
        connection: The database.
        role: The role; only one that owes something by the policy.
        now: The instant; what is lost by then is searched for, and asked no more.
        sees_to_others: Whether the role sees to the footage of others; of no other
            role is that looked through.
    """
    soon = {"role": role, "soon": now + SOON_FOR}
    rows = list(connection.execute(_SOON, soon).all())
    if sees_to_others:
        of_others = {"role": role, "now": now}
        rows += connection.execute(_OF_ROLE, of_others).all()
    rows.sort(key=lambda row: row[-1])
    return list(dict.fromkeys(Owed(*row[:-1]) for row in rows))
