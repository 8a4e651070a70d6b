"""Where nobody is known to have seen it, the beat says whose people hear of it."""

from typing import Any

import pytest

from models import commands
from tests.scenarios.desk_work import DANA
from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Boyd is the sergeant of district 7 and Bea that of district 12."""
    people = scene.enrols(
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", unit="012"),
        officer(),
        someone("Dana", "dispatcher", "777", slack_user_id="U0DANA"),
    )
    people[3].is_ignored = True
    return list(people)


def opens(scene: Scene, **fields: Any) -> Any:
    return scene.does(
        commands.OpenIncident, actor=DANA, text="agents struck a man", **fields
    )


@pytest.mark.parametrize(
    ("beat", "told"),
    [
        ("0715", (True, False)),
        ("715", (True, False)),
        ("1213", (False, True)),
        # Nobody of that district can be told, or it is not known which one it is.
        ("2213", (True, True)),
        (None, (True, True)),
    ],
)
def test_what_a_desk_opens_is_told_in_the_district_of_its_beat(
    scene: Scene, cast: list[Person], beat: str | None, told: tuple[bool, bool]
) -> None:
    boyd, bea, *_ = cast
    opens(scene, beat=beat)
    assert (bool(boyd.reads_all()), bool(bea.reads_all())) == told

    scene.advance(minutes=50)

    heard = [" ".join(person.reads_all()) for person in (boyd, bea)]
    assert tuple("AID" in words for words in heard) == told


def test_the_officer_s_own_district_goes_before_that_of_the_beat(
    scene: Scene, cast: list[Person]
) -> None:
    boyd, bea, *_ = cast
    opens(scene, beat="1213", seen_by_star="12345")
    assert (len(boyd.reads_all()), len(bea.reads_all())) == (1, 0)


def test_a_beat_that_is_corrected_moves_what_is_said_from_then_on(
    scene: Scene, cast: list[Person]
) -> None:
    boyd, bea, *_ = cast
    view = opens(scene, beat="0715")
    scene.does(
        commands.CorrectIncident,
        actor=DANA,
        reference=view.reference,
        values={"beat": "1213"},
        seen={"beat": "0715"},
    )
    boyd.reads_all()
    bea.reads_all()

    scene.advance(minutes=50)

    assert "AID" in " ".join(bea.reads_all())
    assert boyd.reads_all() == []
