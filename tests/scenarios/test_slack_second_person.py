"""In Slack: times are corrected in a form; what waits is agreed to on the card."""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.slack_desk import card, closes, enrols, opens, typed
from tests.stage import Person, Scene, someone

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(
        scene, someone("Lena", "watch_lieutenant", "300", slack_user_id="U0LENA")
    )


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def corrects(scene: Scene, person: Person, reference: str, by: timedelta) -> str:
    """Correct the incident's time in the form; return what it shows then."""
    person.types(f"correct {reference}")
    (row,) = scene.rows("SELECT opened_at FROM incident")
    opened = row.opened_at
    if isinstance(opened, str):
        from datetime import UTC, datetime

        opened = datetime.fromisoformat(opened)
        opened = opened.replace(tzinfo=opened.tzinfo or UTC)
    shown = person.submits(f_when=int((opened + by).timestamp()))
    closes(person)
    return shown


def test_a_form_sent_as_it_is_changes_nothing(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    dora = cast[2]
    dora.types(f"correct {reference}")
    assert "nothing was different" in dora.submits()
    assert "incident:corrected" not in scene.events()


def test_an_earlier_time_is_corrected_and_what_moved_is_shown(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    shown = corrects(scene, cast[2], reference, -timedelta(minutes=10))
    assert "is corrected: time was" in shown
    assert "Moved with it" in shown
    assert "Needs a second person" not in card(scene, reference).rendered


def test_a_later_time_waits_on_the_card_until_a_button_is_pressed(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    _, boyd, dora, _ = cast
    corrects(scene, dora, reference, -timedelta(hours=3))
    shown = corrects(scene, dora, reference, timedelta(hours=1))
    assert "nothing changed yet" in shown

    standing = card(scene, reference)
    assert "Needs a second person (1)" in standing.rendered
    assert "star 7001 wants a correction" in standing.rendered

    assert "may not do this" in dora.presses(standing, "agree:1")
    assert "agreed to and carried out" in boyd.presses(standing, "agree:1")
    assert "Needs a second person" not in card(scene, reference).rendered
    assert "did this before" in typed(boyd, f"refuse {reference} 1")


def test_it_is_refused_by_typing(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    _, boyd, dora, _ = cast
    corrects(scene, dora, reference, -timedelta(hours=3))
    corrects(scene, dora, reference, timedelta(hours=1))

    assert "may not do this" in typed(cast[0], f"agree {reference}")
    answer = typed(boyd, f"refuse {reference} 1 the first time was right")

    assert "change 1 is refused" in answer
    assert "No change of" in typed(boyd, f"agree {reference}")
    (item,) = scene.rows("SELECT content FROM item WHERE name = 'reason'")
    assert item.content == "the first time was right"


def test_a_recording_has_its_own_time_in_the_form(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    dora = cast[2]
    dora.types(f"correct {reference}")
    form: Any = dora.form()
    (options,) = [
        block["element"]["options"]
        for block in form.blocks
        if block.get("block_id") == "f_recording"
    ]
    (mine,) = [one for one in options if "12345" in one["text"]["text"]]
    at = int((scene.now() - timedelta(hours=2)).timestamp())
    shown = dora.submits(f_recording=mine["value"], f_recorded_at=at)
    assert "recording time was" in shown
    assert "footage:time_corrected" in scene.events()


def test_half_of_a_recording_time_is_told_in_the_form(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    dora = cast[2]
    dora.types(f"correct {reference}")
    at = int((scene.now() - timedelta(hours=2)).timestamp())
    dora.submits(f_recorded_at=at)
    assert "Choose both" in str(dora.form().errors)


def test_adopting_what_is_in_force_already_says_so(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    lena = cast[3]
    assert "in force already" in typed(lena, f"adopt {reference}")
    assert "may not do this" in typed(cast[1], f"adopt {reference}")
