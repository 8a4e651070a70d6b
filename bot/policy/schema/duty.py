"""Hold what is owed, by whom, until when, and who hears of it."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, model_validator

from bot.policy import values
from bot.policy.schema.base import Rule
from bot.policy.schema.footage import When
from models import enums

#: The only answer that ends a duty, by what that begins with.
ONLY_ANSWERS = {
    "text_held": enums.AnswerKind.HELD_TEXT,
    "footage_past": enums.AnswerKind.SEARCH,
    "footage_kept": enums.AnswerKind.KEPT,
}


class Rung(Rule):
    """Name who is told next, and when."""

    #: Who is told.
    role: values.Name
    #: How long after the rung before was told; for the first, after the due time.
    wait: values.Wait | None = None
    #: Instant of its own: that long before the footage is lost.
    before_lost: values.Wait | None = None
    #: Channels by which it is told, in this order; empty: however the person can.
    channels: tuple[Literal["sms", "slack"], ...] = ()
    #: How it is worded.
    wording: Literal["plain", "urgent", "loss"] = "plain"


class Due(Rule):
    """Say when a duty is due."""

    #: From when it counts: `opened`, `recorded`, `end_of_tour`, `asked` (when the
    #: duty came into being), `flagged` (when its footage was), `ask_by` or `lost`
    #: (the dates of its footage), or `duty` (another one: when that was attested,
    #: and as long as it was not, when that is due).
    after: Literal[
        "opened",
        "recorded",
        "end_of_tour",
        "asked",
        "flagged",
        "ask_by",
        "lost",
        "duty",
    ]
    #: How long after that; negative: before.
    within: values.Duration = timedelta()
    #: Id of that other duty.
    duty: values.Name | None = None


class Duty(Rule):
    """Name one thing that is owed, by whom, until when, and who hears of it."""

    #: Name in the record.
    id: values.Name
    #: What people text to answer it.
    word: values.Word
    #: What it is.
    title: values.Text
    #: What a person is asked by SMS; short, no names, in the phone's alphabet.
    question: Annotated[str, Field(min_length=1, max_length=70)]
    #: When it comes into being: with the incident, for each listed camera, for
    #: each outside source, when that was asked for, when footage is attested,
    #: at each checkpoint of footage that is kept, when footage is past its loss,
    #: when another duty is attested, or when words were held back.
    begins: Literal[
        "opened",
        "camera_listed",
        "source_listed",
        "footage_asked",
        "footage_attested",
        "footage_kept",
        "footage_past",
        "duty_attested",
        "text_held",
    ]
    #: The other duty, for one that begins when that is attested.
    follows: values.Name | None = None
    #: Under which circumstances it is owed.
    when: When = Field(default_factory=When)
    #: Who owes it: `opener`, `recorder` (whose camera it was), or a role.
    owner: values.Name
    #: What ends it; without it, the only answer that its beginning takes.
    answer: enums.AnswerKind = enums.AnswerKind.NOTHING
    #: Fact that the answer states: NONE that it is not so, all else that it is.
    fact: values.Name | None = None
    #: Footage source it is about; outside sources: several may share a rule, and
    #: none named means each of them.
    source: values.Name | None = None
    #: When it is due.
    due: Due
    #: Reminders to the owner, relative to the due time, in order.
    remind: tuple[values.Duration, ...] = ()
    #: Who hears of it if it is not done, in order.
    ladder: Annotated[tuple[Rung, ...], Field(min_length=1)]
    #: How long after the last rung "nobody answered" is announced. Rungs that
    #: wait for the loss of footage do not count: see `steps.next_step`.
    exhausted_after: values.Wait = timedelta(minutes=30)
    #: Pace at which that is repeated.
    repeat_every: values.Span = timedelta(hours=6)
    #: Roles told that nobody answered, beside the desk.
    exhausted_roles: tuple[values.Name, ...] = ()
    #: How long an acknowledgement rests the paging.
    lapses_after: values.Span = timedelta(hours=2)
    #: True: asked at once, in turn, in the answers to the opener's texts.
    is_asked_at_scene: StrictBool = False
    #: What it rests on.
    authority: values.Authority

    @model_validator(mode="before")
    @classmethod
    def _answer_only_so(cls, data: Any) -> Any:
        """Take the only answer where none is written."""
        begins = data.get("begins") if isinstance(data, dict) else None
        if isinstance(begins, str) and begins in ONLY_ANSWERS:
            return {"answer": ONLY_ANSWERS[begins], **data}
        return data
