"""Read local times as people give them, and show instants to them; pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.policy.schema import Policy
from models import errors

_DAY = timedelta(days=1)
_WALL_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)", re.ASCII)


def show(at: datetime, policy: Policy) -> str:
    """Return an instant as local people write it: `10 Mar 23:00`."""
    local = at.astimezone(ZoneInfo(policy.timezone))
    return f"{local.day} {local:%b %H:%M}"


def show_span(from_at: datetime, until_at: datetime, policy: Policy) -> str:
    """Return from when to when: `10 Mar 15:00 to 23:00`."""
    zone = ZoneInfo(policy.timezone)
    is_same_day = from_at.astimezone(zone).date() == until_at.astimezone(zone).date()
    end = show(until_at, policy)
    return f"{show(from_at, policy)} to {end[-5:] if is_same_day else end}"


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day, `HH:MM` (24:00 ends the day)."""
    return _WALL_TIME.fullmatch(text) is not None


def next_at(local: str, policy: Policy, now: datetime) -> datetime:
    """Return the next instant at which local clocks show `HH:MM`.

    A time that the clocks skip is as long after midnight as ever; of one that comes
    twice it is the first.
    """
    zone = ZoneInfo(policy.timezone)
    hour, minute = (int(part) for part in local.split(":"))
    today = now.astimezone(zone).date()
    for number in range(3):
        day = today + (number + hour // 24) * _DAY
        at = datetime.combine(day, time(hour % 24, minute), zone).astimezone(UTC)
        if at > now:
            return at
    raise AssertionError("no day is so short")


def of_day(day: date, clock: time, timezone: str) -> datetime:
    """Return the instant at which local clocks show this on a day.

    Raises:
        InvalidInputError: The clocks skip it on that day, or show it twice.
    """
    zone = ZoneInfo(timezone)
    local = datetime.combine(day, clock, zone)
    first, second = (
        local.replace(fold=fold).astimezone(UTC).astimezone(zone) for fold in (0, 1)
    )
    said = f"{clock:%H:%M} on {day.isoformat()}"
    if first.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise errors.InvalidInputError(
            "time", f"There is no {said}: the clocks go forward over it."
        )
    if first.utcoffset() != second.utcoffset():
        example = local.replace(fold=0).isoformat(timespec="minutes")
        raise errors.InvalidInputError(
            "time",
            f"There are two {said}: the clocks go back over it. "
            f"Write which, with its offset: {example}",
        )
    return first.astimezone(UTC)


def on(day: date, clock: str, policy: Policy, *, days: int = 0) -> datetime:
    """Return the instant at which local clocks show `HH:MM` on a day.

    Args:
        day: The local day.
        clock: 24:00 is the end of that day.
        policy: Has the time zone.
        days: So many days later.

    Raises:
        InvalidInputError: The clocks skip it on that day, or show it twice.
    """
    hour, minute = (int(part) for part in clock.split(":"))
    later = day + (days + hour // 24) * _DAY
    return of_day(later, time(hour % 24, minute), policy.timezone)


def read(
    text: str, policy: Policy, now: datetime, *, field: str, is_end: bool = False
) -> datetime:
    """Return the instant that a text names.

    Args:
        text: `HH:MM` (the next one), `2026-03-10` (where it begins; as an end, where
            it ends), `2026-03-10 23:00`, or the last with an offset.
        policy: Has the time zone.
        now: The instant.
        field: Name of what the text is, for the error.
        is_end: True where something lasts up to it.

    Raises:
        InvalidInputError: It is none of these, or names no one instant.
    """
    text = text.strip()
    try:
        if is_clock(text):
            return next_at(text, policy, now)
        if (local := _LOCAL.fullmatch(text)) and is_clock(local[2]):
            return on(date.fromisoformat(local[1]), local[2], policy)
        if len(text) == len("2026-03-10"):
            first = date.fromisoformat(text)
            zone = ZoneInfo(policy.timezone)
            midnight = datetime.combine(first + is_end * _DAY, time(), zone)
            return midnight.astimezone(UTC)
        at = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.tzinfo is None:
        raise errors.InvalidInputError(
            field,
            f"“{text[:40]}” is no time. Examples: 23:00, 2026-03-10, 2026-03-10 23:00",
        )
    return at.astimezone(UTC)
