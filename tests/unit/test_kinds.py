"""Only kinds in force on an incident's own local day are offered."""

from datetime import UTC, datetime

import pytest

from bot.policy import load, schema
from bot.verbs.ground import kinds
from models import errors

CHICAGO: schema.Policy = load.load(load.shipped())[0]
LOS_ANGELES: schema.Policy = load.load(load.shipped().with_name("los_angeles.toml"))[0]


def at(day: str, hour: int = 18) -> datetime:
    """Return an instant on a day, at an hour UTC."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "is_offered"),
    [
        ("2025-10-05", 18, False),
        # Still the fifth in Chicago.
        ("2025-10-06", 4, False),
        ("2025-10-06", 5, True),
        ("2026-11-22", 18, True),
    ],
)
def test_kind_is_offered_from_its_first_local_day_on(
    day: str, hour: int, is_offered: bool
) -> None:
    offered = dict(kinds.offered(CHICAGO, at(day, hour)))

    assert ("city_property" in offered) is is_offered


def test_kind_is_offered_no_more_once_a_court_stopped_it() -> None:
    # 19 February 2026 begins in Los Angeles at 8 UTC.
    assert "face_covering" in dict(kinds.offered(LOS_ANGELES, at("2026-02-19", 7)))
    assert "face_covering" not in dict(kinds.offered(LOS_ANGELES, at("2026-02-19", 8)))


def test_kind_that_was_not_in_force_is_refused_and_its_twin_taken() -> None:
    assert kinds.require(CHICAGO, "city_property", at("2026-01-01")) == "city_property"
    with pytest.raises(errors.InvalidInputError, match="not in force on that day"):
        kinds.require(CHICAGO, "city_property", at("2025-01-01"))
    with pytest.raises(errors.InvalidInputError, match="no such kind"):
        kinds.require(CHICAGO, "murder", at("2026-01-01"))


def test_policy_without_a_catalogue_has_its_one_kind() -> None:
    bare = CHICAGO.model_copy(update={"violation": ()})

    assert kinds.offered(bare, at("2026-01-01")) == ()
    assert kinds.require(bare, "alleged_violation", at("2026-01-01"))
    assert kinds.title_of(bare, "alleged_violation", at("2026-01-01")) is None


def test_kind_keeps_its_title_after_it_ended() -> None:
    title = kinds.title_of(LOS_ANGELES, "face_covering", at("2026-06-01"))

    assert title == "Alleged face covering"
