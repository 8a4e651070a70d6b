"""Who is let in at the phone company's door, and that nobody else changes anything."""

import logging
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from bot import app
from bot.simulator import installation
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.stage import Scene, officer, sergeant
from tests.storage import databases

NEW_TOKEN = "token-that-comes-next"
PROXY = "https://proxy.example"

#: What is wrong about a request, and how it is made so.
FORGERIES: dict[str, dict[str, Any]] = {
    "no signature at all": {"headers": {"X-Twilio-Signature": None}},
    "an empty signature": {"headers": {"X-Twilio-Signature": ""}},
    "a signature of nothing": {"headers": {"X-Twilio-Signature": "AAAA"}},
    "the token of another account": {"token": "token-of-somebody-else"},
    "no token": {"token": ""},
    "another public address": {"public_url": PROXY},
    "http in the place of https": {"public_url": "http://holdfast.example"},
    "a slash at the end of the signed address": {
        "public_url": "https://holdfast.example/"
    },
    "another form": {"sign": {"Body": "NEW nothing"}},
    "a forged host": {
        "public_url": PROXY,
        "headers": {"X-Forwarded-Host": "proxy.example"},
    },
    "a forged host of its own": {
        "public_url": PROXY,
        "headers": {"Host": "proxy.example"},
    },
    "a forged scheme": {
        "public_url": "http://holdfast.example",
        "headers": {"X-Forwarded-Proto": "http"},
    },
    "a forged everything": {
        "public_url": "http://proxy.example",
        "headers": {
            "Forwarded": "host=proxy.example;proto=http",
            "X-Forwarded-Host": "proxy.example",
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Port": "80",
            "X-Original-URL": "/twilio/sms",
            "Host": "proxy.example",
        },
    },
}


@pytest.fixture
def door(scene: Scene) -> Door:
    return Door(scene)


@databases.on("sqlite")
def test_forged_request_is_refused_and_changes_nothing(
    door: Door, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.enrols(officer(), sergeant())
    form = sms_door.text_form("NEW a man with a red hat")
    before = door.rows()

    with caplog.at_level(logging.DEBUG):
        for what, wrong in FORGERIES.items():
            forged = door.post(form, **wrong)
            assert (forged.status_code, forged.text) == (403, "refused"), what

    assert door.changed(before) == set()
    assert caplog.text.count("did not sign") == len(FORGERIES)
    secrets = (sms_door.ASHA[1:], "red hat", form["MessageSid"])
    signatures = (sms_door.signature(form), installation.AUTH_TOKEN)
    assert sms_door.tells(caplog, *secrets, *signatures) == []

    assert "opened" in sms_door.spoken(door.post(form))[0]
    _ignore_all(scene)


@databases.on("sqlite")
def test_what_is_refused_is_counted_for_operators(door: Door, scene: Scene) -> None:
    scene.enrols(officer(), sergeant())
    client = TestClient(
        app.web(scene.stage.house),
        base_url=installation.PUBLIC_URL,
        client=("127.0.0.1", 40000),
    )
    form = sms_door.text_form()
    body, kind = sms_door.encoded(form), {"Content-Type": sms_door.FORM}

    def counted() -> str:
        lines = client.get("/metrics").text.splitlines()
        (line,) = [one for one in lines if one.startswith("holdfast_sms_refused_total")]
        return line.split()[1]

    assert counted() == "0.0"
    for path in (sms_door.TEXTS, sms_door.RECEIPTS):
        assert client.post(path, content=body, headers=kind).status_code == 403
        assert client.post(path, content=b"a=1&a=2", headers=kind).status_code == 400
    assert counted() == "4.0"
    signed = {**kind, "X-Twilio-Signature": sms_door.signature(form)}
    assert client.post(sms_door.TEXTS, content=body, headers=signed).status_code == 200
    assert counted() == "4.0"
    _ignore_all(scene)


@databases.on("sqlite")
def test_signature_in_another_alphabet_is_refused(door: Door, scene: Scene) -> None:
    scene.enrols(officer())
    form = sms_door.text_form()
    before = door.rows()
    for odd in ("\u00e9" * 28, "\u0130=", "\U0001f600"):
        response = door.post(form, headers={"X-Twilio-Signature": odd.encode()})
        assert (response.status_code, response.text) == (403, "refused")
    assert door.changed(before) == set()
    assert "opened" in sms_door.spoken(door.post(form))[0]
    _ignore_all(scene)


@databases.on("sqlite")
def test_another_accounts_request_is_refused_though_it_is_signed(
    door: Door, scene: Scene
) -> None:
    scene.enrols(officer())
    form = sms_door.text_form()
    nobodys = {name: value for name, value in form.items() if name != "AccountSid"}
    before = door.rows()

    for strange in (nobodys, {**form, "AccountSid": "AC" + "9" * 32}):
        for path in (sms_door.TEXTS, f"{sms_door.RECEIPTS}?notice={'1' * 32}"):
            response = door.post(strange, path)
            assert (response.status_code, response.text) == (403, "refused")

    assert door.changed(before) == set()
    assert "opened" in sms_door.spoken(door.post(form))[0]
    _ignore_all(scene)


@databases.on("sqlite")
def test_what_a_proxy_says_of_itself_does_not_matter(door: Door, scene: Scene) -> None:
    scene.enrols(officer(), sergeant())
    forwarded = {
        "Host": "10.0.0.7:8000",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-For": "203.0.113.9",
    }
    response = door.post(sms_door.text_form(), headers=forwarded)
    assert "opened" in sms_door.spoken(response)[0]
    assert f'statusCallback="{installation.PUBLIC_URL}/twilio/status?' in response.text
    _ignore_all(scene)


@databases.on("sqlite")
def test_address_counts_to_its_last_sign(door: Door, scene: Scene) -> None:
    scene.enrols(officer())
    form = sms_door.receipt_form("SM1", "delivered")
    one, other = (f"{sms_door.RECEIPTS}?notice={n * 32}" for n in "12")
    before = door.rows()

    signed = sms_door.signature(form, one)
    response = door.post(form, other, headers={"X-Twilio-Signature": signed})
    assert response.status_code == 403
    assert door.changed(before) == set()

    assert door.post(form, one).status_code == 200


@databases.on("sqlite")
def test_strange_address_is_refused_like_any_other(door: Door, scene: Scene) -> None:
    for host in (b"[", b"a/b?c", b"\xe9", b"holdfast.example:999999"):
        for query in (b"", b"\xff\xfe", b"notice=%FF", b"a=b&a=c&#?"):
            for path in (sms_door.TEXTS, sms_door.RECEIPTS):
                answer = door.post_raw(path, query=query, host=host)
                assert answer == (403, b"refused", None), (host, query, path)


@databases.on("sqlite")
def test_nobody_is_led_to_the_host_that_a_caller_names(
    door: Door, scene: Scene
) -> None:
    for path in ("/twilio/sms/", "/twilio//sms", "/twilio/voice", "/health/live/"):
        status, _, location = door.post_raw(path, host=b"evil.example")
        assert (status, location) == (404, None)
    form = sms_door.text_form()
    assert door.post(form, "/twilio/sms/").status_code == 404
    assert door.post(form, "/twilio/smss").status_code == 404
    assert door.post(form).status_code == 200


@databases.on("sqlite")
def test_only_a_post_is_taken(door: Door, scene: Scene) -> None:
    scene.enrols(officer())
    before = door.rows()
    form = sms_door.text_form()
    for path in (sms_door.TEXTS, sms_door.RECEIPTS):
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"):
            assert door.post(form, path, method=method).status_code == 405
    assert door.changed(before) == set()
    assert "opened" in sms_door.spoken(door.post(form))[0]
    _ignore_all(scene)


@databases.on("sqlite")
def test_both_tokens_count_while_the_token_is_changed(door: Door, scene: Scene) -> None:
    scene.enrols(officer(), sergeant())
    assert door.post(sms_door.text_form(), token=NEW_TOKEN).status_code == 403

    scene.stage.settings = scene.stage.settings.model_copy(
        update={"twilio_auth_token_secondary": SecretStr(NEW_TOKEN)}
    )
    scene.stage.restart()

    assert door.post(sms_door.text_form(), token="neither").status_code == 403
    for token in (installation.AUTH_TOKEN, NEW_TOKEN):
        form = sms_door.text_form(f"NEW signed with {len(token)} letters")
        assert "opened" in sms_door.spoken(door.post(form, token=token))[0]
    _ignore_all(scene)


@databases.on("sqlite")
def test_replayed_request_of_yesterday_has_no_effect(door: Door, scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    form = sms_door.text_form("NEW agents struck a man")
    first = door.post(form)
    receipt = sms_door.receipt_form("SM" + "7" * 32, "undelivered", ErrorCode="30003")
    notice = first.text.partition("notice=")[2][:32]
    scene.settle()
    scene.advance(minutes=3)
    door.post(receipt, f"{sms_door.RECEIPTS}?notice={notice}")
    scene.jump(days=1)
    scene.settle()
    asha.reads_all()
    boyd.reads_all()
    before = door.rows()

    again = door.post(form)
    door.post(receipt, f"{sms_door.RECEIPTS}?notice={notice}")

    assert again.text == first.text
    assert door.changed(before) == set()
    scene.settle()
    asha.gets_nothing()
    boyd.gets_nothing()

    other = door.post({**form, "MessageSid": "SM" + "8" * 32})
    assert "opened" in sms_door.spoken(other)[0]
    assert "incident" in door.changed(before)
    _ignore_all(scene)


@databases.on("sqlite")
def test_without_an_account_there_is_no_door(scene: Scene) -> None:
    scene.stage.settings = scene.stage.settings.model_copy(
        update={"twilio_account_sid": None}
    )
    form = sms_door.text_form()
    assert Door(scene).post(form).status_code == 200
    scene.stage.restart()
    assert Door(scene).post(form).status_code == 404
    assert TestClient(app.web(scene.stage.house)).get("/health/live").text == "live"


def _ignore_all(scene: Scene) -> None:
    for person in scene.people.values():
        person.is_ignored = True
