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
from bot.verbs import watches
from models import enums
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

#: Watch of a post that is manned at all times.
ALWAYS = "always"


class Roster:
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
    ) -> None:
        """Index the rows; ended people are kept for their names.

        Args:
            people: Everybody, ended people too.
            contacts: Numbers.
            presences: What is said of whose duty and has not run out.
            holds: Who said "I have the watch", where it has not run out.
            slack_members: What Slack says of its members.
            has_slack: Whether the installation has Slack.
        """
        self.has_slack = has_slack
        self._watches = watches.Watches(holds, presences)
        self._slack_members = {row.slack_user_id: row for row in slack_members}
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

    @cached_property
    def _by_slack(self) -> dict[str, Person]:
        return {p.slack_user_id: p for p in self.active if p.slack_user_id}

    def of_slack(self, slack_user_id: str) -> Person | None:
        """Return the active person who is this member of the workspace."""
        return self._by_slack.get(slack_user_id)

    def slack_member(self, slack_user_id: str) -> SlackMember | None:
        """Return what Slack said of a member, if it said anything yet."""
        return self._slack_members.get(slack_user_id)

    def slack_problem(self, slack_user_id: str) -> enums.SlackProblem | None:
        """Return why a member of the workspace may not act; None: they may."""
        member = self.slack_member(slack_user_id)
        return member.problem if member else None

    def slack_of(self, person: Person) -> str | None:
        """Return the Slack member id of a person, if they may act there."""
        member_id = person.slack_user_id
        if person.ended_at is not None or not member_id:
            return None
        return None if self.slack_problem(member_id) else member_id

    def of_role(self, role: str) -> list[Person]:
        """List the active people of a role, as loaded."""
        return list(self._circles.get((role, "role", role), ()))

    def watch_hold(
        self, role: str, unit: str | None, now: datetime
    ) -> WatchHold | None:
        """Return who said last "I have the watch" of a role and unit, if it runs."""
        return self._watches.running(role, unit, now)

    def watch_holder(self, role: str, unit: str | None, now: datetime) -> Person | None:
        """Return the active person who has the watch of a role and unit."""
        hold = self.watch_hold(role, unit, now)
        person = self.by_id.get(hold.person_id) if hold else None
        return person if person and person.ended_at is None else None

    def has_watch(self, person: Person, now: datetime) -> bool:
        """Tell whether this person has the watch of their role and unit."""
        return self._watches.has(person, now)

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

    def channel_of(self, person: Person) -> enums.Channel | None:
        """Return how this person is told: by text where that can be, else by Slack.

        None: not at all.
        """
        verdict, _ = self.reach(person)
        if verdict is enums.Reach.YES:
            return enums.Channel.SMS
        if self.has_slack and self.slack_of(person) is not None:
            return enums.Channel.SLACK
        return None

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
        those of the same unit, else everybody of the role. Where one of them said
        "I have the watch" of a unit, nobody else of that unit comes.

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
                return self._watches.narrow(there, now)
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
