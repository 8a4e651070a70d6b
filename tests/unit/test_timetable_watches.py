"""Which watch runs now and when it ends, in local time, on every night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import load, schema, timetable
from tests.unit import policy_texts

ZONE = ZoneInfo("America/Chicago")
CHICAGO = load.load(load.shipped())[0]


def local(text: str, *, fold: int = 0) -> datetime:
    """Return a local wall time of Chicago as UTC."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)
    return wall.astimezone(UTC)


def with_watches(*watches: tuple[str, str, str]) -> schema.Policy:
    """Return the small policy with other watches: (id, starts, ends)."""
    made = tuple(
        schema.Watch.model_validate(
            {"id": name, "title": name, "starts": starts, "ends": ends}
        )
        for name, starts, ends in watches
    )
    return policy_texts.small().model_copy(update={"watch": made})


@pytest.mark.parametrize(
    ("now", "watch", "ends"),
    [
        ("2026-11-23T15:40", "third", "2026-11-23T23:00"),
        ("2026-11-23T15:40", "second", None),
        ("2026-11-23T14:30", "second", "2026-11-23T15:00"),
        ("2026-11-23T14:30", "third", "2026-11-23T23:00"),
        # Across midnight.
        ("2026-11-23T21:59", "first", None),
        ("2026-11-23T22:00", "first", "2026-11-24T07:00"),
        ("2026-11-24T00:00", "first", "2026-11-24T07:00"),
        ("2026-11-24T06:59", "first", "2026-11-24T07:00"),
        ("2026-11-24T07:00", "first", None),
        ("2026-12-31T23:30", "first", "2027-01-01T07:00"),
        # Names that are no watch of the policy.
        ("2026-11-23T15:40", "always", None),
        ("2026-11-23T15:40", "fourth", None),
    ],
)
def test_watch_runs_from_its_start_until_its_end(
    now: str, watch: str, ends: str | None
) -> None:
    ends_at = local(ends) if ends else None

    assert timetable.watch_end(CHICAGO, watch, local(now)) == ends_at
    assert timetable.is_in_watch(CHICAGO, watch, local(now)) is (ends is not None)


def test_tour_ends_with_the_last_of_the_watches_that_overlap() -> None:
    assert timetable.running_watch_end(CHICAGO, local("2026-11-23T14:30")) == local(
        "2026-11-23T23:00"
    )
    assert timetable.running_watch_end(CHICAGO, local("2026-11-23T22:30")) == local(
        "2026-11-24T07:00"
    )


def test_tour_lasts_as_long_as_the_policy_says_where_no_watch_runs() -> None:
    policy = with_watches(("day", "09:00", "17:00"))
    night = local("2026-11-23T20:00")

    assert timetable.running_watch_end(policy, night) == night + policy.limits.tour
    assert timetable.running_watch_end(with_watches(), night) == night + timedelta(
        hours=9
    )


@pytest.mark.parametrize("midnight", ["00:00", "24:00"])
def test_watch_may_begin_or_end_at_midnight(midnight: str) -> None:
    policy = with_watches(("late", "16:00", midnight), ("early", midnight, "08:00"))

    assert timetable.watch_end(policy, "late", local("2026-11-23T23:59")) == local(
        "2026-11-24T00:00"
    )
    assert not timetable.is_in_watch(policy, "late", local("2026-11-24T00:00"))
    assert timetable.watch_end(policy, "early", local("2026-11-24T00:00")) == local(
        "2026-11-24T08:00"
    )


@pytest.mark.parametrize("at", ["00:00", "06:00", "24:00"])
def test_watch_that_ends_when_it_starts_lasts_a_whole_day(at: str) -> None:
    policy = with_watches(("day", at, at))

    for hour in range(48):
        now = local("2026-11-23T00:30") + timedelta(hours=hour)
        ends_at = timetable.watch_end(policy, "day", now)
        assert ends_at is not None
        assert now < ends_at <= now + timedelta(hours=24)


def test_first_watch_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    spring = timetable.watch_end(CHICAGO, "first", local("2027-03-13T22:00"))
    autumn = timetable.watch_end(CHICAGO, "first", local("2026-10-31T22:00"))

    # Clocks go forward on 14 March 2027 and back on 1 November 2026, at two.
    assert spring == local("2027-03-14T07:00")
    assert autumn == local("2026-11-01T07:00")
    assert spring - local("2027-03-13T22:00") == timedelta(hours=8)
    assert autumn - local("2026-10-31T22:00") == timedelta(hours=10)


NIGHTS = [("half", "18:00", "02:30"), ("other", "02:30", "10:00")]


def test_hand_over_at_half_past_two_happens_once_when_clocks_go_forward() -> None:
    policy = with_watches(*NIGHTS)
    # 02:30 does not come; it is half an hour after two as ever, so 03:30.
    turn = local("2027-03-14T03:30")

    assert timetable.watch_end(policy, "half", local("2027-03-14T01:59")) == turn
    assert timetable.is_in_watch(policy, "half", turn - timedelta(seconds=1))
    assert not timetable.is_in_watch(policy, "half", turn)
    assert timetable.is_in_watch(policy, "other", turn)
    assert not timetable.is_in_watch(policy, "other", turn - timedelta(seconds=1))


def test_hand_over_at_half_past_one_happens_once_when_clocks_go_back() -> None:
    policy = with_watches(("half", "18:00", "01:30"), ("other", "01:30", "10:00"))
    first, second = local("2026-11-01T01:30"), local("2026-11-01T01:30", fold=1)

    assert second - first == timedelta(hours=1)
    assert timetable.watch_end(policy, "half", local("2026-11-01T01:29")) == first
    assert timetable.is_in_watch(policy, "other", first)
    assert timetable.is_in_watch(policy, "other", second)
    assert not timetable.is_in_watch(policy, "half", second - timedelta(minutes=1))


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
#: Every minute of the days around both changes, and some of all others.
MOMENTS = st.one_of(
    st.integers(0, 72 * 60).map(
        lambda m: local("2026-10-31T00:00") + timedelta(minutes=m)
    ),
    st.integers(0, 72 * 60).map(
        lambda m: local("2027-03-13T00:00") + timedelta(minutes=m)
    ),
    st.integers(0, 14 * 365 * 24 * 60).map(
        lambda m: local("2026-01-01T00:00") + timedelta(minutes=m)
    ),
)


def hhmm(at: time) -> str:
    """Return a time of day as a policy file writes it."""
    return at.strftime("%H:%M")


@given(st.lists(TIMES, min_size=2, max_size=4, unique=True), MOMENTS)
def test_watches_that_meet_leave_no_minute_without_one(
    turns: list[time], now: datetime
) -> None:
    turns = sorted(turns)
    pairs = list(zip(turns, [*turns[1:], turns[0]], strict=True))
    policy = with_watches(
        *((f"w{n}", hhmm(starts), hhmm(ends)) for n, (starts, ends) in enumerate(pairs))
    )

    running = [w.id for w in policy.watch if timetable.is_in_watch(policy, w.id, now)]

    # A turn that the clocks skip can make two of them meet an hour later.
    assert len(running) >= 1
    if not any(time(2) <= turn < time(3) for turn in turns):
        assert len(running) == 1


@given(TIMES, TIMES, MOMENTS)
def test_watch_keeps_its_wall_clock_end_on_every_day(
    starts: time, ends: time, now: datetime
) -> None:
    policy = with_watches(("w", hhmm(starts), hhmm(ends)))

    ends_at = timetable.watch_end(policy, "w", now)

    if ends_at is None:
        return
    assert now < ends_at <= now + timedelta(hours=25)
    wall = ends_at.astimezone(ZONE).time()
    if time(2) <= ends < time(3) and wall.hour == 3:
        wall = wall.replace(hour=2)
    assert wall == ends


@given(MOMENTS)
def test_tour_always_ends_later_than_now(now: datetime) -> None:
    assert timetable.running_watch_end(CHICAGO, now) > now
