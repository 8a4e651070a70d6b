"""Show what was recorded of an incident and its words."""

from dataclasses import dataclass
from datetime import datetime

from models import board, enums
from models.views.duty import Asked
from models.views.proposals import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Show that an incident was opened."""

    reference: str
    opened_at: datetime
    #: The next thing asked of the sender.
    asked: Asked | None = None
    #: Another incident that may be the same one.
    joinable: str | None = None
    #: True where the sender is not listed on duty.
    is_off_duty: bool = False
    #: Citation of the rule by which words were held back.
    held_rule: str | None = None
    #: True where the text was worked off later than it was sent.
    is_late: bool = False
    media_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyOpen:
    """Show that this very text opened an incident before."""

    reference: str
    #: True where it may have been added to one that was open.
    is_added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Show that words were added."""

    reference: str
    held_rule: str | None = None
    media_count: int = 0
    is_late: bool = False
    #: Words of what the sender was asked for there and did not answer yet.
    still_open: tuple[str, ...] = ()
    #: The first of them, as it was asked.
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Show that two incidents are linked."""

    reference: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnIncident:
    """Tell an unknown number that this is not yet an incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Show that an incident was closed."""

    reference: str
    outcome: enums.IncidentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """Show that a closed incident is open again."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Show what was corrected: field, old, new; in the order of the fields.

    Times are RFC 3339.
    """

    reference: str
    changes: tuple[tuple[str, str | None, str | None], ...]
    #: What moved with it.
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRead:
    """Show the words of an incident, oldest first; the reading is on record."""

    reference: str
    words: tuple[board.Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTextRead:
    """Show a text of an unknown number; the reading is on record."""

    held: board.HeldText


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerTexted:
    """Show exactly what the officer is texted."""

    reference: str
    #: The officer: star or role.
    to: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTextDecided:
    """Show what was decided on words that were held back."""

    reference: str
    is_released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichIncident:
    """Ask which incident words belong to; newest first."""

    references: tuple[str, ...]
    #: Word before a reference that says it.
    word: str = "NOTE"
