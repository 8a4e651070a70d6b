"""What nobody can read, and what nobody knows, is answered and changes nothing."""

import json
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest

from handlers.slack import door as doors
from handlers.slack import ids
from tests.edges import slack_door
from tests.edges.slack_door import FORM, JSON, Door
from tests.scenarios.desk_work import duty_id
from tests.stage import Scene, dispatcher, officer, sergeant
from tests.storage import databases

pytestmark = pytest.mark.in_slack


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    people = scene.enrols(officer(), sergeant(), dispatcher())
    for person in people:
        person.is_ignored = True
    with slack_door.opened(scene) as door:
        yield door


def nested(depth: int, name: str = "event") -> bytes:
    """An object in an object, so many times."""
    return b'{"%s":' % name.encode() * depth + b"1" + b"}" * depth


#: What is wrong about a body, with its media type; each is signed well.
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "broken JSON": (b"{oops", JSON),
    "a list": (b"[1,2]", JSON),
    "a list of objects": (b'[{"type": "event_callback"}]', JSON),
    "a number": (b"1", JSON),
    "nothing": (b"null", JSON),
    "no body": (b"", JSON),
    "no form": (b"", FORM),
    "not a number": (b'{"type": NaN', JSON),
    "nested deep": (nested(70), JSON),
    "nested deeper": (nested(900), JSON),
    "nested without end": (nested(100_000), JSON),
    "lists without end": (b"[" * 100_000 + b"]" * 100_000, JSON),
    "a form that is no JSON": (b"payload=%7Boops", FORM),
    "a form that is a list": (b"payload=%5B1%5D", FORM),
    "a payload nested deep": (slack_door.encoded({"payload": "[" * 9999}), FORM),
    "a form of something else": (b"text=open&user_id=U0DORA", FORM),
    "a command named twice": (b"command=%2Fincident&command=%2Fx&text=help", FORM),
    "a text named twice": (b"command=%2Fincident&text=help&text=who", FORM),
    "a user named twice": (
        slack_door.encoded(slack_door.command()) + b"&user_id=U0OTHER",
        FORM,
    ),
    "a payload named twice": (b"payload=%7B%7D&payload=%7B%7D", FORM),
    "too many fields": (b"command=x" + b"&a%d=1" * 101 % tuple(range(101)), FORM),
    "another type": (b"command=%2Fincident&text=help", "text/plain"),
    "no type": (b"command=%2Fincident&text=help", ""),
    "a form of many parts": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    "a form called JSON": (b"command=%2Fincident&text=help", JSON),
    "JSON called a form": (b'{"command": "/incident", "text": "help"}', FORM),
}


@databases.on("sqlite")
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    with caplog.at_level(logging.DEBUG):
        for what, (body, kind) in UNREADABLE.items():
            answer = door.post(body, kind)
            assert answer.status_code == 400, what
            assert "Traceback" not in answer.text, what
    assert door.changed(before) == set()
    assert door.counted() == (len(UNREADABLE), 0)
    assert "Traceback" not in caplog.text

    assert "opened" in door.sends(slack_door.command()).text


@databases.on("sqlite")
def test_type_is_read_without_regard_to_case_and_charset(door: Door) -> None:
    body = slack_door.encoded(slack_door.command())
    kind = "Application/X-WWW-Form-URLEncoded; charset=UTF-8"
    assert "opened" in door.post(body, kind).text


@databases.on("sqlite")
def test_body_that_is_too_large_is_not_read(door: Door) -> None:
    before = door.rows()
    large = slack_door.encoded(slack_door.command("open " + "x" * doors.BODY_MAX_BYTES))
    answer = door.post(large)
    assert (answer.status_code, answer.text) == (413, "too large")
    assert door.changed(before) == set()
    assert door.counted() == (1, 0)

    whole = slack_door.encoded(slack_door.command("open agents, " + "x" * 3000))
    assert door.post(whole).status_code == 200
    assert door.changed(before) != set()


#: Payloads that ask for what there is not here.
UNKNOWN: dict[str, dict[str, Any]] = {
    "an event": slack_door.event({"type": "star_added", "user": "U0DORA"}),
    "an event of no type": slack_door.event({"user": "U0DORA"}),
    "an event whose type is no word": slack_door.event({"type": ["message"]}),
    "an event that is none": {"type": "event_callback", "event": [1], "team_id": None},
    "a button": slack_door.press("teapot", "1"),
    "a button of no name": slack_door.press(""),
    "a press on nothing": {**slack_door.press("x"), "actions": []},
    "a press on something odd": {**slack_door.press("x"), "actions": "x"},
    "a form": slack_door.form("form_teapot", {}, {}),
    "a form without a view": {**slack_door.form("x", {}, {}), "view": None},
    "a shortcut": {**slack_door.press("x"), "type": "shortcut", "callback_id": "tea"},
    "a message shortcut": {
        **slack_door.press("x"),
        "type": "message_action",
        "callback_id": "tea",
        "message": {"text": "agents struck a man"},
    },
    "options": {**slack_door.press("x"), "type": "block_suggestion"},
    "a step of a workflow": {"type": "workflow_step_edit"},
    "another kind": {"type": "teapot"},
    "no kind": {"user": {"id": "U0DORA"}},
    "a kind that is no word": {"type": ["event_callback"]},
    "nothing at all": {},
}


@databases.on("sqlite")
@pytest.mark.parametrize("what", UNKNOWN)
def test_what_is_not_known_is_answered_and_counted(
    door: Door, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    with caplog.at_level(logging.DEBUG):
        answer = door.sends(UNKNOWN[what])
    assert (answer.status_code, answer.text) == (200, ""), what
    assert door.changed(before) == set()
    assert door.counted() == (0, 1), what
    assert "U0DORA" not in caplog.text
    assert "struck" not in caplog.text


@databases.on("sqlite")
def test_what_asks_for_nothing_is_not_counted(door: Door) -> None:
    for action_id in (ids.TICKS, ids.numbered(ids.TICKS, 2), ids.NOTHING):
        assert door.sends(slack_door.press(action_id)).status_code == 200
    closed = {**slack_door.form(ids.FORM_OPEN, {}, {}), "type": "view_closed"}
    assert door.sends(closed).status_code == 200
    assert door.counted() == (0, 0)


@databases.on("sqlite")
def test_another_command_of_the_app_is_carried_out_and_counted(door: Door) -> None:
    answer = door.sends(slack_door.command("who", command="/holdfast"))
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"
    assert door.counted() == (0, 1)


@databases.on("sqlite")
@pytest.mark.parametrize("without", ["team_id", "user_name", "channel_id", "text"])
def test_field_that_is_missing_does_no_harm(door: Door, without: str) -> None:
    fields = slack_door.command("help")
    del fields[without]
    assert door.sends(fields).status_code == 200


#: What Slack need not say, as it may be left out of what is pressed or sent.
OPTIONAL = ("team", "trigger_id", "channel", "container", "response_url", "message")


@databases.on("sqlite")
def test_field_that_is_missing_keeps_nobody_from_acting(
    door: Door, scene: Scene
) -> None:
    reference = door.sends(slack_door.command()).json()["text"][1:9]
    sent = slack_door.press(ids.ACKNOWLEDGE, duty_id(scene, "AID"))
    note = slack_door.form(
        ids.FORM_NOTE, {"reference": reference}, {ids.F_TEXT: "two witnesses"}
    )
    for payload in (sent, note):
        payload["user"] = {"id": slack_door.DORA}
        for name in OPTIONAL:
            payload.pop(name, None)
    for name in ("id", "hash"):
        del note["view"][name]
    assert door.sends(sent).status_code == 200
    assert "Recorded" in door.sends(note).text
    assert "duty:acknowledged" in scene.events()
    assert "incident:noted" in scene.events()


@databases.on("sqlite")
def test_fault_after_a_press_was_acknowledged_is_answered_at_once_and_logged(
    door: Door, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    door.sends(slack_door.command())
    sent = slack_door.press(ids.ACKNOWLEDGE, duty_id(scene, "AID"))
    before = door.rows()
    # Nothing that Slack sends makes a listener fail: here a list is a number.
    sent["state"] = {"values": {"struck": {"x": {"selected_options": 5}}}}
    started = time.monotonic()
    answer = door.sends(sent)
    assert (answer.status_code, answer.text) == (200, "")
    assert time.monotonic() - started < 1
    assert "TypeError" in caplog.text
    assert "struck" not in caplog.text
    assert door.changed(before) == set()
    del sent["state"]
    door.sends(sent)
    assert "duty:acknowledged" in scene.events()


@databases.on("sqlite")
def test_nobody_acts_where_no_user_is_named(door: Door) -> None:
    before = door.rows()
    for user_id in ("", " ", "u0dora", "U0DORA ", "%"):
        answer = door.sends(slack_door.command(user_id=user_id))
        assert "not in the roster" in answer.json()["text"], user_id
    odd: list[Any] = [None, {}, [], "U0DORA", {"id": None}, {"id": ["U0DORA"]}]
    for user in odd:
        sent = slack_door.form(
            ids.FORM_OPEN, {}, {ids.F_TEXT: "agents struck a man"}, user=user
        )
        assert "not in the roster" in door.sends(sent).text
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_characters_that_no_database_keeps_are_left_out(
    door: Door, scene: Scene
) -> None:
    text = "agents\x00 struck \ud83d a man"
    sent = slack_door.form(ids.FORM_OPEN, {}, {ids.F_TEXT: text})
    assert "opened" in door.sends(sent).text
    typed = slack_door.command("open two\x00 men taken")
    assert "opened" in door.sends(typed).text
    found = scene.rows("SELECT content FROM item WHERE name = 'text' ORDER BY content")
    assert [row.content for row in found] == [
        "agents struck  a man",
        "two men taken",
    ]


@databases.on("sqlite")
def test_form_that_carries_nothing_readable_changes_nothing(door: Door) -> None:
    before = door.rows()
    for carried in ("", "{oops", "[1]", "1", "null", '"x"', "[" * 5000):
        sent = slack_door.form(ids.FORM_NOTE, {}, {ids.F_TEXT: "two witnesses"})
        sent["view"]["private_metadata"] = carried
        answer = door.sends(sent)
        assert answer.status_code == 200
        assert json.loads(answer.text)["response_action"] in ("update", "errors")
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_fault_of_ours_is_answered_and_logged_without_what_was_sent(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    before = door.rows()
    odd = {"type": "checkboxes", "selected_options": 5}
    sent = slack_door.form(ids.FORM_OPEN, {}, {ids.F_TEXT: "agents struck a man"})
    sent["view"]["state"]["values"]["odd"] = {ids.FIELD: odd}
    answer = door.sends(sent)
    assert (answer.status_code, "Not recorded" in answer.text) == (200, True)
    assert "TypeError" in caplog.text
    assert "struck" not in caplog.text
    assert door.changed(before) == set()
    del sent["view"]["state"]["values"]["odd"]
    assert "opened" in door.sends(sent).text


@databases.on("sqlite")
def test_nothing_that_people_write_is_ever_logged(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.enrols(dispatcher())
    said = "a man with a red hat, 3125550147"
    # Bolt takes its level from the root's, when it is made.
    with caplog.at_level(logging.DEBUG), slack_door.opened(scene) as door:
        assert "opened" in door.sends(slack_door.command(f"open {said}")).text
        door.sends(slack_door.form(ids.FORM_OPEN, {}, {ids.F_TEXT: said}))
        door.sends(slack_door.form("teapot", {}, {ids.F_TEXT: said}))
        door.sends(slack_door.press("teapot", said))
        door.sends({**slack_door.press("x", said), "type": "block_suggestion"})
        door.sends(slack_door.event({"type": "message", "text": said, "user": "U1"}))
        door.sends({"type": "event_callback", "event": [said]})
        odd = slack_door.form(ids.FORM_OPEN, {}, {ids.F_TEXT: said})
        odd["view"]["state"]["values"]["odd"] = {"x": {"selected_options": 5}}
        door.sends(odd)
    assert slack_door.told(caplog, "red hat", "3125550147") == []
