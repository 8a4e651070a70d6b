"""Keep the phone company's own records: messages and debugger events.

The book is not locked; `network` holds its lock around every use.
"""

import email.utils
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.simulator import segments, vendor_rules

API_VERSION = "2010-04-01"
#: Messages of a page unless asked, and the most. Source: Messages resource, list.
PAGE_SIZE, PAGE_SIZE_MAX = 50, 1000

Direction = Literal["inbound", "outbound-api", "outbound-reply"]
Status = Literal[
    "accepted", "queued", "sent", "delivered", "undelivered", "failed", "received"
]

#: Code to words, as shown with a message. Source: the vendor's error dictionary.
ERROR_WORDS = {
    21610: "Attempt to send to unsubscribed recipient",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
    30036: "Validity Period Expired",
}


@dataclass(slots=True, kw_only=True)
class Message:
    """One message, in or out, as the company sees it now."""

    sid: str
    #: Place in the order of acceptance, counted from 0.
    number: int
    direction: Direction
    #: None until the Messaging Service has chosen a sender.
    from_e164: str | None
    to_e164: str
    body: str
    status: Status
    #: By the company's own clock, whatever the message's dates say.
    accepted_at: datetime
    created_at: datetime
    updated_at: datetime
    service_sid: str | None = None
    media_urls: tuple[str, ...] = ()
    #: When it was handed to the carrier; for inbound, to the bot. None before.
    sent_at: datetime | None = None
    error_code: int | None = None
    callback_url: str | None = None
    validity_seconds: int = vendor_rules.VALIDITY_MAX_SECONDS
    #: Whether the API ever gave it out in a listing.
    was_listed: bool = False
    #: Of the inbound webhook, the same at every attempt.
    idempotency_token: str = ""

    @property
    def num_segments(self) -> int:
        """Return the segments; 0 before a service has chosen the sender."""
        return 0 if self.from_e164 is None else segments.segments(self.body)

    def resource(self, account_sid: str) -> dict[str, Any]:
        """Return the message as the API's JSON value."""
        uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{self.sid}"
        words = self.error_code and ERROR_WORDS.get(self.error_code, "Unknown error")
        return {
            "account_sid": account_sid,
            "api_version": API_VERSION,
            "body": self.body,
            "date_created": _rfc2822(self.created_at),
            "date_sent": _rfc2822(self.sent_at),
            "date_updated": _rfc2822(self.updated_at),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": words,
            "from": self.from_e164,
            "messaging_service_sid": self.service_sid,
            "num_media": str(len(self.media_urls)),
            "num_segments": str(self.num_segments),
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to_e164,
            "uri": f"{uri}.json",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DebuggerEvent:
    """One line of the company's error log."""

    #: Source: the vendor's error dictionary, 11200 and above.
    code: int
    at: datetime
    url: str
    message_sid: str
    #: What was wrong, without any words of the message.
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Say which messages a listing asks for, and which page of them."""

    to_e164: str | None = None
    from_e164: str | None = None
    #: Bounds of the instant of sending, both included, aware UTC.
    sent_from_at: datetime | None = None
    sent_until_at: datetime | None = None
    page_size: int = PAGE_SIZE
    #: Position of the page, counted from 0; only for show.
    page: int = 0
    #: Number of the last message of the page before.
    before_number: int | None = None

    def fits(self, message: Message) -> bool:
        """Return whether the message is asked for.

        What has not been sent has no instant of sending, and so fits no bound.
        """
        if self.to_e164 is not None and message.to_e164 != self.to_e164:
            return False
        if self.from_e164 is not None and message.from_e164 != self.from_e164:
            return False
        if self.sent_from_at is None and self.sent_until_at is None:
            return True
        if message.sent_at is None:
            return False
        sent_at = message.sent_at.replace(microsecond=0)
        return not (
            (self.sent_from_at is not None and sent_at < self.sent_from_at)
            or (self.sent_until_at is not None and sent_at > self.sent_until_at)
        )


@dataclass(slots=True)
class Book:
    """All messages of the account, in the order of acceptance."""

    _messages: list[Message] = field(default_factory=list)
    _by_sid: dict[str, Message] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._messages)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    def add(self, message: Message) -> None:
        """Enter a message; its number must be the length of the book."""
        self._messages.append(message)
        self._by_sid[message.sid] = message

    def get(self, sid: str) -> Message | None:
        """Return the message of that SID, or nothing."""
        return self._by_sid.get(sid)

    def page(
        self, query: Query, *, now: datetime, delay_for: timedelta
    ) -> tuple[list[Message], bool]:
        """Return a page, newest first, and whether there are more after it.

        Args:
            query: What is asked for.
            now: The present by the company's clock, aware UTC.
            delay_for: How long a message stays unlisted after its acceptance.
        """
        found = [
            message
            for message in reversed(self._messages)
            if now - message.accepted_at >= delay_for
            and (query.before_number is None or message.number < query.before_number)
            and query.fits(message)
        ]
        page = found[: query.page_size]
        for message in page:
            message.was_listed = True
        return page, len(found) > query.page_size


def new_sid(prefix: str) -> str:
    """Return a new identifier as the vendor writes them: prefix and 32 hex."""
    return prefix + uuid.uuid4().hex


def media_urls(account_sid: str, sid: str, count: int) -> tuple[str, ...]:
    """Return the addresses of a message's media, on the vendor's own host."""
    message_url = f"https://api.twilio.com/{API_VERSION}/Accounts/{account_sid}"
    return tuple(
        f"{message_url}/Messages/{sid}/Media/ME{part:032x}" for part in range(count)
    )


def page_uri(
    account_sid: str, filters: list[tuple[str, str]], page: int, token: str | None
) -> str:
    """Return the address of a page relative to the API's host."""
    asked = [*filters, ("Page", str(page))]
    if token is not None:
        asked.append(("PageToken", token))
    path = f"/{API_VERSION}/Accounts/{account_sid}/Messages.json"
    return f"{path}?{urllib.parse.urlencode(asked)}"


def _rfc2822(at: datetime | None) -> str | None:
    """Return the instant as the API writes it, to the second."""
    return None if at is None else email.utils.format_datetime(at)
