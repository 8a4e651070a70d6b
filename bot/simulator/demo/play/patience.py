"""Wait until something comes true on stage, and say so if it does not."""

from collections.abc import Callable
from typing import TypeVar

#: Longest wait for something to come true, in seconds.
PATIENCE_SECONDS = 40.0

#: How often phones and screens are looked at, in seconds.
_LOOK_SECONDS = 0.05

Found = TypeVar("Found")


class NotTrueError(Exception):
    """Something that the story tells did not come true; the text is a sentence."""


class Patience:
    """Look again and again, for a while."""

    def __init__(
        self, wait: Callable[[float], None], seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Keep how to wait.

        Args:
            wait: Waits so many seconds; what it raises ends the looking.
            seconds: Longest wait, in the machine's seconds.
        """
        self._wait = wait
        self._rounds = int(seconds / _LOOK_SECONDS)

    def until(self, look: Callable[[], Found | None], problem: str) -> Found:
        """Return what is found, as soon as it is.

        Args:
            look: Returns None where it is not there yet.
            problem: One sentence on what did not come true.

        Raises:
            NotTrueError: It never was.
        """
        for _ in range(self._rounds):
            found = look()
            if found is not None:
                return found
            self._wait(_LOOK_SECONDS)
        raise NotTrueError(problem)
