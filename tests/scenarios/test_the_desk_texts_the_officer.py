"""The desk texts the officer a sentence of the policy, and nothing else."""

from typing import Any

import pytest

from models import commands, errors
from tests.scenarios.desk_work import ASHA, BOYD, DANA, enrols, opens
from tests.scenarios.record import facts
from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def texts(scene: Scene, reference: str, **fields: Any) -> Any:
    fields.setdefault("actor", DANA)
    fields.setdefault("phrase", "sergeant_coming")
    return scene.does(commands.TextOfficer, reference=reference, **fields)


def test_what_is_shown_is_what_the_phone_receives(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    view = texts(scene, reference)

    assert cast[0].unread() == [view.text]
    assert view.text == f"{reference} opened 15:40. Sergeant is on the way."
    assert view.to == "star 12345"
    (stated,) = facts(scene, "officer:texted")
    assert stated["phrase"] == "sergeant_coming"


def test_the_same_sentence_comes_once_in_ten_minutes(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    texts(scene, reference)
    scene.advance(minutes=9)
    with pytest.raises(errors.AlreadyDone) as news:
        texts(scene, reference, actor=BOYD)
    assert news.value.by == "star 777"
    texts(scene, reference, actor=BOYD, phrase="call_desk")
    scene.advance(minutes=2)
    texts(scene, reference, actor=BOYD)
    assert len(cast[0].reads_all()) == 3


def test_two_incidents_of_one_officer_do_not_double_it(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    other = opens(scene, cast[0], "agents took a woman away at the bridge")
    texts(scene, reference)
    with pytest.raises(errors.AlreadyDone):
        texts(scene, other)
    texts(scene, other, phrase="use_radio")


def test_only_sentences_of_the_policy_can_be_texted(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    with pytest.raises(errors.InvalidInputError) as refused:
        texts(scene, reference, phrase="Come home at once")
    assert refused.value.field == "phrase"
    with pytest.raises(errors.RefusedError, match="may not do this"):
        texts(scene, reference, actor=ASHA)
    with pytest.raises(errors.NotFoundError):
        texts(scene, "26-0009N")
    assert cast[0].unread() == []
    texts(scene, reference)


def test_who_is_off_duty_is_not_texted_and_it_is_said_why(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    cast[0].texts("OFF")
    with pytest.raises(errors.RefusedError, match="star 12345 is not on duty"):
        texts(scene, reference)
    cast[0].texts("ON")
    texts(scene, reference)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"phone_e164": None}, "has no number on file"),
        ({"phone_e164": "+13125550177"}, "that nobody has verified"),
    ],
)
def test_who_cannot_be_reached_is_not_texted_and_it_is_said_why(
    scene: Scene,
    cast: list[Person],
    reference: str,
    change: dict[str, Any],
    why: str,
) -> None:
    rows = [
        officer(slack_user_id="U0ASHA", **change),
        sergeant(slack_user_id="U0BOYD"),
        someone("Lena", "watch_lieutenant", "300", slack_user_id="U0LENA"),
        someone("Dana", "dispatcher", "777", slack_user_id="U0DANA"),
    ]
    scene.enrols(*rows, is_verified=False)
    with pytest.raises(errors.RefusedError, match=why):
        texts(scene, reference)
    assert "officer:texted" not in scene.events()


def test_nobody_is_texted_where_nobody_is_known_to_have_seen_it(
    scene: Scene, cast: list[Person]
) -> None:
    view = scene.does(commands.OpenIncident, actor=DANA, text="agents at the bridge")
    with pytest.raises(errors.RefusedError, match="no one to text"):
        texts(scene, view.reference)
