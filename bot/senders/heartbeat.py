"""Signal to somebody outside that all is well; they notice when it stops."""

import http.client
import ssl
from urllib.parse import urlsplit

#: Longest wait for the other side, in seconds. Source: our choice; the next signal
#: comes minutes later anyway.
TIMEOUT_SECONDS = 5.0

#: Statuses by which the signal counts as taken; a redirect is not followed.
_TAKEN = range(200, 300)

#: Of an answer nobody reads more, in bytes.
_READ_BYTES = 1_000


class Heartbeat:
    """Ask for one address; it may hold a secret and is told to nobody."""

    def __init__(self, url: str) -> None:
        """Keep the address: https, or http to this machine (see `bot.settings`)."""
        self._url = url

    def send(self) -> str | None:
        """Signal once; return None, or in a word why it was not taken."""
        parts = urlsplit(self._url)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            connection.request("GET", path, headers={"User-Agent": "holdfast"})
            answer = connection.getresponse()
            answer.read(_READ_BYTES)
        except (OSError, http.client.HTTPException) as error:
            # Its text may hold the address.
            return type(error).__name__
        finally:
            connection.close()
        return None if answer.status in _TAKEN else f"status {answer.status}"


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
