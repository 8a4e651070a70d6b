"""Hold one frozen class per thing that a person or the clock can ask for.

A command says who, through what, and what; never how. Words are kept as the
sender wrote them. The door that makes a command has checked its form, not its
rights: those are checked in the desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models import enums


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Say who asks, as far as the door can know it."""

    channel: enums.Channel
    #: Number the request came from (E.164), for texts and calls.
    e164: str | None = None
    #: Person in the roster, where the door knows it for certain.
    person_id: str | None = None
    #: Account name of the operator, for the command line.
    account: str | None = None


#: The clock as an actor: the engine, the courier, the sealer.
CLOCK = Actor(channel=enums.Channel.CLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """Hold a text message as it was received."""

    #: The provider's id of this message; never two effects from one id.
    provider_id: str
    e164: str
    #: Our number that it was sent to (E.164).
    to_e164: str
    body: str
    #: When the provider says that it was sent; None where it does not say.
    sent_at: datetime | None = None
    media_count: int = 0
    #: True where it was fetched afterwards, not handed to us.
    is_fetched: bool = False
    #: The provider's other fields, as received.
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Say which thing is meant, if the sender said so.

    Attributes:
        code: A code of ours, in capitals.
        reference: An incident's reference, as it is stored.
        malformed: What looked like one of the two and is neither.
    """

    code: str | None = None
    reference: str | None = None
    malformed: str | None = None

    def __bool__(self) -> bool:
        """Tell whether anything was named."""
        return bool(self.code or self.reference or self.malformed)


#: Nothing was named.
NOTHING = Target()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Hold what every command has."""

    actor: Actor
    #: Identifies the request for ever; the second of one id is the first again.
    request_id: str
    #: The text it came in, for commands by SMS.
    inbound: InboundText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident(Command):
    """Open an incident."""

    text: str
    #: When it happened or was reported, where that is not now (aware UTC).
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SayText(Command):
    """Say something without a word of ours before it."""

    text: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """Say "I have it"."""

    target: Target = NOTHING
    #: True for a bare OK, which also answers where nothing is open.
    is_okay: bool = False
    #: What else was said, as written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Command):
    """State that a duty is done."""

    #: The duty's own word (capitals); None for a plain DONE.
    word: str | None = None
    target: Target = NOTHING
    #: What was said after the word, as written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """Take one's own last act back."""

    target: Target = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """Add words to an incident."""

    text: str
    target: Target = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowStatus(Command):
    """Ask what is open."""

    target: Target = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMenu(Command):
    """Ask which words there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnDuty(Command):
    """Say that one is on duty from now on."""

    #: Local wall time at which the tour ends, `HH:MM` (24:00 is the end of the
    #: day), or words that could not be read; None: the watch's end.
    until_local: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOffDuty(Command):
    """Say that one's tour is over."""

    #: What else was said, as written; OFF means now.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinIncidents(Command):
    """Link two incidents; each stays what it is."""

    reference: str
    #: The second one; None: the sender's own, where there is only one.
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConsent(Command):
    """Note what a carrier's own word did to a number."""

    #: `opt_out`, `opt_in` or `help`.
    effect: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNothing(Command):
    """Take a text without any words in it (a picture, a blank)."""

    #: True for a tap on one of our messages, which a phone sends as a text.
    is_reaction: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep(Command):
    """Do what is due for one incident; the engine asks for it."""

    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside(Command):
    """Let an incident rest on which the engine failed, so that others go on."""

    incident_id: str
    #: Class of the error; never its text.
    error: str
    #: When the engine looks at it again (aware UTC).
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptResult:
    """Hold how one try of the courier ended (instants: machine's clock)."""

    attempt_id: str
    outcome: enums.AttemptOutcome
    finished_at: datetime
    http_status: int | None = None
    #: When the courier looks at the notice next; None: no more.
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDelivery(Command):
    """Note what a provider says of a message."""

    notice_id: str
    state: enums.NoticeState
    #: When it was heard (machine's clock); None: just now.
    heard_at: datetime | None = None
    provider_id: str | None = None
    vendor_code: str | None = None
    reason: str | None = None
    #: The courier's try that brought the news; None for a receipt.
    attempt: AttemptResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """Hold one person of a roster file, checked and normalised."""

    name: str
    role: str
    star: str | None = None
    phone_e164: str | None = None
    phone_kind: enums.PhoneKind | None = None
    email: str | None = None
    slack_user_id: str | None = None
    unit: str | None = None
    supervisor_star: str | None = None
    watch: str | None = None
    #: ISO date of the person's own consent to texts.
    consented_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRoster(Command):
    """Make the roster equal to a file."""

    rows: tuple[RosterRow, ...]
    #: The administrator attests that the numbers were checked.
    is_verified: bool = False
    #: How many people the administrator knows to be removed by this file.
    removals: int = 0
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPerson(Command):
    """End a person's rights, codes and notices at once; history stays."""

    star: str
