"""STATUS shows what a whole role owes, to whoever of it is on duty in the district."""

import pytest

from tests.scenarios.desk_work import states
from tests.stage import Person, Scene, officer, sergeant, someone

Cast = dict[str, Person]


@pytest.fixture
def cast(scene: Scene) -> Cast:
    """Asha and her sergeant of the third watch, and who comes after them at ten."""
    people = scene.enrols(
        officer(),
        sergeant(),
        _sergeant("Cy", "901", unit="007"),
        _sergeant("Far", "902", unit="008"),
        someone("Lena", "watch_lieutenant", "300", watch="third"),
        someone("Dana", "dispatcher", "700", watch="third"),
        someone("Doug", "dispatcher", "702", watch="first"),
    )
    for person in people:
        person.is_ignored = True
    return {person.row.name: person for person in people}


def _sergeant(name: str, star: str, **fields: str) -> object:
    number = f"+131255502{star[-2:]}"
    return sergeant(name, star=star, phone_e164=number, watch="first", **fields)


@pytest.fixture
def scene_at_night(scene: Scene, cast: Cast) -> Scene:
    """Boyd has to look at Asha's footage, and goes off duty without a word."""
    asha = cast["Asha"]
    asha.texts("NEW agents struck a man, EMS called")
    asha.texts("AID EMS called; SUP REFUSED; CAMS NONE")
    scene.advance(hours=6)
    asha.texts("DOCK")
    asha.texts("FLAG NEVER")
    assert "SEEN star 12345" in cast["Boyd"].texts("STATUS")
    # While Boyd is on duty, it is his alone.
    scene.advance(minutes=40)
    assert "Nothing is open for you." in cast["Cy"].texts("STATUS")
    scene.advance(hours=1)
    return scene


def test_a_sergeant_of_the_next_watch_sees_what_the_one_before_was_asked(
    scene_at_night: Scene, cast: Cast
) -> None:
    cy = cast["Cy"]
    assert "SEEN" not in cast["Far"].texts("STATUS")

    assert "SEEN star 12345 by 11 Mar 21:40" in cy.texts("STATUS")

    # It can be answered from then on, by its word alone.
    assert "SEEN recorded" in cy.texts("SEEN")
    assert states(scene_at_night)["SEEN"] == "verified"
    assert "SEEN" not in cy.texts("STATUS")


def test_a_dispatcher_of_the_next_watch_sees_what_the_desk_owes(
    scene_at_night: Scene, cast: Cast
) -> None:
    doug = cast["Doug"]

    assert "EMS was due 17:40" in doug.texts("STATUS")

    assert "EMS recorded" in doug.texts("EMS 15:45, Ambulance 12, Mercy")
    assert "Nothing is open for you." in doug.texts("STATUS")


def test_who_was_there_does_not_see_what_only_a_second_person_may_do(
    scene_at_night: Scene, cast: Cast
) -> None:
    assert "901" in cast["Asha"].texts("CAMS 901")

    assert "SEEN" not in cast["Cy"].texts("STATUS")


def test_who_is_off_duty_and_who_owes_no_such_thing_sees_none_of_it(
    scene_at_night: Scene, cast: Cast
) -> None:
    cast["Cy"].texts("OFF")

    for name in ("Cy", "Lena", "Asha"):
        shown = cast[name].texts("STATUS")
        assert "SEEN" not in shown, name
        assert "EMS" not in shown, name
