"""Do what is due for one incident: remind, go up the ladder, say nobody answered.

The engine asks for it; the incident's own rows decide. Asked again, it finds
nothing due and does nothing.
"""

from datetime import datetime

from bot.policy import steps
from bot.policy.schema import Policy
from bot.verbs.duties import announcing, ladder, owners, standings
from bot.verbs.footage import loss
from bot.verbs.ground import recording
from bot.verbs.ground.decision import Act, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, views
from models.duty import Duty

#: Event by which everybody hears that footage is past its loss.
PAST_LOSS = "footage:past_loss"


def decide(
    situation: Situation,
    command: commands.TakeStep,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Take the step that is due of each of the incident's duties."""
    file = situation.files.get(command.incident_id)
    if file is None:
        return Decision(answer=views.Stepped(acts=0))
    acts = []
    ended: set[str] = set()
    for duty in file.duties:
        step_at = duty.next_step_at
        if step_at is None or step_at > now or duty.id in ended:
            continue
        act = _step(situation, file, duty, now, mint)
        acts.append(act)
        if act.event == PAST_LOSS:
            # It speaks for everything that should have preserved that footage.
            ended |= {other.id for other in loss.siblings(file, duty)}
    return Decision(
        answer=views.Stepped(acts=len(acts)),
        acts=tuple(acts),
        incident_id=file.incident.id,
    )


def _step(
    situation: Situation,
    file: IncidentFile,
    duty: Duty,
    now: datetime,
    mint: Mint,
) -> Act:
    before = standings.columns(duty)
    step = standings.next_step(file, duty, now, before)
    planned_at = duty.next_step_at or now
    if step is None:
        return Act(
            ledger_id=file.incident.id,
            event="duty:at_rest",
            facts={"duty": duty.id},
            changes=(Update(Duty, duty, {"next_step_at": None}),),
        )
    is_early = step.at > now
    if is_early:
        step = _pulled_forward(file, duty, planned_at)
    walk = ladder.Walk(
        file=file,
        situation=situation,
        duty=duty,
        now=now,
        mint=mint,
        planned_at=min(planned_at, step.at),
        kind=step.kind.value,
        columns=before,
    )
    event = _take(walk, step, is_early=is_early)
    values = {name: v for name, v in walk.columns.items() if v != before.get(name)}
    values["next_step_at"] = standings.next_step_at(file, duty, now, walk.columns)
    return Act(
        ledger_id=file.incident.id,
        event=event,
        facts={
            "duty": duty.id,
            "rule": duty.rule,
            "due_at": recording.instant(duty.due_at),
            "planned_at": recording.instant(walk.planned_at),
            "noticed_at": recording.instant(now),
            "late": walk.is_late,
            "rung": walk.columns["rung"],
            "passed_over": walk.passed_over,
        },
        changes=(*walk.changes, Update(Duty, duty, values)),
        notices=tuple(walk.notices),
    )


def _pulled_forward(file: IncidentFile, duty: Duty, planned_at: datetime) -> steps.Step:
    """Return the step that takes the place of one that is not due yet.

    Who had it could not be reached, and the next rung has it; or nobody of the role
    that owes it could be asked at first.
    """
    if duty.notified_at is None and duty.owner_id is None:
        kind, rung = steps.StepKind.REMIND, 0
    else:
        kind = ladder.kind_after(file.rule_of(duty), duty.rung)
        rung = duty.rung + 1
    return steps.Step(at=planned_at, kind=kind, rung=rung, reminders=duty.reminders)


def _take(walk: ladder.Walk, step: steps.Step, *, is_early: bool) -> str:
    """Carry a step out, going on at once where nobody can be told.

    Args:
        walk: The duty on its way.
        step: What is done.
        is_early: True where what was said last arrived nowhere.
    """
    if step.kind is steps.StepKind.LOSS:
        loss.tell(walk)
        return PAST_LOSS
    if step.kind is steps.StepKind.ASK_AGAIN:
        walk.columns["ask_again_at"] = None
        is_paged = owners.put_again(walk)
        return "duty:asked_again" if is_paged else "duty:not_asked_again"
    if step.kind is steps.StepKind.LAPSE:
        walk.columns["reminders"] = step.reminders
        return _lapse(walk)
    if step.kind is steps.StepKind.REMIND:
        # One that goes out late counts for those that were missed before it.
        walk.columns.update(reminders=step.reminders, late_until=None)
        if owners.put_again(walk):
            return "duty:reminded"
        return "duty:not_reminded" if owners.comes_in_time(walk) else _upwards(walk)
    if step.kind is steps.StepKind.ESCALATE and ladder.climb(walk, step.rung):
        return "duty:escalated"
    announcing.announce(walk, is_unheard=is_early)
    return "duty:nobody_answered"


def _lapse(walk: ladder.Walk) -> str:
    """End an acknowledgement; the ladder starts again with who is on duty now."""
    walk.columns.update(
        state=ladder.running_state(walk), acknowledged_at=None, rung=0, rung_at=walk.now
    )
    had_by = walk.situation.roster.by_id.get(walk.duty.acknowledged_by or "")
    walk.changes.append(Update(Duty, walk.duty, {"acknowledged_by": None}))
    if owners.put_again(walk):
        owners.tell_lapsed(walk, had_by)
        return "duty:acknowledgement_lapsed"
    if owners.comes_in_time(walk):
        return "duty:acknowledgement_lapsed"
    return _upwards(walk)


def _upwards(walk: ladder.Walk) -> str:
    """Put the duty to the first rung that can be told, or say that nobody can."""
    if ladder.climb(walk, 1):
        return "duty:escalated"
    announcing.announce(walk)
    return "duty:nobody_answered"
