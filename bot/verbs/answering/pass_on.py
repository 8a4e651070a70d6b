"""Pass a duty on to whoever supervises; it stays until one of them takes it."""

from datetime import datetime

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
from models.people import Person

#: The word itself.
WORD = "PASS"

#: Event of an incident's ledger.
EVENT = "duty:passed"

#: States in which a duty can be meant where no code names it.
MEANT = (*targets.WAITING, enums.DutyState.ACKNOWLEDGED)

#: What the ladder itself moves. Passing on does so only where it has begun, and only
#: upwards: nothing that was under way starts again.
_OF_THE_LADDER = ("rung", "rung_at", "ask_again_at")


def decide(
    situation: Situation,
    command: commands.PassOn,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Ask the rung above to take a duty over; where nobody can be told, the desk.

    It stays with its owner, who is reminded of it as before, until somebody of the
    ladder says "I have it". No date moves. Whoever had it from the ladder passes it
    to the rung above, and the ladder goes on from there.

    Raises:
        RefusedError: The sender's role may not, the duty is another's, or the sender
            passed it on before and nobody took it yet.
        AlreadyDone: Somebody else has it; says who and since when.
        NotFoundError: The sender has no such code.
    """
    person = rights.require(situation, policy, "pass_on")
    found = targets.find_duty(
        situation,
        person,
        command.target,
        states=MEANT,
        verb=WORD,
        said=command.said,
    )
    if not isinstance(found, targets.Found):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    _require_theirs(situation, file, duty, person)
    walk = ladder.Walk(
        file=file,
        situation=situation,
        duty=duty,
        now=now,
        mint=mint,
        planned_at=now,
    )
    before = dict(walk.columns)
    asked = relief.ask(
        walk, relief.rung_above(file.rule_of(duty), person), person, "passed"
    )
    if not duty.rung or asked.rung <= duty.rung:
        walk.columns |= {name: before[name] for name in _OF_THE_LADDER}
    walk.columns.update(state=ladder.running_state(walk), acknowledged_at=None)
    values = {name: v for name, v in walk.columns.items() if v != before.get(name)}
    values |= {"passed_at": now, "passed_by": person.id}
    if duty.acknowledged_by is not None:
        values["acknowledged_by"] = None
    values["next_step_at"] = standings.next_step_at(file, duty, now, walk.columns)
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    changes: list[Change] = [*walk.changes, Update(Duty, duty, values), *asks]
    act = Act(
        ledger_id=file.incident.id,
        event=EVENT,
        facts={
            "duty": duty.id,
            "rule": duty.rule,
            "rung": asked.rung,
            "passed_over": walk.passed_over,
        },
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=tuple(changes),
        notices=(*walk.notices, *notices),
    )
    return Decision(
        answer=views.PassedOn(
            asked=asking.show(file, duty, person),
            told=tuple(situation.roster.label(one) for one in asked.people),
            is_desk=asked.is_desk,
            told_at=asked.told_at,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _require_theirs(
    situation: Situation, file: IncidentFile, duty: Duty, person: Person
) -> None:
    """Go on only for whoever has the duty now.

    Raises:
        RefusedError: The sender neither owes it nor stands on its ladder, or passed
            it on before.
        AlreadyDone: Somebody else said "I have it".
    """
    rule = file.rule_of(duty)
    is_theirs = (
        duty.owner_id == person.id
        or (duty.owner_id is None and duty.owner_role == person.role)
        or relief.may_take(rule, person, file.policy)
    )
    if not is_theirs:
        raise errors.RefusedError(f"{duty.word} is not yours to pass on.")
    is_others = duty.acknowledged_by not in (None, person.id)
    if duty.state is enums.DutyState.ACKNOWLEDGED and is_others:
        by = situation.roster.label(duty.acknowledged_by)
        raise errors.AlreadyDone(by, duty.acknowledged_at or duty.due_at, word=WORD)
    if duty.passed_at is not None and duty.passed_by == person.id:
        raise errors.RefusedError(
            f"{duty.word} is passed on already. It stays yours until somebody says ACK."
        )
