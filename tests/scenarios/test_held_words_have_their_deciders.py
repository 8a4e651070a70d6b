"""Words that a rule holds back are read and decided on by the roles that it names."""

from pathlib import Path
from typing import Any

import pytest

from models import commands, enums, errors
from tests import plain_policy
from tests.stage import Person, Scene, officer, sergeant, someone

HELD = "NEW agents struck a man, he says he is undocumented, EMS called"


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    """A policy by which commanders alone decide, though sergeants have the right."""
    shipped = 'decided_by = ["sergeant", "watch_lieutenant", "commander"]'
    text = plain_policy.text()
    assert text.count(shipped) == 1
    path = tmp_path / "deciders.toml"
    path.write_text(text.replace(shipped, 'decided_by = ["commander"]'))
    return str(path)


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(officer(), sergeant(), someone("Mary", "commander", "400"))
    for person in people:
        person.is_ignored = True
    people[0].texts(HELD)
    return people


def acting(scene: Scene, star: str) -> dict[str, Any]:
    """The actor with this star, and the incident."""
    (row,) = scene.rows("SELECT id FROM person WHERE star = :star", star=star)
    (incident,) = scene.rows("SELECT reference FROM incident")
    actor = commands.Actor(
        channel=enums.Channel.COMMAND_LINE, account="test", person_id=row.id
    )
    return {"actor": actor, "reference": incident.reference}


def read(scene: Scene, star: str) -> Any:
    """What somebody is shown of the incident's first words."""
    return scene.does(commands.ReadWords, **acting(scene, star)).words[0]


def decides(scene: Scene, star: str) -> Any:
    (entry,) = scene.rows("SELECT * FROM entry WHERE event = 'incident:opened'")
    return scene.does(
        commands.DecideHeldText,
        **acting(scene, star),
        position=entry.position,
        is_released=True,
        authority="State criminal law",
    )


def test_another_role_with_the_right_neither_reads_nor_decides(
    scene: Scene, cast: list[Person]
) -> None:
    shown = read(scene, "900")
    assert (shown.text, shown.decidable) == (None, None)
    with pytest.raises(errors.RefusedError, match="does not decide on these words"):
        decides(scene, "900")
    assert "words:released" not in scene.events()


def test_a_role_that_the_rule_names_reads_and_decides(
    scene: Scene, cast: list[Person]
) -> None:
    shown = read(scene, "400")
    assert "undocumented" in shown.text
    assert shown.decidable is not None
    decides(scene, "400")
    assert "words:released" in scene.events()
    assert "undocumented" in read(scene, "900").text
