"""Local times as people give them: the instant they name, or why they name none."""

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import load
from bot.verbs.ground import wall_time
from models import errors

CHICAGO, _, _ = load.load(load.shipped())
ZONE = ZoneInfo("America/Chicago")
#: 10 March 2026, 15:40 in Chicago.
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def read(text: str, now: datetime = NOW, *, is_end: bool = False) -> datetime:
    return wall_time.read(text, CHICAGO, now, field="from", is_end=is_end)


@pytest.mark.parametrize(
    ("text", "is_end", "instant"),
    [
        ("23:00", False, "2026-03-10T23:00-05:00"),
        ("15:40", False, "2026-03-11T15:40-05:00"),
        ("15:00", False, "2026-03-11T15:00-05:00"),
        ("24:00", False, "2026-03-11T00:00-05:00"),
        ("2026-03-20", False, "2026-03-20T00:00-05:00"),
        ("2026-03-20", True, "2026-03-21T00:00-05:00"),
        (" 2026-03-20 09:30 ", False, "2026-03-20T09:30-05:00"),
        ("2026-03-20T09:30", True, "2026-03-20T09:30-05:00"),
        ("2026-03-20 24:00", False, "2026-03-21T00:00-05:00"),
        ("2026-03-20T09:30Z", False, "2026-03-20T09:30+00:00"),
        ("2026-11-01T01:30-06:00", False, "2026-11-01T01:30-06:00"),
        # The day on which clocks go back is whole, and has 25 hours.
        ("2026-11-01", True, "2026-11-02T00:00-06:00"),
    ],
)
def test_a_time_is_an_instant(text: str, is_end: bool, instant: str) -> None:
    assert read(text, is_end=is_end) == datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is no time"),
        ("sunset", "is no time"),
        ("25:00", "is no time"),
        ("2026-02-30", "is no time"),
        ("2026-03-20 29:30", "is no time"),
        ("2026-03-20 09:30:00", "is no time"),
        ("2027-03-14 02:30", "There is no 02:30 on 2027-03-14"),
        ("2026-11-01 01:30", "There are two 01:30 on 2026-11-01"),
    ],
)
def test_what_names_no_one_instant_is_refused(text: str, problem: str) -> None:
    with pytest.raises(errors.InvalidInputError, match=problem):
        read(text)


def test_the_refusal_of_a_time_that_comes_twice_says_how_to_write_it() -> None:
    with pytest.raises(errors.InvalidInputError) as refusal:
        read("2026-11-01 01:30")
    written = str(refusal.value).rpartition(" ")[2]
    assert read(written) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@given(st.text(max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    with contextlib.suppress(errors.InvalidInputError):
        assert read(text).tzinfo is not None


@given(
    st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - local wall time is meant
        max_value=datetime(2028, 1, 1),  # noqa: DTZ001 - local wall time is meant
    ),
    st.times(),
)
def test_the_next_time_of_day_is_within_a_day_and_after_now(
    local: datetime, clock: object
) -> None:
    now = local.replace(tzinfo=ZONE).astimezone(UTC)
    found = wall_time.next_at(f"{clock:%H:%M}", CHICAGO, now)
    assert now < found
    assert (found - now).total_seconds() <= 25 * 3600


def test_a_span_names_its_day_once() -> None:
    until = datetime(2026, 3, 11, 4, tzinfo=UTC)
    later = datetime(2026, 3, 11, 12, tzinfo=UTC)
    assert wall_time.show_span(NOW, until, CHICAGO) == "10 Mar 15:40 to 23:00"
    assert wall_time.show_span(NOW, later, CHICAGO) == "10 Mar 15:40 to 11 Mar 07:00"
