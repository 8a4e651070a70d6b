"""Tell somebody who takes over a watch what is open, once."""

from collections.abc import Collection
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground.decision import Act, Decision, Mint, Notice
from bot.verbs.ground.situation import Situation
from bot.verbs.people import comings
from bot.verbs.who.people import Roster
from models import commands, enums, ledger, views
from models.people import Person, WatchHold

#: What an entry of the ledger says of it.
EVENT = "watch:handed_over"


def decide(
    situation: Situation,
    command: commands.HandOver,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Tell one person what is open, if it was so when they came.

    What came up since was put to them as it came. Nothing is said to one who is off
    duty by now, cannot be told, or takes nothing over.
    """
    roster, work = situation.roster, situation.open_work
    person = roster.by_id.get(command.person_id)
    coming = comings.of(roster, person, policy, now) if person else None
    if (
        person is None
        or coming is None
        or coming.from_at != command.from_at
        or work.oldest_at is None
        or work.oldest_at >= coming.began_at
        or roster.can_be_told(person, policy, now) is not enums.Reach.YES
    ):
        return Decision(answer=views.Recorded(changed=False))
    notice = Notice(
        key=f"hand_over:{person.id}:{coming.from_at.isoformat()}",
        purpose=enums.Purpose.HAND_OVER,
        person_id=person.id,
        view=summary(roster, person, work, coming, policy, now),
        is_late=now - coming.began_at > policy.limits.late_after,
        expires_at=roster.tour_ends_at(person, policy, now),
    )
    act = Act(
        ledger_id=ledger.SYSTEM,
        event=EVENT,
        facts={
            "person": person.id,
            "unit": roster.unit_of(person, now),
            "from_at": coming.from_at.isoformat(),
            "late": notice.is_late,
            "open": work.duties,
            "incidents": work.incidents,
            "overdue": work.overdue,
            "unacknowledged": work.unacknowledged,
            "first": work.lines[0].reference,
        },
        notices=(notice,),
    )
    return Decision(answer=views.Recorded(), acts=(act,))


def summary(
    roster: Roster,
    person: Person,
    work: views.OpenWork,
    coming: comings.Coming,
    policy: Policy,
    now: datetime,
) -> views.Takeover:
    """Return what the person is told."""
    scope = comings.scope(roster, policy, person, now)
    hold = holder_beside(roster, person, policy, now)
    return views.Takeover(
        from_at=coming.from_at,
        work=work,
        rows=tuple(_row(roster, line) for line in work.lines),
        holder=roster.label(hold.person_id) if hold and scope.units is None else None,
        held_since_at=hold.from_at if hold and scope.units is None else None,
        units=scope.units,
    )


def watched(
    roster: Roster, work: views.OpenWork, *, but: Collection[str]
) -> views.Watched | None:
    """Return what is open to whoever has the watch; None: nothing is.

    Args:
        roster: Everybody.
        work: What is open.
        but: Ids of duties that are shown already.
    """
    if not work.duties:
        return None
    rows = [_row(roster, line) for line in work.lines if line.duty_id not in but]
    return views.Watched(work=work, rows=tuple(rows))


def _row(roster: Roster, line: views.OpenLine) -> views.TakeoverRow:
    return views.TakeoverRow(
        reference=line.reference,
        word=line.word,
        owner=_owner(roster, line),
        due_at=line.due_at,
        lost_at=line.lost_at,
    )


def holder_beside(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> WatchHold | None:
    """Return the hold of somebody else of this person's role and unit."""
    unit = roster.unit_of(person, now)
    hold = comings.held_by(roster, unit, policy, now, person.role)
    return hold if hold is not None and hold.person_id != person.id else None


def _owner(roster: Roster, line: views.OpenLine) -> str:
    if line.owner_id is not None:
        return roster.label(line.owner_id)
    return (line.owner_role or "").replace("_", " ")
