"""Note that a person has it: the paging rests, the duty stays."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs import asking, held_text, obligations, rights, standings, targets
from bot.verbs.decision import Act, Decision, Mint, Update
from bot.verbs.situation import Situation
from models import commands, enums, errors, views
from models.duty import Duty


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
    found = targets.find_duty(situation, person, command.target)
    if isinstance(found, views.NothingOpen):
        if not command.is_okay:
            return Decision(answer=found)
        if situation.unclear_answers >= policy.limits.unclear_answers_per_hour:
            return Decision(answer=views.Silence())
        return Decision(answer=views.NothingOpen(is_okay=True))
    if isinstance(found, views.Which):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    if duty.state is enums.DutyState.ACKNOWLEDGED and duty.acknowledged_at is not None:
        raise errors.AlreadyDone(
            situation.roster.label(duty.acknowledged_by),
            duty.acknowledged_at,
            word=duty.word,
        )
    after = {
        "state": enums.DutyState.ACKNOWLEDGED,
        "acknowledged_at": now,
    }
    values = {
        "state": enums.DutyState.ACKNOWLEDGED,
        "acknowledged_at": now,
        "acknowledged_by": person.id,
        "next_step_at": standings.next_step_at(file, duty, now, after),
    }
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event="duty:acknowledged",
        facts={"duty": duty.id, "rule": duty.rule},
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(Update(Duty, duty, values), *asks),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Acknowledged(
            asked=asking.show(file, duty, person), held_rule=held_by
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )
