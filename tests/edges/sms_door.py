"""What the tests of the phone company's door share: forms, signatures, and a look.

The door is the real application of the house on stage; signatures are computed by
the vendor's own library. What the house holds is compared row by row.
"""

import asyncio
import hashlib
import itertools
import urllib.parse
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot import app
from bot.simulator import installation, phone_company
from tests.stage import Scene
from tests.storage import schemas

ACCOUNT = phone_company.SIMULATED_ACCOUNT_SID
TEXTS = "/twilio/sms"
RECEIPTS = "/twilio/status"
FORM = "application/x-www-form-urlencoded"

#: Asha's, as `officer()` has it.
ASHA = "+13125550101"

#: Says nothing, in the vendor's own words.
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def text_form(body: str = "NEW agents struck a man", **fields: str) -> dict[str, str]:
    """A text of Asha's as the phone company posts it, each with an id of its own."""
    sid = f"SM{uuid.uuid4().hex}"
    return {
        "ToCountry": "US",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "FromZip": "",
        "SmsStatus": "received",
        "FromCity": "CHICAGO",
        "Body": body,
        "To": installation.OUR_NUMBER,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": ASHA,
        "ApiVersion": "2010-04-01",
        **fields,
    }


def receipt_form(provider_id: str, status: str, **fields: str) -> dict[str, str]:
    """A receipt as the phone company posts it."""
    return {
        "SmsSid": provider_id,
        "SmsStatus": status,
        "MessageStatus": status,
        "To": ASHA,
        "MessageSid": provider_id,
        "AccountSid": ACCOUNT,
        "From": installation.OUR_NUMBER,
        "ApiVersion": "2010-04-01",
        **fields,
    }


def encoded(form: Mapping[str, str], *, but: str | None = None) -> bytes:
    """A form as it is posted, without one of its fields."""
    fields = [(name, value) for name, value in form.items() if name != but]
    return urllib.parse.urlencode(fields).encode()


def sha256(body: bytes) -> str:
    """The digest that an address holds of a body which is no form."""
    return hashlib.sha256(body).hexdigest()


def signature(
    form: Mapping[str, str],
    path: str = TEXTS,
    *,
    token: str = installation.AUTH_TOKEN,
    public_url: str = installation.PUBLIC_URL,
) -> str:
    """The vendor's signature over an address and a form."""
    signed = RequestValidator(token).compute_signature(public_url + path, dict(form))
    return str(signed)


def spoken(response: httpx2.Response) -> list[str]:
    """What a phone would show of an answer; the answer is TwiML that can be read."""
    assert response.status_code == 200, response.status_code
    assert response.headers["Content-Type"].partition(";")[0] == "text/xml"
    root = ET.fromstring(response.content)  # noqa: S314 - from the bot under test
    assert root.tag == "Response"
    assert {child.tag for child in root} <= {"Message"}
    return [child.text or "" for child in root]


class Door:
    """Knock at the doors of the house on stage."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def client(self) -> TestClient:
        """A client of the house as it is now; a fault is answered, not raised."""
        return TestClient(
            app.web(self._scene.stage.house),
            base_url=installation.PUBLIC_URL,
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    def post(
        self,
        form: Mapping[str, str],
        path: str = TEXTS,
        *,
        sign: Mapping[str, str] | None = None,
        headers: Mapping[str, str | bytes | None] | None = None,
        content: bytes | None = None,
        method: str = "POST",
        **how: Any,
    ) -> httpx2.Response:
        """Post a form as the phone company does, or with something wrong about it.

        Args:
            form: The fields.
            path: Path and query.
            sign: What is signed; the form itself unless given.
            headers: In the place of the usual ones; None leaves one out.
            content: The body; the encoded form unless given.
            method: The HTTP method.
            how: Whose token signs, and for which address.
        """
        body = encoded(form) if content is None else content
        signed = signature(form if sign is None else sign, path, **how)
        given: dict[str, str | bytes | None] = {
            "Content-Type": f"{FORM}; charset=UTF-8",
            "X-Twilio-Signature": signed,
            **(headers or {}),
        }
        client = self.client()
        return client.request(
            method,
            path,
            content=body,
            headers=[
                (name.encode(), value.encode() if isinstance(value, str) else value)
                for name, value in given.items()
                if value is not None
            ],
        )

    def post_raw(
        self, path: str, *, query: bytes = b"", host: bytes = b"holdfast.example"
    ) -> tuple[int, bytes, bytes | None]:
        """Post what no client would, unsigned; return status, body and Location."""
        message = {"type": "http.request", "body": b"Body=x", "more_body": False}
        said = self._call(path, itertools.repeat(message), query=query, host=host)
        location = dict(said[0]["headers"]).get(b"location")
        return said[0]["status"], said[1]["body"], location

    def read_of_an_endless_body(self, path: str = TEXTS) -> int:
        """Post a body without an end; return how many bytes of it were taken."""
        taken = 0

        def messages() -> Iterator[Any]:
            nonlocal taken
            while True:
                taken += 4096
                yield {"type": "http.request", "body": b"x" * 4096, "more_body": True}

        assert self._call(path, messages())[0]["status"] == 413
        return taken

    def announce(self, size_bytes: int, path: str = TEXTS) -> int:
        """Announce a body of that size and send none of it; return the status."""
        length = (b"content-length", str(size_bytes).encode())
        status: int = self._call(path, iter(()), more=(length,))[0]["status"]
        return status

    def hang_up(self, path: str = TEXTS) -> None:
        """Post a part of a body, and hang up."""
        part = {"type": "http.request", "body": b"Body=x", "more_body": True}
        self._call(path, iter((part, {"type": "http.disconnect"})))

    def _call(
        self,
        path: str,
        messages: Iterator[Any],
        *,
        query: bytes = b"",
        host: bytes = b"holdfast.example",
        more: Sequence[tuple[bytes, bytes]] = (),
    ) -> list[Any]:
        """Call the application as a server does; return what it said."""
        said: list[Any] = []

        async def receive() -> Any:
            return next(messages)

        async def send(message: Any) -> None:
            said.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": [(b"host", host), (b"content-type", FORM.encode()), *more],
            "client": ("203.0.113.9", 40000),
            "server": ("10.0.0.7", 8000),
        }
        asyncio.run(app.web(self._scene.stage.house)(scope, receive, send))
        return said

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self._scene.stage.house.database.reading() as connection:
            return {
                table.name: sorted(
                    (tuple(row) for row in connection.execute(table.select())), key=repr
                )
                for table in schemas.tables()
            }

    def changed(self, before: Mapping[str, list[tuple[Any, ...]]]) -> set[str]:
        """The tables that are not as they were."""
        return {name for name, rows in self.rows().items() if rows != before[name]}


def tells(caplog: pytest.LogCaptureFixture, *secrets: str) -> list[str]:
    """The secrets that our own log lines give away, with all that hangs on them."""
    formatter = caplog.handler.formatter
    assert formatter is not None
    lines = [
        formatter.format(record)
        for record in caplog.records
        if record.name.partition(".")[0] in ("bot", "handlers", "models")
    ]
    return [secret for secret in secrets if any(secret in line for line in lines)]
