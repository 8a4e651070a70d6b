"""Run the same door and the same check of signatures, and write nothing."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks import scene
from bot.simulator import installation
from handlers import forms
from handlers.sms import signature

_CHECK = signature.Signature(installation.PUBLIC_URL, [installation.AUTH_TOKEN])

_TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<Response><Message>26-0001A opened 15:40.</Message></Response>"
)


async def receive_text(request: Request) -> Response:
    """Check a text and answer always the same."""
    form = await forms.read(request)
    if isinstance(form, Response):
        return form
    signed = request.headers.get("X-Twilio-Signature")
    if not _CHECK.fits(request.url.path, request.url.query, form, signed):
        return PlainTextResponse("refused", 403)
    return Response(_TWIML, media_type="text/xml")


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route(scene.PATH, receive_text, methods=["POST"])]),
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
    )
