"""Send texts through Twilio, look them up, and list those sent to us.

The vendor's client is loaded when it is first used: it is the heaviest import
of the house. Nothing is tried again in here: whether a request that got no
answer was carried out is found out by looking, not by sending it twice.
"""

import contextlib
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from handlers.sms import failures, receipts
from models import commands, enums, errors, ports

if TYPE_CHECKING:
    from twilio.rest import Client

#: Longest wait for the provider, in seconds. Source: our choice; the vendor's own
#: client waits for ever unless told.
TIMEOUT_SECONDS = 10.0

#: Messages listed at most in one look-up, and on one page of a fetch.
LISTED_MAX = 1000

#: How far the provider's clock may be from ours.
CLOCKS_DIFFER_FOR = timedelta(minutes=2)

TWILIO_API_URL = "https://api.twilio.com"


class TwilioSender:
    """Hand texts to Twilio; implements `models.ports.Sender`."""

    def __init__(
        self,
        *,
        account_sid: str,
        username: str,
        password: str,
        sender: str,
        public_url: str,
        api_url: str = TWILIO_API_URL,
    ) -> None:
        """Keep the account; no connection is made yet.

        Args:
            account_sid: The account.
            username: The account's or an API key's SID.
            password: The account's token or the key's secret.
            sender: Messaging service SID (`MG...`) or our number (E.164).
            public_url: What stands before the path of our receipt address.
            api_url: Where the vendor is.
        """
        self._account_sid = account_sid
        self._username = username
        self._password = password
        self._sender = sender
        self._callback = f"{public_url.rstrip('/')}/twilio/status?notice="
        self._api_url = api_url
        self._heard = threading.local()
        self._lock = threading.Lock()
        self._client: Client | None = None

    def send(self, message: ports.Outgoing) -> str:
        """Return the provider's id of the accepted message.

        Raises:
            DeliveryError: It was refused, deferred, or the outcome is unknown.
        """
        way = (
            {"messaging_service_sid": self._sender}
            if self._sender.startswith("MG")
            else {"from_": self._sender}
        )
        with self._translated():
            created = self._messages().create(
                to=message.to_e164,
                body=message.body,
                status_callback=self._callback + message.notice_id,
                validity_period=message.valid_for_seconds,
                **way,
            )
            sid = created.sid
        if not sid:
            raise errors.DeliveryError(
                "The provider answered without an id.", kind=failures.Kind.UNKNOWN
            )
        return str(sid)

    def find(self, message: ports.Outgoing) -> Sequence[ports.Delivery]:
        """Return the messages that may be this very one, oldest first.

        The provider knows no key of ours: recipient, exact body and time decide.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        since_at = message.since_at - CLOCKS_DIFFER_FOR
        with self._translated():
            listed = self._messages().list(to=message.to_e164, limit=LISTED_MAX)
        found = [
            record
            for record in listed
            if record.direction != "inbound"
            and record.body == message.body
            and (record.date_created is None or record.date_created >= since_at)
        ]
        found.sort(key=lambda record: record.date_created or since_at)
        return [_delivery(record) for record in found]

    def fetch_status(self, provider_id: str) -> ports.Delivery:
        """Return what became of an accepted message.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        with self._translated():
            return _delivery(self._messages(provider_id).fetch())

    def texts_since(self, since_at: datetime) -> Sequence[commands.InboundText]:
        """Return the texts sent to us since then, oldest first.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        with self._translated():
            listed = self._messages().list(
                date_sent_after=since_at, page_size=LISTED_MAX
            )
        texts = [
            commands.InboundText(
                provider_id=record.sid,
                # No number is longer; a database of text has room for no more.
                e164=str(record.from_)[:16],
                to_e164=str(record.to or "")[:16],
                body=record.body or "",
                sent_at=(record.date_sent or record.date_created).astimezone(UTC),
                media_count=int(record.num_media or 0),
                is_fetched=True,
            )
            for record in listed
            if record.direction == "inbound"
        ]
        # Listed newest first, and dated by the second: the order of one second is
        # that of the listing, turned round.
        return sorted(reversed(texts), key=lambda text: text.sent_at or since_at)

    def check(self) -> str:
        """Return the account's status, for the doctor.

        Raises:
            DeliveryError: The provider could not be asked.
        """
        with self._translated():
            return str(
                self._loaded().api.v2010.accounts(self._account_sid).fetch().status
            )

    def _messages(self, sid: str | None = None) -> Any:
        messages = self._loaded().messages
        return messages(sid) if sid else messages

    def _loaded(self) -> "Client":
        with self._lock:
            if self._client is None:
                from twilio.rest import Client

                self._client = Client(
                    self._username,
                    self._password,
                    self._account_sid,
                    http_client=_http_client(self._api_url, self._heard),
                )
            return self._client

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn whatever the client raises into one error of ours."""
        import requests
        from twilio.base.exceptions import TwilioException

        self._heard.retry_after = None
        try:
            yield
        except TwilioException as error:
            raise self._refusal(error) from None
        except requests.RequestException as error:
            kind = failures.Kind.BUSY if _never_left(error) else failures.Kind.UNKNOWN
            raise errors.DeliveryError(
                f"The provider did not answer ({type(error).__name__}).", kind=kind
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            # A proxy's page, or JSON of another shape, where an answer should be.
            raise errors.DeliveryError(
                f"The provider's answer cannot be read ({type(error).__name__}).",
                kind=failures.Kind.UNKNOWN,
            ) from None

    def _refusal(self, error: Exception) -> errors.DeliveryError:
        status = int(getattr(error, "status", 0) or 0)
        code = getattr(error, "code", None)
        vendor_code = str(code) if code else None
        failure = failures.of_refusal(vendor_code, status)
        return errors.DeliveryError(
            failure.reason,
            kind=failure.kind,
            vendor_code=vendor_code,
            http_status=status or None,
            retry_after_seconds=self._heard.retry_after,
        )


def _delivery(record: Any) -> ports.Delivery:
    state = receipts.STATES.get(str(record.status), enums.NoticeState.ACCEPTED)
    code = str(record.error_code) if record.error_code else None
    is_failed = state is enums.NoticeState.NOT_DELIVERED
    return ports.Delivery(
        provider_id=str(record.sid),
        state=state,
        vendor_code=code,
        reason=failures.of_code(code).reason if is_failed else None,
    )


def _never_left(error: Exception) -> bool:
    """Tell whether a request surely did not reach the provider."""
    import requests
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(
        cause.reason, NewConnectionError
    )


def _http_client(api_url: str, heard: threading.local) -> Any:
    """Return the vendor's client, with a time-out and towards the given address."""
    from twilio.http.http_client import TwilioHttpClient

    base = urlsplit(api_url)

    # The vendor ships no types for this class.
    class Addressed(TwilioHttpClient):  # type: ignore[misc]
        def request(self, method: str, url: str, *rest: Any, **named: Any) -> Any:
            there = urlsplit(url)._replace(scheme=base.scheme, netloc=base.netloc)
            response = super().request(method, there.geturl(), *rest, **named)
            headers = getattr(response, "headers", None) or {}
            heard.retry_after = _seconds(headers.get("Retry-After"))
            return response

    return Addressed(timeout=TIMEOUT_SECONDS)


def _seconds(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header; None for anything else."""
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None
