"""Know how times, codes and duties are written in a text; pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.sms import dates, gsm
from models import views


class Wording:
    """Know the zone and the instant in which texts are read."""

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        """Keep the reader's zone and the present instant."""
        self._zone = zone
        self._now = now

    def time(self, at: datetime) -> str:
        """Return an instant as local wall time, with the date if not today's."""
        local = at.astimezone(self._zone)
        # Not by `%H:%M`, which takes ten times as long: every message has a time.
        clock = f"{local.hour:02}:{local.minute:02}"
        today = self._now.astimezone(self._zone).date()
        if local.date() == today:
            return clock
        if local.year == today.year:
            return f"{local.day} {local:%b} {clock}"
        return f"{dates.say_date(local.date())} {clock}"

    def day(self, at: datetime) -> str:
        """Return the local date of an instant."""
        return dates.say_date(at.astimezone(self._zone).date())

    def ask(self, asked: views.Asked) -> str:
        """Return a duty as it is put in an answer."""
        return f"{asked.question}{code_of(asked)}"

    def next(self, asked: views.Asked | None) -> str:
        """Return what comes next, or that nothing does."""
        if asked is None:
            return " Nothing more from you now."
        due = f" {self.by(asked)}" if asked.due_at else ""
        about = f" {asked.about}" if asked.about else ""
        return f" Next{about}{due}: {self.ask(asked)}"

    def by(self, asked: views.Asked | views.TakeoverRow, *, before: str = "by") -> str:
        """Return until when something is asked for, or since when it is overdue."""
        if asked.due_at is None:
            return ""
        word = before if asked.due_at > self._now else "was due"
        return f"{word} {self.time(asked.due_at)}"

    def expires(self, row: views.TakeoverRow) -> str:
        """Return when footage is lost, if that is within a day; else as `by`."""
        if row.lost_at and self._now < row.lost_at <= self._now + timedelta(days=1):
            return f"lost {self.time(row.lost_at)}"
        return self.by(row)

    def due(self, asked: views.Asked) -> str:
        """Return when something is or was due, as a sentence begins with it."""
        said = self.by(asked, before="due")
        return f"{said[:1].upper()}{said[1:]}"

    def line(self, asked: views.Asked, *, with_code: bool) -> str:
        """Return a duty as one of a list under its reference."""
        due = f" {self.by(asked)}" if asked.due_at else ""
        code = f" {asked.code}" if asked.code and with_code else ""
        about = f" {asked.about}" if asked.about else ""
        whose = f" {asked.whose}" if asked.whose else ""
        return f"{asked.word}{about}{whose}{due}{code}"


def code_of(asked: views.Asked) -> str:
    """Return the code of a duty as it ends a sentence; nothing if there is none."""
    return f" Code {asked.code}" if asked.code else ""


def fits(text: str) -> bool:
    """Tell whether a text goes in one segment."""
    return gsm.segments(text) == 1
