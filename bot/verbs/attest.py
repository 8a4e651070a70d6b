"""Record that a person states a duty to be done."""

from datetime import datetime

from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs import (
    answers,
    asking,
    cameras,
    held_text,
    no_video,
    obligations,
    rights,
    targets,
    verify,
)
from bot.verbs.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.situation import IncidentFile, Situation
from models import commands, enums, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident
from models.people import Person

#: States in which the duty's own word or DONE can settle it.
OPEN = enums.OPEN_DUTY_STATES

#: States in which a plain DONE can mean a duty: it was put to the sender.
TOLD = (*targets.WAITING, enums.DutyState.ACKNOWLEDGED)


def decide(
    situation: Situation,
    command: commands.Attest,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Attest the one duty that is meant, with the answer that it needs.

    Raises:
        RefusedError: The sender may not state this.
        AlreadyDone: It is settled; says by whom and when.
        InvalidInputError: What was named cannot be read.
        NotFoundError: The sender has no such code.
    """
    person = rights.require(situation, policy, "attest")
    if command.word == no_video.WORD:
        return no_video.decide(situation, command, person, policy, now, mint)
    found = targets.find_duty(
        situation,
        person,
        command.target,
        word=command.word,
        states=OPEN if command.word else TOLD,
    )
    if not isinstance(found, targets.Found):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    rule = obligations.rule_of(file.policy, duty)
    if rule.begins == "footage_attested":
        return verify.decide(situation, command, file, duty, person, policy, now, mint)
    understood = answers.read(
        rule.answer,
        command.said,
        person=person,
        policy=file.policy,
        source=obligations.source_of(file.policy, rule, file.footage_of(duty)),
        now=now,
        ground=command.ground,
    )
    if isinstance(understood, answers.Missing):
        return _ask_for_more(file, duty, rule, person, understood)
    return _settle(situation, command, file, duty, rule, person, understood, now, mint)


def _ask_for_more(
    file: IncidentFile,
    duty: Duty,
    rule: Rule,
    person: Person,
    missing: answers.Missing,
) -> Decision:
    source = obligations.source_of(file.policy, rule, file.footage_of(duty))
    return Decision(
        answer=views.NeedsAnswer(
            asked=asking.show(file, duty, person),
            kind=rule.answer,
            problem=missing.problem,
            earliest_on=missing.earliest_on,
            authority=source.authority if source else rule.authority,
        ),
        incident_id=file.incident.id,
    )


def _settle(
    situation: Situation,
    command: commands.Attest,
    file: IncidentFile,
    duty: Duty,
    rule: Rule,
    person: Person,
    understood: answers.Understood,
    now: datetime,
    mint: Mint,
) -> Decision:
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes: list[Change] = [obligations.settled(duty, person, understood.stored, now)]
    notices: list[Notice] = []
    footage = file.footage_of(duty)
    if footage is not None and understood.footage:
        changes.append(Update(Footage, footage, understood.footage))
        more, asks = verify.begin(file, ground, footage, attested_by=person)
        changes += more
        notices += asks
    if understood.incident:
        changes.append(Update(Incident, file.incident, understood.incident))
    changes += _list_cameras(file, ground, understood.stars)
    held_by, more, asks = held_text.check(file, ground, person, command.said)
    changes += more
    notices += asks
    asked, put = asking.put_next(file, person, now, mint, but=(duty.id,))
    act = Act(
        ledger_id=file.incident.id,
        event="duty:attested",
        facts={"duty": duty.id, "rule": duty.rule, "stated_by": person.id},
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(*changes, *put),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood=understood.echo,
            asked=asked,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _list_cameras(
    file: IncidentFile, ground: obligations.Ground, stars: tuple[str, ...]
) -> list[Change]:
    """Give every listed member own-camera duties, once."""
    listed = {piece.recorder_star for piece in file.footage}
    changes: list[Change] = []
    for star in stars:
        if star not in listed:
            recorder = ground.roster.of_star(star)
            changes += cameras.camera_listed(ground, recorder=recorder, star=star)
    return changes
