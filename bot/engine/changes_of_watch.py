"""Have everybody told who takes over a watch; every rule is in the verbs.

Nothing is kept: what was told before is on record under the name of the request. So
after a restart or a downtime everybody is told once, and two processes tell nobody
twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.desk.desk import Desk
from bot.policy.schema import Policy
from bot.store import questions, rosters
from bot.store.connect import Database
from bot.verbs.people import comings
from bot.verbs.who.people import Roster
from models import commands, errors

_log = logging.getLogger(__name__)


class ChangesOfWatch:
    """Look who takes over; one thread uses it."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        policy: Policy,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep the desk, which decides; the cache is this one's own."""
        self._database = database
        self._desk = desk
        self._policy = policy
        self._cache = cache
        self._clock = clock
        self._roster: Roster | None = None
        self._next_at: datetime | None = None
        #: When it was looked last; a clock that was set back is seen by it.
        self._looked_at: datetime | None = None
        #: Who was told, or had nothing to be told.
        self._settled: set[str] = set()

    def step(self) -> bool:
        """Have those told who took over and were not told; return False: all were.

        Raises:
            StorageError: The database could not be read or written.
        """
        now = self._clock()
        with self._database.reading() as connection:
            roster = self._cache.get(connection, now)
        if not self._is_time(roster, now):
            return False
        found = {
            coming.request_id: coming
            for coming in comings.comings(roster, self._policy, now)
        }
        fresh = found.keys() - self._settled
        if fresh:
            with self._database.reading() as connection:
                fresh -= questions.requests_seen(connection, fresh)
        for request_id in sorted(fresh):
            self._tell(found[request_id], request_id)
        self._settled = set(found)
        self._roster, self._looked_at = roster, now
        self._next_at = comings.next_at(roster, self._policy, now)
        return False

    def next_at(self) -> datetime | None:
        """Return when somebody may take over next, as far as is known."""
        now = self._clock()
        with self._database.reading() as connection:
            roster = self._cache.get(connection, now)
        return comings.next_at(roster, self._policy, now)

    def _is_time(self, roster: Roster, now: datetime) -> bool:
        if roster is not self._roster or self._looked_at is None:
            return True
        if now < self._looked_at:
            return True
        return self._next_at is not None and now >= self._next_at

    def _tell(self, coming: comings.Coming, request_id: str) -> None:
        try:
            self._desk.do_now(
                commands.HandOver(
                    actor=commands.CLOCK,
                    request_id=request_id,
                    person_id=coming.person_id,
                    from_at=coming.from_at,
                )
            )
        except errors.StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - one person must not stop others
            _log.error("a watch was not handed over: %s", type(error).__name__)
