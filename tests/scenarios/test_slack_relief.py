"""Later, pass on, not me: typed, and by the form beside what one owes in Slack."""

import pytest

from tests.scenarios import slack_desk
from tests.scenarios.desk_work import duty_id
from tests.scenarios.slack_outbound import lists
from tests.stage import Person, Scene

pytestmark = pytest.mark.in_slack


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = slack_desk.enrols(scene)
    slack_desk.opens(scene, people[0])
    return people


def owner(scene: Scene, word: str = "AID") -> str:
    (row,) = scene.rows(
        "SELECT person.name FROM duty JOIN person ON person.id = duty.owner_id"
        " WHERE word = :word",
        word=word,
    )
    return str(row.name)


def test_late_and_pass_are_typed_with_a_code(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, _ = cast
    code = slack_desk.code(scene, asha, "AID")
    assert f"/incident late {code} 2230" in asha.types("help")
    assert "you are reminded" in asha.types(f"late {code} 1608 at the hospital")
    assert "LATE" in asha.types("undo")
    assert "star 900 is asked" in asha.types(f"pass {code} prisoner").lower()
    other = slack_desk.code(scene, boyd, "AID")
    assert "is yours now" in boyd.types(f"ack {other}")
    assert owner(scene) == "Boyd"


def test_what_cannot_be_read_is_said_with_an_example(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    assert "/incident late 7KD4X 2230" in asha.types("late night raid at 26th")
    assert "Write until when" in asha.types("late")
    assert "You have no code 4K7QX" in asha.types("pass 4K7QX")
    assert "may not do this" in dora.types("late 4K7QX 1608")
    assert "duty:postponed" not in scene.events()


def test_the_list_of_one_duty_has_a_form_to_pass_it_on(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    scene.advance(minutes=26)
    for word in ("SUP REFUSED", "CAMS NONE", "DOCK", "FLAG NEVER", "REPORT JK123456"):
        asha.texts(word)
    scene.advance(minutes=16)
    (owed,) = lists(asha)
    assert "Later or pass on…" in owed.buttons
    asha.presses(owed, "relieve")
    assert "no date moves" in asha.form().rendered
    shown = asha.submits(f_relief="PASS", f_reason="on another scene")
    assert "It stays yours until" in shown
    slack_desk.closes(asha)
    code = slack_desk.code(scene, boyd, "AID")
    assert "is yours now" in boyd.types(f"ack {code}")
    scene.advance(seconds=5)
    (owed,) = lists(asha)
    assert "Nothing is owed by you" in owed.rendered


def test_the_list_of_many_has_the_same_form_for_each(
    scene: Scene, cast: list[Person]
) -> None:
    asha, *_ = cast
    asha.texts("AID done")
    asha.texts("SUP REFUSED")
    scene.advance(minutes=61)
    (owed,) = lists(asha)
    flag = duty_id(scene, "FLAG")
    asha.chooses(owed, "relieve_one", flag)
    form = asha.form()
    assert "FLAG" in form.rendered
    before = scene.rows("SELECT ask_by, lost_at FROM footage")
    asha.submits(f_relief="LATE", f_until="soon")
    assert "Write a time" in asha.slack.view_errors["f_until"]
    asha.submits(f_relief="LATE", f_until="1500")
    assert "is past" in asha.slack.view_errors["f_until"]
    assert "you are reminded" in asha.submits(f_relief="LATE", f_until="2245")
    assert scene.rows("SELECT ask_by, lost_at FROM footage") == before
    (row,) = scene.rows("SELECT late_until FROM duty WHERE word = 'FLAG'")
    assert row.late_until is not None


def test_a_card_says_that_a_duty_was_passed_on(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    asha.texts("PASS")
    found = slack_desk.card(scene, "26-0001")
    assert "AID passed on by star 12345" in found.rendered
    code = slack_desk.code(scene, boyd, "AID")
    boyd.types(f"ack {code}")
    found = slack_desk.card(scene, "26-0001")
    assert "AID taken over by star 900" in found.rendered
