"""Hold what can be asked for about people, their numbers and their tours."""

from dataclasses import dataclass
from datetime import datetime

from models import enums
from models.commands.asking import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeWatch(Command):
    """Say "I have the watch"."""

    #: That somebody else has it is known, and it passes from them.
    takes_over: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToNumber(Command):
    """Say that somebody's new number is not theirs; the old one stands again.

    With a code it may be their Slack account as well: whatever the code was sent for.
    """

    #: Star, e-mail address or Slack id; nobody where a code says it.
    who: str = ""
    #: The code that the sender was told of the change with.
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfSomebody(Command):
    """Hold what is said of another person's duty; times as `wall_time.read` has them.

    Attributes:
        who: Star, e-mail address or Slack id.
        from_local: From when; None: from now on.
        until_local: Until when; None: until the tour ends.
        is_confirmed: What stands against it is known and meant to be put aside.
        is_dry_run: Only say what would be.
    """

    who: str
    from_local: str | None = None
    until_local: str | None = None
    is_confirmed: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDuty(_OfSomebody):
    """List somebody on duty, or off."""

    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn(_OfSomebody):
    """Let somebody stand in for another one of the same role."""

    #: Who is stood in for: star, e-mail address or Slack id.
    instead_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLeave(_OfSomebody):
    """Note that somebody is away, whatever the lists say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLeave(Command):
    """End somebody's leave now, or before it begins."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """Hold one span of a daily list, checked."""

    #: Star, e-mail address or Slack id.
    who: str
    from_at: datetime
    until_at: datetime
    #: Where and under whom the person works meanwhile; None: as in the roster.
    unit: str | None = None
    supervisor_star: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAssignments(Command):
    """Give the people of a daily list the hours that it has for them."""

    rows: tuple[AssignmentRow, ...]
    #: How many people who are not in it are to lose their hours of that time.
    removals: int = 0
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAssignments(Command):
    """Withdraw what daily lists have for somebody from now on."""

    who: str
