"""Show what was recorded of people, their numbers and their tours."""

from dataclasses import dataclass
from datetime import datetime

from models.views.duty import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Show that the person is on duty."""

    until_at: datetime
    #: The most urgent duty that waited for the person.
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffDuty:
    """Show that the person's tour is over; open duties go to others."""

    open_duties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """Show that a number proved itself and may be texted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchTaken:
    """Show that the person has the watch."""

    until_at: datetime
    #: Whoever had it before: star or role.
    taken_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDifference:
    """Show what an import changes; each list in the file's order."""

    added: tuple[str, ...] = ()
    #: (name or star, field, old, new); numbers are masked.
    changed: tuple[tuple[str, str, str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    #: (name or star, why that person could not be reached).
    unreachable: tuple[tuple[str, str], ...] = ()
    is_applied: bool = False
