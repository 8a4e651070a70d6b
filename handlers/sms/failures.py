"""Sort what the phone company says when a message does not go; pure.

Codes are advice: the vendor splits and adds them. What is not listed is sorted
by the HTTP status of the refusal. Source: Twilio's error and warning
dictionary, one page per code.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Name what a failure means for the next try."""

    #: The number cannot be texted, now or later.
    NUMBER = "number"
    #: The person told the carrier to stop.
    OPTED_OUT = "opted_out"
    #: The phone is off or the carrier is lost: one later try is worth it.
    HANDSET = "handset"
    #: This text is refused, whoever sends it.
    CONTENT = "content"
    #: Our account, sender or set-up is wrong; the operator has to act.
    SETUP = "setup"
    #: Too much, too fast, or the provider is in trouble: later.
    BUSY = "busy"
    #: It may or may not have been carried out.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Failure:
    """Hold a sorted failure."""

    kind: Kind
    #: A few words for the record.
    reason: str

    @property
    def is_number_bad(self) -> bool:
        """Tell whether nobody should count on this number any more."""
        return self.kind is Kind.NUMBER


_CODES = {
    "20003": Failure(Kind.SETUP, "credentials refused"),
    "20005": Failure(Kind.SETUP, "account not active"),
    "20429": Failure(Kind.BUSY, "too many requests"),
    "21211": Failure(Kind.NUMBER, "invalid number"),
    "21217": Failure(Kind.NUMBER, "invalid number"),
    "21214": Failure(Kind.NUMBER, "number cannot be reached"),
    "21408": Failure(Kind.SETUP, "country not enabled"),
    "21606": Failure(Kind.SETUP, "sender not usable"),
    "21609": Failure(Kind.SETUP, "callback address refused"),
    "21610": Failure(Kind.OPTED_OUT, "opted out"),
    "21611": Failure(Kind.BUSY, "queue full"),
    "21612": Failure(Kind.NUMBER, "no route to the number"),
    "21614": Failure(Kind.NUMBER, "not a mobile number"),
    "21617": Failure(Kind.CONTENT, "text too long"),
    "21635": Failure(Kind.NUMBER, "landline"),
    "21659": Failure(Kind.SETUP, "sender not usable"),
    "30001": Failure(Kind.BUSY, "queue full"),
    "30002": Failure(Kind.SETUP, "account suspended"),
    "30003": Failure(Kind.HANDSET, "phone unreachable"),
    "30004": Failure(Kind.CONTENT, "blocked by the carrier"),
    "30005": Failure(Kind.NUMBER, "unknown number"),
    "30006": Failure(Kind.NUMBER, "landline or no route"),
    "30007": Failure(Kind.CONTENT, "filtered as spam"),
    "30008": Failure(Kind.HANDSET, "unknown carrier error"),
    "30022": Failure(Kind.BUSY, "sent too fast"),
    "30034": Failure(Kind.SETUP, "sender not registered"),
    "30036": Failure(Kind.HANDSET, "validity ran out"),
    "30450": Failure(Kind.CONTENT, "blocked as pumping"),
    "30453": Failure(Kind.CONTENT, "blocked as pumping"),
}

_SERVER_ERROR = 500
_TIMED_OUT = 408
_TOO_MANY = 429
_NO_RIGHTS = (401, 403)


def of_code(code: str | None) -> Failure:
    """Return a failure that came without an HTTP status."""
    return _CODES.get(code or "", Failure(Kind.HANDSET, "not delivered"))


def of_refusal(code: str | None, http_status: int) -> Failure:
    """Return why a request was refused.

    Args:
        code: The vendor's own code, if it gave one.
        http_status: Status of its answer.
    """
    known = _CODES.get(code or "")
    if known is not None:
        return known
    if http_status == _TOO_MANY:
        return Failure(Kind.BUSY, "too many requests")
    if http_status >= _SERVER_ERROR or http_status == _TIMED_OUT:
        # The vendor may have carried it out before it failed.
        return Failure(Kind.UNKNOWN, "provider in trouble")
    if http_status in _NO_RIGHTS:
        return Failure(Kind.SETUP, "credentials refused")
    return Failure(Kind.CONTENT, "refused")
