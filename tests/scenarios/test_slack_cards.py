"""One card an incident: posted once, then changed in place, and never going back."""

import itertools

import pytest

from bot.simulator.slack import troubles
from tests.scenarios.slack_outbound import enrols, lists, opens, posted
from tests.stage import Person, Scene

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def test_a_text_from_the_scene_changes_the_card_within_seconds(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    assert "0 of 6 settled" in posted(scene)[0].rendered

    cast[0].texts("AID ambulance called")
    scene.advance(seconds=3)

    (card,) = posted(scene)
    assert "1 of 6 settled" in card.rendered
    assert "star 12345" in card.rendered
    assert card.edits == 1


def test_a_press_in_slack_changes_the_card_within_seconds(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    dora = cast[2]
    dora.presses(posted(scene)[0], "acknowledge")
    scene.advance(seconds=3)
    (card,) = posted(scene)
    assert "Star 7001 has it" in card.rendered
    assert "I have it" not in card.buttons


def test_the_card_says_who_hears_next_and_not_who_comes_after(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    assert "With star 12345, no reply recorded; reminded" in posted(scene)[0].rendered
    scene.advance(minutes=26)
    assert "Sergeant is told" in posted(scene)[0].rendered


def test_what_nobody_did_changes_no_card(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    cast[0].texts("STATUS")
    scene.advance(minutes=5)
    assert [card.edits for card in posted(scene)] == [0]


def test_many_acts_in_a_row_are_shown_in_few_changes_each_newer_than_the_last(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    for number in range(10):
        cast[0].texts(f"NOTE they are still there {number}")
    cast[0].texts("AID ambulance called")
    scene.advance(seconds=5)
    (card,) = posted(scene)
    assert "1 of 6 settled" in card.rendered
    assert card.edits <= 3


def test_a_slow_slack_shows_the_newest_state_and_none_between(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.workspace.troubles.next_answers(
        "chat.update", troubles.too_many_requests("60")
    )
    cast[0].texts("AID ambulance called")
    cast[0].texts("SUP REFUSED")
    scene.advance(seconds=30)
    cast[0].texts("CAMS NONE")
    assert [card.edits for card in posted(scene)] == [0]

    scene.advance(seconds=60)

    (card,) = posted(scene)
    assert card.edits == 1
    assert "3 of 6 settled" in card.rendered


def test_one_message_a_second_leaves_for_the_channel_and_none_is_refused(
    scene: Scene, cast: list[Person]
) -> None:
    references = [
        opens(scene, cast[0], f"NEW agents at {number} Kedzie, beat 1021")
        for number in range(12)
    ]
    scene.advance(seconds=30)
    cards = posted(scene)
    shown = [card.rendered.split(" ")[0] for card in cards]
    assert sorted(shown) == sorted(references)
    times = [float(card.ts) for card in cards]
    assert all(later - one >= 1 for one, later in itertools.pairwise(times))
    assert problems(scene) == []


def test_changes_go_on_while_the_channel_takes_no_new_message(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(seconds=5)
    scene.workspace.troubles.next_answers(
        "chat.postMessage", troubles.too_many_requests("120")
    )
    opens(scene, cast[0], "NEW agents at the park, beat 0715")
    cast[2].presses(posted(scene)[0], "acknowledge")
    scene.advance(seconds=5)
    (card,) = posted(scene)
    assert "star 7001" in card.rendered

    scene.advance(seconds=130)
    assert len(posted(scene)) == 2


def test_a_deleted_card_comes_back_once_with_what_stands_now(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    (card,) = posted(scene)
    scene.workspace.delete(card)
    cast[0].texts("AID ambulance called")
    scene.advance(seconds=5)
    (again,) = posted(scene)
    assert again.ts != card.ts
    assert "1 of 6 settled" in again.rendered

    cast[0].texts("CAMS NONE")
    scene.advance(seconds=5)
    (same,) = posted(scene)
    assert same.ts == again.ts
    assert "2 of 6 settled" in same.rendered


def test_a_card_is_one_message_through_all_its_reminders(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(hours=9)
    assert len(posted(scene)) == 1
    assert "Nobody answered" in posted(scene)[0].rendered


def test_the_card_of_a_damaged_incident_holds_up_no_other(
    scene: Scene, cast: list[Person]
) -> None:
    first = opens(scene, cast[0])
    scene.breaks("UPDATE duty SET rule = 'gone' WHERE incident_id = :id", first)
    second = opens(scene, cast[0], "NEW agents at the park, beat 0715")
    scene.advance(seconds=5)
    assert any(second in card.rendered for card in posted(scene))
    scene.mends()


def test_nobody_but_those_concerned_gets_a_direct_message(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=5)
    assert lists(cast[2]) == []
    assert lists(cast[1]) == []


def problems(scene: Scene) -> list[str]:
    """Return what Slack refused, where it is still remembered."""
    found = scene.rows("SELECT problem FROM live_message WHERE problem IS NOT NULL")
    return [row.problem for row in found]
