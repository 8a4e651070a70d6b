"""Answer who somebody is, and whether and how they can be told.

Pure: works on rows that were loaded. The roster is small enough to be held whole.
Who is on duty is in `people`.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Self

from bot.policy.schema import Channels
from models import enums
from models.people import Contact, Person
from models.slack import SlackMember


class Directory:
    """Hold everybody with their numbers and accounts; ended people for their names."""

    def __init__(
        self,
        people: Sequence[Person],
        contacts: Sequence[Contact],
        *,
        slack_members: Sequence[SlackMember] = (),
        has_slack: bool = False,
        channels: Channels | None = None,
    ) -> None:
        """Index the rows.

        Args:
            people: Everybody, ended people too.
            contacts: Numbers.
            slack_members: What Slack says of its members.
            has_slack: Whether the installation has Slack.
            channels: What the policy in force allows; None: everything.
        """
        self.channels = channels or Channels()
        self.has_slack = has_slack
        self._slack_members = {row.slack_user_id: row for row in slack_members}
        self.by_id = {person.id: person for person in people}
        self._contacts: dict[str, list[Contact]] = defaultdict(list)
        self._numbers: dict[str, list[Contact]] = defaultdict(list)
        self._reaches: dict[str, tuple[enums.Reach, Contact | None]] = {}
        for contact in contacts:
            if contact.ended_at is None:
                self._contacts[contact.person_id].append(contact)
                self._numbers[contact.e164].append(contact)

    @cached_property
    def active(self) -> list[Person]:
        """List the people who are not ended, as loaded."""
        return [person for person in self.by_id.values() if person.ended_at is None]

    @cached_property
    def _by_star(self) -> dict[str, Person]:
        return {person.star: person for person in self.active if person.star}

    @cached_property
    def _by_email(self) -> dict[str, Person]:
        return {p.email.casefold(): p for p in self.active if p.email}

    @cached_property
    def _by_slack(self) -> dict[str, Person]:
        return {p.slack_user_id: p for p in self.active if p.slack_user_id}

    @cached_property
    def _by_role(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.active:
            found[person.role].append(person)
        return found

    def without(self, person_ids: Collection[str], now: datetime) -> Self:
        """Return the same with these people ended."""
        other = copy.copy(self)
        for name in ("active", "_by_star", "_by_email", "_by_slack", "_by_role"):
            other.__dict__.pop(name, None)
        other.__dict__.pop("_by_unit", None)
        other.__dict__.pop("_numbered", None)
        other.by_id = dict(self.by_id)
        for person_id in person_ids:
            row = self.by_id[person_id]
            values = {name: getattr(row, name) for name in Person.model_fields}
            other.by_id[person_id] = Person(**{**values, "ended_at": now})
        return other

    def of_star(self, star: str) -> Person | None:
        """Return the active person who wears this star."""
        return self._by_star.get(star)

    def of_slack(self, slack_user_id: str) -> Person | None:
        """Return the active person who is this member of the workspace."""
        return self._by_slack.get(slack_user_id)

    def called(self, who: str) -> Person | None:
        """Return the active person with this star, e-mail address or Slack id."""
        return (
            self._by_star.get(who)
            or self._by_slack.get(who)
            or self._by_email.get(who.casefold())
        )

    def of_role(self, role: str) -> list[Person]:
        """List the active people of a role, as loaded."""
        return list(self._by_role.get(role, ()))

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

    def sharing(self, person_ids: Iterable[str]) -> set[str]:
        """Return everybody who has a number of one of these people, them included.

        Two rows of the roster with one number may be one human being.
        """
        found = set(person_ids)
        return found | {
            other.person_id
            for person_id in found
            for contact in self._contacts.get(person_id, ())
            for other in self.contacts_of_number(contact.e164)
        }

    def label(self, person_id: str | None) -> str:
        """Return how a person is called where no name may stand."""
        person = self.by_id.get(person_id or "")
        if person is None:
            return "the clock"
        return f"star {person.star}" if person.star else person.role.replace("_", " ")

    def reach(self, person: Person) -> tuple[enums.Reach, Contact | None]:
        """Return whether this person can be texted, and the number for it."""
        if person.ended_at is not None:
            return enums.Reach.ENDED, None
        if person.id not in self._reaches:
            self._reaches[person.id] = _best(self._contacts.get(person.id, ()))
        return self._reaches[person.id]

    def channel_of(self, person: Person) -> enums.Channel | None:
        """Return how this person is told: by text where that can be, else by Slack.

        None: not at all.
        """
        return next(iter(self.channels_of(person)), None)

    def channels_of(self, person: Person) -> tuple[enums.Channel, ...]:
        """Return every way in which this person can be told, the better first."""
        verdict, _ = self.reach(person)
        found = []
        if verdict is enums.Reach.YES and "duties" in self.channels.sms:
            found.append(enums.Channel.SMS)
        may_list = self.has_slack and "duties" in self.channels.slack
        if may_list and self.slack_of(person) is not None:
            found.append(enums.Channel.SLACK)
        return tuple(found)


def _best(contacts: Sequence[Contact]) -> tuple[enums.Reach, Contact | None]:
    """Return whether one of these numbers can be texted, and which."""
    if not contacts:
        return enums.Reach.NO_NUMBER, None
    verdicts = [(_reach_of(contact), contact) for contact in contacts]
    for verdict, contact in verdicts:
        if verdict is enums.Reach.YES:
            return verdict, contact
    return verdicts[0][0], None


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
