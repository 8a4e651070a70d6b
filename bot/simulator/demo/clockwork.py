"""Drive the story's clock: let it run, stop it, move it on.

However fast it runs, it stands still at every instant at which something is due,
until the bot has done it and every message has left: otherwise the machine's own
slowness would show as the bot's lateness. Without a bot it runs on, as time does.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from bot.simulator.clock import SharedClock
from bot.store.connect import Database
from models.duty import Duty

#: How long a move takes to be watched, in the machine's seconds.
MOVE_SECONDS = 1.2

#: How often the hands are looked at, in seconds.
_TICK_SECONDS = 0.02

#: Longest wait for the bot at an instant, in seconds: a bot that is stuck must not
#: stop the clock.
_PATIENCE_SECONDS = 5.0

#: Pause at a change that no duty shows, in seconds.
_MOMENT_SECONDS = 0.3


class Clockwork:
    """Move one clock, in a thread of its own. Thread-safe."""

    def __init__(
        self,
        path: Path,
        database: Database,
        *,
        beat: Callable[[], bool],
        is_still: Callable[[datetime], bool],
        changes: Callable[[datetime], datetime | None] = lambda _: None,
        move_seconds: float = MOVE_SECONDS,
    ) -> None:
        """Keep the clock's file.

        Args:
            path: What `SharedClock.write` wrote.
            database: The bot's, to see what is due.
            beat: Has the bot look at the clock; returns whether there is a bot.
            is_still: Returns whether all is done that can be done at an instant.
            changes: Returns when something else than a duty changes by itself, later
                than an instant: a watch that begins, a message that was held.
            move_seconds: How long a move takes to be watched; 0: it leaps from one
                instant at which something is due to the next.
        """
        self._path = path
        self._clock = SharedClock(path)
        self._database = database
        self._beat = beat
        self._is_still = is_still
        self._changes = changes
        self._move_seconds = move_seconds
        self._changed = threading.Condition()
        self._speed = self._clock.speed()
        self._target: datetime | None = None
        #: How fast it goes to its target, all the way.
        self._move_pace = 0.0
        #: How much is under way that a move waits for.
        self._under_way = 0
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="clockwork")

    @property
    def speed(self) -> float:
        """Return the story's seconds in one of the machine's; 0: it stands."""
        return self._speed

    def start(self) -> None:
        """Begin to drive."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the clock stands."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        self._thread.join()
        SharedClock.write(self._path, self._clock.now(), 0)

    def run_at(self, speed: float) -> None:
        """Let it run so fast from now on; 0 stops it. Ends a move under way."""
        with self._changed:
            self._speed, self._target = speed, None
            self._changed.notify_all()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let no move begin while the block runs, for a while at most."""
        with self._changed:
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def move_to(self, at: datetime) -> None:
        """Move it on to an instant, and return when it is there.

        A bot on the way does at each instant what is due then.

        Raises:
            ValueError: The instant lies behind.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: not self._under_way or self._is_stopping, _PATIENCE_SECONDS
            )
        self._wait_for_bot(self._clock.now())
        left_for = at - self._clock.now()
        if left_for < timedelta():
            raise ValueError("a clock is moved on, never back")
        with self._changed:
            self._target = at
            if self._move_seconds:
                pace = left_for.total_seconds() / self._move_seconds
                self._move_pace = max(pace, 1.0)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._target is not at or self._is_stopping)

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._is_stopping:
                    return
                if not self._speed and self._target is None:
                    self._hold()
                    self._changed.wait()
                    continue
                target = self._target
                pace = self._speed if target is None else self._move_pace
            self._go(target, pace)

    def _go(self, target: datetime | None, pace: float) -> None:
        """Bring it to where something is due, or there, unless somebody intervenes."""
        stop_at = self._run_on(target, pace) if pace else self._leap(target)
        if stop_at is None:
            return
        is_change = stop_at == self._changes(stop_at - timedelta(microseconds=1))
        SharedClock.write(self._path, stop_at, 0)
        self._wait_for_bot(stop_at)
        if is_change:
            self._wait_a_moment()
        if stop_at == target:
            with self._changed:
                if self._target is target:
                    self._target = None
                    self._hold()
                self._changed.notify_all()

    def _run_on(self, target: datetime | None, pace: float) -> datetime | None:
        """Let it run, and return where it has to stop; None: somebody intervened."""
        now = self._clock.now()
        stop_at = self._next_at(now, target)
        SharedClock.write(self._path, now, pace, until=stop_at)
        while True:
            with self._changed:
                self._changed.wait(_TICK_SECONDS)
                if self._is_stopping or self._target is not target:
                    return None
                if target is None and self._speed != pace:
                    return None
            soonest_at = self._next_at(now, target)
            if soonest_at != stop_at:
                stop_at = soonest_at
                SharedClock.write(self._path, self._clock.now(), pace, until=stop_at)
            now = self._clock.now()
            if stop_at is not None and now >= stop_at:
                return stop_at

    def _leap(self, target: datetime | None) -> datetime | None:
        """Return where it stops next on its way to a target."""
        return self._next_at(self._clock.now(), target)

    def _next_at(self, after: datetime, target: datetime | None) -> datetime | None:
        """Return where it has to stop next; None: nowhere yet.

        What was due before `after` is owed by the bot and stops nobody.
        """
        instants = (self._due_at(after), self._changes(after), target)
        return min((at for at in instants if at is not None), default=None)

    def _wait_for_bot(self, at: datetime) -> None:
        """Stand until the bot has done what it can do by now, for a while at most."""
        with self._changed:
            for _ in range(int(_PATIENCE_SECONDS / _TICK_SECONDS)):
                if self._is_still(at) or not self._beat():
                    return
                self._changed.wait(_TICK_SECONDS)
                if self._is_stopping:
                    return

    def _wait_a_moment(self) -> None:
        """Stand while the bot does what no duty shows to be done."""
        with self._changed:
            for _ in range(int(_MOMENT_SECONDS / _TICK_SECONDS)):
                if self._is_stopping or not self._beat():
                    return
                self._changed.wait(_TICK_SECONDS)

    def _due_at(self, after: datetime) -> datetime | None:
        """Return the first instant at which something is due, later than `after`."""
        due_at = col(Duty.next_step_at)
        query = select(func.min(due_at)).where(due_at > after)
        try:
            with self._database.reading() as connection:
                found: datetime | None = connection.execute(query).scalar()
        except SQLAlchemyError:
            # Being made, or taken down.
            return None
        return found

    def _hold(self) -> None:
        """Let it stand where it is, or run as it ran before the move."""
        if self._clock.speed() != self._speed:
            SharedClock.write(self._path, self._clock.now(), self._speed)
