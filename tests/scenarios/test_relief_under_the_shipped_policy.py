"""Later, passed on, not me, over the radio: the shipped policy lets each role do it."""

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, officer, sergeant, someone

pytestmark = pytest.mark.in_slack


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


class TestHandedOver:
    """What somebody handed over just now waits for no pace, once in a pace."""

    @pytest.fixture
    def has_slack(self) -> bool:
        return False

    @pytest.fixture
    def cast(self, scene: Scene) -> list[Person]:
        people = scene.enrols(
            officer(), sergeant(), someone("Dana", "dispatcher", "777")
        )
        for person in people:
            person.is_ignored = True
        people[0].texts("NEW agents struck a man")
        return people

    def test_it_is_told_at_once_though_the_sergeant_was_told_just_now(
        self, scene: Scene, cast: list[Person]
    ) -> None:
        asha, boyd, _ = cast
        scene.advance(minutes=1)
        assert "opened" in " ".join(boyd.reads_all())
        asha.texts("PASS AID")
        scene.advance(seconds=30)
        assert "AID of star 12345 due 15:50, passed on to you" in " ".join(
            boyd.reads_all()
        )

    def test_what_waited_comes_along(self, scene: Scene, cast: list[Person]) -> None:
        asha, boyd, _ = cast
        scene.advance(minutes=1)
        boyd.reads_all()
        asha.texts("STOP")
        asha.texts("PASS AID")
        scene.advance(seconds=30)
        (together,) = boyd.reads_all()
        assert "cannot be texted" in together
        assert "AID" in together

    def test_a_second_one_so_soon_waits_and_comes_with_the_others(
        self, scene: Scene, cast: list[Person]
    ) -> None:
        """Thirty officers who hand over are no reason for thirty texts."""
        asha, boyd, _ = cast
        for said in ("AID none", "SUP REFUSED", "CAMS NONE"):
            asha.texts(said)
        scene.advance(minutes=1)
        boyd.reads_all()
        asha.texts("PASS DOCK")
        scene.advance(minutes=1)
        assert len(boyd.reads_all()) == 1
        for word in ("FLAG", "REPORT"):
            asha.texts(f"PASS {word}")
            scene.advance(minutes=5)
        assert boyd.unread() == []
        scene.advance(minutes=5)
        (together,) = boyd.reads_all()
        assert "FLAG" in together
        assert "REPORT" in together
