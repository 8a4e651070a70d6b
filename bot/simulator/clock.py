"""Give clocks that stand until they are moved, or run faster than the machine's."""

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import MachineClock
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


class SharedClock:
    """Tell the time that a file says, so that several processes have one clock.

    Nothing is kept in memory: whoever moves it moves it for all, at once.
    """

    def __init__(self, path: Path, base: ports.Clock | None = None) -> None:
        """Keep the file.

        Args:
            path: What `write` wrote.
            base: The clock that says how long ago that was; None: the machine's.
        """
        self._path = path
        self._base = base or MachineClock()

    def now(self) -> datetime:
        """Return the present instant of this clock, aware UTC.

        Raises:
            FileNotFoundError: Nobody ever set it.
        """
        said = self._said()
        at = datetime.fromisoformat(said["at"])
        if not said["speed"]:
            return at
        set_at = datetime.fromisoformat(said["set_at"])
        ran_for: timedelta = (self._base.now() - set_at) * said["speed"]
        if said["until"] is None:
            return at + ran_for
        return max(at, min(at + ran_for, datetime.fromisoformat(said["until"])))

    def speed(self) -> float:
        """Return the seconds of this clock in one of the machine's; 0: it stands.

        Raises:
            FileNotFoundError: Nobody ever set it.
        """
        return float(self._said()["speed"])

    def _said(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._path.read_bytes())
        return said

    @staticmethod
    def write(
        path: Path,
        at: datetime,
        speed: float = 0,
        base: ports.Clock | None = None,
        *,
        until: datetime | None = None,
    ) -> None:
        """Set the clock; a reader sees all of this, or what was before.

        Args:
            path: The file; made where there is none.
            at: The instant from now on (aware).
            speed: Seconds of this clock in one of the machine's; 0: it stands.
            base: As for the reader.
            until: The instant at which it stands still by itself, for every reader at
                once; None: it runs on.

        Raises:
            ValueError: The instant is naive.
        """
        if at.tzinfo is None:
            raise ValueError("a clock is set to an aware instant")
        said = {
            "at": at.astimezone(UTC).isoformat(),
            "set_at": (base or MachineClock()).now().isoformat(),
            "speed": speed,
            "until": until.astimezone(UTC).isoformat() if until else None,
        }
        draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        draft.write_text(json.dumps(said))
        draft.replace(path)
