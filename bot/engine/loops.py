"""Run steps in threads until told to stop.

A step says whether to come straight back. When there is nothing to do, its
thread sleeps until it is nudged: by a change at the desk, or by the metronome.
"""

import functools
import logging
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

from models import errors

_log = logging.getLogger(__name__)

#: After which a signal comes again that came while modules were loaded, in seconds.
_AGAIN_SECONDS = 0.05

Step = Callable[[], bool]

#: How long a thread sleeps that nobody nudges, in seconds: should the metronome
#: die, everything still moves, slowly, and the health check says so.
LONGEST_SLEEP_SECONDS = 30.0

#: Pause after a step that failed, in seconds.
PAUSE_SECONDS = 1.0

#: For how long at most a step waits that gives way to others, in seconds. Source: our
#: choice; nobody notices that a message leaves a second later.
GIVES_WAY_SECONDS = 1.0


def _never() -> bool:
    return False


def _nothing() -> None:
    pass


def _long() -> float:
    return LONGEST_SLEEP_SECONDS


class Loops:
    """Hold the threads of one process."""

    def __init__(self, mark: Callable[[str], None]) -> None:
        """Start with none.

        Args:
            mark: Called with a part's name whenever it ran; keeps the health.
        """
        self._mark = mark
        #: Called where a thread slept and nobody nudged it.
        self.on_silence: Callable[[], None] = _nothing
        self._threads: list[threading.Thread] = []
        self._nudged = threading.Condition()
        self._nudges = 0
        self._is_stopping = False

    def add(
        self,
        name: str,
        step: Step,
        *,
        gives_way: Callable[[], bool] = _never,
        rest: Callable[[], float] = _long,
    ) -> None:
        """Take a step to be run in a thread of its own.

        Args:
            name: Of the part that it belongs to.
            step: The step.
            gives_way: Tells whether something else is so pressed just now that this
                step, where it would come straight back, comes after a second.
            rest: Returns for how many seconds there is nothing to do, as far as the
                last step saw.
        """
        run = functools.partial(self._run, name, step, gives_way, rest)
        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)

    def start(self) -> None:
        """Start all threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let every thread finish its step and end."""
        with self._nudged:
            self._is_stopping = True
            self._nudged.notify_all()
        for thread in self._threads:
            thread.join()

    def nudge(self) -> None:
        """Wake every thread: there may be something to do."""
        with self._nudged:
            self._nudges += 1
            self._nudged.notify_all()

    def _run(
        self,
        name: str,
        step: Step,
        gives_way: Callable[[], bool],
        rest: Callable[[], float],
    ) -> None:
        while not self._is_stopping:
            seen = self._nudges
            try:
                is_busy = step()
                self._mark(name)
            except errors.StorageError as error:
                _log.error("%s waits for the database: %s", name, error)
                self._rest(PAUSE_SECONDS)
                continue
            except Exception as error:  # noqa: BLE001 - the wall of this thread
                _log.error("a step of the %s failed: %s", name, type(error).__name__)
                self._rest(PAUSE_SECONDS)
                continue
            if not is_busy:
                self._sleep(seen, min(rest(), LONGEST_SLEEP_SECONDS))
            elif gives_way():
                self._give_way(gives_way)

    def _sleep(self, seen: int, seconds: float) -> None:
        """Sleep for so long, or until a nudge that came after the step had begun."""
        with self._nudged:
            is_woken = self._nudged.wait_for(
                lambda: self._is_stopping or self._nudges != seen, seconds
            )
        if not is_woken:
            self.on_silence()

    def _give_way(self, gives_way: Callable[[], bool]) -> None:
        """Wait until nothing else is pressed any more, for a second at most."""
        with self._nudged:
            self._nudged.wait_for(
                lambda: self._is_stopping or not gives_way(), GIVES_WAY_SECONDS
            )

    def _rest(self, seconds: float) -> None:
        with self._nudged:
            self._nudged.wait_for(lambda: self._is_stopping, seconds)


def wait_for_signal() -> None:
    """Wait until the process is told to end."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()


def finish_on_signal() -> None:
    """Let SIGTERM unwind the main thread, so that every part finishes its step.

    The web server raises the signal again once its doors are closed; as the
    system has it, that would end the process in the middle of whatever is sent.
    """
    signal.signal(signal.SIGTERM, _finish)


def _finish(number: int, frame: FrameType | None) -> None:
    if _is_loading(frame):
        # Python's own locks on modules would stay taken, and whoever loads something
        # after that would wait for ever.
        again = threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), number))
        again.daemon = True
        again.start()
    else:
        raise SystemExit(0)


def _is_loading(frame: FrameType | None) -> bool:
    """Tell whether a module is being loaded."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
