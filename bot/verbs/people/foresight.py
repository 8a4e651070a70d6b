"""Answer what would be: the roster after acts, and who could then not be told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.policy import turns
from bot.policy.schema import Policy, Role
from bot.verbs.ground.decision import Act, Insert, Update
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models.people import Person, Presence

#: Columns of what is said of a person's duty.
_COLUMNS = tuple(Presence.model_fields)

#: A turn that runs at the beginning of a span began at most so long before.
_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """Name a role of some ladder of which the roster has nobody to tell in a watch.

    Attributes:
        role: Id of the role.
        watch: Title of the watch; None: in none of them.
    """

    role: str
    watch: str | None

    def __str__(self) -> str:
        """Say it: `nobody of the role sergeant can be told in First watch`."""
        where = "any watch, but when listed" if self.watch is None else self.watch
        return f"nobody of the role {self.role} can be told in {where}"


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Name a role of some ladder of which nobody could be told, and when."""

    role: str
    from_at: datetime
    until_at: datetime


def after(roster: Roster, acts: Iterable[Act]) -> Roster:
    """Return the roster as acts would leave what is said of people's duty."""
    rows = {row.id: row for row in roster.presences}
    for act in acts:
        for change in act.changes:
            if change.table is not Presence:
                continue
            if isinstance(change, Insert):
                rows[change.values["id"]] = Presence(**change.values)
            elif isinstance(change, Update):
                old = {name: getattr(change.row, name) for name in _COLUMNS}
                rows[old["id"]] = Presence(**{**old, **change.values})
    return roster.saying(rows.values())


def gaps(roster: Roster, policy: Policy) -> list[Gap]:
    """List the roles of ladders of which the roster has nobody to tell in a watch.

    Daily lists, leave and what people say are left out: this is what the roster
    itself is worth.
    """
    found = []
    for role in _roles(policy):
        told = [p for p in roster.of_role(role.id) if roster.channel_of(p) is not None]
        manned = {person.watch for person in told}
        if tours.ALWAYS in manned:
            continue
        missing = [watch for watch in policy.watch if watch.id not in manned]
        if len(missing) == len(policy.watch):
            found.append(Gap(role.id, None))
        else:
            found += [Gap(role.id, watch.title) for watch in missing]
    return found


def untold(roster: Roster, policy: Policy) -> list[Person]:
    """List the people of roles of some ladder whom no channel reaches."""
    return [
        person
        for role in _roles(policy)
        for person in roster.of_role(role.id)
        if roster.channel_of(person) is None
    ]


def uncovered(
    roster: Roster, policy: Policy, from_at: datetime, until_at: datetime
) -> list[Uncovered]:
    """List when, within a span, nobody of a role of some ladder could be told."""
    found: list[Uncovered] = []
    for role in _roles(policy):
        people = [
            person
            for person in roster.of_role(role.id)
            if roster.channel_of(person) is not None
        ]
        begins = sorted({from_at, *_changes(roster, policy, people, from_at, until_at)})
        gap_at: datetime | None = None
        for at in [*begins, until_at]:
            is_manned = at == until_at or any(
                roster.is_on_duty(person, policy, at) for person in people
            )
            if is_manned and gap_at is not None:
                found.append(Uncovered(role.title, gap_at, at))
                gap_at = None
            elif not is_manned and gap_at is None:
                gap_at = at
    return found


def _changes(
    roster: Roster,
    policy: Policy,
    people: Iterable[Person],
    from_at: datetime,
    until_at: datetime,
) -> Iterator[datetime]:
    """Give the instants within a span at which somebody may come or go."""
    days = (until_at - from_at).days + 3
    instants = {
        at
        for person in people
        for row in roster.said_of(person)
        for at in (row.from_at, row.until_at, row.ended_at or row.until_at)
    }
    for watch in {person.watch for person in people}:
        for turn in turns.starting(policy, watch or "", from_at - _BACK, days=days):
            instants |= {turn.from_at, turn.until_at}
    yield from (at for at in instants if from_at < at < until_at)


def _roles(policy: Policy) -> list[Role]:
    """List the roles that a ladder tells, in the policy's order."""
    told = {rung.role for rule in policy.duty for rung in rule.ladder}
    return [role for role in policy.role if role.id in told]
