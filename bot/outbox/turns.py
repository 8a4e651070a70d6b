"""Take turns with Slack: seldom enough in a channel, seldom enough in place."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: Least time between two messages in one channel, and between any two changes in
#: place. Source: Slack, rate limits: one post a second and channel, fifty changes
#: a minute.
BEAT = timedelta(seconds=1.25)

#: Name of the turn that all changes in place share.
CHANGES = "changes"

#: Name of the turn that all questions for a direct message's channel share.
OPENINGS = "openings"

#: Name of a turn that nothing has.
NOTHING = ""

#: Name of the turn that everything shares: it rests while Slack is out of reach.
ALL = "all"

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Turns:
    """Know when what may be used again; one process has one."""

    def __init__(self, machine_clock: Callable[[], datetime]) -> None:
        """Start with everything free."""
        self._machine_clock = machine_clock
        self._lock = threading.Lock()
        self._free_at: dict[str, datetime] = {}

    def free_at(self, *names: str) -> datetime:
        """Return when all of these are free (machine's clock)."""
        with self._lock:
            return max(self._free_at.get(name, _LONG_AGO) for name in names)

    def take(self, *names: str) -> bool:
        """Take a turn in all of these; False, and none, where one is not free."""
        now = self._machine_clock()
        with self._lock:
            if any(self._free_at.get(name, now) > now for name in names):
                return False
            self._free_at |= dict.fromkeys(names, now + BEAT)
            return True

    def rest(self, name: str, until_at: datetime) -> None:
        """Leave something alone until then, as Slack asked."""
        with self._lock:
            self._free_at[name] = max(self._free_at.get(name, _LONG_AGO), until_at)
