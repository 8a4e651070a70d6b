"""Note that a member is the subject of an incident, or that they are not."""

from dataclasses import replace
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import targets
from bot.verbs.ground import rights, subjects
from bot.verbs.ground.decision import Act, Decision, Mint, Notice, Told, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.people import departure, overseers, sayings
from models import commands, enums, views
from models.incident import Incident
from models.people import Person

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

    Those who command hear of it. A mark is taken away by somebody else. Footage of
    their camera stays what it is, and theirs.

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
        notices=_tell(situation, file, command, person, member, policy, now, mint),
    )
    moved: list[Act] = []
    if command.is_subject:
        moved = departure.acts(situation, [member], now, mint, why=departure.SUBJECT)
    return Decision(
        answer=replace(answer, moved=len(moved)),
        acts=(act, *moved),
        incident_id=file.incident.id,
    )


def _tell(
    situation: Situation,
    file: IncidentFile,
    command: commands.MarkSubject,
    person: Person,
    member: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> tuple[Notice, ...]:
    """Tell those who command: nobody leaves others out of an incident unseen."""
    roster = situation.roster
    by, who = roster.label(person.id), roster.label(member.id)
    no_more = "" if command.is_subject else ", no more"
    text = f"{command.reference}: {by} marked {who} as its subject{no_more}."
    but = roster.sharing((person.id, member.id, *file.subjects()))
    mark_id = mint.new_id()
    return tuple(
        Notice(
            key=f"{mark_id}:subject:{one.id}",
            purpose=enums.Purpose.TELL,
            person_id=one.id,
            view=Told(text=text, at=now),
            incident_id=file.incident.id,
            not_before=overseers.loud_at(policy, one, now),
        )
        for one in overseers.commanding(roster, policy, now, but=but)
    )
