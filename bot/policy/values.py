"""Read and write the single values of a policy file.

A duration is written as "90d", "1h30m", "-45m" or "0s", a time of day as
"22:00". A year is 365 days here; a rule that means calendar years says so.
"""

import re
from datetime import time, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema

#: What a unit is called, longest first.
_UNITS = {
    "y": timedelta(days=365),
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_PART = re.compile(r"(\d{1,9})([smhdwy])", re.ASCII)
_WALL_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)

#: No rule looks further ahead than this; sums of instants stay in the calendar.
LONGEST = timedelta(days=36500)


def read_duration(value: Any) -> timedelta:
    """Return a duration, negative for one that looks back.

    Raises:
        ValueError: It is no such text.
    """
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str):
        raise ValueError("a duration is text")
    parts = _PART.findall(value)
    if not parts or "".join(n + unit for n, unit in parts) != value.removeprefix("-"):
        raise ValueError(f'"{value}" is not a duration')
    seconds = sum(int(n) * _UNITS[unit].total_seconds() for n, unit in parts)
    if seconds > LONGEST.total_seconds():
        raise ValueError(f'"{value}" is longer than a hundred years')
    return timedelta(seconds=-seconds if value.startswith("-") else seconds)


def read_wait(value: Any) -> timedelta:
    """Return a duration that is not negative.

    Raises:
        ValueError: It is negative, or no duration.
    """
    duration = read_duration(value)
    if duration < timedelta():
        raise ValueError(f'"{value}" looks back; this can only look ahead')
    return duration


def read_span(value: Any) -> timedelta:
    """Return a duration of at least one second.

    Raises:
        ValueError: It is shorter, or no duration.
    """
    duration = read_duration(value)
    if duration < timedelta(seconds=1):
        raise ValueError(f'"{value}" is too short; the least is "1s"')
    return duration


def write_duration(duration: timedelta) -> str:
    """Return a duration as a policy file writes it; parts of seconds are dropped."""
    seconds = abs(int(duration.total_seconds()))
    parts = []
    for letter, unit in _UNITS.items():
        size = int(unit.total_seconds())
        # Weeks are days to the reader; a year stands only where it is a whole one.
        if letter == "w" or (letter == "y" and seconds % size):
            continue
        if seconds >= size:
            parts.append(f"{seconds // size}{letter}")
            seconds %= size
    sign = "-" if duration < timedelta() and parts else ""
    return sign + ("".join(parts) or "0s")


def read_wall_time(value: Any) -> time:
    """Return a local time of day; "24:00" is midnight.

    Raises:
        ValueError: It is no such text.
    """
    if isinstance(value, time):
        return value
    match = _WALL_TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a time of day")
    hour, minute = match.groups()
    return time(int(hour or 0), int(minute or 0))


_PARTS = r"(\d{1,9}[smhdwy])+$"
_SIGNED = WithJsonSchema({"type": "string", "pattern": "^-?" + _PARTS})
_UNSIGNED = WithJsonSchema({"type": "string", "pattern": "^" + _PARTS})
_CLOCK = WithJsonSchema(
    {"type": "string", "pattern": r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"}
)

#: Any duration; negative: before.
Duration = Annotated[timedelta, BeforeValidator(read_duration), _SIGNED]
#: A duration that is not negative.
Wait = Annotated[timedelta, BeforeValidator(read_wait), _UNSIGNED]
#: A duration of at least one second.
Span = Annotated[timedelta, BeforeValidator(read_span), _UNSIGNED]
#: Local wall time, without a date or a zone.
WallTime = Annotated[time, BeforeValidator(read_wall_time), _CLOCK]
#: An id that other rules and the roster name.
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=32)]
#: A word that people text.
Word = Annotated[str, Field(pattern=r"^[A-Z]{2,12}$")]
#: Words for people; the limit is that of the column that keeps a title.
Text = Annotated[str, Field(min_length=1, max_length=200)]
#: What a rule rests on: statute, order, directive, or the agency's own choice.
Authority = Annotated[str, Field(min_length=1, max_length=300)]
#: A country, by the two letters of ISO 3166-1.
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
#: A number of answers.
Count = Annotated[StrictInt, Field(ge=1, le=1000)]
