"""Put duties to people: in an answer, or unasked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.policy import numbers
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Source
from bot.verbs.duties.obligations import Ground, rule_of, source_of
from bot.verbs.ground import rights, sources
from bot.verbs.ground.decision import Change, Insert, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who import delegates
from bot.verbs.who.people import Roster
from models import enums, errors, views
from models.duty import Code, Duty
from models.footage import Footage
from models.people import Person

#: What a code is good for, as roles are allowed it.
_ANSWERS = ("acknowledge", "attest")


def asked(
    reference: str,
    rule: Rule,
    duty: dict[str, Any],
    code: str | None,
    about: str | None = None,
    whose: str | None = None,
) -> views.Asked:
    """Show a duty as it is put to a person."""
    return views.Asked(
        reference=reference,
        word=rule.word,
        question=rule.question,
        code=code,
        due_at=duty["due_at"],
        lost_at=duty.get("lost_at"),
        about=about,
        whose=whose,
        by_text=rule.answer is not enums.AnswerKind.HELD_TEXT,
    )


def about(file: IncidentFile, duty: Duty) -> str | None:
    """Return the short name of the outside footage that a duty is about."""
    piece = file.footage_of(duty)
    return sources.short(sources.of_piece(file.policy, piece)) if piece else None


def _whose(file: IncidentFile, duty: Duty, person: Person) -> str | None:
    """Return the star of the camera that a duty is about, where it is another's."""
    piece = file.footage_of(duty)
    if piece is None or piece.recorder_star == person.star:
        return None
    return camera_of(piece)


def camera_of(piece: Footage) -> str | None:
    """Return whose camera recorded footage; None: it is no member's."""
    return f"star {piece.recorder_star}" if piece.recorder_star else None


def show(file: IncidentFile, duty: Duty, person: Person) -> views.Asked:
    """Show a duty that stands, with the code that this person has for it."""
    rule = rule_of(file.policy, duty)
    code = file.codes.get((duty.id, person.id))
    return asked(
        file.incident.reference,
        rule,
        {"due_at": duty.due_at, "lost_at": duty.lost_at, "state": duty.state},
        code,
        about(file, duty),
        _whose(file, duty, person),
    )


def told_apart(
    shown: views.Asked, duty: Duty, person: Person, roster: Roster
) -> views.Asked:
    """Say whose duty it is, where that is somebody else than its reader.

    Two officers owe the same in one incident, and only a code would differ.
    """
    if duty.owner_id in (None, person.id):
        return shown
    return replace(shown, whose=roster.label(duty.owner_id))


def needs(
    file: IncidentFile,
    duty: Duty,
    person: Person,
    *,
    problem: errors.InvalidInputError | None = None,
    earliest_on: date | None = None,
) -> views.NeedsAnswer:
    """Show how a duty is answered, and why what was said does not do."""
    rule = file.rule_of(duty)
    source = source_of(file.policy, rule, file.footage_of(duty))
    number = numbers.of(file.policy).rd_number
    return views.NeedsAnswer(
        asked=show(file, duty, person),
        kind=rule.answer,
        problem=problem,
        number_title=number.title,
        number_example=number.example,
        earliest_on=earliest_on,
        authority=source.authority if source else rule.authority,
    )


def put_new(
    ground: Ground,
    rule: Rule,
    duty: Insert,
    person: Person,
    *,
    source: Source | None = None,
    whose: str | None = None,
) -> tuple[views.Asked, Insert]:
    """Put a duty that is only now being made to a person; return its code too."""
    code = ground.mint.new_code()
    duty.values.update(state=enums.DutyState.NOTIFIED, notified_at=ground.now)
    if duty.values["owner_id"] == person.id:
        duty.values["code"] = code
    row = _code(code, duty.values["id"], person, ground.now)
    about = sources.short(source)
    return asked(ground.reference, rule, duty.values, code, about, whose), row


def put(
    file: IncidentFile, duty: Duty, person: Person, now: datetime, mint: Mint
) -> tuple[views.Asked, list[Change], dict[str, Any]]:
    """Put a duty that stands to a person.

    Returns:
        How it is shown, a new code if the person had none and can use one, and the
        columns of the duty that change.
    """
    changes: list[Change] = []
    values: dict[str, Any] = {}
    code = file.codes.get((duty.id, person.id))
    if code is None and _may_answer(file, person):
        code = mint.new_code()
        changes.append(_code(code, duty.id, person, now))
        if duty.owner_id == person.id:
            values["code"] = code
    if duty.state is enums.DutyState.EXPECTED:
        values["state"] = enums.DutyState.NOTIFIED
    if duty.notified_at is None:
        values["notified_at"] = now
    rule = rule_of(file.policy, duty)
    shown = asked(
        file.incident.reference,
        rule,
        {"due_at": duty.due_at, "lost_at": duty.lost_at, "state": duty.state},
        code,
        about(file, duty),
        _whose(file, duty, person),
    )
    return shown, changes, values


def _may_answer(file: IncidentFile, person: Person) -> bool:
    """Tell whether a code is of any use to a person: some are only told."""
    return any(rights.may(file.policy, person, verb) for verb in _ANSWERS)


def _code(code: str, duty_id: str, person: Person, now: datetime) -> Insert:
    return Insert(
        Code,
        {"code": code, "duty_id": duty_id, "person_id": person.id, "issued_at": now},
    )


def next_for(
    file: IncidentFile, person: Person, *, but: Iterable[str] = ()
) -> Duty | None:
    """Return what this person is asked for next in an incident.

    First what is asked at the scene, in the policy's order; then the duty that
    is due first.
    """
    passed = set(but)
    mine = [
        duty
        for duty in file.duties
        if (duty.owner_id == person.id or _is_of_role(file, duty, person))
        and duty.id not in passed
        and duty.state in enums.OPEN_DUTY_STATES
        and duty.state is not enums.DutyState.ACKNOWLEDGED
    ]
    order = [rule.id for rule in file.policy.duty if rule.is_asked_at_scene]
    at_scene = [duty for duty in mine if duty.rule in order]
    if at_scene:
        return min(at_scene, key=lambda duty: order.index(duty.rule))
    return min(mine, key=lambda duty: (duty.due_at, duty.id), default=None)


def _is_of_role(file: IncidentFile, duty: Duty, person: Person) -> bool:
    """Tell whether a duty was put to this person as one of a role."""
    is_theirs = duty.owner_id is None and duty.owner_role == person.role
    return is_theirs and (duty.id, person.id) in file.codes


def put_next(
    file: IncidentFile,
    person: Person,
    now: datetime,
    mint: Mint,
    *,
    but: Iterable[str] = (),
) -> tuple[views.Asked | None, list[Change]]:
    """Put the next duty of an incident to its owner in the answer."""
    duty = next_for(file, person, but=but)
    if duty is None:
        return None, []
    shown, changes, values = put(file, duty, person, now, mint)
    if values:
        changes.append(Update(Duty, duty, values))
    return shown, changes


def ask_role(
    ground: Ground,
    rule: Rule,
    duty: Insert,
    *,
    near: Person | None,
    but: set[str],
    source: Source | None = None,
    whose: str | None = None,
) -> tuple[list[Change], list[Notice]]:
    """Put a new duty of a role to those who are on duty for it, or to its delegate.

    Where all of the role may not have it and there is no delegate, the engine goes
    on at once with the next rung.

    Args:
        ground: What it rests on.
        rule: Its rule.
        duty: The duty.
        near: Whose supervisor or unit comes first.
        but: Who may not have it.
        source: The source of the footage that it is about, where there is one.
        whose: Whose camera recorded that, as people are called without a name.
    """
    found = delegates.able(
        ground.roster,
        ground.policy,
        duty.values["owner_role"],
        ground.now,
        near=near,
        unit=ground.unit,
        but=but,
    )
    if found.is_passed_over and not found.people:
        duty.values["next_step_at"] = ground.now
    elif not found.people:
        _ask_who_comes(ground, duty)
    changes: list[Change] = []
    notices: list[Notice] = []
    for person in found.people:
        shown, code = put_new(ground, rule, duty, person, source=source, whose=whose)
        changes.append(code)
        notices.append(
            Notice(
                key=f"{duty.values['id']}:ask:{person.id}",
                purpose=enums.Purpose.ASK,
                person_id=person.id,
                view=shown,
                incident_id=ground.incident_id,
                duty_id=duty.values["id"],
            )
        )
    return changes, notices


def _ask_who_comes(ground: Ground, duty: Insert) -> None:
    """Have a new duty put to the first one of its role who comes on duty."""
    values = duty.values
    role = values["owner_role"]
    coming_at = ground.roster.next_coming_at(role, ground.policy, ground.now)
    if coming_at is None:
        return
    values["ask_again_at"] = coming_at
    steps_at = (values.get("next_step_at"), coming_at)
    values["next_step_at"] = min(at for at in steps_at if at is not None)
