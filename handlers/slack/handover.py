"""Word what somebody takes over who comes on duty, as a table; pure.

It is kept as one thing to know in the list of its reader, so as plain text; what it
looks like there is drawn from that.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import blocks, markup, wording
from handlers.slack.elements import Json
from handlers.sms.wording import Wording
from models import views

#: What the line begins with that tells of more.
_MORE = "…"


def is_table(said: str) -> bool:
    """Tell whether something to know is such a table."""
    return "\n" in said


def drawn(said: str, at: datetime, zone: ZoneInfo) -> list[Json]:
    """Return a table as it stands in a list: its head, its rows, how many more.

    Args:
        said: What `table` made.
        at: When it was said.
        zone: The agency's zone.
    """
    head, *rows = said.split("\n")
    more = rows.pop() if rows[-1].startswith(_MORE) else ""
    lines = []
    for row in rows:
        reference, _, rest = row.partition(" ")
        lines.append(markup.write("*{ref}* {rest}", ref=reference, rest=rest))
    when = markup.date(at, zone)
    return [
        blocks.section(markup.write("• {head} ({at})", head=head, at=when)),
        *([blocks.section(markup.join("\n", lines))] if lines else []),
        *([blocks.context(markup.write("{more}", more=more))] if more else []),
    ]


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
        rows.append(f"{_MORE} and {more} more: /incident list due")
    return "\n".join([head, *rows])


def _row(row: views.TakeoverRow, read: Wording) -> str:
    lost = f" · lost {read.day(row.lost_at)}" if row.lost_at is not None else ""
    due = read.time(row.due_at)
    return f"{row.reference} {row.word} · {row.owner} · due {due}{lost}"


def _how(view: views.Takeover, read: Wording) -> str:
    if view.units is not None:
        where = f" of {', '.join(view.units)}" if view.units else ""
        return f"Nobody said “I have the watch”{where}: the desk has it."
    if view.holder is not None and view.held_since_at is not None:
        since = read.time(view.held_since_at)
        return f"{view.holder.capitalize()} has the watch since {since}."
    return "To take it: /incident watch"
