"""Say what stands of a piece of footage, for programs and for people."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from bot.cli import output
from bot.store.reads import IncidentRows
from bot.verbs.who.people import Roster
from models import enums
from models.footage import Footage


def row(
    piece: Footage,
    found: IncidentRows,
    people: Roster,
    checks: Collection[str],
    hidden: Collection[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return a piece of footage: its two dates, and what was stated of it.

    Args:
        piece: The footage.
        found: The rows of its incident.
        people: Who the people are.
        checks: Ids of the policy's rules by which footage is looked at again.
        hidden: Values that are held back, as `table.id.column` and what stands there.
    """

    def said(column: str) -> str | None:
        words: str | None = getattr(piece, column)
        is_hidden = (f"footage.{piece.id}.{column}", words) in hidden
        return None if is_hidden else words

    return {
        "id": piece.id,
        "source": piece.source,
        "state": piece.state.value,
        "recorder": piece.recorder_star or star(people, piece.recorder_id),
        "recorded_at": output.instant(piece.recorded_at),
        "ask_by": output.instant(piece.ask_by),
        "lost_at": output.instant(piece.lost_at),
        "ground": piece.ground,
        "flagged_at": output.instant(piece.flagged_at),
        "deletion_on": piece.deletion_on.isoformat() if piece.deletion_on else None,
        "case_id": piece.case_id,
        "is_kept_until_released": bool(piece.is_kept_until_released),
        "is_none_stated": piece.no_video_reason is not None,
        "no_video_reason": said("no_video_reason"),
        "lost_reason": said("lost_reason"),
        "named_by": star(people, piece.named_by),
        "asked_at": output.instant(piece.asked_at),
        "checked_at": output.instant(piece.checked_at),
        "next_check_at": output.instant(_next_check_at(piece, found, checks)),
    }


def _next_check_at(
    piece: Footage, found: IncidentRows, checks: Collection[str]
) -> datetime | None:
    """Return when it is asked again whether footage is still there."""
    return min(
        (
            duty.due_at
            for duty in found.duties
            if duty.footage_id == piece.id
            and duty.rule in checks
            and duty.state in enums.OPEN_DUTY_STATES
        ),
        default=None,
    )


def line(one: Mapping[str, Any], local: Any) -> str:
    """Return the same as a line of text, by the clock of the place."""
    kept = ""
    if one["deletion_on"]:
        kept = f"  kept until {date.fromisoformat(one['deletion_on']):%d %b %Y}"
    elif one["case_id"]:
        kept = f"  kept in case {one['case_id']}"
    elif one["is_kept_until_released"]:
        kept = "  kept until released by hand"
    why = one["lost_reason"] or one["no_video_reason"]
    gone = f'  "{why}"' if why else ""
    asked = f"  asked {local(one['asked_at'])}" if one["asked_at"] else ""
    check = f"  next look {local(one['next_check_at'])}" if one["next_check_at"] else ""
    return (
        f"{one['source']:8} {one['state']:10} {one['recorder'] or ''}  "
        f"ask by {local(one['ask_by'])}{asked}  lost {local(one['lost_at'])}"
        f"{kept}{check}{gone}"
    )


def star(people: Roster, person_id: str | None) -> str | None:
    """Return a person's star; the role of one without; None for nobody."""
    person = people.by_id.get(person_id or "")
    return (person.star or person.role) if person else None
