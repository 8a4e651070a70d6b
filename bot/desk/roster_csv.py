"""Read a roster file: everything that is wrong with it, at once, with its lines.

Nothing is guessed and nothing is left out: one wrong cell refuses the file.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import phonenumbers

from bot.desk import csv_file
from bot.policy.schema import Policy
from bot.store.changes import columns_of
from bot.verbs.who import people
from models import commands, enums
from models.people import Person

#: The columns of a roster file, in the order in which it is written.
COLUMNS = (
    "name",
    "star",
    "phone",
    "phone_kind",
    "email",
    "slack_user_id",
    "role",
    "unit",
    "supervisor_star",
    "watch",
    "consented_on",
)
NEEDED = ("name", "role")

#: Columns that say something of the phone.
_OF_PHONES = ("phone_kind", "consented_on")

#: Columns that name one person; two rows may not have the same.
_KEYS = ("star", "email", "slack_user_id")

#: What a column's value has to look like, and an example of it.
_FORMS = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+"), "a.b@example.org"),
    "slack_user_id": (re.compile(r"[UW][A-Z0-9]+"), "U0123456789"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """Hold what a roster file says.

    Attributes:
        rows: Its people, in its order.
        missing: Columns that it does not have.
        notes: What is odd about it and no reason to refuse it.
    """

    rows: tuple[commands.RosterRow, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def read(path: Path, *, policy: Policy, today: date) -> RosterFile:
    """Read a file.

    Args:
        path: CSV in UTF-8, with a header.
        policy: Says which roles and watches there are, and whose numbers.
        today: By the policy's clock; nobody consented later.

    Raises:
        InvalidInputError: Something is wrong. The message names everything that
            is, each with its line.
    """
    text = csv_file.text_of(path)
    return parse(text, name=path.name, policy=policy, today=today)


def parse(text: str, *, name: str, policy: Policy, today: date) -> RosterFile:
    """Read the text of a file.

    Raises:
        InvalidInputError: As `read`.
    """
    sheet = csv_file.sheet(text, COLUMNS, NEEDED)
    reading = _Reading(policy, today, sheet.problems)
    found = [reading.row(said, line) for line, said in sheet.rows]
    rows = [row for row in found if row is not None]
    reading.check_twins()
    sheet.refuse(name)
    return RosterFile(
        rows=tuple(rows),
        missing=tuple(c for c in COLUMNS if c not in sheet.header),
        notes=tuple(_notes(rows)),
    )


class _Reading:
    """Gather what is wrong, row by row."""

    def __init__(
        self, policy: Policy, today: date, problems: list[tuple[int, str]]
    ) -> None:
        self.problems = problems
        self._today = today
        self._countries = policy.limits.countries
        #: The words that a column may hold.
        self._lists = {
            "role": [role.id for role in policy.role],
            "watch": [*(watch.id for watch in policy.watch), people.ALWAYS],
            "phone_kind": [*enums.PhoneKind],
        }
        #: Lines on which each person stands, by what names that person.
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._widths = {
            name: getattr(column.type, "length", None)
            for name, column in columns_of(Person).c.items()
        }

    def row(self, said: Mapping[str, str], line: int) -> commands.RosterRow | None:
        """Return the person on a line; None where something is wrong with it."""
        before = len(self.problems)
        self.problems += [(line, what) for what in self._check(said)]
        e164 = self._number(said, line)
        for key in _names_of(said):
            self._named[key].append(line)
        if len(self.problems) > before:
            return None
        kind = said.get("phone_kind")
        return commands.RosterRow(
            name=said["name"],
            role=said["role"],
            star=said.get("star"),
            phone_e164=e164,
            phone_kind=enums.PhoneKind(kind) if kind else None,
            email=said.get("email"),
            slack_user_id=said.get("slack_user_id"),
            unit=said.get("unit"),
            supervisor_star=said.get("supervisor_star"),
            watch=said.get("watch"),
            consented_on=said.get("consented_on"),
        )

    def _check(self, said: Mapping[str, str]) -> Iterator[str]:
        for column in NEEDED:
            if column not in said:
                yield f"has no {column}."
        for column, value in said.items():
            width = self._widths.get(column)
            if not value.isprintable():
                yield f"has a character in {column} that cannot be shown."
            elif width is not None and len(value) > width:
                yield f"has more than {width} characters in {column}."
            elif value not in self._lists.get(column, [value]):
                known = ", ".join(self._lists[column])
                yield f"has the {column} {value!r}; known are {known}."
            elif column in _FORMS and not _FORMS[column][0].fullmatch(value):
                yield f"has no usable {column}. Example: {_FORMS[column][1]}"
            elif column in _OF_PHONES and "phone" not in said:
                yield f"has {column} and no phone."
        if "consented_on" in said:
            yield from self._consent(said["consented_on"])

    def _consent(self, text: str) -> Iterator[str]:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            yield "has a consented_on that is no date. Example: 2026-01-31"
        elif day > self._today:
            yield "has a consented_on that is yet to come."

    def _number(self, said: Mapping[str, str], line: int) -> str | None:
        if "phone" not in said:
            return None
        # The number itself is not repeated: what is said here may be logged.
        wrong = "has a phone that is no number. Example: +1 312 555 0101"
        try:
            number = phonenumbers.parse(said["phone"], self._countries[0])
        except phonenumbers.NumberParseException:
            self.problems.append((line, wrong))
            return None
        country = phonenumbers.region_code_for_number(number)
        if not phonenumbers.is_valid_number(number):
            self.problems.append((line, wrong))
        elif number.extension:
            self.problems.append(
                (line, "has a phone with an extension; no text gets there.")
            )
        elif country not in self._countries:
            known = ", ".join(self._countries)
            what = f"has a phone of {country}; the policy texts {known} only."
            self.problems.append((line, what))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def check_twins(self) -> None:
        """Refuse two rows that would be one person."""
        for (column, value), lines in self._named.items():
            if len(lines) > 1:
                shown = f"the {column} {value}" if column != "name" else value
                first = lines[0]
                self.problems += [
                    (line, f"has {shown}, as line {first} has.") for line in lines[1:]
                ]


def _names_of(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give what names the person of a row."""
    keys = [(column, said[column]) for column in _KEYS if column in said]
    if not keys and "name" in said:
        # Of two such rows nobody could say, next time, which is which.
        keys = [
            ("name", f"the name {said['name']} and role {said.get('role')}, no star")
        ]
    return iter(keys)


def _notes(rows: list[commands.RosterRow]) -> Iterator[str]:
    stars = {row.star for row in rows}
    numbers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        who = f"star {row.star}" if row.star else row.name
        if row.supervisor_star and row.supervisor_star not in stars:
            yield f"{who}: nobody in the file wears the supervisor's star."
        if row.phone_e164:
            numbers[row.phone_e164].append(who)
    for sharing in numbers.values():
        if len(sharing) > 1:
            yield f"{', '.join(sharing)} share a number; it acts for who is on duty."
