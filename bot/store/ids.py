"""Give ids: UUIDs of version 7, as 32 hexadecimal digits."""

import secrets
import threading

from bot import clock


class Ids:
    """Give UUIDs of version 7 that sort in the order in which they were given."""

    def __init__(self) -> None:
        """Start with none given."""
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> str:
        """Return the next id as 32 hexadecimal digits.

        Source: RFC 9562 section 5.7, and 6.2 for ids of one millisecond.
        """
        random = secrets.randbits(74)
        value = (
            (clock.milliseconds() & (1 << 48) - 1) << 80
            | 7 << 76
            | (random >> 62) << 64
            | 2 << 62
            | random & (1 << 62) - 1
        )
        with self._lock:
            self._last = value = max(value, self._last + 1)
        return f"{value:032x}"


_ids = Ids()


def new_id() -> str:
    """Return an id that was never given; ids of one process sort by their order."""
    return _ids.new()
