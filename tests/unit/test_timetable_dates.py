"""When a duty is due, when footage is lost, and how long flagged footage is kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import schema, timetable, values
from tests.unit import policy_texts

CHICAGO = "America/Chicago"
OPENED_AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
RECORDED_AT = OPENED_AT - timedelta(minutes=5)
ASKED_AT = OPENED_AT + timedelta(hours=1)
TOUR_ENDS_AT = OPENED_AT + timedelta(hours=8)


def due(after: str, within: str, **others: datetime) -> datetime:
    """Return when a duty with such a due time is due."""
    instants = {
        "opened_at": OPENED_AT,
        "recorded_at": RECORDED_AT,
        "asked_at": ASKED_AT,
        "tour_ends_at": TOUR_ENDS_AT,
        **others,
    }
    rule = policy_texts.duty(due={"after": after, "within": within})
    return timetable.due_at(rule, timetable.Instants(**instants))


@pytest.mark.parametrize(
    ("after", "within", "at"),
    [
        ("opened", "10m", OPENED_AT + timedelta(minutes=10)),
        ("recorded", "1d", RECORDED_AT + timedelta(days=1)),
        ("asked", "24h", ASKED_AT + timedelta(hours=24)),
        ("end_of_tour", "0s", TOUR_ENDS_AT),
        ("end_of_tour", "-30m", TOUR_ENDS_AT - timedelta(minutes=30)),
        # A text that came late is overdue, and says so.
        ("opened", "-1d", OPENED_AT - timedelta(days=1)),
    ],
)
def test_due_time_counts_from_what_the_policy_names(
    after: str, within: str, at: datetime
) -> None:
    assert due(after, within) == at


def test_end_of_a_tour_is_never_due_before_it_is_asked() -> None:
    ends_soon = ASKED_AT + timedelta(minutes=10)

    assert due("end_of_tour", "-30m", tour_ends_at=ends_soon) == ASKED_AT
    assert due("end_of_tour", "0s", tour_ends_at=ends_soon) == ends_soon


def source(kept_for: str | None = "2y") -> schema.Source:
    """Return a source of footage like the body-worn camera."""
    return schema.Source.model_validate(
        {
            "id": "bwc",
            "title": "Camera",
            "ask_by": "72h",
            "lost_at": "90d",
            "authority": "test",
            **({"kept_for": kept_for} if kept_for else {}),
        }
    )


def test_footage_has_a_last_moment_to_ask_and_a_moment_of_loss() -> None:
    ask_by, lost_at = timetable.footage_dates(source(), RECORDED_AT)

    assert ask_by - RECORDED_AT == timedelta(hours=72)
    assert lost_at - RECORDED_AT == timedelta(days=90)


@pytest.mark.parametrize(
    ("flagged_at", "kept_for", "on"),
    [
        ("2027-03-10T15:00", "2y", date(2029, 3, 10)),
        ("2027-03-10T15:00", "730d", date(2029, 3, 10)),
        # Over a leap day, from one, and to one.
        ("2026-03-01T15:00", "2y", date(2028, 3, 1)),
        ("2028-02-29T15:00", "2y", date(2030, 3, 1)),
        ("2028-02-29T15:00", "4y", date(2032, 2, 29)),
        ("2028-02-28T15:00", "2y", date(2030, 2, 28)),
        # Days are days, through the night in which clocks change.
        ("2026-10-31T23:30", "2d", date(2026, 11, 2)),
        ("2027-03-13T23:30", "1d", date(2027, 3, 14)),
        ("2026-12-20T12:00", "90d", date(2027, 3, 20)),
        # Parts of a day count to the instant.
        ("2026-11-23T15:00", "30s", date(2026, 11, 23)),
        ("2026-11-23T15:00", "12h", date(2026, 11, 24)),
        # Around midnight it is the local day that counts.
        ("2026-11-23T23:59", "2y", date(2028, 11, 23)),
        ("2026-11-24T00:00", "2y", date(2028, 11, 24)),
        ("2026-11-24T00:00", None, date(2026, 11, 24)),
    ],
)
def test_earliest_deletion_date_covers_the_legal_time(
    flagged_at: str, kept_for: str | None, on: date
) -> None:
    at = datetime.fromisoformat(flagged_at).replace(tzinfo=ZoneInfo(CHICAGO))

    earliest_on = timetable.earliest_deletion_on(
        source(kept_for), at.astimezone(UTC), CHICAGO
    )

    assert earliest_on == on


@given(
    st.integers(0, 34 * 365 * 24 * 60),
    st.integers(1, 3000),
)
def test_deletion_date_is_never_before_the_legal_days_are_over(
    minutes: int, days: int
) -> None:
    flagged_at = OPENED_AT + timedelta(minutes=minutes)
    kept = source(f"{days}d")
    earliest_on = timetable.earliest_deletion_on(kept, flagged_at, CHICAGO)
    flagged_on = flagged_at.astimezone(ZoneInfo(CHICAGO)).date()

    assert earliest_on >= flagged_on + values.read_duration(f"{days}d")


@given(st.dates(date(2026, 1, 1), date(2060, 1, 1)), st.integers(1, 10))
def test_deletion_date_after_whole_years_is_the_same_day_of_the_calendar(
    flagged_on: date, years: int
) -> None:
    noon = datetime.combine(flagged_on, datetime.min.time(), ZoneInfo(CHICAGO))
    noon += timedelta(hours=12)

    on = timetable.earliest_deletion_on(source(f"{years}y"), noon, CHICAGO)

    assert on.year == flagged_on.year + years
    if (flagged_on.month, flagged_on.day) == (2, 29) and on.day != 29:
        assert (on.month, on.day) == (3, 1)
    else:
        assert (on.month, on.day) == (flagged_on.month, flagged_on.day)
