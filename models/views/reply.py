"""Hold everything that an answer can be, and the answer to one command."""

from dataclasses import dataclass
from datetime import datetime

from models import enums
from models.views.duty import (
    Acknowledged,
    Attested,
    Menu,
    NeedsAnswer,
    NothingOpen,
    Several,
    Status,
    Undone,
    Which,
)
from models.views.footage import (
    FactStated,
    FootageNamed,
    Refusal,
    StatedLate,
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
    AssignmentDifference,
    Enrolled,
    Listed,
    NumberObjected,
    OffDuty,
    OnDuty,
    RosterDifference,
    SubjectMarked,
    WatchHeld,
    WatchTaken,
    Withdrawn,
)
from models.views.proposals import Adopted, ProposalDecided, Proposed
from models.views.relief import Disowned, PassedOn, Postponed


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioLogged:
    """Show what was logged of what a member said over the radio."""

    #: Whoever said it: star or role.
    label: str
    #: What the member would have been answered.
    answer: "Answer"
    #: False where nothing was recorded: something is to be asked first.
    is_recorded: bool
    #: Whether the member is texted what was logged, or why not; None: nothing was.
    reach: enums.Reach | None = None


Answer = (
    Opened
    | AlreadyOpen
    | Acknowledged
    | Attested
    | Several
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
    | WatchHeld
    | NumberObjected
    | SubjectMarked
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
    | Listed
    | Withdrawn
    | AssignmentDifference
    | FootageNamed
    | FactStated
    | Refusal
    | StatedLate
    | Proposed
    | Adopted
    | ProposalDecided
    | Postponed
    | PassedOn
    | Disowned
    | RadioLogged
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
