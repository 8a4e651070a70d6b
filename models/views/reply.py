"""Hold everything that an answer can be, and the answer to one command."""

from dataclasses import dataclass
from datetime import datetime

from models.views.duty import (
    Acknowledged,
    Attested,
    Menu,
    NeedsAnswer,
    NothingOpen,
    Status,
    Undone,
    Which,
)
from models.views.incident import (
    AlreadyOpen,
    Closed,
    Corrected,
    HeldTextDecided,
    HeldTextRead,
    Joined,
    NotAnIncident,
    Noted,
    OfficerTexted,
    Opened,
    Reopened,
    WhichIncident,
    WordsRead,
)
from models.views.outcome import (
    NotUnderstood,
    Recorded,
    Refused,
    Silence,
    Stepped,
)
from models.views.people import (
    Enrolled,
    OffDuty,
    OnDuty,
    RosterDifference,
    WatchTaken,
)

Answer = (
    Opened
    | AlreadyOpen
    | Acknowledged
    | Attested
    | Noted
    | Undone
    | Joined
    | Status
    | Menu
    | OnDuty
    | OffDuty
    | Enrolled
    | NotAnIncident
    | Closed
    | Reopened
    | Corrected
    | WordsRead
    | HeldTextRead
    | OfficerTexted
    | WatchTaken
    | HeldTextDecided
    | Refused
    | Which
    | WhichIncident
    | NeedsAnswer
    | NothingOpen
    | NotUnderstood
    | Silence
    | Stepped
    | Recorded
    | RosterDifference
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Hold what the desk answers to one command.

    Attributes:
        view: The answer as facts; None where a stored answer is repeated.
        text: The answer as it is texted, for commands by SMS; None: say nothing.
        notice_id: The outbox row of that text.
        at: When it was answered (policy's clock).
    """

    view: Answer | None = None
    text: str | None = None
    notice_id: str | None = None
    at: datetime | None = None
