"""Note that a person has it: the paging rests, the duty stays."""

from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations, relief, standings, targets
from bot.verbs.ground import rights
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.incident import say_text
from models import commands, enums, errors, views
from models.duty import Duty
from models.people import Person

#: The word itself.
WORD = "ACK"

#: Events of an incident's ledger: the paging rests; the duty has a new owner.
ACKNOWLEDGED = "duty:acknowledged"
TAKEN_OVER = "duty:taken_over"


def decide(
    situation: Situation,
    command: commands.Acknowledge,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Acknowledge the one duty that is meant.

    Raises:
        RefusedError: The sender's role may not do so.
        AlreadyDone: Somebody has it, or it is settled; says who and since when.
        InvalidInputError: What was named cannot be read.
        NotFoundError: The sender has no such code.
    """
    person = rights.require(situation, policy, "acknowledge")
    found = targets.find_duty(
        situation, person, command.target, verb=WORD, said=command.said
    )
    if isinstance(found, views.NothingOpen):
        if not command.is_okay:
            return Decision(answer=found)
        if say_text.is_worn(situation, policy):
            return Decision(answer=views.Silence())
        return Decision(answer=views.NothingOpen(is_okay=True))
    if isinstance(found, views.Which):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    rights.refuse_subject(file, person)
    is_taken_over = _is_taken_over(file, duty, person)
    if (
        duty.state is enums.DutyState.ACKNOWLEDGED
        and duty.acknowledged_at is not None
        and not is_taken_over
    ):
        raise errors.AlreadyDone(
            situation.roster.label(duty.acknowledged_by),
            duty.acknowledged_at,
            word=duty.word,
            reference=file.incident.reference,
        )
    values: dict[str, Any] = {
        "state": enums.DutyState.ACKNOWLEDGED,
        "acknowledged_at": now,
        "acknowledged_by": person.id,
    }
    shown = asking.show(file, duty, person)
    codes: list[Change] = []
    if is_taken_over:
        shown, codes, _ = asking.put(file, duty, person, now, mint)
        values |= _taken_over(person, shown.code, now)
    values["next_step_at"] = standings.next_step_at(
        file, duty, now, standings.columns(duty) | values
    )
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event=TAKEN_OVER if is_taken_over else ACKNOWLEDGED,
        facts={"duty": duty.id, "rule": duty.rule}
        | ({"from": duty.owner_id} if is_taken_over else {}),
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(*codes, Update(Duty, duty, values), *asks),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Acknowledged(
            asked=shown, is_taken_over=is_taken_over, held_rule=held_by
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _is_taken_over(file: IncidentFile, duty: Duty, person: Person) -> bool:
    """Tell whether a duty that was passed on is this person's from now on.

    The "I have it" of whoever passed it on is in nobody's way.
    """
    if duty.acknowledged_by not in (None, duty.owner_id, duty.passed_by):
        return False
    return (
        duty.passed_at is not None
        and person.id not in (duty.owner_id, duty.passed_by)
        and relief.may_take(file.rule_of(duty), person, file.policy)
    )


def _taken_over(person: Person, code: str | None, now: datetime) -> dict[str, Any]:
    """Return the columns by which a duty has a new owner; its dates stay."""
    return {
        "owner_id": person.id,
        "owner_role": None,
        "code": code,
        "passed_at": None,
        "passed_by": None,
        "late_until": None,
        "ask_again_at": None,
        # The ladder starts again from its new owner.
        "rung": 0,
        "rung_at": now,
    }
