"""Find what a whole role owes: of the footage of others, and what comes up soon."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, text
from sqlmodel import col

from bot.store.lists import among
from models import enums
from models.duty import Duty
from models.footage import Footage

#: Most duties that are found; whoever owes more is told so. Source: our choice.
FOUND_MAX = 200

#: What is not found by its footage is found if something is to be done about it within
#: this. Source: our choice; whoever is on duty later sees the rest.
SOON_FOR = timedelta(hours=24)

# In the very words of its index, so that the first losses are found by it; and not
# by the index of owners, in which stands whatever a role ever owed.
_OF_ROLE = (
    select(col(Duty.id), col(Duty.incident_id), col(Footage.lost_at))
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
    select(col(Duty.id), col(Duty.incident_id), col(Duty.due_at))
    .where(
        col(Duty.next_step_at) <= bindparam("soon"),
        among(Duty.rule, "rules"),
        col(Duty.owner_role) == bindparam("role"),
        func.coalesce(col(Duty.owner_id), "") == "",
        col(Duty.state).in_(enums.OPEN_DUTY_STATES),
    )
    .order_by(col(Duty.due_at), col(Duty.id))
    .limit(FOUND_MAX)
)


def of_role(
    connection: Connection, role: str, rules: Collection[str], now: datetime
) -> list[tuple[str, str]]:
    """Return (duty, incident) of what a role owes, what is lost or due first first.

    Args:
        connection: The database.
        role: The role; only one that owes such duties by the policy.
        rules: Those of the policy by which it does.
        now: The instant; what is lost by then is searched for, and asked no more.
    """
    soon = {"role": role, "rules": list(rules), "soon": now + SOON_FOR}
    rows = [
        *connection.execute(_OF_ROLE, {"role": role, "now": now}).all(),
        *connection.execute(_SOON, soon).all(),
    ]
    rows.sort(key=lambda row: row[2])
    return list(
        dict.fromkeys((duty_id, incident_id) for duty_id, incident_id, _ in rows)
    )
