"""Texts of unknown numbers that wait: one message in the channel, kept up to date."""

import pytest

from tests.scenarios.slack_outbound import enrols, posted
from tests.stage import Person, Scene

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def test_a_strangers_text_is_announced_without_its_words_or_number(
    scene: Scene, cast: list[Person]
) -> None:
    scene.stranger("+13125550777").texts("NEW agents took my neighbour from his car")
    (inbox,) = posted(scene)
    assert "Texts of 1 unknown number to read" in inbox.rendered
    assert "Number ending in *77*" in inbox.rendered
    assert "neighbour" not in inbox.rendered + inbox.text
    assert "555" not in inbox.rendered + inbox.text
    assert inbox.buttons == ["Read…"]


def test_more_texts_change_the_message_and_are_one_new_one_after_the_quarter(
    scene: Scene, cast: list[Person]
) -> None:
    for number in range(3):
        stranger = scene.stranger(f"+1312555078{number}")
        stranger.is_ignored = True
        stranger.texts("NEW agents took my neighbour from his car")
        scene.advance(minutes=1)
    (inbox,) = posted(scene)
    assert "Texts of 3 unknown numbers" in inbox.rendered

    scene.advance(minutes=15)
    old, new = posted(scene)
    assert old.rendered == "Newer list below."
    assert "Texts of 3 unknown numbers" in new.rendered
    scene.advance(hours=1)
    assert len(posted(scene)) == 2


def test_an_accepted_text_leaves_the_inbox_and_says_what_it_became(
    scene: Scene, cast: list[Person]
) -> None:
    stranger = scene.stranger("+13125550777")
    stranger.texts("NEW agents took my neighbour from his car")
    (inbox,) = posted(scene)
    dora = cast[2]
    dora.presses(inbox, "read_held:0")
    assert "my neighbour" in dora.form().rendered
    dora.slack.submit()
    scene.settle()
    scene.advance(seconds=5)
    cards = posted(scene)
    assert len(cards) == 2
    assert "No text of an unknown number waits" in cards[0].rendered
    assert "opened as 26-0001" in cards[0].rendered
    assert "Read…" not in cards[0].buttons


def test_an_inbox_that_was_deleted_comes_back_while_something_waits(
    scene: Scene, cast: list[Person]
) -> None:
    scene.stranger("+13125550777").texts("NEW agents took my neighbour from his car")
    scene.workspace.delete(posted(scene)[0])
    scene.stranger("+13125550778").texts("NEW they are at the school gate now")
    scene.advance(seconds=10)
    (again,) = posted(scene)
    assert "Texts of 2 unknown numbers" in again.rendered
