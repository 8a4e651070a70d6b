"""What waits to leave is looked at again: nothing pointless and nothing stale goes."""

from pathlib import Path
from typing import Any

import pytest

from tests.scenarios import messages
from tests.stage import Person, Scene

Cast = tuple[Person, Person, Person]


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    return messages.policy_of_one_question(tmp_path)


@pytest.fixture
def due(scene: Scene) -> Cast:
    """An officer whose reminder is put off, and the two who come after."""
    cast = messages.about_to_be_reminded(scene)
    messages.refuse_until_told(scene)
    scene.advance(minutes=1)
    (notice,) = messages.notices(scene, "remind")
    assert notice.state == "queued"
    return cast


def reminder(scene: Scene) -> Any:
    return messages.notices(scene, "remind")[0]


def test_reminder_that_is_still_wanted_leaves_after_the_wait(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, _ = due
    scene.advance(minutes=5)
    asha.gets("Reminder", "CAMS")
    boyd.gets_nothing()


@pytest.mark.parametrize(
    ("said", "state"), [("ACK", "acknowledged"), ("CAMS NONE", "attested")]
)
def test_reminder_of_what_was_taken_care_of_is_withdrawn(
    scene: Scene, due: Cast, said: str, state: str
) -> None:
    asha, boyd, _ = due
    assert "CAMS" in asha.texts(said)
    scene.advance(minutes=6)
    asha.gets_nothing()
    boyd.gets_nothing()
    notice = reminder(scene)
    assert (notice.state, notice.next_attempt_at) == ("cancelled", None)
    assert notice.reason == f"the duty is {state}"
    assert messages.on_its_way(scene, asha, "Reminder") == []


def test_reminder_of_somebody_who_went_off_duty_goes_to_the_next_rung(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    assert "Off duty" in asha.texts("OFF")
    scene.advance(minutes=4)
    boyd.gets_nothing()
    scene.advance(minutes=1)
    boyd.gets("CAMS", "not answered")
    notice = reminder(scene)
    assert (notice.state, notice.reason) == ("not_delivered", "off duty")
    scene.advance(minutes=4)
    asha.gets_nothing()
    lena.gets_nothing()
    assert messages.on_its_way(scene, asha, "Reminder") == []


def test_reminder_that_was_given_up_is_not_tried_once_more(
    scene: Scene, due: Cast
) -> None:
    due[0].texts("OFF")
    for person in due:
        person.is_ignored = True
    scene.advance(minutes=5)
    assert len(messages.notices(scene, "remind")) == 1


def test_reminder_of_somebody_who_opted_out_goes_to_the_next_rung(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, _ = due
    asha.texts("STOP")
    asha.reads_all()
    boyd.gets("cannot be texted")
    scene.advance(minutes=5)
    boyd.gets("CAMS", "not answered")
    notice = reminder(scene)
    assert (notice.state, notice.reason) == ("not_delivered", "opted out")
    assert messages.on_its_way(scene, asha, "Reminder") == []


def test_what_is_too_old_when_the_bot_is_back_is_not_sent(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    scene.jump(minutes=31)
    notice = reminder(scene)
    assert (notice.state, notice.reason) == ("expired", "too late to be of use")
    asha.gets_nothing()
    boyd.gets("CAMS", "not answered")
    lena.gets_nothing()


def test_page_is_of_no_use_to_the_provider_longer_than_to_us(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    messages.refuse_until_told(scene, 1, "1200")
    scene.stage.company.troubles.hold_queue = True
    scene.advance(minutes=26)
    assert messages.on_its_way(scene, asha, "Reminder") == ["queued"]
    boyd.is_ignored = lena.is_ignored = asha.is_ignored = True
    scene.advance(minutes=10)
    scene.stage.company.troubles.hold_queue = False
    scene.settle()
    assert messages.on_its_way(scene, asha, "Reminder") == ["failed"]
