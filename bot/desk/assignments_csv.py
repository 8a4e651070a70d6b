"""Read a daily list: who works from when to when, tonight or on the days it names.

Everything that is wrong is told at once, each with its line. Nothing is guessed:
a time that the clocks skip or show twice is refused, and so is one without a day.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.desk import csv_file
from bot.policy import turns
from bot.policy.schema import Policy
from bot.store.changes import columns_of
from bot.verbs.ground import wall_time
from bot.verbs.people import sayings
from bot.verbs.who.people import Roster
from models import commands, errors
from models.people import Person, Presence

#: The columns of a daily list.
COLUMNS = (
    "star",
    "email",
    "slack_user_id",
    "role",
    "date",
    "watch",
    "starts",
    "ends",
    "unit",
    "supervisor_star",
)

#: Columns that name the person; one of them is enough.
_KEYS = ("star", "email", "slack_user_id")


@dataclass(frozen=True, slots=True)
class _Found:
    """Hold one line that is right by itself."""

    line: int
    person: Person
    row: commands.AssignmentRow


def read(
    path: Path, *, policy: Policy, roster: Roster, now: datetime
) -> tuple[commands.AssignmentRow, ...]:
    """Read a file.

    Args:
        path: CSV in UTF-8, with a header.
        policy: Has the watches and the time zone.
        roster: Has everybody who can be named.
        now: The instant; what is over is refused.

    Raises:
        InvalidInputError: Something is wrong. The message names everything that is,
            each with its line.
    """
    text = csv_file.text_of(path)
    return parse(text, name=path.name, policy=policy, roster=roster, now=now)


def parse(
    text: str, *, name: str, policy: Policy, roster: Roster, now: datetime
) -> tuple[commands.AssignmentRow, ...]:
    """Read the text of a file.

    Raises:
        InvalidInputError: As `read`.
    """
    sheet = csv_file.sheet(text, COLUMNS, ())
    if sheet.header and not sheet.problems:
        _check_columns(sheet)
    reading = _Reading(policy, roster, now, sheet.problems)
    found = [reading.row(said, line) for line, said in sheet.rows]
    rows = [one for one in found if one is not None]
    reading.check_overlaps(rows)
    if not sheet.rows and not sheet.problems:
        sheet.problems.append((1, "names nobody."))
    sheet.refuse(name)
    return tuple(one.row for one in rows)


def _check_columns(sheet: csv_file.Sheet) -> None:
    header = set(sheet.header)
    if not header & set(_KEYS):
        sheet.problems.append((1, f"has no column that names people: {_KEYS[0]}."))
    if "watch" not in header and not {"starts", "ends"} <= header:
        what = "has neither a column watch nor the columns starts and ends."
        sheet.problems.append((1, what))
    if sheet.problems:
        sheet.rows.clear()


class _Reading:
    """Gather what is wrong, line by line."""

    def __init__(
        self,
        policy: Policy,
        roster: Roster,
        now: datetime,
        problems: list[tuple[int, str]],
    ) -> None:
        self._policy = policy
        self._roster = roster
        self._now = now
        self._problems = problems
        self._watches = {watch.id: watch for watch in policy.watch}
        self._widths = {
            column: getattr(columns_of(Presence).c[column].type, "length", 0)
            for column in ("unit", "supervisor_star")
        }

    def row(self, said: Mapping[str, str], line: int) -> _Found | None:
        """Return what a line says; None where something is wrong with it."""
        before = len(self._problems)
        person = self._person(said, line)
        span = self._span(said, line)
        for column, width in self._widths.items():
            if len(said.get(column, "")) > width:
                self._say(line, f"has more than {width} characters in {column}.")
        star = said.get("supervisor_star")
        if star is not None and self._roster.of_star(star) is None:
            self._say(line, f"has the supervisor_star {star[:16]}; nobody wears it.")
        if person is None or span is None or len(self._problems) > before:
            return None
        row = commands.AssignmentRow(
            who=next(said[key] for key in _KEYS if key in said),
            from_at=span[0],
            until_at=span[1],
            unit=said.get("unit"),
            supervisor_star=star,
        )
        return _Found(line, person, row)

    def check_overlaps(self, rows: list[_Found]) -> None:
        """Refuse two lines that have one person in two places at once."""
        by_person: dict[str, list[_Found]] = defaultdict(list)
        for one in rows:
            for other in by_person[one.person.id]:
                if max(one.row.from_at, other.row.from_at) < min(
                    one.row.until_at, other.row.until_at
                ):
                    who = self._roster.label(one.person.id)
                    self._say(one.line, f"has {who} at hours of line {other.line}.")
                    break
            by_person[one.person.id].append(one)

    def _person(self, said: Mapping[str, str], line: int) -> Person | None:
        named = [(key, said[key]) for key in _KEYS if key in said]
        if not named:
            self._say(line, "names nobody.")
            return None
        found = {}
        for key, value in named:
            person = self._roster.called(value)
            if person is None or getattr(person, key) is None:
                self._say(line, f"has the {key} {value[:40]}; nobody active has it.")
                return None
            found[person.id] = person
        if len(found) > 1:
            self._say(line, "names two people.")
            return None
        (person,) = found.values()
        role = said.get("role", person.role)
        if role != person.role:
            # The list changes no role; this finds a star that was mistyped.
            who = self._roster.label(person.id)
            self._say(line, f"has the role {role[:32]}; {who} is {person.role}.")
        return person

    def _span(
        self, said: Mapping[str, str], line: int
    ) -> tuple[datetime, datetime] | None:
        try:
            from_at, until_at = self._times(said)
        except errors.InvalidInputError as error:
            self._say(line, str(error))
            return None
        shown = wall_time.show_span(from_at, until_at, self._policy)
        if until_at <= from_at:
            self._say(line, "ends before it starts.")
        elif until_at - from_at > sayings.LONGEST_FOR:
            self._say(line, f"has more than 20 hours: {shown}.")
        elif until_at <= self._now:
            self._say(line, f"is over: {shown}.")
        else:
            return from_at, until_at
        return None

    def _times(self, said: Mapping[str, str]) -> tuple[datetime, datetime]:
        """Return from when to when a line is.

        Raises:
            InvalidInputError: It does not say, or says no one instant.
        """
        day = self._day(said)
        if "watch" in said:
            watch = self._watches.get(said["watch"])
            if watch is None:
                known = ", ".join(self._watches)
                raise _wrong(
                    f"has the watch {said['watch'][:32]!r}; known are {known}."
                )
            if "starts" in said or "ends" in said:
                raise _wrong("has a watch and hours; leave one of them out.")
            if day is None:
                raise _wrong("has a watch and no date.")
            turn = turns.of_day(watch.starts, watch.ends, self._policy.timezone, day)
            return turn.from_at, turn.until_at
        if "starts" not in said or "ends" not in said:
            raise _wrong("has neither a watch nor both starts and ends.")
        from_at = self._instant(said["starts"], "starts", day, None)
        return from_at, self._instant(said["ends"], "ends", day, from_at)

    def _day(self, said: Mapping[str, str]) -> date | None:
        text = said.get("date")
        if text is None:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            raise _wrong("has a date that is none. Example: 2026-03-10")
        return day

    def _instant(
        self, text: str, column: str, day: date | None, after_at: datetime | None
    ) -> datetime:
        policy = self._policy
        if not wall_time.is_clock(text):
            return wall_time.read(text, policy, self._now, field=column)
        if day is None:
            raise _wrong(
                f"has {column} {text} without a day. Fill the column date: 2026-03-10"
            )
        at = wall_time.on(day, text, policy)
        if after_at is not None and at <= after_at:
            at = wall_time.on(day, text, policy, days=1)
        return at

    def _say(self, line: int, what: str) -> None:
        self._problems.append((line, what))


def _wrong(what: str) -> errors.InvalidInputError:
    return errors.InvalidInputError("row", what)
