"""Carry what the outbox holds to the provider, and note what became of it.

Every step claims a little, does it outside any transaction, and records the
end as a command. A step may be killed anywhere: the lease runs out, and what
nobody knows is looked up before anything is sent again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from bot import probe as probes
from bot.outbox import backoff, claims
from bot.outbox.claim import Claim, Errand, do_each
from bot.store import pacing
from bot.store.connect import Database
from bot.store.writer import Writer
from handlers.sms import failures
from models import commands, enums, errors, ports, views
from models.notice import Notice

_log = logging.getLogger(__name__)

#: How long after the last hand-over a look-up that finds nothing means that
#: there is nothing. Source: our choice; the provider lists a message some seconds
#: after it took it.
LISTING_SETTLES_FOR = timedelta(seconds=90)

#: When the provider is asked after an accepted message without a final receipt.
ASKED_AFTER = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=4))


class Courier:
    """Take one step at a time; several may run in parallel."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        claim: claims.Claims,
        sender: ports.Sender,
        *,
        record: Callable[[commands.Command], views.Reply],
        clock: Callable[[], datetime],
        machine_clock: Callable[[], datetime],
        chance: Callable[[], float],
        probe: probes.Probe = probes.silent,
    ) -> None:
        """Keep the claims, the sender, and where outcomes are recorded."""
        self._database = database
        self._writer = writer
        self._claims = claim
        self._sender = sender
        self._record = record
        self._clock = clock
        self._machine_clock = machine_clock
        self._chance = chance
        self._probe = probe

    def step(self, limit: int = 4) -> bool:
        """Do a few errands; return whether there were any.

        Raises:
            StorageError: The claim or an outcome could not be written.
            DamagedError: A row could not be read; the other errands were done.
        """
        first = self._first()
        if first is None or first > self._machine_clock():
            return False
        claimed = self._writer.submit(self._claims.claim, limit).result()
        if claimed:
            self._probe(probes.CLAIMED)
        do_each(claimed, self._do)
        return bool(claimed)

    def _do(self, claim: Claim) -> None:
        if claim.errand is Errand.SEND:
            self._send(claim)
        elif claim.errand is Errand.LOOK_UP:
            self._look_up(claim)
        elif claim.errand is Errand.ASK_AFTER:
            self._ask_after(claim)
        elif claim.errand is Errand.GATHER:
            self._gather(claim)
        elif claim.errand is not Errand.HOLD:
            state = {
                Errand.WITHDRAW: enums.NoticeState.CANCELLED,
                Errand.GIVE_UP: enums.NoticeState.NOT_DELIVERED,
                Errand.EXPIRE: enums.NoticeState.EXPIRED,
            }[claim.errand]
            self._note(claim, state, reason=claim.reason)

    def _gather(self, claim: Claim) -> None:
        """Have what waits for a person become one message; that leaves next."""
        whose = claim.notice.person_id or ""
        self._record(
            commands.GatherNotices(actor=commands.CLOCK, request_id="", person_id=whose)
        )

    def _send(self, claim: Claim) -> None:
        self._probe(probes.SENDING)
        try:
            provider_id = self._sender.send(self._outgoing(claim))
        except errors.DeliveryError as error:
            self._failed(claim, error)
            return
        self._probe(probes.SENT)
        self._accepted(claim, provider_id, enums.NoticeState.ACCEPTED)

    def _look_up(self, claim: Claim) -> None:
        """Find out what became of a message that may have been sent."""
        notice = claim.notice
        try:
            found = self._sender.find(self._outgoing(claim))
        except errors.DeliveryError as error:
            self._later(claim, enums.NoticeState.UNKNOWN, failures.Kind.UNKNOWN, error)
            return
        ours = [delivery for delivery in found if self._is_free(delivery, notice)]
        if ours:
            self._accepted(
                claim,
                ours[0].provider_id,
                ours[0].state,
                ours[0],
                enums.AttemptOutcome.FOUND,
            )
            return
        now = self._machine_clock()
        last = notice.last_send_at or now
        if now - last < LISTING_SETTLES_FOR:
            self._later(claim, enums.NoticeState.UNKNOWN, failures.Kind.UNKNOWN, None)
            return
        # It is not there and will not appear: it never left. Send it.
        self._note(
            claim,
            enums.NoticeState.QUEUED,
            outcome=enums.AttemptOutcome.NOT_FOUND,
            next_attempt_at=now,
        )

    def _ask_after(self, claim: Claim) -> None:
        """Ask the provider where no final receipt came."""
        notice = claim.notice
        try:
            delivery = self._sender.fetch_status(notice.provider_id or "")
        except errors.DeliveryError as error:
            self._later(claim, notice.state, failures.Kind.BUSY, error)
            return
        self._accepted(
            claim,
            delivery.provider_id,
            delivery.state,
            delivery,
            enums.AttemptOutcome.FOUND,
        )

    def _accepted(
        self,
        claim: Claim,
        provider_id: str,
        state: enums.NoticeState,
        delivery: ports.Delivery | None = None,
        outcome: enums.AttemptOutcome = enums.AttemptOutcome.ACCEPTED,
    ) -> None:
        now = self._machine_clock()
        age = now - (claim.notice.last_send_at or now)
        next_at = None
        if state not in enums.FINAL_NOTICE_STATES:
            waits = [wait for wait in ASKED_AFTER if wait > age]
            next_at = now + waits[0] - age if waits else None
        self._note(
            claim,
            state,
            outcome=outcome,
            provider_id=provider_id,
            vendor_code=delivery.vendor_code if delivery else None,
            reason=delivery.reason if delivery else None,
            next_attempt_at=next_at,
        )

    def _failed(self, claim: Claim, error: errors.DeliveryError) -> None:
        kind = failures.Kind(error.kind)
        if kind in (failures.Kind.SETUP, failures.Kind.CONTENT):
            _log.error("the provider refuses: %s (%s)", error, error.vendor_code)
        if kind is failures.Kind.UNKNOWN:
            self._later(claim, enums.NoticeState.UNKNOWN, kind, error)
        elif kind in backoff.PACES:
            self._later(claim, enums.NoticeState.QUEUED, kind, error)
        else:
            self._note(
                claim,
                enums.NoticeState.NOT_DELIVERED,
                outcome=enums.AttemptOutcome.REFUSED,
                vendor_code=error.vendor_code,
                http_status=error.http_status,
                reason=str(error),
            )

    def _later(
        self,
        claim: Claim,
        state: enums.NoticeState,
        kind: failures.Kind,
        error: errors.DeliveryError | None,
    ) -> None:
        wait = backoff.wait_for(
            kind,
            claim.notice.attempts + 1,
            chance=self._chance,
            retry_after_seconds=error.retry_after_seconds if error else None,
        )
        is_unknown = kind is failures.Kind.UNKNOWN
        self._note(
            claim,
            state,
            outcome=enums.AttemptOutcome.UNKNOWN
            if is_unknown
            else enums.AttemptOutcome.DEFERRED,
            vendor_code=error.vendor_code if error else None,
            http_status=error.http_status if error else None,
            reason=str(error) if error else None,
            next_attempt_at=self._machine_clock() + (wait or claims.LEASE_FOR),
        )

    def _note(
        self,
        claim: Claim,
        state: enums.NoticeState,
        *,
        outcome: enums.AttemptOutcome | None = None,
        provider_id: str | None = None,
        vendor_code: str | None = None,
        http_status: int | None = None,
        reason: str | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        """Record how an errand ended; that is a command like any other."""
        now = self._machine_clock()
        attempt = None
        if claim.attempt_id and outcome is not None:
            attempt = commands.AttemptResult(
                attempt_id=claim.attempt_id,
                outcome=outcome,
                finished_at=now,
                http_status=http_status,
                next_attempt_at=next_attempt_at,
            )
        self._record(
            commands.RecordDelivery(
                actor=commands.CLOCK,
                request_id="",
                notice_id=claim.notice.id,
                state=state,
                heard_at=now,
                provider_id=provider_id,
                vendor_code=vendor_code,
                reason=reason,
                attempt=attempt,
            )
        )

    def next_attempt_at(self) -> datetime | None:
        """Return when a message wants something next; None: none does.

        By the machine's clock, as far as the policy's keeps step with it.
        """
        first = self._first()
        with self._database.reading() as connection:
            held_until = pacing.held_until(connection, self._clock())
        if held_until is None:
            return first
        held_until = self._machine_clock() + (held_until - self._clock())
        return min(first, held_until) if first else held_until

    def _first(self) -> datetime | None:
        """Return when the first message wants something that is not held."""
        with self._database.reading() as connection:
            return pacing.first_at(connection, self._clock())

    def _is_free(self, delivery: ports.Delivery, notice: Notice) -> bool:
        """Tell whether no other notice has this message of the provider's."""
        query = select(col(Notice.id)).where(
            col(Notice.provider_id) == delivery.provider_id,
            col(Notice.id) != notice.id,
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is None

    def _outgoing(self, claim: Claim) -> ports.Outgoing:
        notice = claim.notice
        return ports.Outgoing(
            notice_id=notice.id,
            to_e164=notice.to_e164 or "",
            body=notice.body,
            since_at=notice.first_send_at or self._machine_clock(),
            valid_for_seconds=max(int(claim.valid_for.total_seconds()), 1),
        )
