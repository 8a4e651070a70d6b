"""Whoever says "I have the watch" is told alone, until somebody else says so."""

from typing import Any

import pytest

from models import commands, errors, views
from tests.scenarios.desk_work import BOYD, CARL, DANA, LENA, enrols, opens
from tests.scenarios.record import facts
from tests.stage import START_AT, Person, Scene, sergeant


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, whose own supervisor nobody here is, and two sergeants of her unit."""
    people = enrols(
        scene,
        sergeant("Carl", star="901", phone_e164="+13125550111", slack_user_id="U0CARL"),
    )
    rows = [person.row for person in people]
    asha = commands.RosterRow(
        **{name: getattr(rows[0], name) for name in rows[0].__slots__}
        | {"supervisor_star": None}
    )
    scene.enrols(asha, *rows[1:])
    return people


def takes_watch(scene: Scene, actor: commands.Actor, **more: Any) -> Any:
    return scene.does(commands.TakeWatch, actor=actor, **more)


def told(people: list[Person]) -> list[bool]:
    """Return whether Boyd and Carl were told that an incident opened."""
    return [bool(people[index].reads_all()) for index in (1, 4)]


def test_without_it_everybody_of_the_role_is_told(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    assert told(cast) == [True, True]


def test_who_has_the_watch_is_told_alone(scene: Scene, cast: list[Person]) -> None:
    view = takes_watch(scene, CARL)
    assert view.until_at.hour == 4  # 23:00 in Chicago, the end of the third watch
    assert view.taken_from is None
    opens(scene, cast[0])
    assert told(cast) == [False, True]


def test_it_passes_from_one_to_the_next(scene: Scene, cast: list[Person]) -> None:
    takes_watch(scene, CARL)
    scene.advance(minutes=5)
    held = takes_watch(scene, BOYD)
    assert isinstance(held, views.WatchHeld)
    assert (held.by, held.since_at) == ("star 901", START_AT)
    view = takes_watch(scene, BOYD, takes_over=True)
    assert view.taken_from == "star 901"
    assert "Star 900 has the watch now" in "".join(cast[4].reads_all())
    first, second = facts(scene, "watch:taken")
    assert first["from"] is None
    assert second["from"] == first["person"]
    opens(scene, cast[0])
    assert told(cast) == [True, False]


def test_going_off_duty_gives_it_up(scene: Scene, cast: list[Person]) -> None:
    takes_watch(scene, CARL)
    scene.advance(minutes=5)
    cast[4].texts("OFF")
    opens(scene, cast[0])
    assert told(cast) == [True, False]
    scene.advance(minutes=16)
    told(cast)
    cast[4].texts("ON")
    opens(scene, cast[0], "agents took a woman away at the bridge")
    assert told(cast) == [True, True]


def test_taking_it_puts_a_person_on_duty(scene: Scene, cast: list[Person]) -> None:
    cast[4].texts("OFF")
    scene.advance(minutes=5)
    takes_watch(scene, CARL)
    opens(scene, cast[0])
    assert told(cast) == [False, True]
    assert "On duty until 23:00" in cast[4].texts("STATUS")


def test_it_ends_with_the_tour(scene: Scene, cast: list[Person]) -> None:
    takes_watch(scene, CARL)
    scene.jump(hours=24)
    for person in cast:
        person.reads_all()
    opens(scene, cast[0], "agents took a woman away at the bridge")
    assert told(cast) == [True, True]


def test_who_has_it_takes_it_only_once(scene: Scene, cast: list[Person]) -> None:
    takes_watch(scene, CARL)
    with pytest.raises(errors.AlreadyDone) as news:
        takes_watch(scene, CARL)
    assert news.value.by == "star 901"
    scene.jump(hours=24)
    takes_watch(scene, CARL)


def test_the_watch_of_one_role_is_not_that_of_another(
    scene: Scene, cast: list[Person]
) -> None:
    takes_watch(scene, CARL)
    assert takes_watch(scene, LENA).taken_from is None
    with pytest.raises(errors.RefusedError, match="may not do this"):
        takes_watch(scene, DANA)
    opens(scene, cast[0])
    assert told(cast) == [False, True]
