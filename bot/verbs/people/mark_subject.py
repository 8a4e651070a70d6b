"""Note that a member is the subject of an incident, or that they are not."""

from dataclasses import replace
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights, subjects
from bot.verbs.ground.decision import Act, Decision, Mint, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.people import departure, sayings
from models import commands, enums, views
from models.incident import Incident

#: The right to mark a subject: of those who lead, and decide on an incident's end.
VERB = "close_incident"


def decide(
    situation: Situation,
    command: commands.MarkSubject,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Bar a member from deciding on the incident, and put their duties to others.

    A mark is taken away by somebody else. Footage of their camera stays what it is,
    and theirs.

    Raises:
        RefusedError: The person's role may not, they are the subject themselves, or
            the incident is closed.
        NotFoundError: There is no such incident, or nobody is meant.
    """
    person = rights.require(situation, policy, VERB)
    file = targets.named(situation, command.reference)
    rights.refuse_subject(file, person)
    if file.incident.state in enums.CLOSED_STATES:
        raise targets.closed(file)
    member = sayings.called(situation.roster, command.who)
    label = situation.roster.label(member.id)
    answer = views.SubjectMarked(
        reference=command.reference, label=label, is_subject=command.is_subject
    )
    if (member.id in file.subjects()) is command.is_subject:
        return Decision(answer=answer, incident_id=file.incident.id)
    stored = subjects.marked(
        file.incident.facts, member.id, is_subject=command.is_subject
    )
    act = Act(
        ledger_id=file.incident.id,
        event="subject:marked" if command.is_subject else "subject:cleared",
        facts={"person": member.id},
        changes=(Update(Incident, file.incident, {"facts": stored}),),
    )
    moved: list[Act] = []
    if command.is_subject:
        moved = departure.acts(situation, [member], now, mint, why=departure.SUBJECT)
    return Decision(
        answer=replace(answer, moved=len(moved)),
        acts=(act, *moved),
        incident_id=file.incident.id,
    )
