"""Answer who somebody is, who is on duty, and who can be reached.

Pure: works on rows that were loaded. The roster is small enough to be held
whole; presences are those that have not run out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property

from bot.policy import timetable
from bot.policy.schema import Policy
from models import enums
from models.people import Contact, Person, Presence

#: Watch of a post that is manned at all times.
ALWAYS = "always"


class Roster:
    """Hold everybody who may act or be told, at one moment."""

    def __init__(
        self,
        people: Sequence[Person],
        contacts: Sequence[Contact],
        presences: Sequence[Presence],
    ) -> None:
        """Index the rows; ended people are kept for their names."""
        self.by_id = {person.id: person for person in people}
        self._contacts: dict[str, list[Contact]] = defaultdict(list)
        self._numbers: dict[str, list[Contact]] = defaultdict(list)
        for contact in contacts:
            if contact.ended_at is None:
                self._contacts[contact.person_id].append(contact)
                self._numbers[contact.e164].append(contact)
        self._presences: dict[str, list[Presence]] = defaultdict(list)
        for presence in presences:
            self._presences[presence.person_id].append(presence)

    @cached_property
    def active(self) -> list[Person]:
        """List the people who are not ended, as loaded."""
        return [person for person in self.by_id.values() if person.ended_at is None]

    @cached_property
    def _by_star(self) -> dict[str, Person]:
        return {person.star: person for person in self.active if person.star}

    @cached_property
    def _circles(self) -> dict[tuple[str, str, str | None], list[Person]]:
        """Index the active people of each role: all, by star, and by unit."""
        found: dict[tuple[str, str, str | None], list[Person]] = defaultdict(list)
        for person in self.active:
            found[person.role, "role", person.role].append(person)
            if person.star:
                found[person.role, "star", person.star].append(person)
            if person.unit:
                found[person.role, "unit", person.unit].append(person)
        return found

    def of_star(self, star: str) -> Person | None:
        """Return the active person who wears this star."""
        return self._by_star.get(star)

    def contacts_of(self, person: Person) -> list[Contact]:
        """List the live numbers of a person."""
        return list(self._contacts.get(person.id, ()))

    def contacts_of_number(self, e164: str) -> list[Contact]:
        """List the live contacts with this number, whoever has them."""
        return [
            contact
            for contact in self._numbers.get(e164, ())
            if self.by_id[contact.person_id].ended_at is None
        ]

    def people_of_number(self, e164: str) -> list[Person]:
        """List the active people who may act from this number."""
        return [
            self.by_id[contact.person_id]
            for contact in self.contacts_of_number(e164)
            if contact.verified_at is not None
        ]

    def label(self, person_id: str | None) -> str:
        """Return how a person is called where no name may stand."""
        person = self.by_id.get(person_id or "")
        if person is None:
            return "the clock"
        return f"star {person.star}" if person.star else person.role.replace("_", " ")

    def presence(self, person: Person, now: datetime) -> Presence | None:
        """Return what was last said about this person's duty at this instant."""
        running = [
            presence
            for presence in self._presences.get(person.id, ())
            if presence.from_at <= now < presence.until_at
        ]
        return max(running, key=lambda row: (row.made_at, row.id), default=None)

    def is_on_duty(self, person: Person, policy: Policy, now: datetime) -> bool:
        """Tell whether this person is on duty: by word, listing, or watch."""
        said = self.presence(person, now)
        if said is not None:
            return said.is_on
        if person.watch is None:
            return False
        return person.watch == ALWAYS or timetable.is_in_watch(
            policy, person.watch, now
        )

    def tour_ends_at(self, person: Person, policy: Policy, now: datetime) -> datetime:
        """Return when this person's tour ends, as far as it is known."""
        said = self.presence(person, now)
        if said is not None and said.is_on:
            return said.until_at
        if person.watch and person.watch != ALWAYS:
            ends_at = timetable.watch_end(policy, person.watch, now)
            if ends_at is not None:
                return ends_at
        return timetable.running_watch_end(policy, now)

    def reach(self, person: Person) -> tuple[enums.Reach, Contact | None]:
        """Return whether this person can be texted, and the number for it."""
        if person.ended_at is not None:
            return enums.Reach.ENDED, None
        contacts = self._contacts.get(person.id, ())
        if not contacts:
            return enums.Reach.NO_NUMBER, None
        verdicts = [(_reach_of(contact), contact) for contact in contacts]
        for verdict, contact in verdicts:
            if verdict is enums.Reach.YES:
                return verdict, contact
        return verdicts[0][0], None

    def can_be_told(self, person: Person, policy: Policy, now: datetime) -> enums.Reach:
        """Return whether this person may be paged now, or why not."""
        verdict, _ = self.reach(person)
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
        but: Collection[str] = (),
    ) -> list[Person]:
        """List the people of a role who can be told now.

        With `near`, that person's own supervisor comes alone if on duty, else
        those of the same unit, else everybody of the role.

        Args:
            role: Role of the policy.
            policy: The policy in force.
            now: The instant.
            near: The person whose duty it is.
            but: Ids of people who are passed over.
        """
        wanted: list[tuple[str, str | None]] = [("role", role)]
        if near is not None:
            wanted = [("star", near.supervisor_star), ("unit", near.unit), *wanted]
        for kind, value in wanted:
            there = [
                person
                for person in self._circles.get((role, kind, value), ())
                if person.id not in but
                and self.can_be_told(person, policy, now) is enums.Reach.YES
            ]
            if there:
                return there
        return []

    def on_duty_of(
        self, roles: Iterable[str], policy: Policy, now: datetime
    ) -> list[Person]:
        """List the people of several roles who can be told now, roles in order."""
        return [p for role in roles for p in self.on_duty(role, policy, now)]


def _reach_of(contact: Contact) -> enums.Reach:
    if contact.verified_at is None:
        return enums.Reach.NOT_VERIFIED
    if contact.opted_out_at is not None:
        return enums.Reach.OPTED_OUT
    if contact.consented_on is None:
        return enums.Reach.NO_CONSENT
    if contact.unreachable_at is not None:
        return enums.Reach.UNREACHABLE
    return enums.Reach.YES
