"""A desk opens incidents for those who saw them, and does not disturb them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from models import commands, errors
from tests.scenarios.desk_work import ASHA, BOYD, DANA, LENA, enrols, states
from tests.stage import Person, Scene


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def opens(scene: Scene, **fields: Any) -> Any:
    fields.setdefault("actor", DANA)
    fields.setdefault("text", "agents struck a man")
    return scene.does(commands.OpenIncident, **fields)


def incident(scene: Scene) -> Any:
    (row,) = scene.rows("SELECT * FROM incident")
    return row


def star_of(scene: Scene, person_id: str | None) -> str | None:
    rows = scene.rows("SELECT star FROM person WHERE id = :id", id=person_id)
    return rows[0].star if rows else None


def test_the_officer_owes_it_and_the_dispatcher_is_on_record(
    scene: Scene, cast: list[Person]
) -> None:
    view = opens(scene, seen_by_star="12345")

    assert (view.asked, view.is_off_duty, view.is_late) == (None, False, False)
    assert star_of(scene, incident(scene).opened_by) == "12345"
    assert incident(scene).source == "dispatched"
    (entry,) = scene.rows("SELECT * FROM entry WHERE event = 'incident:opened'")
    assert star_of(scene, entry.actor_id) == "777"
    facts = json.loads(entry.record)["body"]["facts"]
    assert star_of(scene, facts["opened_for"]) == "12345"
    # Told to nobody at the scene: neither asked, nor in possession of a code.
    assert set(states(scene).values()) == {"expected"}
    assert scene.rows("SELECT code FROM code") == []


def test_the_officer_hears_nothing_until_the_scene_is_over(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    opens(scene, seen_by_star="12345")
    scene.advance(minutes=19)
    assert asha.unread() == []
    scene.advance(minutes=10)
    assert "AID" in asha.unread()[0]
    assert "AID recorded" in asha.texts("AID ems came")


def test_who_opens_their_own_in_slack_is_asked_in_the_answer(
    scene: Scene, cast: list[Person]
) -> None:
    view = opens(scene, actor=ASHA)
    assert view.asked.word == "AID"
    assert view.asked.code is not None
    assert incident(scene).source == "witnessed"
    again = opens(scene, actor=ASHA, seen_by_star="12345", text="a second one there")
    assert again.asked.word == "AID"


@pytest.mark.parametrize(
    ("actor", "source"), [(DANA, "dispatched"), (LENA, "reported")]
)
def test_nobody_is_known_to_have_seen_what_a_desk_opens_without_a_star(
    scene: Scene, cast: list[Person], actor: commands.Actor, source: str
) -> None:
    view = opens(scene, actor=actor)
    assert view.asked is None
    assert (incident(scene).opened_by, incident(scene).source) == (None, source)
    assert "AID" in states(scene)
    assert "FLAG" not in states(scene)


def test_the_sergeant_is_told_and_who_opened_it_is_not(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, dana = cast
    opens(scene, seen_by_star="12345")
    assert "opened" in boyd.unread()[0]
    assert (asha.unread(), dana.unread()) == ([], [])
    boyd.reads_all()
    opens(scene, actor=BOYD, seen_by_star="12345", text="a second one at the bridge")
    assert boyd.unread() == []


def test_the_sergeant_who_has_it_is_told_each_thing_once(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, lena, _ = cast
    opens(scene)
    boyd.reads_all()

    scene.advance(hours=1)

    # Nobody is known to have seen it: what the officer would be reminded of is theirs.
    told = boyd.reads_all()
    assert [sum(f" {word} " in text for text in told) for word in ("AID", "SUP")] == [
        1,
        1,
    ], told
    assert told[0].startswith("URGENT: Reminder 26-0001B AID was due 15:50.")
    # A lieutenant hears a quarter of an hour after that, as after any first rung.
    assert "AID was due 15:50, not answered" in lena.unread()[0]
    told_at = lena.phone.received[-len(lena.unread())].at
    assert told_at - scene.now() == -timedelta(minutes=20)


def test_what_the_form_says_goes_before_the_words(
    scene: Scene, cast: list[Person]
) -> None:
    opens(
        scene,
        text="2606901234 beat 0715 agents struck a man",
        beat="716",
        event_number="26-069-04321",
    )
    row = incident(scene)
    assert (row.beat, row.event_number, row.event_short) == (
        "0716",
        "2606904321",
        None,
    )


def test_without_fields_the_words_are_read(scene: Scene, cast: list[Person]) -> None:
    opens(scene, text="01234 beat 0715 agents struck a man", beat="", event_number=None)
    row = incident(scene)
    assert (row.beat, row.event_number, row.event_short) == ("0715", None, "01234")


def test_a_form_offers_to_join_what_was_opened_beside_it(
    scene: Scene, cast: list[Person]
) -> None:
    first = opens(scene, beat="0715")
    assert opens(scene, beat="715", text="the same one").joinable == first.reference
    assert opens(scene, beat="0716", text="another one").joinable is None


def test_it_counts_from_when_it_happened(scene: Scene, cast: list[Person]) -> None:
    at = scene.now() - timedelta(hours=2)
    view = opens(scene, seen_by_star="12345", opened_at=at)
    assert (view.opened_at, view.is_late) == (at, True)
    opens(scene, opened_at=scene.now() - timedelta(days=90), text="long ago")
    opens(scene, opened_at=scene.now(), text="just now")


def test_a_form_that_will_not_do_opens_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    for field, value in (
        ("seen_by_star", "99999"),
        ("beat", "7"),
        ("event_number", "123"),
        ("text", "  "),
        ("opened_at", scene.now() + timedelta(seconds=1)),
        ("opened_at", scene.now() - timedelta(days=90, seconds=1)),
    ):
        with pytest.raises(errors.InvalidInputError) as refused:
            opens(scene, **{field: value})
        assert refused.value.field == field
    assert scene.rows("SELECT id FROM incident") == []
    opens(scene)
