"""What a policy was frozen with goes on, though a later version would refuse it now."""

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.policy import load
from models import errors
from tests import plain_policy
from tests.stage import Person, Scene, officer, sergeant

pytestmark = pytest.mark.plain_policy

#: What no policy may have any more: nobody looks a second time.
UNSEEN = '\nbegins = "footage_attested"\n'


def unseen() -> str:
    """The policy of the scene with its second look made another duty."""
    policy = plain_policy.text()
    assert policy.count(UNSEEN) == 1
    return policy.replace(UNSEEN, '\nbegins = "opened"\n')


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(officer(), sergeant())
    for person in people:
        person.is_ignored = True
    return people


def test_an_incident_is_carried_on_under_a_policy_that_is_refused_now(
    scene: Scene, cast: list[Person], policy_file: str
) -> None:
    asha = cast[0]
    old = unseen()
    with pytest.raises(errors.ConfigurationError, match="look a second time"):
        load.parse(old, name="old.toml")
    asha.texts("NEW agents struck a man")
    # As if an earlier version had opened it.
    scene.is_tampered = True
    with scene.stage.house.database.writing_engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO policy_version (version, title, text, first_used_at) "
                "SELECT :version, title, :text, first_used_at FROM policy_version"
            ),
            {"version": load.version_of(old), "text": old},
        )
        connection.execute(
            text("UPDATE incident SET policy_version = :version"),
            {"version": load.version_of(old)},
        )
    scene.stage.restart()

    assert "AID" in asha.texts("STATUS")
    assert "AID recorded" in asha.texts("AID NONE")
    scene.advance(hours=2)
    stuck = scene.rows(
        "SELECT id FROM duty WHERE next_step_at IS NULL "
        "AND state IN ('expected', 'notified', 'overdue')"
    )
    assert stuck == []


def test_what_no_version_could_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="begins"):
        load.frozen(unseen().replace('begins = "opened"', "begins = 5", 1), name="x")
    assert load.frozen(unseen(), name="x").title
