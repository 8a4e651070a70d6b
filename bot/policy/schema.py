"""Hold the shape of a policy file: everything that is a city's and not ours.

Durations are `timedelta`; a policy file writes them as "90d", "30m", "5s".
Every rule carries the authority it rests on, as text that is printed where the
rule is applied. Unknown keys are errors. What only the whole file can tell
(names that nothing has, rungs that never come) is checked in `checks` and
`sense`; what each key means to an agency stands in docs/policy.md.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from bot.policy import values
from models import enums


class Rule(BaseModel):
    """Refuse unknown keys and stay as loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Rule):
    """Name a role and what it may do."""

    id: values.Name
    title: values.Text
    #: Verbs of `bot.policy.schema.VERBS`, or "everything".
    may: tuple[str, ...] = ()
    #: True where members of this role record what they are at.
    wears_camera: StrictBool = False


class Watch(Rule):
    """Name a period of duty by local wall time; it may cross midnight.

    One that ends when it starts lasts a whole day.
    """

    id: values.Name
    title: values.Text
    starts: values.WallTime
    ends: values.WallTime


class Ground(Rule):
    """Name a ground on which footage may be flagged, and who may state it."""

    id: values.Name
    text: values.Text
    stated_by: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    #: Roles whose flag rests on this ground where they name none.
    default_for: tuple[values.Name, ...] = ()
    authority: values.Authority


class Source(Rule):
    """Name a source of footage and its two dates, counted from recording."""

    id: values.Name
    title: values.Text
    #: Last safe moment to ask for it or flag it.
    ask_by: values.Wait
    #: When it is overwritten or destroyed unless it is kept.
    lost_at: values.Span
    #: How long the law keeps flagged footage, counted from flagging; whole
    #: years are years of the calendar.
    kept_for: values.Span | None = None
    authority: values.Authority


class Rung(Rule):
    """Name who is told next, and when.

    `wait` counts from the rung before (for the first rung, from the due time).
    `before_lost` is an instant of its own: that long before the footage is lost.
    """

    role: values.Name
    wait: values.Wait | None = None
    before_lost: values.Wait | None = None


class Due(Rule):
    """Say when a duty is due.

    Attributes:
        after: `opened`, `recorded`, `end_of_tour`, or `asked` (when the duty
            came into being).
        within: How long after that; negative: before.
    """

    after: Literal["opened", "recorded", "end_of_tour", "asked"]
    within: values.Duration = timedelta()


class Duty(Rule):
    """Name one thing that is owed, by whom, until when, and who hears of it."""

    id: values.Name
    word: values.Word
    title: values.Text
    #: What a person is asked by SMS; short, no names, in the phone's alphabet.
    question: Annotated[str, Field(min_length=1, max_length=70)]
    #: When it comes into being: with the incident, for each listed camera,
    #: when footage is attested, or when words were held back.
    begins: Literal["opened", "camera_listed", "footage_attested", "text_held"]
    #: Who owes it: `opener`, `recorder` (whose camera it was), or a role.
    owner: values.Name
    answer: enums.AnswerKind = enums.AnswerKind.NOTHING
    #: Footage source it is about.
    source: values.Name | None = None
    due: Due
    #: Reminders to the owner, relative to the due time, in order.
    remind: tuple[values.Duration, ...] = ()
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)]
    #: How long after the last rung "nobody answered" is announced. Rungs that
    #: wait for the loss of footage do not count: see `timetable.next_step`.
    exhausted_after: values.Wait = timedelta(minutes=30)
    #: Pace at which that is repeated.
    repeat_every: values.Span = timedelta(hours=6)
    #: Roles told that nobody answered, beside the desk.
    exhausted_roles: tuple[values.Name, ...] = ()
    #: How long an acknowledgement rests the paging.
    lapses_after: values.Span = timedelta(hours=2)
    #: True: asked at once, in turn, in the answers to the opener's texts.
    is_asked_at_scene: StrictBool = False
    authority: values.Authority


class Tell(Rule):
    """Name a role that is told when an incident opens."""

    role: values.Name
    text: Annotated[str, Field(min_length=1, max_length=60)]


class Forbidden(Rule):
    """Name words that may not be asked for, kept or shared.

    Texts that match are held back until a person decides.
    """

    id: values.Name
    #: Regular expressions, matched without regard to case.
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    #: Citation told to the sender; short.
    citation: Annotated[str, Field(min_length=1, max_length=40)]
    authority: values.Authority
    #: Roles that decide.
    decided_by: Annotated[tuple[values.Name, ...], Field(min_length=1)]


class Phrase(Rule):
    """Name a sentence that a desk may text to the officer who opened an incident."""

    id: values.Name
    #: In the phone's alphabet, no names.
    text: Annotated[str, Field(min_length=1, max_length=60)]


class Slack(Rule):
    """Say what is shown in Slack."""

    #: True: the first words of an incident stand on its card, for everybody in the
    #: channel.
    words_on_card: StrictBool = False


class Limits(Rule):
    """Hold the patience and the thrift of texting."""

    #: Free words join an incident that their sender texted about this recently.
    free_text_joins_within: values.Wait = timedelta(hours=12)
    #: A new incident is offered to be linked with one opened this recently.
    offer_join_within: values.Wait = timedelta(minutes=30)
    #: The same words from the same number within this are one incident.
    same_text_within: values.Wait = timedelta(minutes=10)
    #: Answers to one number that nobody knows.
    unknown_answers_per_hour: values.Count = 3
    #: Answers to one number to texts that are not understood.
    unclear_answers_per_hour: values.Count = 6
    #: How long after opening nothing unsolicited reaches the opener.
    quiet_at_scene: values.Wait = timedelta(minutes=20)
    #: Texts that are worked off later than this are marked late.
    late_after: values.Wait = timedelta(minutes=2)
    #: How long a page is of use.
    notice_valid_for: values.Span = timedelta(minutes=30)
    #: Longest tour where no watch ends it.
    tour: values.Span = timedelta(hours=9)
    #: Countries whose numbers may be texted.
    countries: Annotated[tuple[values.Country, ...], Field(min_length=1)] = ("US",)
    #: Pace at which what is new on a list in Slack notifies its reader.
    digest_every: values.Span = timedelta(minutes=15)


class Policy(Rule):
    """Hold a whole policy."""

    title: values.Text
    agency: values.Text
    #: Name of the IANA time zone database.
    timezone: Annotated[str, Field(min_length=1)]
    #: Kind of an incident where none is named.
    kind: values.Name = "alleged_violation"
    limits: Limits = Field(default_factory=Limits)
    #: Roles that get what no other role can take: the desk.
    desk_roles: Annotated[tuple[values.Name, ...], Field(min_length=1)]
    role: Annotated[tuple[Role, ...], Field(min_length=1)]
    watch: tuple[Watch, ...] = ()
    ground: tuple[Ground, ...] = ()
    source: tuple[Source, ...] = ()
    duty: Annotated[tuple[Duty, ...], Field(min_length=1)]
    tell: tuple[Tell, ...] = ()
    phrase: tuple[Phrase, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    slack: Slack = Field(default_factory=Slack)

    def __hash__(self) -> int:
        """Tell policies apart fast; what follows from one is kept by it."""
        return hash((self.title, self.agency))


#: In a role's list: every verb.
EVERYTHING = "everything"

#: What a role can be allowed; each is checked in the desk.
VERBS = (
    "open_incident",
    "say_text",
    "acknowledge",
    "attest",
    "verify",
    "undo",
    "add_note",
    "show_status",
    "go_on_duty",
    "join_incidents",
    "accept_text",
    "decide_held_text",
    "close_incident",
    "reopen_incident",
    "correct_incident",
    "read_words",
    "text_officer",
    "take_watch",
    "list_incidents",
)
