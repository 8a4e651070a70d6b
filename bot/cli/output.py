"""Show things on a terminal: JSON, tables, times, and nothing that acts by itself.

Words of people are shown without control characters: a text may hold what makes a
terminal do things.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

#: What stands for the middle of a number.
_HIDDEN = "***"


def say(line: str = "") -> None:
    """Print one line on standard output."""
    sys.stdout.write(f"{clean(line)}\n")


def complain(sentence: str) -> None:
    """Print what went wrong on standard error."""
    lines = [clean(line) for line in sentence.splitlines()]
    sys.stderr.write("\n".join(["holdfast: " + lines[0], *lines[1:]]) + "\n")


def say_json(value: Any) -> None:
    """Print one JSON value, in ASCII, and nothing else."""
    sys.stdout.write(f"{json.dumps(value, indent=2)}\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under each other, each column as wide as it has to be."""
    lines = [list(head), *(list(map(clean, row)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        say("  ".join(cells).rstrip())


def clean(text: str) -> str:
    """Return a text with every control character written out."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode()
        for one in text
    )


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the noun that fits it."""
    return f"{number} {one if number == 1 else many}"


def mask(e164: str | None) -> str | None:
    """Return a number of which only the beginning and the end are shown."""
    if e164 is None:
        return None
    # Of a short one, as they are in small countries, little would be hidden.
    head, tail = (5, 4) if len(e164) >= 11 else (2, 2)
    return f"{e164[:head]}{_HIDDEN}{e164[-tail:]}"


def instant(at: datetime | None) -> str | None:
    """Return an instant as RFC 3339, for JSON."""
    return None if at is None else at.astimezone(UTC).isoformat()


def local(at: datetime | None, zone: tzinfo) -> str:
    """Return an instant by the clock of the place, for people."""
    return "" if at is None else f"{at.astimezone(zone):%a %d %b %Y %H:%M:%S %Z}"
