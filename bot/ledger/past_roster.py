"""Work out the roster of a past instant: who there was, and what was said of whom.

The rows of people and numbers show only the present, so they are folded from the
entries of the roster's ledger up to that instant; there is no other history to keep.
Rows about duty are never taken away and change nothing before they were said, so they
are read as they stand.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlmodel import col

from bot.ledger import reading, replay
from bot.policy import load
from bot.policy.schema import Policy
from bot.store import questions, record
from bot.verbs.ground import recording
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models import ledger
from models.base import Table
from models.incident import PolicyVersion
from models.ledger import Item
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

#: What stands for a word whose item is missing.
_MISSING = "(not readable)"

_TABLES: dict[str, type[Table]] = {
    "person": Person,
    "contact": Contact,
    "slack_member": SlackMember,
}


def at(connection: Connection, instant: datetime, *, has_slack: bool = False) -> Roster:
    """Return the roster as it was at an instant; of the future, as far as is known.

    Args:
        connection: An open connection.
        instant: The instant.
        has_slack: Whether the installation has Slack.
    """
    rows = _people(connection, instant)
    return Roster(
        rows[Person],
        rows[Contact],
        questions.rows(
            connection,
            Presence,
            col(Presence.made_at) <= instant,
            col(Presence.until_at) > instant - tours.REMEMBERED_FOR,
        ),
        holds=questions.rows(
            connection,
            WatchHold,
            col(WatchHold.from_at) <= instant,
            col(WatchHold.until_at) > instant,
        ),
        slack_members=rows[SlackMember],
        has_slack=has_slack,
    )


def policy_at(
    connection: Connection, instant: datetime, otherwise: tuple[Policy, str]
) -> tuple[Policy, str]:
    """Return the policy that had come into force last by an instant, and its version.

    Args:
        connection: An open connection.
        instant: The instant.
        otherwise: The policy in force now, for an instant before any was used.
    """
    known = questions.rows(
        connection, PolicyVersion, col(PolicyVersion.first_used_at) <= instant
    )
    last = max(known, key=lambda row: (row.first_used_at, row.version), default=None)
    if last is None or last.version == otherwise[1]:
        return otherwise
    return load.frozen(last.text, name=last.version[:12]), last.version


def _people(connection: Connection, instant: datetime) -> dict[type[Table], list[Any]]:
    folded = replay.Replay(ledger.ROSTER)
    for recorded in record.entries(connection, ledger.ROSTER):
        if recorded.entry.at > instant:
            continue
        body = reading.parsed(recorded.entry.record).get("body")
        if isinstance(body, dict):
            items = _Items(recorded.items)
            folded.take(recorded.entry.position, body.get("changes"), items.read)
    found: dict[type[Table], list[Any]] = {table: [] for table in _TABLES.values()}
    for row in folded.rows.values():
        table = _TABLES.get(row.table)
        if table is not None and row.added_by is not None:
            values = {
                name: recording.typed(table, name, value)
                for name, value in row.values.items()
            }
            found[table].append(table(**values))
    return found


class _Items:
    """Hold the words beside one entry."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._items = items

    def read(self, name: str) -> str:
        """Return what stands in an item."""
        item = self._items.get(name)
        return _MISSING if item is None else item.content
