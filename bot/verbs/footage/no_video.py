"""Record why a member has no footage; the clock goes on for a second person."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations, targets
from bot.verbs.footage import search, verify
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import Situation
from bot.verbs.ground.understood import Understood
from models import commands, errors, views
from models.footage import Footage
from models.people import Person

#: The word itself; it speaks of the sender's own camera, not of one duty.
WORD = "NOVIDEO"


def decide(
    situation: Situation,
    command: commands.Attest,
    person: Person,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record the reason, settle the sender's camera duties, ask for a search.

    Raises:
        InvalidInputError: No reason was given.
        NotFoundError: The incident or code that is named does not exist.
    """
    why = command.said.strip()
    named = None
    if command.target.duty_id:
        found = targets.find_duty(situation, person, command.target)
        if isinstance(found, targets.Found):
            named = found.duty.footage_id
    mine = [
        targets.Found(file, duty)
        for file, duty in targets.concerned(situation, person)
        if (piece := file.footage_of(duty)) is not None
        and piece.recorder_id == person.id
        and obligations.rule_of(file.policy, duty).begins == "camera_listed"
        and command.target.reference in (None, file.incident.reference)
        and named in (None, piece.id)
    ]
    if not mine:
        return Decision(answer=views.NothingOpen())
    pieces = {found.duty.footage_id: found for found in mine}
    if len(pieces) > 1:
        return Decision(
            answer=views.Which(
                options=tuple(
                    asking.show(found.file, found.duty, person)
                    for found in pieces.values()
                )
            )
        )
    if not why:
        raise errors.InvalidInputError("reason", "Write why: NOVIDEO battery died")
    file = mine[0].file
    footage = file.footage_of(mine[0].duty)
    assert footage is not None
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes: list[Change] = [
        Update(Footage, footage, {"no_video_reason": why}),
        *(obligations.settled(found.duty, person, None, now) for found in mine),
    ]
    notices: list[Notice] = []
    more, asks = verify.begin(file, ground, footage, attested_by=person)
    changes += more
    notices += asks
    held_by, more, asks = held_text.check(file, ground, person, why)
    changes += more
    notices += asks
    settled = [found.duty.id for found in mine]
    asked, put = asking.put_next(file, person, now, mint, but=settled)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:none_stated",
        facts={"duties": settled, "footage": footage.id, "stated_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=(*changes, *put),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=WORD,
            understood="a second person will search",
            asked=asked,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def gone(
    situation: Situation,
    command: commands.Attest,
    found: targets.Found,
    understood: Understood,
    person: Person,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Record that outside footage is not there; a second person searches at once."""
    file, duty = found.file, found.duty
    footage = file.footage_of(duty)
    if footage is None:
        raise errors.NotFoundError("There is no footage to this duty.")
    ground = obligations.ground_of(file, situation.roster, now, mint)
    more, notices = search.begin(file, ground, footage, stated_by=person)
    held_by, asks, told = held_text.check(file, ground, person, command.said)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:none_stated",
        facts={"duties": [duty.id], "footage": footage.id, "stated_by": person.id},
        words={"said": command.said},
        held_by=held_by,
        changes=(
            Update(Footage, footage, {"no_video_reason": understood.gone}),
            obligations.settled(duty, person, understood.stored, now),
            *more,
            *asks,
        ),
        notices=(*notices, *told),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood="a second person will search",
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )
