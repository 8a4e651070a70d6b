"""Sign what the phone company posts to the bot, and try again as it would."""

import base64
import hashlib
import hmac
import http.client
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.simulator import records
from bot.simulator import troubles as trouble_switches
from models import ports

#: Post a body to an address with headers; return status, headers and body.
#: Raises ConnectionError or TimeoutError.
Post = Callable[[str, bytes, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]

#: Debugger code of a webhook that brought no usable answer. Source: error 11200.
RETRIEVAL_FAILED = 11200
#: How long an answer may take. Source: error 11205.
ANSWER_TIMEOUT_SECONDS = 15.0
#: Retries unless the address says otherwise, and the most.
#: Source: Webhooks connection overrides, `rc`.
_RETRIES, _RETRIES_MAX = 1, 5
_RETRY_KINDS = frozenset({"4xx", "5xx", "ct", "rt"})


class WebhookError(Exception):
    """The bot could not be asked, or answered with an error."""

    def __init__(self, detail: str, status: int | None) -> None:
        """Keep the HTTP status, None if there was no answer."""
        super().__init__(detail)
        self.code = RETRIEVAL_FAILED
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAnswer:
    """What the bot answered to a webhook, with a status below 300."""

    status: int
    content_type: str | None
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Policy:
    """How often and after what a webhook is tried again."""

    retries: int
    kinds: frozenset[str]


class Webhooks:
    """Post signed forms to the bot, and log what went wrong. Thread-safe."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        auth_token: str,
        post: Post,
        troubles: trouble_switches.Troubles,
    ) -> None:
        self._clock = clock
        self._auth_token = auth_token
        self._post = post
        self._troubles = troubles
        self._events: list[records.DebuggerEvent] = []
        self._lock = threading.Lock()

    @property
    def events(self) -> list[records.DebuggerEvent]:
        """Return the error log, oldest first."""
        with self._lock:
            return list(self._events)

    @events.setter
    def events(self, events: list[records.DebuggerEvent]) -> None:
        with self._lock:
            self._events = list(events)

    def log(self, code: int, url: str, message_sid: str, detail: str) -> None:
        """Enter a line in the error log; the detail never quotes a message."""
        event = records.DebuggerEvent(
            code=code,
            at=self._clock.now(),
            url=url.partition("#")[0],
            message_sid=message_sid,
            detail=detail,
        )
        with self._lock:
            self._events.append(event)

    def call(
        self, url: str, form: Mapping[str, str], *, message_sid: str, token: str
    ) -> BotAnswer:
        """Post the form, again where the address asks for it, and return the answer.

        Args:
            url: The configured address. Its fragment holds connection overrides
                and is neither sent nor signed.
            form: Parameters, before those that the vendor adds unannounced.
            message_sid: Which message it is about, for the log.
            token: I-Twilio-Idempotency-Token, the same at every attempt.

        Raises:
            WebhookError: No attempt brought an answer with a status below 300;
                it is logged.
        """
        address, _, fragment = url.partition("#")
        policy = _policy(fragment)
        full_form = {**form, **self._troubles.extra_parameters}
        body = urllib.parse.urlencode(full_form).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "Accept": "*/*",
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": token,
            "X-Twilio-Signature": signature(self._auth_token, address, full_form),
        }
        kind, outcome = self._attempt(address, body, headers)
        for _ in range(policy.retries):
            if kind not in policy.kinds:
                break
            kind, outcome = self._attempt(address, body, headers)
        if isinstance(outcome, BotAnswer):
            return outcome
        self.log(outcome.code, url, message_sid, str(outcome))
        raise outcome

    def _attempt(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[str, BotAnswer | WebhookError]:
        """Return the answer, or the error after the kind of failure."""
        try:
            if self._troubles.bot_unreachable:
                raise ConnectionRefusedError("the bot is unreachable")
            status, raw_headers, answer = self._post(url, body, headers)
        except ConnectionError:
            return "ct", WebhookError("no connection", None)
        except TimeoutError:
            return "rt", WebhookError("no answer in time", None)
        if not 200 <= status < 300:
            return f"{status // 100}xx", WebhookError(f"HTTP status {status}", status)
        lowered = {name.lower(): value for name, value in raw_headers.items()}
        return "", BotAnswer(
            status=status, content_type=lowered.get("content-type"), body=answer
        )


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Return X-Twilio-Signature of a form post.

    Source: Webhooks security: Base64 of HMAC-SHA1, with the account's auth token
    as key, over the exact address and the sorted parameters, name before value.
    """
    signed = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def post_over_http(
    url: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """Post over the network; redirects are not followed, proxies not used.

    Raises:
        ConnectionError: There was no connection, or it broke.
        TimeoutError: No byte came for 15 seconds.
    """
    parts = urllib.parse.urlsplit(url)
    make = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = make(parts.hostname or "", parts.port, timeout=ANSWER_TIMEOUT_SECONDS)
    target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    except TimeoutError:
        raise
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def _policy(fragment: str) -> _Policy:
    """Read `rc` and `rp` of the connection overrides; the others are not played."""
    asked = dict(urllib.parse.parse_qsl(fragment))
    count = asked.get("rc", "")
    retries = int(count) if count.isascii() and count.isdigit() else _RETRIES
    kinds = frozenset(asked.get("rp", "ct").split(","))
    return _Policy(
        retries=min(retries, _RETRIES_MAX),
        kinds=_RETRY_KINDS if "all" in kinds else kinds & _RETRY_KINDS,
    )
