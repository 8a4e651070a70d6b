"""In Slack: what is alleged is chosen, and a designated place is offered."""

from typing import Any

import pytest

from bot.simulator.slack import blocks
from tests.scenarios.slack_desk import card, closes, enrols, opens
from tests.stage import Person, Scene

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def choices(person: Person) -> str:
    """Return what the menus of the open form offer."""
    return str([element for _, element in blocks.elements(person.form().blocks)])


def kind_and_place(scene: Scene) -> tuple[Any, Any]:
    """Return what is kept of the one incident."""
    (row,) = scene.rows("SELECT kind, place FROM incident")
    return row.kind, row.place


def test_kind_is_chosen_where_an_incident_is_opened(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    dora.types("")
    assert "Alleged unlawful use of force" in choices(dora)
    dora.submits(f_text="agents struck a man", f_kind="force")
    assert kind_and_place(scene) == ("force", None)
    (shown,) = [one for one in scene.cards() if "settled" in one.rendered]
    assert "Alleged unlawful use of force" in shown.rendered


def test_usual_kind_stands_where_none_is_chosen(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    dora.types("")
    dora.submits(f_text="agents struck a man")
    assert kind_and_place(scene) == ("alleged_violation", None)


def test_kind_is_corrected_and_brings_its_own_duty_with_it(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, dora = cast[:3]
    reference = opens(scene, asha)
    dora.types(f"correct {reference}")
    shown = dora.submits(f_kind="city_property", f_reason="it was on the lot")
    assert "kind was alleged_violation, is city_property" in shown
    assert kind_and_place(scene)[0] == "city_property"
    assert "City property used" in card(scene, reference).rendered
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'PAPERS'")
    assert row.state in ("expected", "notified")
    closes(dora)

    dora.types(f"correct {reference}")
    # Setting a duty aside is nothing that one person does alone.
    assert "Needs a second person" in dora.submits(f_kind="force")
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'PAPERS'")
    assert row.state != "not_applicable"
    boyd.types(f"agree {reference} 1")
    assert kind_and_place(scene)[0] == "force"
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'PAPERS'")
    assert row.state == "not_applicable"


def test_designated_place_is_offered_and_a_person_says_so(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast[:3]
    reference = opens(scene, asha, "agents gather on the lot at Harrison and Kedzie")
    before = card(scene, reference).rendered
    assert "may be at a designated place" in before
    # Nothing is set by itself, and the card names no exact place.
    assert kind_and_place(scene) == ("alleged_violation", None)
    assert "Kedzie" not in before

    dora.types(f"correct {reference}")
    assert "City lot at Harrison and Kedzie" in choices(dora)
    dora.submits(
        f_place="City lot at Harrison and Kedzie",
        f_kind="city_property",
        f_reason="it is the lot",
    )
    assert kind_and_place(scene) == (
        "city_property",
        "City lot at Harrison and Kedzie",
    )
    assert "at a designated place" in card(scene, reference).rendered
    closes(dora)

    dora.types(f"correct {reference}")
    dora.submits(f_place="-", f_reason="it was across the street")
    assert kind_and_place(scene)[1] is None


def test_place_is_not_offered_where_the_words_mean_none(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast[:3]
    reference = opens(scene, asha, "agents struck a man on Kedzie")
    assert "designated place" not in card(scene, reference).rendered
    dora.types(f"correct {reference}")
    assert "designated place" not in dora.form().rendered
