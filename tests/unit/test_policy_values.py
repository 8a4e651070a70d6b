"""How durations and times of day are written in a policy file."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import values


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("0s", timedelta()),
        ("1s", timedelta(seconds=1)),
        ("90d", timedelta(days=90)),
        ("1h30m", timedelta(minutes=90)),
        ("-45m", timedelta(minutes=-45)),
        ("-1d12h", timedelta(days=-1, hours=-12)),
        ("2w", timedelta(days=14)),
        ("2y", timedelta(days=730)),
        ("100y", values.LONGEST),
    ],
)
def test_duration_is_read(text: str, duration: timedelta) -> None:
    assert values.read_duration(text) == duration


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "5", "m", "5 m", "5m ", "+5m", "--5m", "5m-3s", "5M", "1.5h", "5min",
        "\u0665m", "1h-30m", "100y1s", "9999999999s", 5, 5.0, None, ["5m"], True,
    ],
)  # fmt: skip
def test_other_things_are_no_durations(text: object) -> None:
    with pytest.raises(ValueError, match=r"duration|hundred years"):
        values.read_duration(text)


def test_wait_looks_ahead_and_a_span_lasts() -> None:
    assert values.read_wait("0s") == timedelta()
    with pytest.raises(ValueError, match="looks back"):
        values.read_wait("-1s")
    assert values.read_span("1s") == timedelta(seconds=1)
    with pytest.raises(ValueError, match="too short"):
        values.read_span("0s")


@given(
    st.timedeltas(-values.LONGEST, values.LONGEST).map(
        lambda duration: timedelta(seconds=int(duration.total_seconds()))
    )
)
def test_what_is_written_reads_the_same(duration: timedelta) -> None:
    assert values.read_duration(values.write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("00:00", time(0)),
        ("24:00", time(0)),
        ("06:30", time(6, 30)),
        ("23:59", time(23, 59)),
        # TOML has times of its own.
        (time(22), time(22)),
    ],
)
def test_time_of_day_is_read(text: object, at: time) -> None:
    assert values.read_wall_time(text) == at


@pytest.mark.parametrize(
    "text", ["24:01", "25:00", "6:30", "0630", "12:60", "", 6, None]
)
def test_other_things_are_no_times_of_day(text: object) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        values.read_wall_time(text)
