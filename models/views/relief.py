"""Show what became of a duty that was put off, passed on, or was never theirs."""

from dataclasses import dataclass
from datetime import datetime

from models.views.duty import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """Show until when the next reminder waits, and who hears all the same."""

    asked: Asked
    #: When the next reminder comes now.
    reminded_at: datetime
    #: True where another reminder was planned earlier than the time that was named.
    is_sooner: bool = False
    #: Title of the role that hears next; None: it is told that nobody answered.
    next_role: str | None = None
    next_at: datetime
    held_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn:
    """Show who is asked to take a duty over; it stays until one of them does."""

    asked: Asked
    #: Whoever is asked: star or role; empty: nobody can be told now.
    told: tuple[str, ...]
    #: True where nobody above can be told, and the desk is.
    is_desk: bool = False
    #: When they hear of it, where their quiet hours last until then.
    told_at: datetime | None = None
    held_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disowned:
    """Show which duties the sender has no more, and who is asked instead."""

    reference: str
    #: Words of those duties, earliest due first.
    words: tuple[str, ...]
    #: Whoever is asked instead: star or role; empty: nobody can be told now.
    told: tuple[str, ...]
    #: True where nobody above can be told, and the desk is.
    is_desk: bool = False
    held_rule: str | None = None
