"""Hold the roster in memory as long as its ledgers have not moved."""

from datetime import datetime

from sqlalchemy import Connection

from bot.store import questions
from bot.verbs.people import Roster
from models import ledger


class RosterCache:
    """Keep the roster of the last time it was asked for; one thread uses it."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._stamp: tuple[str, ...] | None = None
        self._roster = Roster([], [], [])

    def get(self, connection: Connection, now: datetime) -> Roster:
        """Return the roster as the connection's transaction sees it."""
        # Not their positions: a batch that was rolled back had the same.
        stamp = questions.hashes(connection, (ledger.ROSTER, ledger.PRESENCE))
        if stamp != self._stamp:
            people, contacts = questions.people(connection)
            presences = questions.presences(connection, now)
            self._roster = Roster(people, contacts, presences)
            self._stamp = stamp
        return self._roster
