"""Word what somebody takes over who comes on duty, as a table; pure.

It stands as one thing to know in the list of its reader, so it is plain text.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import wording
from handlers.sms.wording import Wording
from models import views


def table(view: views.Takeover, zone: ZoneInfo, now: datetime, *, is_late: bool) -> str:
    """Return every line: reference, duty, owner, when due, when lost."""
    read = Wording(zone, now)
    work = view.work
    late = "LATE: " if is_late else ""
    incidents = wording.count(work.incidents, "incident")
    head = (
        f"{late}Watch {read.time(view.from_at)}: "
        f"{wording.count(work.duties, 'duty', 'duties')} open in {incidents}, "
        f"{work.overdue} overdue, {work.unacknowledged} not acknowledged. "
        f"{_how(view, read)}"
    )
    rows = [_row(row, read) for row in view.rows]
    more = work.duties - len(rows)
    if more > 0:
        rows.append(f"… and {more} more: /incident list due")
    return "\n".join([head, *rows])


def _row(row: views.TakeoverRow, read: Wording) -> str:
    lost = f" | lost {read.day(row.lost_at)}" if row.lost_at is not None else ""
    due = read.time(row.due_at)
    return f"{row.reference} | {row.word} | {row.owner} | due {due}{lost}"


def _how(view: views.Takeover, read: Wording) -> str:
    if view.units is not None:
        where = f" of {', '.join(view.units)}" if view.units else ""
        return f"Nobody said “I have the watch”{where}: the desk has it."
    if view.holder is not None and view.held_since_at is not None:
        since = read.time(view.held_since_at)
        return f"{view.holder.capitalize()} has the watch since {since}."
    return "To take it: /incident watch"
