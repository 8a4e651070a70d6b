"""Work out what the engine does next about what is owed, and when.

Pure: everything follows from a rule of the policy and from where a duty stands,
never from what was planned before. So a restart, a downtime or a jump of the
clock changes nothing but lateness. Instants are aware UTC.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.policy import schema, timetable
from models import enums


class StepKind(StrEnum):
    """Name what the engine does about a duty."""

    #: Tell that its footage is past its loss, and have somebody search.
    LOSS = "loss"
    #: Put it to its owner again.
    REMIND = "remind"
    #: Put it to its owner at the start of the next tour.
    ASK_AGAIN = "ask_again"
    #: Put it to the next rung of its ladder.
    ESCALATE = "escalate"
    #: Announce that nobody answered.
    NOBODY = "nobody"
    #: End an acknowledgement that was followed by nothing.
    LAPSE = "lapse"


class Standing(NamedTuple):
    """Hold where a duty stands, as far as its next step depends on it.

    Attributes:
        due_at: When it is due.
        lost_at: When the footage it is about is lost; None: it is about none.
        ask_by: Until when that can be asked for; None: it is about none.
        state: Its state.
        reminders: How many reminders are done with.
        rung: Rung that has it; 0 is the owner.
        rung_at: When that rung was told, or "nobody answered" last announced.
        announcements: How often "nobody answered" was announced.
        acknowledged_at: When somebody said "I have it".
        late_until: Instant to which the owner put the next reminder off.
        ask_again_at: When the owner's next tour starts, for one who is off.
        is_loss_awaited: True while it is to be told that the footage is past its
            loss: of what preserves it, until that was told.
        owner_role: Role of its owner, or that owes it.
        quiet_until: Before this no reminder goes out; it comes then instead.
        quiet: The policy's quiet hours.
        timezone: IANA name of the zone of those.
    """

    due_at: datetime
    lost_at: datetime | None
    ask_by: datetime | None = None
    state: enums.DutyState = enums.DutyState.EXPECTED
    reminders: int = 0
    rung: int = 0
    rung_at: datetime | None = None
    announcements: int = 0
    acknowledged_at: datetime | None = None
    late_until: datetime | None = None
    ask_again_at: datetime | None = None
    is_loss_awaited: bool = False
    owner_role: str | None = None
    quiet_until: datetime | None = None
    quiet: tuple[schema.Quiet, ...] = ()
    timezone: str = "UTC"


class Step(NamedTuple):
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


def next_step(rule: schema.Duty, stand: Standing, now: datetime) -> Step | None:
    """Return what the engine does next about a duty, and when; None: nothing.

    The earliest of these, and of two at one instant the first in this order:

    - What preserves footage: at its loss, that it is past it, once. What was
      missed before that, as in a downtime, is not done any more.
    - While the owner has it: the next reminder, or the instant to which the owner
      put that off. Of several that were missed only the last one goes out.
    - The start of the next tour of an owner who is off duty.
    - A rung that stands before the loss of footage: at its own instant,
      whatever the rungs before; those are passed over. Neither an
      acknowledgement nor an exhausted ladder moves it, nor having been told
      before that instant.
    - A rung that waits: that long after the rung before was really told (the
      first: after the due time), so that after a downtime nobody is skipped.
    - Once no rung waits any more: "nobody answered", again and again at the
      policy's pace. That is also so while a rung before the loss of footage is
      still to come: weeks without a word are not an outcome.

    While somebody has acknowledged it, only the end of that counts, the rungs
    that stand before the loss, and the loss.

    Reminders and rungs that wait come at the end of the quiet hours of the role
    they go to, unless a legal date of the footage would pass by then.

    Args:
        rule: The policy's rule.
        stand: Where it stands.
        now: The instant; only tells what was missed.
    """
    if stand.state not in enums.OPEN_DUTY_STATES:
        return None
    rung, reminders = stand.rung, stand.reminders
    steps = []
    if stand.is_loss_awaited and stand.lost_at is not None:
        loss = _step(stand.lost_at, StepKind.LOSS, rung, reminders)
        if stand.lost_at <= now:
            return loss
        steps.append(loss)
    before_loss = [
        _step(at, StepKind.ESCALATE, number, reminders)
        for number, at in _before_loss(rule, stand.lost_at)
        if number > rung or (stand.rung_at is not None and at > stand.rung_at)
    ]
    if stand.state == enums.DutyState.ACKNOWLEDGED:
        at = stand.acknowledged_at
        lapse_at = at + rule.lapses_after if at else now
        # It is put to the owner again then: what fell due meanwhile is not sent too.
        past = sum(stand.due_at + at <= max(now, lapse_at) for at in rule.remind)
        done = max(reminders, past)
        steps += [*before_loss, _step(lapse_at, StepKind.LAPSE, rung, done)]
    else:
        if rung == 0:
            steps += _reminders(rule, stand, now)
        if stand.ask_again_at is not None:
            steps.append(_step(stand.ask_again_at, StepKind.ASK_AGAIN, rung, reminders))
        steps += [*before_loss, _upwards(rule, stand)]
    # Of several at one instant this is the first of the list.
    return min(steps, key=lambda step: step.at)


def _step(at: datetime, kind: StepKind, rung: int, reminders: int) -> Step:
    return Step(at=at, kind=kind, rung=rung, reminders=reminders)


def _told_at(stand: Standing) -> datetime:
    """Return from when the patience with the present rung counts."""
    if stand.rung_at is None:
        return stand.due_at
    # An owner has time until the duty is due, even if told anew before.
    return stand.rung_at if stand.rung else max(stand.rung_at, stand.due_at)


def _reminders(rule: schema.Duty, stand: Standing, now: datetime) -> list[Step]:
    """Return the owner's next reminder, if there is one to come."""
    reminders = stand.reminders
    instants = [stand.due_at + offset for offset in rule.remind]
    if stand.late_until is not None:
        if reminders >= len(instants):
            # None is left to be put off: this one is beside them.
            return [_step(stand.late_until, StepKind.REMIND, 0, reminders)]
        instants[reminders] = stand.late_until
    if reminders >= len(instants):
        return []
    instants = [_when_loud(at, stand, stand.owner_role) for at in instants]
    if stand.quiet_until is not None:
        instants = [max(at, stand.quiet_until) for at in instants]
    last = len(instants) - 1
    while reminders < last and instants[reminders + 1] <= max(now, instants[reminders]):
        reminders += 1
    return [_step(instants[reminders], StepKind.REMIND, 0, reminders + 1)]


def _before_loss(
    rule: schema.Duty, lost_at: datetime | None
) -> Iterator[tuple[int, datetime]]:
    """Give the rungs that stand before the loss, each with its instant."""
    for number, rung in enumerate(rule.ladder, start=1):
        if rung.before_lost is not None and lost_at is not None:
            yield number, lost_at - rung.before_lost


def _upwards(rule: schema.Duty, stand: Standing) -> Step:
    """Return the next rung that waits, or else that nobody answered."""
    told_at = _told_at(stand)
    for number, above in enumerate(rule.ladder[stand.rung :], start=stand.rung + 1):
        if above.wait is not None:
            at = _when_loud(told_at + above.wait, stand, above.role)
            return _step(at, StepKind.ESCALATE, number, stand.reminders)
        if stand.lost_at is not None:
            break
        # Nothing can be lost, so this rung never comes and the next follows.
    pace = rule.repeat_every if stand.announcements else rule.exhausted_after
    return _step(told_at + pace, StepKind.NOBODY, stand.rung, stand.reminders)


def _when_loud(at: datetime, stand: Standing, role: str | None) -> datetime:
    """Return an instant, or the end of the quiet hours that it falls into.

    They yield where footage could no longer be asked for, or would be lost, by
    their end.
    """
    loud_at = timetable.quiet_ends_at(stand.quiet, role, stand.timezone, at)
    if loud_at is None:
        return at
    legal = [date for date in (stand.ask_by, stand.lost_at) if date is not None]
    return at if any(at <= date <= loud_at for date in legal) else loud_at


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
