"""Reading a daily list: what it gives, and everything it is refused for."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.desk import assignments_csv
from bot.policy import load
from bot.verbs.who.people import Roster
from models import commands, errors
from models.people import Person

CHICAGO, _, _ = load.load(load.shipped())
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def _person(star: str | None, role: str = "officer", **more: Any) -> Person:
    name = star or more["email"]
    return Person(id=name, name=name, star=star, role=role, created_at=NOW, **more)


ROSTER = Roster(
    [
        _person("4432"),
        _person("900", "sergeant"),
        _person(None, "dispatcher", email="dora@example.org", slack_user_id="U0DORA1"),
    ],
    [],
    [],
)


def read(text: str, now: datetime = NOW) -> tuple[commands.AssignmentRow, ...]:
    return assignments_csv.parse(
        text, name="tonight.csv", policy=CHICAGO, roster=ROSTER, now=now
    )


def local(text: str) -> datetime:
    zone = ZoneInfo("America/Chicago")
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "from_", "until"),
    [
        (
            "star,date,watch\n4432,2026-03-10,first",
            "2026-03-10T22:00",
            "2026-03-11T07:00",
        ),
        (
            "star,date,starts,ends\n4432,2026-03-10,18:00,02:00",
            "2026-03-10T18:00",
            "2026-03-11T02:00",
        ),
        (
            "star,date,starts,ends\n4432,2026-03-10,16:00,24:00",
            "2026-03-10T16:00",
            "2026-03-11T00:00",
        ),
        (
            "star,starts,ends\n4432,2026-03-10 18:00,2026-03-11T02:00",
            "2026-03-10T18:00",
            "2026-03-11T02:00",
        ),
        (
            "star,starts,ends\n4432,2026-03-10T18:00-05:00,2026-03-11T07:00Z",
            "2026-03-10T18:00",
            "2026-03-11T02:00",
        ),
        # A night in which the clocks change: the watch keeps its wall times.
        (
            "star,date,watch\n4432,2026-10-31,first",
            "2026-10-31T22:00",
            "2026-11-01T07:00",
        ),
        (
            "star,starts,ends\n4432,2026-11-01T01:30-06:00,2026-11-01 07:00",
            "2026-11-01T01:30",
            "2026-11-01T07:00",
        ),
    ],
)
def test_a_line_is_a_span_by_local_clocks(text: str, from_: str, until: str) -> None:
    (row,) = read(text)
    begins = local(from_)
    if "01:30-06:00" in text:
        begins = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert (row.from_at, row.until_at) == (begins, local(until))


def test_people_are_named_by_star_mail_or_slack() -> None:
    rows = read(
        "star,email,slack_user_id,date,watch,unit,supervisor_star,role\n"
        "4432,,,2026-03-10,first,008,900,officer\n"
        ",Dora@example.org,,2026-03-10,first,,,\n"
        ",,U0DORA1,2026-03-11,first,,,dispatcher\n"
    )
    assert [row.who for row in rows] == ["4432", "Dora@example.org", "U0DORA1"]
    assert (rows[0].unit, rows[0].supervisor_star) == ("008", "900")
    assert (rows[1].unit, rows[1].supervisor_star) == (None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no header"),
        ("star;date;watch", "separates its columns by commas only"),
        ("star,rank,date,watch\n", "line 1: has a column 'rank'; known are star,"),
        ("star,star,date,watch\n", "has the column star twice"),
        ("date,watch\n2026-03-10,first", "has no column that names people"),
        ("star,date\n4432,2026-03-10", "neither a column watch nor"),
        ("star,date,watch\n", "names nobody"),
        ("star,date,watch\n,2026-03-10,first", "line 2: names nobody"),
        ("star,date,watch\n1,2026-03-10,first", "line 2: has the star 1; nobody"),
        # A Slack id in the column of stars is no star.
        ("star,date,watch\nU0DORA1,2026-03-10,first", "has the star U0DORA1; nobody"),
        ("star,email,date,watch\n4432,dora@example.org,2026-03-10,first", "two people"),
        ("star,role,date,watch\n4432,sergeant,2026-03-10,first", "is officer"),
        ("star,date,watch\n4432,2026-03-10,fifth", "has the watch 'fifth'; known are"),
        ("star,date,watch\n4432,,first", "has a watch and no date"),
        ("star,date,watch\n4432,10 March,first", "has a date that is none"),
        ("star,date,watch\n4432,2026-02-30,first", "has a date that is none"),
        ("star,date,watch,starts\n4432,2026-03-10,first,18:00", "a watch and hours"),
        ("star,date,starts,ends\n4432,2026-03-10,18:00,", "neither a watch nor both"),
        ("star,starts,ends\n4432,18:00,23:00", "without a day"),
        ("star,starts,ends\n4432,2026-03-10T18,2026-03-10 23:00", "no time"),
        ("star,starts,ends\n4432,2026-03-10 25:00,2026-03-11 23:00", "no time"),
        ("star,date,starts,ends\n4432,2027-03-14,02:30,09:00", "go forward over it"),
        ("star,date,starts,ends\n4432,2026-11-01,01:30,09:00", "go back over it"),
        ("star,starts,ends\n4432,2026-03-11 23:00,2026-03-11 18:00", "ends before"),
        ("star,starts,ends\n4432,2026-03-11 01:00,2026-03-11 23:00", "more than 20"),
        ("star,date,watch\n4432,2026-03-09,second", "is over"),
        (
            "star,date,watch,unit\n4432,2026-03-10,first," + "x" * 33,
            "more than 32 characters in unit",
        ),
        (
            "star,date,watch,supervisor_star\n4432,2026-03-10,first,77",
            "has the supervisor_star 77; nobody wears it",
        ),
        (
            "star,date,watch\n4432,2026-03-10,third\n900,2026-03-10,third\n"
            "4432,2026-03-10,first",
            "line 4: has star 4432 at hours of line 2",
        ),
        ("star,date,watch\n4432,2026-03-10", "line 2: has 2 cells; the header has 3"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(errors.InvalidInputError) as refusal:
        read(text)
    assert problem in str(refusal.value)
    assert "nothing was changed" in str(refusal.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(errors.InvalidInputError) as refusal:
        read("star,date,watch\n1,2026-03-10,first\n4432,2026-03-10,fifth\n2,x,first")
    lines = [line for line, _ in refusal.value.fields["problems"]]
    assert lines == [2, 3, 4, 4]


def test_a_tour_that_runs_may_be_in_a_late_list() -> None:
    (row,) = read("star,date,watch\n4432,2026-03-10,third")
    assert row.from_at < NOW < row.until_at
