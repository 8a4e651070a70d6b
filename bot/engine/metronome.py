"""Beat: nudge what waits every second, and run the housekeeping in its time.

Nothing that must happen lives in here: due work is a column, and a beat that is
missed is made up by the next one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import MachineClock
from bot.ledger import keys, sealing
from bot.store.writer import Writer

#: Makes every part of a process look whether something is due.
Beat = Callable[[], None]

#: Pace of the nudges, in seconds: the longest that another process's work waits.
NUDGE_SECONDS = 1

#: Pace of the seals. Source: our choice; what is not sealed yet could be cut off
#: unseen by whoever has the database and the key.
SEAL_EVERY = timedelta(minutes=5)

#: Pace at which texts are fetched that did not reach us.
FETCH_EVERY = timedelta(minutes=5)


class Metronome:
    """Run a few jobs in memory; none is kept over a restart."""

    def __init__(self, nudge: Callable[[], None], mark: Callable[[str], None]) -> None:
        """Prepare the beat.

        Args:
            nudge: Wakes the threads of this process.
            mark: Called with "metronome" at every beat; keeps the health.
        """
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # A beat that comes late still counts, and many late ones are one.
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )

        self._nudge, self._mark = nudge, mark
        self._scheduler.add_job(self.beat, "interval", seconds=NUDGE_SECONDS)

    def beat(self) -> None:
        """Wake the threads; safe to call at any time."""
        self._nudge()
        self._mark("metronome")

    def every(
        self, pace: timedelta, job: Callable[[], object], *, at_once: bool
    ) -> None:
        """Run a job at this pace, and with `at_once` also at the start."""
        # Not an instant of long ago: every beat since then is counted as missed.
        first = {"next_run_time": MachineClock().now()} if at_once else {}
        self._scheduler.add_job(job, "interval", seconds=pace.total_seconds(), **first)

    def keep_pace(self) -> None:
        """Do at once what is planned for later than its pace allows.

        So it is where the machine's clock was set back: the library plans by it.
        """
        if not self._scheduler.running:
            return
        now = MachineClock().now()
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)

    def start(self) -> None:
        """Start the beat."""
        self._scheduler.start()

    def stop(self) -> None:
        """Stop it; a job under way is finished."""
        self._scheduler.shutdown(wait=True)


def seal(writer: Writer, key: keys.Key, now: datetime) -> bool:
    """Seal every ledger that moved; return whether any had.

    Raises:
        StorageError: The database did not take it.
    """
    return writer.submit(sealing.seal_now, (key, now)).result() is not None
