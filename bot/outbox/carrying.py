"""Note which messages of the outbox left with a list in Slack, and which could not."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.store import boards, questions
from bot.store.connect import Database
from bot.verbs.messages import gather
from models import commands, enums, views
from models.duty import Duty
from models.notice import Notice
from models.slack import LiveMessage

#: How a message ended, and why.
_End = tuple[enums.NoticeState, str]


class Carrier:
    """Record how messages for people's lists ended; each is a command."""

    def __init__(
        self,
        database: Database,
        *,
        record: Callable[[commands.Command], views.Reply],
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
    ) -> None:
        """Keep where outcomes are recorded."""
        self._database = database
        self._record = record
        self._clock = clock
        self._machine_clock = machine_clock

    def sort_out(self, row: LiveMessage) -> None:
        """Note what of a list's messages lost its point, or left with it already.

        Raises:
            StorageError: It could not be written; the next time notes it.
        """
        now = self._clock()
        announced = json.loads(row.announced) if row.ts is not None else ()
        for notice in self._waiting(row.person_id):
            end = self._end_of(notice, now)
            if end is not None:
                self._note(notice, *end)
            elif notice.id in announced:
                self.accepted([notice], f"{row.channel_id}:{row.ts}")

    def accepted(self, notices: Iterable[Notice], provider_id: str) -> None:
        """Note that a list with these messages was posted.

        Raises:
            StorageError: It could not be written; the next time notes it.
        """
        for notice in notices:
            self._note(notice, enums.NoticeState.ACCEPTED, None, provider_id)

    def refused(
        self, person_id: str | None, reason: str, *, pages_only: bool = False
    ) -> None:
        """Note that messages cannot reach their people through Slack.

        Args:
            person_id: Whose; None: everybody's.
            reason: Why not.
            pages_only: Leave alone what only says something and can wait.

        Raises:
            StorageError: It could not be written.
        """
        for notice in self._waiting(person_id):
            if notice.purpose in gather.PAGES or not pages_only:
                self._note(notice, enums.NoticeState.NOT_DELIVERED, reason)

    def _waiting(self, person_id: str | None) -> list[Notice]:
        with self._database.reading() as connection:
            return boards.waiting_notices(connection, person_id)

    def _end_of(self, notice: Notice, now: datetime) -> _End | None:
        """Return what became of a message without any doing of ours."""
        if notice.expires_at is not None and notice.expires_at <= now:
            return enums.NoticeState.EXPIRED, "too late to be of use"
        if notice.duty_id is None or notice.purpose not in gather.PAGES:
            return None
        with self._database.reading() as connection:
            duty = questions.one(connection, Duty, notice.duty_id)
        pointless = gather.pointless(notice, duty)
        return (enums.NoticeState.CANCELLED, pointless) if pointless else None

    def _note(
        self,
        notice: Notice,
        state: enums.NoticeState,
        reason: str | None,
        provider_id: str | None = None,
    ) -> None:
        self._record(
            commands.RecordDelivery(
                actor=commands.CLOCK,
                request_id="",
                notice_id=notice.id,
                state=state,
                heard_at=self._machine_clock(),
                provider_id=provider_id,
                reason=reason,
            )
        )
