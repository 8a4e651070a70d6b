"""Waits grow, are capped, spread, and give way to what the provider asks."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox import backoff
from handlers.sms.failures import Kind

RETRIED = sorted(backoff.PACES)
FINAL = sorted(set(Kind) - set(RETRIED))


def seconds(wait: timedelta | None) -> float:
    assert wait is not None
    return wait.total_seconds()


@pytest.mark.parametrize(
    ("tries", "expected"), [(1, 5), (2, 10), (3, 20), (7, 300), (50, 300)]
)
def test_a_busy_provider_is_tried_ever_more_slowly(tries: int, expected: float) -> None:
    assert seconds(backoff.wait_for(Kind.BUSY, tries, chance=lambda: 0.0)) == expected


@pytest.mark.parametrize("kind", FINAL)
def test_what_is_refused_for_good_is_not_tried_again(kind: Kind) -> None:
    assert backoff.wait_for(kind, 1, chance=lambda: 0.0) is None


@given(st.sampled_from(RETRIED), st.integers(1, 200), st.floats(0, 1))
def test_a_wait_stays_between_its_first_and_its_longest(
    kind: Kind, tries: int, chance: float
) -> None:
    pace = backoff.PACES[kind]
    wait = seconds(backoff.wait_for(kind, tries, chance=lambda: chance))
    longest = pace.longest_seconds * (1 + backoff.SPREAD)
    assert pace.first_seconds <= wait <= longest + 1e-6


@given(st.sampled_from(RETRIED), st.integers(1, 100), st.floats(0, 1))
def test_a_wait_never_shrinks(kind: Kind, tries: int, chance: float) -> None:
    first = seconds(backoff.wait_for(kind, tries, chance=lambda: chance))
    second = seconds(backoff.wait_for(kind, tries + 1, chance=lambda: chance))
    assert second >= first


@pytest.mark.parametrize(
    ("asked", "expected"), [(None, 5), (0.5, 5), (30, 30), (3600, 3600), (1e9, 3600)]
)
def test_what_the_provider_asks_for_is_kept_within_reason(
    asked: float | None, expected: float
) -> None:
    wait = backoff.wait_for(Kind.BUSY, 1, chance=lambda: 0.0, retry_after_seconds=asked)
    assert seconds(wait) == expected
