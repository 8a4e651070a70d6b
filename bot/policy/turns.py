"""Work out the turns of a watch: from when to when it runs, on which day.

Pure. Instants are aware UTC, watches are local wall time. A wall time that the
clocks skip is as long after midnight as ever; of one that comes twice it is the
first. So in both nights in which clocks change, watches that meet still meet.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy import schema

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold one turn of a watch; it runs at its start and no more at its end."""

    from_at: datetime
    until_at: datetime


@functools.lru_cache(maxsize=512)
def of_day(starts: time, ends: time, timezone: str, day: date) -> Turn:
    """Return the turn that starts on a local day.

    Args:
        starts: Local wall time.
        ends: Local wall time; not after `starts`: of the next day.
        timezone: Name in the IANA time zone database.
        day: The local day.
    """
    zone = ZoneInfo(timezone)
    last = day + _DAY if ends <= starts else day
    return Turn(
        datetime.combine(day, starts, zone).astimezone(UTC),
        datetime.combine(last, ends, zone).astimezone(UTC),
    )


@functools.lru_cache(maxsize=256)
def running(policy: schema.Policy, watch_id: str, at: datetime) -> tuple[Turn, ...]:
    """Return the turns of a watch that run at an instant; one, but in odd policies.

    Kept, because the same is asked for everybody of a watch.
    """
    today = _day_of(policy, at)
    return tuple(
        turn
        for watch in policy.watch
        if watch.id == watch_id
        for day in (today - _DAY, today)
        for turn in (of_day(watch.starts, watch.ends, policy.timezone, day),)
        if turn.from_at <= at < turn.until_at
    )


def starting(
    policy: schema.Policy, watch_id: str, after_at: datetime, days: int = 3
) -> Iterator[Turn]:
    """Give the turns of a watch that start after an instant, for some days."""
    today = _day_of(policy, after_at)
    for watch in policy.watch:
        if watch.id != watch_id:
            continue
        for number in range(days):
            day = today + number * _DAY
            turn = of_day(watch.starts, watch.ends, policy.timezone, day)
            if turn.from_at > after_at:
                yield turn


def next_change_at(policy: schema.Policy, at: datetime) -> datetime | None:
    """Return when the next watch of any begins; None: the policy has none."""
    changes = (next(starting(policy, watch.id, at), None) for watch in policy.watch)
    return min((turn.from_at for turn in changes if turn), default=None)


def _day_of(policy: schema.Policy, at: datetime) -> date:
    return at.astimezone(ZoneInfo(policy.timezone)).date()
