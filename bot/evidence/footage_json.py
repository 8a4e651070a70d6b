"""Tell a piece of footage as data: its two dates, and who said what of it."""

from collections.abc import Mapping
from typing import Any

from bot.evidence import ledger_copy, local_time, people
from models import enums

#: Columns that are told as they are.
_COLUMNS = (
    "state",
    "ground",
    "deletion_on",
    "case_id",
    "is_kept_until_released",
    "no_video_reason",
    "lost_reason",
    "detail",
)
#: Its dates. Until when it can be asked for and when it is lost are never one.
_TIMES = ("recorded_at", "ask_by", "lost_at")
#: What a person says of it at an instant of their own, and who said so.
_SAID_AT = {"asked_at": "asked_by", "checked_at": "checked_by"}
#: How it is once a second person looked or searched.
_SEEN = (enums.FootageState.VERIFIED, enums.FootageState.LOST)


def tell(
    row: Mapping[str, Any],
    source: Mapping[str, Any],
    copied: ledger_copy.Copy,
    everybody: people.People,
    clock: local_time.LocalTime,
) -> dict[str, Any]:
    """Return it as JSON has it.

    Args:
        row: Its columns, as replayed.
        source: Its source in the policy's text; empty where that has none.
        copied: The ledger of its incident.
        everybody: Who the people are.
        clock: The place's.
    """
    return {
        "id": row["id"],
        "source": row["source"],
        "title": source.get("title"),
        "authority": source.get("authority"),
        "is_outside": source.get("comes", "camera") != "camera",
        "recorder": everybody.who(
            row.get("recorder_id"), star=row.get("recorder_star")
        ),
        "named_by": everybody.who(row.get("named_by")),
        **clock.tell_all(_TIMES, row),
        **{name: row.get(name) for name in _COLUMNS},
        **clock.tell("flagged_at", row.get("flagged_at")),
        **_statements(row["id"], copied, everybody, clock),
    }


def _statements(
    footage: str,
    copied: ledger_copy.Copy,
    everybody: people.People,
    clock: local_time.LocalTime,
) -> dict[str, Any]:
    """Return who stated and who saw how it is, and who asked for it."""
    nobody: tuple[Any, Any] = (None, None)
    stated = seen = nobody
    said: dict[str, tuple[Any, Any]] = {}
    for line in copied.lines:
        new = _news(footage, line)
        by = (everybody.actor(line.entry["actor"]), line.entry["at"])
        for column in _SAID_AT.keys() & new.keys():
            said[column] = (by[0], new[column]) if new[column] else nobody
        why = new.get("no_video_reason")
        is_taken_back = "no_video_reason" in new and not why
        if new.get("state") == enums.FootageState.EXPECTED or is_taken_back:
            stated = seen = nobody
        if new.get("state") == enums.FootageState.ATTESTED or why:
            stated = by
        if new.get("state") in _SEEN:
            seen = by
    found: dict[str, Any] = {}
    for name, (who, at) in (("stated", stated), ("seen", seen)):
        found |= {f"{name}_by": who, **clock.tell(f"{name}_at", at)}
    for column, name in _SAID_AT.items():
        who, at = said.get(column, nobody)
        found |= {name: who, **clock.tell(column, at)}
    return found


def _news(footage: str, line: ledger_copy.Line) -> dict[str, Any]:
    """Return the columns that an entry changed of a piece of footage."""
    new: dict[str, Any] = {}
    for change in ledger_copy.changes_of(line.entry, "footage"):
        if change["id"] == footage and "old" in change:
            new |= change["new"]
    return new
