"""Who is let in at Slack's door, and that nobody else changes anything."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from bot import app
from bot import settings as reading
from bot.simulator import installation
from bot.simulator.installation import slack_settings
from handlers.slack import signature as signatures
from models import errors
from tests.edges import slack_door
from tests.edges.slack_door import Door
from tests.stage import Scene, dispatcher, officer
from tests.storage import databases

pytestmark = pytest.mark.in_slack

BODY = slack_door.encoded(slack_door.command("open a man with a red hat, 3125550147"))
SECRETS = ("red hat", "red+hat", "3125550147", installation.SIGNING_SECRET)

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"

#: Time-stamps that are none, each with the signature that would fit.
NO_STAMPS = (
    *("abc", "", "-5", "1e9", "1773175200.0", "0x69b0", " ", "nan"),
    *("9" * 13, "9" * 400, "9" * 5000),
)


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    scene.enrols(officer(), dispatcher())
    with slack_door.opened(scene) as door:
        yield door


def stamp(scene: Scene, **ago: float) -> str:
    return str(int((scene.now() - timedelta(**ago)).timestamp()))


def forgeries(scene: Scene) -> dict[str, dict[str, Any]]:
    """What is wrong about a request, and how it is made so."""
    now = stamp(scene)
    right = slack_door.signature(BODY, now)
    unsigned: dict[str, Any] = {
        "no signature": None,
        "an empty signature": "",
        "a signature of nothing": "v0=",
        "half a signature": right[:40],
        "another version": f"v1={right[3:]}",
        "another secret": slack_door.signature(BODY, now, "secret-of-another-app"),
        "another body": slack_door.signature(BODY + b"&text=x", now),
        "another time": slack_door.signature(BODY, stamp(scene, seconds=1)),
        "another alphabet": "é".encode() * 32,
        "no alphabet": b"v0=\xff\xfe",
    }
    return {
        **{what: {"headers": {SIGNATURE: value}} for what, value in unsigned.items()},
        "301 seconds old": {"at": scene.now() - timedelta(seconds=301)},
        "301 seconds in the future": {"at": scene.now() + timedelta(seconds=301)},
        "an hour old": {"at": scene.now() - timedelta(hours=1)},
        "no time-stamp": {"headers": {STAMP: None}},
        "another alphabet's time-stamp": {
            "headers": {STAMP: "\uff11\uff12\uff13".encode()}
        },
        **{
            f"the time-stamp {value[:20]!r} of {len(value)}": {
                "headers": {
                    STAMP: value,
                    SIGNATURE: slack_door.signature(BODY, value),
                }
            }
            for value in NO_STAMPS
        },
    }


@databases.on("sqlite")
def test_request_that_slack_did_not_sign_is_refused_and_changes_nothing(
    door: Door, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    forged = forgeries(scene)

    with caplog.at_level(logging.DEBUG):
        for what, wrong in forged.items():
            answer = door.post(BODY, **wrong)
            assert (answer.status_code, answer.text) == (401, "refused"), what

    assert door.changed(before) == set()
    assert door.counted() == (len(forged), 0)
    assert caplog.text.count("did not sign") == len(forged)
    assert "Traceback" not in caplog.text
    assert slack_door.told(caplog, *SECRETS) == []

    assert "opened" in door.post(BODY).text
    assert door.counted() == (len(forged), 0)


@databases.on("sqlite")
@pytest.mark.parametrize("seconds", [300, 299, -299, -300])
def test_request_within_five_minutes_counts(
    door: Door, scene: Scene, seconds: int
) -> None:
    at = scene.now() - timedelta(seconds=seconds)
    assert "opened" in door.post(BODY, at=at).text


@databases.on("sqlite")
def test_body_that_is_no_text_is_refused_without_a_fault(
    door: Door, scene: Scene
) -> None:
    before = door.rows()
    unreadable = b"command=%2Fincident&text=\xff\xfe"
    signed = slack_door.signature(unreadable, stamp(scene))
    for headers in ({SIGNATURE: signed}, {SIGNATURE: "v0=0"}, {SIGNATURE: None}):
        answer = door.post(unreadable, headers=headers)
        assert answer.status_code == 401
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_slacks_own_checks_are_answered_where_slack_signed_them(
    door: Door, scene: Scene
) -> None:
    before = door.rows()
    asks = b'{"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}'
    checks = b"ssl_check=1&token=x"

    asked = door.post(asks, slack_door.JSON)
    assert (asked.status_code, asked.text) == (200, "3eZbrw1a")
    assert asked.headers["Content-Type"].startswith("text/plain")
    checked = door.post(checks)
    assert (checked.status_code, checked.text) == (200, "")
    for body, kind in ((asks, slack_door.JSON), (checks, slack_door.FORM)):
        unsigned = door.post(body, kind, headers={SIGNATURE: None})
        assert (unsigned.status_code, unsigned.text) == (401, "refused")
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_door_takes_posts_at_its_own_address_alone(scene: Scene) -> None:
    client = TestClient(
        app.web(scene.stage.house),
        base_url=installation.PUBLIC_URL,
        follow_redirects=False,
    )
    headers = scene.workspace.signed(BODY, slack_door.FORM)
    assert client.get(slack_door.PATH).status_code == 405
    for path in ("/slack", "/slack/events/", "/slack/commands"):
        assert client.post(path, content=BODY, headers=headers).status_code == 404


@databases.on("sqlite")
def test_door_is_closed_where_requests_come_by_socket(scene: Scene) -> None:
    scene.enrols(dispatcher())
    house = scene.stage.house
    tokens = slack_settings(house.settings.slack_api_url, "C0X", is_socket_mode=True)
    house.settings = house.settings.model_copy(update=tokens)
    headers = scene.workspace.signed(BODY, slack_door.FORM)
    client = TestClient(app.web(house), base_url=installation.PUBLIC_URL)
    posted = client.post(slack_door.PATH, content=BODY, headers=headers)
    assert posted.status_code == 404


def test_program_without_a_signing_secret_does_not_start_by_http() -> None:
    environ = {
        "SLACK_BOT_TOKEN": "xoxb-1-2",
        "PUBLIC_URL": installation.PUBLIC_URL,
    }
    for secret in ({}, {"SLACK_SIGNING_SECRET": ""}, {"SLACK_SIGNING_SECRET": "  "}):
        with pytest.raises(errors.ConfigurationError, match="SLACK_SIGNING_SECRET"):
            reading.load({**environ, **secret}, None)

    by_http = reading.load({**environ, "SLACK_SIGNING_SECRET": "s" * 32}, None)
    assert by_http.slack_mode == "http"
    by_socket = reading.load({**environ, "SLACK_APP_TOKEN": "xapp-1-A-1-x"}, None)
    assert by_socket.slack_mode == "socket"


@pytest.mark.parametrize("secret", ["", "  ", "\n"])
def test_nothing_is_checked_with_an_empty_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        signatures.Signature(secret)
    assert not signatures.Signature("secret").fits(b"", {})
