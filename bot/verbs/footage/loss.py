"""Tell that footage is past its loss, and have a second person search for it."""

from bot.verbs.duties import (
    announcing,
    asking,
    ladder,
    obligations,
    standings,
)
from bot.verbs.footage import cameras
from bot.verbs.ground import sources, witnesses
from bot.verbs.ground.decision import Change, Notice, Update
from bot.verbs.ground.situation import IncidentFile
from models import enums
from models.duty import Duty

#: Why a duty that preserves footage ends when somebody has to search for it.
SEARCHED = "past its loss: a second person searches"


def tell(walk: ladder.Walk) -> None:
    """Tell everybody concerned, and begin the search.

    What should have preserved the footage gives way to the search. Where the policy
    knows no search, it stays open and is announced at its pace.
    """
    walk.columns["loss_told_at"] = walk.now
    begun, asks = _begin(walk)
    is_searched = bool(begun) or _is_searched(walk)
    announcing.tell_all(
        walk, enums.Purpose.NOBODY, wording="loss", is_only_told=is_searched
    )
    walk.changes += begun
    walk.notices += asks
    others = siblings(walk.file, walk.duty)
    if not is_searched:
        walk.columns["state"] = enums.DutyState.OVERDUE
        walk.changes += [
            Update(Duty, other, {"loss_told_at": walk.now}) for other in others
        ]
        return
    ended = {"state": enums.DutyState.RELEASED, "reason": SEARCHED}
    walk.columns["state"] = enums.DutyState.RELEASED
    walk.changes.append(Update(Duty, walk.duty, {"reason": SEARCHED}))
    walk.changes += [
        Update(Duty, other, {**ended, "loss_told_at": walk.now, "next_step_at": None})
        for other in others
    ]


def siblings(file: IncidentFile, duty: Duty) -> list[Duty]:
    """List the other open duties that should have preserved the same footage."""
    return [
        other
        for other in file.duties
        if other.id != duty.id
        and other.footage_id == duty.footage_id
        and other.state in enums.OPEN_DUTY_STATES
        and file.rule_of(other).begins in standings.PRESERVES
    ]


def _begin(walk: ladder.Walk) -> tuple[list[Change], list[Notice]]:
    """Return the duty to search, put to those who may; nothing if it is begun."""
    footage = walk.file.footage_of(walk.duty)
    if footage is None or _is_searched(walk):
        return [], []
    ground = obligations.ground_of(
        walk.file, walk.situation.roster, walk.now, walk.mint
    )
    columns = cameras.columns_of(footage)
    source = sources.of_piece(walk.file.policy, footage)
    changes: list[Change] = []
    notices: list[Notice] = []
    for rule in obligations.rules_that_begin(ground, "footage_past"):
        if rule.source not in (None, footage.source):
            continue
        duty = obligations.new_duty(ground, rule, owner=None, footage=columns)
        near = witnesses.nearest(walk.file, footage, ground.roster)
        codes, asks = asking.ask_role(
            ground,
            rule,
            duty,
            near=near,
            but=ladder.barred(walk),
            source=source,
            whose=asking.camera_of(footage),
        )
        changes += [duty, *codes]
        notices += asks
    return changes, notices


def _is_searched(walk: ladder.Walk) -> bool:
    """Tell whether somebody has the search of this footage already.

    A second look that was asked for because there is no video is one.
    """
    return any(
        duty.footage_id == walk.duty.footage_id
        and duty.state in enums.OPEN_DUTY_STATES
        and walk.file.rule_of(duty).begins in ladder.SECOND_PERSON
        for duty in walk.file.duties
    )
