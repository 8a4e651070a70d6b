"""A supervisor who has somebody else's camera records what is known: there is no video.

The officer stays silent, or passed it on. A second person searches, and the officer is
told what was said of their camera.
"""

import pytest

from models import errors
from tests.scenarios.desk_work import BOYD, LENA, enrols, opens, states
from tests.scenarios.record import entries
from tests.scenarios.test_the_insider import attests, footage
from tests.stage import Person, Scene


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def takes_over(scene: Scene, cast: list[Person]) -> None:
    """Let Boyd have what Asha owes of her camera: she passes it on."""
    asha, boyd = cast[0], cast[1]
    for said in ("AID none", "SUP REFUSED", "CAMS NONE", "DOCK", "REPORT JK123456"):
        asha.texts(said)
    asha.texts("PASS")
    scene.advance(minutes=16)
    assert "yours now" in boyd.texts("ACK")
    asha.reads_all()


def test_who_took_it_over_says_so_and_another_one_searches(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, *_ = cast
    takes_over(scene, cast)

    answer = boyd.texts("NOVIDEO her battery died")

    assert "NOVIDEO recorded: star 12345; a second person will search" in answer
    assert footage(scene) == "expected"
    assert states(scene)["SEEN"] == "notified"
    (entry,) = entries(scene, "footage:none_stated")
    assert entry["actor"]["role"] == "sergeant"
    # Neither he who said it nor she who recorded it is the second person.
    with pytest.raises(errors.RefusedError, match="second person"):
        attests(scene, BOYD, "SEEN", "LOST nothing there")
    scene.advance(minutes=6)
    told = " ".join(asha.reads_all())
    assert "Star 900 stated that your camera has no video" in told
    assert f"NOTE {reference}" in told
    attests(scene, LENA, "SEEN", "LOST searched by star and time")
    assert footage(scene) == "lost"


def test_a_silent_officers_sergeant_says_so(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha, boyd, *_ = cast
    for said in ("AID none", "SUP REFUSED", "CAMS NONE", "REPORT JK123456"):
        asha.texts(said)
    boyd.texts("ON 0500")
    scene.advance(hours=9)
    assert "FLAG" in " ".join(boyd.reads_all())

    # With nothing said of why, nothing is recorded.
    assert "Write why" in boyd.texts("NOVIDEO")
    assert "recorded: star 12345" in boyd.texts(f"NOVIDEO {reference} camera not worn")
    assert states(scene)["FLAG"] == "attested"
    assert states(scene)["SEEN"] == "notified"
    # She is off duty: nothing is sent to her home, and she reads it at her next tour.
    assert "no video" not in " ".join(asha.reads_all())
    scene.advance(hours=15)
    assert "your camera has no video" in " ".join(asha.reads_all())


def test_ones_own_camera_comes_first(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    """Boyd was there too: without a name he speaks of his own camera."""
    asha, boyd, *_ = cast
    asha.texts("CAMS 900")
    scene.advance(hours=9)
    boyd.texts("ON")

    assert "NOVIDEO recorded: a second person" in boyd.texts("NOVIDEO not worn")

    rows = scene.rows(
        "SELECT recorder_star, no_video_reason FROM footage WHERE source = 'bwc'"
    )
    assert {row.recorder_star: row.no_video_reason for row in rows} == {
        "12345": None,
        "900": "not worn",
    }


def test_whose_camera_it_is_not_and_who_was_not_told_says_nothing(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    _, boyd, lena, _ = cast
    for person in (boyd, lena):
        assert "Nothing like that is open" in person.texts("NOVIDEO battery died")
    assert footage(scene) == "expected"
    assert states(scene)["FLAG"] == "expected"


def test_it_is_taken_back_by_whoever_said_it(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    boyd = cast[1]
    takes_over(scene, cast)
    boyd.texts("NOVIDEO her battery died")
    boyd.texts("UNDO")
    assert states(scene)["FLAG"] != "attested"
    (piece,) = scene.rows("SELECT no_video_reason FROM footage WHERE source = 'bwc'")
    assert piece.no_video_reason is None
