"""Hold what the doors show: answers, and what a sender is given.

Views hold facts, not sentences; `handlers` words them for each channel. Lists
say their order. Instants are aware UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models import enums, errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Show one duty that a person is asked for."""

    reference: str
    word: str
    #: The policy's short question.
    question: str
    #: Code bound to this duty and this person.
    code: str | None
    due_at: datetime | None = None
    lost_at: datetime | None = None
    state: enums.DutyState | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """Show that the sender has it."""

    asked: Asked
    held_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """Show what was recorded as done, and what is asked next."""

    reference: str
    word: str
    #: What was understood, to be echoed: "until 4 Mar 2029", "badge 4411".
    understood: str
    asked: Asked | None = None
    held_rule: str | None = None
    #: True where the sender cannot take it back.
    is_final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """Show that words were added."""

    reference: str
    held_rule: str | None = None
    media_count: int = 0
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """Show what was taken back."""

    reference: str
    word: str
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Show that two incidents are linked."""

    reference: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Show what the person owes, earliest due first."""

    open_duties: tuple[Asked, ...]
    #: How many more there are than are shown.
    more: int = 0
    is_on_duty: bool = True
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Show the words that may be used, those of open duties first."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Show that the person is on duty."""

    until_at: datetime
    #: The most urgent duty that waited for the person.
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDuty:
    """Show that the person's tour is over; open duties go to others."""

    open_duties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Show that a number proved itself and may be texted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAnIncident:
    """Tell an unknown number that this is not yet an incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTextDecided:
    """Show what was decided on words that were held back."""

    reference: str
    is_released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Show that nothing was done, and why."""

    error: errors.HoldfastError


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Ask which of several things is meant; earliest due first."""

    options: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichIncident:
    """Ask which incident free words belong to; newest first."""

    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsAnswer:
    """Ask for what is missing; the duty stays open."""

    asked: Asked
    kind: enums.AnswerKind
    #: Why what was said does not do; None where nothing was said.
    problem: errors.InvalidInputError | None = None
    #: Earliest deletion date that covers the legal time.
    earliest_on: date | None = None
    #: Citation of the rule.
    authority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingOpen:
    """Say that nothing is open that this could answer."""

    is_okay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """Say that a text was kept and not understood."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Say nothing: the carrier answers, or enough was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """Count what one step of the engine did."""

    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Say that it is on record (deliveries, ends of people)."""

    changed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDifference:
    """Show what an import changes; each list in the file's order."""

    added: tuple[str, ...] = ()
    #: (name or star, field, old, new); numbers are masked.
    changed: tuple[tuple[str, str, str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    #: (name or star, why that person could not be reached).
    unreachable: tuple[tuple[str, str], ...] = ()
    is_applied: bool = False


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
    """

    view: Answer | None = None
    text: str | None = None
    notice_id: str | None = None
