"""Dates and times of day as officers write them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import dates
from handlers.sms.dates import TimeOfDay

TODAY = date(2026, 11, 22)
TENTH_OF_MARCH = date(2029, 3, 10)


@pytest.mark.parametrize(
    "text",
    [
        "10 MAR 29",
        "10 MAR 2029",
        "10 mar. 2029",
        "10MAR29",
        "10MAR2029",
        "10-Mar-29",
        "10/MAR/2029",
        "10 March 2029",
        "10th March 29",
        "10 MAR '29",
        "10 MAR \u201929",
        "MAR 10 2029",
        "MAR 10 29",
        "March 10, 2029",
        "march 10th, 2029.",
        "Mar. 10, 29",
        "MAR10 29",
        "3/10/29",
        "03/10/2029",
        "03-10-2029",
        "3-10-29",
        "2029-03-10",
        "\uff11\uff10\u3000\uff2d\uff21\uff32\u3000\uff12\uff19",
        "\u201c10 MAR 29\u201d",
        "  10\n MAR   29!",
        "10\u2013MAR\u20132029",
    ],
)
def test_the_tenth_of_march_is_read_however_it_is_written(text: str) -> None:
    assert dates.read_date(text, today=TODAY) == TENTH_OF_MARCH


@pytest.mark.parametrize(
    ("text", "on", "said"),
    [
        ("3/4/29", date(2029, 3, 4), "4 Mar 2029"),
        ("4 MAR 29", date(2029, 3, 4), "4 Mar 2029"),
        ("12/1/26", date(2026, 12, 1), "1 Dec 2026"),
        ("29 FEB 28", date(2028, 2, 29), "29 Feb 2028"),
        ("31 DEC 99", date(2099, 12, 31), "31 Dec 2099"),
        ("1 sept 2030", date(2030, 9, 1), "1 Sep 2030"),
        ("1 MAY 1999", date(1999, 5, 1), "1 May 1999"),
    ],
)
def test_a_date_is_said_with_the_months_name(text: str, on: date, said: str) -> None:
    assert dates.read_date(text, today=TODAY) == on
    assert dates.say_date(on) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 FEB 29",
        "29 FEB 29",
        "32 MAR 29",
        "0 MAR 29",
        "13/1/29",
        "29-03-10",
        "2029-13-10",
        "2029-3-10",
        "10 MAR",
        "MAR 29",
        "MAR 1029",
        "10 MAR 029",
        "10 MAR 0029",
        "3.10.29",
        "3 10 29",
        "3/10-29",
        "100329",
        "10 MARSH 29",
        "10 MAR 29 or so",
        "on 10 MAR 29",
        "tomorrow",
        "10 MAR 29" + " " * 5 + "." * 40,
        "1" * 10_000,
    ],
)
def test_what_is_no_date_or_no_clear_one_is_not_read(text: str) -> None:
    assert dates.read_date(text, today=TODAY) is None


def test_two_figures_belong_to_the_century_of_today() -> None:
    assert dates.read_date("1 JAN 05", today=date(2099, 12, 31)) == date(2005, 1, 1)
    assert dates.read_date("1 JAN 05", today=date(2100, 1, 1)) == date(2105, 1, 1)


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_every_date_that_is_said_is_read_back(on: date) -> None:
    assert dates.read_date(dates.say_date(on), today=TODAY) == on
    assert dates.read_date(on.isoformat(), today=TODAY) == on
    assert dates.read_date(f"{on:%m/%d/%Y}", today=TODAY) == on


@pytest.mark.parametrize(
    ("text", "at", "day_offset"),
    [
        ("2300", time(23, 0), 0),
        ("23:00", time(23, 0), 0),
        ("2300h", time(23, 0), 0),
        ("2300 hrs.", time(23, 0), 0),
        ("2300 hours", time(23, 0), 0),
        ("0001", time(0, 1), 0),
        ("0000", time(0, 0), 0),
        ("2400", time(0, 0), 1),
        ("24:00", time(0, 0), 1),
        ("midnight", time(0, 0), 1),
        ("noon", time(12, 0), 0),
        ("9:30", time(9, 30), 0),
        ("11pm", time(23, 0), 0),
        ("11 PM", time(23, 0), 0),
        ("11p", time(23, 0), 0),
        ("1130 pm", time(23, 30), 0),
        ("11:30 p.m.", time(23, 30), 0),
        ("930pm", time(21, 30), 0),
        ("12am", time(0, 0), 0),
        ("12 pm", time(12, 0), 0),
        ("\uff12\uff13\uff1a\uff10\uff10", time(23, 0), 0),
        ("\u201c2300\u201d", time(23, 0), 0),
    ],
)
def test_a_time_of_day_is_read(text: str, at: time, day_offset: int) -> None:
    assert dates.read_time(text) == TimeOfDay(at=at, day_offset=day_offset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11",
        "930",
        "2401",
        "2500",
        "2360",
        "25:00",
        "24:01",
        "13pm",
        "0 pm",
        "1160 pm",
        "11 xm",
        "2300 block",
        "47th",
        "soon",
        "9" * 10_000,
    ],
)
def test_what_is_no_time_or_no_clear_one_is_not_read(text: str) -> None:
    assert dates.read_time(text) is None


@given(st.times())
def test_every_minute_of_the_day_is_read_in_both_styles(at: time) -> None:
    at = at.replace(second=0, microsecond=0, fold=0)
    expected = TimeOfDay(at=at, day_offset=0)
    assert dates.read_time(f"{at:%H%M}") == expected
    assert dates.read_time(f"{at:%I:%M %p}") == expected


@pytest.mark.parametrize(
    ("token", "is_part", "is_month"),
    [
        ("MAR", True, True),
        ("10MAR29", True, True),
        ("SEPT", True, True),
        ("10TH", True, False),
        ("10/3", True, False),
        ("29", True, False),
        ("MARSHAL", False, False),
        ("4K7QX", False, False),
        ("47THX", False, False),
    ],
)
def test_parts_of_dates_are_told_from_other_words(
    token: str, is_part: bool, is_month: bool
) -> None:
    assert dates.is_date_part(token) is is_part
    assert dates.is_month(token) is is_month


@given(st.text())
def test_no_text_is_too_strange_to_be_looked_at(text: str) -> None:
    assert dates.read_date(text, today=TODAY) is None or text
    assert dates.read_time(text) is None or text
