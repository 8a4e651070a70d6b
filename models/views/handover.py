"""Hold what is open when one watch takes over from another."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """Hold one open duty, as a hand-over lists it."""

    duty_id: str
    reference: str
    word: str
    due_at: datetime
    lost_at: datetime | None = None
    #: Who said "I have it", or else owes it; None: a whole role does.
    owner_id: str | None = None
    owner_role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """Count what is open, and list the first of it.

    Attributes:
        duties: How many duties.
        incidents: In how many incidents.
        overdue: How many of the duties are past their due time.
        unacknowledged: How many nobody said "I have it" about.
        oldest_at: When the first of them came into being; None: there is none.
        lines: What is lost or due first, in that order; not all of them.
    """

    duties: int = 0
    incidents: int = 0
    overdue: int = 0
    unacknowledged: int = 0
    oldest_at: datetime | None = None
    lines: tuple[OpenLine, ...] = ()


#: Nothing is.
NOTHING_OPEN = OpenWork()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverRow:
    """Hold one line of a hand-over, with its owner as people call them."""

    reference: str
    word: str
    owner: str
    due_at: datetime
    lost_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Show what is open to whoever has the watch.

    Attributes:
        work: What is open.
        rows: Its first lines but those of what is put to its reader: what is lost
            within a day, then what is due first.
    """

    work: OpenWork
    rows: tuple[TakeoverRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Tell one person what they take over.

    Attributes:
        from_at: When their tour began, or for the desk the watch.
        work: What is open.
        rows: Its first lines.
        holder: Who has the watch already, star or role; None: nobody.
        held_since_at: Since when.
        units: For the desk: units of which nobody has the watch; None: it is for
            somebody who may take it.
    """

    from_at: datetime
    work: OpenWork
    rows: tuple[TakeoverRow, ...]
    holder: str | None = None
    held_since_at: datetime | None = None
    units: tuple[str, ...] | None = None
