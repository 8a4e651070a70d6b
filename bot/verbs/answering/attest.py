"""Record that a person states a duty to be done."""

from collections.abc import Iterable
from datetime import datetime

from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.answering import answers, name_footage
from bot.verbs.duties import (
    asking,
    by_source,
    held_text,
    obligations,
    settled,
    targets,
)
from bot.verbs.footage import (
    cameras,
    checkpoints,
    circumstances,
    following,
    late_statement,
    no_video,
    outside,
    refusal,
    search,
    still_there,
    verify,
)
from bot.verbs.ground import rights, sources
from bot.verbs.ground.decision import (
    Act,
    Change,
    Decision,
    Insert,
    Mint,
    Notice,
    Update,
)
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.ground.understood import Missing, Understood
from bot.verbs.incident import say_text, state_fact
from models import commands, enums, views
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident
from models.people import Person

#: States in which the duty's own word or DONE can settle it.
OPEN = enums.OPEN_DUTY_STATES

#: Words of duties with which free words may begin as well: "Asked him to step back".
MAY_BE_WORDS = ("ASKED",)

#: States in which a plain DONE can mean a duty: it was put to the sender.
TOLD = (*targets.WAITING, enums.DutyState.ACKNOWLEDGED)


#: What takes the answer of one who looks at footage, by what the duty begins with.
_LOOKS = {
    "footage_attested": verify.decide,
    "footage_past": search.decide,
    "footage_kept": still_there.decide,
}


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
    late = late_statement.meant(situation, command, person)
    if late is not None:
        return late_statement.decide(situation, command, late, person, now, mint)
    command, named = by_source.find(situation, command, person)
    if named is None:
        by_source.refuse_other(situation, command, person)
    found = named or targets.find_duty(
        situation,
        person,
        command.target,
        word=command.word,
        states=OPEN if command.word else TOLD,
    )
    if isinstance(found, views.NothingOpen):
        return _nothing_open(situation, command, person, policy, now, mint)
    if not isinstance(found, targets.Found):
        return Decision(answer=found)
    file, duty = found.file, found.duty
    rule = obligations.rule_of(file.policy, duty)
    look = _LOOKS.get(rule.begins)
    if look is not None:
        return look(situation, command, file, duty, person, policy, now, mint)
    footage = file.footage_of(duty)
    understood = answers.read(
        rule.answer,
        command.said,
        person=person,
        policy=file.policy,
        source=obligations.source_of(file.policy, rule, footage),
        now=now,
        ground=command.ground,
        fact=next((one for one in file.policy.fact if one.id == rule.fact), None),
        kept_from=(footage.flagged_at or footage.asked_at) if footage else None,
    )
    if isinstance(understood, Missing):
        return _ask_for_more(file, duty, person, understood)
    if understood.refused is not None:
        return refusal.decide(situation, command, found, person, now, mint)
    if understood.gone is not None:
        return no_video.gone(situation, command, found, understood, person, now, mint)
    return _settle(situation, command, file, duty, rule, person, understood, now, mint)


def _nothing_open(
    situation: Situation,
    command: commands.Attest,
    person: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Take what names cameras later, and words that only looked like an answer."""
    before = by_source.asked_before(situation, command, person)
    if isinstance(before, targets.Found):
        return _ask_for_more(before.file, before.duty, person, Missing())
    if before is not None:
        return Decision(answer=before)
    if command.word == name_footage.WORD and command.said.strip():
        return name_footage.later(situation, command, person, policy, now, mint)
    inbound = command.inbound
    if (
        command.word in MAY_BE_WORDS
        and inbound is not None
        and not command.target
        and len(command.said.split()) >= say_text.FEWEST_WORDS
    ):
        words = commands.SayText(
            actor=command.actor,
            request_id=command.request_id,
            inbound=inbound,
            text=inbound.body.strip(),
            words=len(inbound.body.split()),
        )
        return say_text.decide(situation, words, policy, now, mint)
    if done := settled.last(situation, person, command.target, command.word):
        raise done
    return Decision(answer=views.NothingOpen())


def _ask_for_more(
    file: IncidentFile, duty: Duty, person: Person, missing: Missing
) -> Decision:
    problem, earliest_on = missing.problem, missing.earliest_on
    needed = asking.needs(file, duty, person, problem=problem, earliest_on=earliest_on)
    return Decision(answer=needed, incident_id=file.incident.id)


def _settle(
    situation: Situation,
    command: commands.Attest,
    file: IncidentFile,
    duty: Duty,
    rule: Rule,
    person: Person,
    understood: Understood,
    now: datetime,
    mint: Mint,
) -> Decision:
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes: list[Change] = [obligations.settled(duty, person, understood.stored, now)]
    notices: list[Notice] = []
    asked: views.Asked | None = None

    def take(more: Iterable[Change], asks: Iterable[Notice]) -> None:
        changes.extend(more)
        notices.extend(asks)

    footage = file.footage_of(duty)
    if footage is not None and understood.footage:
        changes.append(Update(Footage, footage, understood.footage))
        if understood.footage.get("state") is enums.FootageState.ATTESTED:
            take(*_kept(file, ground, footage, understood, person))
        else:
            more, asked = _asked_for(file, ground, footage, understood, person)
            take(more, ())
    columns = dict(understood.incident)
    ground, named = name_footage.listed(
        file, ground, person, understood.stars, understood.sources
    )
    take(*named)
    if rule.fact is not None and understood.fact is not None:
        ground, columns["facts"] = state_fact.stated(
            file, ground, {rule.fact: understood.fact}
        )
    if ground.around != obligations.around(file):
        weighed = circumstances.weigh(file, ground, but=(duty.id,))
        take(weighed.changes, weighed.notices)
    if columns:
        changes.append(Update(Incident, file.incident, columns))
    take(*following.after(file, ground, duty, understood.footage))
    held_by, more, asks = held_text.check(file, ground, person, command.said)
    changes += more
    notices += asks
    put: list[Change] = []
    if asked is None:
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


def _kept(
    file: IncidentFile,
    ground: obligations.Ground,
    footage: Footage,
    understood: Understood,
    person: Person,
) -> tuple[list[Change], list[Notice]]:
    """Return what follows where footage is stated to be kept: a second look."""
    changes, notices = verify.begin(file, ground, footage, attested_by=person)
    if not changes and not verify.is_begun(file, footage):
        # Nobody looks a second time, so it is asked about again from here.
        piece = cameras.columns_of(footage) | understood.footage
        changes += checkpoints.begin(file, ground, piece)
    return changes, notices


def _asked_for(
    file: IncidentFile,
    ground: obligations.Ground,
    footage: Footage,
    understood: Understood,
    person: Person,
) -> tuple[list[Change], views.Asked | None]:
    """Return what follows where footage was asked for, and what of it comes next."""
    source = sources.of_piece(file.policy, footage)
    if source is None:
        return [], None
    opener = outside.opener_of(ground.roster, file.incident.opened_by)
    piece = cameras.columns_of(footage) | understood.footage
    has = {
        duty.rule
        for duty in file.duties
        if duty.footage_id == footage.id and duty.state in OPEN
    }
    begins = "footage_asked"
    made, _ = outside.owed(ground, source, piece, opener=opener, begins=begins, but=has)
    changes = list(made)
    for duty in made:
        rule = ground.policy.duty_of(duty.values["rule"])
        if isinstance(duty, Insert) and duty.values["owner_role"] == person.role:
            shown, code = asking.put_new(ground, rule, duty, person, source=source)
            return [*changes, code], shown
    return changes, None
