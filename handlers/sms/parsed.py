"""Hold what a text message was read as: one frozen class for each thing said.

Only words and shapes; whose duty or incident is meant is decided elsewhere.
"""

from dataclasses import dataclass
from typing import TypeAlias

from models import commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Say nothing: blanks, or a picture without words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierWord:
    """Say a carrier's own word and nothing else."""

    word: str
    #: `opt_out`, `opt_in` or `help`.
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Report a tap on one of our messages; never an act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Okay:
    """Say "understood" and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Open an incident, by a text that may be missing."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Say anything else: the message as written, trimmed, and its number of words."""

    text: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Say "I have it", and perhaps other words that are more than courtesy."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Say that it is done; what follows, such as a date, as written."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take an act back."""

    target: commands.Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Ask what is open."""

    target: commands.Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Ask which words there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """Go on duty; the tour's end, if named, as written, even if it is no time."""

    until_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """Go off duty; the time, if the sender named one, as written."""

    at_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """List somebody else on duty or off; the end, if named, as written."""

    star: str
    is_on: bool
    until_text: str = ""
    #: What it puts aside is known.
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Say "I have the watch"; perhaps that it is taken over from another."""

    takes_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Say that somebody's changed number or account is not theirs."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Link two incidents, of which the second may be left out."""

    reference: str
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Add words to what is named in full, or to what is clear from elsewhere."""

    target: commands.Target
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWord:
    """Answer a duty by its own word; the answer as written."""

    word: str
    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWord:
    """State a fact of the policy by its own word, or take it back."""

    word: str
    target: commands.Target
    is_so: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Put a reminder off: until a time of day as written, or for so many minutes.

    With neither, no time was read; what else was said, as written.
    """

    target: commands.Target
    until_text: str = ""
    in_minutes: int | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Pass a duty on, and perhaps say why, as written."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMe:
    """Say that one was listed by mistake; what else was said, as written."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """Agree to what somebody else wants done in an incident, or refuse it."""

    reference: str
    is_agreed: bool
    #: Its number within the incident, if it was named.
    number: int | None = None


Parsed: TypeAlias = (
    Empty
    | CarrierWord
    | Reaction
    | Okay
    | New
    | Free
    | Acknowledge
    | Done
    | Undo
    | Status
    | Menu
    | On
    | Off
    | Listed
    | Watch
    | Join
    | Note
    | DutyWord
    | FactWord
    | Late
    | Pass
    | NotMe
    | Decide
    | Wrong
)
