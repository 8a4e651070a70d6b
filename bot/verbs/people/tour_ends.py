"""Move what counts from the end of a tour, where that ends at another time now.

One's own word moves it either way, but never beyond the longest tour since the duty
came into being, so that no row of ONs puts it off for ever. By somebody else's word it
comes earlier at once; later only if a second person agrees. Dates of footage never
depend on a tour.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.duties import recomputing
from bot.verbs.ground import date_moves, proposals, recording
from bot.verbs.ground.decision import Act, Decision, Insert, Mint
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.people import foresight, sayings
from bot.verbs.who.people import Roster
from models import commands, enums
from models.duty import Duty
from models.people import Person, Presence

#: What is carried out if a second person agrees.
VERB = "move_tour_end"


Decide = Callable[..., Decision]


def followed(decide: Decide) -> Decide:
    """Return a verb that says when tours end, with what follows for duties.

    Args:
        decide: The verb; the rows that it writes of people's presence say it all.
    """

    @functools.wraps(decide)
    def decided(
        situation: Situation,
        command: commands.Command,
        policy: Policy,
        now: datetime,
        mint: Mint,
    ) -> Decision:
        decision = decide(situation, command, policy, now, mint)
        people = [
            person
            for one in sorted(_spoken_of(decision))
            if (person := situation.roster.by_id.get(one)) is not None
            and any(_running(file, person, now) for file in situation.files.values())
        ]
        if not people:
            return decision
        after = foresight.after(situation.roster, decision.acts)
        more = [
            act
            for person in people
            for act in _moved(situation, command, person, after, policy, now, mint)
        ]
        return dataclasses.replace(decision, acts=(*decision.acts, *more))

    return decided


def _spoken_of(decision: Decision) -> set[str]:
    """Return the ids of those of whose duty something is said."""
    return {
        change.values["person_id"]
        if isinstance(change, Insert)
        else change.row.person_id
        for act in decision.acts
        for change in act.changes
        if change.table is Presence
    }


def _moved(
    situation: Situation,
    command: commands.Command,
    person: Person,
    after: Roster,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> list[Act]:
    """Return the acts by which a person's duties follow the end of their tour."""
    before = situation.roster
    is_on = after.is_on_duty(person, policy, now)
    if not is_on and not before.is_on_duty(person, policy, now):
        return []
    ends_at = after.tour_ends_at(person, policy, now) if is_on else now
    is_own = situation.person is not None and situation.person.id == person.id
    acts: list[Act] = []
    for file in situation.files.values():
        ends = {
            duty.id: at
            for duty in _running(file, person, now)
            if (at := _end(duty, ends_at)) != duty.tour_ends_at
        }
        later = {} if is_own else _later(file, ends)
        sooner = {key: at for key, at in ends.items() if key not in later}
        acts += follow(file, sooner, now, {"because": "tour", "person": person.id})
        if later:
            acts.append(_proposed(situation, file, command, later, policy, now, mint))
    return acts


def follow(
    file: IncidentFile,
    ends: Mapping[str, datetime],
    now: datetime,
    facts: Mapping[str, str | None],
) -> tuple[Act, ...]:
    """Return the acts by which duties count from these ends of tours, by their id."""
    found = recomputing.recompute(file, recomputing.World(tour_ends_at=ends), now)
    return date_moves.acts(file, found, facts)


def _running(file: IncidentFile, person: Person, now: datetime) -> list[Duty]:
    """List what a person owes that counts from a tour which is not over."""
    return [
        duty
        for duty in file.duties
        if duty.owner_id == person.id
        and duty.state in enums.OPEN_DUTY_STATES
        and duty.tour_ends_at is not None
        and duty.tour_ends_at > now
    ]


def _end(duty: Duty, ends_at: datetime) -> datetime:
    """Return the end of a tour, which is not longer than any can be."""
    latest_at = duty.created_at + sayings.LONGEST_FOR
    stands = duty.tour_ends_at or ends_at
    return ends_at if ends_at <= latest_at else max(latest_at, stands)


def _later(file: IncidentFile, ends: Mapping[str, datetime]) -> dict[str, datetime]:
    stands = {duty.id: duty.tour_ends_at for duty in file.duties}
    return {key: at for key, at in ends.items() if (old := stands[key]) and at > old}


def _proposed(
    situation: Situation,
    file: IncidentFile,
    command: commands.Command,
    later: Mapping[str, datetime],
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Act:
    found = recomputing.recompute(file, recomputing.World(tour_ends_at=later), now)
    ends = {key: recording.instant(at) for key, at in sorted(later.items())}
    wanted = proposals.Wanted(
        verb=VERB,
        content={"tour_ends_at": ends},
        shifts=found.shifts,
        why=found.why,
    )
    act, _ = proposals.make(situation, file, wanted, command, policy, now, mint)
    return act


def carry_out(
    file: IncidentFile, ends: Mapping[str, str], now: datetime, facts: Mapping[str, str]
) -> tuple[Act, ...]:
    """Let duties count from the ends that were agreed to, as far as they are open.

    Args:
        file: The incident.
        ends: RFC 3339 by the duty's id.
        now: The instant.
        facts: What the entry states besides.
    """
    still = {
        duty.id: datetime.fromisoformat(ends[duty.id])
        for duty in file.duties
        if duty.id in ends and duty.state in enums.OPEN_DUTY_STATES
    }
    return follow(file, still, now, facts)
