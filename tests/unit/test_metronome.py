"""Beats keep their pace, whatever is done to the machine's clock."""

import threading
from datetime import datetime, timedelta, tzinfo

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval

from bot.engine import metronome


class HourAhead(datetime):
    """The machine's clock before it was set back."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "HourAhead":
        return super().now(tz) + timedelta(hours=1)


def test_beats_go_on_when_the_clock_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was planned by the clock of before would else come an hour later."""
    beat, fetched = threading.Semaphore(0), threading.Semaphore(0)
    beats = metronome.Metronome(beat.release, lambda name: None)
    with monkeypatch.context() as before:
        before.setattr(base, "datetime", HourAhead)
        before.setattr(interval, "datetime", HourAhead)
        beats.every(metronome.FETCH_EVERY, fetched.release, at_once=False)
        beats.start()
        assert beat.acquire(timeout=20)

    beats.keep_pace()

    assert fetched.acquire(timeout=20)
    assert beat.acquire(timeout=20)
    # Twice, for the first may have been on its way already.
    assert beat.acquire(timeout=20)
    beats.stop()


def test_what_keeps_its_pace_is_left_alone() -> None:
    came = threading.Semaphore(0)
    beats = metronome.Metronome(lambda: None, lambda name: None)
    beats.every(metronome.FETCH_EVERY, came.release, at_once=False)
    beats.keep_pace()
    beats.start()

    beats.keep_pace()
    beats.stop()
    beats.keep_pace()

    assert not came.acquire(blocking=False)
