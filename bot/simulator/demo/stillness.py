"""Say whether all is done that can be done at an instant of the story.

The clock moves on only then. A message that is under way while hours pass would be
answered, gathered with others, or handed on hours late: the machine's slowness would
be told as the bot's.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.clock import MachineClock
from bot.outbox import claims
from bot.simulator.phone_company import PhoneCompany
from bot.store import pacing
from bot.store.connect import Database
from models import enums
from models.duty import Duty
from models.notice import Notice

#: A claim counts for so long: whoever made it may be gone.
_CLAIM_COUNTS_FOR = timedelta(seconds=3)

_ANY_DUTY = (
    select(col(Duty.id)).where(col(Duty.next_step_at) <= bindparam("now")).limit(1)
)
_tried_at = col(Notice.next_attempt_at)
_ANY_MESSAGE = (
    select(col(Notice.id))
    .where(
        # With the condition of the index.
        _tried_at.is_not(None),
        col(Notice.state).in_((enums.NoticeState.QUEUED, enums.NoticeState.SENDING)),
        or_(
            and_(_tried_at <= bindparam("machine_now"), pacing.may_leave()),
            _tried_at.between(bindparam("claimed_from"), bindparam("claimed_to")),
        ),
    )
    .limit(1)
)
#: In one statement, so that both are of one moment.
_WORK = select(_ANY_DUTY.scalar_subquery(), _ANY_MESSAGE.scalar_subquery())


def is_still(database: Database, company: PhoneCompany, at: datetime) -> bool:
    """Tell whether no duty is due, and no message or receipt is under way.

    What is tried again later by the machine's clock counts as done for now.

    Args:
        database: The bot's.
        company: Carries its texts.
        at: The story's clock, which stands.
    """
    done = company.rest()
    if done is None:
        return False
    machine_now = MachineClock().now()
    claimed_to = machine_now + claims.LEASE_FOR
    asked = {
        "now": at,
        "machine_now": machine_now,
        "claimed_from": claimed_to - _CLAIM_COUNTS_FOR,
        "claimed_to": claimed_to,
    }
    try:
        with database.reading() as connection:
            work = connection.execute(_WORK, asked).one()
    except SQLAlchemyError:
        # Being made, or taken down: nobody is at work on it.
        return True
    # What the company was brought meanwhile may have made new work.
    return not any(work) and company.rest() == done
