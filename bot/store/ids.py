"""Give ids: UUIDs of version 7, as 32 hexadecimal digits."""

import secrets
import threading
from collections.abc import Callable

from bot import clock


class Ids:
    """Give UUIDs of version 7 that sort in the order in which they were given."""

    def __init__(self, milliseconds: Callable[[], int] = clock.milliseconds) -> None:
        """Start with none given.

        Args:
            milliseconds: Returns the machine's time since 1970, in milliseconds.
        """
        self._milliseconds = milliseconds
        self._lock = threading.Lock()
        #: The millisecond of the last one, and the id itself.
        self._at = -1
        self._last = 0

    def new(self) -> str:
        """Return the next id as 32 hexadecimal digits.

        The first of a millisecond is drawn, those after it count on from there; so
        they do where the clock was set back.

        Source: RFC 9562 section 5.7, and 6.2 for ids of one millisecond.
        """
        with self._lock:
            at = self._milliseconds() & (1 << 48) - 1
            if at > self._at:
                self._at, self._last = at, _drawn(at)
            else:
                self._last += 1
            return f"{self._last:032x}"


def _drawn(at: int) -> int:
    """Return a random id of a millisecond."""
    random = secrets.randbits(74)
    return at << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1


_ids = Ids()


def new_id() -> str:
    """Return an id that was never given; ids of one process sort by their order."""
    return _ids.new()
