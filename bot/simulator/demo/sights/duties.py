"""Show what is owed to an incident: who has it, until when, and what comes next.

Three facts stay apart: somebody has it ("I have it"), somebody stated that it is
done, a second person has seen it.
"""

from typing import Any

from bot.policy import schema
from bot.simulator.demo.sights import coming
from bot.simulator.demo.sights.subject import Subject, instant
from bot.verbs.duties import obligations
from bot.verbs.shown import showing
from models import enums
from models.duty import Duty


def rows(subject: Subject) -> list[dict[str, Any]]:
    """Return every duty of an incident: open ones first, then by due time."""
    shown = [_row(subject, duty) for duty in subject.found.duties]
    return sorted(shown, key=lambda one: (not one["is_open"], one["due_at"], one["id"]))


def _row(subject: Subject, duty: Duty) -> dict[str, Any]:
    rule = obligations.rule_of(subject.policy, duty)
    line = showing.line(subject.file, duty, subject.roster)
    steps = coming.rows(
        subject.file,
        duty,
        owner=subject.name(duty.owner_id) or subject.role(duty.owner_role or ""),
        now=subject.now,
    )
    return {
        "id": duty.id,
        "word": duty.word,
        "title": line.title,
        "state": duty.state.value,
        "owner": line.owner,
        "owner_name": _owner_name(subject, duty, rule),
        "rung": duty.rung,
        "reminders": duty.reminders,
        "camera": _camera(subject, duty),
        "begun_at": instant(duty.created_at),
        "due_at": instant(duty.due_at),
        "lost_at": instant(duty.lost_at),
        "acknowledged_at": instant(duty.acknowledged_at),
        **_stated(subject, duty),
        "seen_by": subject.label(duty.verified_by),
        "seen_name": subject.name(duty.verified_by),
        "seen_at": instant(duty.verified_at),
        "code": duty.code,
        "is_open": duty.state in enums.OPEN_DUTY_STATES,
        "is_overdue": duty.state is enums.DutyState.OVERDUE,
        "is_unanswered": line.is_unanswered,
        "authority": rule.authority,
        "steps": [{**one, "at": instant(one["at"])} for one in steps],
    }


def _owner_name(subject: Subject, duty: Duty, rule: schema.Duty) -> str | None:
    """Return who has it by name; of a role, those of it who were told."""
    if duty.state is enums.DutyState.ACKNOWLEDGED:
        return subject.name(duty.acknowledged_by)
    if not duty.rung and duty.owner_id is not None:
        return subject.name(duty.owner_id)
    role = duty.owner_role
    if duty.rung:
        role = rule.ladder[min(duty.rung, len(rule.ladder)) - 1].role
    told = [
        person.name
        for code in subject.found.codes
        if code.duty_id == duty.id
        and (person := subject.roster.by_id.get(code.person_id)) is not None
        and person.role == role
    ]
    return ", ".join(dict.fromkeys(told)) or None


def _camera(subject: Subject, duty: Duty) -> str | None:
    """Return which camera it is about, where it is about one."""
    piece = subject.file.footage_of(duty)
    if piece is None:
        return None
    name = subject.name(piece.recorder_id) or piece.recorder_star
    return f"{name}’s camera" if name else subject.camera(piece)  # noqa: RUF001


def _stated(subject: Subject, duty: Duty) -> dict[str, Any]:
    """Return who stated it; that somebody looked is no statement of its own."""
    is_look = duty.verified_by is not None and (
        (duty.attested_by, duty.attested_at) == (duty.verified_by, duty.verified_at)
    )
    by = None if is_look else duty.attested_by
    return {
        "stated_by": subject.label(by),
        "stated_name": subject.name(by),
        "stated_at": instant(duty.attested_at) if by else None,
    }
