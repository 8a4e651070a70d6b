"""Take texts and receipts from the phone company, over HTTP.

An inbound text becomes one command; its answer goes back in the response. A
request that is refused changes nothing and gives nothing away.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from handlers import forms
from handlers.sms import (
    commands_of,
    failures,
    receipts,
    signature,
    texts,
    words,
)
from models import commands, enums, errors, ports, views

_log = logging.getLogger(__name__)

#: Longest wait for the desk, in seconds. Source: the vendor gives up after 15 s;
#: an answer that comes later is sent as a message of its own.
PATIENCE_SECONDS = 10.0

#: Who may have sent a text: a number, a short code or a name, in as many characters
#: as a number has. Source: ITU-T E.164: at most 15 digits, here after a plus.
_SENDER = re.compile(r"[ -~]{1,16}")

#: What no XML document may hold. Source: XML 1.0, 2.2, production 2.
_NO_XML = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

#: How many pictures came along; the vendor sends at most ten.
_COUNT = re.compile(r"[0-9]{1,3}")

#: TwiML that says nothing.
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


class SmsDoor:
    """Know the desk, the account and the signature."""

    def __init__(
        self,
        desk: ports.Desk,
        *,
        account_sid: str,
        check: signature.Signature,
        public_url: str,
        own_words: words.OwnWords,
    ) -> None:
        """Keep what every request needs.

        Args:
            desk: Takes the commands.
            account_sid: The only account whose requests count.
            check: Checks signatures.
            public_url: What stands before the path of our addresses.
            own_words: Words of the policy in force.
        """
        self._desk = desk
        self._account_sid = account_sid
        self._check = check
        self._public_url = public_url.rstrip("/")
        self._own_words = own_words
        #: Requests that the vendor did not sign, or that cannot be read.
        self.refused = 0

    async def receive_text(self, request: Request) -> Response:
        """Take an inbound text and answer it in TwiML."""
        form = await self._admit(request)
        if isinstance(form, Response):
            return form
        inbound = inbound_of(form)
        if inbound is None:
            self.refused += 1
            _log.error("a text of the phone company cannot be read; it was refused")
            return PlainTextResponse("malformed", 400)
        command = commands_of.command_of(inbound, self._own_words)
        reply = await self._ask(command)
        return Response(self._twiml(reply), media_type="text/xml")

    async def receive_receipt(self, request: Request) -> Response:
        """Take a delivery receipt; unknown ones are answered politely."""
        form = await self._admit(request)
        if isinstance(form, Response):
            return form
        if not receipts.is_readable(form):
            self.refused += 1
            _log.error("a receipt of the phone company cannot be read; it was refused")
            return PlainTextResponse("malformed", 400)
        command = receipts.command_of(form, request.query_params.get("notice"))
        if command is not None:
            _warn_of(command)
            try:
                await self._desk.do(command)
            except errors.StorageError:
                # The vendor tries a receipt again after an error.
                return PlainTextResponse("later", 503)
        return Response(EMPTY, media_type="text/xml")

    async def _admit(self, request: Request) -> Mapping[str, str] | Response:
        """Return the form of a genuine request, or the refusal."""
        form = await forms.read(request)
        if isinstance(form, Response):
            self.refused += 1
            return form
        # Not `request.url`: the caller's own Host header goes into that.
        fits = self._check.fits(
            request.scope["path"],
            request.scope["query_string"].decode("latin-1"),
            form,
            request.headers.get("X-Twilio-Signature"),
        )
        if not fits or form.get("AccountSid") != self._account_sid:
            self.refused += 1
            _log.warning("refused a request that the phone company did not sign")
            return PlainTextResponse("refused", 403)
        return form

    async def _ask(self, command: commands.Command) -> views.Reply:
        """Give the command to the desk; say so where nothing was recorded."""
        try:
            return await asyncio.wait_for(
                asyncio.shield(self._desk.do(command)), PATIENCE_SECONDS
            )
        except TimeoutError:
            # It is being carried out; its answer follows as a message.
            return views.Reply()
        except errors.StorageError:
            _log.error("a text was not recorded; it will be fetched again")
            return views.Reply(text=texts.NOT_RECORDED)

    def _twiml(self, reply: views.Reply) -> str:
        if reply.text is None:
            return EMPTY
        callback = ""
        if reply.notice_id is not None:
            address = (
                f"{self._public_url}/twilio/status?notice={quote(reply.notice_id)}"
            )
            callback = f' statusCallback="{escape(address)}"'
        return (
            '<?xml version="1.0" encoding="UTF-8"?>'
            f"<Response><Message{callback}>{_xml(reply.text)}</Message></Response>"
        )


def _xml(text: str) -> str:
    """Return a text as it stands in a document."""
    return escape(_NO_XML.sub(" ", text))


def _warn_of(receipt: commands.RecordDelivery) -> None:
    """Tell the operator of a failure that will meet the next message too."""
    if receipt.state is not enums.NoticeState.NOT_DELIVERED:
        return
    failure = failures.of_code(receipt.vendor_code)
    if failure.kind in (failures.Kind.SETUP, failures.Kind.CONTENT):
        code = receipt.vendor_code
        _log.error("the provider refuses: %s (%s)", failure.reason, code)


def inbound_of(form: Mapping[str, str]) -> commands.InboundText | None:
    """Return the text that a form holds; None where it holds none."""
    sid, sender = form.get("MessageSid", ""), form.get("From", "")
    count = form.get("NumMedia", "0") or "0"
    if "Body" not in form or not (
        receipts.SID.fullmatch(sid)
        and _SENDER.fullmatch(sender)
        and _COUNT.fullmatch(count)
    ):
        return None
    return commands.InboundText(
        provider_id=sid,
        e164=sender,
        to_e164=form.get("To", "").replace("\x00", "")[:32],
        body=form["Body"],
        media_count=int(count),
        fields=form,
    )
