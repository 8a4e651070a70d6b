"""Note that a person says "I have the watch", and who has it till then."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.ground import rights
from bot.verbs.ground.decision import (
    Act,
    Change,
    Decision,
    Insert,
    Mint,
    Notice,
    Told,
    Update,
)
from bot.verbs.ground.situation import Situation
from bot.verbs.people import hand_over, presence
from bot.verbs.who.people import Roster
from models import commands, enums, errors, ledger, views
from models.people import Person, WatchHold


def decide(
    situation: Situation,
    command: commands.TakeWatch,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Give the person the watch of their role and unit until their tour ends.

    Whoever is not on duty is so from now on. Where somebody else has it who is on
    duty, it passes only if the person says that this is known; the other one is told.

    Raises:
        RefusedError: The person's role may not.
        AlreadyDone: The person has it; says since when.
    """
    person = rights.require(situation, policy, "take_watch")
    roster = situation.roster
    until_at = roster.tour_ends_at(person, policy, now)
    unit = roster.unit_of(person, now)
    standing = roster.watch_hold(person.role, unit, now)
    is_on_duty = roster.is_on_duty(person, policy, now)
    if (
        standing is not None
        and standing.person_id == person.id
        and standing.until_at >= until_at
        and is_on_duty
    ):
        raise errors.AlreadyDone(roster.label(person.id), standing.from_at)
    holder = hand_over.holder_beside(roster, person, policy, now)
    if holder is not None and not command.takes_over:
        return Decision(
            answer=views.WatchHeld(
                by=roster.label(holder.person_id),
                since_at=holder.from_at,
                until_at=holder.until_at,
            )
        )
    taken_from = None
    changes: list[Change] = []
    if standing is not None:
        changes.append(Update(WatchHold, standing, {"until_at": now}))
        if standing.person_id != person.id:
            taken_from = standing.person_id
    changes.append(
        Insert(
            WatchHold,
            {
                "id": mint.new_id(),
                "person_id": person.id,
                "role": person.role,
                "unit": unit,
                "from_at": now,
                "until_at": until_at,
            },
        )
    )
    acts = []
    if not is_on_duty:
        acts.append(
            presence.listing(roster, person, policy, now, until_at, mint, is_on=True)
        )
    acts.append(
        Act(
            ledger_id=ledger.PRESENCE,
            event="watch:taken",
            facts={"person": person.id, "from": taken_from},
            changes=tuple(changes),
            notices=_tell(roster, person, taken_from, policy, now),
        )
    )
    return Decision(
        answer=views.WatchTaken(
            until_at=until_at,
            taken_from=roster.label(taken_from) if taken_from else None,
        ),
        acts=tuple(acts),
    )


def _tell(
    roster: Roster,
    person: Person,
    taken_from: str | None,
    policy: Policy,
    now: datetime,
) -> tuple[Notice, ...]:
    """Tell whoever had it that somebody else has it now, if they are on duty."""
    before = roster.by_id.get(taken_from or "")
    if before is None or (
        roster.can_be_told(before, policy, now) is not enums.Reach.YES
    ):
        return ()
    label = roster.label(person.id).capitalize()
    return (
        Notice(
            key=f"watch:{person.id}:{now.isoformat()}:{before.id}",
            purpose=enums.Purpose.TELL,
            person_id=before.id,
            view=Told(text=f"{label} has the watch now; you had it until now.", at=now),
            expires_at=roster.tour_ends_at(before, policy, now),
        ),
    )
