"""Take what is due, again and again, and let one bad incident stop no other."""

import logging
import math
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

#: Duties in one commit while people ask something of the desk. Source: measured, see
#: docs/performance.md: small enough that whoever texts waits only for one of them.
BATCH_AMONG_PEOPLE = 25

#: Duties in one commit while nobody does: fewer questions and commits for each.
BATCH_ALONE = 400

#: For how many commits after somebody asked something they are small.
_CONSIDERATE_FOR = 40

#: How long an incident rests on which the engine failed.
SET_ASIDE_FOR = timedelta(minutes=5)

#: With the condition of the index: without it SQLite looks at every duty there is.
NEXT = select(func.min(col(Duty.next_step_at))).where(
    col(Duty.next_step_at).is_not(None)
)


class Engine:
    """Know what is due and have it done; every rule is in the verbs."""

    def __init__(
        self, database: Database, desk: Desk, *, clock: Callable[[], datetime]
    ) -> None:
        """Keep the desk, which decides."""
        self._database = database
        self._desk = desk
        self._clock = clock
        #: Whether more is due than one batch holds.
        self.is_pressed = False
        #: When the next duty was due, at the last look.
        self._first: datetime | None = None
        #: How often an incident had to be set aside, for the metrics.
        self.faults = 0
        #: Until when each incident rests that was set aside.
        self._resting: dict[str, datetime] = {}
        #: How often people had asked something by the last step, and for how many
        #: steps more they are considered.
        self._asked = 0
        self._considerate_for = 0

    def step(self) -> bool:
        """Take one batch of due steps; return whether to come straight back.

        Raises:
            StorageError: The database did not take it; nothing was done.
        """
        was_pressed = self.is_pressed
        if not was_pressed and not self._is_due():
            return False
        limit, acts = self._batch(), 0
        try:
            acts = self._desk.take_due_steps(limit)
        except errors.StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the wall of the step
            _log.error("a batch of steps failed: %s", type(error).__name__)
            return self._one_by_one()
        finally:
            self.is_pressed = acts >= limit
        return acts > 0 or was_pressed

    def rest_seconds(self) -> float:
        """Return for how long nothing is due, as far as the last step saw.

        What is due and was not to be had belongs to another process just now.
        """
        left = self._first - self._clock() if self._first is not None else timedelta()
        return left.total_seconds() if left > timedelta() else math.inf

    def _is_due(self) -> bool:
        self._first = self.next_step_at()
        return self._first is not None and self._first <= self._clock()

    def _batch(self) -> int:
        """Return how many duties to take at once: fewer while people ask something."""
        asked = self._desk.asked
        if asked != self._asked:
            self._asked, self._considerate_for = asked, _CONSIDERATE_FOR
        elif self._considerate_for:
            self._considerate_for -= 1
        return BATCH_AMONG_PEOPLE if self._considerate_for else BATCH_ALONE

    def next_step_at(self) -> datetime | None:
        """Return when the next duty is due; None: nothing is to be done."""
        with self._database.reading() as connection:
            found: datetime | None = connection.execute(NEXT).scalar()
        return found

    def resting(self, now: datetime) -> list[str]:
        """List the incidents that rest because the engine failed on them."""
        return [i for i, until_at in list(self._resting.items()) if until_at > now]

    def _one_by_one(self) -> bool:
        """Take the due steps alone, and set those aside that fail."""
        now = self._clock()
        with self._database.reading() as connection:
            ids = incidents.due_incidents_unlocked(connection, now, BATCH_AMONG_PEOPLE)
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
        self._resting = {i: at for i, at in list(self._resting.items()) if at > now} | {
            incident_id: now + SET_ASIDE_FOR
        }
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
