"""Record that footage which is kept is still there, or that it is gone."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations
from bot.verbs.footage import cameras, checkpoints, kept_answers, ladder_told, search
from bot.verbs.ground import sources
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.ground.understood import Missing, Understood
from handlers.sms import dates
from models import commands, enums, views
from models.duty import Duty
from models.footage import Footage
from models.people import Person


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
    """Record the deletion date that stands now, and ask again at the next checkpoint.

    A day that comes earlier than the one stated before is told to the ladder; one
    that does not cover the legal time is refused, and the duty stays open. Where the
    footage is gone, a second person searches.

    Raises:
        NotFoundError: There is no footage to the duty.
    """
    footage = file.require_footage(duty)
    source = sources.of_piece(file.policy, footage)
    understood = kept_answers.read(
        command.said.strip(),
        source=source,
        policy=file.policy,
        now=now,
        kept_from=footage.flagged_at or footage.asked_at or now,
    )
    if isinstance(understood, Missing) or understood.refused is not None:
        missing = understood if isinstance(understood, Missing) else Missing()
        return Decision(
            answer=views.NeedsAnswer(
                asked=asking.show(file, duty, person),
                kind=enums.AnswerKind.KEPT,
                problem=missing.problem,
                earliest_on=missing.earliest_on,
                authority=source.authority if source else None,
            ),
            incident_id=file.incident.id,
        )
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes: list[Change] = [obligations.settled(duty, person, understood.stored, now)]
    notices: list[Notice] = []
    event, echo = "footage:checked", understood.echo
    if understood.gone is not None:
        event, echo = "footage:none_stated", "a second person will search"
        changes.append(Update(Footage, footage, {"no_video_reason": understood.gone}))
        more, notices = search.begin(file, ground, footage, stated_by=person)
        changes += more
    else:
        kept = {**understood.footage, "checked_at": now}
        # It was seen by a second person before, and is so still.
        kept.pop("state")
        changes.append(Update(Footage, footage, kept))
        notices = _told_of_earlier(file, ground, duty, footage, understood, person)
        piece = cameras.columns_of(footage) | kept
        changes += checkpoints.begin(file, ground, piece, but=duty.id)
    held_by, asks, told = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event=event,
        facts={"duty": duty.id, "footage": footage.id, "stated_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=(*changes, *asks),
        notices=(*notices, *told),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood=echo,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _told_of_earlier(
    file: IncidentFile,
    ground: obligations.Ground,
    duty: Duty,
    footage: Footage,
    understood: Understood,
    person: Person,
) -> list[Notice]:
    """Tell the ladder where the footage is deleted sooner than was stated before."""
    before_on = kept_answers.ends_on({"deletion_on": footage.deletion_on})
    now_on = kept_answers.ends_on(understood.footage)
    if now_on >= before_on:
        return []
    what = sources.short(sources.of_piece(file.policy, footage)) or "camera"
    return ladder_told.tell(
        file,
        ground,
        file.rule_of(duty),
        f"{what} footage is now deleted on {dates.say_date(now_on)}, "
        "earlier than stated before.",
        key=f"{duty.id}:earlier",
        but={person.id},
    )
