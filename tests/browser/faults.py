"""What a page must not do: complain, break down, or look outside this machine."""

import urllib.parse

from playwright import sync_api

#: The only host of a page here.
HERE = "127.0.0.1"

#: Addresses that leave no machine.
INWARD = ("data", "blob", "about")


class Faults:
    """Note every fault of the pages of one context, in words."""

    def __init__(self, context: sync_api.BrowserContext) -> None:
        self._expected: list[str] = []
        self._seen: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self._seen.append(f"{error.error}"))
        context.on("request", self._request)

    def expect(self, words: str) -> None:
        """Let faults with these words pass: the test provokes them."""
        self._expected.append(words)

    @property
    def unexpected(self) -> list[str]:
        """The faults that no test asked for."""
        return [
            fault
            for fault in self._seen
            if not any(words in fault for words in self._expected)
        ]

    def _console(self, message: sync_api.ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location.get("url", "")
            self._seen.append(f"console: {message.text} ({place})")

    def _request(self, request: sync_api.Request) -> None:
        address = urllib.parse.urlsplit(request.url)
        if address.scheme not in INWARD and address.hostname != HERE:
            self._seen.append(f"request to another host: {request.url}")
