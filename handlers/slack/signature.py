"""Check that a request comes from Slack: its signature over the bytes as they came."""

from collections.abc import Mapping
from typing import Protocol

from slack_sdk.signature import Clock, SignatureVerifier

#: Longest time-stamp, in digits; it says seconds since 1970.
_DIGITS_MAX = 12


class Seconds(Protocol):
    """Tell the machine's time, in seconds since 1970."""

    def now(self) -> float:
        """Return it."""
        ...


class Signature:
    """Know the app's signing secret."""

    def __init__(self, secret: str, clock: Seconds | None = None) -> None:
        """Keep the secret.

        Args:
            secret: The app's signing secret.
            clock: Tells the machine's time; None: the machine's own.

        Raises:
            ValueError: The secret is empty.
        """
        if not secret:
            raise ValueError("the signing secret is empty")
        # The vendor asks a clock for `now` alone, and names a class of its own.
        self._verifier = SignatureVerifier(secret, clock or Clock())  # type: ignore[arg-type]

    def fits(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Tell whether Slack signed this body within the last five minutes."""
        timestamp = headers.get("X-Slack-Request-Timestamp", "")
        given = headers.get("X-Slack-Signature", "")
        # The vendor's code raises on what is no number, not ASCII or not UTF-8.
        if not (timestamp.isascii() and timestamp.isdigit() and given.isascii()):
            return False
        if len(timestamp) > _DIGITS_MAX:
            return False
        try:
            return bool(self._verifier.is_valid(body, timestamp, given))
        except UnicodeDecodeError:
            return False
