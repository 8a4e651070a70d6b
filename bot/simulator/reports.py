"""Count what bots report, and let a thread wait for more of it, without polling."""

import threading
import time
from collections.abc import Callable

#: Longest wait for the bot, in seconds.
PATIENCE_SECONDS = 30.0


class BotProcessError(Exception):
    """The bot did not start, ended by itself, or did not do what was waited for."""


class Reports:
    """Count what bots report, and let a thread wait for more of it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._changed = threading.Condition()
        self._count = 0

    def more(self) -> None:
        """Wake whoever waits."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait until it is so; looked at now and after every report.

        Raises:
            BotProcessError: It was not so in time.
        """
        ends = time.monotonic() + PATIENCE_SECONDS
        while True:
            seen = self._count
            if is_so():
                return
            with self._changed:
                if not self._changed.wait_for(
                    lambda seen=seen: self._count != seen,  # type: ignore[misc]
                    max(ends - time.monotonic(), 0),
                ):
                    raise BotProcessError("the bot did not do it in time")
