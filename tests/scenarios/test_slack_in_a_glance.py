"""The path that a dispatcher sees: a text, a card, a press, an answer."""

import pytest

from tests.stage import Scene, dispatcher, officer, sergeant

pytestmark = pytest.mark.in_slack


def test_text_becomes_a_card_and_a_press_on_it_is_on_record(scene: Scene) -> None:
    asha, boyd, dora = scene.enrols(
        officer(), sergeant(slack_user_id="U0BOYD"), dispatcher()
    )
    answer = asha.texts("NEW agents at 26th and Kedzie, beat 1021")
    boyd.gets("26-0001B", "on your watch")
    (card,) = scene.cards()

    assert "26-0001B" in answer
    assert "26-0001B · open · beat 1021" in card.rendered
    assert "Kedzie" not in card.rendered

    shown = dora.presses(card, "acknowledge")

    assert "AID" in shown
    assert "duty:acknowledged" in scene.events()
    scene.advance(seconds=2)
    (card,) = scene.cards()
    assert "star 7001" in card.rendered


def test_words_are_read_in_a_form_and_the_reading_is_on_record(scene: Scene) -> None:
    asha, boyd, dora = scene.enrols(
        officer(), sergeant(slack_user_id="U0BOYD"), dispatcher()
    )
    asha.texts("NEW agents at 26th and Kedzie, beat 1021")
    boyd.reads_all()
    (card,) = scene.cards()

    dora.presses(card, "read_words")

    assert "agents at 26th and Kedzie" in dora.form().rendered
    assert "words:read" in scene.events()


def test_same_words_typed_twice_are_one_incident_and_others_are_another(
    scene: Scene,
) -> None:
    boyd, dora = scene.enrols(sergeant(), dispatcher())

    first = dora.types("open agents at 26th and Kedzie")
    again = dora.types("open Agents at 26th  and Kedzie")
    other = dora.types("open agents at 31st and Pulaski")

    assert "26-0001B" in first
    assert "26-0001B" in again
    assert "26-0002J" in other
    boyd.reads_all()


def test_a_long_list_says_how_many_more_there_are(scene: Scene) -> None:
    boyd, dora = scene.enrols(sergeant(), dispatcher())
    for number in range(28):
        dora.types(f"open agents at {number}th and Kedzie")

    shown = dora.types("list all")

    assert "28 incidents, in all" in shown
    assert "3 more" in shown
    boyd.reads_all()


def test_a_card_that_somebody_deletes_comes_back_by_itself(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents at 26th and Kedzie, beat 1021")
    boyd.reads_all()
    (card,) = scene.cards()

    scene.workspace.delete(card)
    scene.settle()
    scene.advance(seconds=5)

    (again,) = scene.cards()
    assert again.ts != card.ts
    assert again.rendered == card.rendered
