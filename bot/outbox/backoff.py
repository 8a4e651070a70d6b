"""Say when a message is tried again, by what went wrong; pure.

The wait doubles with every try, never beyond its ceiling, and is spread by up
to a quarter so that many messages do not come back at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers.sms.failures import Kind


@dataclass(frozen=True, slots=True)
class Pace:
    """Hold the first and the longest wait, in seconds."""

    first_seconds: float
    longest_seconds: float


#: Source: our choice; a page is worth seconds at first, and a provider in
#: trouble is not helped by being hurried. Kinds that are not here are final.
PACES = {
    Kind.BUSY: Pace(5, 300),
    Kind.SETUP: Pace(30, 600),
    Kind.UNKNOWN: Pace(3, 60),
    Kind.HANDSET: Pace(300, 300),
}

#: Largest part of a wait that chance adds.
SPREAD = 0.25

#: Longest wait that a provider may ask of us, in seconds.
RETRY_AFTER_MAX_SECONDS = 3600.0


def wait_for(
    kind: Kind,
    tries: int,
    *,
    chance: Callable[[], float],
    retry_after_seconds: float | None = None,
) -> timedelta | None:
    """Return how long to wait before the next try; None: there is none.

    Args:
        kind: What went wrong.
        tries: How many tries there were, at least 1.
        chance: Returns a number from 0 to 1.
        retry_after_seconds: What the provider asked for; a shorter wait of ours
            gives way to it.
    """
    pace = PACES.get(kind)
    if pace is None:
        return None
    doubled = pace.first_seconds * 2 ** min(max(tries, 1) - 1, 20)
    seconds = min(doubled, pace.longest_seconds) * (1 + SPREAD * chance())
    asked = min(retry_after_seconds or 0.0, RETRY_AFTER_MAX_SECONDS)
    return timedelta(seconds=max(seconds, asked))
