"""Hold one command on its way through the desk."""

import hashlib
from dataclasses import dataclass, field

from bot.desk import admission
from handlers.sms import answers as readings
from models import commands
from models.inbox import Inbound
from models.notice import Notice

#: Commands that may open an incident from words.
OPENERS = (commands.OpenIncident, commands.SayText)

#: Commands after which everybody's roster is another: one of them in a batch.
OF_EVERYBODY = (
    commands.ImportRoster,
    commands.EndPerson,
    commands.ChangeConsent,
    commands.RecordSlackMember,
    commands.RecordSlackHealth,
    commands.TakeWatch,
)


@dataclass(slots=True)
class Asking:
    """Hold one command on its way through the desk."""

    command: commands.Command
    admission: admission.Admission
    #: Ids of the incidents that it may concern.
    incident_ids: set[str] = field(default_factory=set)
    inbound: Inbound | None = None
    notice: Notice | None = None
    #: Id of the incident whose card's thread it comes from.
    thread_of: str | None = None
    #: Further ledgers that it may write to.
    ledgers: set[str] = field(default_factory=set)

    @property
    def person_id(self) -> str | None:
        """Return the id of the person who acts, if that is one."""
        return self.admission.person.id if self.admission.person else None


def place_of(
    command: commands.OpenIncident | commands.SayText,
) -> tuple[str | None, str | None]:
    """Return the beat and the full event number that an opening names."""
    beat = readings.read_beat(command.text)
    event, _ = readings.read_event_number(command.text)
    if isinstance(command, commands.OpenIncident):
        if command.beat:
            beat = readings.read_beat(f"BEAT {command.beat}")
        if command.event_number:
            event, _ = readings.read_event_number(command.event_number)
    return beat, event


def digest_of(text: str) -> str:
    """Return what two texts share that say the same, whatever their spaces."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()
