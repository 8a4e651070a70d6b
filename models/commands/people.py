"""Hold what can be asked for about people, their numbers and their tours."""

from dataclasses import dataclass

from models import enums
from models.commands.asking import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWatch(Command):
    """Say "I have the watch"; it passes from whoever had it before."""


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
class ChangeConsent(Command):
    """Note what a carrier's own word did to a number."""

    #: `opt_out`, `opt_in` or `help`.
    effect: str
    word: str


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
