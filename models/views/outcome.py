"""Show that nothing was done, or that there is nothing to say."""

from dataclasses import dataclass

from models import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Show that nothing was done, and why."""

    error: errors.HoldfastError


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """Say that a text was kept and not understood."""

    words: tuple[str, ...] = ()


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
