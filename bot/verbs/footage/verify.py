"""Record that a second person looked at footage, or searched and found none."""

from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs.duties import asking, held_text, obligations
from bot.verbs.footage import cameras, checkpoints, ladder_told
from bot.verbs.ground import rights, sources, witnesses
from bot.verbs.ground.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.ground.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.people import Person

#: Said after the word where a search found nothing.
LOST = "LOST"

#: What a duty begins with that footage which was seen makes pointless.
OVERTAKEN = ("source_listed", "footage_asked", "footage_past")

#: Why such a duty ends.
SEEN = "the footage was seen by a second person"


def begin(
    file: IncidentFile,
    ground: obligations.Ground,
    footage: Footage,
    *,
    attested_by: Person,
) -> tuple[list[Change], list[Notice]]:
    """Return the duty to look, put to those who may: never to one who was there."""
    changes: list[Change] = []
    notices: list[Notice] = []
    nearest = witnesses.nearest(file, footage, ground.roster)
    but = witnesses.there(file, ground.roster) | {attested_by.id}
    columns = cameras.columns_of(footage) | {"flagged_at": ground.now}
    source = sources.of_piece(file.policy, footage)
    for rule in obligations.rules_that_begin(ground, "footage_attested"):
        if rule.source not in (None, footage.source) or _is_begun(
            file, rule.id, footage
        ):
            continue
        duty = obligations.new_duty(ground, rule, owner=None, footage=columns)
        codes, asks = asking.ask_role(
            ground,
            rule,
            duty,
            near=nearest or attested_by,
            but=but,
            source=source,
            whose=asking.camera_of(footage),
        )
        changes += [duty, *codes]
        notices += asks
    return changes, notices


def is_begun(file: IncidentFile, footage: Footage) -> bool:
    """Tell whether somebody has the second look at footage already."""
    rules = obligations.ids_that_begin(file.policy, "footage_attested")
    return any(_is_begun(file, rule, footage) for rule in rules)


def _is_begun(file: IncidentFile, rule_id: str, footage: Footage) -> bool:
    return any(
        duty.rule == rule_id
        and duty.footage_id == footage.id
        and duty.state in enums.OPEN_DUTY_STATES
        for duty in file.duties
    )


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
    """Verify footage, or record its loss after a search.

    Raises:
        RefusedError: The person's role may not, or the person recorded, stated
            it, or was at the scene.
        InvalidInputError: A loss without its reason, or nothing to look at.
    """
    rights.require(situation, policy, "verify")
    footage = file.require_footage(duty)
    require_second(situation, file, duty, person)
    first, _, why = command.said.strip().partition(" ")
    is_lost = first.upper() == LOST
    if is_lost and not why.strip():
        raise errors.InvalidInputError("reason", f"Write why: {duty.word} LOST why")
    if not is_lost and footage.state is not enums.FootageState.ATTESTED:
        raise errors.InvalidInputError(
            "footage",
            f"No video was stated. Search, then text {duty.word} LOST and why.",
        )
    ground = obligations.ground_of(file, situation.roster, now, mint)
    changes = settle(file, duty, footage, person, now, why if is_lost else None)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
    if is_lost:
        notices += tell_loss(file, ground, duty, footage, person)
    else:
        kept = cameras.columns_of(footage)
        asks += checkpoints.begin(file, ground, kept, but=duty.id)
    act = Act(
        ledger_id=file.incident.id,
        event="footage:lost" if is_lost else "footage:verified",
        facts={"duty": duty.id, "footage": footage.id, "seen_by": person.id},
        words={"said": command.said} if command.said else {},
        held_by=held_by,
        changes=(*changes, *asks),
        notices=tuple(notices),
    )
    return Decision(
        answer=views.Attested(
            reference=file.incident.reference,
            word=duty.word,
            understood="lost" if is_lost else "seen by you",
            held_rule=held_by,
            is_final=True,
        ),
        acts=(act,),
        incident_id=file.incident.id,
    )


def require_second(
    situation: Situation, file: IncidentFile, duty: Duty, person: Person
) -> None:
    """Go on only for one who neither recorded the footage nor stated how it is.

    Nor does another row of the roster count that shares a number with one of those.

    Raises:
        RefusedError: It is one of those.
    """
    stated = {
        other.attested_by
        for other in file.duties
        if other.footage_id == duty.footage_id
        and other.id != duty.id
        and other.state is enums.DutyState.ATTESTED
    }
    was_there = witnesses.there(file, situation.roster)
    first = {one for one in was_there | stated if one}
    if person.id in situation.roster.sharing(first):
        raise errors.RefusedError(
            "A second person has to look: not one who recorded, stated it, "
            "or was there."
        )


def settle(
    file: IncidentFile,
    duty: Duty,
    footage: Footage,
    person: Person,
    now: datetime,
    why_lost: str | None,
) -> list[Change]:
    """Return what ends where a second person saw the footage, or found it lost.

    Where it is lost, whatever was still owed of it ends with it. Where it is seen,
    what should have brought it about does; docking a camera is something else.
    """
    is_lost = why_lost is not None
    seen = {"verified_at": now, "verified_by": person.id, "next_step_at": None}
    end = {"reason": why_lost} if is_lost else {}
    state = enums.DutyState.LOST if is_lost else enums.DutyState.VERIFIED
    changes: list[Change] = [
        Update(
            Duty,
            duty,
            {
                "state": enums.DutyState.VERIFIED,
                "attested_at": now,
                "attested_by": person.id,
                **seen,
            },
        ),
    ]
    for other in file.duties:
        if other.footage_id != footage.id or other.id == duty.id:
            continue
        is_open = other.state in enums.OPEN_DUTY_STATES
        if other.state is enums.DutyState.ATTESTED or (is_lost and is_open):
            changes.append(Update(Duty, other, {"state": state, **seen, **end}))
        elif is_open and file.rule_of(other).begins in OVERTAKEN:
            released = {
                "state": enums.DutyState.RELEASED,
                "reason": SEEN,
                "next_step_at": None,
            }
            changes.append(Update(Duty, other, released))
    values: dict[str, Any] = {
        "state": enums.FootageState.LOST if is_lost else enums.FootageState.VERIFIED
    }
    if is_lost:
        values["lost_reason"] = why_lost
    changes.append(Update(Footage, footage, values))
    return changes


def tell_loss(
    file: IncidentFile,
    ground: obligations.Ground,
    duty: Duty,
    footage: Footage,
    person: Person,
) -> list[Notice]:
    """Tell everybody on the ladder that the loss of footage is on record."""
    source = sources.of_piece(file.policy, footage)
    what = sources.short(source) or (
        f"star {footage.recorder_star}" if footage.recorder_star else "a camera"
    )
    return ladder_told.tell(
        file,
        ground,
        file.rule_of(duty),
        f"FOOTAGE LOST: {what}. A second person searched; the reason is on record.",
        key=f"{duty.id}:lost",
        but={person.id},
    )
