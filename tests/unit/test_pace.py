"""What may wait, waits together; nothing waits until it is too late."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import load, pace, schema, turns

NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
SERGEANT = schema.Pace(role="sergeant", every="15m")  # type: ignore[arg-type]
CUSTODIAN = schema.Pace(
    role="custodian",
    is_once_a_watch=True,
    but_within="12h",  # type: ignore[arg-type]
)

instants = st.datetimes(
    min_value=NOW.replace(tzinfo=None),
    max_value=(NOW + timedelta(days=400)).replace(tzinfo=None),
    timezones=st.just(UTC),
)


@pytest.fixture(scope="module")
def policy() -> schema.Policy:
    return load.load(load.shipped())[0]


def test_first_message_never_waits(policy: schema.Policy) -> None:
    for one in (None, SERGEANT, CUSTODIAN):
        assert pace.free_at(one, policy, None) is None
    assert pace.free_at(None, policy, NOW) is None


def test_next_one_waits_for_the_end_of_the_pace(policy: schema.Policy) -> None:
    assert pace.free_at(SERGEANT, policy, NOW) == NOW + QUARTER


def test_list_of_a_watch_waits_for_the_next_change(policy: schema.Policy) -> None:
    # The first watch begins at ten in the evening, Chicago.
    change_at = datetime(2026, 3, 11, 3, tzinfo=UTC)
    assert pace.free_at(CUSTODIAN, policy, NOW) == change_at
    assert pace.free_at(CUSTODIAN, policy, change_at) > change_at


def test_whoever_is_gone_by_the_change_hears_of_it_before_leaving(
    policy: schema.Policy,
) -> None:
    ends_at = NOW + timedelta(hours=1)
    free_at = pace.free_at(CUSTODIAN, policy, NOW, tour_ends_at=ends_at)
    assert free_at == ends_at - pace.SPARE_FOR


@given(
    told_at=instants, tour=st.none() | st.timedeltas(timedelta(), timedelta(hours=9))
)
def test_nobody_waits_for_more_than_a_watch(
    told_at: datetime, tour: timedelta | None
) -> None:
    policy = load.load(load.shipped())[0]
    ends_at = told_at + tour if tour is not None else None
    free_at = pace.free_at(CUSTODIAN, policy, told_at, tour_ends_at=ends_at)
    assert free_at is not None
    # Eight hours, and one more in the night of autumn in which clocks go back.
    assert told_at <= free_at <= told_at + timedelta(hours=9)


def test_where_all_is_short_a_message_waits_as_long_for_its_time() -> None:
    # Under a policy of seconds nothing would ever be told together else.
    for seconds, waits in ((15, 14), (5 * 60, 280), (15 * 60, 14 * 60)):
        for passed in (0, 9):
            latest_at = pace.latest_at(
                NOW + timedelta(seconds=passed),
                made_at=NOW,
                expires_at=None,
                dates=[NOW + timedelta(seconds=seconds)],
            )
            assert latest_at == NOW + timedelta(seconds=waits)
    # Where there is more time, the provider and the carrier get a minute of it.
    hour = NOW + timedelta(hours=1)
    latest_at = pace.latest_at(NOW, made_at=NOW, expires_at=None, dates=[hour])
    assert latest_at == hour - pace.SPARE_FOR


@given(
    expires_at=st.none() | instants,
    dates=st.lists(st.none() | instants, max_size=3),
    now=instants,
    made_at=instants,
)
def test_no_message_waits_past_what_it_tells_of(
    expires_at: datetime | None,
    dates: list[datetime | None],
    now: datetime,
    made_at: datetime,
) -> None:
    latest_at = pace.latest_at(now, made_at=made_at, expires_at=expires_at, dates=dates)
    to_come = [at for at in dates if at is not None and at > now]
    if expires_at is None and not to_come:
        assert latest_at is None
        return
    assert latest_at is not None
    # Always shorter than the time that is left.
    assert all(latest_at < at for at in to_come)
    assert expires_at is None or latest_at < expires_at


def test_the_next_change_of_watch_is_that_of_any(policy: schema.Policy) -> None:
    # 14:00, 22:00 and 06:00 in Chicago; in summer time five hours behind UTC.
    change_at = datetime(2026, 3, 10, 19, tzinfo=UTC)
    for _ in range(6):
        after_at = turns.next_change_at(policy, change_at)
        assert after_at == change_at + timedelta(hours=8)
        change_at = after_at
    without = policy.model_copy(update={"watch": ()})
    assert turns.next_change_at(without, NOW) is None


#: Due in, lost in (hours; None: no footage), and whether it is told at once.
URGENT = [
    (4, 11, True),
    (4, 30 * 24, True),
    (13, 30 * 24, False),
    (-1, 30 * 24, False),
    (-1, 12, True),
    (-1, -1, True),
    (4, None, False),
]


@pytest.mark.parametrize(("due", "lost", "is_urgent"), URGENT)
def test_footage_about_to_be_lost_is_told_at_once(
    due: int, lost: int | None, is_urgent: bool
) -> None:
    dates: dict[str, Any] = {
        "due_at": NOW + timedelta(hours=due),
        "lost_at": None if lost is None else NOW + timedelta(hours=lost),
    }
    assert pace.is_urgent(CUSTODIAN, NOW, **dates) is is_urgent
    # Who was not told in time hears at once that it is overdue, and no more than that.
    is_overdue = lost is not None and due < 0
    is_told = pace.is_urgent(CUSTODIAN, NOW, is_first=True, **dates)
    assert is_told is (is_urgent or is_overdue)
    assert not pace.is_urgent(SERGEANT, NOW, **dates)
    assert not pace.is_urgent(None, NOW, **dates)
