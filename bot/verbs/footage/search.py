"""Record what a second person's search for footage came to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.policy.schema import Ground, Policy
from bot.verbs.duties import asking, held_text, obligations
from bot.verbs.footage import cameras, kept_answers, verify
from bot.verbs.ground import rights, sources, witnesses
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.ground.understood import Missing, Understood
from handlers.sms import footage_answers
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.people import Person

#: With what the duty to search begins.
BEGINS = "footage_past"


def begin(
    file: IncidentFile,
    ground: obligations.Ground,
    footage: Footage,
    *,
    stated_by: Person,
) -> tuple[list[Change], list[Notice]]:
    """Return the duty to search for footage that is said to be gone.

    It goes to a second person: not to one who was there, nor to who says so. Where
    the policy knows no search, a second look is asked for.
    """
    changes: list[Change] = []
    notices: list[Notice] = []
    rules = [
        rule
        for rule in obligations.rules_that_begin(ground, BEGINS)
        if rule.source in (None, footage.source)
    ]
    if not rules:
        return verify.begin(file, ground, footage, attested_by=stated_by)
    if any(
        duty.footage_id == footage.id
        and duty.state in enums.OPEN_DUTY_STATES
        and duty.rule in {rule.id for rule in rules}
        for duty in file.duties
    ):
        return [], []
    for rule in rules:
        duty = obligations.new_duty(
            ground, rule, owner=None, footage=cameras.columns_of(footage)
        )
        codes, asks = asking.ask_role(
            ground,
            rule,
            duty,
            near=witnesses.nearest(file, footage, ground.roster) or stated_by,
            but=witnesses.there(file, ground.roster) | {stated_by.id},
            source=sources.of_piece(file.policy, footage),
            whose=asking.camera_of(footage),
        )
        changes += [duty, *codes]
        notices += asks
    return changes, notices


def decide(
    situation: Situation,
    command: commands.Attest,
    file: IncidentFile,
    duty: Duty,
    person: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record the loss with its reason, or until when what was found is kept.

    What was found is stated by the person who searched; yet another one looks.

    Raises:
        RefusedError: The person's role may not, or the person recorded, stated
            how it is, or was at the scene.
        InvalidInputError: A loss without its reason.
    """
    rights.require(situation, policy, "verify")
    footage = file.require_footage(duty)
    verify.require_second(situation, file, duty, person)
    outcome, said = footage_answers.read_search(command.said.strip())
    if outcome == footage_answers.LOST:
        if not said.strip():
            raise errors.InvalidInputError("reason", f"Write why: {duty.word} LOST why")
        return _lost(situation, command, file, duty, footage, said, now, mint)
    understood: Understood | Missing = Missing()
    if outcome:
        understood = _found(file.policy, footage, said, person, now)
    if isinstance(understood, Missing):
        source = sources.of_piece(file.policy, footage)
        return Decision(
            answer=views.NeedsAnswer(
                asked=asking.show(file, duty, person),
                kind=enums.AnswerKind.KEPT if outcome else enums.AnswerKind.SEARCH,
                problem=understood.problem,
                earliest_on=understood.earliest_on,
                authority=source.authority if source else None,
            ),
            incident_id=file.incident.id,
        )
    changes: list[Change] = [
        obligations.settled(duty, person, understood.stored, now),
        Update(Footage, footage, understood.footage),
    ]
    ground = obligations.ground_of(file, situation.roster, now, mint)
    more, notices = verify.begin(file, ground, footage, attested_by=person)
    held_by, asks, told = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:found",
        facts={"duty": duty.id, "footage": footage.id, "stated_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=(*changes, *more, *asks),
        notices=(*notices, *told),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood=f"found, kept {understood.echo}; another one looks",
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _lost(
    situation: Situation,
    command: commands.Attest,
    file: IncidentFile,
    duty: Duty,
    footage: Footage,
    why: str,
    now: datetime,
    mint: Mint,
) -> Decision:
    person = situation.person
    assert person is not None
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes = verify.settle(file, duty, footage, person, now, why.strip())
    held_by, asks, told = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:lost",
        facts={"duty": duty.id, "footage": footage.id, "seen_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=(*changes, *asks),
        notices=(*told, *verify.tell_loss(file, ground, duty, footage, person)),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood="lost",
            held_rule=held_by,
            is_final=True,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _found(
    policy: Policy, footage: Footage, said: str, person: Person, now: datetime
) -> Understood | Missing:
    """Return until when what was found is kept; it stands no more as missing."""
    today = now.astimezone(ZoneInfo(policy.timezone)).date()
    if not isinstance(
        kept := footage_answers.read_kept(said, today), footage_answers.Kept
    ) or (kept.refused is not None or kept.gone is not None):
        problem = errors.InvalidInputError("date", "That is no date.") if said else None
        return Missing(problem=problem)
    source = sources.of_piece(policy, footage)
    understood = kept_answers.read(
        said,
        source=source,
        policy=policy,
        now=now,
        kept_from=footage.flagged_at or now,
    )
    if isinstance(understood, Understood):
        understood.footage.update(no_video_reason=None, checked_at=now)
        if not sources.is_outside(source) and footage.flagged_at is None:
            ground = _ground(policy, person)
            understood.footage.update(
                flagged_at=now, ground=ground.id if ground else None
            )
    return understood


def _ground(policy: Policy, person: Person) -> Ground | None:
    """Return the ground that a person's flag rests on, where there is one."""
    return next((one for one in policy.ground if person.role in one.default_for), None)
