"""Answer who is on duty, until when, and who of them is told.

Pure: works on rows that were loaded. Presences are those that have not run out, and
those that ran out lately. What decides whether somebody is on duty is in `tours`.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property

from bot.policy import timetable
from bot.policy.schema import Channels, Policy
from bot.verbs.who import directory, tours, watches
from models import enums
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

#: Watch of a post that is manned at all times.
ALWAYS = tours.ALWAYS


class Roster(directory.Directory):
    """Hold everybody who may act or be told, at one moment."""

    def __init__(
        self,
        people: Sequence[Person],
        contacts: Sequence[Contact],
        presences: Sequence[Presence],
        *,
        holds: Sequence[WatchHold] = (),
        slack_members: Sequence[SlackMember] = (),
        has_slack: bool = False,
        channels: Channels | None = None,
    ) -> None:
        """Index the rows; ended people are kept for their names.

        Args:
            people: Everybody, ended people too.
            contacts: Numbers.
            presences: What is said of whose duty and has not run out, or did lately.
            holds: Who said "I have the watch", where it has not run out, or did
                lately.
            slack_members: What Slack says of its members.
            has_slack: Whether the installation has Slack.
            channels: What the policy in force allows; None: everything.
        """
        super().__init__(
            people,
            contacts,
            slack_members=slack_members,
            has_slack=has_slack,
            channels=channels,
        )
        self._watches = watches.Watches(holds, presences)
        self._take(presences)

    def _take(self, presences: Iterable[Presence]) -> None:
        self._presences: dict[str, list[Presence]] = defaultdict(list)
        #: Rows by which somebody works elsewhere, or under another.
        self._moves: dict[str, list[Presence]] = defaultdict(list)
        for presence in presences:
            if self._is_left_alone(presence):
                continue
            self._presences[presence.person_id].append(presence)
            if presence.unit or presence.supervisor_star:
                self._moves[presence.person_id].append(presence)

    def _is_left_alone(self, presence: Presence) -> bool:
        """Tell whether somebody was to stand in who has left the roster since."""
        if presence.kind is not enums.PresenceKind.OVERRIDE or presence.is_on:
            return False
        other = self.by_id.get(presence.other_id or "")
        return other is None or other.ended_at is not None

    def saying(self, presences: Iterable[Presence]) -> "Roster":
        """Return the same people with this said of their duty instead."""
        other = copy.copy(self)
        other._take(presences)
        return other

    @cached_property
    def _by_unit(self) -> dict[tuple[str, str | None], list[Person]]:
        found: dict[tuple[str, str | None], list[Person]] = defaultdict(list)
        for person in self.active:
            found[person.role, person.unit].append(person)
        return found

    @cached_property
    def _numbered(self) -> dict[str, str]:
        """Return the units of the roster by their numbers without noughts before."""
        units = sorted({person.unit for person in self.active if person.unit})
        return {unit.lstrip("0"): unit for unit in units}

    # --- What is said of a person's duty ------------------------------------------

    @property
    def presences(self) -> list[Presence]:
        """List everything that is said of anybody's duty."""
        return [row for rows in self._presences.values() for row in rows]

    def said_of(self, person: Person) -> list[Presence]:
        """List what is said of a person's duty and has not long run out, as loaded."""
        return list(self._presences.get(person.id, ()))

    def presence(self, person: Person, now: datetime) -> Presence | None:
        """Return what counts of all that is said of a person's duty, if it runs."""
        return tours.winner(self._presences.get(person.id, ()), now)

    def verdict(self, person: Person, policy: Policy, now: datetime) -> tours.Verdict:
        """Return whether this person is on duty, and what decides it."""
        said = self._presences.get(person.id, ())
        return tours.verdict(person, said, policy, now)

    def is_on_duty(self, person: Person, policy: Policy, now: datetime) -> bool:
        """Tell whether this person is on duty: by word, listing, or watch."""
        return self.verdict(person, policy, now).is_on

    def tour_ends_at(self, person: Person, policy: Policy, now: datetime) -> datetime:
        """Return when this person's tour ends, as far as it is known.

        Of somebody off duty: when the tour would end that the daily list or the
        watch has them in; else when the last of the watches that run now ends.
        """
        said = self._presences.get(person.id, ())
        if self.is_on_duty(person, policy, now):
            known = tours.ends_at(person, said, policy, now)
        else:
            known = tours.planned_until(person, said, policy, now)
        return known or timetable.running_watch_end(policy, now)

    def next_tour_at(
        self, person: Person, policy: Policy, now: datetime
    ) -> datetime | None:
        """Return when this person next comes on duty after now, as far as is known.

        None: nobody said so, and neither the daily list nor the watch says it.
        """
        if person.ended_at is not None:
            return None
        said = self._presences.get(person.id, ())
        return tours.next_starts_at(person, said, policy, now)

    def on_again_at(
        self, person: Person, policy: Policy, now: datetime
    ) -> datetime | None:
        """Return when a person who is off duty comes on; None: on duty, or unknown."""
        if self.is_on_duty(person, policy, now):
            return None
        return self.next_tour_at(person, policy, now)

    def next_coming_at(
        self, role: str, policy: Policy, now: datetime
    ) -> datetime | None:
        """Return when the first one of a role comes on duty; None: nobody knows."""
        tours_at = (self.next_tour_at(one, policy, now) for one in self.of_role(role))
        return min((at for at in tours_at if at is not None), default=None)

    # --- Where a person works -------------------------------------------------------

    def unit_of(self, person: Person, now: datetime) -> str | None:
        """Return the unit in which a person works now, by the daily list or else."""
        row = tours.winner(self._moves.get(person.id, ()), now)
        return row.unit if row is not None and row.unit else person.unit

    def supervisor_star_of(self, person: Person, now: datetime) -> str | None:
        """Return the star of whoever supervises a person now."""
        row = tours.winner(self._moves.get(person.id, ()), now)
        moved_to = row.supervisor_star if row is not None else None
        return moved_to or person.supervisor_star

    def _of_unit(self, role: str, unit: str, now: datetime) -> list[Person]:
        found = list(self._by_unit.get((role, unit), ()))
        if not self._moves:
            return found
        found = [person for person in found if self.unit_of(person, now) == unit]
        for person_id in sorted(self._moves):
            person = self.by_id.get(person_id)
            if person is None or person.ended_at is not None or person.role != role:
                continue
            if person not in found and self.unit_of(person, now) == unit:
                found.append(person)
        return found

    # --- Who has the watch ----------------------------------------------------------

    def watch_hold(
        self, role: str, unit: str | None, now: datetime
    ) -> WatchHold | None:
        """Return who said last "I have the watch" of a role and unit, if it runs."""
        return self._watches.running(role, unit, now)

    def watch_ran_out_at(self, unit: str | None, now: datetime) -> datetime | None:
        """Return when somebody had the watch of a unit until; None: not lately."""
        return self._watches.ran_out_at(unit, now)

    def watch_holds_of(self, person: Person, now: datetime) -> list[WatchHold]:
        """List what a person has the watch of, now or later."""
        return self._watches.of(person.id, now)

    def has_watch(self, person: Person, now: datetime) -> bool:
        """Tell whether this person has the watch of their role and unit."""
        hold = self.watch_hold(person.role, self.unit_of(person, now), now)
        return hold is not None and hold.person_id == person.id

    # --- Who is told --------------------------------------------------------------

    def can_be_told(self, person: Person, policy: Policy, now: datetime) -> enums.Reach:
        """Return whether this person may be paged now, or why not."""
        verdict = self.can_be_texted(person, policy, now)
        if verdict in (enums.Reach.YES, enums.Reach.OFF_DUTY):
            return verdict
        if self.channel_of(person) is None:
            return verdict
        is_on_duty = self.is_on_duty(person, policy, now)
        return enums.Reach.YES if is_on_duty else enums.Reach.OFF_DUTY

    def can_be_texted(
        self, person: Person, policy: Policy, now: datetime
    ) -> enums.Reach:
        """Return whether this person may be paged by text now, or why not."""
        verdict, _ = self.reach(person)
        if verdict is enums.Reach.YES and "duties" not in self.channels.sms:
            return enums.Reach.CHANNEL_OFF
        if verdict is enums.Reach.YES and not self.is_on_duty(person, policy, now):
            return enums.Reach.OFF_DUTY
        return verdict

    def on_duty(
        self,
        role: str,
        policy: Policy,
        now: datetime,
        *,
        near: Person | None = None,
        unit: str | None = None,
        but: Collection[str] = (),
    ) -> list[Person]:
        """List the people of a role who can be told now.

        With `near`, whoever supervises that person now comes alone if on duty, else
        those of the same unit, else everybody of the role. Where nobody is near, or
        their unit is not known, those of `unit` come before everybody. Where one of
        them said "I have the watch" of a unit, nobody else of that unit comes.

        Args:
            role: Role of the policy.
            policy: The policy in force.
            now: The instant.
            near: The person whose duty it is.
            unit: Number of the unit where it was, noughts before it left out.
            but: Ids of people who are passed over.
        """
        for circle in self._circles(role, near, unit, now):
            there = [
                person
                for person in circle
                if person.id not in but
                and self.can_be_told(person, policy, now) is enums.Reach.YES
            ]
            if there:
                units = {person.id: self.unit_of(person, now) for person in there}
                return self._watches.narrow(there, units, now)
        return []

    def _circles(
        self, role: str, near: Person | None, unit: str | None, now: datetime
    ) -> Iterable[list[Person]]:
        """Give the people of a role, the nearest to a person or a place first."""
        own = None
        if near is not None:
            above = self.of_star(self.supervisor_star_of(near, now) or "")
            yield [above] if above is not None and above.role == role else []
            own = self.unit_of(near, now)
        first = own or self._numbered.get(unit or "")
        yield self._of_unit(role, first, now) if first else []
        yield self.of_role(role)

    def on_duty_of(
        self, roles: Iterable[str], policy: Policy, now: datetime
    ) -> list[Person]:
        """List the people of several roles who can be told now, roles in order."""
        return [p for role in roles for p in self.on_duty(role, policy, now)]
