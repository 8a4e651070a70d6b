"""What the tests of the phone company share: a clock, a bot, a wire, a client.

The bot here is a recorder that checks every signature with the vendor's own
library; the client is the vendor's own, with nothing but the host rewritten.
"""

import contextlib
import threading
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from twilio.base import exceptions
from twilio.http import http_client
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.simulator import phone_company
from tests.wire import Wire

ACCOUNT = phone_company.SIMULATED_ACCOUNT_SID
TOKEN = "token-of-a-simulated-account"
SERVICE = "MG" + "5" * 32
API_KEY = "SK" + "6" * 32
API_SECRET = "secret-of-a-simulated-key"
#: The account's number, and the phones of people on the stage.
DESK = "+13125550100"
ASHA = "+13125550111"
BELLO = "+13125550112"
HOOK = "https://bot.example/twilio/sms"
STATUS = "https://bot.example/twilio/status"
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

BotAnswer = tuple[int, Mapping[str, str], bytes]


class MovingClock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, **parts: float) -> None:
        self._now += timedelta(**parts)


@dataclass(frozen=True)
class Request:
    """One webhook as the bot received it."""

    url: str
    form: dict[str, str]
    headers: Mapping[str, str]
    body: bytes


def read(body: bytes) -> dict[str, str]:
    """Read a form as the vendor's signature wants it: blanks and spaces count."""
    return dict(
        urllib.parse.parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=True
        )
    )


def twiml(document: str, content_type: str | None = "text/xml") -> BotAnswer:
    headers = {} if content_type is None else {"Content-Type": content_type}
    return 200, headers, document.encode()


def says(*bodies: str) -> BotAnswer:
    messages = "".join(f"<Message>{body}</Message>" for body in bodies)
    return twiml(f"<Response>{messages}</Response>")


class Bot:
    """Record webhooks, refuse those with a wrong signature, answer as told."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], BotAnswer] = lambda request: twiml(NOTHING)
        self._lock = threading.Lock()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> BotAnswer:
        request = Request(url, read(body), headers, body)
        if not is_signed(request):
            return 403, {}, b""
        with self._lock:
            self.requests.append(request)
        return self.answer(request)

    @property
    def texts(self) -> list[Request]:
        return [request for request in self.requests if request.url == HOOK]

    @property
    def statuses(self) -> list[str]:
        return [
            request.form["MessageStatus"]
            for request in self.requests
            if request.url.startswith(STATUS)
        ]


def is_signed(request: Request, token: str = TOKEN) -> bool:
    """Ask the vendor's library whether the signature fits."""
    return bool(
        RequestValidator(token).validate(
            request.url, request.form, request.headers["X-Twilio-Signature"]
        )
    )


class LoopbackHttp(http_client.TwilioHttpClient):  # type: ignore[misc]  # untyped
    """The vendor's HTTP client, sent to another host and otherwise itself."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        parts = urllib.parse.urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, self._base + parts.path + query, *args, **kwargs)


class Play:
    """A company, a bot and the bot's client of the company's API."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.clock = MovingClock()
        self.bot = Bot()
        self._https: list[LoopbackHttp] = []
        self.open()

    def open(self, **settings: Any) -> phone_company.PhoneCompany:
        """Start again with a company of these settings."""
        usual: dict[str, Any] = {
            "clock": self.clock,
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "numbers": (DESK,),
            "sms_webhook_url": HOOK,
            "post": self.bot.post,
        }
        self.company = phone_company.PhoneCompany(**{**usual, **settings})
        self.wire.app = self.company.asgi()
        self.client = self.login(ACCOUNT, TOKEN)
        return self.company

    def login(self, username: str, password: str, account_sid: str = ACCOUNT) -> Client:
        http = LoopbackHttp(self.wire.base)
        self._https.append(http)
        return Client(username, password, account_sid=account_sid, http_client=http)

    def give_up_after(self, seconds: float) -> None:
        """Make the client wait no longer than that for an answer."""
        self._https[-1].timeout = seconds

    def sends(self, body: str = "due 14:00", **parameters: Any) -> Any:
        """Create a message from the desk to Asha, or as the parameters say."""
        if "messaging_service_sid" not in parameters:
            parameters.setdefault("from_", DESK)
        return self.client.messages.create(**{"to": ASHA, "body": body, **parameters})

    def refusal(self, **parameters: Any) -> tuple[int, int]:
        """Create a message that is refused; return HTTP status and code."""
        with pytest.raises(exceptions.TwilioRestException) as refused:
            self.sends(**parameters)
        return refused.value.status, refused.value.code

    def close(self) -> None:
        for http in self._https:
            http.session.close()

    @classmethod
    @contextlib.contextmanager
    def on(cls, wire: Wire) -> Iterator[Self]:
        play = cls(wire)
        yield play
        play.close()
