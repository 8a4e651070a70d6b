"""Play the phone company: what the whole suite and the demo text through.

It behaves as the vendor documents and refuses what the vendor refuses. Nothing
moves by itself: `settle()` carries messages and posts status callbacks until
nothing is left to do, or `autodeliver()` does so in a thread. Only the answer to
an inbound text is sent at once, as part of the exchange.

It cannot be mistaken for a real account: it takes simulated account SIDs only.
"""

import contextlib
import hmac
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette import applications

from bot.simulator import (
    accounts,
    callbacks,
    handset,
    inbound,
    network,
    records,
    twilio_api,
    vendor_rules,
    webhooks,
)
from bot.simulator import troubles as trouble_switches
from models import ports

#: An account SID that no real account has.
SIMULATED_ACCOUNT_SID = accounts.SIMULATED_ACCOUNT_SID

#: Rounds after which the bot and the company are taken to be in a loop.
_ROUNDS_MAX = 100
#: How often the delivery thread looks whether the clock let a message expire.
_LOOK_AGAIN_SECONDS = 0.2


class PhoneCompany:
    """One account at the phone company, with its phones. Thread-safe."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        account_sid: str,
        auth_token: str,
        numbers: tuple[str, ...],
        sms_webhook_url: str,
        post: webhooks.Post,
        messaging_service_sid: str | None = None,
        advanced_opt_out: bool = False,
        api_keys: Mapping[str, str] | None = None,
        enabled_prefixes: tuple[str, ...] = ("+1",),
        fallback_url: str | None = None,
        people_clock: ports.Clock | None = None,
    ) -> None:
        """Open the account.

        Args:
            clock: Dates messages, delays listings, ends validity periods.
            account_sid: A simulated one, such as `SIMULATED_ACCOUNT_SID`.
            auth_token: Signs webhooks, and opens the API.
            numbers: The account's own numbers, E.164; all in the service's pool.
            sms_webhook_url: Where inbound texts are posted; connection overrides
                (`#rc=2&rp=all`) may follow.
            post: Carries webhooks to the bot.
            messaging_service_sid: The account's Messaging Service, if it has one.
            advanced_opt_out: Whether the service tells the bot of opt-out words.
            api_keys: API key SIDs and their secrets.
            enabled_prefixes: Beginnings of the numbers that may be texted.
            fallback_url: Asked when the webhook brings nothing usable.
            people_clock: What the phones show, and when people send; None: `clock`.

        Raises:
            ValueError: An argument is none that the vendor could have given out,
                or the account could be a real one.
        """
        accounts.check(account_sid, numbers, messaging_service_sid, api_keys or {})
        if advanced_opt_out and messaging_service_sid is None:
            raise ValueError("Advanced Opt-Out needs a Messaging Service")
        for url in (sms_webhook_url, fallback_url):
            if url is not None and not vendor_rules.is_web_address(url):
                raise ValueError("a webhook address is absolute, http or https")
        self.account_sid = account_sid
        self.troubles = trouble_switches.Troubles()
        self._clock = clock
        self.numbers = numbers
        self.service_sid = messaging_service_sid
        self._enabled_prefixes = enabled_prefixes
        self._credentials = {account_sid: auth_token, **(api_keys or {})}
        self.webhooks = webhooks.Webhooks(
            clock=clock, auth_token=auth_token, post=post, troubles=self.troubles
        )
        self.network = network.Network(
            clock=clock,
            people_clock=people_clock or clock,
            account_sid=account_sid,
            numbers=numbers,
            service_sid=messaging_service_sid,
            troubles=self.troubles,
            make_phone=self._make_phone,
        )
        self._inbound = inbound.Inbound(
            route=inbound.Route(
                account_sid=account_sid,
                webhook_url=sms_webhook_url,
                fallback_url=fallback_url,
                advanced_opt_out=advanced_opt_out,
            ),
            carrier=self.network,
            caller=self.webhooks,
        )

    @property
    def messages(self) -> list[records.Message]:
        """Return all messages in and out, oldest first, as they are now."""
        with self.network.changed:
            return list(self.network.book)

    @property
    def debugger_events(self) -> list[records.DebuggerEvent]:
        """Return the company's error log, oldest first."""
        return self.webhooks.events

    def outgoing(self, to: str | None = None) -> list[records.Message]:
        """Return what was accepted from the bot, oldest first.

        Args:
            to: Only what goes to this number.
        """
        return [
            message
            for message in self.messages
            if message.direction != "inbound" and to in (None, message.to_e164)
        ]

    def phone(self, e164: str) -> handset.Phone:
        """Return the phone of that number; every number has one.

        Raises:
            ValueError: It is no phone number.
        """
        if not vendor_rules.is_phone_number(e164):
            raise ValueError("not a phone number in E.164")
        return self.network.phone(e164)

    def settle(self) -> int:
        """Carry messages and post callbacks until there is nothing left to do.

        Returns:
            How many steps messages made, and callbacks were posted.

        Raises:
            RuntimeError: There was always more: the bot answers every callback
                with a message.
        """
        done = 0
        for _ in range(_ROUNDS_MAX):
            with self.network.changed:
                steps = self.network.advance()
                batch = self.network.callbacks.take()
            self._call_back(batch)
            if not steps and not batch:
                return done
            done += steps + len(batch)
        raise RuntimeError("the bot and the phone company do not come to rest")

    def rest(self) -> int | None:
        """Return how much was done so far, where nothing is left to do now.

        Returns:
            A number that grows with each message and callback; None while one of
            the bot's messages can still go on, or a callback is not answered yet.
        """
        with self.network.changed:
            waiting = self.network.callbacks
            if self.network.advance() or len(waiting) or waiting.under_way:
                return None
            return len(self.network.book) + waiting.posted

    @contextlib.contextmanager
    def autodeliver(self) -> Iterator[None]:
        """Settle in a thread of its own whenever there is something to do."""
        stopping = threading.Event()
        thread = threading.Thread(
            target=self._deliver_until, args=(stopping,), name="phone-company"
        )
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            with self.network.changed:
                self.network.changed.notify_all()
            thread.join()

    def asgi(self) -> applications.Starlette:
        """Return the REST API as an application."""
        return twilio_api.build(self)

    def is_credential(self, username: str, password: str) -> bool:
        """Return whether a Basic login is the account's token or one of its keys."""
        secret = self._credentials.get(username)
        return secret is not None and hmac.compare_digest(
            secret.encode(), password.encode()
        )

    def create(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Accept a message from the API and return its first state.

        Raises:
            Refusal: The vendor refuses it.
            NotPlayedError: The vendor would have done something else.
        """
        order = vendor_rules.read_order(
            form,
            numbers=self.numbers,
            service_sid=self.service_sid,
            enabled_prefixes=self._enabled_prefixes,
            foreign_sender_refusal=self.troubles.foreign_sender_refusal,
        )
        with self.network.changed:
            message = self.network.take_order(order)
            resource = message.resource(self.account_sid)
            if not self.troubles.early_callbacks:
                return resource
            self.network.advance([message])
            batch = self.network.callbacks.take(message.sid)
        self._call_back(batch)
        return resource

    def fetch(self, sid: str) -> dict[str, Any]:
        """Return one message for the API.

        Raises:
            Refusal: There is none of that SID (20404).
        """
        with self.network.changed:
            message = self.network.book.get(sid)
            if message is None:
                raise vendor_rules.Refusal(20404)
            return message.resource(self.account_sid)

    def listing(self, query: records.Query) -> tuple[list[dict[str, Any]], int | None]:
        """Return a page for the API, newest first.

        Returns:
            The messages, and the number of the last where more follow.
        """
        with self.network.changed:
            found, has_more = self.network.book.page(
                query,
                now=self._clock.now(),
                delay_for=self.troubles.listing_delay_for,
            )
            resources = [message.resource(self.account_sid) for message in found]
            return resources, found[-1].number if has_more else None

    def _make_phone(self, e164: str) -> handset.Phone:
        opt_outs = self.network.opt_outs
        return handset.Phone(e164, self._inbound, lambda: opt_outs.bars_any(e164))

    def _call_back(self, batch: Sequence[callbacks.Callback]) -> None:
        """Post status callbacks; a lost one is logged and not sent again."""
        for callback in batch:
            try:
                with contextlib.suppress(webhooks.WebhookError):
                    self.webhooks.call(
                        callback.url,
                        callback.form,
                        message_sid=callback.message_sid,
                        token=callback.token,
                    )
            finally:
                with self.network.changed:
                    self.network.callbacks.end()

    def _deliver_until(self, stopping: threading.Event) -> None:
        changed = self.network.changed
        while not stopping.is_set():
            self.settle()
            with changed:
                if (
                    stopping.is_set()
                    or self.network.advance()
                    or len(self.network.callbacks)
                ):
                    continue
                held = bool(self.network.unsent)
                changed.wait(_LOOK_AGAIN_SECONDS if held else None)
