"""Say what moved: to people in labels and pairs, to the record in acts; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.verbs.ground import recording
from bot.verbs.ground.decision import Act, Change, Update
from bot.verbs.ground.situation import IncidentFile
from models import views
from models.duty import Duty
from models.footage import Footage


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """Hold what becomes different, and what a second person should look at.

    Attributes:
        footage: Pieces with the columns that change.
        duties: Duties with the columns that change.
        shifts: The same for people, footage first, each in order of creation.
        legal: Why a second person has to agree, of the footage's dates.
        later: The same of duties that would be asked for later.
    """

    footage: tuple[tuple[Footage, dict[str, Any]], ...]
    duties: tuple[tuple[Duty, dict[str, Any]], ...]
    shifts: tuple[views.Shift, ...]
    legal: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def why(self) -> tuple[str, ...]:
        """Return why a second person has to agree; nothing: nobody has to."""
        return self.legal + self.later

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the changes of rows."""
        footage = (Update(Footage, *one) for one in self.footage)
        return (*footage, *(Update(Duty, *one) for one in self.duties))


def piece_label(file: IncidentFile, piece: Footage) -> str:
    """Return what a piece of footage is called: its source, and its star."""
    title = next(
        (one.title for one in file.policy.source if one.id == piece.source),
        piece.source,
    )
    return f"{title}, star {piece.recorder_star}" if piece.recorder_star else title


def duty_label(file: IncidentFile, duty: Duty) -> str:
    """Return what a duty is called: its word, and the star of its footage."""
    piece = file.footage_of(duty)
    if piece is None:
        return duty.word
    if piece.recorder_star:
        return f"{duty.word}, star {piece.recorder_star}"
    return f"{duty.word}, {piece_label(file, piece)}"


def shifts(
    values: Mapping[str, Any], row: Any, label: str, names: Iterable[str]
) -> list[views.Shift]:
    """Return which of these columns of a row change, old and new, for people."""
    return [
        views.Shift(what=name, of=label, old=getattr(row, name), new=values[name])
        for name in names
        if name in values
    ]


def acts(
    file: IncidentFile, found: Recomputed, facts: Mapping[str, Any]
) -> tuple[Act, ...]:
    """Return the acts by which corrected instants move what rests on them.

    Args:
        file: The incident.
        found: What becomes different.
        facts: What both entries state beside the old and new values.
    """
    made = []
    if found.footage:
        made.append(
            Act(
                ledger_id=file.incident.id,
                event="footage:time_corrected",
                facts={**facts, "moved": [_stated(*one) for one in found.footage]},
                changes=tuple(Update(Footage, *one) for one in found.footage),
            )
        )
    if found.duties:
        made.append(
            Act(
                ledger_id=file.incident.id,
                event="duty:due_moved",
                facts={**facts, "moved": [_stated(*one) for one in found.duties]},
                changes=tuple(Update(Duty, *one) for one in found.duties),
            )
        )
    return tuple(made)


def _stated(row: Footage | Duty, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry states of one row: old and new of each date."""
    subject = "duty" if hasattr(row, "rule") else "footage"
    dates = {
        name: {
            "old": recording.plain(getattr(row, name)),
            "new": recording.plain(value),
        }
        for name, value in values.items()
        if name.endswith("_at") or name == "ask_by"
    }
    return {subject: row.id, **dates}
