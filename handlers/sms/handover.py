"""Word what somebody takes over who comes on duty, or has the watch of; pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.sms import gsm, pages
from handlers.sms.wording import Wording
from models import views

#: Most duties of a watch that an answer names. Source: our choice.
_NAMED_MAX = 3


def page(view: views.Takeover, zone: ZoneInfo, now: datetime, *, is_late: bool) -> str:
    """Return the text: how much is open, what is lost first, and how to take it."""
    wording = Wording(zone, now)
    work = view.work
    late = "LATE: " if is_late else ""
    where = f" in {work.incidents} incidents" if work.incidents > 1 else ""
    overdue = f", {work.overdue} overdue" if work.overdue else ""
    first = view.rows[0]
    when = (
        f"lost {pages.day(first.lost_at, wording, now)}"
        if first.lost_at is not None
        else f"{'was ' if first.due_at <= now else ''}due {wording.time(first.due_at)}"
    )
    text = (
        f"{late}Watch {wording.time(view.from_at)}: {work.duties} open{where}{overdue}"
        f", {work.unacknowledged} not acknowledged."
    )
    keep = f" First {first.reference} {first.word} {when}.{_how(view, wording)}"
    return gsm.fit(text, keep=keep)


def added(text: str, view: views.Watched | None, wording: Wording) -> str:
    """Return a text with what is open on the reader's watch, and what expires next.

    One duty is named, and as many more as take no further segment.
    """
    if view is None:
        return text
    work = view.work
    overdue = f", {work.overdue} overdue" if work.overdue else ""
    text = f"{text} Watch: {work.duties} open{overdue}."
    rows = [
        f"{row.reference} {row.word} {row.owner} {wording.expires(row)}"
        for row in view.rows[:_NAMED_MAX]
    ]
    whole = [
        f"{text} First {', '.join(rows[:count])}." for count in range(len(rows), 0, -1)
    ]
    if not whole:
        return text
    fewest = gsm.segments(whole[-1])
    return next(one for one in whole if gsm.segments(one) == fewest)


def _how(view: views.Takeover, wording: Wording) -> str:
    if view.units is not None:
        where = f" of {', '.join(view.units[:3])}" if view.units else ""
        more = f" and {len(view.units) - 3} more" if len(view.units) > 3 else ""
        return f" Nobody has the watch{where}{more}: the desk has it."
    if view.holder is not None and view.held_since_at is not None:
        since = wording.time(view.held_since_at)
        return f" {view.holder.capitalize()} has it since {since}: WATCH TAKE"
    return " Reply WATCH to take it."
