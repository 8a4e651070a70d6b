"""Say of a sound policy what it leaves to chance, and what nothing comes of.

None of it refuses the policy: an agency may have its reasons.
"""

import tomllib
from collections.abc import Iterator

from bot.policy import draft, places, problems, schema, sense_of_endings, values
from bot.policy.sense_of_messages import DAY_MINUTES

#: Channels by which nothing is sent or heard in this version.
SILENT = ("voice", "email")

#: What is said of such a channel.
NOTHING_SENT = "nothing is sent or heard by it in this version; [] says so"

#: Rights without which something never comes about, and what that is.
_NEEDED = (
    (
        "second",
        "what needs two people (a later date, a policy that asks for less) could "
        "never be agreed to",
    ),
    ("close_incident", "incidents would stay open for good"),
)


def of(text: str) -> tuple[problems.Problem, ...]:
    """Return what is worth knowing of a policy that `load.parse` took.

    Args:
        text: TOML.
    """
    text = text.removeprefix("\ufeff")
    data = tomllib.loads(text)
    return tuple(problems.of_findings(_find(data), data, places.Places(text)))


def _find(data: draft.Table) -> Iterator[draft.Told]:
    for right, what in _NEEDED:
        if not sense_of_endings.may(data, right):
            yield ("role",), f'no role may "{right}": {what}', f'may = ["{right}"]'
    yield from _unsworn(data)
    channels = draft.table(data, "channels")
    for channel in SILENT:
        if channels.get(channel):
            yield ("channels", channel), NOTHING_SENT, f"{channel} = []"
    yield from _watches(data)


def _unsworn(data: draft.Table) -> Iterator[draft.Told]:
    """Find who decides and is no sworn rank."""
    unsworn = {
        draft.word(role, "id")
        for _, role in draft.tables(data, "role")
        if role.get("is_sworn") is not True
    }
    for where, name, does in _deciding(data):
        if name in unsworn:
            what = f'the role "{name}" {does} and is not marked as a sworn rank'
            yield where, what, "is_sworn = true"


def _deciding(data: draft.Table) -> Iterator[tuple[places.Path, str | None, str]]:
    """Give every place that lets a role decide, with the role and on what."""
    seconds = sense_of_endings.may(data, "second")
    for number, role in draft.tables(data, "role"):
        if (name := draft.word(role, "id")) in seconds:
            yield ("role", number, "may"), name, "may agree as the second person"
    for number, duty in draft.tables(data, "duty"):
        if duty.get("begins") == "footage_past":
            does = "searches and records a loss"
            yield ("duty", number, "owner"), draft.word(duty, "owner"), does
    for number, recipient in draft.tables(data, "recipient"):
        for position, name in draft.words(recipient, "decided_by"):
            where = ("recipient", number, "decided_by", position)
            yield where, name, "decides on referring"


def _watches(data: draft.Table) -> Iterator[draft.Finding]:
    """Find hours in which no watch runs."""
    tour = draft.table(data, "limits").get("tour")
    lasts = tour or values.write_duration(schema.Limits().tour)
    covered: set[int] = set()
    for _, watch in draft.tables(data, "watch"):
        covered |= _minutes(watch)
    if not covered:
        what = "on duty is only who always is, or says so"
        yield ("watch",), f"there is no [[watch]]: {what}; a tour lasts {lasts}"
        return
    gaps = [
        f"from {_clock(begins)} to {_clock(ends)}"
        for begins, ends in _gaps(set(range(DAY_MINUTES)) - covered)
    ]
    if gaps:
        yield (
            ("watch",),
            f"no watch runs {', '.join(gaps)}: on duty then is only who always is, or "
            f"says so; a tour lasts {lasts}",
        )


def _minutes(watch: draft.Table) -> set[int]:
    """Return the minutes of the day in which a watch runs."""
    starts, ends = map(values.read_wall_time, (watch["starts"], watch["ends"]))
    first = starts.hour * 60 + starts.minute
    length = (ends.hour * 60 + ends.minute - first) % DAY_MINUTES or DAY_MINUTES
    return {(first + minute) % DAY_MINUTES for minute in range(length)}


def _gaps(minutes: set[int]) -> Iterator[tuple[int, int]]:
    """Give where runs of minutes begin and end; one may go over midnight."""
    for first in sorted(minutes):
        if (first - 1) % DAY_MINUTES not in minutes:
            last = first
            while last % DAY_MINUTES in minutes:
                last += 1
            yield first, last % DAY_MINUTES


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
