"""What else can be done at a desk: deciding on held words, going on and off duty."""

import pytest

from tests.stage import Person, Scene, dispatcher, officer, sergeant

pytestmark = pytest.mark.in_slack

HELD = "NEW agents at 26th and Kedzie, the man is undocumented"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return scene.enrols(officer(), sergeant(slack_user_id="U0BOYD"), dispatcher())


def reads(scene: Scene, who: Person) -> None:
    """Open the words of the first card."""
    who.presses(scene.cards()[0], "read_words")


def test_held_words_are_read_by_who_may_decide_and_by_nobody_else(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, dora = cast
    asha.texts(HELD)
    boyd.reads_all()

    reads(scene, dora)
    assert "undocumented" not in dora.form().rendered
    assert "Decide" not in " ".join(dora.form().buttons)
    reads(scene, boyd)
    assert "undocumented" in boyd.form().rendered
    assert "MCC 2-173-030" in boyd.form().rendered


@pytest.mark.parametrize(
    ("decision", "event"),
    [("release", "words:released"), ("withhold", "words:withheld")],
)
def test_a_decision_on_held_words_is_on_record_with_its_authority(
    scene: Scene, cast: list[Person], decision: str, event: str
) -> None:
    asha, boyd, dora = cast
    asha.texts(HELD)
    boyd.reads_all()
    reads(scene, boyd)

    boyd.presses(boyd.form(), "Decide…")
    boyd.submits(f_decision=decision, f_reason="State criminal law, 720 ILCS 5/10-1")

    assert event in scene.events()
    reads(scene, dora)
    assert ("undocumented" in dora.form().rendered) is (decision == "release")


def test_a_decision_without_its_authority_stays_in_the_form(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    asha.texts(HELD)
    boyd.reads_all()
    reads(scene, boyd)
    boyd.presses(boyd.form(), "Decide…")

    boyd.submits(f_decision="release", f_reason=" ")

    assert not {"words:released", "words:withheld"} & set(scene.events())


def test_a_tour_is_begun_and_ended_at_the_desk(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, _ = cast

    assert "on duty until" in boyd.types("on 2330")
    assert "star 900" in boyd.types("who")
    assert "until today 11:30 PM" in boyd.types("who")
    assert "20 hours" in boyd.types("on 1400")
    boyd.types("off")
    assert "star 900" not in boyd.types("who")
