"""Read dates and times of day as officers write them, and say dates without doubt.

A date that can be read in two ways is not read at all, with one exception: figures
between slashes or hyphens are month, day, year, as everywhere in the United States.
The answer then repeats the date with the month's name, so that a slip is seen.
Time zones and the question which day a time belongs to are the caller's.
"""

import re
from dataclasses import dataclass
from datetime import date, time

from handlers.sms import spelling

#: Month names, English, as the answers write them (their first three letters).
MONTHS = (
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
)
#: Characters; the longest date or time that can be read is shorter.
LONGEST = 40

_MONTH_NUMBER = {
    spelling_of: number
    for number, name in enumerate(MONTHS, start=1)
    for spelling_of in (name, name[:3])
} | {"SEPT": 9}
_MONTH = "(" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + ")"
_DAY = "([0-9]{1,2})(?:ST|ND|RD|TH)?"
_YEAR = "'?([12][0-9]{3}|[0-9]{2})"
_GAP = "[ ,./-]"

_DAY_FIRST = re.compile(f"{_DAY}{_GAP}*{_MONTH}{_GAP}*{_YEAR}")
_MONTH_FIRST = re.compile(f"{_MONTH}{_GAP}*{_DAY}{_GAP}+{_YEAR}")
_FIGURES = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([12][0-9]{3}|[0-9]{2})")
_FIGURE = re.compile(f"{_DAY}|[0-9'/.-]+")
_ISO = re.compile(r"([12][0-9]{3})-([0-9]{2})-([0-9]{2})")

_NAMED_TIMES = {"NOON": (12, 0), "MIDNIGHT": (24, 0)}
_HALF_DAY = re.compile(r"([0-9]{1,2}?):?([0-9]{2})? ?([AP])(?:\.?M\.?)?")
_WHOLE_DAY = re.compile(r"([0-9]{2}):?([0-9]{2}) ?(?:H|HRS?|HOURS)?|([0-9]):([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay:
    """Hold a local time of day and the day it falls on.

    Source: police papers write midnight at the end of a day as 2400.
    """

    #: Local wall time, without a zone.
    at: time
    #: Days: 1 for 2400, which is 00:00 of the following day; else 0.
    day_offset: int


def read_date(text: str, *, today: date) -> date | None:
    """Read one date that is the whole text.

    Understood: `10 MAR 29`, `10MAR2029`, `MAR 10 2029`, `March 10th, 2029`, `3/4/29`
    and `03-10-2029` (month first), `2029-03-10`.

    Args:
        text: As written; case, quotes and full-width digits do not matter.
        today: Its century is that of a year written with two digits.

    Returns:
        The date; None for anything else, an impossible date included.
    """
    plain = _plain(text)
    if found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
        return _date(year, _MONTH_NUMBER[month], day, today)
    if found := _MONTH_FIRST.fullmatch(plain):
        month, day, year = found.groups()
        return _date(year, _MONTH_NUMBER[month], day, today)
    if found := _FIGURES.fullmatch(plain):
        month, _, day, year = found.groups()
        return _date(year, int(month), day, today)
    if found := _ISO.fullmatch(plain):
        year, month, day = found.groups()
        return _date(year, int(month), day, today)
    return None


def say_date(on: date) -> str:
    """Write a date so that day and month cannot be confused: `4 Mar 2029`."""
    return f"{on.day} {MONTHS[on.month - 1][:3].capitalize()} {on.year}"


def read_time(text: str) -> TimeOfDay | None:
    """Read one time of day that is the whole text.

    Understood: `2300`, `23:00`, `9:30` (24 hours unless AM or PM follows), `2300 hrs`,
    `11pm`, `1130 pm`, `11:30 p.m.`, `noon`, `midnight` and `2400`, which both end the
    day. A lone `11` or `930` is not read: it could be morning or evening.

    Returns:
        The time; None for anything else, an impossible time included.
    """
    plain = _plain(text)
    if plain in _NAMED_TIMES:
        return _time_of_day(*_NAMED_TIMES[plain])
    if found := _WHOLE_DAY.fullmatch(plain):
        hour, minute, short_hour, short_minute = found.groups()
        return _time_of_day(int(hour or short_hour), int(minute or short_minute))
    if found := _HALF_DAY.fullmatch(plain):
        hour, minute, half = found.groups()
        if not 1 <= int(hour) <= 12:
            return None
        return _time_of_day(int(hour) % 12 + 12 * (half == "P"), int(minute or "0"))
    return None


def is_month(token: str) -> bool:
    """Say whether a folded token is a month's name, with or without figures glued on.

    `MAR`, `10MAR29` and `SEPT` are; `MARSHAL` is not.
    """
    return token.strip("0123456789/-.") in _MONTH_NUMBER


def is_date_part(token: str) -> bool:
    """Say whether a folded token may stand in a date: figures, `10TH`, a month."""
    return is_month(token) or bool(_FIGURE.fullmatch(token))


def _plain(text: str) -> str:
    """Fold a text of at most `LONGEST` characters; a longer one gives nothing."""
    plain = " ".join(spelling.fold(text).split())
    return plain.strip("'.,;!? ") if len(plain) <= LONGEST else ""


def _date(year: str, month: int, day: str, today: date) -> date | None:
    century = today.year // 100 * 100 if len(year) == 2 else 0
    try:
        return date(century + int(year), month, int(day))
    except ValueError:
        return None


def _time_of_day(hour: int, minute: int) -> TimeOfDay | None:
    if (hour, minute) == (24, 0):
        return TimeOfDay(at=time(0, 0), day_offset=1)
    if hour > 23 or minute > 59:
        return None
    return TimeOfDay(at=time(hour, minute), day_offset=0)
