"""A row holds a word that no list has: what it is about rests, and all else goes on.

Asha reports scenes. Somebody with the database spoils a row.
"""

import pytest

from bot.simulator import troubles
from handlers.sms import texts
from models import commands, enums
from tests.scenarios.desk_work import enrols, opens
from tests.stage import Person, Scene
from tests.storage import spoiling


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def spoils(scene: Scene, place: str, where: str = "TRUE") -> None:
    """Spoil rows; the check of the record has to say so at the end."""
    spoiling.spoil(scene.stage.house.database, place, where)
    scene.is_tampered = True


def is_busy(scene: Scene, *, is_busy: bool) -> None:
    """Let the provider put every message off, or none any more."""
    answer = troubles.too_many_requests("30") if is_busy else None
    scene.stage.company.troubles.every_create = answer


@pytest.mark.parametrize("place", ["duty state", "footage state", "incident state"])
def test_the_engine_goes_on_with_the_other_scene(
    scene: Scene, cast: list[Person], place: str
) -> None:
    asha = cast[0]
    first = opens(scene, asha)
    scene.advance(minutes=1)
    second = opens(scene, asha, "something else, beat 0714")
    (row,) = scene.rows("SELECT id FROM incident WHERE reference = :r", r=first)
    key = "id" if place.startswith("incident") else "incident_id"
    asha.reads_all()
    spoils(scene, place, f"{key} = '{row.id}'")

    scene.advance(minutes=40)

    assert f"Reminder {second} AID" in " ".join(asha.reads_all())


@pytest.mark.parametrize("place", ["notice state", "notice purpose", "notice channel"])
def test_the_courier_passes_over_the_one_message(
    scene: Scene, cast: list[Person], place: str
) -> None:
    asha, boyd = cast[:2]
    is_busy(scene, is_busy=True)
    first = opens(scene, asha)
    (row,) = scene.rows("SELECT id FROM notice WHERE state = 'queued'")
    spoils(scene, place, f"id = '{row.id}'")
    is_busy(scene, is_busy=False)

    second = opens(scene, asha, "something else, beat 0714")
    scene.advance(minutes=20)

    told = " ".join(boyd.reads_all())
    assert f"{second} opened" in told
    assert f"{first} opened" not in told


def test_a_page_of_a_spoiled_duty_waits_until_it_is_put_right(
    scene: Scene, cast: list[Person]
) -> None:
    """Nobody knows whether it still has a point; it is neither sent nor withdrawn."""
    asha = cast[0]
    opens(scene, asha)
    is_busy(scene, is_busy=True)
    scene.advance(minutes=26)
    (row,) = scene.rows(
        "SELECT duty_id FROM notice WHERE purpose = 'remind' AND state = 'queued'"
    )
    asha.reads_all()
    which = f"id = '{row.duty_id}'"
    (stood,) = scene.rows("SELECT state FROM duty WHERE id = :i", i=row.duty_id)
    spoils(scene, "duty state", which)
    is_busy(scene, is_busy=False)
    scene.advance(minutes=3)
    assert "Reminder" not in " ".join(asha.reads_all())

    house = scene.stage.house
    spoiling.spoil(house.database, "duty state", which, value=stood.state)
    scene.is_tampered = False
    scene.advance(minutes=2)
    assert "Reminder" in " ".join(asha.reads_all())


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ("contact kind", "e164 = '+13125550102'"),
        ("presence kind", "TRUE"),
        ("slack_member problem", "TRUE"),
    ],
)
def test_everybody_else_of_the_roster_is_heard_and_told(
    scene: Scene, cast: list[Person], place: str, where: str
) -> None:
    asha, boyd = cast[:2]
    boyd.texts("ON 2300")
    scene.does(
        commands.RecordSlackMember,
        actor=commands.CLOCK,
        slack_user_id="U0BOYD",
        problem=enums.SlackProblem.GUEST,
    )
    spoils(scene, place, where)
    # So that the roster is read anew.
    asha.texts("ON 2300")

    reference = opens(scene, asha)

    scene.advance(minutes=40)
    assert f"Reminder {reference} AID" in " ".join(asha.reads_all())


def test_only_what_is_said_of_the_spoiled_scene_is_not_recorded(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    opens(scene, asha)
    opens(scene, asha, "something else, beat 0714")
    code, other = (
        row.code
        for row in scene.rows("SELECT code FROM duty WHERE word = 'AID' ORDER BY id")
    )
    spoils(scene, "duty state", f"code = '{code}'")

    assert asha.texts(f"AID {code} none") == texts.NOT_RECORDED
    assert "AID recorded" in asha.texts(f"AID {other} none")
