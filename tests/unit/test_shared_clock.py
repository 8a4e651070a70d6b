"""One file is the clock of several processes."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.clock import MachineClock
from bot.simulator.clock import MovedClock, SharedClock

AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clock"


def test_it_stands_where_it_was_set(path: Path) -> None:
    SharedClock.write(path, AT)
    clock = SharedClock(path)
    assert [clock.now(), clock.now()] == [AT, AT]

    SharedClock.write(path, AT - timedelta(days=1))
    assert clock.now() == AT - timedelta(days=1)


def test_it_runs_at_the_pace_that_was_set(path: Path) -> None:
    base = MovedClock(AT)
    clock = SharedClock(path, base)
    SharedClock.write(path, AT + timedelta(hours=1), 60, base)

    base.advance(timedelta(seconds=2))
    assert clock.now() == AT + timedelta(hours=1, minutes=2)
    SharedClock.write(path, clock.now(), 0, base)
    base.advance(timedelta(seconds=2))
    assert clock.now() == AT + timedelta(hours=1, minutes=2)


def test_it_stands_still_by_itself_where_it_was_told_to(path: Path) -> None:
    base = MovedClock(AT)
    clock = SharedClock(path, base)
    SharedClock.write(path, AT, 60, base, until=AT + timedelta(minutes=3))

    base.advance(timedelta(seconds=2))
    assert clock.now() == AT + timedelta(minutes=2)
    base.advance(timedelta(seconds=2))
    assert clock.now() == AT + timedelta(minutes=3)

    # An instant that lies behind holds it, and does not set it back.
    SharedClock.write(path, AT, 60, base, until=AT - timedelta(minutes=1))
    base.advance(timedelta(seconds=2))
    assert clock.now() == AT


def test_its_base_is_the_machines_clock_unless_another_is_named(path: Path) -> None:
    before = MachineClock().now()
    SharedClock.write(path, before, 1)

    now = SharedClock(path).now()

    assert before <= now <= MachineClock().now()


def test_another_process_reads_the_same_instant(path: Path) -> None:
    SharedClock.write(path, AT)
    program = (
        "import pathlib, sys; from bot.simulator.clock import SharedClock;"
        "print(SharedClock(pathlib.Path(sys.argv[1])).now().isoformat())"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        check=True,
        text=True,
    )

    assert datetime.fromisoformat(done.stdout.strip()) == AT


def test_it_takes_aware_instants_only_and_gives_utc(path: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        SharedClock.write(path, datetime(2026, 3, 10, 20, 40))  # noqa: DTZ001
    assert not path.exists()

    SharedClock.write(path, AT.astimezone(timezone(timedelta(hours=-5))))
    assert SharedClock(path).now() == AT
    assert SharedClock(path).now().tzinfo is UTC


def test_nothing_is_left_beside_it(path: Path) -> None:
    for minutes in range(3):
        SharedClock.write(path, AT + timedelta(minutes=minutes))

    assert list(path.parent.iterdir()) == [path]
