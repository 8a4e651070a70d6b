"""Read what is typed after the slash command; pure, forgiving, never guessing.

Case, blanks, quotes and full-width signs do not matter. What is not understood is
answered with what to type.
"""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.slack import ids, lines, noticed, said, seconds, tours, watched
from handlers.sms import spelling, targets
from models import commands, errors, reference


@dataclass(frozen=True, slots=True)
class Form:
    """Ask for a form, by its callback id, about an incident or a new one."""

    callback_id: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open an incident with these words."""

    text: str


@dataclass(frozen=True, slots=True)
class List:
    """List incidents: `mine`, `due` or `all`."""

    which: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show one incident."""

    reference: str


@dataclass(frozen=True, slots=True)
class Note:
    """Add words to an incident."""

    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Say "I have it"."""

    target: commands.Target


@dataclass(frozen=True, slots=True)
class Done:
    """State a duty as done, with what is said of it."""

    target: commands.Target
    said: str


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last act back."""

    target: commands.Target


@dataclass(frozen=True, slots=True)
class Link:
    """Link two incidents."""

    reference: str
    other: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a closed incident again."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Who:
    """Ask who is on duty."""


@dataclass(frozen=True, slots=True)
class Help:
    """Ask what can be typed."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Hold why a line cannot be carried out, and what to type instead."""

    sentence: str
    #: An example, exactly as it is typed.
    example: str


Asked = (
    Form
    | Open
    | List
    | Show
    | Note
    | Acknowledge
    | Done
    | Undo
    | Link
    | Reopen
    | seconds.Decide
    | seconds.Adopt
    | tours.Tour
    | tours.Listing
    | tours.Cover
    | tours.Leave
    | said.Said
    | said.Radio
    | noticed.Footage
    | noticed.Fact
    | watched.Watch
    | watched.Subject
    | watched.Number
    | Who
    | Help
    | Wrong
)

#: Characters of what somebody typed that are said back to them. Source: our choice.
QUOTED = 60


def parse(text: str, names: lines.Names = lines.USUAL) -> Asked:
    """Return what a line asks for, or how it should look; never raises."""
    text = text.replace("\x00", "").strip()
    word, rest = spelling.split_token(text)
    rest = rest.strip()
    if not word:
        return Help() if "?" in text else Form(ids.FORM_OPEN)
    read = _READERS.get(_ALIASES.get(word, word))
    if read is None:
        return Wrong(
            f"“{_short(text)}” does not begin with a command. To open an incident "
            "with these words, put open before them.",
            f"{ids.COMMAND} open {_short(text)}",
        )
    try:
        return read(rest)
    except errors.InvalidInputError as error:
        typed = lines.example(_ALIASES.get(word, word), names)
        return Wrong(str(error), f"{ids.COMMAND} {typed}")


def _open(rest: str) -> Asked:
    return Open(rest) if rest else Form(ids.FORM_OPEN)


def _list(rest: str) -> Asked:
    which = spelling.split_token(rest)[0].casefold() or "mine"
    if which not in ("mine", "due", "all"):
        raise errors.InvalidInputError("which", "List mine, due or all.")
    return List(which)


def _show(rest: str) -> Asked:
    named, _ = lines.incident(rest)
    return Show(named)


def _note(rest: str) -> Asked:
    named, text = lines.incident(rest)
    return Note(named, text) if text else Form(ids.FORM_NOTE, named)


def _acknowledge(rest: str) -> Asked:
    target, _ = _target(rest)
    return Acknowledge(target)


def _done(rest: str) -> Asked:
    target, said = _target(rest)
    return Done(target, said)


def _undo(rest: str) -> Asked:
    if not rest:
        return Undo(commands.NOTHING)
    target, _ = _target(rest)
    return Undo(target)


def _link(rest: str) -> Asked:
    named, more = lines.incident(rest)
    if not more:
        return Form(ids.FORM_LINK, named)
    _, after = spelling.split_token(more)
    joined = (
        more if spelling.split_token(more)[0] not in ("AND", "TO", "WITH") else after
    )
    other, _ = lines.incident(joined)
    return Link(named, other)


def _reopen(rest: str) -> Asked:
    named, reason = lines.incident(rest)
    return Reopen(named, reason) if reason else Form(ids.FORM_REOPEN, named)


def _about(callback_id: str) -> Callable[[str], Asked]:
    """Return what reads a reference and asks for a form about it."""
    return lambda rest: Form(callback_id, lines.incident(rest)[0])


def _target(rest: str) -> tuple[commands.Target, str]:
    """Split off a code or a reference.

    Raises:
        InvalidInputError: There is none.
    """
    token, more = spelling.split_token(rest)
    if not token:
        raise errors.InvalidInputError("code", "Say which: a code, or a reference.")
    target = targets.find(token)
    if target.reference:
        target = commands.Target(reference=reference.read(target.reference))
    if not target:
        raise errors.InvalidInputError(
            "code", "That is neither a code nor a reference of ours."
        )
    return target, more.strip()


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTED else f"{flat[: QUOTED - 1]}…"


_READERS: dict[str, Callable[[str], Asked]] = {
    "OPEN": _open,
    "LIST": _list,
    "SHOW": _show,
    "NOTE": _note,
    "ACK": _acknowledge,
    "DONE": _done,
    "UNDO": _undo,
    "LINK": _link,
    "REOPEN": _reopen,
    "CLOSE": _about(ids.FORM_CLOSE),
    "CORRECT": _about(ids.FORM_CORRECT),
    "AGREE": seconds.agree,
    "REFUSE": seconds.refuse,
    "ADOPT": seconds.adopt,
    "ON": lambda rest: tours.tour(rest, is_on=True),
    "OFF": lambda rest: tours.tour(rest, is_on=False),
    "LEAVE": tours.leave,
    "COVER": tours.cover,
    **said.READERS,
    **watched.READERS,
    "RADIO": said.radio,
    "FOOTAGE": noticed.footage,
    "FACT": noticed.fact,
    "WHO": lambda rest: Who(),
    "HELP": lambda rest: Help(),
}

#: What people also write.
_ALIASES = {
    "NEW": "OPEN",
    "CAMS": "FOOTAGE",
    "FACTS": "FACT",
    "ACKNOWLEDGE": "ACK",
    "JOIN": "LINK",
    "STATUS": "LIST",
    "LS": "LIST",
    "VIEW": "SHOW",
    "COMMANDS": "HELP",
}
