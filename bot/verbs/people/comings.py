"""Work out who takes over a watch, since when, and what of; pure.

A supervisor takes over when a tour of theirs begins: from being off duty to being
on it. The desk takes over for every unit in which nobody said "I have the watch",
once in each watch.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.policy import turns
from bot.policy.schema import Policy
from bot.verbs.ground import rights
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models.people import Person, WatchHold

#: How far back a tour is looked for. Source: no turn lasts longer than a day, and
#: what ran out earlier is not remembered.
_BACK = tours.REMEMBERED_FOR

#: The right by which somebody takes a watch over.
VERB = "take_watch"


@dataclass(frozen=True, slots=True)
class Coming:
    """Name somebody who takes over.

    Attributes:
        person_id: Who.
        from_at: When the turn of the watch began that it is counted to: once in it.
        began_at: When they came on duty; for the desk when the watch began, or the
            last who had it went.
    """

    person_id: str
    from_at: datetime
    began_at: datetime

    @property
    def request_id(self) -> str:
        """Return what identifies this hand-over for ever."""
        return f"hand_over:{self.person_id}:{self.from_at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Say what somebody takes over.

    Attributes:
        people: Ids of those whose incidents these are; None: everybody's.
        units: For the desk, the units of which nobody has the watch.
    """

    people: frozenset[str] | None
    units: tuple[str, ...] | None = None


def comings(roster: Roster, policy: Policy, now: datetime) -> list[Coming]:
    """List who is on duty and took over in this tour, or for the desk this watch."""
    found = [of(roster, person, policy, now) for person in _takers(roster, policy)]
    if unheld(roster, policy, now):
        found += [of(roster, person, policy, now) for person in _desk(roster, policy)]
    return [coming for coming in found if coming is not None]


def of(roster: Roster, person: Person, policy: Policy, now: datetime) -> Coming | None:
    """Return what a person took over, and when; None: nothing.

    They are off duty, or were on duty for longer than is remembered, or came into
    the roster only afterwards.
    """
    if not roster.is_on_duty(person, policy, now):
        return None
    if is_taker(policy, person):
        began_at = _began_at(roster, person, policy, now)
    else:
        began_at = _desk_began_at(roster, policy, now)
    if began_at is None or began_at < person.created_at:
        return None
    return Coming(person.id, _counted_at(person, policy, began_at), began_at)


def is_taker(policy: Policy, person: Person) -> bool:
    """Tell whether somebody's role may say "I have the watch"."""
    return rights.may(policy, person, VERB)


def next_at(roster: Roster, policy: Policy, now: datetime) -> datetime | None:
    """Return when somebody may take over next; None: not that anybody knows."""
    instants = {
        turn.from_at
        for watch in policy.watch
        for turn in turns.starting(policy, watch.id, now)
    }
    for person in (*_takers(roster, policy), *_desk(roster, policy)):
        for row in roster.said_of(person):
            instants |= {row.from_at, row.until_at}
        unit = roster.unit_of(person, now)
        hold = roster.watch_hold(person.role, unit, now)
        if hold is not None:
            instants.add(hold.until_at)
    return min((at for at in instants if at > now), default=None)


def _began_at(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> datetime | None:
    """Return when somebody on duty came on duty; None: longer ago than is known."""
    said = roster.said_of(person)
    for at in sorted(_boundaries(roster, person, policy, now), reverse=True):
        if (
            tours.verdict(person, said, policy, at).is_on
            and not tours.verdict(person, said, policy, at - tours.TICK).is_on
        ):
            return at
    return None


def _desk_began_at(roster: Roster, policy: Policy, now: datetime) -> datetime | None:
    """Return since when the desk has the watch of some unit."""
    began_at = _watch_began_at(policy, now)
    if began_at is None:
        return None
    ran_out = (
        roster.watch_ran_out_at(unit or None, now)
        for unit in unheld(roster, policy, now)
    )
    return max([began_at, *(at for at in ran_out if at is not None)])


def _boundaries(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> Iterator[datetime]:
    """Give the instants of late at which a person may have come on duty."""
    for row in roster.said_of(person):
        yield from (at for at in (row.from_at, row.until_at) if at <= now)
    if person.watch in (None, tours.ALWAYS):
        return
    for turn in turns.starting(policy, person.watch or "", now - _BACK):
        yield from (at for at in (turn.from_at, turn.until_at) if at <= now)


def _counted_at(person: Person, policy: Policy, at: datetime) -> datetime:
    """Return when the turn began that an instant is in: of the own watch, or the last.

    So who goes off and on again within one turn takes it over once.
    """
    own = turns.running(policy, person.watch or "", at)
    if own:
        return min(turn.from_at for turn in own)
    return _watch_began_at(policy, at) or at


def _watch_began_at(policy: Policy, at: datetime) -> datetime | None:
    """Return when the watch began that began last, of those that run."""
    return max(
        (
            turn.from_at
            for watch in policy.watch
            for turn in turns.running(policy, watch.id, at)
        ),
        default=None,
    )


def _takers(roster: Roster, policy: Policy) -> list[Person]:
    return [
        person
        for role in policy.role
        for person in roster.of_role(role.id)
        if is_taker(policy, person)
    ]


def _desk(roster: Roster, policy: Policy) -> list[Person]:
    return [
        person
        for role in policy.desk_roles
        for person in roster.of_role(role)
        if not is_taker(policy, person)
    ]


# --- Of what ------------------------------------------------------------------------


def held_by(
    roster: Roster, unit: str | None, policy: Policy, now: datetime, role: str
) -> WatchHold | None:
    """Return the hold of a role and unit whose holder is there and on duty."""
    hold = roster.watch_hold(role, unit, now)
    person = roster.by_id.get(hold.person_id) if hold else None
    if person is None or person.ended_at is not None:
        return None
    return hold if roster.is_on_duty(person, policy, now) else None


def unheld(roster: Roster, policy: Policy, now: datetime) -> tuple[str, ...]:
    """List the units of which nobody has the watch; "" stands for no unit at all."""
    found: dict[str | None, bool] = {}
    for person in _takers(roster, policy):
        unit = roster.unit_of(person, now)
        has_it = held_by(roster, unit, policy, now, person.role) is not None
        found[unit] = found.get(unit, False) or has_it
    if len(found) > 1:
        # Who belongs to no unit has the watch of none.
        found.pop(None, None)
    return tuple(sorted(unit or "" for unit, is_held in found.items() if not is_held))


def scope(roster: Roster, policy: Policy, person: Person, now: datetime) -> Scope:
    """Return what a person takes over: that of their unit, or as the desk."""
    if not is_taker(policy, person):
        units = unheld(roster, policy, now)
        if units == ("",):
            return Scope(None, ())
        return Scope(_members(roster, units, now), units)
    unit = roster.unit_of(person, now)
    if unit is None:
        return Scope(None)
    theirs = _members(roster, (unit,), now)
    supervised = {
        other.id
        for other in roster.active
        if person.star and roster.supervisor_star_of(other, now) == person.star
    }
    return Scope(theirs | supervised)


def _members(roster: Roster, units: Iterable[str], now: datetime) -> frozenset[str]:
    """Return who works in units now; who left counts by the unit they left."""
    wanted = set(units)
    return frozenset(
        person.id
        for person in roster.by_id.values()
        if roster.unit_of(person, now) in wanted
    )
