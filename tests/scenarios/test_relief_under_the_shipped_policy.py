"""Later, passed on, not me, over the radio: the shipped policy lets each role do it."""

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, officer


@pytest.fixture
def has_slack() -> bool:
    return True


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, her sergeant, a dispatcher, and Bert whom she lists."""
    people = slack_desk.enrols(
        scene, officer("Bert", star="4432", phone_e164="+13125550111")
    )
    people[0].texts("NEW agents struck a man")
    return people


def code(scene: Scene, person: Person, word: str) -> str:
    """Return the code of a person for a duty that they were told of."""
    return slack_desk.code(scene, person, word)


def test_every_word_does_what_it_says(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, dora, bert = cast
    assert "AID recorded" in asha.texts("AID EMS called")
    assert "Logged for star 12345" in dora.types("radio 12345 SUP REFUSED")
    assert "CAMS recorded" in asha.texts("CAMS 4432")
    before = scene.rows("SELECT id, ask_by, lost_at, state FROM footage ORDER BY id")

    assert "not yours any more" in bert.texts("NOTME")
    late = asha.texts(f"LATE {code(scene, asha, 'DOCK')} 2225")
    assert "DOCK: reminder at 22:25. Sergeant hears" in late
    assert "Star 900 is asked" in asha.texts(f"PASS {code(scene, asha, 'DOCK')}")
    taken = boyd.texts(f"ACK {code_of_boyd(scene)}")
    assert "it is yours now" in taken

    assert (
        scene.rows("SELECT id, ask_by, lost_at, state FROM footage ORDER BY id")
        == before
    )
    for event in ("footage:disowned", "duty:postponed", "duty:taken_over"):
        assert event in scene.events()


def code_of_boyd(scene: Scene) -> str:
    """Return the sergeant's code for the duty that was passed to him."""
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " JOIN person ON person.id = code.person_id"
        " WHERE person.name = 'Boyd' AND duty.passed_at IS NOT NULL"
    )
    return str(row.code)
