"""Hold what can be asked for by one who cannot see to a duty, or has no way to text."""

from dataclasses import dataclass

from models.commands.asking import NOTHING, Command, Target
from models.commands.duty import Attest


@dataclass(frozen=True, slots=True, kw_only=True)
class Postpone(Command):
    """Put the next reminder of a duty off, and no other."""

    target: Target = NOTHING
    #: Local wall time, `HH:MM` (24:00 is the end of the day).
    until_local: str | None = None
    #: Minutes from now, where no wall time is named; both None: no time was read.
    in_minutes: int | None = None
    #: Why, as written; where no time was read, all that was written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Command):
    """Pass a duty on to whoever supervises; it stays until that is accepted."""

    target: Target = NOTHING
    #: Why, as written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disown(Command):
    """Say that one was listed by mistake and was not there."""

    target: Target = NOTHING
    #: What else was said, as written.
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRadio(Command):
    """Log what a member said over the radio; it counts as that member's own word."""

    #: Star of whoever said it.
    star: str
    #: What was said, as a text message would have it: `FLAG 10 MAR 29`.
    text: str = ""
    #: The same as a form has it, about one duty; then it counts, and no text.
    stated: Attest | None = None
