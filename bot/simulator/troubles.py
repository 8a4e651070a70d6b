"""Hold what can go wrong at the phone company, to be switched on by a test.

Everything here has been seen with the real vendor or is documented by it. The
switches say what happens; they decide nothing themselves.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

_HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Say how the company answers one request instead of the usual way."""

    #: HTTP status of the answer.
    status: int = 200
    #: Further headers, such as Retry-After.
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Media type of the body.
    content_type: str = "application/json"
    #: The body as sent.
    body: bytes = b""
    #: Whether the request is carried out all the same.
    accepts: bool = False
    #: Whether the connection is closed instead of any answer.
    hangs_up: bool = False
    #: Whether nothing at all comes until the caller gives up.
    hangs: bool = False


def accept_then_drop() -> Answer:
    """Carry the request out and close the connection before the answer."""
    return Answer(accepts=True, hangs_up=True)


def drop_unread() -> Answer:
    """Close the connection and carry nothing out."""
    return Answer(hangs_up=True)


def hang(*, accepts: bool = True) -> Answer:
    """Keep the caller waiting until it gives up."""
    return Answer(accepts=accepts, hangs=True)


def too_many_requests(retry_after: str | None = None) -> Answer:
    """Answer 429 with error 20429; nothing was carried out.

    Args:
        retry_after: Value of the Retry-After header, as odd as wanted; without
            it there is no such header.

    Source: error 20429: a request so answered is never processed.
    """
    return Answer(
        status=429,
        headers={} if retry_after is None else {"Retry-After": retry_after},
        body=b'{"code": 20429, "message": "Too Many Requests", "more_info": '
        b'"https://www.twilio.com/docs/errors/20429", "status": 429}',
    )


def server_error(*, accepts: bool = False) -> Answer:
    """Answer 500 with the vendor's error body."""
    return Answer(
        status=500,
        accepts=accepts,
        body=b'{"code": 20500, "message": "An internal server error has occurred",'
        b' "more_info": "https://www.twilio.com/docs/errors/20500", "status": 500}',
    )


def bad_gateway(*, accepts: bool = False) -> Answer:
    """Answer 502 with a page instead of JSON."""
    return Answer(status=502, accepts=accepts, content_type="text/html", body=_HTML)


def unavailable(retry_after: str | None = None, *, accepts: bool = False) -> Answer:
    """Answer 503 with the vendor's error body."""
    return Answer(
        status=503,
        accepts=accepts,
        headers={} if retry_after is None else {"Retry-After": retry_after},
        body=b'{"code": 20503, "message": "Service Unavailable", "more_info": '
        b'"https://www.twilio.com/docs/errors/20503", "status": 503}',
    )


def empty_ok(*, accepts: bool = True) -> Answer:
    """Answer 200 with nothing in it."""
    return Answer(accepts=accepts)


def html_ok(*, accepts: bool = True) -> Answer:
    """Answer 200 with a page instead of JSON."""
    return Answer(accepts=accepts, content_type="text/html", body=_HTML)


@dataclass(slots=True, kw_only=True)
class Troubles:
    """Switch on what goes wrong; every field may be changed at any time."""

    #: The account is suspended: the API refuses, what is queued fails (30002).
    suspended: bool = False
    #: The sender's queue is full: 21611 at create, 30001 later with a service.
    queue_full: bool = False
    #: Nothing leaves the queue; what outlives its validity period fails (30036).
    hold_queue: bool = False
    #: The error with which carriers end every message, such as 30007 or 30034.
    carrier_error: int | None = None
    #: Carriers never say `delivered`: the status stays at `sent`.
    no_carrier_receipts: bool = False
    #: Refuse landlines at create with this code (21614 or 21635); without it
    #: the carrier is tried and says 30006, as the vendor does for US numbers.
    landline_refusal: int | None = None
    #: Refusal of a sender that is not the account's: 21659, 21606 or 21660.
    foreign_sender_refusal: int = 21659
    #: A message is listed only so long after it was accepted.
    listing_delay_for: timedelta = timedelta(0)
    #: Every answer of the API comes so many real seconds late.
    answer_delay_seconds: float = 0.0
    #: How every create is answered, unless `next_creates` arranged something.
    every_create: Answer | None = None
    #: Status callbacks are lost.
    drop_callbacks: bool = False
    #: Every status callback comes twice.
    duplicate_callbacks: bool = False
    #: Status callbacks come in another order.
    shuffle_callbacks: bool = False
    #: A message's status callbacks come before the answer to its create.
    early_callbacks: bool = False
    #: No webhook reaches the bot; texts to it stay in the listing only.
    bot_unreachable: bool = False
    #: Further parameters of every webhook, as the vendor adds them unannounced.
    extra_parameters: Mapping[str, str] = field(default_factory=dict)
    _creates: deque[Answer] = field(default_factory=deque, init=False, repr=False)
    _listings: deque[Answer] = field(default_factory=deque, init=False, repr=False)
    _lock: threading.Lock = field(
        default_factory=threading.Lock, init=False, repr=False, compare=False
    )

    def next_creates(self, answer: Answer, times: int = 1) -> None:
        """Answer the next creates so, after those already arranged."""
        with self._lock:
            self._creates.extend([answer] * times)

    def next_listings(self, answer: Answer, times: int = 1) -> None:
        """Answer the next listings and fetches so, after those arranged."""
        with self._lock:
            self._listings.extend([answer] * times)

    def take_create(self) -> Answer | None:
        """Return the arranged answer of this create and forget it."""
        with self._lock:
            return self._creates.popleft() if self._creates else self.every_create

    def take_listing(self) -> Answer | None:
        """Return the arranged answer of this listing and forget it."""
        with self._lock:
            return self._listings.popleft() if self._listings else None
