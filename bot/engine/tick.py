"""Take what is due, again and again, and let one bad incident stop no other."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from bot.desk.desk import Desk
from bot.store import incidents
from bot.store.connect import Database
from models import commands, errors
from models.duty import Duty

_log = logging.getLogger(__name__)

#: Incidents in one commit. Source: measured, see docs/performance.md: small enough
#: that a text that comes in meanwhile waits only for one of them.
BATCH = 25

#: How long an incident rests on which the engine failed.
SET_ASIDE_FOR = timedelta(minutes=5)


class Engine:
    """Know what is due and have it done; every rule is in the verbs."""

    def __init__(
        self, database: Database, desk: Desk, *, clock: Callable[[], datetime]
    ) -> None:
        """Keep the desk, which decides."""
        self._database = database
        self._desk = desk
        self._clock = clock
        #: How often an incident had to be set aside, for the metrics.
        self.faults = 0

    def step(self) -> bool:
        """Take one batch of due steps; return whether to come straight back.

        Raises:
            StorageError: The database did not take it; nothing was done.
        """
        first = self.next_step_at()
        if first is None or first > self._clock():
            return False
        try:
            return self._desk.take_due_steps(BATCH) > 0
        except errors.StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the wall of the step
            _log.error("a batch of steps failed: %s", type(error).__name__)
            return self._one_by_one()

    def next_step_at(self) -> datetime | None:
        """Return when the next duty is due; None: nothing is to be done."""
        with self._database.reading() as connection:
            query = select(func.min(col(Duty.next_step_at)))
            found: datetime | None = connection.execute(query).scalar()
        return found

    def _one_by_one(self) -> bool:
        """Take the due steps alone, and set those aside that fail."""
        now = self._clock()
        with self._database.reading() as connection:
            ids = incidents.due_incidents_unlocked(connection, now, BATCH)
        for incident_id in ids:
            step = commands.TakeStep(
                actor=commands.CLOCK, request_id="", incident_id=incident_id
            )
            try:
                self._desk.do_now(step)
            except errors.StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - the wall of the step
                self._set_aside(incident_id, error, now)
        return bool(ids)

    def _set_aside(self, incident_id: str, error: Exception, now: datetime) -> None:
        self.faults += 1
        _log.error("set aside incident %s: %s", incident_id, type(error).__name__)
        self._desk.do_now(
            commands.SetAside(
                actor=commands.CLOCK,
                request_id="",
                incident_id=incident_id,
                error=type(error).__name__,
                until_at=now + SET_ASIDE_FOR,
            )
        )
