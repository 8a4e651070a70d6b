"""Let a person text and read, as one does on a phone."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """One text as the person sees it."""

    body: str
    at: datetime
    #: None for what the phone company itself writes.
    sid: str | None
    from_e164: str
    #: How many messages the company had entered by then.
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What became of one text that a person sent."""

    #: MessageSid of the text.
    sid: str
    #: HTTP status of the bot's last answer; None if it never answered.
    status: int | None
    #: What the phone showed because of it, in order; receipts are yet to come.
    answers: tuple[str, ...]
    #: Debugger code where the bot's answer could not be carried out.
    error_code: int | None


class Line(Protocol):
    """Take texts from a phone; the company itself."""

    def receive_text(
        self,
        from_e164: str,
        body: str,
        *,
        to_e164: str | None,
        media: int,
        sid: str | None,
        copies: int,
    ) -> Sequence[Exchange]:
        """Pass the text on to the bot, `copies` times at once."""
        ...

    def repeat_text(self, sid: str, *, copies: int) -> Sequence[Exchange]:
        """Post the webhook of an earlier text again, `copies` times at once."""
        ...


class Phone:
    """One handset. Everything but `received` may be set by a test at any time."""

    def __init__(
        self, e164: str, line: Line, has_opted_out: Callable[[], bool]
    ) -> None:
        self.e164 = e164
        #: Off: carriers say 30003.
        self.is_on = True
        #: A landline shows nothing: carriers say 30006.
        self.kind: Literal["mobile", "landline"] = "mobile"
        #: The error with which carriers end every message to it, such as 30005.
        self.fails_with: int | None = None
        self._line = line
        self._has_opted_out = has_opted_out
        self._shown: list[ShownText] = []
        self._lock = threading.Lock()

    @property
    def received(self) -> list[ShownText]:
        """Return what the phone has shown so far, oldest first."""
        with self._lock:
            return list(self._shown)

    @property
    def has_opted_out(self) -> bool:
        """Return whether the carrier's STOP stands for this number."""
        return self._has_opted_out()

    def show(self, text: ShownText) -> None:
        """Show a text; for the company alone."""
        with self._lock:
            self._shown.append(text)

    def show_only(self, texts: Sequence[ShownText]) -> None:
        """Show these texts, oldest first, and no others; for the company alone."""
        with self._lock:
            self._shown = list(texts)

    def texts(
        self,
        body: str,
        *,
        to: str | None = None,
        media: int = 0,
        sid: str | None = None,
    ) -> Exchange:
        """Send a text and return what came of it.

        Args:
            body: The words, sent exactly so.
            to: One of the account's numbers; else the one that texted last.
            media: How many pictures go along.
            sid: A MessageSid of one's own. One that was used before repeats that
                webhook: the company lists nothing new, and the rest is ignored.

        Raises:
            Refusal: The account has no such number, or the text is more than
                carriers pass on.
        """
        return self._line.receive_text(
            self.e164, body, to_e164=to, media=media, sid=sid, copies=1
        )[0]

    def texts_in_copies(self, body: str, copies: int) -> Sequence[Exchange]:
        """Send one text whose webhook comes `copies` times at the same moment."""
        return self._line.receive_text(
            self.e164, body, to_e164=None, media=0, sid=None, copies=copies
        )

    def repeats(self, exchange: Exchange, copies: int = 1) -> Sequence[Exchange]:
        """Have the webhook of an earlier text posted again, all copies at once."""
        return self._line.repeat_text(exchange.sid, copies=copies)
