"""Work out when what is owed is due, and what the engine does next about it.

Pure: everything follows from a rule of the policy and from where a duty stands,
never from what was planned before. So a restart, a downtime or a jump of the
clock changes nothing but lateness. Instants are aware UTC; watches are local
wall time, also in the two nights in which clocks change.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.policy import schema
from models import enums

#: A year as a policy file writes it.
_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)


class StepKind(StrEnum):
    """Name what the engine does about a duty."""

    #: Put it to its owner again.
    REMIND = "remind"
    #: Put it to the next rung of its ladder.
    ESCALATE = "escalate"
    #: Announce that nobody answered.
    NOBODY = "nobody"
    #: End an acknowledgement that was followed by nothing.
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Hold the next thing to be done about a duty.

    Attributes:
        at: When; may be past, if nobody looked in time.
        kind: What.
        rung: Rung that has the duty afterwards: 0 is the owner, 1 the first of
            the policy's ladder.
        reminders: How many reminders are done with afterwards; one that goes
            out late counts for those that were missed before it.
    """

    at: datetime
    kind: StepKind
    rung: int
    reminders: int = 0


def next_step(
    rule: schema.Duty,
    *,
    state: enums.DutyState,
    due_at: datetime,
    lost_at: datetime | None,
    reminders: int,
    rung: int,
    rung_at: datetime | None,
    announcements: int,
    acknowledged_at: datetime | None,
    now: datetime,
    quiet_until: datetime | None = None,
) -> Step | None:
    """Return what the engine does next about a duty, and when; None: nothing.

    The earliest of these, and of two at one instant the first in this order:

    - While the owner has it: the next reminder. Of several that were missed
      only the last one goes out.
    - A rung that stands before the loss of footage: at its own instant,
      whatever the rungs before; those are passed over. Neither an
      acknowledgement nor an exhausted ladder moves it, nor having been told
      before that instant.
    - A rung that waits: that long after the rung before was really told (the
      first: after the due time), so that after a downtime nobody is skipped.
    - Once no rung waits any more: "nobody answered", again and again at the
      policy's pace. That is also so while a rung before the loss of footage is
      still to come: weeks without a word are not an outcome.

    While somebody has acknowledged it, only the end of that counts, and the
    rungs that stand before the loss.

    Args:
        rule: The policy's rule.
        state: State of the duty.
        due_at: When it is due.
        lost_at: When the footage it is about is lost; None: it is about none.
        reminders: How many reminders are done with.
        rung: Rung that has it; 0 is the owner.
        rung_at: When that rung was told, or "nobody answered" last announced.
        announcements: How often "nobody answered" was announced.
        acknowledged_at: When somebody said "I have it".
        now: The instant; only tells which reminders were missed.
        quiet_until: Before this no reminder goes out; it comes then instead.
    """
    if state not in enums.OPEN_DUTY_STATES:
        return None
    told_at = _told_at(due_at, rung, rung_at)
    steps = [
        _step(at, StepKind.ESCALATE, number, reminders)
        for number, at in _before_loss(rule, lost_at)
        if number > rung or (rung_at is not None and at > rung_at)
    ]
    if state == enums.DutyState.ACKNOWLEDGED:
        lapse_at = acknowledged_at + rule.lapses_after if acknowledged_at else now
        steps.append(_step(lapse_at, StepKind.LAPSE, rung, reminders))
    else:
        if rung == 0 and reminders < len(rule.remind):
            steps.insert(0, _reminder(rule, due_at, reminders, now, quiet_until))
        waiting = _waiting(rule, told_at, lost_at, rung, reminders)
        if waiting is None:
            pace = rule.repeat_every if announcements else rule.exhausted_after
            waiting = _step(told_at + pace, StepKind.NOBODY, rung, reminders)
        steps.append(waiting)
    # Of several at one instant this is the first of the list.
    return min(steps, key=lambda step: step.at)


def _step(at: datetime, kind: StepKind, rung: int, reminders: int) -> Step:
    return Step(at=at, kind=kind, rung=rung, reminders=reminders)


def _told_at(due_at: datetime, rung: int, rung_at: datetime | None) -> datetime:
    """Return from when the patience with the present rung counts."""
    if rung_at is None:
        return due_at
    # An owner has time until the duty is due, even if told anew before.
    return rung_at if rung else max(rung_at, due_at)


def _reminder(
    rule: schema.Duty,
    due_at: datetime,
    reminders: int,
    now: datetime,
    quiet_until: datetime | None,
) -> Step:
    instants = [due_at + offset for offset in rule.remind]
    if quiet_until is not None:
        instants = [max(at, quiet_until) for at in instants]
    last = len(instants) - 1
    while reminders < last and instants[reminders + 1] <= max(now, instants[reminders]):
        reminders += 1
    return _step(instants[reminders], StepKind.REMIND, 0, reminders + 1)


def _before_loss(
    rule: schema.Duty, lost_at: datetime | None
) -> Iterator[tuple[int, datetime]]:
    """Give the rungs that stand before the loss, each with its instant."""
    for number, rung in enumerate(rule.ladder, start=1):
        if rung.before_lost is not None and lost_at is not None:
            yield number, lost_at - rung.before_lost


def _waiting(
    rule: schema.Duty,
    told_at: datetime,
    lost_at: datetime | None,
    rung: int,
    reminders: int,
) -> Step | None:
    for number, above in enumerate(rule.ladder[rung:], start=rung + 1):
        if above.wait is not None:
            return _step(told_at + above.wait, StepKind.ESCALATE, number, reminders)
        if lost_at is not None:
            return None
        # Nothing can be lost, so this rung never comes and the next follows.
    return None


def has_come(
    rule: schema.Duty, rung: int, *, lost_at: datetime | None, now: datetime
) -> bool:
    """Tell whether a rung may be told now, where those below cannot be reached.

    One that stands before the loss of footage may not before its instant.
    """
    if rule.ladder[rung - 1].wait is not None:
        return True
    return any(
        at <= now for number, at in _before_loss(rule, lost_at) if number == rung
    )


def due_at(
    rule: schema.Duty,
    *,
    opened_at: datetime,
    recorded_at: datetime,
    asked_at: datetime,
    tour_ends_at: datetime,
) -> datetime:
    """Return when a duty is due.

    A text that was worked off late can make a duty that is overdue from its
    beginning; a tour that is about to end cannot.

    Args:
        rule: The policy's rule.
        opened_at: When the incident was seen or reported.
        recorded_at: When the footage was recorded; without footage, the same.
        asked_at: When the duty comes into being.
        tour_ends_at: When the owner's tour ends.
    """
    start = {
        "opened": opened_at,
        "recorded": recorded_at,
        "asked": asked_at,
        "end_of_tour": tour_ends_at,
    }[rule.due.after]
    due = start + rule.due.within
    return max(due, asked_at) if rule.due.after == "end_of_tour" else due


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


def _running(watch: schema.Watch, timezone: str, now: datetime) -> list[datetime]:
    """List the ends of the turns of a watch that run now."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    crosses = watch.ends <= watch.starts
    ends = []
    for day in (today - _DAY, today):
        # A wall time that the clocks skip is as long after midnight as ever; of
        # one that comes twice it is the first. So watches that meet still meet.
        starts = datetime.combine(day, watch.starts, zone)
        stops = datetime.combine(day + crosses * _DAY, watch.ends, zone)
        ends_at = stops.astimezone(UTC)
        if starts.astimezone(UTC) <= now < ends_at:
            ends.append(ends_at)
    return ends
