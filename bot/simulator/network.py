"""Carry messages as the company and the carriers do, one status after another.

All state of the company lives here, behind one lock that is never held while the
bot is called: the bot may call the API from inside its webhook.
"""

import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from bot.simulator import (
    callbacks,
    handset,
    opt_out,
    records,
    twiml,
    vendor_rules,
    webhook_forms,
)
from bot.simulator import troubles as trouble_switches
from models import ports


class Network:
    """Hold the account's messages, phones and opt-outs, and move messages on."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        people_clock: ports.Clock,
        account_sid: str,
        numbers: tuple[str, ...],
        service_sid: str | None,
        troubles: trouble_switches.Troubles,
        make_phone: Callable[[str], handset.Phone],
    ) -> None:
        self.changed = threading.Condition(threading.RLock())
        self.book = records.Book()
        self.callbacks = callbacks.CallbackQueue(troubles)
        self.opt_outs = opt_out.OptOuts()
        self._clock = clock
        self._people_clock = people_clock
        self._account_sid = account_sid
        self._numbers = numbers
        self._service_sid = service_sid
        self._troubles = troubles
        self._make_phone = make_phone
        self.phones: dict[str, handset.Phone] = {}
        #: The number of ours that a person talks with: the sticky sender.
        self.partners: dict[str, str] = {}
        self.unsent: dict[str, records.Message] = {}

    def phone(self, e164: str) -> handset.Phone:
        """Return the phone of that number; every number has one."""
        with self.changed:
            if e164 not in self.phones:
                self.phones[e164] = self._make_phone(e164)
            return self.phones[e164]

    def take_order(self, order: vendor_rules.Order) -> records.Message:
        """Accept a message from the API.

        Raises:
            Refusal: 21610, 21611, 21614 or 21635.
        """
        with self.changed:
            sender = order.from_e164 or self._sender_for(order.to_e164)
            if self._is_barred(sender, order.to_e164):
                raise vendor_rules.Refusal(21610)
            if self._troubles.queue_full and order.service_sid is None:
                raise vendor_rules.Refusal(21611, sender=sender)
            refusal = self._troubles.landline_refusal
            if (
                refusal is not None
                and self.phone(order.to_e164).kind == "landline"
                and not order.force_delivery
            ):
                raise vendor_rules.Refusal(refusal, to=order.to_e164)
            message = self._enter(
                direction="outbound-api",
                from_e164=order.from_e164,
                to_e164=order.to_e164,
                body=order.body,
                status="queued" if order.service_sid is None else "accepted",
                service_sid=order.service_sid,
                media_urls=order.media_urls,
                callback_url=order.callback_url,
                validity_seconds=order.validity_seconds,
            )
            self._await_sending(message)
            return message

    def take_reply(
        self, reply: twiml.Reply, inbound: records.Message
    ) -> records.Message:
        """Accept a message of the bot's TwiML answer and send it.

        A reply to somebody who opted out fails with 21610 instead.

        Raises:
            TwimlError: It names a sender that is not the account's (14102).
        """
        sender = reply.from_e164 or inbound.to_e164
        if sender not in self._numbers:
            raise twiml.TwimlError(
                twiml.INVALID_FROM, "the `from` of a Message is not the account's"
            )
        with self.changed:
            to_e164 = reply.to_e164 or inbound.from_e164
            assert to_e164 is not None
            message = self._enter(
                direction="outbound-reply",
                from_e164=sender,
                to_e164=to_e164,
                body=reply.body,
                status="queued",
                service_sid=self._service_sid,
                callback_url=reply.callback_url,
            )
            self._await_sending(message)
            self.advance([message])
            return message

    def take_text(
        self, from_e164: str, body: str, *, to_e164: str | None, media: int, sid: str
    ) -> records.Message:
        """Enter a text that a person sent.

        Raises:
            Refusal: The number texted is not the account's (21211).
        """
        with self.changed:
            number = to_e164 or self._sender_for(from_e164)
            if number not in self._numbers:
                raise vendor_rules.Refusal(21211, to=number)
            self.partners[from_e164] = number
            message = self._enter(
                direction="inbound",
                from_e164=from_e164,
                to_e164=number,
                body=body,
                status="received",
                service_sid=self._service_sid,
                media_urls=records.media_urls(self._account_sid, sid, media),
                sid=sid,
            )
            message.sent_at = message.created_at
            message.idempotency_token = str(uuid.uuid4())
            return message

    def obey(self, asked: opt_out.OptOutType, inbound: records.Message) -> str | None:
        """Do what a carrier's word asks; return what the phone then shows."""
        assert inbound.from_e164 is not None
        with self.changed:
            scope = self._scope(inbound.to_e164)
            words = self.opt_outs.obey(asked, scope, inbound.from_e164)
            if words is not None:
                self._show(inbound.from_e164, inbound.to_e164, words, None)
            return words

    def advance(self, messages: Iterable[records.Message] | None = None) -> int:
        """Move messages as far as they go now; return how many steps they made.

        Args:
            messages: Only these; otherwise all that have not been sent.
        """
        with self.changed:
            chosen = list(self.unsent.values() if messages is None else messages)
            return sum(self._advance_one(message) for message in chosen)

    def _advance_one(self, message: records.Message) -> int:
        steps = 0
        for status, error_code in self._course(message):
            steps += 1
            message.status, message.error_code = status, error_code
            message.updated_at = self._clock.now()
            if status != "queued":
                self.unsent.pop(message.sid, None)
            if status == "sent":
                message.sent_at = message.updated_at
            if message.callback_url is not None:
                self.callbacks.add(
                    callbacks.Callback(
                        url=message.callback_url,
                        form=webhook_forms.status(message, self._account_sid),
                        message_sid=message.sid,
                        token=str(uuid.uuid4()),
                    )
                )
        if steps:
            self.changed.notify_all()
        return steps

    def _course(
        self, message: records.Message
    ) -> Iterator[tuple[records.Status, int | None]]:
        """Yield the statuses that the message reaches from where it is."""
        if message.status == "accepted":
            if message.from_e164 is None:
                message.from_e164 = self._sender_for(message.to_e164)
            yield "queued", None
        if message.status != "queued":
            return
        if (error_code := self._queue_error(message)) is not None:
            yield "failed", error_code
            return
        if self._troubles.hold_queue:
            return
        assert message.from_e164 is not None
        self.partners[message.to_e164] = message.from_e164
        yield "sent", None
        if (error_code := self._carrier_error(message.to_e164)) is not None:
            yield "undelivered", error_code
            return
        self._show(message.to_e164, message.from_e164, message.body, message.sid)
        if not self._troubles.no_carrier_receipts:
            yield "delivered", None

    def _queue_error(self, message: records.Message) -> int | None:
        """Return why a queued message never leaves the company."""
        waited_for = self._clock.now() - message.accepted_at
        if waited_for > timedelta(seconds=message.validity_seconds):
            return 30036
        if self._troubles.suspended:
            return 30002
        if self._troubles.queue_full and message.service_sid is not None:
            return 30001
        assert message.from_e164 is not None
        return 21610 if self._is_barred(message.from_e164, message.to_e164) else None

    def _carrier_error(self, to_e164: str) -> int | None:
        """Return why a sent message never reaches the phone."""
        target = self.phone(to_e164)
        if self._troubles.carrier_error is not None:
            return self._troubles.carrier_error
        if target.fails_with is not None:
            return target.fails_with
        if target.kind == "landline":
            return 30006
        return None if target.is_on else 30003

    def _show(self, to_e164: str, from_e164: str, body: str, sid: str | None) -> None:
        at, after = self._people_clock.now(), len(self.book)
        self.phone(to_e164).show(
            handset.ShownText(
                body=body, at=at, sid=sid, from_e164=from_e164, after=after
            )
        )

    def _enter(
        self,
        *,
        direction: records.Direction,
        from_e164: str | None,
        to_e164: str,
        body: str,
        status: records.Status,
        service_sid: str | None,
        media_urls: tuple[str, ...] = (),
        callback_url: str | None = None,
        validity_seconds: int = vendor_rules.VALIDITY_MAX_SECONDS,
        sid: str | None = None,
    ) -> records.Message:
        now = (self._people_clock if direction == "inbound" else self._clock).now()
        message = records.Message(
            sid=sid or records.new_sid("MM" if media_urls else "SM"),
            number=len(self.book),
            direction=direction,
            from_e164=from_e164,
            to_e164=to_e164,
            body=body,
            status=status,
            accepted_at=self._clock.now(),
            created_at=now,
            updated_at=now,
            service_sid=service_sid,
            media_urls=media_urls,
            callback_url=callback_url,
            validity_seconds=validity_seconds,
        )
        self.book.add(message)
        return message

    def _await_sending(self, message: records.Message) -> None:
        self.unsent[message.sid] = message
        self.changed.notify_all()

    def _sender_for(self, e164: str) -> str:
        return self.partners.get(e164, self._numbers[0])

    def _scope(self, number: str) -> str:
        """Return what a STOP bars: the whole service, or the number alone."""
        return self._service_sid or number

    def _is_barred(self, number: str, e164: str) -> bool:
        return self.opt_outs.bars(self._scope(number), e164)
