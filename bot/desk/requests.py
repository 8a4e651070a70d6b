"""Hold one command on its way through the desk."""

import hashlib
from dataclasses import dataclass, field

from bot.desk import admission
from bot.verbs.who.people import Roster
from handlers.sms import identifiers
from models import commands
from models.inbox import Inbound
from models.notice import Notice
from models.people import Person

#: Commands that may open an incident from words.
OPENERS = (commands.OpenIncident, commands.SayText)

#: Commands after which everybody's roster is another: one of them in a batch.
OF_EVERYBODY = (
    commands.ImportRoster,
    commands.EndPerson,
    commands.ObjectToNumber,
    commands.ChangeConsent,
    commands.RecordSlackMember,
    commands.RecordSlackHealth,
    commands.NotePolicy,
    commands.RaiseAlarm,
    commands.TakeWatch,
    commands.ListDuty,
    commands.StandIn,
    commands.RecordLeave,
    commands.EndLeave,
    commands.ImportAssignments,
    commands.EndAssignments,
)

#: Commands by which somebody says of others when their tours end.
OF_TOURS = (
    commands.ListDuty,
    commands.StandIn,
    commands.RecordLeave,
    commands.EndLeave,
    commands.ImportAssignments,
    commands.EndAssignments,
)

#: Commands that look at what waits for a second person.
OF_SECONDS = (
    commands.CorrectIncident,
    commands.AdoptPolicy,
    commands.DecideProposal,
    *OF_TOURS,
)

#: Commands by which the clock acts on one incident, named by its id.
OF_THE_CLOCK = (commands.TakeStep, commands.SetAside, commands.MendSteps)


@dataclass(slots=True)
class Asking:
    """Hold one command on its way through the desk."""

    command: commands.Command
    admission: admission.Admission
    #: Ids of the incidents that it may concern.
    incident_ids: set[str] = field(default_factory=set)
    #: Ids of those among them that it names.
    named_ids: set[str] = field(default_factory=set)
    inbound: Inbound | None = None
    notice: Notice | None = None
    #: Id of the incident whose card's thread it comes from.
    thread_of: str | None = None
    #: Ids of what the sender's whole role owes, in their district.
    role_owes: tuple[str, ...] = ()
    #: The beat and the full event number that an opening names.
    place: tuple[str | None, str | None] = (None, None)
    #: Ids of those of whose tours it speaks.
    tours_of: set[str] = field(default_factory=set)
    #: Further ledgers that it may write to.
    ledgers: set[str] = field(default_factory=set)
    #: Who said over the radio what somebody logs, and what that asks for.
    speaker: Person | None = None
    heard: commands.Command | None = None

    @property
    def person_id(self) -> str | None:
        """Return the id of the person who acts, if that is one."""
        return self.admission.person.id if self.admission.person else None

    @property
    def speaker_id(self) -> str | None:
        """Return the id of the person whose words these are."""
        return self.speaker.id if self.speaker else self.person_id

    @property
    def said(self) -> commands.Command:
        """Return what is asked for: of what somebody logs, what they heard."""
        return self.heard or self.command


def tours_of(command: commands.Command, roster: Roster) -> set[str]:
    """Return the ids of those of whose tours a command speaks."""
    if not isinstance(command, OF_TOURS):
        return set()
    if isinstance(command, commands.ImportAssignments):
        named = {row.who for row in command.rows}
    else:
        named = {command.who, getattr(command, "instead_of", None) or command.who}
    found = (roster.called(who) for who in named)
    return {person.id for person in found if person is not None}


def place_of(
    command: commands.Command, of: identifiers.Identifiers
) -> tuple[str | None, str | None]:
    """Return the beat and the full event number that an opening names."""
    if not isinstance(command, OPENERS):
        return None, None
    beat = identifiers.read_beat(command.text, of)
    event, _ = identifiers.read_event_number(command.text, of)
    if isinstance(command, commands.OpenIncident):
        if command.beat:
            beat = identifiers.read_beat(f"BEAT {command.beat}", of)
        if command.event_number:
            event, _ = identifiers.read_event_number(command.event_number, of)
    return beat, event


def digest_of(text: str) -> str:
    """Return what two texts share that say the same, whatever their spaces."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()
