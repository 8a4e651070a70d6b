"""Read a form from a request, with bounds, strictly."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

#: Largest body that a vendor's form may have. Source: our choice; a text of 1,600
#: characters with ten pictures is under 16 kB when encoded.
BODY_MAX_BYTES = 64 * 1024

#: Most fields of a form. Source: our choice; the vendors send some forty.
FIELDS_MAX = 200

_FORM = "application/x-www-form-urlencoded"


async def read(request: Request) -> Mapping[str, str] | Response:
    """Return a form's fields as sent, blanks included, or the refusal.

    Refused are bodies that are too large (413), of another kind (403: they
    cannot carry our vendors' signature), not UTF-8, or with a field twice (400).
    """
    body = await read_body(request, BODY_MAX_BYTES)
    if body is None:
        return PlainTextResponse("too large", 413)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        return PlainTextResponse("refused", 403)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=FIELDS_MAX,
            errors="strict",
        )
    except ValueError:
        return PlainTextResponse("malformed", 400)
    form = dict(pairs)
    if len(form) != len(pairs):
        return PlainTextResponse("malformed", 400)
    return form


async def read_body(request: Request, limit_bytes: int) -> bytes | None:
    """Return the body; None as soon as it is known to be larger than the limit."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        return None
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit_bytes:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
