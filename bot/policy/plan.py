"""Work out what follows if nobody ever answers: for explaining and for checking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.policy import schema, timetable
from models import enums


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold where a duty stands, as `timetable.next_step` takes it."""

    due_at: datetime
    lost_at: datetime | None
    state: enums.DutyState = enums.DutyState.EXPECTED
    reminders: int = 0
    rung: int = 0
    rung_at: datetime | None = None
    announcements: int = 0
    acknowledged_at: datetime | None = None
    quiet_until: datetime | None = None


def next_step(
    rule: schema.Duty, stand: Standing, now: datetime
) -> timetable.Step | None:
    """Return what the engine does next about a duty that stands so."""
    return timetable.next_step(
        rule,
        state=stand.state,
        due_at=stand.due_at,
        lost_at=stand.lost_at,
        reminders=stand.reminders,
        rung=stand.rung,
        rung_at=stand.rung_at,
        announcements=stand.announcements,
        acknowledged_at=stand.acknowledged_at,
        now=now,
        quiet_until=stand.quiet_until,
    )


def taken(stand: Standing, step: timetable.Step, at: datetime) -> Standing:
    """Return where a duty stands after a step was done at an instant."""
    if step.kind is timetable.StepKind.LAPSE:
        return replace(stand, state=enums.DutyState.NOTIFIED, acknowledged_at=None)
    if step.kind is timetable.StepKind.NOBODY:
        return replace(stand, announcements=stand.announcements + 1, rung_at=at)
    if step.kind is timetable.StepKind.ESCALATE:
        return replace(stand, state=enums.DutyState.OVERDUE, rung=step.rung, rung_at=at)
    return replace(stand, state=enums.DutyState.NOTIFIED, reminders=step.reminders)


def steps(
    rule: schema.Duty, stand: Standing, now: datetime
) -> Iterator[timetable.Step]:
    """Give the steps that follow; those of an open duty never end.

    Each is taken at its instant, or at `now` where that is past.
    """
    while step := next_step(rule, stand, now):
        yield step
        now = max(now, step.at)
        stand = taken(stand, step, now)
