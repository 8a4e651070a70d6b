"""Hold what was understood of an answer, or what is missing from it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.policy.schema import Source
from models import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """Hold an answer that will do.

    Attributes:
        echo: What is repeated to the sender; no names.
        stored: The answer as kept with the duty, JSON.
        footage: Columns of the footage that it sets.
        incident: Columns of the incident that it sets.
        stars: Stars of members whose cameras recorded.
        sources: Outside sources that recorded too.
        fact: What it states of the duty's fact; None: nothing.
        refused: Why whoever has the footage will not keep it.
        gone: Why the footage is not there.
    """

    echo: str = ""
    stored: str | None = None
    footage: dict[str, Any] = field(default_factory=dict)
    incident: dict[str, Any] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    fact: bool | None = None
    refused: str | None = None
    gone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Say that more is needed, and why what was said does not do."""

    problem: errors.InvalidInputError | None = None
    earliest_on: date | None = None
