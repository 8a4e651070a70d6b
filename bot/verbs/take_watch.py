"""Note that a person says "I have the watch"; it passes from whoever had it."""

from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs import presence, rights
from bot.verbs.decision import Act, Change, Decision, Insert, Mint, Update
from bot.verbs.situation import Situation
from models import commands, errors, ledger, views
from models.people import WatchHold


def decide(
    situation: Situation,
    command: commands.TakeWatch,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Give the person the watch of their role and unit until their tour ends.

    Whoever is not on duty is so from now on.

    Raises:
        RefusedError: The person's role may not.
        AlreadyDone: The person has it; says since when.
    """
    person = rights.require(situation, policy, "take_watch")
    roster = situation.roster
    until_at = roster.tour_ends_at(person, policy, now)
    standing = roster.watch_hold(person.role, person.unit, now)
    is_on_duty = roster.is_on_duty(person, policy, now)
    if (
        standing is not None
        and standing.person_id == person.id
        and standing.until_at >= until_at
        and is_on_duty
    ):
        raise errors.AlreadyDone(roster.label(person.id), standing.from_at)
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
                "unit": person.unit,
                "from_at": now,
                "until_at": until_at,
            },
        )
    )
    acts = []
    if not is_on_duty:
        acts.append(presence.listing(person, now, until_at, mint, is_on=True))
    acts.append(
        Act(
            ledger_id=ledger.PRESENCE,
            event="watch:taken",
            facts={"person": person.id, "from": taken_from},
            changes=tuple(changes),
        )
    )
    return Decision(
        answer=views.WatchTaken(
            until_at=until_at,
            taken_from=roster.label(taken_from) if taken_from else None,
        ),
        acts=tuple(acts),
    )
