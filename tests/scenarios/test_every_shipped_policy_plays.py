"""A short incident is played under each of the policies that come with Holdfast."""

import pytest

from bot.policy import load
from models import commands
from tests.stage import Person, Scene, officer, someone

LOS_ANGELES = str(load.shipped().with_name("los_angeles.toml"))
MINIMAL = str(load.shipped().with_name("minimal.toml"))


@pytest.fixture
def people(policy_file: str) -> list[commands.RosterRow]:
    """Return the roster of the scene's policy: an officer and who looks after them."""
    if policy_file == MINIMAL:
        return [
            officer(watch="always"),
            someone("Boyd", "supervisor", "200", watch="always"),
        ]
    return [
        officer(watch="always"),
        someone("Boyd", "sergeant", "200", watch="always"),
        someone("Wilma", "watch_commander", "300", watch="always"),
        someone("Carl", "custodian", "400", watch="always"),
        someone("Pia", "point_person", "500", watch="always"),
        someone("Cora", "command_staff", "600", watch="always"),
    ]


@pytest.fixture
def cast(scene: Scene, people: list[commands.RosterRow]) -> list[Person]:
    found = scene.enrols(*people)
    for person in found:
        person.is_ignored = True
    return found


@pytest.mark.parametrize("policy_file", [MINIMAL])
def test_template_keeps_footage_from_one_text_to_the_second_look(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast
    assert "opened" in asha.texts("NEW 2606812345 agents struck a man")
    assert "CAMS recorded" in asha.texts("CAMS NONE")
    assert "FLAG recorded" in asha.texts("FLAG NEVER")
    assert "SEEN recorded" in boyd.texts("SEEN")
    (row,) = scene.rows("SELECT state FROM footage")
    assert row.state == "verified"


@pytest.mark.parametrize("policy_file", [MINIMAL])
def test_template_has_somebody_search_for_what_is_past_its_loss(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast
    asha.texts("NEW agents struck a man")
    scene.jump(days=61)
    scene.advance(minutes=5)
    states = {r.word: r.state for r in scene.rows("SELECT word, state FROM duty")}
    assert states["FLAG"] == "released"
    assert "SEARCH" in states
    assert "SEARCH recorded" in boyd.texts("SEARCH LOST never uploaded")
    (row,) = scene.rows("SELECT state FROM footage")
    assert row.state == "lost"


@pytest.mark.parametrize("policy_file", [LOS_ANGELES])
def test_los_angeles_sends_a_supervisor_and_takes_its_own_numbers(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, _, pia, cora = cast
    asha.texts("NEW 260310-001234 agents at a calm scene")
    (row,) = scene.rows("SELECT kind, event_number FROM incident")
    # Nothing has to be alleged, and the incident number has twelve figures.
    assert (row.kind, row.event_number) == ("enforcement", "260310001234")
    # A supervisor is sent, and two more hear of it; in one message where it is two.
    assert "SCENE" in " ".join(boyd.unread())
    assert "POINT" in " ".join(pia.unread())
    assert "Federal scene" in " ".join(cora.unread())
    assert "SCENE recorded" in boyd.texts("SCENE 15:50")
    assert "POINT recorded" in pia.texts("POINT")
    assert "AID recorded" in asha.texts("AID NONE")
    assert "SUP recorded" in asha.texts("SUP REFUSED")
    assert "CAMS recorded" in asha.texts("CAMS NONE")
    # A DR number is read as such, and Chicago's is none.
    assert "DR number" in asha.texts("REPORT JK123456")
    assert "REPORT recorded" in asha.texts("REPORT DR 26-01-12345")
    (row,) = scene.rows("SELECT rd_number FROM incident")
    assert row.rd_number == "260112345"


@pytest.mark.parametrize("policy_file", [LOS_ANGELES])
def test_los_angeles_asks_for_a_crime_report_where_agents_say_no_name(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    asha.texts("NEW agents at a calm scene")
    assert scene.rows("SELECT id FROM duty WHERE word = 'CRIME'") == []
    asha.texts("NOID")
    assert len(scene.rows("SELECT id FROM duty WHERE word = 'CRIME'")) == 1
    assert "CRIME recorded" in boyd.texts("CRIME report taken for false imprisonment")
