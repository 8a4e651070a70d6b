"""Pass texts from phones on to the bot, and carry out what it answers."""

from collections.abc import Mapping, Sequence
from concurrent import futures
from dataclasses import dataclass

from bot.simulator import (
    handset,
    network,
    opt_out,
    records,
    twiml,
    vendor_rules,
    webhook_forms,
    webhooks,
)

_Problem = webhooks.WebhookError | twiml.TwimlError


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Say where the account's inbound texts go."""

    account_sid: str
    #: Where texts are posted; connection overrides may follow.
    webhook_url: str
    #: Asked when the webhook brings nothing usable.
    fallback_url: str | None
    #: Whether the bot is told what a text asks of the carrier.
    advanced_opt_out: bool


class Inbound:
    """Take texts and post their webhooks. Thread-safe."""

    def __init__(
        self, *, route: Route, carrier: network.Network, caller: webhooks.Webhooks
    ) -> None:
        self._route = route
        self._network = carrier
        self._webhooks = caller

    def receive_text(
        self,
        from_e164: str,
        body: str,
        *,
        to_e164: str | None,
        media: int,
        sid: str | None,
        copies: int,
    ) -> Sequence[handset.Exchange]:
        """Enter a text, do what its word asks of the carrier, and tell the bot.

        Raises:
            Refusal: The number texted is not the account's (21211), or there is
                more than carriers pass on (21617, 21623).
            LookupError: The SID is that of a message that went out.
        """
        vendor_rules.check_size(body, media)
        words: str | None = None
        with self._network.changed:
            inbound = self._known(sid) if sid else None
            if inbound is None:
                inbound = self._network.take_text(
                    from_e164,
                    body,
                    to_e164=to_e164,
                    media=media,
                    sid=sid or records.new_sid("MM" if media else "SM"),
                )
                asked = opt_out.asked_by(body)
                words = None if asked is None else self._network.obey(asked, inbound)
        return self._post(inbound, copies, () if words is None else (words,))

    def repeat_text(self, sid: str, *, copies: int) -> Sequence[handset.Exchange]:
        """Post the webhook of an earlier text again, all copies at once.

        Raises:
            LookupError: No text of that SID came in.
        """
        with self._network.changed:
            inbound = self._known(sid)
        if inbound is None:
            raise LookupError("no text of that SID came in")
        return self._post(inbound, copies, ())

    def _known(self, sid: str) -> records.Message | None:
        """Return the text of that SID, or nothing."""
        message = self._network.book.get(sid)
        if message is not None and message.direction != "inbound":
            raise LookupError("the message of that SID went out")
        return message

    def _post(
        self, inbound: records.Message, copies: int, shown: tuple[str, ...]
    ) -> Sequence[handset.Exchange]:
        asked = opt_out.asked_by(inbound.body) if self._route.advanced_opt_out else None
        form = webhook_forms.inbound(inbound, self._route.account_sid, asked)
        if copies == 1:
            return (self._exchange(inbound, form, shown),)
        with futures.ThreadPoolExecutor(max_workers=copies) as pool:
            calls = [
                pool.submit(self._exchange, inbound, form, shown) for _ in range(copies)
            ]
            return tuple(call.result() for call in calls)

    def _exchange(
        self, inbound: records.Message, form: Mapping[str, str], shown: tuple[str, ...]
    ) -> handset.Exchange:
        """Post one webhook and carry out the answer, or else the fallback's."""
        url, fallback_url = self._route.webhook_url, self._route.fallback_url
        exchange = self._ask(inbound, url, form, shown)
        if exchange.error_code is None or fallback_url is None:
            return exchange
        # Source: "Availability and Reliability", Fallback URLs.
        told = {
            **form,
            "ErrorCode": str(exchange.error_code),
            "ErrorUrl": url.partition("#")[0],
        }
        return self._ask(inbound, fallback_url, told, exchange.answers)

    def _ask(
        self,
        inbound: records.Message,
        url: str,
        form: Mapping[str, str],
        shown: tuple[str, ...],
    ) -> handset.Exchange:
        """Post a webhook to one address and carry out its answer."""
        status: int | None = None
        problem: _Problem | None = None
        answers = list(shown)
        try:
            answer = self._webhooks.call(
                url, form, message_sid=inbound.sid, token=inbound.idempotency_token
            )
            status = answer.status
            for reply in twiml.read(answer.content_type, answer.body, url):
                answers.extend(self._carry_out(reply, inbound, url))
        except webhooks.WebhookError as error:
            problem, status = error, error.status
        except twiml.TwimlError as error:
            problem = error
            self._webhooks.log(error.code, url, inbound.sid, str(error))
        return handset.Exchange(
            sid=inbound.sid,
            status=status,
            answers=tuple(answers),
            error_code=None if problem is None else problem.code,
        )

    def _carry_out(
        self, reply: twiml.Reply, inbound: records.Message, url: str
    ) -> list[str]:
        """Send one message of the bot's answer; return what the texter then sees."""
        message = self._network.take_reply(reply, inbound)
        if message.error_code is not None:
            words = records.ERROR_WORDS.get(message.error_code, "Unknown error")
            self._webhooks.log(message.error_code, url, message.sid, words)
        if message.to_e164 != inbound.from_e164:
            return []
        received = self._network.phone(message.to_e164).received
        return [text.body for text in received if text.sid == message.sid]
