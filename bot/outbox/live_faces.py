"""Say what a message of Slack's is to show now, where, and whom it notifies."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.outbox import faces
from bot.policy import designated
from bot.policy.schema import Policy
from bot.store import files, rosters
from bot.store.connect import Database
from bot.verbs.who.people import Roster
from handlers.slack import blocks, cards, lists
from models import board, enums
from models.notice import Notice
from models.people import Person
from models.slack import LiveMessage


@dataclass(frozen=True, slots=True)
class Face:
    """Hold what a message shows.

    Attributes:
        message: Text and blocks.
        ids: What it tells its reader of.
        member: Slack user whose direct message it is; None: the channel's.
        carried: Messages of the outbox that leave with a post of it.
        is_off: True: its reader is off duty and is not to be paged.
        is_silent: True: it is not posted now.
        is_anew: True: a new message takes the place of the old one.
        digest_at: When something new in it is worth a new message (policy's clock).
    """

    message: blocks.Message
    ids: frozenset[str] = frozenset()
    member: str | None = None
    carried: tuple[Notice, ...] = ()
    is_off: bool = False
    is_silent: bool = False
    is_anew: bool = False
    digest_at: datetime | None = None

    @property
    def sha256(self) -> str:
        """Return what two messages share that show the same."""
        whole = json.dumps([self.message.text, self.message.blocks], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()


class Faces:
    """Work faces out; used by one thread."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        *,
        read_policy: Callable[[Connection, str], Policy],
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
        places: tuple[designated.Place, ...] = (),
    ) -> None:
        """Keep what is needed; the cache is this one's own."""
        self._database = database
        self._policy = policy
        self._zone = ZoneInfo(policy.timezone)
        self._read_policy = read_policy
        self._places = places
        self._cache = cache
        self._clock = clock

    def of(self, row: LiveMessage) -> Face | None:
        """Return what a message shows now; None: there is nothing to show."""
        now = self._clock()
        with self._database.reading() as connection:
            roster = self._cache.get(connection, now)
            if row.kind is enums.LiveKind.CARD:
                return self._card(connection, row, roster, now)
            if row.kind is enums.LiveKind.INBOX:
                return self._inbox(connection, row, now)
            return self._list(connection, row, roster, now)

    def moved(self) -> blocks.Message:
        """Return what a list shows whose place a newer one took."""
        view = board.TodoList(open_duties=(), is_moved=True)
        return lists.todo(view, self._zone, self._clock())

    def stand_in(self) -> str | None:
        """Return who of the desk gets the cards where the channel cannot be used."""
        now = self._clock()
        with self._database.reading() as connection:
            roster = self._cache.get(connection, now)
        for role in self._policy.desk_roles:
            for person in roster.of_role(role):
                member = roster.slack_of(person)
                if member and roster.is_on_duty(person, self._policy, now):
                    return member
        return None

    def _read(self, connection: Connection) -> faces.ReadPolicy:
        return lambda version: self._read_policy(connection, version)

    def _card(
        self, connection: Connection, row: LiveMessage, roster: Roster, now: datetime
    ) -> Face | None:
        found = files.load(connection, {row.incident_id or ""}, self._read(connection))
        if row.incident_id not in found:
            return None
        view = faces.card(connection, found[row.incident_id], roster, now, self._places)
        return Face(cards.card(view, self._zone, now))

    def _inbox(
        self, connection: Connection, row: LiveMessage, now: datetime
    ) -> Face | None:
        view = faces.inbox(connection, now)
        if row.ts is None and not view.waiting:
            return None
        ids = frozenset(text.inbound_id for text in view.waiting)
        return self._in_turn(row, now, Face(lists.inbox(view, self._zone, now), ids))

    def _list(
        self, connection: Connection, row: LiveMessage, roster: Roster, now: datetime
    ) -> Face | None:
        person = roster.by_id.get(row.person_id or "")
        member = roster.slack_of(person) if person else None
        may_tell = "duties" in self._policy.channels.slack
        if person is None or member is None or not may_tell:
            return None
        found = faces.todo(
            connection,
            person,
            roster,
            now,
            announced=faces.read_ids(row.announced),
            read_policy=self._read(connection),
            patience=self._policy.limits.digest_every,
        )
        face = Face(
            lists.todo(found.view, self._zone, now),
            found.ids,
            member=member,
            carried=found.carried,
        )
        if roster.is_on_duty(person, self._policy, now):
            return self._in_turn(row, now, face, found.rests)
        return self._off(row, person, now, face)

    def _off(
        self, row: LiveMessage, person: Person, now: datetime, face: Face
    ) -> Face | None:
        """Show nothing new to a person who is off duty; look again at the start."""
        told = faces.read_ids(row.announced) if row.ts is not None else set()
        looks_at = self._next_look(person, now) if face.ids - told else None
        return replace(face, is_off=True, is_silent=row.ts is None, digest_at=looks_at)

    def _next_look(self, person: Person, now: datetime) -> datetime:
        """Return when somebody who is off duty may be on duty again."""
        today = now.astimezone(self._zone).date()
        starts = [
            datetime.combine(day, watch.starts, self._zone).astimezone(UTC)
            for watch in self._policy.watch
            if watch.id == person.watch
            for day in (today, today + timedelta(days=1))
        ]
        every: timedelta = self._policy.limits.digest_every
        return min([now + every, *(at for at in starts if at > now)])

    def _in_turn(
        self,
        row: LiveMessage,
        now: datetime,
        face: Face,
        rests: Mapping[str, datetime] = MappingProxyType({}),
    ) -> Face | None:
        """Say whether something new notifies its reader now, or when it may.

        What was texted just now does not, unless it goes unanswered.
        """
        told = faces.read_ids(row.announced) if row.ts is not None else set()
        untold = face.ids - told
        fresh = {one for one in untold if rests.get(one, now) <= now}
        every: timedelta = self._policy.limits.digest_every
        if not fresh and untold:
            looks_at = min(rests[one] for one in untold)
            return replace(face, is_silent=row.ts is None, digest_at=looks_at)
        if not fresh:
            return face if row.ts is not None else None
        if row.ts is None:
            return face
        begins_at = (row.posted_at or now) + every
        if now < begins_at:
            return replace(face, digest_at=begins_at)
        return replace(face, is_anew=True)
