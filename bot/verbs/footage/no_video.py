"""Record why a member has no footage; the clock goes on for a second person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations, relief, targets
from bot.verbs.footage import search, verify
from bot.verbs.ground.decision import (
    Act,
    Change,
    Decision,
    Mint,
    Notice,
    Told,
    Update,
)
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.ground.understood import Understood
from models import commands, enums, errors, views
from models.duty import Duty
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
    mine = _meant(situation, command, person)
    if not mine:
        return Decision(answer=views.NothingOpen())
    pieces = {found.duty.footage_id: found for found in mine}
    if len(pieces) > 1:
        found = targets.which(pieces.values(), person, situation.roster, verb=WORD)
        return Decision(answer=replace(found, said="why"))
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
    is_own = footage.recorder_id == person.id
    if not is_own:
        notices += _tell_recorder(situation, file, footage, person, policy, now)
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
            understood="a second person will search"
            if is_own
            else f"star {footage.recorder_star}; a second person will search",
            asked=asked,
            held_rule=held_by,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def _meant(
    situation: Situation, command: commands.Attest, person: Person
) -> list[targets.Found]:
    """List the open duties of each camera that may be meant: the sender's own first.

    Somebody else's only where one of its duties was put to the sender, who stands on
    its ladder: whoever has it records what is known.
    """
    target = command.target
    named = None
    if target.duty_id or target.code:
        found = targets.find_duty(situation, person, target)
        if isinstance(found, targets.Found):
            named = found.duty.footage_id
    own: list[targets.Found] = []
    others: list[targets.Found] = []
    taken: set[str | None] = set()
    for file, duty, piece in _of_cameras(situation, target.reference):
        if named not in (None, piece.id):
            continue
        is_own = piece.recorder_id == person.id
        (own if is_own else others).append(targets.Found(file, duty))
        was_asked = named is not None or targets.concerns(file, duty, person)
        may_say = is_own or relief.may_take(file.rule_of(duty), person, file.policy)
        if was_asked and may_say:
            taken.add(piece.id)
    return [found for found in own or others if found.duty.footage_id in taken]


def _of_cameras(
    situation: Situation, reference: str | None
) -> Iterator[tuple[IncidentFile, Duty, Footage]]:
    """Give every open duty of a listed camera, of one incident or of all."""
    for file in situation.files.values():
        if reference not in (None, file.incident.reference):
            continue
        for duty in file.duties:
            piece = file.footage_of(duty)
            if (
                piece is not None
                and duty.state in enums.OPEN_DUTY_STATES
                and file.rule_of(duty).begins == "camera_listed"
            ):
                yield file, duty, piece


def _tell_recorder(
    situation: Situation,
    file: IncidentFile,
    footage: Footage,
    person: Person,
    policy: Policy,
    now: datetime,
) -> list[Notice]:
    """Tell whose camera it is what was said of it; off duty, at the next tour."""
    roster = situation.roster
    recorder = roster.by_id.get(footage.recorder_id or "")
    if recorder is None or recorder.ended_at is not None:
        return []
    reference = file.incident.reference
    by = roster.label(person.id).capitalize()
    return [
        Notice(
            key=f"{footage.id}:no_video:{now.isoformat()}",
            purpose=enums.Purpose.TELL,
            person_id=recorder.id,
            view=Told(
                reference=reference,
                text=f"{by} stated that your camera has no video of it. Not so? "
                f"NOTE {reference} and what you know.",
                at=now,
            ),
            incident_id=file.incident.id,
            not_before=roster.on_again_at(recorder, policy, now),
        )
    ]


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
    footage = file.require_footage(duty)
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
