"""For twenty minutes nothing reaches anybody at a scene that they did not ask for."""

from datetime import datetime, timedelta

import pytest

from models import commands, enums
from tests.scenarios.messages import unasked
from tests.stage import Person, Scene, officer, sergeant, someone

AT_SCENE = timedelta(minutes=20)


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, Person, Person]:
    """Two officers of one sergeant, and those above."""
    bert = officer("Bert", star="4432", phone_e164="+13125550111")
    asha, bert_, boyd, *others = scene.enrols(
        officer(),
        bert,
        sergeant(watch="always"),
        someone("Lena", "watch_lieutenant", "300"),
    )
    for person in others:
        person.is_ignored = True
    return asha, bert_, boyd


def settled(asha: Person, *, cameras: str = "NONE") -> None:
    """Open an incident, with everything answered that is asked at the scene."""
    asha.texts("NEW agents struck a man")
    asha.texts(f"AID NONE; SUP REFUSED; CAMS {cameras}")


def arrivals(person: Person) -> list[datetime]:
    return [message.at for message in unasked(person)]


def test_what_an_older_incident_asks_for_waits_too(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha, bert, boyd = cast
    settled(asha, cameras="4432")
    scene.advance(hours=6, minutes=25)
    boyd.reads_all()
    # Ten minutes before both are reminded of the first one, Asha comes to a second.
    settled(asha)
    opened_at = scene.now()
    scene.advance(minutes=45)
    assert arrivals(bert)[0] - opened_at == timedelta(minutes=10)
    came = arrivals(asha)
    assert came[0] - opened_at == AT_SCENE
    asha.is_ignored = bert.is_ignored = boyd.is_ignored = True


def test_somebody_who_is_listed_there_is_left_in_peace_as_well(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha, bert, boyd = cast
    settled(bert)
    scene.advance(hours=6, minutes=25)
    settled(asha, cameras="4432")
    opened_at = scene.now()
    scene.advance(minutes=45)
    assert arrivals(bert)[0] - opened_at == AT_SCENE
    asha.is_ignored = bert.is_ignored = boyd.is_ignored = True


def test_a_sergeant_at_a_scene_hears_of_another_before_the_next_one_does(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    """Peace yields as every delay does: before somebody else is told instead."""
    asha, bert, boyd = cast
    asha.texts("NEW agents struck a man")
    boyd.reads_all()
    scene.advance(minutes=29)
    boyd.texts("NEW I see two more vans")
    opened_at = scene.now()
    scene.advance(minutes=17)
    # A minute later AID is the sergeant's, and after a quarter of an hour the next
    # one's.
    (came,) = arrivals(boyd)
    assert opened_at < came < opened_at + timedelta(minutes=16)
    asha.is_ignored = bert.is_ignored = boyd.is_ignored = True


def test_what_the_desk_says_waits_for_nothing(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha, bert, boyd = cast
    settled(asha)
    (row,) = scene.rows("SELECT reference FROM incident")
    (who,) = scene.rows("SELECT id FROM person WHERE role = 'sergeant'")
    scene.does(
        commands.TextOfficer,
        actor=commands.Actor(
            channel=enums.Channel.COMMAND_LINE, account="test", person_id=who.id
        ),
        reference=row.reference,
        phrase="use_radio",
    )
    asha.gets("Answer on the radio")
    bert.gets_nothing()
    boyd.is_ignored = True
