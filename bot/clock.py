"""Tell the time. Nothing else in the house asks the machine for it.

There are two clocks. The policy's clock rules whatever the policy names: due
times, reminders, tours; the demo and the tests move it. The machine's clock
rules signatures, time-outs, back-off and health.
"""

import time
from datetime import UTC, datetime


class MachineClock:
    """Tell the machine's own time."""

    def now(self) -> datetime:
        """Return the present instant, aware UTC."""
        return datetime.now(UTC)


def milliseconds() -> int:
    """Return the machine's time in milliseconds since 1970, for ids that sort."""
    return time.time_ns() // 1_000_000
