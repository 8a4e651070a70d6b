"""Hold the roster in memory as long as its ledgers have not moved."""

from datetime import datetime

from sqlalchemy import Connection

from bot.policy.schema import Channels
from bot.store import questions
from bot.verbs.who.people import Roster
from models import ledger


class RosterCache:
    """Keep the roster of the last time it was asked for; one thread uses it."""

    def __init__(
        self, *, has_slack: bool = False, channels: Channels | None = None
    ) -> None:
        """Start with nothing.

        Args:
            has_slack: Whether the installation has Slack.
            channels: What the policy in force allows; None: everything.
        """
        self._channels = channels or Channels()
        self.has_slack = has_slack and bool(self._channels.slack)
        self._stamp: tuple[str, ...] | None = None
        self._roster = Roster([], [], [])

    def get(self, connection: Connection, now: datetime) -> Roster:
        """Return the roster as the connection's transaction sees it."""
        # Not their positions: a batch that was rolled back had the same.
        stamp = questions.hashes(connection, (ledger.ROSTER, ledger.PRESENCE))
        if stamp != self._stamp:
            people, contacts = questions.people(connection)
            self._roster = Roster(
                people,
                contacts,
                questions.presences(connection, now),
                holds=questions.watch_holds(connection, now),
                slack_members=questions.slack_members(connection),
                has_slack=self.has_slack,
                channels=self._channels,
            )
            self._stamp = stamp
        return self._roster
