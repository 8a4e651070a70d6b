"""Work out how long what is said unasked may wait, so that people get few messages.

Pure. Only the first message of a while leaves at once; the next ones wait for its
end and leave together. Nothing waits until it is too late to be of use.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.policy import schema, timetable

#: How long before it is of no use any more a message leaves at the latest. Source:
#: our choice; the provider and the carrier need some of it.
SPARE_FOR = timedelta(minutes=1)

#: Of a message's time so much is spare where a minute is more. Source: our choice; a
#: minute of a quarter of an hour, so that a policy of seconds is kept like any other.
SPARE_SHARE = 1 / 15

#: How long a message is of use to somebody who gets one list a watch. Source: our
#: choice; there is a change of watch in every day.
LISTED_FOR = timedelta(hours=24)


def of_role(policy: schema.Policy, role: str) -> schema.Pace | None:
    """Return how often a role is told; None: as often as there is something."""
    return next((pace for pace in policy.pace if pace.role == role), None)


def free_at(
    pace: schema.Pace | None,
    policy: schema.Policy,
    told_at: datetime | None,
    *,
    tour_ends_at: datetime | None = None,
) -> datetime | None:
    """Return from when somebody may be told again; None: at any time.

    Args:
        pace: How often their role is told.
        policy: Knows the watches.
        told_at: When they were told last; None: not lately.
        tour_ends_at: When they go off duty: whoever hears of it only at the next
            change of watch, and is gone by then, hears of it shortly before.
    """
    if pace is None or told_at is None:
        return None
    ends = [told_at + pace.every] if pace.every is not None else []
    if pace.is_once_a_watch:
        changes = [
            at
            for watch in policy.watch
            if (at := timetable.next_watch_start(policy, watch.id, told_at))
        ]
        change_at = min(changes, default=None)
        if change_at is not None:
            if tour_ends_at is not None and tour_ends_at <= change_at:
                change_at = max(tour_ends_at - SPARE_FOR, told_at)
            ends.append(change_at)
    return max(ends, default=None)


def latest_at(
    now: datetime,
    *,
    made_at: datetime,
    expires_at: datetime | None,
    dates: Iterable[datetime | None],
) -> datetime | None:
    """Return until when a message may wait; None: as long as it likes.

    That is always before whatever it has to come before, so the delay is shorter than
    the time that is left. It may be past: then the message waits no longer.

    Args:
        now: The instant; dates that are past bind nobody any more.
        made_at: When the message was made.
        expires_at: When it stops being of use.
        dates: When what it tells of is due, when footage is lost, when the next one
            is told of it because nobody answered, when its reader goes off duty.
    """
    ends = [at for at in dates if at is not None and at > now]
    if expires_at is not None:
        ends.append(expires_at)
    if not ends:
        return None
    end = min(ends)
    share = (end - made_at) * SPARE_SHARE
    return end - (min(SPARE_FOR, share) if end > made_at else SPARE_FOR)


def is_urgent(
    pace: schema.Pace | None,
    now: datetime,
    *,
    due_at: datetime | None,
    lost_at: datetime | None,
    is_first: bool = False,
) -> bool:
    """Tell whether something about footage is told at once whatever the pace.

    What is overdue already is not due soon, but for who hears of that first; what is
    lost stays lost, and is told. Whatever is about no footage waits until it is due,
    and no longer.

    Args:
        pace: How often the role is told.
        now: The instant.
        due_at: When it is due.
        lost_at: When the footage is lost; None: it is about none.
        is_first: True where its reader was not told before, or not in time.
    """
    if pace is None or pace.but_within is None or lost_at is None:
        return False
    soon = now + pace.but_within
    is_to_come = is_first or (due_at is not None and now < due_at)
    return lost_at <= soon or (due_at is not None and is_to_come and due_at <= soon)
