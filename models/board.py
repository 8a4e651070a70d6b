"""Hold what a desk looks at: cards, lists, who is on duty, the words of an incident.

Facts, not sentences; `handlers.slack` words them. Instants are aware UTC. Nothing
holds a name, a number or a word that somebody wrote, except where it says so.
"""

from dataclasses import dataclass, field
from datetime import datetime

from models import enums
from models.card import PhraseText as PhraseText
from models.card import Recording as Recording
from models.card import Waiting as Waiting
from models.clocks import FootageLine as FootageLine
from models.clocks import NoticeForm as NoticeForm
from models.clocks import Numbers as Numbers
from models.on_watch import OnWatch as OnWatch
from models.on_watch import Who as Who


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """Show one duty as it stands."""

    duty_id: str
    reference: str
    #: Its word and title in the policy.
    word: str
    title: str
    state: enums.DutyState
    #: What it needs to hear before it counts as done.
    answer: enums.AnswerKind
    #: Who has it now: a star or a role, never a name.
    owner: str
    due_at: datetime
    #: When the footage it is about is lost.
    lost_at: datetime | None = None
    #: When the engine looks at it next: then a role is told, or whoever has it.
    next_step_at: datetime | None = None
    next_role: str | None = None
    is_reminder_next: bool = False
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    #: Who stated, verified or searched, and when.
    settled_by: str | None = None
    settled_at: datetime | None = None
    #: Code of the person who looks, where they have one.
    code: str | None = None
    #: Every rung was told and nobody answered.
    is_unanswered: bool = False
    #: Short name of the footage it is about, where that is not a member's camera.
    about: str | None = None
    #: Star of whoever owes it, where that is somebody else than its reader.
    whose: str | None = None
    #: Its reader said "I have it"; or owes it, alone or as one of a role, and nobody
    #: else said so.
    is_owed: bool = True

    @property
    def is_open(self) -> bool:
        """Tell whether it still needs somebody."""
        return self.state in enums.OPEN_DUTY_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Show the last thing on an incident's record."""

    #: Event of the ledger: `duty:acknowledged`.
    event: str
    at: datetime
    #: A star or a role; "the clock" where nobody did it.
    by: str
    #: Word of the duty it concerns.
    word: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Show one incident in a glance."""

    reference: str
    kind: str
    state: enums.IncidentState
    opened_at: datetime
    #: A star or a role; None where it is not known.
    opened_by: str | None
    #: `witnessed`, `reported`, `dispatched`.
    source: str
    is_late: bool = False
    beat: str | None = None
    event_number: str | None = None
    rd_number: str | None = None
    #: Footage that is lost next among that which is not yet kept, and when.
    next_loss_of: str | None = None
    next_loss_at: datetime | None = None
    #: The duty that matters next; None where nothing is open.
    next_duty: DutyLine | None = None
    #: Every duty, open ones first, each part by its due time.
    duties: tuple[DutyLine, ...] = ()
    last: Happened | None = None
    #: References of linked incidents, in their order.
    linked: tuple[str, ...] = ()
    #: True where words are held back and nobody has decided on them.
    has_held_words: bool = False
    #: The first words, where the policy shows them.
    words: str | None = None
    #: All footage, first what matters first.
    footage: tuple[FootageLine, ...] = ()
    #: Ids and texts of the policy's phrases.
    phrases: tuple[tuple[str, str], ...] = ()
    #: Recordings whose time can be corrected.
    recordings: tuple[Recording, ...] = ()
    #: What waits for a second person, in order.
    waiting: tuple[Waiting, ...] = ()
    #: What its kind is called, and ids and titles of those in force on its day.
    kind_title: str | None = None
    kinds: tuple[tuple[str, str], ...] = ()
    #: The designated place that it was at, and names of those that it may be at.
    place: str | None = None
    may_be_at: tuple[str, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Tell whether it was closed."""
        return self.state in enums.CLOSED_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class TodoList:
    """Show what one person owes over all incidents.

    Attributes:
        open_duties: What they owe or were told of, earliest due first.
        settled: What was settled since the message was posted, latest first.
        told: Things to know (sentences of ours) with their time, latest first.
        is_moved: True where a newer message took this one's place.
    """

    open_duties: tuple[DutyLine, ...]
    settled: tuple[DutyLine, ...] = ()
    told: tuple[tuple[str, datetime], ...] = ()
    is_moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingText:
    """Show that a text of an unknown number waits; its words are read apart."""

    inbound_id: str
    sent_at: datetime
    #: The last two digits.
    number_end: str
    #: How many texts of this number wait.
    count: int = 1
    #: Reference of the incident that was opened from it.
    opened: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Show texts that wait, oldest first, and those accepted lately, latest first."""

    waiting: tuple[WaitingText, ...]
    more: int = 0
    accepted: tuple[WaitingText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """Show one incident in a line."""

    reference: str
    state: enums.IncidentState
    opened_at: datetime
    beat: str | None
    open_duties: int
    overdue_duties: int
    next_due_at: datetime | None = None
    next_loss_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList:
    """Show incidents: what is lost or due first comes first."""

    #: `mine`, `watch` for those and the ones of one's watch, `due` or `all`.
    which: str
    lines: tuple[IncidentLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Show a person's own page.

    Attributes:
        label: The person: star or role.
        role_title: Their role in the policy's words.
        mine: What they owe or were told of, earliest due first.
        watch: Open incidents of those on their watch, earliest due first.
        lost_24h: Footage clocks that run out within a day, earliest first.
        lost_7d: Within a week, but later than that.
        lost_30d: Within thirty days, but later than that.
        who: Who is on duty.
        has_watch: Whether this person said "I have the watch".
        may_take_watch: Whether they may.
        waiting_texts: How many texts of unknown numbers wait.
    """

    label: str
    role_title: str
    mine: tuple[DutyLine, ...]
    watch: tuple[IncidentLine, ...]
    lost_24h: tuple[DutyLine, ...]
    lost_7d: tuple[DutyLine, ...]
    lost_30d: tuple[DutyLine, ...]
    who: Who
    has_watch: bool = False
    may_take_watch: bool = False
    waiting_texts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Show words on record, as they were written; private."""

    at: datetime
    by: str
    event: str
    #: None where a rule (its citation stands in `held_by`) holds them back.
    text: str | None
    held_by: str | None = None
    #: Its position in the ledger, where the reader may decide on it.
    decidable: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Show what a person may type, with references and codes of their own.

    Attributes:
        role_title: Their role in the policy's words.
        verbs: What the role allows.
        reference: An open incident of theirs, the newest.
        code: A code of theirs, and the word of its duty.
    """

    role_title: str
    verbs: frozenset[str]
    reference: str | None = None
    code: str | None = None
    word: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldText:
    """Show a text of an unknown number to one who may accept it; private."""

    inbound_id: str
    sent_at: datetime
    text: str | None
    #: Citation of the rule that holds it back.
    held_by: str | None = None
    opened: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagForm:
    """Show what a person needs to state that footage is kept.

    Attributes:
        duty: The duty.
        grounds: Ids and texts of the grounds that this person may state.
        earliest_on: ISO date of the earliest deletion date that will do.
        authority: Its rule.
        may_log_radio: Whether this person may log what a member says of it over the
            radio; a second person's look is never logged.
        asked_of: Who is asked for the footage, and on which form; blank: nobody.
        numbers: How the numbers look that people name.
    """

    duty: DutyLine
    grounds: tuple[tuple[str, str], ...]
    earliest_on: str | None
    authority: str
    may_log_radio: bool = False
    asked_of: str = ""
    numbers: Numbers = field(default_factory=dict)


Shown = (
    IncidentList | Card | Who | Inbox | Home | Help | FlagForm | PhraseText | NoticeForm
)
