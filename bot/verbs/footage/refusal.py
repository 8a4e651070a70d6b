"""Keep on record that whoever has footage refuses to keep it; the clock goes on."""

from datetime import datetime

from bot.verbs.duties import asking, held_text, obligations
from bot.verbs.duties.targets import Found
from bot.verbs.ground.decision import Act, Decision, Mint
from bot.verbs.ground.situation import Situation
from models import commands, views
from models.people import Person


def decide(
    situation: Situation,
    command: commands.Attest,
    found: Found,
    person: Person,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record the refusal in its own words; what is owed stays as it is."""
    file, duty = found.file, found.duty
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:refused",
        facts={"duty": duty.id, "footage": duty.footage_id, "stated_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=tuple(asks),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Refusal(
            reference=file.incident.reference,
            word=duty.word,
            asked=asking.show(file, duty, person),
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )
