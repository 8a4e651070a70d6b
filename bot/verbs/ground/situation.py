"""Hold what a verb may look at: the rows that concern one command."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.policy import numbers
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.ground import subjects
from bot.verbs.who.people import Roster
from models import errors, views
from models.duty import Duty
from models.footage import Footage
from models.inbox import Inbound
from models.incident import Incident, IncidentLink, Proposal
from models.notice import Notice
from models.people import Contact, Person
from models.slack import LiveMessage


@dataclass(slots=True)
class IncidentFile:
    """Hold one incident with all that hangs on it, in order of creation."""

    incident: Incident
    #: Reads the policy frozen onto it; only what needs the policy can fail on it.
    read_policy: Callable[[str], Policy]
    duties: list[Duty] = field(default_factory=list)
    footage: list[Footage] = field(default_factory=list)
    #: Code of each (duty id, person id) that was told.
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Live links with other incidents.
    links: list[IncidentLink] = field(default_factory=list)
    _read: dict[str, Policy] = field(default_factory=dict, init=False, repr=False)

    @property
    def policy(self) -> Policy:
        """Return the policy that was frozen onto it."""
        version = self.incident.policy_version
        if version not in self._read:
            self._read[version] = self.read_policy(version)
        return self._read[version]

    @property
    def unit(self) -> str | None:
        """Return the number of the unit whose beat it is in; None: nobody knows."""
        return numbers.unit_of(self.policy, self.incident.beat)

    def rule_of(self, duty: Duty) -> Rule:
        """Return the policy's rule of a duty; the frozen policy always has it."""
        return self.policy.duty_of(duty.rule)

    def on_scene(self) -> set[str]:
        """Return the ids of those who were there, or whom it is about.

        They opened it, their cameras recorded it, or they are its subject: none of
        them may look at, decide on or have what a second person has to do.
        """
        people = {piece.recorder_id for piece in self.footage} | self.subjects()
        return {person for person in {*people, self.incident.opened_by} if person}

    def subjects(self) -> set[str]:
        """Return the ids of the members whom it is about."""
        return subjects.of(self.incident.facts)

    def linked(self) -> set[str]:
        """Return the ids of the incidents linked with it."""
        ids = {end for link in self.links for end in (link.incident_id, link.other_id)}
        return ids - {self.incident.id}

    def footage_of(self, duty: Duty) -> Footage | None:
        """Return the footage that a duty is about."""
        for piece in self.footage:
            if piece.id == duty.footage_id:
                return piece
        return None

    def require_footage(self, duty: Duty) -> Footage:
        """Return the footage that a duty is about.

        Raises:
            NotFoundError: There is none to it.
        """
        piece = self.footage_of(duty)
        if piece is None:
            raise errors.NotFoundError("There is no footage to this duty.")
        return piece


@dataclass(slots=True)
class Situation:
    """Hold everything that is loaded for one command.

    Attributes:
        roster: Everybody.
        person: Who acts, where that is one known person.
        files: Incidents that concern the command, by id.
        talked_at: When the person last exchanged a text about each incident.
        nearby: Incidents of the last while, newest first (for `JOIN`).
        same_text: What this very text opened a moment ago: reference, incident
            id, and how often it came.
        answers: How many texts of the number were answered in the last hour.
        unclear_answers: How many of them were unclear.
        is_said_again: Whether these words were answered among them, but for figures
            and marks; only known where the unclear ones are many.
        last_act: The sender's last act that can be taken back, as recorded:
            ledger, position, entry, items by name.
        inbound: The stored text that the command speaks of.
        notice: The stored notice that the command speaks of.
        held: Items of the entry that the command speaks of, by name.
        read_policy: Returns a policy by its version.
        policy_version: Version of the policy in force.
    """

    roster: Roster
    policy_version: str
    read_policy: Callable[[str], Policy]
    person: Person | None = None
    files: dict[str, IncidentFile] = field(default_factory=dict)
    talked_at: Mapping[str, datetime] = field(default_factory=dict)
    nearby: list[Incident] = field(default_factory=list)
    same_text: tuple[str, str, int] | None = None
    answers: int = 0
    unclear_answers: int = 0
    is_said_again: bool = False
    #: Messages by which those at the desk heard lately, or will hear, that a text of
    #: an unknown number waits.
    desk_told: Sequence[Notice] = ()
    last_act: "PastAct | None" = None
    inbound: Inbound | None = None
    notice: Notice | None = None
    #: When another page of the same step was to be delivered; None: none will be.
    others_hear_at: datetime | None = None
    #: Messages of which the stored notice tells together, and the same of each by id.
    carried: Sequence[Notice] = ()
    carried_heard_at: Mapping[str, datetime | None] = field(default_factory=dict)
    #: Texts that wait for whoever is to be told, when that person was told last, and
    #: when something was handed over to them last.
    waiting: Sequence[Notice] = ()
    told_at: datetime | None = None
    handed_at: datetime | None = None
    held: Mapping[str, Any] = field(default_factory=dict)
    #: The message of ours in Slack that the command speaks of.
    live: LiveMessage | None = None
    #: Id of the incident whose card's thread the command comes from.
    thread_of: str | None = None
    #: What people wrote about the incident that the command speaks of, in order.
    words: Sequence["Wrote"] = ()
    #: How that incident was closed last.
    closing: "PastAct | None" = None
    #: Reference of the incident that the stored text opened.
    inbound_reference: str | None = None
    #: Phrases that the officer was texted lately: by whom, and when last.
    phrases_sent: Mapping[str, tuple[str | None, datetime]] = field(
        default_factory=dict
    )
    #: Version of the policy that was in force before; None: there was none.
    policy_before: str | None = None
    #: What was proposed in the incidents above, in order.
    proposals: Sequence[Proposal] = ()
    #: Slack messages that are notes of the incident already.
    noted_messages: Collection[str] = ()
    #: Ids of what the sender's whole role owes, in their district.
    role_owes: Collection[str] = ()
    #: What is open of what somebody takes over who comes on duty, or has the watch of.
    open_work: views.OpenWork = views.NOTHING_OPEN
    #: Messages that wait to leave: for people who are ended, or that ask for a second
    #: person in the incident that the command speaks of.
    queued: Sequence[Notice] = ()
    #: Numbers that the person had whose new number is spoken of, latest first.
    past_contacts: Sequence[Contact] = ()
    #: Whether the last that the ledger has of Slack is that it cannot be used.
    is_slack_lost: bool = False
    #: What the auditor told lately: kind and subject.
    alarms: Collection[tuple[str, str]] = ()

    def file_of(self, reference: str) -> IncidentFile | None:
        """Return the file of a reference, if it is among those loaded."""
        for file in self.files.values():
            if file.incident.reference == reference:
                return file
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAct:
    """Hold an act of the past, as the ledger has it."""

    ledger_id: str
    position: int
    event: str
    body: Mapping[str, Any]
    #: Contents of its items, by name.
    words: Mapping[str, str]
    actor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """Hold words on record beside an entry."""

    position: int
    #: Name of the item: `text`, `said`.
    name: str
    event: str
    at: datetime
    actor_id: str | None
    text: str
    #: Citation of the rule that holds them back; None: none does.
    held_by: str | None
    #: True where somebody decided that they stay held back.
    is_kept_back: bool
