"""Hold one command on its way through the desk."""

import hashlib
from dataclasses import dataclass, field

from bot.desk import admission
from models import commands
from models.inbox import Inbound
from models.notice import Notice

#: Commands that may open an incident from words.
OPENERS = (commands.OpenIncident, commands.SayText)


@dataclass(slots=True)
class Asking:
    """Hold one command on its way through the desk."""

    command: commands.Command
    admission: admission.Admission
    #: Ids of the incidents that it may concern.
    incident_ids: set[str] = field(default_factory=set)
    inbound: Inbound | None = None
    notice: Notice | None = None
    #: Further ledgers that it may write to.
    ledgers: set[str] = field(default_factory=set)

    @property
    def person_id(self) -> str | None:
        """Return the id of the person who acts, if that is one."""
        return self.admission.person.id if self.admission.person else None


def digest_of(text: str) -> str:
    """Return what two texts share that say the same, whatever their spaces."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()
