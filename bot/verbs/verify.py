"""Record that a second person looked at footage, or searched and found none."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs import asking, held_text, obligations, rights
from bot.verbs.decision import Act, Change, Decision, Mint, Notice, Update
from bot.verbs.situation import IncidentFile, Situation
from models import commands, enums, errors, views
from models.duty import Duty
from models.footage import Footage
from models.people import Person

#: Said after the word where a search found nothing.
LOST = "LOST"


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
    recorder = ground.roster.by_id.get(footage.recorder_id or "")
    but = {*file.on_scene(), attested_by.id}
    columns = {
        "id": footage.id,
        "recorded_at": footage.recorded_at,
        "ask_by": footage.ask_by,
        "lost_at": footage.lost_at,
        "flagged_at": ground.now,
    }
    for rule in obligations.rules_that_begin(ground, "footage_attested"):
        if rule.source not in (None, footage.source) or _is_begun(
            file, rule.id, footage
        ):
            continue
        duty = obligations.new_duty(ground, rule, owner=None, footage=columns)
        codes, asks = asking.ask_role(
            ground, rule, duty, near=recorder or attested_by, but=but
        )
        changes += [duty, *codes]
        notices += asks
    return changes, notices


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
    footage = file.footage_of(duty)
    if footage is None:
        raise errors.NotFoundError("There is no footage to this duty.")
    stated = [
        other
        for other in file.duties
        if other.footage_id == footage.id
        and other.id != duty.id
        and other.state is enums.DutyState.ATTESTED
    ]
    if person.id in file.on_scene() | {other.attested_by for other in stated}:
        raise errors.RefusedError(
            "A second person has to look: not one who recorded, stated it, "
            "or was there."
        )
    first, _, why = command.said.strip().partition(" ")
    is_lost = first.upper() == LOST
    if is_lost and not why.strip():
        raise errors.InvalidInputError("reason", f"Write why: {duty.word} LOST why")
    if not is_lost and footage.state is not enums.FootageState.ATTESTED:
        raise errors.InvalidInputError(
            "footage",
            f"No video was stated. Search, then text {duty.word} LOST and why.",
        )
    changes = _settle(duty, footage, stated, person, now, why if is_lost else None)
    ground = obligations.ground_of(file, situation.roster, now, mint)
    held_by, asks, notices = held_text.check(file, ground, person, command.said)
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


def _settle(
    duty: Duty,
    footage: Footage,
    stated: list[Duty],
    person: Person,
    now: datetime,
    why_lost: str | None,
) -> list[Change]:
    is_lost = why_lost is not None
    seen = {"verified_at": now, "verified_by": person.id, "next_step_at": None}
    end = {"reason": why_lost} if is_lost else {}
    state = enums.DutyState.LOST if is_lost else enums.DutyState.VERIFIED
    return [
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
        *(Update(Duty, other, {"state": state, **seen, **end}) for other in stated),
        Update(
            Footage,
            footage,
            {
                "state": enums.FootageState.LOST
                if is_lost
                else enums.FootageState.VERIFIED
            },
        ),
    ]
