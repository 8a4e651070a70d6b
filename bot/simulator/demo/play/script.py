"""Read a story: what people do in it, step by step, from a TOML file.

docs/demo.md says how one is written. Whether its people and rules exist is asked in
`fitting`, once the policy and the roster are known.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime, PrivateAttr

from bot.simulator.demo.play import script_problems
from models import errors

#: Where the stories lie that come with Holdfast; the first is the one to begin with.
FOLDER = Path(__file__).parents[1] / "stories"
SHIPPED = ("one-scene.toml", "two-crews.toml", "three-watches.toml")

#: Most characters that a text or a field of a form takes.
WORDS_MAX = 1600
#: Most characters that are told in one step: two sentences.
TELL_MAX = 240

Words = Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
#: Somebody of the roster, by the name that it has there.
Who = Annotated[str, Field(min_length=1, max_length=200)]
#: Which incident: `{ref}` is the newest, `{ref:1}` the first.
Reference = Annotated[str, Field(min_length=1, max_length=40)]
#: A time of day, or how long: `22:16`, `+45m`.
ClockTo = Annotated[
    str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|\+(\d{1,4}[smhd]){1,4})$")
]


class Part(BaseModel):
    """Refuse unknown keys and wrong types, and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Text(Part):
    """Let somebody text the bot."""

    who: Who
    words: Words


class Hears(Part):
    """Wait until somebody's phone shows words.

    Looked at is what came since this person's own last text, since what they heard
    last, or since the clock was moved, whichever is latest.
    """

    who: Who
    words: Words


class Slash(Part):
    """Let somebody type a slash command in the dispatch channel."""

    who: Who
    line: Annotated[str, Field(pattern=r"^/\S", max_length=WORDS_MAX)]


class Press(Part):
    """Let somebody press a button, or take an entry of a menu, by its words.

    Attributes:
        who: Somebody with Slack.
        button: What stands on it.
        on: The card in the dispatch channel, the list of what one owes, one's own
            page, the form that is open, or the newest private answer.
        ref: Whose card; without it the newest incident's.
        duty: The word of the duty, where several buttons say the same.
    """

    who: Who
    button: Words
    on: Literal["card", "list", "home", "form", "answer"] = "card"
    ref: Reference | None = None
    duty: Annotated[str, Field(min_length=1)] | None = None


class Fill(Part):
    """Let somebody fill the open form in, by the labels of its fields."""

    who: Who
    values: Annotated[dict[str, str | list[str]], Field(min_length=1)]


class Submit(Part):
    """Let somebody send the open form.

    Attributes:
        who: Somebody with Slack.
        is_refused: Whether it comes back with something to put right.
    """

    who: Who
    is_refused: bool = False


class SaysInThread(Part):
    """Let somebody answer below a card."""

    who: Who
    words: Words
    ref: Reference | None = None


class Sees(Part):
    """Wait until somebody sees words in Slack.

    Attributes:
        who: Somebody with Slack.
        words: What stands there.
        where: The dispatch channel, the conversation with the bot, one's own page,
            or the form that is open; written as `in`.
        ref: In the dispatch channel: on this incident's card alone.
    """

    model_config = ConfigDict(populate_by_name=True)

    who: Who
    words: Words
    where: Annotated[Literal["dispatch", "dm", "home", "form"], Field(alias="in")] = (
        "dispatch"
    )
    ref: Reference | None = None


class Clock(Part):
    """Move the clock on to a local time of day, or by a while."""

    to: ClockTo


class Trouble(Part):
    """Switch trouble on or off."""

    switch: Literal[
        "phone_off",
        "landline",
        "opted_out",
        "carrier_slow",
        "answer_lost",
        "slack_down",
    ]
    on: bool
    #: Whose phone; the first three need somebody, the others take nobody.
    who: Who | None = None


class Bot(Part):
    """Kill the bot as a power cut would, or start it again."""

    do: Literal["kill", "start"]


class Check(Part):
    """Have every chain, seal and row checked; it fails if anything is broken."""


Deed = (
    Text
    | Hears
    | Slash
    | Press
    | Fill
    | Submit
    | SaysInThread
    | Sees
    | Clock
    | Trouble
    | Bot
    | Check
)


class Step(Part):
    """Tell something, have something done, or both.

    Attributes:
        tell: What is said to whoever watches; one sentence or two.
        rule: Id of the duty of the policy that asked for it; its authority is shown.
        look: Where to look; without it, where the deed happens.
    """

    tell: Annotated[str, Field(min_length=1, max_length=TELL_MAX)] | None = None
    rule: Annotated[str, Field(min_length=1)] | None = None
    look: Annotated[str, Field(min_length=1)] | None = None
    text: Text | None = None
    hears: Hears | None = None
    slash: Slash | None = None
    press: Press | None = None
    fill: Fill | None = None
    submit: Submit | None = None
    says_in_thread: SaysInThread | None = None
    sees: Sees | None = None
    clock: Clock | None = None
    trouble: Trouble | None = None
    bot: Bot | None = None
    check: Check | None = None

    @property
    def deed(self) -> Deed | None:
        """Return what is done; None: something is only told."""
        found = (getattr(self, name) for name in DEEDS)
        return next((one for one in found if one is not None), None)


#: The keys of a step of which it has at most one.
DEEDS = tuple(
    name for name in Step.model_fields if name not in ("tell", "rule", "look")
)


class Story(Part):
    """Hold a whole story."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    #: One sentence.
    about: Annotated[str, Field(min_length=1, max_length=200)]
    #: Local time of the agency.
    starts_at: NaiveDatetime
    step: Annotated[list[Step], Field(min_length=1, max_length=200)]
    _source: script_problems.Source = PrivateAttr()

    @property
    def source(self) -> script_problems.Source:
        """Return what it was read from."""
        return self._source

    def starts_at_in(self, zone: ZoneInfo) -> datetime:
        """Return where the clock stands at its beginning, aware UTC."""
        return self.starts_at.replace(tzinfo=zone).astimezone(UTC)


def parse(text: str, *, name: str) -> Story:
    """Return the story that a text holds.

    Args:
        text: TOML.
        name: What the file is called in messages.

    Raises:
        ConfigurationError: Something is wrong. The message names everything that
            is, each with file, line, step and key, what and an example.
    """
    source = script_problems.Source.of(text, name=name)
    story, found = script_problems.validated(source, Story, DEEDS)
    if story is None or found:
        raise script_problems.refusal(source, found)
    story._source = source
    return story


def read(path: Path) -> Story:
    """Return the story in a file.

    Raises:
        ConfigurationError: It cannot be read, or something in it is wrong.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise errors.ConfigurationError(
            f"The story {path} cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise errors.ConfigurationError(
            f"The story {path} is not in UTF-8 (at byte {error.start}). "
            "Save it as UTF-8."
        ) from error
    return parse(text, name=path.name)


def shipped() -> list[Story]:
    """Return the stories that come with Holdfast, the one to begin with first."""
    return [read(FOLDER / name) for name in SHIPPED]


def deeds_of(step: dict[str, Any]) -> list[str]:
    """Return the keys of a step, as read, that have something done."""
    return [name for name in DEEDS if name in step]
