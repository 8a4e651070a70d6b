"""Hold parts of what a desk looks at about one incident.

As in `board`: facts, and nothing that holds a name or a word that somebody wrote.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Show one thing that is different now, or would be.

    Attributes:
        what: `recorded_at`, `ask_by`, `lost_at`, `due_at`, `ladder`, `new`.
        of: What it belongs to: a duty's word or a source, with its star.
        old: What it was; None: it was not there.
        new: What it is.
    """

    what: str
    of: str
    old: datetime | str | None
    new: datetime | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Show one recording whose time can be corrected."""

    footage_id: str
    #: Its source, and the star of whoever recorded.
    label: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Show what waits for a second person."""

    #: Number within the incident.
    number: int
    #: `correct_incident`, `adopt_policy`, `move_tour_end`.
    verb: str
    #: Star or role of whoever wants it.
    made_by: str
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseText:
    """Show exactly what an officer would be texted, and who."""

    #: Star or role.
    to: str
    text: str
