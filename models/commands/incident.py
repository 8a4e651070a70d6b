"""Hold what can be asked for about an incident and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import enums
from models.commands.asking import NOTHING, Command, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident(Command):
    """Open an incident."""

    text: str
    #: When it happened or was reported, where that is not now (aware UTC).
    opened_at: datetime | None = None
    #: Star of the member who saw it, where somebody else opens for them.
    seen_by_star: str | None = None
    #: What a form asked for by itself; None: whatever the words say.
    beat: str | None = None
    event_number: str | None = None
    #: Ids of the policy's facts that are so.
    facts: tuple[str, ...] = ()
    #: Kind of the policy's catalogue; None: its usual one.
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayText(Command):
    """Say something without a word of ours before it."""

    text: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseIncident(Command):
    """Close an incident; one with an open footage clock stays open."""

    reference: str
    #: One of the closed states.
    outcome: enums.IncidentState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenIncident(Command):
    """Open a closed incident again."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectIncident(Command):
    """Correct what an incident says of itself; the old values stay on record."""

    reference: str
    #: New values by field: `beat`, `event_number`, `rd_number`; None: none. Times
    #: are RFC 3339: `opened_at`, and `recorded_at:` with the id of the footage.
    values: Mapping[str, str | None]
    #: The values that the person saw when they began.
    seen: Mapping[str, str | None]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWords(Command):
    """Read the words of an incident; the reading goes on record."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHeldText(Command):
    """Read a text of an unknown number; the reading goes on record."""

    inbound_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSubject(Command):
    """Note that a member is the subject of an incident, or that they are not."""

    reference: str
    #: Star, e-mail address or Slack id.
    who: str
    is_subject: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOfficer(Command):
    """Text the officer who opened an incident one of the policy's phrases."""

    reference: str
    #: Id of the phrase.
    phrase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNote(Command):
    """Note that words said in a card's thread were changed or deleted."""

    target: Target
    #: Channel and time-stamp of the message, `C123:1700000000.000100`.
    message: str
    #: The new words; None: it was deleted.
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add words to an incident."""

    text: str
    target: Target = NOTHING
    #: Slack message it was said in, `C123:1700000000.000100`.
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinIncidents(Command):
    """Link two incidents; each stays what it is."""

    reference: str
    #: The second one; None: the sender's own, where there is only one.
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptText(Command):
    """Open an incident from a text of a number that nobody knew."""

    inbound_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideHeldText(Command):
    """Decide on words that were held back."""

    reference: str
    #: Position in the incident's ledger of the entry that holds the words.
    position: int
    is_released: bool
    #: The legal authority for releasing, or the reason for withholding.
    authority: str
