"""Read the agency's list of designated places, and tell which one words may mean.

Pure but for reading the file. A place is only ever suggested: a person says whether
an incident was there.
"""

import csv
import io
import math
import pathlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.policy import problems

#: Columns of the file, all of them in its first line.
COLUMNS = ("name", "address", "latitude", "longitude", "kind", "sign_posted_on")

#: Most places that are suggested at once.
MOST = 3

#: Mean radius of the earth in metres. Source: IUGG, Geodetic Reference System 1980.
_EARTH_METRES = 6_371_009.0

#: Words of an address by which no place is known from another.
_IDLE = frozenset(
    [
        "N",
        "S",
        "E",
        "W",
        "NORTH",
        "SOUTH",
        "EAST",
        "WEST",
        "ST",
        "STREET",
        "AVE",
        "AVENUE",
        "AV",
        "RD",
        "ROAD",
        "BLVD",
        "BOULEVARD",
        "DR",
        "DRIVE",
        "PL",
        "PLACE",
        "CT",
        "COURT",
        "PKWY",
        "PARKWAY",
        "HWY",
        "LN",
        "LANE",
        "AND",
        "AT",
        "OF",
        "THE",
        "CORNER",
        "NEAR",
        "CITY",
        "LOT",
        "LOTS",
        "GARAGE",
        "VACANT",
        "PARKING",
        "CHICAGO",
    ]
)
_WORD = re.compile(r"[A-Z0-9]+")
_ORDINAL = re.compile(r"(\d+)(?:ST|ND|RD|TH)")
#: Two decimal degrees as telephones and maps write them; three places are 100 m.
_COORDINATES = re.compile(
    r"(?<![\d.])([+-]?\d{1,2}\.\d{3,10})\s*[,; ]\s*([+-]?\d{1,3}\.\d{3,10})(?![\d.])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Hold one designated place; latitude and longitude in degrees (WGS 84)."""

    name: str
    address: str
    latitude: float
    longitude: float
    kind: str
    sign_posted_on: date | None


def read(text: str) -> tuple[tuple[Place, ...], tuple[problems.Problem, ...]]:
    """Return the places of a list, and everything that is wrong with it."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        lines = [(rows.line_num, row) for row in rows if any(map(str.strip, row))]
    except csv.Error as error:
        return (), (_problem(rows.line_num, "the file", str(error)),)
    header = [cell.strip() for cell in lines[0][1]] if lines else []
    wrong = list(_of_header(header))
    found: list[Place] = []
    for number, row in lines[1:] if not wrong else ():
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        of_row = [_problem(number, key, what) for key, what in _of_row(cells, row)]
        if any(cells.get("name") == place.name for place in found):
            of_row.append(_problem(number, "name", "stands in the list already"))
        wrong += of_row
        if not of_row:
            found.append(_place(cells))
    return tuple(found), tuple(wrong)


def load(path: pathlib.Path) -> tuple[Place, ...]:
    """Return the places of a file that was checked; none where it cannot be read."""
    try:
        return read(path.read_text(encoding="utf-8"))[0]
    except (OSError, UnicodeDecodeError):
        return ()


def suggest(
    places: Iterable[Place], words: str, within_metres: int
) -> tuple[Place, ...]:
    """Return the places that words may mean: by coordinates or by address.

    Args:
        places: The list.
        words: What was said.
        within_metres: How near coordinates have to be.
    """
    points = [
        (float(latitude), float(longitude))
        for latitude, longitude in _COORDINATES.findall(words)
    ]
    said = _significant(words, idle=frozenset())
    found = []
    for place in places:
        distance = min(
            (metres(point, (place.latitude, place.longitude)) for point in points),
            default=math.inf,
        )
        if distance <= within_metres or _is_named(place, said):
            found.append((distance, place.name, place))
    return tuple(place for _, _, place in sorted(found, key=lambda one: one[:2])[:MOST])


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points in metres along the surface (haversine)."""
    latitude, longitude, to_latitude, to_longitude = map(math.radians, (*one, *other))
    half = (
        math.sin((to_latitude - latitude) / 2) ** 2
        + math.cos(latitude)
        * math.cos(to_latitude)
        * math.sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * _EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


def _is_named(place: Place, said: set[str]) -> bool:
    """Tell whether all that marks a place out by name or address was said."""
    for text in (place.address, place.name):
        marks = _significant(text, idle=_IDLE)
        # One street alone is miles long.
        if len(marks) >= 2 and marks <= said:
            return True
    return False


def _significant(text: str, *, idle: frozenset[str]) -> set[str]:
    words = _WORD.findall(text.upper())
    return {_ORDINAL.sub(r"\1", word) for word in words if word not in idle}


def _of_header(header: list[str]) -> Iterator[problems.Problem]:
    example = ", ".join(COLUMNS)
    for name in COLUMNS:
        if name not in header:
            yield _problem(1, name, f"the column is missing; there are: {example}")
    for name in header:
        if name not in COLUMNS:
            yield _problem(1, name, f"is no column here; there are: {example}")
    if len(set(header)) < len(header):
        yield _problem(1, "the file", "names a column twice")


def _of_row(cells: dict[str, str], row: list[str]) -> Iterator[tuple[str, str]]:
    if len(row) != len(COLUMNS):
        what = f"has {len(row)} cells, not {len(COLUMNS)}; put quotes around commas"
        yield "the row", what
        return
    for name in ("name", "address"):
        if not cells[name]:
            yield name, "is empty"
    for name, most in (("latitude", 90), ("longitude", 180)):
        degrees = _degrees(cells[name])
        if degrees is None or abs(degrees) > most:
            yield name, f"must be degrees between -{most} and {most}"
    if cells["sign_posted_on"] and _day(cells["sign_posted_on"]) is None:
        yield "sign_posted_on", "must be a day such as 2025-10-20, or empty"


def _degrees(text: str) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(cells: dict[str, str]) -> Place:
    return Place(
        name=cells["name"],
        address=cells["address"],
        latitude=float(cells["latitude"]),
        longitude=float(cells["longitude"]),
        kind=cells["kind"],
        sign_posted_on=_day(cells["sign_posted_on"]),
    )


#: One example of each column.
_EXAMPLES = {
    "name": "City lot at Harrison and Kedzie",
    "address": "West Harrison Street and South Kedzie Avenue",
    "latitude": "41.8737",
    "longitude": "-87.7057",
    "kind": "parking lot",
    "sign_posted_on": "2025-10-20",
}


def _problem(line: int, key: str, what: str) -> problems.Problem:
    return problems.Problem(line=line, key=key, what=what, example=_EXAMPLES.get(key))
