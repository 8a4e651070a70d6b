"""The command and both shortcuts open one form; a message's words stand in it."""

from typing import Any

import pytest

from handlers.slack import ids
from tests.scenarios import slack_desk
from tests.stage import Person, Scene

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


def take(scene: Scene, person: Person, message: Any = None) -> None:
    """Take the global shortcut, or that of a message."""
    if message is None:
        exchange = person.slack.shortcut(ids.SHORTCUT_OPEN)
    else:
        exchange = person.slack.message_shortcut(ids.SHORTCUT_OPEN_FROM, message)
    assert exchange.failed is None
    scene.settle()


def recorded(scene: Scene) -> list[str]:
    """Return the words that an incident was opened with."""
    rows = scene.rows("SELECT content FROM item WHERE name = 'text'")
    return [row.content for row in rows]


def test_command_and_shortcuts_open_the_same_form(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    message = dora.slack.says("dispatch", "agents at the bridge")
    shown = []
    dora.types("")
    shown.append((dora.form().title, dora.form().labels))
    slack_desk.closes(dora)
    for source in (None, message):
        take(scene, dora, source)
        shown.append((dora.form().title, dora.form().labels))
        slack_desk.closes(dora)
    assert shown[0][0] == "Open an incident"
    assert shown == [shown[0]] * 3


def test_an_incident_is_opened_from_the_words_of_a_message(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, dora = cast
    words = "agents & a dog <left> by *car*, <!channel> said “go”\nbeat 0715"
    message = boyd.slack.says("dispatch", words)
    take(scene, dora, message)
    assert words in dora.form().rendered
    assert "words of the message" in dora.form().rendered
    assert dora.form().pings == ()
    assert "opened" in dora.submits()
    assert recorded(scene) == [words]
    (row,) = scene.rows("SELECT beat FROM incident")
    assert row.beat == "0715"


def test_words_can_be_mended_before_they_go_on_record(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    take(scene, dora, dora.slack.says("dispatch", "agnets at the brigde"))
    dora.submits(f_text="agents at the bridge", f_star="12345")
    assert recorded(scene) == ["agents at the bridge"]


def test_a_message_longer_than_the_record_takes_says_that_its_end_is_missing(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    for length, is_cut in ((1600, False), (1601, True)):
        take(scene, dora, dora.slack.says("dispatch", "y" * length))
        assert ("their end is missing" in dora.form().rendered) == is_cut
        slack_desk.closes(dora)
    take(scene, dora, dora.slack.says("dispatch", "\U0001f691" * 3000))
    assert "their end is missing" in dora.form().rendered
    assert "opened" in dora.submits()
    (words,) = recorded(scene)
    assert set(words) <= {"\U0001f691", "…"}


def test_a_message_without_words_opens_the_empty_form(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    take(scene, dora, dora.slack.says("dispatch", "", is_raw=True))
    dora.slack.submit()
    assert dora.slack.view_errors == {"f_text": "This is a required field"}
    assert "opened" in dora.submits(f_text="agents at the bridge")


def test_a_shortcut_opens_nothing_for_those_who_may_not(
    scene: Scene, cast: list[Person]
) -> None:
    stranger = scene.workspace.add_user("stranger", id_="U0STRANGER")
    scene.workspace.invite("dispatch", stranger.id)
    message = cast[2].slack.says("dispatch", "agents at the bridge")
    stranger.message_shortcut(ids.SHORTCUT_OPEN_FROM, message)
    scene.settle()
    assert "not in the roster" in stranger.view.rendered
    assert stranger.view.labels == []


def test_a_shortcut_that_comes_too_late_is_told_where_it_can_be(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    message = dora.slack.says("dispatch", "agents at the bridge")
    scene.workspace.troubles.trigger_error = "expired_trigger_id"
    take(scene, dora)
    exchange = dora.slack.message_shortcut(ids.SHORTCUT_OPEN_FROM, message)
    scene.settle()
    (hint,) = dora.slack.answers(exchange)
    assert "took too long" in hint.rendered
    scene.workspace.troubles.trigger_error = None
    take(scene, dora, message)
    assert dora.form().title == "Open an incident"
