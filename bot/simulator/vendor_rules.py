"""Decide what the phone company refuses, and with which words (pure).

Covers creating a message by the API. What depends on the state of the company
(opt-outs, queues, landlines) is asked by `phone_company`, with the refusals of
the same catalogue. Parameters that this double does not play are refused with
501, so that no test leans on a feature that is not there.
"""

import re
import urllib.parse
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

#: Longest body, in characters. Source: error 21617.
BODY_MAX_CHARACTERS = 1600
#: Most media of one message. Source: error 21623.
MEDIA_MAX = 10
#: Longest stay in the queue, in seconds, and the default. Source: error 21624.
VALIDITY_MAX_SECONDS = 36_000
#: Longest callback address, in characters. Source: error 21609.
CALLBACK_MAX_CHARACTERS = 4000

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
#: Numbers of the North American plan. Source: NANPA, NPA-NXX-XXXX.
_NANP = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]+")
_NOT_PLAYED = frozenset(
    {"ApplicationSid", "ContentSid", "ContentVariables", "ScheduleType", "SendAt"}
)

#: Code to HTTP status and message. Source: the vendor's error dictionary; the
#: statuses of 20005 and 21611 are from third parties' records, not from it.
_CATALOGUE: Mapping[int, tuple[int, str]] = MappingProxyType(
    {
        20001: (400, "Invalid date value."),
        20003: (401, "Authenticate"),
        20004: (405, "Method not allowed"),
        20005: (403, "Account not active"),
        20404: (404, "The requested resource was not found"),
        21211: (400, "Invalid 'To' Phone Number: {to}"),
        21266: (400, "'To' and 'From' number cannot be the same: {to}"),
        21408: (
            400,
            "Permission to send an SMS has not been enabled for the region "
            "indicated by the 'To' number: {to}",
        ),
        21602: (400, "Message body is required."),
        21603: (400, "A 'From' phone number is required."),
        21604: (400, "A 'To' phone number is required."),
        21606: (
            400,
            "The 'From' phone number {sender} is not a valid, message-capable "
            "Twilio phone number for this destination.",
        ),
        21609: (400, "The StatusCallback URL is not a valid URL."),
        21610: (400, "Attempt to send to unsubscribed recipient"),
        21611: (
            429,
            "This 'From' number {sender} has exceeded the maximum number of "
            "queued messages",
        ),
        21614: (400, "'To' number is not a valid mobile number"),
        21617: (
            400,
            "The concatenated message body exceeds the 1600 character limit",
        ),
        21623: (400, "Number of media files exceeds allowed limit"),
        21624: (400, "Invalid validity period value"),
        21635: (400, "'To' number cannot be a landline: {to}"),
        21659: (
            400,
            "'From' {sender} is not a Twilio phone number or Short Code country "
            "mismatch",
        ),
        21660: (400, "Mismatch between the 'From' number {sender} and the account"),
        21701: (400, "The Messaging Service does not exist"),
    }
)


class Refusal(Exception):  # noqa: N818 - an answer of the vendor, not a fault of ours
    """The phone company does not do what was asked."""

    def __init__(self, code: int, *, to: str = "", sender: str = "") -> None:
        """Take status and words for the code from the catalogue."""
        self.code = code
        self.status, words = _CATALOGUE[code]
        self.message = words.format(to=to, sender=sender)
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Return the error as the API's JSON value."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class NotPlayedError(Exception):
    """The real vendor has this feature, and this double has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Say what a create asks for, after all checks that need no state."""

    to_e164: str
    #: None where the Messaging Service is to choose.
    from_e164: str | None
    service_sid: str | None
    body: str
    media_urls: tuple[str, ...]
    callback_url: str | None
    validity_seconds: int
    #: Whether landlines are to be tried. Source: error 21635.
    force_delivery: bool


def read_order(
    form: Mapping[str, Sequence[str]],
    *,
    numbers: Collection[str],
    service_sid: str | None,
    enabled_prefixes: Collection[str],
    foreign_sender_refusal: int,
) -> Order:
    """Check the parameters of a create; unknown ones are ignored.

    Args:
        form: Parameter names to their values, in the order received.
        numbers: The account's own numbers, E.164.
        service_sid: The account's Messaging Service, if it has one.
        enabled_prefixes: Beginnings of the numbers that may be texted.
        foreign_sender_refusal: The code for a sender of somebody else.

    Raises:
        Refusal: The vendor refuses; the code says why.
        NotPlayedError: The vendor would have done something else than we can.
    """
    if strange := _NOT_PLAYED & form.keys():
        raise NotPlayedError(f"{sorted(strange)[0]} is not played by this double")
    to_e164 = _recipient(_one(form, "To"), enabled_prefixes)
    asked_service = _one(form, "MessagingServiceSid")
    if asked_service and asked_service != service_sid:
        raise Refusal(21701)
    sender = _one(form, "From")
    if not sender and not asked_service:
        raise Refusal(21603)
    if sender == to_e164:
        raise Refusal(21266, to=to_e164)
    if sender and sender not in numbers:
        raise Refusal(foreign_sender_refusal, sender=sender)
    body, media_urls = _one(form, "Body"), tuple(form.get("MediaUrl", ()))
    check_content(body, len(media_urls))
    callback_url = _one(form, "StatusCallback") or None
    if callback_url is not None and not is_web_address(callback_url):
        raise Refusal(21609)
    return Order(
        to_e164=to_e164,
        from_e164=sender or None,
        service_sid=asked_service or None,
        body=body,
        media_urls=media_urls,
        callback_url=callback_url,
        validity_seconds=_validity_seconds(_one(form, "ValidityPeriod")),
        force_delivery=_one(form, "ForceDelivery").lower() == "true",
    )


def check_content(body: str, media: int) -> None:
    """Refuse a message with nothing in it, or with too much.

    Raises:
        Refusal: 21602, 21617 or 21623.
    """
    if not body and not media:
        raise Refusal(21602)
    check_size(body, media)


def check_size(body: str, media: int) -> None:
    """Refuse a message with too long a body or too many media.

    Raises:
        Refusal: 21617 or 21623.
    """
    if len(body) > BODY_MAX_CHARACTERS:
        raise Refusal(21617)
    if media > MEDIA_MAX:
        raise Refusal(21623)


def is_phone_number(text: str) -> bool:
    """Return whether the text is a number that could exist, E.164."""
    pattern = _NANP if text.startswith("+1") else _E164
    return pattern.fullmatch(text) is not None


def is_web_address(url: str) -> bool:
    """Return whether the text is an absolute http or https address.

    The vendor also refuses addresses that it cannot reach; loopback stays
    allowed here, since that is where the tests and the demo live.

    Source: error 21609.
    """
    if len(url) > CALLBACK_MAX_CHARACTERS:
        return False
    try:
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(host)
        and _HOST.fullmatch(parts.netloc.rpartition("@")[2]) is not None
    )


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    """Return the first value of a parameter, or nothing."""
    values = form.get(name)
    return values[0] if values else ""


def _recipient(to_e164: str, enabled_prefixes: Collection[str]) -> str:
    if not to_e164:
        raise Refusal(21604)
    if not is_phone_number(to_e164):
        raise Refusal(21211, to=to_e164)
    if not to_e164.startswith(tuple(enabled_prefixes)):
        raise Refusal(21408, to=to_e164)
    return to_e164


def _validity_seconds(text: str) -> int:
    if not text:
        return VALIDITY_MAX_SECONDS
    if not (text.isascii() and text.isdigit()):
        raise Refusal(21624)
    seconds = int(text) if len(text) <= len(str(VALIDITY_MAX_SECONDS)) else 0
    if not 1 <= seconds <= VALIDITY_MAX_SECONDS:
        raise Refusal(21624)
    return seconds
