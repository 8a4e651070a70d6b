"""Do what is due for one incident: remind, go up the ladder, say nobody answered.

The engine asks for it; the incident's own rows decide. Asked again, it finds
nothing due and does nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.policy import timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs import asking, obligations, recording
from bot.verbs.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.situation import IncidentFile, Situation
from models import commands, enums, views
from models.duty import Duty
from models.people import Person

#: Role of the people who keep the installation running.
ADMIN = "admin"


@dataclass(slots=True)
class _Walk:
    """Hold one duty on its way up the ladder."""

    file: IncidentFile
    situation: Situation
    duty: Duty
    rule: Rule
    now: datetime
    mint: Mint
    #: When this step was to be taken.
    planned_at: datetime
    columns: dict[str, Any]
    changes: list[Change] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    passed_over: list[dict[str, str]] = field(default_factory=list)

    @property
    def policy(self) -> Policy:
        return self.file.policy

    @property
    def owner(self) -> Person | None:
        return self.situation.roster.by_id.get(self.duty.owner_id or "")


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
    acts = tuple(
        _step(situation, file, duty, now, mint)
        for duty in file.duties
        if duty.next_step_at is not None and duty.next_step_at <= now
    )
    return Decision(
        answer=views.Stepped(acts=len(acts)), acts=acts, incident_id=file.incident.id
    )


def _step(
    situation: Situation, file: IncidentFile, duty: Duty, now: datetime, mint: Mint
) -> Act:
    rule = obligations.rule_of(file.policy, duty)
    columns = obligations.columns(duty)
    quiet_until = obligations.quiet_until(file.policy, file.incident.opened_at)
    step = obligations.next_step(rule, columns, now, quiet_until=quiet_until)
    planned_at = duty.next_step_at or now
    if step is None:
        return Act(
            ledger_id=file.incident.id,
            event="duty:at_rest",
            facts={"duty": duty.id},
            changes=(Update(Duty, duty, {"next_step_at": None}),),
        )
    if step.at > now:
        # Pulled forward: who had it could not be reached. The next rung has it.
        step = timetable.Step(
            at=planned_at, kind=_kind_after(rule, duty.rung), rung=duty.rung + 1
        )
    walk = _Walk(
        file=file,
        situation=situation,
        duty=duty,
        rule=rule,
        now=now,
        mint=mint,
        planned_at=min(planned_at, step.at),
        columns=columns,
    )
    event = _take(walk, step)
    before = obligations.columns(duty)
    values = {name: v for name, v in walk.columns.items() if v != before.get(name)}
    values["next_step_at"] = obligations.next_step_at(
        rule, walk.columns, now, quiet_until=quiet_until
    )
    is_late = _is_late(walk)
    return Act(
        ledger_id=file.incident.id,
        event=event,
        facts={
            "duty": duty.id,
            "rule": duty.rule,
            "due_at": recording.instant(duty.due_at),
            "planned_at": recording.instant(walk.planned_at),
            "noticed_at": recording.instant(now),
            "late": is_late,
            "rung": walk.columns["rung"],
            "passed_over": walk.passed_over,
        },
        changes=(*walk.changes, Update(Duty, duty, values)),
        notices=tuple(walk.notices),
    )


def _take(walk: _Walk, step: timetable.Step) -> str:
    """Carry a step out, going on at once where nobody can be told."""
    if step.kind is timetable.StepKind.LAPSE:
        walk.columns.update(
            state=_running_state(walk), acknowledged_at=None, rung=0, rung_at=walk.now
        )
        walk.changes.append(Update(Duty, walk.duty, {"acknowledged_by": None}))
        if _page_owner(walk):
            return "duty:acknowledgement_lapsed"
        step = timetable.Step(at=step.at, kind=_kind_after(walk.rule, 0), rung=1)
    if step.kind is timetable.StepKind.REMIND:
        # One that goes out late counts for those that were missed before it.
        walk.columns["reminders"] = step.reminders
        if _page_owner(walk):
            return "duty:reminded"
        step = timetable.Step(at=step.at, kind=_kind_after(walk.rule, 0), rung=1)
    if step.kind is timetable.StepKind.ESCALATE:
        for rung in range(step.rung, len(walk.rule.ladder) + 1):
            if timetable.has_come(
                walk.rule, rung, lost_at=walk.duty.lost_at, now=walk.now
            ) and _page_rung(walk, rung):
                return "duty:escalated"
    return _announce(walk)


def _kind_after(rule: Rule, rung: int) -> timetable.StepKind:
    if rung < len(rule.ladder):
        return timetable.StepKind.ESCALATE
    return timetable.StepKind.NOBODY


def _running_state(walk: _Walk) -> enums.DutyState:
    if walk.now >= walk.duty.due_at:
        return enums.DutyState.OVERDUE
    return enums.DutyState.NOTIFIED


def _page_owner(walk: _Walk) -> bool:
    """Put the duty to its owner again; False where that cannot be done."""
    roster = walk.situation.roster
    if walk.owner is None:
        people = roster.on_duty(
            walk.duty.owner_role or "", walk.policy, walk.now, but=_barred(walk)
        )
        if not people:
            walk.passed_over.append(
                {"rung": "0", "role": walk.duty.owner_role or "", "why": "empty"}
            )
    else:
        reach = roster.can_be_told(walk.owner, walk.policy, walk.now)
        people = [walk.owner] if reach is enums.Reach.YES else []
        if not people:
            walk.passed_over.append(
                {"rung": "0", "person": walk.owner.id, "why": reach.value}
            )
    for person in people:
        _page(walk, person, enums.Purpose.REMIND)
    if people:
        walk.columns["state"] = _running_state(walk)
    return bool(people)


def _page_rung(walk: _Walk, rung: int) -> bool:
    """Put the duty to a rung; False where nobody there can be told."""
    role = walk.rule.ladder[rung - 1].role
    walk.columns.update(rung=rung, rung_at=walk.now, acknowledged_at=None)
    walk.columns["state"] = _running_state(walk)
    people = walk.situation.roster.on_duty(
        role, walk.policy, walk.now, near=walk.owner, but=_barred(walk)
    )
    if not people:
        walk.passed_over.append({"rung": str(rung), "role": role, "why": "empty"})
        return False
    for person in people:
        _page(walk, person, enums.Purpose.ESCALATE)
    return True


def _announce(walk: _Walk) -> str:
    """Say that nobody answered, to those whom the policy names and the desk."""
    walk.columns.update(
        rung=len(walk.rule.ladder),
        rung_at=walk.now,
        announcements=walk.columns["announcements"] + 1,
        state=_running_state(walk),
        acknowledged_at=None,
    )
    roster = walk.situation.roster
    roles = (*walk.rule.exhausted_roles, *walk.policy.desk_roles, ADMIN)
    people = roster.on_duty_of(dict.fromkeys(roles), walk.policy, walk.now)
    for person in people:
        _page(walk, person, enums.Purpose.NOBODY)
    if not people:
        walk.passed_over.append({"rung": "nobody", "role": "", "why": "empty"})
    return "duty:nobody_answered"


def _barred(walk: _Walk) -> set[str]:
    """Return who may not have this duty: its owner, and for a look those there."""
    barred = {walk.duty.owner_id} if walk.duty.owner_id else set()
    if walk.rule.begins == "footage_attested":
        barred |= walk.file.on_scene()
        barred |= {
            duty.attested_by
            for duty in walk.file.duties
            if duty.footage_id == walk.duty.footage_id and duty.attested_by
        }
    return {person for person in barred if person}


def _page(walk: _Walk, person: Person, purpose: enums.Purpose) -> None:
    shown, codes, values = asking.put(walk.file, walk.duty, person, walk.now, walk.mint)
    walk.changes += codes
    for name in ("code", "notified_at"):
        if name in values:
            walk.columns[name] = values[name]
    step = f"{purpose.value}.{walk.columns['rung']}.{walk.planned_at.isoformat()}"
    walk.notices.append(
        Notice(
            key=f"{walk.duty.id}:{step}:{person.id}",
            purpose=purpose,
            person_id=person.id,
            view=shown,
            incident_id=walk.file.incident.id,
            duty_id=walk.duty.id,
            is_late=_is_late(walk),
            expires_at=walk.now + walk.policy.limits.notice_valid_for,
        )
    )


def _is_late(walk: _Walk) -> bool:
    return walk.now - walk.planned_at > walk.policy.limits.late_after
