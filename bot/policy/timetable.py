"""Work out when what is owed is due, when footage is lost, and when watches end.

Pure. Instants are aware UTC; watches are local wall time, also in the two nights in
which clocks change.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.policy import schema, turns

#: A year as a policy file writes it.
_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)

#: Who has so little time to ask is asked at once, and not by the first reminder.
#: Source: our choice; between the 72 hours of a bus and the 30 days of radio.
SHORT_LIVED = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instants:
    """Hold the instants from which a due time can count.

    Attributes:
        opened_at: When the incident was seen or reported.
        recorded_at: When the footage was recorded; without footage, the same.
        asked_at: When the duty comes into being.
        tour_ends_at: When the owner's tour ends.
        flagged_at: When the footage was flagged or asked for, where it was.
        ask_by: Until when the footage can be asked for, where there is any.
        lost_at: When it is lost.
        other_at: When the other duty was attested, or else is due.
    """

    opened_at: datetime
    recorded_at: datetime
    asked_at: datetime
    tour_ends_at: datetime
    flagged_at: datetime | None = None
    ask_by: datetime | None = None
    lost_at: datetime | None = None
    other_at: datetime | None = None


def due_at(rule: schema.Duty, instants: Instants) -> datetime:
    """Return when a duty is due.

    A text that was worked off late can make a duty that is overdue from its
    beginning; a tour that is about to end cannot. What counts from something that
    is not there counts from when it was asked.
    """
    start = {
        "opened": instants.opened_at,
        "recorded": instants.recorded_at,
        "asked": instants.asked_at,
        "end_of_tour": instants.tour_ends_at,
        "flagged": instants.flagged_at,
        "ask_by": instants.ask_by,
        "lost": instants.lost_at,
        "duty": instants.other_at,
    }[rule.due.after]
    due = (start or instants.asked_at) + rule.due.within
    if rule.due.after == "end_of_tour":
        return max(due, instants.asked_at)
    return due


def footage_dates(
    source: schema.Source, recorded_at: datetime
) -> tuple[datetime, datetime]:
    """Return until when footage can be asked for, and when it is lost."""
    return recorded_at + source.ask_by, recorded_at + source.lost_at


def earliest_deletion_on(
    source: schema.Source, flagged_at: datetime, timezone: str
) -> date:
    """Return the earliest deletion date that covers the legal time.

    It counts from the local day of flagging; a source without a legal time is
    covered by that day. Whole years are years of the calendar: from 29 February
    they end on 1 March, which covers them in full.
    """
    zone = ZoneInfo(timezone)
    flagged_on = flagged_at.astimezone(zone).date()
    kept_for = source.kept_for or timedelta()
    if kept_for % _DAY:
        return (flagged_at + kept_for).astimezone(zone).date()
    if kept_for % _YEAR:
        return flagged_on + kept_for
    year = flagged_on.year + kept_for // _YEAR
    try:
        return flagged_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def watch_end(policy: schema.Policy, watch_id: str, now: datetime) -> datetime | None:
    """Return when a watch ends; None: it does not run now, or is not there."""
    ends = [
        ends_at
        for watch in policy.watch
        if watch.id == watch_id
        for ends_at in _running(watch, policy.timezone, now)
    ]
    return max(ends, default=None)


def is_in_watch(policy: schema.Policy, watch_id: str, now: datetime) -> bool:
    """Tell whether a watch runs now; it does at its start, no more at its end."""
    return watch_end(policy, watch_id, now) is not None


@functools.lru_cache(maxsize=64)
def running_watch_end(policy: schema.Policy, now: datetime) -> datetime:
    """Return when the last of the watches that run now ends.

    Where none does, a tour of the policy's longest length begins now.
    """
    ends = [
        ends_at
        for watch in policy.watch
        for ends_at in _running(watch, policy.timezone, now)
    ]
    return max(ends, default=now + policy.limits.tour)


def next_watch_start(
    policy: schema.Policy, watch_id: str, now: datetime
) -> datetime | None:
    """Return when a watch starts next, after now; None: there is no such watch."""
    zone = ZoneInfo(policy.timezone)
    today = now.astimezone(zone).date()
    starts = [
        datetime.combine(today + days * _DAY, watch.starts, zone).astimezone(UTC)
        for watch in policy.watch
        if watch.id == watch_id
        for days in range(3)
    ]
    return min((at for at in starts if at > now), default=None)


def quiet_ends_at(
    quiet: Iterable[schema.Quiet], role: str | None, timezone: str, at: datetime
) -> datetime | None:
    """Return when the quiet hours end in which a role is; None: it is in none.

    Hours that run into each other are followed to the last, for a day at most.
    """
    ends_at = None
    mine = [hours for hours in quiet if role in hours.roles]
    for _ in mine:
        ends = [
            end
            for hours in mine
            for end in _running(hours, timezone, ends_at or at)
            if end - at <= _DAY
        ]
        if not ends:
            break
        ends_at = max(ends)
    return ends_at


def _running(
    watch: schema.Watch | schema.Quiet, timezone: str, now: datetime
) -> list[datetime]:
    """List the ends of the turns of a watch that run now."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    found = (
        turns.of_day(watch.starts, watch.ends, timezone, day)
        for day in (today - _DAY, today)
    )
    return [turn.until_at for turn in found if turn.from_at <= now < turn.until_at]
