"""Claim what is to be sent, looked up or asked after, in one transaction.

A claim is a lease: the notice comes back by itself if the process dies. The
try is on record before the provider is called.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, bindparam, case, insert, select, update
from sqlmodel import col

from bot.outbox import pacing
from bot.outbox.claim import Claim, Errand
from bot.policy.schema import Policy
from bot.store import pacing as store
from bot.store import rosters, stored
from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.store.writer import Done
from bot.verbs.messages import gather
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.notice import Attempt, Notice

#: How long a claim holds. Source: our choice; longer than a call to the provider
#: with its time-out, shorter than anybody would wait.
LEASE_FOR = timedelta(seconds=30)

#: How long a message without a term of its own is tried.
LONGEST_FOR = timedelta(hours=24)

#: Messages are taken in this order when many wait.
_URGENCY = {
    enums.Purpose.ANSWER: 0,
    enums.Purpose.ESCALATE: 1,
    enums.Purpose.NOBODY: 1,
    enums.Purpose.ASK: 2,
    enums.Purpose.REMIND: 2,
    enums.Purpose.ALARM: 3,
    enums.Purpose.DIGEST: 4,
}
_LEAST = 5

#: What has left already is only asked after: that waits for what has not.
_ASKED_AFTER = {enums.NoticeState.ACCEPTED: 1, enums.NoticeState.SENT: 1}

_WAITING = (
    select(*columns_of(Notice).c)
    .where(col(Notice.next_attempt_at) <= bindparam("machine_now"), store.may_leave())
    .order_by(
        case(_URGENCY, value=col(Notice.purpose), else_=_LEAST),
        case(_ASKED_AFTER, value=col(Notice.state), else_=0),
        # Of those, the older first: not the one that was tried less often.
        col(Notice.created_at),
        col(Notice.id),
    )
    .limit(bindparam("limit"))
)
_DUTIES = select(*columns_of(Duty).c).where(
    among(Duty.id, "ids"), stored.readable(Duty)
)


class Claims:
    """Claim notices; used in the writer's thread only."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        *,
        cache: rosters.RosterCache,
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """Keep what a claim needs to know."""
        self._database = database
        self._policy = policy
        self._cache = cache
        self._clock = clock
        self._machine_clock = machine_clock
        self._new_id = new_id

    def claim(
        self, connection: Connection, limits: Sequence[int]
    ) -> list[Done[list[Claim]]]:
        """Claim for several couriers at once: each gets up to its limit."""
        now, machine_now = self._clock(), self._machine_clock()
        waiting = self._waiting(connection, now, machine_now, sum(limits))
        roster = self._cache.get(connection, now) if waiting else Roster([], [], [])
        duties = self._duties(connection, waiting)
        claims = [
            self._claim_one(notice, duties, roster, now, machine_now)
            for notice in waiting
        ]
        around = pacing.Around(self._policy, roster, duties, now)
        claims = pacing.paced(connection, self._database, claims, around)
        self._write(connection, claims, machine_now)
        parts = []
        for limit in limits:
            parts.append(Done(claims[:limit]))
            claims = claims[limit:]
        return parts

    def _waiting(
        self,
        connection: Connection,
        now: datetime,
        machine_now: datetime,
        limit: int,
    ) -> list[Notice]:
        asked = {"machine_now": machine_now, "now": now, "limit": limit}
        locked = self._database.lock(_WAITING, skip_locked=True)
        return cast("list[Notice]", connection.execute(locked, asked).all())

    def _duties(
        self, connection: Connection, notices: Sequence[Notice]
    ) -> dict[str, Duty]:
        ids = {notice.duty_id for notice in notices if notice.duty_id}
        if not ids:
            return {}
        found = connection.execute(_DUTIES, {"ids": list(ids)}).all()
        return {duty.id: duty for duty in cast("list[Duty]", found)}

    def _claim_one(
        self,
        notice: Notice,
        duties: dict[str, Duty],
        roster: Roster,
        now: datetime,
        machine_now: datetime,
    ) -> Claim:
        if notice.state in (enums.NoticeState.ACCEPTED, enums.NoticeState.SENT):
            return Claim(notice, Errand.ASK_AFTER, self._new_id())
        if notice.state is not enums.NoticeState.QUEUED:
            # Handed over, and nobody knows what became of it: look first.
            return Claim(notice, Errand.LOOK_UP, self._new_id())
        if notice.expires_at is not None and notice.expires_at <= now:
            return Claim(notice, Errand.EXPIRE, "", "too late to be of use")
        if now - notice.created_at > LONGEST_FOR:
            return Claim(notice, Errand.EXPIRE, "", "tried for a day")
        if notice.purpose in (*gather.PAGES, enums.Purpose.DIGEST):
            errand, reason = self._relevance(notice, duties, roster, now)
            if errand is not Errand.SEND:
                return Claim(notice, errand, "", reason)
        if notice.expires_at is None:
            return Claim(notice, Errand.SEND, self._new_id())
        # One that waited for a list is of use for long, but not at the provider.
        valid_for = min(notice.expires_at - now, self._policy.limits.notice_valid_for)
        return Claim(notice, Errand.SEND, self._new_id(), valid_for=valid_for)

    def _relevance(
        self,
        notice: Notice,
        duties: dict[str, Duty],
        roster: Roster,
        now: datetime,
    ) -> tuple[Errand, str | None]:
        """Look again before a page leaves whether this person still wants it."""
        if notice.duty_id is not None and notice.duty_id not in duties:
            # It cannot be read; nobody knows whether this still has a point.
            return Errand.HOLD, None
        if notice.purpose in gather.PAGES:
            pointless = gather.pointless(notice, duties.get(notice.duty_id or ""))
            if pointless is not None:
                return Errand.WITHDRAW, pointless
        person = roster.by_id.get(notice.person_id or "")
        if person is None:
            return Errand.GIVE_UP, "no such person"
        reach = roster.can_be_texted(person, self._policy, now)
        if reach is not enums.Reach.YES:
            return Errand.GIVE_UP, reach.value.replace("_", " ")
        return Errand.SEND, None

    def _write(
        self, connection: Connection, claims: Sequence[Claim], machine_now: datetime
    ) -> None:
        attempts: list[dict[str, Any]] = []
        for claim in claims:
            notice = claim.notice
            is_held = claim.errand is Errand.HOLD and claim.not_before is not None
            lease_for = timedelta() if is_held else LEASE_FOR
            values: dict[str, Any] = {"next_attempt_at": machine_now + lease_for}
            if claim.not_before is not None:
                values["not_before"] = claim.not_before
            if claim.attempt_id:
                is_send = claim.errand is Errand.SEND
                values["attempts"] = notice.attempts + 1
                attempts.append(
                    {
                        "id": claim.attempt_id,
                        "notice_id": notice.id,
                        "number": notice.attempts + 1,
                        "kind": enums.AttemptKind.SEND
                        if is_send
                        else enums.AttemptKind.LOOKUP,
                        "started_at": machine_now,
                    }
                )
                if is_send:
                    values["state"] = enums.NoticeState.SENDING
                    values["first_send_at"] = notice.first_send_at or machine_now
                    values["last_send_at"] = machine_now
            table = columns_of(Notice)
            connection.execute(
                update(table).where(table.c.id == notice.id).values(values)
            )
        if attempts:
            connection.execute(insert(columns_of(Attempt)), attempts)
