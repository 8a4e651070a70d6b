"""Whoever may, says in Slack who is on duty, and is shown what counts."""

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, sergeant

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, Boyd her sergeant, Dora the dispatcher, and Carl, of no watch."""
    return slack_desk.enrols(
        scene,
        sergeant("Carl", star="901", phone_e164="+13125550111", watch=None),
    )


def who(person: Person) -> str:
    return person.types("who")


def test_somebody_is_listed_on_and_off(scene: Scene, cast: list[Person]) -> None:
    dora = cast[2]
    shown = dora.types("on 901 until 2100")
    assert "*star 901* is on duty from" in shown
    assert "No later tour is known." in shown
    assert "star 901 · until" in who(dora)
    assert "listed by star 7001" in who(dora)
    shown = dora.types("off 901")
    assert "*star 901* is off duty from" in shown
    assert "Put aside meanwhile: the listing on duty by" in shown
    assert "star 901" not in who(dora)


def test_who_says_by_what_each_is_on_duty(scene: Scene, cast: list[Person]) -> None:
    boyd = cast[1]
    assert "*Sergeant* · star 900 · until" in who(boyd)
    assert "Third watch" in who(boyd)
    boyd.types("on 2200")
    assert "own word" in who(boyd)
    assert "post" in who(boyd)


def test_a_time_alone_is_ones_own_and_a_star_is_somebody_elses(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    assert "You are on duty until" in boyd.types("on 2200")
    assert "*star 901* is on duty" in boyd.types("on star 901 until 2200")
    assert "OFF means now" in boyd.types("off 2300")
    assert "Nobody active has star" in boyd.types("off star 2300")


def test_leave_is_recorded_put_aside_where_meant_and_ended(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[0], cast[1]
    assert "is on leave from" in boyd.types("leave 12345 until 2026-03-31")
    refused = boyd.types("on 12345 until 2300")
    assert "Nothing changed" in refused
    assert "the leave until 1 Apr 00:00" in refused
    assert "Not on duty" in asha.texts("STATUS")
    shown = boyd.types("on 12345 until 2300 anyway")
    assert "Put aside meanwhile: the leave until 1 Apr 00:00." in shown
    assert "Not on duty" not in asha.texts("STATUS")
    assert "is on duty now" in boyd.types("leave 12345 end").replace("who ", "")
    assert "No leave is on record" in boyd.types("leave 12345 end")


def test_one_stands_in_for_another(scene: Scene, cast: list[Person]) -> None:
    dora = cast[2]
    assert "*star 901* stands in for star 900" in dora.types("cover 900 by 901")
    shown = who(dora)
    assert "standing in for star 900" in shown
    assert "star 900 · until" not in shown


@pytest.mark.parametrize(
    "line",
    ["on 901", "off 900", "leave 900 until 2026-03-31", "cover 900 by 901"],
)
def test_an_officer_says_nothing_of_others(
    scene: Scene, cast: list[Person], line: str
) -> None:
    assert "may not do this" in cast[0].types(line)
    assert scene.rows("SELECT id FROM presence") == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("leave 900", "Type: `/incident leave 4432 until 2026-03-31`"),
        ("cover 900", "Type: `/incident cover 4432 by 4433 until 2300`"),
        ("on 901 until sunset", "is no time"),
        ("on 9999", "Nobody active has star"),
        ("leave 900 until 2025-03-31", "is before it begins"),
    ],
)
def test_what_cannot_be_is_answered_and_changes_nothing(
    scene: Scene, cast: list[Person], line: str, said: str
) -> None:
    assert said in cast[1].types(line)
    assert scene.rows("SELECT id FROM presence") == []


def test_help_shows_it_to_those_who_may(scene: Scene, cast: list[Person]) -> None:
    assert "/incident cover 4432 by 4433 until 2300" in cast[1].types("help")
    assert "/incident cover" not in cast[0].types("help")
