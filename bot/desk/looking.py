"""Read what one person may look at, in one open connection.

What it comes to is put together in `board`.
"""

import bisect
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.desk import admission, policies
from bot.policy.schema import Policy
from bot.store import boards, files, incidents
from bot.verbs.duties import targets
from bot.verbs.ground import rights
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.shown import showing
from bot.verbs.who.people import Roster
from models import board, enums, errors, queries
from models.people import Person

#: Most incidents in a list, and most duties on a page.
LISTED_MAX = 25

#: Most open incidents of a watch.
_WATCH_MAX = 10

#: How far one's own page looks ahead at losses.
_AHEAD = (timedelta(hours=24), timedelta(days=7), timedelta(days=30))


class Look:
    """Know who asks what, and read what the answer is made of."""

    def __init__(
        self,
        book: policies.PolicyBook,
        connection: Connection,
        roster: Roster,
        query: queries.Query,
        now: datetime,
    ) -> None:
        """Admit the person.

        Raises:
            RefusedError: They may not look at anything here.
        """
        self.connection = connection
        self.roster = roster
        self.query = query
        self.now = now
        self.book = book
        self.policy: Policy = book.in_force
        slack_user_id = query.actor.slack_user_id or ""
        self.person: Person = admission.member(slack_user_id, roster)

    def may(self, verb: str) -> bool:
        """Tell whether the person's role allows a verb."""
        return rights.may(self.policy, self.person, verb)

    def require(self, verb: str) -> None:
        """Go on only where the person's role allows a verb.

        Raises:
            RefusedError: It does not.
        """
        if not self.may(verb):
            role = showing.role_title(self.policy, self.person.role)
            raise errors.RefusedError(f"The role {role} may not see this.", role=role)

    def concerns(self, file: IncidentFile) -> bool:
        """Tell whether the person owes or was told of something of an incident."""
        return any(
            duty.owner_id == self.person.id or (duty.id, self.person.id) in file.codes
            for duty in file.duties
        )

    def files(self, ids: Collection[str]) -> dict[str, IncidentFile]:
        """Return incidents by their id."""
        return files.load(
            self.connection,
            ids,
            lambda version: self.book.get(self.connection, version),
        )

    def file(self, named: str) -> IncidentFile:
        """Return the incident with this reference.

        Raises:
            NotFoundError: There is none.
        """
        known = incidents.incidents_of_references(self.connection, {named})
        if named not in known:
            raise errors.NotFoundError(
                f"There is no incident {named}.", reference=named
            )
        return self.files({known[named]})[known[named]]

    def lines(self, ids: Collection[str]) -> list[board.IncidentLine]:
        """Return incidents in a line each: what is due or lost first comes first."""
        found = self.files(ids)
        lines = [showing.incident_line(found[i]) for i in ids if i in found]
        far = datetime.max.replace(tzinfo=self.now.tzinfo)
        lines.sort(
            key=lambda line: (
                min(line.next_due_at or far, line.next_loss_at or far),
                line.reference,
            )
        )
        return lines

    def mine(self) -> list[board.DutyLine]:
        """Return what the person owes or was told of, earliest due first."""
        ids = incidents.incidents_of_people(self.connection, {self.person.id})
        lines = [
            showing.line(file, duty, self.roster, self.person)
            for file in self.files(ids.get(self.person.id, set())).values()
            for duty in file.duties
            if duty.state in enums.OPEN_DUTY_STATES
            and targets.concerns(file, duty, self.person)
        ]
        return sorted(lines, key=lambda line: (line.due_at, line.duty_id))

    def newest(self) -> str | None:
        """Return the reference of an open incident that a desk can look at."""
        ids = boards.open_incidents(self.connection, LISTED_MAX)
        return max(boards.references(self.connection, ids), default=None)

    def watch(self) -> list[board.IncidentLine]:
        """Return the open incidents of those whom this person supervises."""
        return self.lines(self.watched(_WATCH_MAX))

    def watched(self, most: int | None) -> list[str]:
        """Return which these are, the one due first first; all, or so many."""
        theirs = [
            person.id
            for person in self.roster.by_id.values()
            if (self.person.star and person.supervisor_star == self.person.star)
            or (self.person.unit and person.unit == self.person.unit)
        ]
        return boards.open_incidents(self.connection, most, openers=theirs)

    def lost(self) -> tuple[tuple[board.DutyLine, ...], ...]:
        """Return the footage clocks that run out soon, in three parts."""
        found = boards.footage_lost_before(
            self.connection, self.now + _AHEAD[-1], LISTED_MAX
        )
        loaded = self.files({incident_id for incident_id, _ in found})
        parts: tuple[list[board.DutyLine], ...] = ([], [], [])
        for incident_id, piece_id in found:
            file = loaded[incident_id]
            # The open duty that was put last stands for the piece.
            duty = max(
                (duty for duty in file.duties if duty.footage_id == piece_id),
                key=lambda d: (d.state in enums.OPEN_DUTY_STATES, d.id),
                default=None,
            )
            if duty is None:
                continue
            line = showing.line(file, duty, self.roster, self.person)
            left = (line.lost_at or self.now) - self.now
            place = bisect.bisect_left(_AHEAD[:-1], left)
            parts[place].append(line)
        return tuple(tuple(part) for part in parts)
