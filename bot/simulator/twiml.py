"""Read the bot's answer to an inbound text, strictly (pure).

What the vendor only warns of (an unknown verb, a strange attribute) is an error
here: the bot has no reason to send it. `Redirect` and media are not played.
"""

import urllib.parse
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from bot.simulator import vendor_rules

#: Largest document, in bytes. Source: error 11750.
DOCUMENT_MAX_BYTES = 64 * 1024

#: Debugger codes. Source: the vendor's error dictionary, under these numbers.
WRONG_CONTENT_TYPE = 12300
TOO_LARGE = 11750
UNREADABLE = 12100
NOT_THE_SCHEMA = 12200
INVALID_TO = 14101
INVALID_FROM = 14102
INVALID_BODY = 14103
INVALID_CALLBACK = 14105

_MEDIA_TYPES = ("text/xml", "application/xml")
_ATTRIBUTES = frozenset({"to", "from", "action", "method", "statusCallback"})


class TwimlError(Exception):
    """The answer is no document that the phone company can carry out."""

    def __init__(self, code: int, detail: str) -> None:
        """Keep the debugger code; the detail never quotes the document."""
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Say what one `Message` of the answer asks for."""

    body: str
    #: None: whoever texted.
    to_e164: str | None
    #: None: the number that was texted.
    from_e164: str | None
    #: Absolute; None where no receipts are asked for.
    callback_url: str | None


def read(content_type: str | None, document: bytes, base_url: str) -> list[Reply]:
    """Return the messages of a TwiML document, in order.

    Args:
        content_type: The answer's Content-Type header.
        document: The answer's body.
        base_url: The webhook's own address, for relative callback addresses.

    Raises:
        TwimlError: It is not TwiML; the code says in what way.
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise TwimlError(WRONG_CONTENT_TYPE, "the Content-Type is not that of XML")
    if len(document) > DOCUMENT_MAX_BYTES:
        raise TwimlError(TOO_LARGE, "the document is larger than 64 kB")
    try:
        root = ET.fromstring(document)  # noqa: S314 - from the bot under test alone
    except ET.ParseError as error:
        line, column = error.position
        raise TwimlError(
            UNREADABLE, f"not XML at line {line}, column {column}"
        ) from error
    if root.tag != "Response":
        raise TwimlError(UNREADABLE, "the root element is not Response")
    if (root.text or "").strip() or any((verb.tail or "").strip() for verb in root):
        raise TwimlError(NOT_THE_SCHEMA, "there is text between the verbs")
    return [_message(verb, base_url) for verb in root]


def _message(verb: ET.Element, base_url: str) -> Reply:
    if verb.tag != "Message":
        raise TwimlError(NOT_THE_SCHEMA, "a verb other than Message")
    if not set(verb.keys()) <= _ATTRIBUTES:
        raise TwimlError(NOT_THE_SCHEMA, "an attribute that Message has not")
    if verb.get("method", "POST") != "POST":
        raise TwimlError(NOT_THE_SCHEMA, "a method other than POST")
    to_e164 = verb.get("to")
    if to_e164 is not None and not vendor_rules.is_phone_number(to_e164):
        raise TwimlError(INVALID_TO, "the `to` of a Message is no phone number")
    return Reply(
        body=_body(verb),
        to_e164=to_e164,
        from_e164=verb.get("from"),
        callback_url=_callback_url(verb, base_url),
    )


def _body(verb: ET.Element) -> str:
    """Return the text of a Message, given bare or in `Body` elements."""
    if len(verb) == 0:
        body = verb.text or ""
    elif any(noun.tag != "Body" or len(noun) or noun.keys() for noun in verb):
        raise TwimlError(NOT_THE_SCHEMA, "a noun other than a plain Body")
    else:
        body = "".join(noun.text or "" for noun in verb)
    try:
        vendor_rules.check_content(body, media=0)
    except vendor_rules.Refusal as refusal:
        raise TwimlError(INVALID_BODY, refusal.message) from refusal
    return body


def _callback_url(verb: ET.Element, base_url: str) -> str | None:
    """Return where receipts go: `action`, or `statusCallback` of older days."""
    given = verb.get("action") or verb.get("statusCallback")
    if not given:
        return None
    callback_url = urllib.parse.urljoin(base_url, given)
    if not vendor_rules.is_web_address(callback_url):
        raise TwimlError(INVALID_CALLBACK, "the callback address is not valid")
    return callback_url
