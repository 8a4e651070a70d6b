"""Work out whether a person is on duty, by what, until when, and when again.

Pure, and the one place that knows the order. At every instant exactly one of these
decides, the first that says anything:

1. **What was said of this person**: their own ON or OFF, a listing by a supervisor
   or a dispatcher, an override, leave. Of several about the same instant the one
   said last (by its number: a clock may have been set back); of two said at once
   the one nearest to the person (own word, listing, override, leave), then the one
   with the later id.
2. **A daily list.** Of two for the same instant, the one imported last.
3. **The post**: `always` in the roster.
4. **The watch** in the roster, but for a turn that a daily list has other hours
   for: a list that gives a person hours within a turn stands in place of that turn.
5. Otherwise the person is off duty.

The order in which rows are loaded never matters. A row counts from its start and no
more at its end, so rows that meet leave no gap and no overlap. Nor does it count
before it was said, or after it was withdrawn: so nothing that is said changes who was
on duty before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.policy import turns
from bot.policy.schema import Policy
from models import enums
from models.people import Person, Presence

#: Watch of a post that is manned at all times.
ALWAYS = "always"

#: The shortest time that a row can tell apart.
TICK = timedelta(microseconds=1)

#: How long rows that have run out still matter: a daily list of this morning says
#: that tonight's turn does not count. Source: no turn lasts longer than a day, nor
#: does a row of a daily list.
REMEMBERED_FOR = timedelta(days=2)

#: Of two words said at one instant, the further along is nearer to the person.
_NEARNESS = (
    enums.PresenceKind.LEAVE,
    enums.PresenceKind.OVERRIDE,
    enums.PresenceKind.LISTING,
    enums.PresenceKind.OWN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Hold whether a person is on duty at an instant, and what decides it.

    Attributes:
        is_on: Whether.
        until_at: Until when what decides it says so; None: nothing ends it.
        said: What was said, where that decides.
        watch: Id of the watch, or `always`, where the roster decides.
    """

    is_on: bool
    until_at: datetime | None = None
    said: Presence | None = None
    watch: str | None = None


#: Nothing says that the person is on duty.
_OFF = Verdict(is_on=False)


def starts_at(row: Presence) -> datetime:
    """Return from when on something that was said counts."""
    return max(row.from_at, row.made_at)


def stops_at(row: Presence) -> datetime:
    """Return from when on it counts no more."""
    return row.until_at if row.ended_at is None else min(row.until_at, row.ended_at)


def is_over(row: Presence, now: datetime) -> bool:
    """Tell whether it counts at no instant to come."""
    return stops_at(row) <= max(now, starts_at(row))


def winner(said: Iterable[Presence], at: datetime) -> Presence | None:
    """Return which of the things said of one person counts at an instant."""
    running = [row for row in said if starts_at(row) <= at < stops_at(row)]
    if len(running) < 2:
        return running[0] if running else None
    return max(running, key=_weight)


def _weight(row: Presence) -> tuple[bool, int, datetime, int, str]:
    is_plan = row.kind is enums.PresenceKind.ASSIGNMENT
    nearness = 0 if is_plan else _NEARNESS.index(row.kind)
    # Rows of before they were numbered go by when they were said.
    return not is_plan, row.number, row.made_at, nearness, row.id


def verdict(
    person: Person, said: Sequence[Presence], policy: Policy, at: datetime
) -> Verdict:
    """Return whether a person is on duty at an instant, and what decides it.

    Args:
        person: The person, as the roster has them.
        said: Everything said of this person; what ran out up to `REMEMBERED_FOR`
            before the instant too.
        policy: The policy in force.
        at: The instant.
    """
    row = winner(said, at) if said else None
    if row is not None:
        return Verdict(is_on=row.is_on, until_at=stops_at(row), said=row)
    if person.watch is None:
        return _OFF
    if person.watch == ALWAYS:
        return Verdict(is_on=True, watch=ALWAYS)
    turn = _turn(person.watch, said, policy, at)
    if turn is None:
        return _OFF
    return Verdict(is_on=True, until_at=turn.until_at, watch=person.watch)


def _turn(
    watch: str, said: Sequence[Presence], policy: Policy, at: datetime
) -> turns.Turn | None:
    """Return the turn of the watch that counts at an instant; of two, the longer."""
    counted = [
        turn
        for turn in turns.running(policy, watch, at)
        if not any(_stands_for(row, turn, at) for row in said)
    ]
    return max(counted, key=lambda turn: turn.until_at, default=None)


def _stands_for(row: Presence, turn: turns.Turn, at: datetime) -> bool:
    """Tell whether a row of a daily list had other hours for a turn at an instant."""
    if row.kind is not enums.PresenceKind.ASSIGNMENT or at < row.made_at:
        return False
    if row.ended_at is not None and at >= row.ended_at:
        return False
    return max(row.from_at, turn.from_at) < min(row.until_at, turn.until_at)


def ends_at(
    person: Person, said: Sequence[Presence], policy: Policy, at: datetime
) -> datetime | None:
    """Return when a person goes off duty who is on it; None: nothing ends it.

    What follows without a gap belongs to the same tour, but for the next turn of
    the same watch: one that lasts a whole day would never end.

    Args:
        person: Somebody on duty at the instant.
        said: As for `verdict`.
        policy: The policy in force.
        at: The instant.
    """
    changes = sorted({instant for row in said for instant in _instants(row)})
    was_watch = False
    while True:
        found = verdict(person, said, policy, at)
        is_watch = found.said is None
        if not found.is_on or (is_watch and was_watch):
            return at
        change_at = next((instant for instant in changes if instant > at), None)
        ends = [instant for instant in (found.until_at, change_at) if instant]
        if not ends:
            return None
        at = min(ends)
        # At the end of a turn, and not where something else was said within it.
        was_watch = is_watch and at == found.until_at


def _instants(row: Presence) -> tuple[datetime, ...]:
    """Return the instants at which a row may change what counts."""
    found = (row.from_at, row.until_at, row.made_at)
    return found if row.ended_at is None else (*found, row.ended_at)


def planned_until(
    person: Person, said: Sequence[Presence], policy: Policy, at: datetime
) -> datetime | None:
    """Return until when the daily list or the watch has a person on duty.

    None: it has not, or the post is manned at all times. What anybody said of the
    person is left out.
    """
    plan = [row for row in said if row.kind is enums.PresenceKind.ASSIGNMENT]
    if not verdict(person, plan, policy, at).is_on:
        return None
    return ends_at(person, plan, policy, at)


def next_starts_at(
    person: Person, said: Sequence[Presence], policy: Policy, after_at: datetime
) -> datetime | None:
    """Return when a person's next tour starts after an instant.

    That is when they come on duty who were off just before. None: nothing that is
    known today brings them on duty.
    """
    for at in sorted(_changes(person, said, policy, after_at)):
        if (
            verdict(person, said, policy, at).is_on
            and not verdict(person, said, policy, at - TICK).is_on
        ):
            return at
    return None


def _changes(
    person: Person, said: Sequence[Presence], policy: Policy, after_at: datetime
) -> set[datetime]:
    """Return the instants at which a person may come on duty, the first of each."""
    begins = {after_at}
    begins |= {at for row in said for at in _instants(row)}
    begins = {at for at in begins if at >= after_at}
    found = begins - {after_at}
    if person.watch is not None and person.watch != ALWAYS:
        for at in begins:
            found |= set(_starts(policy, person.watch, at))
    return found


def _starts(policy: Policy, watch: str, after_at: datetime) -> Iterator[datetime]:
    for turn in turns.starting(policy, watch, after_at):
        yield turn.from_at
