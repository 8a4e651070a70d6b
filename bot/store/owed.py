"""Find the footage of which a whole role owes that it is asked for, or kept."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text
from sqlmodel import col

from models import enums
from models.duty import Duty
from models.footage import Footage

#: Most duties that are found; whoever owes more is told so. Source: our choice.
FOUND_MAX = 200

# In the very words of its index, so that the first losses are found by it; and not
# by the index of owners, in which stands whatever a role ever owed.
_OF_ROLE = (
    select(col(Duty.id), col(Duty.incident_id))
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


def of_role(connection: Connection, role: str, now: datetime) -> list[tuple[str, str]]:
    """Return (duty, incident) of footage of others that a role owes, first loss first.

    Args:
        connection: The database.
        role: The role; only one that owes such duties by the policy.
        now: The instant; what is lost by then is searched for, and asked no more.
    """
    rows = connection.execute(_OF_ROLE, {"role": role, "now": now}).all()
    return [(duty_id, incident_id) for duty_id, incident_id in rows]
