"""Work out what follows if nobody ever answers: for explaining and for checking."""

from collections.abc import Iterator
from datetime import datetime

from bot.policy import schema, steps
from models import enums


def taken(stand: steps.Standing, step: steps.Step, at: datetime) -> steps.Standing:
    """Return where a duty stands after a step was done at an instant."""
    if step.kind is steps.StepKind.LOSS:
        return stand._replace(is_loss_awaited=False)
    if step.kind is steps.StepKind.LAPSE:
        return stand._replace(
            state=enums.DutyState.NOTIFIED,
            acknowledged_at=None,
            rung=0,
            rung_at=at,
            reminders=step.reminders,
        )
    if step.kind is steps.StepKind.NOBODY:
        return stand._replace(announcements=stand.announcements + 1, rung_at=at)
    if step.kind is steps.StepKind.ESCALATE:
        return stand._replace(state=enums.DutyState.OVERDUE, rung=step.rung, rung_at=at)
    if step.kind is steps.StepKind.ASK_AGAIN:
        return stand._replace(ask_again_at=None)
    return stand._replace(
        state=enums.DutyState.NOTIFIED,
        reminders=step.reminders,
        late_until=None,
    )


def following(
    rule: schema.Duty, stand: steps.Standing, now: datetime
) -> Iterator[steps.Step]:
    """Give the steps that follow; those of an open duty never end.

    Each is taken at its instant, or at `now` where that is past.
    """
    while step := steps.next_step(rule, stand, now):
        yield step
        now = max(now, step.at)
        stand = taken(stand, step, now)
