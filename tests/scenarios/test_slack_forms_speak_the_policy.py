"""Forms in Slack show the agency's own numbers, and whom to ask for footage."""

import json
from typing import Any

import pytest

from bot.policy import load
from tests.stage import Person, Scene, officer, someone

pytestmark = pytest.mark.in_slack

LOS_ANGELES = str(load.shipped().with_name("los_angeles.toml"))


@pytest.fixture
def policy_file() -> str:
    return LOS_ANGELES


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(
        officer(watch="always", slack_user_id="U0ASHA"),
        someone("Boyd", "sergeant", "200", slack_user_id="U0BOYD"),
        someone("Carl", "custodian", "400", slack_user_id="U0CARL"),
        someone("Dora", "dispatcher", "700", slack_user_id="U0DORA"),
    )
    for person in people:
        person.is_ignored = True
    return people


def asked(view: Any) -> str:
    """Everything that a form asks and shows."""
    return json.dumps(view.blocks, ensure_ascii=False)


def code(scene: Scene, word: str, star: str, about: str = "") -> str:
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id "
        "JOIN person ON person.id = code.person_id "
        "LEFT JOIN footage ON footage.id = duty.footage_id "
        "WHERE duty.word = :word AND person.star = :star "
        "AND (:about = '' OR footage.source = :about)",
        word=word,
        star=star,
        about=about,
    )
    return str(row.code)


def test_numbers_look_as_the_policy_says(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, _, dora = cast
    dora.types("")
    opening = asked(dora.form())
    asha.texts("NEW agents at a calm scene")
    (row,) = scene.rows("SELECT reference FROM incident")
    boyd.types(f"correct {row.reference}")
    correcting = asked(boyd.form())
    scene.advance(hours=6)
    asha.types(f"done {code(scene, 'REPORT', '12345')}")
    reporting = asked(asha.form())

    assert "such as 260310001234, or 001234" in opening
    assert "such as 0111" in opening
    assert "Serial number of the member who saw it" in opening
    assert "DR number" in correcting
    assert "such as 260112345" in correcting
    assert "Incident number" in correcting
    assert "such as 260112345" in reporting
    for shown in (opening, correcting, reporting):
        for of_chicago in ("JK123456", "RD number", "2606812345", "Beat"):
            assert of_chicago not in shown


def test_examples_of_lines_are_written_as_the_policy_writes_them(
    cast: list[Person],
) -> None:
    boyd, dora = cast[1], cast[3]
    helped = dora.types("help")
    assert "`/incident on star 41234 until 2300`" in helped
    assert "`/incident cover 41234 by 41235 until 2300`" in helped
    assert "`/incident radio 41234 FLAG 10 MAR 29`: logs what 41234 said" in helped
    assert "cctv`: lists cameras" in helped
    wrong = boyd.types("leave")
    assert "Type: `/incident leave 41234 until 2026-03-31`" in wrong
    for of_chicago in ("4432", "900", "pod", "Blue Island"):
        assert of_chicago not in helped + wrong


def test_whom_to_ask_and_how_stands_where_it_is_asked_for(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, carl, _ = cast
    asha.texts("NEW agents at a calm scene")
    asha.texts("CAMS METRO")

    carl.types(f"done {code(scene, 'ASKED', '400', 'metro')}")

    shown = asked(carl.form())
    (source,) = [
        one
        for one in load.load(load.shipped().with_name("los_angeles.toml"))[0].source
        if one.id == "metro"
    ]
    assert source.addressee is not None
    assert source.form is not None
    for words in (source.addressee, source.form, source.authority):
        assert words in shown
