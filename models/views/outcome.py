"""Show that nothing was done, or that there is nothing to say."""

from dataclasses import dataclass

from models import errors
from models.views.duty import NeedsAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Show that nothing was done, and why."""

    error: errors.HoldfastError


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """Say that a text was kept and not understood."""

    #: Words of what is open.
    words: tuple[str, ...] = ()
    #: How the duty is answered with whose word it began.
    needed: NeedsAnswer | None = None
    #: Whether the sender may open an incident.
    may_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Say nothing: the carrier answers, or enough was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """Count what one step of the engine did."""

    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Say that it is on record (deliveries, ends of people)."""

    changed: bool = True
