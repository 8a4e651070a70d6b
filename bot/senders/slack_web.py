"""Make one call of Slack's Web API, and tell what an answer that is none means.

Nothing is tried again in here, and no other address than the one given is asked.
"""

import http.client
import json
import logging
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from handlers.slack import failures
from models import errors

if TYPE_CHECKING:
    from slack_sdk import WebClient

#: Longest wait for Slack, in seconds. Source: our choice; a form has three seconds
#: from the press of the button, and a card can wait for its next turn.
TIMEOUT_SECONDS = 5.0

#: What an error of Slack's looks like.
_WORD = re.compile(r"[a-z][a-z0-9_]{1,63}", re.ASCII)

# The vendor's client logs bodies of requests and texts of errors; what matters of
# them is raised, too.
logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


class WebApi:
    """Hold a token and an address; safe to use from several threads."""

    def __init__(self, *, token: str, api_url: str) -> None:
        """Keep both; nothing is asked yet."""
        self._token = token
        self._api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self._lock = threading.Lock()
        self._client: WebClient | None = None

    def call(self, method: str, **arguments: Any) -> Any:
        """Call a method and return its answer.

        Raises:
            DeliveryError: It was refused, deferred, or the outcome is unknown.
        """
        from slack_sdk.errors import SlackApiError, SlackClientError

        try:
            answer = (
                self._loaded().api_call(method, json=arguments)
                if (method.startswith(("chat.", "views.")))
                else self._loaded().api_call(method, params=_plain(arguments))
            )
        except SlackApiError as error:
            raise _refusal(error.response) from None
        except SlackClientError as error:
            raise unreadable(type(error).__name__) from None
        except (OSError, http.client.HTTPException) as error:
            raise unanswered(error) from None
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            # A page or JSON of another shape where an answer should be.
            raise unreadable(type(error).__name__) from None
        return answer

    def _loaded(self) -> "WebClient":
        with self._lock:
            if self._client is None:
                from slack_sdk import WebClient

                self._client = WebClient(
                    self._token,
                    base_url=self._api_url,
                    timeout=int(TIMEOUT_SECONDS),
                    # A second request after a lost answer is a second message.
                    retry_handlers=[],
                )
            return self._client


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.dumps(value) if isinstance(value, (dict, list)) else value
        for name, value in arguments.items()
    }


def _refusal(response: Any) -> errors.DeliveryError:
    status = int(getattr(response, "status_code", 0) or 0)
    data = getattr(response, "data", None)
    said = data if isinstance(data, dict) else {}
    name = str(said.get("error") or "")
    if not _WORD.fullmatch(name):
        # The vendor's client writes a sentence there, with the body, where the
        # answer was no JSON.
        name = ""
    metadata = said.get("response_metadata")
    messages = tuple(
        str(one)
        for one in (
            metadata.get("messages") or () if isinstance(metadata, dict) else ()
        )
    )
    kind = failures.of_status(status)
    if kind is None:
        kind = failures.of_error(name, messages) if name else failures.Kind.UNKNOWN
    return errors.DeliveryError(
        f"Slack: {name or status}",
        kind=kind,
        vendor_code=name or None,
        http_status=status or None,
        retry_after_seconds=_seconds(getattr(response, "headers", None) or {}),
    )


def unreadable(kind: str) -> errors.DeliveryError:
    """Return that an answer came which is none."""
    return errors.DeliveryError(
        f"Slack's answer cannot be read ({kind}).", kind=failures.Kind.UNKNOWN
    )


def unanswered(error: Exception) -> errors.DeliveryError:
    """Tell a request that surely never left from one that may have arrived."""
    reason = error.reason if isinstance(error, URLError) else error
    never_left = isinstance(reason, ConnectionRefusedError) or (
        isinstance(error, URLError)
        and isinstance(reason, OSError)
        and not isinstance(reason, (TimeoutError, ConnectionError))
    )
    kind = failures.Kind.BUSY if never_left else failures.Kind.UNKNOWN
    return errors.DeliveryError(
        f"Slack did not answer ({type(reason).__name__}).",
        kind=kind,
        vendor_code=failures.UNREACHABLE,
    )


def _seconds(headers: Mapping[str, Any]) -> float | None:
    """Return the seconds of a Retry-After header; None for anything else."""
    given = {str(name).lower(): value for name, value in headers.items()}
    value = given.get("retry-after")
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    try:
        seconds = float(value) if value is not None else -1.0
    except (TypeError, ValueError):
        return None
    return seconds if 0 <= seconds < float("inf") else None
