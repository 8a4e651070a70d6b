"""Take messages of Slack's in their turn, and note where they stand."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.outbox import turns
from bot.store import live
from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models.slack import LiveMessage

#: How long a claim holds; longer than the calls that one message can need.
LEASE_FOR = timedelta(seconds=40)

#: Messages of a lane that are taken at once; where each needs the same turn, one.
_AT_ONCE = {live.Lane.POSTS: 1, live.Lane.CHANGES: 1, live.Lane.LISTS: 8}

#: A claim: the messages, and until when they are ours (machine's clock).
Claim = tuple[list[LiveMessage], datetime]


class LiveRows:
    """Hold what one courier has of the table; every note is a transaction."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        taken: turns.Turns,
        *,
        channel_id: str | None,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep what is needed; see `live.LiveCourier`."""
        self._database = database
        self._writer = writer
        self._turns = taken
        self._channel_id = channel_id
        self._clock = clock
        self._machine_clock = machine_clock

    def next_attempt_at(self) -> datetime | None:
        """Return when a message wants something next; None: none does."""
        now = self._machine_clock()
        wants: list[datetime] = []
        for lane in live.Lane:
            with self._database.reading() as connection:
                at, digest_at = live.next_at(connection, lane)
            if digest_at is not None:
                # The policy's clock is asked again then: it may run faster.
                waits = max(digest_at - self._clock(), timedelta())
                at = min(at or now + waits, now + waits)
            if at is not None:
                wants.append(max(at, self._free_at(lane)))
        return min(wants, default=None)

    def claim(self) -> Claim:
        """Take what waits longest and has its turn.

        Raises:
            StorageError: It could not be written.
        """
        now = self._machine_clock()
        lanes = tuple(lane for lane in live.Lane if self._free_at(lane) <= now)
        return self._writer.submit(self._claim, lanes).result()

    def begin(self, row: LiveMessage, until_at: datetime, **values: Any) -> bool:
        """Note that a post begins; False where somebody else has it by now.

        Raises:
            StorageError: It could not be written.
        """
        return self._writer.submit(self._begin, (row.id, until_at, values)).result()

    def settle(self, row: LiveMessage, **values: Any) -> None:
        """Note that a message shows what was wanted of it.

        Raises:
            StorageError: It could not be written.
        """
        self._writer.submit(self._settle, (row, values)).result()

    def later(self, row: LiveMessage, at: datetime) -> None:
        """Note that a message waits for its turn.

        Raises:
            StorageError: It could not be written.
        """
        self.write(row, next_attempt_at=at)

    def write(self, row: LiveMessage, **values: Any) -> None:
        """Note what became of a message.

        Raises:
            StorageError: It could not be written.
        """
        self._writer.submit(self._write, (row.id, values)).result()

    def _free_at(self, lane: live.Lane) -> datetime:
        """Return when something of a lane may be sent."""
        shared = {
            live.Lane.POSTS: self._channel_id or turns.ALL,
            live.Lane.CHANGES: turns.CHANGES,
            live.Lane.LISTS: turns.OPENINGS,
        }
        return self._turns.free_at(turns.ALL, shared[lane])

    # --- In the writer's thread ---------------------------------------------------

    def _claim(
        self, connection: Connection, asked: Sequence[tuple[live.Lane, ...]]
    ) -> list[Done[Claim]]:
        machine_now = self._machine_clock()
        until_at = machine_now + LEASE_FOR
        done = []
        for lanes in asked:
            rows: list[LiveMessage] = []
            for lane in lanes:
                rows += live.claim(
                    connection,
                    self._database,
                    lane,
                    now=self._clock(),
                    machine_now=machine_now,
                    until_at=until_at,
                    limit=_AT_ONCE[lane],
                )
            done.append(Done((rows, until_at)))
        return done

    def _begin(
        self,
        connection: Connection,
        begins: Sequence[tuple[str, datetime, dict[str, Any]]],
    ) -> list[Done[bool]]:
        return [
            Done(live.begin(connection, row_id, until_at, **values))
            for row_id, until_at, values in begins
        ]

    def _settle(
        self,
        connection: Connection,
        notes: Sequence[tuple[LiveMessage, dict[str, Any]]],
    ) -> list[Done[None]]:
        for row, values in notes:
            live.settle(connection, row, self._machine_clock(), **values)
        return [Done(None) for _ in notes]

    def _write(
        self, connection: Connection, notes: Sequence[tuple[str, dict[str, Any]]]
    ) -> list[Done[None]]:
        for row_id, values in notes:
            live.change(connection, [row_id], **values)
        return [Done(None) for _ in notes]
