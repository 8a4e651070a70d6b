"""Hold one frozen class per thing that a person or the clock can ask for.

A command says who, through what, and what; never how. Words are kept as the
sender wrote them. The door that makes a command has checked its form, not its
rights: those are checked in the desk.
"""

from models.commands.asking import (
    CLOCK,
    NOTHING,
    Actor,
    Command,
    InboundText,
    Target,
)
from models.commands.duty import (
    Acknowledge,
    Attest,
    SayNothing,
    ShowMenu,
    ShowStatus,
    Undo,
)
from models.commands.incident import (
    AcceptText,
    AddNote,
    ChangeNote,
    CloseIncident,
    CorrectIncident,
    DecideHeldText,
    JoinIncidents,
    OpenIncident,
    ReadHeldText,
    ReadWords,
    ReopenIncident,
    SayText,
    TextOfficer,
)
from models.commands.machinery import (
    AttemptResult,
    RecordDelivery,
    RecordMessageGone,
    RecordSlackHealth,
    RecordSlackMember,
    SetAside,
    TakeStep,
)
from models.commands.people import (
    ChangeConsent,
    EndPerson,
    GoOffDuty,
    GoOnDuty,
    ImportRoster,
    RosterRow,
    TakeWatch,
)

__all__ = [
    "CLOCK",
    "NOTHING",
    "AcceptText",
    "Acknowledge",
    "Actor",
    "AddNote",
    "AttemptResult",
    "Attest",
    "ChangeConsent",
    "ChangeNote",
    "CloseIncident",
    "Command",
    "CorrectIncident",
    "DecideHeldText",
    "EndPerson",
    "GoOffDuty",
    "GoOnDuty",
    "ImportRoster",
    "InboundText",
    "JoinIncidents",
    "OpenIncident",
    "ReadHeldText",
    "ReadWords",
    "RecordDelivery",
    "RecordMessageGone",
    "RecordSlackHealth",
    "RecordSlackMember",
    "ReopenIncident",
    "RosterRow",
    "SayNothing",
    "SayText",
    "SetAside",
    "ShowMenu",
    "ShowStatus",
    "TakeStep",
    "TakeWatch",
    "Target",
    "TextOfficer",
    "Undo",
]
