"""Take a member who was listed by mistake off the footage; its clock goes on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import (
    asking,
    held_text,
    ladder,
    obligations,
    relief,
    standings,
    targets,
)
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident
from models.people import Person

#: The word itself.
WORD = "NOTME"

#: Event of an incident's ledger.
EVENT = "footage:disowned"


def decide(
    situation: Situation,
    command: commands.Disown,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Give the sender's duties about their camera to those who supervise them.

    The star stays with the footage, as disputed, and both its dates stay. A
    supervisor lists the right star, or has it searched for.

    Raises:
        RefusedError: The sender's role may not, opened the incident themselves, or
            made a statement about that footage before.
        InvalidInputError: What was named cannot be read.
        NotFoundError: There is no such code or incident for this person.
    """
    person = rights.require(situation, policy, "disown")
    files = [
        file
        for file in _files(situation, person, command.target)
        if _duties(file, person)
    ]
    if not files:
        return Decision(answer=views.NothingOpen())
    if len(files) > 1:
        firsts = [targets.Found(file, _duties(file, person)[0]) for file in files]
        return Decision(
            answer=targets.which(firsts, person, situation.roster, verb=WORD)
        )
    (file,) = files
    _require_listed_by_others(file, person)
    return _give_up(situation, command, file, person, now, mint)


def _files(
    situation: Situation, person: Person, target: commands.Target
) -> Iterable[IncidentFile]:
    if not target:
        return situation.files.values()
    found = targets.find_file(situation, person, target, is_free=False)
    return [found] if isinstance(found, IncidentFile) else []


def _pieces(file: IncidentFile, person: Person) -> list[Footage]:
    return [piece for piece in file.footage if piece.recorder_id == person.id]


def _was_opened_for(file: IncidentFile, person: Person) -> bool:
    """Tell whether somebody else opened it and named this person as the witness."""
    incident = file.incident
    return incident.opened_by == person.id and incident.source == "dispatched"


def _duties(file: IncidentFile, person: Person) -> list[Duty]:
    """List what this person owes as one who was listed, earliest due first."""
    pieces = {piece.id for piece in _pieces(file, person)}
    is_all = _was_opened_for(file, person)
    found = [
        duty
        for duty in file.duties
        if duty.owner_id == person.id
        and duty.state in enums.OPEN_DUTY_STATES
        and (is_all or duty.footage_id in pieces)
    ]
    return sorted(found, key=lambda duty: (duty.due_at, duty.id))


def _require_listed_by_others(file: IncidentFile, person: Person) -> None:
    """Go on only for one whom somebody else listed, and who said nothing of it yet.

    Raises:
        RefusedError: It is not so.
    """
    if file.incident.opened_by == person.id and not _was_opened_for(file, person):
        raise errors.RefusedError(
            f"You opened {file.incident.reference} yourself. "
            "If your camera has nothing, text NOVIDEO and why."
        )
    for piece in _pieces(file, person):
        is_stated = piece.state is not enums.FootageState.EXPECTED
        if is_stated or piece.no_video_reason is not None:
            raise errors.RefusedError(
                "You made a statement about that footage before: UNDO that first."
            )


def _give_up(
    situation: Situation,
    command: commands.Disown,
    file: IncidentFile,
    person: Person,
    now: datetime,
    mint: Mint,
) -> Decision:
    duties, pieces = _duties(file, person), _pieces(file, person)
    asked_for = next(
        (duty for duty in duties if _answer(file, duty) is enums.AnswerKind.DELETION),
        duties[0],
    )
    walk = ladder.Walk(
        file=file,
        situation=situation,
        duty=asked_for,
        now=now,
        mint=mint,
        planned_at=now,
    )
    asked = relief.ask(walk, 1, person, "disowned")
    taking = [situation.roster.by_id[one] for one in asked.people]
    changes: list[Change] = list(walk.changes)
    for duty in duties:
        values = _given_up(file, duty, person, asked, now)
        if duty is not asked_for:
            # One text is enough; the rest stands in their lists.
            for one in taking:
                changes += asking.put(file, duty, one, now, mint)[1]
        if duty.notified_at is None and taking:
            values["notified_at"] = now
        changes.append(Update(Duty, duty, values))
    changes += [Update(Footage, piece, {"recorder_id": None}) for piece in pieces]
    if file.incident.opened_by == person.id:
        changes.append(Update(Incident, file.incident, {"opened_by": None}))
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event=EVENT,
        facts={
            "duties": [duty.id for duty in duties],
            "footage": [piece.id for piece in pieces],
            "star": person.star,
            "stated_by": person.id,
            "passed_over": walk.passed_over,
        },
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(*changes, *asks),
        notices=(*walk.notices, *notices),
    )
    return Decision(
        answer=views.Disowned(
            reference=file.incident.reference,
            words=tuple(dict.fromkeys(duty.word for duty in duties)),
            told=tuple(situation.roster.label(one) for one in asked.people),
            is_desk=asked.is_desk,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _answer(file: IncidentFile, duty: Duty) -> enums.AnswerKind:
    return file.rule_of(duty).answer


def _given_up(
    file: IncidentFile,
    duty: Duty,
    person: Person,
    asked: relief.Asked,
    now: datetime,
) -> dict[str, Any]:
    """Return the columns of a duty that its owner does not have any more."""
    rule = file.rule_of(duty)
    values: dict[str, Any] = {
        "owner_id": None,
        "owner_role": rule.ladder[0].role,
        "code": None,
        "passed_at": None,
        "passed_by": person.id,
        "late_until": None,
        "ask_again_at": None,
    }
    is_others = (
        duty.state is enums.DutyState.ACKNOWLEDGED and duty.acknowledged_by != person.id
    )
    if not is_others:
        is_past = now >= duty.due_at
        values |= {
            "state": enums.DutyState.OVERDUE if is_past else enums.DutyState.NOTIFIED,
            "acknowledged_at": None,
            "acknowledged_by": None,
        }
        if not duty.rung or asked.rung > duty.rung:
            # The first rung has it as its own; one that is higher was told instead.
            values |= {"rung": asked.rung if asked.rung > 1 else 0, "rung_at": now}
    values = {k: v for k, v in values.items() if v != getattr(duty, k)}
    values["passed_by"] = person.id
    values["next_step_at"] = standings.next_step_at(
        file, duty, now, standings.columns(duty) | values
    )
    return values
