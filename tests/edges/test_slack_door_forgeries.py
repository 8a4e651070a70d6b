"""What a payload says of its sender and its matter proves nothing: the desk looks."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from handlers.slack import ids
from tests.edges import slack_door
from tests.edges.slack_door import Door
from tests.scenarios.desk_work import duty_id
from tests.stage import Person, Scene, dispatcher, officer, sergeant, someone
from tests.storage import databases

pytestmark = pytest.mark.in_slack

OTHER = "T0OTHERORG"
REFERENCE = "26-0001B"


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(
        officer(slack_user_id="U0ASHA"),
        sergeant(slack_user_id="U0BOYD"),
        dispatcher(),
        officer("Carl", star="444", phone_e164="+13125550104", slack_user_id="U0CARL"),
        someone("Vera", "custodian", "600", slack_user_id="U0VERA"),
    )
    for person in people:
        person.is_ignored = True
    people[0].texts("NEW agents at 26th and Kedzie struck a man")
    scene.advance(seconds=2)
    return people


@pytest.fixture
def door(scene: Scene, cast: list[Person]) -> Iterator[Door]:
    with slack_door.opened(scene) as door:
        yield door


def by(user_id: str, team_id: str | None = slack_door.TEAM) -> dict[str, Any]:
    """Who somebody says that they are."""
    return {"user": {"id": user_id, "team_id": team_id, "username": "x"}}


def reply(scene: Scene, **fields: Any) -> dict[str, Any]:
    """Words in the thread of the card."""
    (card,) = scene.cards()
    return {
        "type": "message",
        "channel": scene.workspace.channel("dispatch").id,
        "user": slack_door.DORA,
        "ts": "1773175300.000100",
        "thread_ts": card.ts,
        "text": "two witnesses stayed",
        **fields,
    }


def of_another_workspace(scene: Scene) -> dict[str, dict[str, Any]]:
    """Payloads that are of another workspace, or of somebody who is."""
    press, form, event = slack_door.press, slack_door.form, slack_door.event
    acknowledged = (ids.ACKNOWLEDGE, duty_id(scene, "AID"))
    noted = (ids.FORM_NOTE, {"reference": REFERENCE}, {ids.F_TEXT: "two witnesses"})
    team: dict[str, Any] = {"team": {"id": OTHER, "domain": "other"}}
    person = by(slack_door.DORA, OTHER)
    theirs = {"authorizations": [{"team_id": OTHER}], "team_id": OTHER}
    return {
        "a command": slack_door.command(team_id=OTHER),
        "a press": press(*acknowledged, **team),
        "a press of a member": press(*acknowledged, **person),
        "a form": form(*noted, **team),
        "a form of a member": form(*noted, **person),
        "a shortcut": {
            **press("x", **team),
            "type": "shortcut",
            "callback_id": ids.SHORTCUT_OPEN,
        },
        "an event": event(reply(scene), **theirs),
        "an event of a member": event(reply(scene, user_team=OTHER)),
        "an event of a member's team": event(reply(scene, team=OTHER)),
        "an event of another installation": event(
            reply(scene), authorizations=[{"team_id": OTHER}]
        ),
    }


@databases.on("sqlite")
def test_payload_of_another_workspace_changes_nothing_and_is_counted(
    door: Door, scene: Scene
) -> None:
    before = door.rows()
    sent = of_another_workspace(scene)
    for number, (what, payload) in enumerate(sent.items(), 1):
        answer = door.sends(payload)
        assert answer.status_code == 200, what
        if "command" in payload or payload["type"] == "view_submission":
            assert "other organisations cannot act" in answer.text, what
        assert door.counted() == (number, 0), what
    assert door.changed(before) == set()


@databases.on("sqlite")
def test_words_of_ours_in_a_channel_that_is_shared_are_taken(
    door: Door, scene: Scene
) -> None:
    # The event happened in the other side's workspace; the installation is ours.
    said = reply(scene, team=slack_door.TEAM)
    assert door.sends(slack_door.event(said, team_id=OTHER)).status_code == 200
    assert "incident:noted" in scene.events()
    assert door.counted() == (0, 0)


@databases.on("sqlite")
def test_words_of_a_program_in_a_cards_thread_are_nobodys(
    door: Door, scene: Scene, cast: list[Person]
) -> None:
    before = door.rows()
    marks = {"bot_id": "B0OTHER", "app_id": "A0OTHER"}
    spoken = [
        # A program may speak in a member's name.
        reply(scene, **marks),
        reply(scene, subtype="bot_message", user=None),
        reply(scene, bot_id="B0SIMBOT", user="U0SIMBOT"),
    ]
    changed = {
        "type": "message",
        "subtype": "message_changed",
        "channel": scene.workspace.channel("dispatch").id,
        "message": reply(scene, **marks, text="changed"),
        "previous_message": reply(scene, **marks),
    }
    for said in (*spoken, changed):
        assert door.sends(slack_door.event(said)).status_code == 200
    assert door.changed(before) == set()
    assert cast[2].slack.ephemerals == []
    assert door.sends(slack_door.event(reply(scene))).status_code == 200
    assert scene.events().count("incident:noted") == 1


def forged_forms(scene: Scene) -> dict[str, dict[str, Any]]:
    """Forms that nobody was shown, by somebody whom they are not for."""
    form = slack_door.form
    aid, flag = duty_id(scene, "AID"), duty_id(scene, "FLAG")
    here, nowhere = {"reference": REFERENCE}, {"reference": "26-0099X"}
    asha, carl, vera = (by(f"U0{name}") for name in ("ASHA", "CARL", "VERA"))
    words, note = {ids.F_WORDS: "ems on scene"}, {ids.F_TEXT: "two witnesses"}
    never = {ids.F_NEVER: "NEVER"}
    reason = {ids.F_REASON: "by mistake", ids.F_OUTCOME: "closed_opened_in_error"}
    return {
        "a note on what is not there": form(ids.FORM_NOTE, nowhere, note),
        "a note on an id": form(ids.FORM_NOTE, {"reference": "1" * 32}, note),
        "a note on everything": form(ids.FORM_NOTE, {"reference": "%"}, note),
        "a note on a list": form(ids.FORM_NOTE, {"reference": [REFERENCE]}, note),
        "a duty that is not there": form(ids.FORM_DONE, {"duty": "1" * 32}, words),
        "a duty that is an incident": form(ids.FORM_DONE, {"duty": REFERENCE}, words),
        "no duty": form(ids.FORM_DONE, {}, words),
        "somebody else's duty": form(ids.FORM_DONE, {"duty": aid}, words, **carl),
        "another role's duty": form(ids.FORM_DONE, {"duty": aid}, words, **vera),
        "somebody else's footage": form(ids.FORM_FLAG, {"duty": flag}, never, **carl),
        "another duty's form": form(
            ids.FORM_FLAG, {"duty": aid, "word": "FLAG"}, never, **asha
        ),
        "a ground of another role": form(
            ids.FORM_FLAG, {"duty": flag}, {**never, ids.F_GROUND: "force"}, **asha
        ),
        "a ground that there is not": form(
            ids.FORM_FLAG, {"duty": flag}, {**never, ids.F_GROUND: "1=1"}, **asha
        ),
        "a date that is none": form(
            ids.FORM_FLAG, {"duty": flag}, {ids.F_DATE: "2029-13-45"}, **asha
        ),
        "a time that is none": form(
            ids.FORM_OPEN, {}, {ids.F_TEXT: "agents struck", ids.F_WHEN: "soon"}
        ),
        "a time without end": form(
            ids.FORM_OPEN, {}, {ids.F_TEXT: "agents struck", ids.F_WHEN: "9" * 30}
        ),
        "a close": form(ids.FORM_CLOSE, here, reason, **asha),
        "a close with an outcome that there is not": form(
            ids.FORM_CLOSE, here, {**reason, ids.F_OUTCOME: "open"}
        ),
        "a correction": form(
            ids.FORM_CORRECT, {**here, "seen": {}}, {ids.F_BEAT: "0715"}, **vera
        ),
        "a correction of what was seen otherwise": form(
            ids.FORM_CORRECT,
            {**here, "seen": {"beat": "9999"}},
            {ids.F_BEAT: "0715", ids.F_REASON: "typo"},
        ),
        "a reopening": form(ids.FORM_REOPEN, here, reason, **asha),
        "a link to nothing": form(ids.FORM_LINK, here, {ids.F_OTHER: "26-0099X"}),
        "a text": form(
            ids.FORM_TEXT_CONFIRM, {**here, "phrase": "call_desk"}, {}, **asha
        ),
        "a text in one's own words": form(
            ids.FORM_TEXT_CONFIRM, {**here, "phrase": "Come here at once"}, {}
        ),
        "somebody's held text": form(ids.FORM_HELD, {"inbound": "1" * 32}, {}),
    }


@databases.on("sqlite")
def test_forged_form_changes_nothing(door: Door, scene: Scene) -> None:
    before = door.rows()
    texts = len(scene.stage.company.messages)
    for what, payload in forged_forms(scene).items():
        answer = door.sends(payload)
        assert answer.status_code == 200, what
        assert answer.json()["response_action"] in ("update", "errors"), what
        assert '"Recorded"' not in answer.text, what
        assert door.changed(before) == set(), what
    scene.settle()
    assert len(scene.stage.company.messages) == texts


def real(scene: Scene) -> Mapping[str, Mapping[str, Any]]:
    """Some of them again, by those whom they are for."""
    aid = {"duty": duty_id(scene, "AID")}
    asha = by("U0ASHA")
    note = {ids.F_TEXT: "two witnesses"}
    return {
        "incident:noted": slack_door.form(
            ids.FORM_NOTE, {"reference": REFERENCE}, note
        ),
        "duty:acknowledged": slack_door.press(ids.ACKNOWLEDGE, aid["duty"], **asha),
        "words:read": slack_door.press(ids.READ, REFERENCE),
    }


@databases.on("sqlite")
def test_same_by_those_whom_it_is_for_counts(door: Door, scene: Scene) -> None:
    for event, payload in real(scene).items():
        assert door.sends(payload).status_code == 200
        assert event in scene.events(), event


@databases.on("sqlite")
def test_forged_press_changes_nothing(door: Door, scene: Scene) -> None:
    before = door.rows()
    aid = duty_id(scene, "AID")
    asha, carl, vera = (by(f"U0{name}") for name in ("ASHA", "CARL", "VERA"))
    press = slack_door.press
    option = {"type": "overflow", "selected_option": {"value": "close:26-0099X"}}
    for what, payload in {
        "somebody else's duty": press(ids.ACKNOWLEDGE, aid, **carl),
        "another role's duty": press(ids.ACKNOWLEDGE, aid, **vera),
        "a duty that is not there": press(ids.ACKNOWLEDGE, "1" * 32),
        "no duty": press(ids.ACKNOWLEDGE, ""),
        "a duty of quotes": press(ids.ACKNOWLEDGE, "' OR 1=1 --"),
        "a duty without end": press(ids.ACKNOWLEDGE, "x" * 10_000),
        "words by a role that may not": press(ids.READ, REFERENCE, **asha),
        "words of what is not there": press(ids.READ, "26-0099X"),
        "words of everything": press(ids.READ, "%"),
        "a text that is not there": press(ids.READ_HELD, "1" * 32),
        "the watch of another role": press(ids.TAKE_WATCH, "", **asha),
        "ticks on nothing": press(ids.TAKE_TICKED, ""),
        "ticks that are odd": press(
            ids.TAKE_TICKED,
            "",
            state={"values": {"a": {"b": {"selected_options": [{"value": "%"}, 1]}}}},
        ),
        "a menu about nothing": press(ids.MORE, "close"),
        "a menu about something else": press(ids.MORE, "teapot:26-0001B:1"),
        "a menu": {**press(ids.MORE), "actions": [{**option, "action_id": ids.MORE}]},
        "a duty that is a list": {
            **press(ids.ACKNOWLEDGE),
            "actions": [{"action_id": ids.ACKNOWLEDGE, "value": [aid]}],
        },
    }.items():
        assert door.sends(payload).status_code == 200, what
        assert door.changed(before) == set(), what
