"""Hold who is on duty, for those who look: by star or role, never by name."""

from dataclasses import dataclass
from datetime import datetime

from models import enums


@dataclass(frozen=True, slots=True, kw_only=True)
class OnWatch:
    """Show one person on duty, star or role, and by what: `own word`, `First watch`."""

    label: str
    role: str
    until_at: datetime | None
    by: str = ""
    has_watch: bool = False
    #: By `sms`, by `slack`, or not at all.
    reached_by: enums.Channel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Show who is on duty, in the policy's order of roles."""

    people: tuple[OnWatch, ...]
    #: Titles of roles of some ladder for which nobody can be told now.
    empty_roles: tuple[str, ...] = ()
    #: Units of which nobody has the watch, so that the desk does; "" is no unit.
    of_the_desk: tuple[str, ...] = ()
    more: int = 0
