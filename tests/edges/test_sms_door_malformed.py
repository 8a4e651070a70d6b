"""Genuine requests that hold nothing usable: refused with the right number, no more.

Every one is signed as the phone company would have signed it, so that what is
refused is refused for its form.
"""

import json
import logging
from collections.abc import Iterator

import pytest

from handlers import forms
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.stage import Scene, officer, sergeant
from tests.storage import databases

JSON = "application/json"
URL_ENCODED = "a=b&c=d"


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    """A door through which, after all, a good text still comes."""
    scene.enrols(officer(), sergeant())
    door = Door(scene)
    yield door
    good = door.post(sms_door.text_form("NEW the good text of this test"))
    assert "opened" in sms_door.spoken(good)[0]
    for person in scene.people.values():
        person.is_ignored = True


@databases.on("sqlite")
def test_large_body_is_refused_before_it_is_read_to_its_end(door: Door) -> None:
    form = sms_door.text_form()
    too_large = b"Body=" + b"x" * forms.BODY_MAX_BYTES
    before = door.rows()

    for path in (sms_door.TEXTS, sms_door.RECEIPTS):
        response = door.post(form, path, content=too_large)
        assert (response.status_code, response.text) == (413, "too large")
        assert door.read_of_an_endless_body(path) <= forms.BODY_MAX_BYTES + 4096
        assert door.announce(forms.BODY_MAX_BYTES + 1, path) == 413
    assert door.changed(before) == set()

    room = forms.BODY_MAX_BYTES - len(sms_door.encoded(sms_door.text_form("")))
    full = sms_door.text_form("NEW " + "x" * (room - len("NEW+")))
    assert len(sms_door.encoded(full)) == forms.BODY_MAX_BYTES
    assert "opened" in sms_door.spoken(door.post(full))[0]


@databases.on("sqlite")
def test_whoever_hangs_up_in_the_middle_is_no_fault_of_ours(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    for path in (sms_door.TEXTS, sms_door.RECEIPTS):
        door.hang_up(path)
    assert not caplog.records
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_body_of_another_kind_is_refused(door: Door) -> None:
    form = sms_door.text_form()
    before = door.rows()
    parts = "multipart/form-data; boundary=x"
    for kind in (None, "", "text/plain", parts, f"{sms_door.FORM}-not", JSON):
        response = door.post(form, headers={"Content-Type": kind})
        assert (response.status_code, response.text) == (403, "refused"), kind
    assert door.changed(before) == set()
    for good in (sms_door.FORM, f"{sms_door.FORM.upper()} ; charset=utf-8"):
        assert door.post(form, headers={"Content-Type": good}).status_code == 200


@databases.on("sqlite")
def test_json_is_refused_with_a_digest_and_without(door: Door) -> None:
    body = json.dumps(sms_door.text_form()).encode()
    before = door.rows()
    digests = ("", f"?bodySHA256={'0' * 64}", f"?bodySHA256={sms_door.sha256(body)}")
    for query in digests:
        for sign in ({}, sms_door.text_form()):
            response = door.post(
                {},
                sms_door.TEXTS + query,
                sign=sign,
                content=body,
                headers={"Content-Type": JSON},
            )
            assert (response.status_code, response.text) == (403, "refused")
    assert door.changed(before) == set()


#: Beginnings of bodies that are no form in UTF-8.
NO_FORMS = {
    "escapes that are no UTF-8": "Body=%ff%fe",
    "a lone surrogate": "Body=%ed%a0%80",
    "beyond the last character": "Body=%f4%90%80%80",
    "a zero in two bytes": "Body=%c0%80",
    "a field twice": "Body=a&Body=b",
    "a field twice, the same": "Body=a&Body=a",
    "300 fields": "&".join(f"f{n}=x" for n in range(300)),
    "letters that are not escaped": "Body=caf\u00e9",
}


@databases.on("sqlite")
def test_body_that_is_no_form_is_refused(door: Door) -> None:
    before = door.rows()
    good = sms_door.text_form()
    for what, raw in NO_FORMS.items():
        body = raw.encode() + b"&" + sms_door.encoded(good, but="Body")
        for path in (sms_door.TEXTS, sms_door.RECEIPTS):
            response = door.post(good, path, content=body)
            assert (response.status_code, response.text) == (400, "malformed"), what
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_escapes_that_are_none_are_taken_as_they_stand_if_they_are_signed(
    door: Door, scene: Scene
) -> None:
    before = door.rows()
    for said in ("%zz", "%", "100%", "%4"):
        form = sms_door.text_form(said)
        body = f"Body={said}&".encode() + sms_door.encoded(form, but="Body")

        assert door.post(form, content=body, token="another").status_code == 403
        assert door.changed(before) == set()

        assert len(sms_door.spoken(door.post(form, content=body))) == 1
        before = door.rows()
    bodies = scene.rows("SELECT body FROM inbound ORDER BY received_at, id")
    assert [row.body for row in bodies] == ["%zz", "%", "100%", "%4"]


#: What a signed text may not be without, or may not say.
UNREADABLE: dict[str, dict[str, str | None]] = {
    "no id": {"MessageSid": None},
    "an empty id": {"MessageSid": ""},
    "an id that is too long": {"MessageSid": "S" * 65},
    "an id that no database can hold": {"MessageSid": "SM\x001"},
    "no sender": {"From": None},
    "an empty sender": {"From": ""},
    "a sender that is no number": {"From": "whatsapp:+13125550101"},
    "a sender that no database can hold": {"From": "+1312555\x000101"},
    "a sender in another alphabet": {"From": "+1312555010\u0661"},
    "no words": {"Body": None},
    "pictures that are no number": {"NumMedia": "abc"},
    "fewer pictures than none": {"NumMedia": "-1"},
    "half a picture": {"NumMedia": "1.5"},
    "pictures in another alphabet": {"NumMedia": "\u0661"},
    "more pictures than a database can count": {"NumMedia": "9" * 11},
    "more pictures than Python reads": {"NumMedia": "9" * 5000},
}


@databases.on("sqlite")
def test_text_that_cannot_be_read_is_refused_and_the_operator_is_told(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    for what, wrong in UNREADABLE.items():
        form = _form(sms_door.text_form("NEW a red hat"), wrong)
        caplog.clear()

        with caplog.at_level(logging.DEBUG):
            response = door.post(form)

        assert (response.status_code, response.text) == (400, "malformed"), what
        assert "a text of the phone company cannot be read" in caplog.text
        signature = sms_door.signature(form)
        assert sms_door.tells(caplog, "312555", "red hat", signature) == []
    assert door.changed(before) == set()


#: What a signed text may say oddly, and is taken all the same.
ODD: dict[str, dict[str, str | None]] = {
    "no number of pictures": {"NumMedia": None},
    "an empty number of pictures": {"NumMedia": ""},
    "a number with noughts before it": {"NumMedia": "002"},
    "no number of ours": {"To": None},
    "a number of ours that is very long": {"To": "+" + "1" * 80},
    "a number of ours that no database can hold": {"To": "+1\x002"},
    "no word": {"Body": ""},
    "fields that nobody announced": {"Channel": "x", "\u00e9": "\u4e2d", "": "\x00"},
    "180 fields more": {f"New{n}": str(n) for n in range(180)},
}


def test_text_that_is_odd_is_taken_and_kept(door: Door, scene: Scene) -> None:
    for what, odd in ODD.items():
        form = _form(sms_door.text_form("MENU"), odd)

        assert len(sms_door.spoken(door.post(form))) <= 1, what

        rows = scene.rows("SELECT body, state, fields FROM inbound ORDER BY id")
        assert (rows[-1].body, rows[-1].state) == (form["Body"], "answered"), what
        own = {name: form[name] for name in ("Body", "From", "To") if name in form}
        assert {**json.loads(rows[-1].fields), **own} == form


def _form(good: dict[str, str], odd: dict[str, str | None]) -> dict[str, str]:
    """A form with these fields instead; None leaves one out."""
    return {name: value for name, value in {**good, **odd}.items() if value is not None}
