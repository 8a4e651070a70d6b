"""Count calls, and say when there were too many.

Source: Web API, Rate limits: tiers are per method, workspace and app; posting is
limited to one message per second and channel.
"""

import math
from collections import deque
from datetime import datetime, timedelta

#: Calls a minute by method; `auth.test` takes hundreds.
TIERS = {
    "apps.connections.open": 20,
    "auth.test": 600,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.open": 50,
    "conversations.replies": 50,
    "users.info": 100,
    "users.list": 20,
    "views.open": 100,
    "views.publish": 100,
    "views.push": 100,
    "views.update": 100,
}
_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)


class TooManyCallsError(Exception):
    """There were too many calls; nothing was carried out."""

    def __init__(self, seconds: int) -> None:
        """Keep how long to wait."""
        super().__init__(f"too many calls: wait {seconds} s")
        self.seconds = seconds


class Rates:
    """Remember the calls of the last minute. Used under the workspace's lock."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[datetime]] = {}

    def count(self, method: str, now: datetime) -> None:
        """Count a call against its tier.

        Raises:
            TooManyCallsError: It is one too many.
        """
        if method in TIERS:
            self._take(method, TIERS[method], _MINUTE, now)

    def count_post(self, channel_id: str, now: datetime, per_second: int) -> None:
        """Count a message to a channel.

        Raises:
            TooManyCallsError: It comes too early.
        """
        self._take(f"post:{channel_id}", per_second, _SECOND, now)

    def _take(self, key: str, most: int, window_for: timedelta, now: datetime) -> None:
        calls = self._calls.setdefault(key, deque())
        # A clock that was moved back must not lock everybody out.
        while calls and not now - window_for < calls[0] <= now:
            calls.popleft()
        if len(calls) >= most:
            left_for = calls[0] + window_for - now
            raise TooManyCallsError(max(math.ceil(left_for.total_seconds()), 1))
        calls.append(now)
