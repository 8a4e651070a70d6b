"""Say when something changes by itself that no duty shows."""

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from bot.policy import timetable
from bot.policy.schema import Policy
from bot.store import pacing
from bot.store.connect import Database


def next_at(database: Database, policy: Policy, after: datetime) -> datetime | None:
    """Return when a watch begins next, or a message that was held may leave.

    Args:
        database: The bot's.
        policy: Its policy.
        after: The first instant later than this is meant.
    """
    instants = [
        timetable.next_watch_start(policy, watch.id, after) for watch in policy.watch
    ]
    try:
        with database.reading() as connection:
            instants.append(pacing.held_until(connection, after))
    except SQLAlchemyError:
        # The database is being made, or taken down: there is nothing to wait for.
        return None
    return min((at for at in instants if at is not None), default=None)
