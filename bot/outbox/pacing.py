"""Let few messages reach one person: the first at once, the next ones together.

Decided in the transaction of the claim, while nobody else claims for that person:
two processes count as one, and after a restart the rows say all that was known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.outbox.claim import Claim, Errand
from bot.policy.schema import Policy
from bot.store import pacing
from bot.store.connect import Database
from bot.verbs.messages import gather, patience, second_tries
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty

#: How long a message waits where more for the same person is on its way. Source: our
#: choice; the engine tells of far more duties in that time than anybody has.
MOMENT_FOR = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Around:
    """Hold what a claim looks at.

    Attributes:
        policy: The policy in force.
        roster: Everybody.
        duties: Those that the claimed messages are about, by id.
        now: The instant (policy's clock).
    """

    policy: Policy
    roster: Roster
    duties: Mapping[str, Duty]
    now: datetime


def paced(
    connection: Connection,
    database: Database,
    claims: Sequence[Claim],
    around: Around,
) -> list[Claim]:
    """Return the claims, with those put off or put together that do not go alone."""
    mine: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if _is_unasked(claim) and claim.notice.person_id:
            mine[claim.notice.person_id].append(claim)
    if not mine:
        return list(claims)
    pacing.hold_people(connection, database, mine)
    since_at = around.now - pacing.LOOKS_BACK_FOR
    told = pacing.told_at(connection, list(mine), since_at)
    notices = [claim.notice for ours in mine.values() for claim in ours]
    handed = pacing.handed_at(connection, notices, since_at)
    in_peace_for = around.policy.limits.quiet_at_scene
    scenes = pacing.at_scene(connection, list(mine), around.now - in_peace_for)
    turned: dict[str, Claim] = {}
    for person_id, ours in mine.items():
        person = around.roster.by_id.get(person_id)
        if person is None:
            continue
        ids = [claim.notice.id for claim in ours]
        if all(_is_fresh(claim) for claim in ours) and (
            pacing.owes_more(connection, person_id, around.now)
        ):
            # The engine is not done with what is due: it comes in one text.
            moment_at = around.now + MOMENT_FOR
            turned |= {c.notice.id: _held(c, moment_at, None) for c in ours}
            continue
        has_more = len(ids) > 1 or pacing.waits_more(connection, person_id, ids)
        last_at = told.get(person_id)
        handed_at = handed.get(person_id)
        waits = patience.of(
            person, around.policy, around.roster, around.now, handed_at=handed_at
        )
        came_at = scenes.get(person_id)
        peace_at = came_at + in_peace_for if came_at else None
        for claim in _turns(
            waits, ours, last_at, around, has_more=has_more, peace_at=peace_at
        ):
            turned[claim.notice.id] = claim
    return [turned.get(claim.notice.id, claim) for claim in claims]


def _is_fresh(claim: Claim) -> bool:
    return claim.notice.not_before is None


def _is_unasked(claim: Claim) -> bool:
    """Tell whether a claim is of a text that may wait: none that was tried before."""
    notice = claim.notice
    return (
        claim.errand is Errand.SEND
        and notice.attempts == 0
        and notice.purpose in pacing.UNASKED
        and not gather.is_from_desk(notice)
        and not second_tries.is_second(notice)
    )


def _turns(
    waits: patience.Patience,
    ours: Sequence[Claim],
    told_at: datetime | None,
    around: Around,
    *,
    has_more: bool,
    peace_at: datetime | None,
) -> list[Claim]:
    """Say what becomes of the messages of one person that may leave now.

    Whoever is at a scene is left in peace until `peace_at`, but for tidings of what
    they or somebody at the desk did just now.
    """
    free_at = waits.free_at(told_at)
    if peace_at is not None and all(gather.may_wait_at_scene(c.notice) for c in ours):
        free_at = max(free_at, peace_at) if free_at is not None else peace_at
    until = {
        claim.notice.id: waits.latest_at(claim.notice, _duty(claim, around))
        for claim in ours
    }
    is_free = free_at is None or free_at <= around.now
    if not is_free and not any(
        waits.is_pressing(claim.notice, _duty(claim, around)) for claim in ours
    ):
        return [_held(claim, free_at, until[claim.notice.id]) for claim in ours]
    # What hands a watch over is a list already, and goes as it is.
    lists = [c for c in ours if c.notice.purpose is enums.Purpose.HAND_OVER]
    if lists and waits.pace is not None:
        next_at = waits.free_at(around.now)
        return [
            _let_go(lists[0], around),
            *(
                _held(claim, next_at, until[claim.notice.id])
                for claim in ours
                if claim is not lists[0]
            ),
        ]
    rest = [claim for claim in ours if claim not in lists]
    gone = [_let_go(claim, around) for claim in lists]
    if not rest or not has_more:
        return gone + [_let_go(claim, around) for claim in rest]
    return gone + [_gathering(claim, is_first=claim is rest[0]) for claim in rest]


def _duty(claim: Claim, around: Around) -> Duty | None:
    return around.duties.get(claim.notice.duty_id or "")


def _let_go(claim: Claim, around: Around) -> Claim:
    """Let a message leave alone, and note when, if that is not when it was made."""
    let_go_at = claim.notice.not_before or claim.notice.created_at
    not_before = around.now if let_go_at < around.now else None
    return replace(claim, not_before=not_before)


def _held(claim: Claim, free_at: datetime | None, latest_at: datetime | None) -> Claim:
    ends = [at for at in (free_at, latest_at) if at is not None]
    until_at = min(ends, default=None)
    return replace(claim, errand=Errand.HOLD, attempt_id="", not_before=until_at)


def _gathering(claim: Claim, *, is_first: bool) -> Claim:
    """Have the first see to it that all become one; the others wait for that."""
    errand = Errand.GATHER if is_first else Errand.HOLD
    return replace(claim, errand=errand, attempt_id="")
