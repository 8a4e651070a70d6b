"""Whatever words come through the door are kept whole and answered in good TwiML."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.policy import load
from bot.simulator import installation, twiml
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.stage import Scene, officer, sergeant
from tests.storage import databases

#: Put into the policy's question and its agency, and so into what is answered.
SHARP = "<b>&amp;'\"]]>"

#: What people and machines write, and what of it is kept where that is not all.
WORDS = {
    "1,600 characters": ("NEW " + "struck " * 228)[:1600],
    "1,600 emoji": "NEW " + "\U0001f6a8" * 1596,
    "emoji of many parts": "NEW \U0001f468\u200d\U0001f467 \U0001f44d\U0001f3fd",
    "right to left": "NEW \u0636\u0631\u0628 \u0631\u062c\u0644 \u202eabc\u202c",
    "marks on marks": "NEW Z" + "\u0301" * 300,
    "no space at all": "NEW\u00a0\u2003a",
    "XML": f"NEW {SHARP} <?xml?> <!DOCTYPE a> &#0; <Response/>",
    "SQL": "NEW '); DROP TABLE incident; --",
    "a template": "NEW {asked} %s %(x)s ${HOME} {{7*7}}",
    "lines": "NEW a\r\nb\n\nc\td",
    "control characters": "NEW a\x01\x07\x0b\x0c\x1b[31m\x7f\x85",
    "spaces around": "  NEW  a  \u200b",
    "plus and percent": "NEW 100% + 50% %41",
    "an end of the alphabet": "NEW \ufffd\ufffe\uffff\U0010ffff\ue000",
}


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    """A policy whose question and agency hold what XML takes for its own."""
    sharp = SHARP.replace('"', '\\"')
    text = load.shipped().read_text(encoding="utf-8")
    question = "Anyone hurt? EMS first. Then AID and what was done, or AID NONE."
    assert question in text
    text = text.replace(question, f"Hurt {sharp}? Then text AID.")
    path = tmp_path / "sharp.toml"
    path.write_text(text, encoding="utf-8")
    # Where the policy looks for it: beside itself.
    for places in load.shipped().parent.glob("*_places.csv"):
        shutil.copy(places, tmp_path)
    return str(path)


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    scene.enrols(officer(), sergeant())
    yield Door(scene)
    for person in scene.people.values():
        person.is_ignored = True


def test_every_text_is_kept_as_it_was_written(
    door: Door, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for what, body in WORDS.items():
            assert (
                "opened" in sms_door.spoken(door.post(sms_door.text_form(body)))[0]
            ), what

    kept = scene.rows("SELECT body FROM inbound ORDER BY id")
    assert [row.body for row in kept] == list(WORDS.values())
    words = scene.rows(
        "SELECT content FROM item JOIN incident ON incident.id = item.ledger_id "
        "WHERE item.name = 'text' ORDER BY incident.id"
    )
    for row, body in zip(words, WORDS.values(), strict=True):
        assert row.content == body.strip().removeprefix("NEW").strip()
    assert sms_door.tells(caplog, "struck", "DROP", "hurt", sms_door.ASHA[1:]) == []


def test_a_zero_is_dropped_because_no_database_holds_it(
    door: Door, scene: Scene
) -> None:
    sharp = sms_door.text_form("NEW a\x00b")
    assert "opened" in sms_door.spoken(door.post(sharp))[0]
    (row,) = scene.rows("SELECT body FROM inbound")
    assert row.body == "NEW ab"


@databases.on("sqlite")
def test_what_xml_takes_for_its_own_is_escaped_in_the_answer(
    door: Door, scene: Scene
) -> None:
    response = door.post(sms_door.text_form())

    (said,) = sms_door.spoken(response)
    assert f"Hurt {SHARP}" in said
    (reply,) = twiml.read(
        response.headers["Content-Type"], response.content, installation.PUBLIC_URL
    )
    assert reply.body == said
    assert (reply.to_e164, reply.from_e164) == (None, None)


@databases.on("sqlite")
def test_answer_carries_its_notice_and_the_receipt_finds_it(
    door: Door, scene: Scene
) -> None:
    response = door.post(sms_door.text_form())
    (reply,) = twiml.read(
        response.headers["Content-Type"], response.content, installation.PUBLIC_URL
    )
    (notice,) = scene.rows("SELECT id, state FROM notice WHERE purpose = 'answer'")
    assert reply.callback_url == (
        f"{installation.PUBLIC_URL}{sms_door.RECEIPTS}?notice={notice.id}"
    )
    assert notice.state == "sending"

    path = reply.callback_url.removeprefix(installation.PUBLIC_URL)
    provider_id = "SM" + "4" * 32
    form = sms_door.receipt_form(provider_id, "delivered")
    assert sms_door.spoken(door.post(form, path)) == []

    (notice,) = scene.rows(
        "SELECT state, provider_id FROM notice WHERE purpose = 'answer'"
    )
    assert (notice.state, notice.provider_id) == ("delivered", provider_id)


@databases.on("sqlite")
def test_the_carriers_own_words_are_answered_with_nothing(
    door: Door, scene: Scene
) -> None:
    for word in ("STOP", "HELP", "START", "INFO", "YES"):
        response = door.post(sms_door.text_form(word))
        assert (response.status_code, response.text) == (200, sms_door.NOTHING)
    assert "opened" in sms_door.spoken(door.post(sms_door.text_form()))[0]
