"""Hold what the desk answers, and what a sender is given.

Views hold facts, not sentences; `handlers` words them for each channel. Lists
say their order. Instants are aware UTC.
"""

from models.views.duty import (
    Acknowledged,
    Asked,
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
from models.views.reply import (
    Answer,
    Reply,
)

__all__ = [
    "Acknowledged",
    "AlreadyOpen",
    "Answer",
    "Asked",
    "Attested",
    "Closed",
    "Corrected",
    "Enrolled",
    "HeldTextDecided",
    "HeldTextRead",
    "Joined",
    "Menu",
    "NeedsAnswer",
    "NotAnIncident",
    "NotUnderstood",
    "Noted",
    "NothingOpen",
    "OffDuty",
    "OfficerTexted",
    "OnDuty",
    "Opened",
    "Recorded",
    "Refused",
    "Reopened",
    "Reply",
    "RosterDifference",
    "Silence",
    "Status",
    "Stepped",
    "Undone",
    "WatchTaken",
    "Which",
    "WhichIncident",
    "WordsRead",
]
