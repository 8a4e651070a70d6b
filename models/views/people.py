"""Show what was recorded of people, their numbers and their tours."""

from dataclasses import dataclass
from datetime import datetime

from models import enums
from models.views.duty import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Show that the person is on duty."""

    until_at: datetime
    #: The most urgent duty that waited for the person.
    asked: Asked | None = None
    #: Until when the leave lasts that the person's word puts aside meanwhile.
    leave_until_at: datetime | None = None


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
class WatchHeld:
    """Show that somebody else has the watch; nothing changed."""

    #: Star or role.
    by: str
    since_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberObjected:
    """Show that somebody's new number, or their Slack account, counts no more."""

    #: The person: star or role.
    label: str
    #: Whether the number before it stands again.
    is_restored: bool
    #: True where it is the Slack account.
    is_account: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectMarked:
    """Show that a member is, or is not, the subject of an incident."""

    reference: str
    #: The member: star or role.
    label: str
    is_subject: bool
    #: How many open duties of theirs went to others.
    moved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDifference:
    """Show what an import changes; each list in the file's order."""

    added: tuple[str, ...] = ()
    #: (name or star, field, old, new); numbers are masked.
    changed: tuple[tuple[str, str, str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    is_applied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Show what was said of somebody's duty, and what that leaves.

    Attributes:
        label: The person: star or role.
        by: By what it is said.
        is_on: Whether they are on duty then.
        from_at: From when.
        until_at: Until when.
        other: Of an override: whoever is stood in for, star or role.
        put_aside: What it puts aside, in words of local time, earliest first.
        next_tour_at: When they come on duty next, where that is known.
        is_applied: False for a dry run.
    """

    label: str
    by: enums.PresenceKind
    is_on: bool
    from_at: datetime
    until_at: datetime
    other: str | None = None
    put_aside: tuple[str, ...] = ()
    next_tour_at: datetime | None = None
    is_applied: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Show that leave, or what a daily list had, is withdrawn from now on."""

    label: str
    #: How many spans of time that were.
    count: int
    is_on_duty: bool
    next_tour_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentDifference:
    """Show what a daily list changes; each line is about one person, star or role.

    Attributes:
        added: (who, from when to when) that the list brings.
        withdrawn: The same of what it takes away.
        unchanged: How many spans stay as they are.
        others: Whoever has hours then and is not in the list.
        without_effect: (who, what stands against it) of hours that do not count.
        instead: (who, turn of the watch) that other hours stand in place of.
        off_now: Who is on duty now and would be no more.
        uncovered: (title of a role, from when to when) of hours in which nobody of
            a role of some ladder could be told.
        is_applied: False for a dry run.
    """

    added: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    others: tuple[str, ...] = ()
    without_effect: tuple[tuple[str, str], ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    off_now: tuple[str, ...] = ()
    uncovered: tuple[tuple[str, str], ...] = ()
    is_applied: bool = False
