"""Give a clock that stands until it is moved, or runs faster than the machine's."""

import threading
from datetime import datetime, timedelta

from models import ports


class MovedClock:
    """Stand still at an instant; `advance` and `move_to` move it."""

    def __init__(self, start_at: datetime) -> None:
        """Begin at an instant (aware)."""
        self._lock = threading.Lock()
        self._now = start_at

    def now(self) -> datetime:
        """Return the instant at which it stands, aware UTC."""
        with self._lock:
            return self._now

    def advance(self, by: timedelta) -> None:
        """Move it on, or back."""
        with self._lock:
            self._now += by

    def move_to(self, at: datetime) -> None:
        """Set it to an instant (aware)."""
        with self._lock:
            self._now = at


class FastClock:
    """Run at so many times the pace of another clock, from a given instant."""

    def __init__(self, start_at: datetime, base: ports.Clock, speed: float) -> None:
        """Begin at an instant; one second of `base` is `speed` seconds here."""
        self._start_at = start_at
        self._base = base
        self._base_at = base.now()
        self._speed = speed

    def now(self) -> datetime:
        """Return the present instant of this clock, aware UTC."""
        return self._start_at + (self._base.now() - self._base_at) * self._speed
