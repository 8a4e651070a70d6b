"""Words that may not be asked for, kept or shared leave nowhere."""

import pytest

from models import commands, enums, errors
from tests.stage import Person, Scene, officer, sergeant, someone

HELD = "NEW agents struck a man, he says he is undocumented, EMS called"


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """An officer who wrote what may not be kept, and a sergeant."""
    people = scene.enrols(officer(), sergeant(), someone("Dana", "dispatcher", "777"))
    people[0].first = people[0].texts(HELD)
    return tuple(people)


def person_id(scene: Scene, star: str) -> str:
    (row,) = scene.rows("SELECT id FROM person WHERE star = :star", star=star)
    return str(row.id)


def decision(scene: Scene, star: str, **fields: object) -> object:
    (entry,) = scene.rows("SELECT * FROM entry WHERE event = 'incident:opened'")
    (incident,) = scene.rows("SELECT reference FROM incident")
    return scene.does(
        commands.DecideHeldText,
        actor=commands.Actor(
            channel=enums.Channel.COMMAND_LINE,
            account="test",
            person_id=person_id(scene, star),
        ),
        reference=incident.reference,
        position=entry.position,
        **fields,
    )


def test_the_sender_is_told_the_rule_and_the_incident_opens(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, _ = cast
    assert "opened" in asha.first
    assert "held back (MCC 2-173-030)" in asha.first
    told = boyd.reads_all()
    assert any("HELD" in text for text in told)
    assert not any("undocumented" in text for text in told)


def test_the_words_leave_in_no_message(scene: Scene, cast: tuple[Person, ...]) -> None:
    cast[0].texts("NOTE he was born in another country and has a green card")
    for person in cast:
        person.is_ignored = True
    scene.advance(hours=12)
    bodies = [row.body for row in scene.rows("SELECT body FROM notice")]
    assert bodies
    for body in bodies:
        assert "undocumented" not in body
        assert "green card" not in body


def test_ordinary_words_are_not_held(scene: Scene, cast: tuple[Person, ...]) -> None:
    cast[1].is_ignored = True
    answer = cast[0].texts("NOTE a citizen complained about the ICE agents")
    assert "held back" not in answer
    assert "held back" in cast[0].texts("NOTE he is not a citizen he said")


def test_a_supervisor_decides_with_the_authority_on_record(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    cast[1].is_ignored = True
    decision(scene, "900", is_released=True, authority="court order 26 CH 123")
    (item,) = scene.rows("SELECT held_by FROM item WHERE name = 'text'")
    assert item.held_by is None
    (duty,) = scene.rows("SELECT state FROM duty WHERE word = 'HELD'")
    assert duty.state == "attested"
    assert "words:released" in scene.events()


def test_keeping_them_back_is_an_act_too(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    cast[1].is_ignored = True
    decision(scene, "900", is_released=False, authority="no legal need")
    (item,) = scene.rows("SELECT held_by FROM item WHERE name = 'text'")
    assert item.held_by == "MCC 2-173-030"
    assert "words:withheld" in scene.events()


def test_an_officer_may_not_decide(scene: Scene, cast: tuple[Person, ...]) -> None:
    cast[1].is_ignored = True
    with pytest.raises(errors.RefusedError):
        decision(scene, "12345", is_released=True, authority="because")
    (item,) = scene.rows("SELECT held_by FROM item WHERE name = 'text'")
    assert item.held_by == "MCC 2-173-030"


def test_a_decision_without_authority_is_refused(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    cast[1].is_ignored = True
    with pytest.raises(errors.InvalidInputError):
        decision(scene, "900", is_released=True, authority=" ")
    assert "words:released" not in scene.events()
