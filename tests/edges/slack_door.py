"""What the tests of Slack's door share: payloads, signatures, and a look.

The door is the real application of the house on stage; what is sent here is what
Slack would send, or nearly. What the house holds is compared row by row.
"""

import hashlib
import hmac
import itertools
import json
import logging
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from bot import app
from bot.simulator import installation
from bot.simulator.slack import workspace
from handlers.slack import ids
from tests.edges import sms_door
from tests.stage import Scene

PATH = "/slack/events"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
TEAM = workspace.TEAM_ID

#: Dora's, as `dispatcher()` has it.
DORA = "U0DORA"

_numbers = itertools.count(1)


def command(text: str = "open agents struck a man", **fields: str) -> dict[str, str]:
    """A slash command of Dora's as Slack posts it, with a trigger of its own."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "simulated",
        "channel_id": "C0DISPATCH",
        "channel_name": "dispatch",
        "user_id": DORA,
        "user_name": "dora",
        "command": "/incident",
        "text": text,
        "api_app_id": workspace.APP_ID,
        "is_enterprise_install": "false",
        "trigger_id": f"{next(_numbers)}.1.abc",
        **fields,
    }


def press(action_id: str, value: str = "", **fields: Any) -> dict[str, Any]:
    """A press of Dora's on a button."""
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "simulated"},
        "user": {"id": DORA, "team_id": TEAM, "username": "dora"},
        "trigger_id": f"{next(_numbers)}.1.abc",
        "actions": [{"action_id": action_id, "value": value, "type": "button"}],
        **fields,
    }


def form(
    callback_id: str, about: Mapping[str, Any], values: Mapping[str, str], **more: Any
) -> dict[str, Any]:
    """A form that Dora sends, with what it carries along and what she filled in."""
    return {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "simulated"},
        "user": {"id": DORA, "team_id": TEAM, "username": "dora"},
        "trigger_id": f"{next(_numbers)}.1.abc",
        "view": {
            "id": f"V{next(_numbers)}",
            "type": "modal",
            "hash": "1",
            "callback_id": callback_id,
            "private_metadata": json.dumps(about),
            "state": {
                "values": {
                    block_id: {ids.FIELD: {"type": "plain_text_input", "value": value}}
                    for block_id, value in values.items()
                }
            },
        },
        **more,
    }


def event(happened: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """An event as Slack posts it, with an id of its own."""
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": workspace.APP_ID,
        "event": dict(happened),
        "event_id": f"Ev{next(_numbers)}",
        "event_time": 1773175200,
        "authorizations": [{"team_id": TEAM, "user_id": "U0SIMBOT", "is_bot": True}],
        **fields,
    }


def encoded(fields: Mapping[str, str]) -> bytes:
    """A form as it is posted."""
    return urllib.parse.urlencode(fields).encode()


def enclosed(payload: Any) -> bytes:
    """A payload as it is posted, in the one field that it stands in."""
    return encoded({"payload": json.dumps(payload)})


def signature(
    body: bytes, timestamp: str, secret: str = installation.SIGNING_SECRET
) -> str:
    """Slack's signature over a body and a time-stamp."""
    signed = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Door:
    """Knock at Slack's door of the house on stage."""

    def __init__(self, scene: Scene, client: TestClient) -> None:
        self._scene = scene
        self._client = client
        self._records = sms_door.Door(scene)

    def post(
        self,
        body: bytes,
        kind: str = FORM,
        *,
        at: datetime | None = None,
        headers: Mapping[str, str | bytes | None] | None = None,
    ) -> httpx2.Response:
        """Post a body as Slack does, or with something wrong about it.

        Args:
            body: The body.
            kind: Its media type.
            at: When it was signed; now unless given.
            headers: In the place of the usual ones; None leaves one out.
        """
        given: dict[str, str | bytes | None] = {
            **self._scene.workspace.signed(body, kind, at),
            **(headers or {}),
        }
        answer = self._client.post(
            PATH,
            content=body,
            headers=[
                (name.encode(), value.encode() if isinstance(value, str) else value)
                for name, value in given.items()
                if value is not None
            ],
        )
        self.rests()
        return answer

    def sends(self, payload: Mapping[str, Any], **how: Any) -> httpx2.Response:
        """Post a command, a payload or an event, each in its own way."""
        if "command" in payload:
            return self.post(encoded(payload), **how)
        if payload.get("type") == "event_callback":
            return self.post(json.dumps(payload).encode(), JSON, **how)
        return self.post(enclosed(payload), **how)

    def rests(self) -> None:
        """Wait until everything that goes on by itself has ended."""
        portal = self._client.portal
        assert portal is not None
        portal.call(self._client.app.state.slack.work.rest)  # type: ignore[attr-defined, call-arg]

    def counted(self) -> tuple[int, int]:
        """How many requests were refused and unknown, as operators read it."""
        page = self._client.get("/metrics").text
        figures = dict(
            line.rsplit(" ", 1) for line in page.splitlines() if line[0] != "#"
        )
        refused, unknown = (
            int(float(figures[f"holdfast_slack_{name}_total"]))
            for name in ("refused", "unknown")
        )
        return refused, unknown

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return self._records.rows()

    def changed(self, before: Mapping[str, list[tuple[Any, ...]]]) -> set[str]:
        """The tables that are not as they were."""
        return self._records.changed(before)


@contextmanager
def opened(scene: Scene) -> Iterator[Door]:
    """Slack's door, with what runs beside it."""
    client = TestClient(
        app.web(scene.stage.house),
        base_url=installation.PUBLIC_URL,
        raise_server_exceptions=False,
        follow_redirects=False,
        client=("127.0.0.1", 40000),
    )
    with client:
        yield Door(scene, client)


def told(caplog: pytest.LogCaptureFixture, *secrets: str) -> list[str]:
    """The secrets that any log line gives away, with all that hangs on it."""
    formatter = logging.Formatter("%(message)s")
    lines = [formatter.format(record) for record in caplog.records]
    return [secret for secret in secrets if any(secret in line for line in lines)]
