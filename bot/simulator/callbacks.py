"""Queue status callbacks and hand them out with the troubles of the day.

Not locked; `network` holds its lock around every use.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from bot.simulator import troubles as trouble_switches


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One status callback, worded when the status was reached."""

    url: str
    form: Mapping[str, str]
    message_sid: str
    #: I-Twilio-Idempotency-Token.
    token: str


class CallbackQueue:
    """What is to be posted, in the order in which it happened."""

    def __init__(self, troubles: trouble_switches.Troubles) -> None:
        self._troubles = troubles
        self.waiting: list[Callback] = []
        #: How many were handed out and are not posted yet, and how many are.
        self.under_way = 0
        self.posted = 0
        self._shuffler = random.Random(1)  # noqa: S311 - the same order every time

    def __len__(self) -> int:
        return len(self.waiting)

    def add(self, callback: Callback) -> None:
        """Queue a callback."""
        self.waiting.append(callback)

    def take(self, message_sid: str | None = None) -> list[Callback]:
        """Return what is to be posted now, and forget it.

        Args:
            message_sid: Only the callbacks of this message.
        """
        taken: list[Callback] = []
        left: list[Callback] = []
        for callback in self.waiting:
            fits = message_sid in (None, callback.message_sid)
            (taken if fits else left).append(callback)
        self.waiting = left
        if self._troubles.drop_callbacks:
            return []
        if self._troubles.duplicate_callbacks:
            taken = [callback for callback in taken for _ in range(2)]
        self.under_way += len(taken)
        return self._shuffled(taken) if self._troubles.shuffle_callbacks else taken

    def end(self) -> None:
        """Count one that was handed out as posted, whatever came of it."""
        self.under_way -= 1
        self.posted += 1

    def _shuffled(self, callbacks: list[Callback]) -> list[Callback]:
        """Return the callbacks in another order than they came, if there is one."""
        mixed = list(callbacks)
        self._shuffler.shuffle(mixed)
        return mixed[::-1] if mixed == callbacks else mixed
