"""Sign what Slack posts to the bot, and wait no longer for it than Slack does."""

import hashlib
import hmac
import json
import urllib.parse
from collections.abc import Mapping
from concurrent import futures
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.simulator import webhooks
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack.records import Json
from models import ports

#: How long an acknowledgement may take, in real seconds.
#: Source: Handling user interaction, acknowledgment response.
ACKNOWLEDGED_WITHIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Say that an event comes again, and why."""

    number: int
    #: Such as `http_timeout`, `http_error` or `connection_failed`.
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the bot took something."""

    #: Why it did not, as retries say it; None: it was acknowledged.
    failed: str | None = None
    status: int | None = None
    #: What the acknowledgement said: an object, text, or None.
    body: Any = None
    #: Whether the bot asked not to be told again.
    is_final: bool = False


class Line(Protocol):
    """Carry something to the bot."""

    def carry(self, kind: str, payload: Json, retry: Retry | None = None) -> Outcome:
        """Carry it, and wait for the acknowledgement.

        Args:
            kind: `slash_commands`, `interactive` or `events_api`.
            payload: Fields of the form, or the JSON.
            retry: Which repetition it is; None: the first time.
        """
        ...


class HttpLine:
    """Post to the bot's request URL. Thread-safe."""

    def __init__(
        self,
        *,
        url: str,
        signing_secret: str,
        clock: ports.Clock,
        post: webhooks.Post,
        troubles: slack_troubles.SlackTroubles,
        within_seconds: float,
    ) -> None:
        self._url = url
        self._signing_secret = signing_secret
        self._clock = clock
        self._post = post
        self._troubles = troubles
        self._within_seconds = within_seconds

    def carry(self, kind: str, payload: Json, retry: Retry | None = None) -> Outcome:
        """Post it signed, and return what the bot answered."""
        body, content_type = encode(kind, payload)
        headers = signed_headers(
            self._signing_secret, body, self._clock.now(), content_type
        )
        if retry is not None:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        return self.send(body, headers)

    def send(self, body: bytes, headers: Mapping[str, str]) -> Outcome:
        """Post a body as it is, with headers as they are."""
        if self._troubles.bot_unreachable:
            return Outcome(failed="connection_failed")
        # In a thread of its own: Slack stops waiting, whatever the bot is doing.
        thread = futures.ThreadPoolExecutor(1, "slack-request")
        answer = thread.submit(self._post, self._url, body, headers)
        thread.shutdown(wait=False)
        try:
            return _outcome(*answer.result(self._within_seconds))
        except TimeoutError:
            return Outcome(failed="http_timeout")
        except ConnectionError:
            return Outcome(failed="connection_failed")


def encode(kind: str, payload: Json) -> tuple[bytes, str]:
    """Return the body of a request, and its media type."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    body = urllib.parse.urlencode(form).encode()
    return body, "application/x-www-form-urlencoded"


def signed_headers(
    signing_secret: str, body: bytes, at: datetime, content_type: str
) -> dict[str, str]:
    """Return the headers of a request that Slack sends at an instant.

    Source: Verifying requests from Slack: HMAC-SHA256 over `v0:time:body`.
    """
    timestamp = str(int(at.timestamp()))
    signed = b":".join((b"v0", timestamp.encode(), body))
    digest = hmac.new(signing_secret.encode(), signed, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept": "application/json,*/*",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def _outcome(status: int, headers: Mapping[str, str], body: bytes) -> Outcome:
    lowered = {name.lower(): value for name, value in headers.items()}
    is_final = lowered.get("x-slack-no-retry") == "1"
    if not 200 <= status < 300:
        return Outcome(failed="http_error", status=status, is_final=is_final)
    text = body.decode(errors="replace")
    if not text.strip():
        return Outcome(status=status)
    if lowered.get("content-type", "").startswith("application/json"):
        try:
            return Outcome(status=status, body=json.loads(text))
        except ValueError:
            pass
    return Outcome(status=status, body=text)
