"""An incident keeps its policy until somebody adopts the one in force, on record.

What that moves is shown first. What asks for less needs a second person; what is open
never vanishes with its rule.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.policy import load
from models import commands, errors
from models import reference as references
from tests.scenarios.desk_work import ASHA, BOYD, DANA, LENA, enrols, opens
from tests.scenarios.record import facts
from tests.scenarios.slack_desk import typed
from tests.scenarios.test_times_are_corrected import agrees, dates, states
from tests.stage import Person, Scene, someone


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    """A copy of the shipped policy that the scene may edit."""
    shipped = load.shipped()
    for beside in shipped.parent.glob("*.csv"):
        shutil.copy(beside, tmp_path)
    return str(shutil.copy(shipped, tmp_path / "agency.toml"))


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene, someone("Mary", "commander", "400", slack_user_id="U0MARY"))


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def edits(scene: Scene, file: str, *changes: tuple[str, str]) -> None:
    """Change the policy file, as an agency would, and start anew."""
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    scene.stage.restart()


def adopts(scene: Scene, reference: str, **fields: Any) -> Any:
    return scene.does(commands.AdoptPolicy, reference=reference, **fields)


def version(scene: Scene) -> str:
    (row,) = scene.rows("SELECT policy_version FROM incident")
    return str(row.policy_version)


#: Half the time in which an officer lists the cameras: more is asked.
STRICTER = (
    'due = { after = "opened", within = "45m" }',
    'due = { after = "opened", within = "20m" }',
)

#: Twice that time: less is asked.
LOOSER = (
    'due = { after = "opened", within = "45m" }',
    'due = { after = "opened", within = "90m" }',
)


def test_an_edited_policy_leaves_open_incidents_alone(
    scene: Scene, reference: str, policy_file: str
) -> None:
    before, frozen = dates(scene), version(scene)
    edits(scene, policy_file, LOOSER)
    scene.advance(minutes=1)
    assert (dates(scene), version(scene)) == (before, frozen)


def test_an_edited_policy_is_on_record_and_told(
    scene: Scene, cast: list[Person], reference: str, policy_file: str
) -> None:
    """Whoever edits the file on the machine alone does not go unseen."""
    assert "policy:changed" not in scene.events()
    for person in cast:
        person.reads_all()
    edits(scene, policy_file, ('kept_for = "2y"', 'kept_for = "30d"'))
    edits(scene, policy_file)
    scene.advance(minutes=16)

    (stated,) = facts(scene, "policy:changed")
    assert stated["less"] == [
        "Body-worn camera: it would have to be kept for a shorter time."
    ]
    mary = cast[-1]
    assert "asks for less in 1" in " ".join(mary.reads_all())
    # Back again is a change too.
    edits(scene, policy_file, ('kept_for = "30d"', 'kept_for = "2y"'))
    assert scene.events().count("policy:changed") == 2


def test_a_policy_before_that_cannot_be_read_keeps_nobody_from_starting(
    scene: Scene, cast: list[Person], reference: str, policy_file: str
) -> None:
    for person in cast:
        person.reads_all()
    with scene.stage.house.database.writing_engine.begin() as connection:
        connection.execute(text("UPDATE policy_version SET text = text || '#'"))
    scene.is_tampered = True

    edits(scene, policy_file, ('kept_for = "2y"', 'kept_for = "30d"'))
    scene.advance(minutes=16)

    (stated,) = facts(scene, "policy:changed")
    assert stated["less"] is None
    assert "the one before cannot be read" in " ".join(cast[-1].reads_all())


def test_the_difference_is_shown_first_and_changes_nothing(
    scene: Scene, reference: str, policy_file: str
) -> None:
    before, frozen = dates(scene), version(scene)
    edits(scene, policy_file, STRICTER)

    view = adopts(scene, reference, is_dry_run=True)

    assert not view.is_applied
    assert view.old_version == frozen != view.new_version
    (shift,) = view.shifts
    assert (shift.what, shift.of) == ("due_at", "CAMS")
    assert shift.new == shift.old - timedelta(minutes=25)
    assert view.why == ()
    assert (dates(scene), version(scene)) == (before, frozen)
    assert "incident:policy_adopted" not in scene.events()


def test_what_asks_for_more_is_adopted_at_once_and_on_record(
    scene: Scene, reference: str, policy_file: str
) -> None:
    before, frozen = dates(scene), version(scene)
    edits(scene, policy_file, STRICTER)

    view = adopts(scene, reference, actor=LENA)

    assert view.is_applied
    assert dates(scene)["CAMS"] == before["CAMS"] - timedelta(minutes=25)
    (stated,) = facts(scene, "incident:policy_adopted")
    assert (stated["old"], stated["new"]) == (frozen, version(scene))
    assert version(scene) != frozen
    again = adopts(scene, reference, actor=LENA)
    assert (again.is_applied, again.shifts) == (False, ())


def test_what_is_then_past_is_asked_for_at_once(
    scene: Scene, cast: list[Person], reference: str, policy_file: str
) -> None:
    scene.advance(minutes=24)
    for person in cast:
        person.reads_all()
    edits(scene, policy_file, STRICTER)

    adopts(scene, reference)

    (row,) = scene.rows("SELECT reminders, state FROM duty WHERE word = 'CAMS'")
    assert row.reminders == 1


@pytest.mark.parametrize(
    "change",
    [
        LOOSER,
        ('kept_for = "2y"', 'kept_for = "30d"'),
        ('lost_at = "90d"', 'lost_at = "80d"\n# shorter'),
        ('lost_at = "90d"', 'lost_at = "120d"'),
        ('remind = ["-45m", "-10m"]', 'remind = ["-10m"]'),
    ],
)
def test_what_asks_for_less_needs_a_second_person(
    scene: Scene,
    cast: list[Person],
    reference: str,
    policy_file: str,
    change: tuple[str, str],
) -> None:
    before, frozen = dates(scene), version(scene)
    if "80d" in change[1]:
        edits(scene, policy_file, ('ask_by = "90d"', 'ask_by = "80d"'), change)
    else:
        edits(scene, policy_file, change)

    view = adopts(scene, reference, actor=LENA)

    assert view.why
    assert (dates(scene), version(scene)) == (before, frozen)
    with pytest.raises(errors.RefusedError, match="second person"):
        agrees(scene, reference, LENA)

    agrees(scene, reference, BOYD)

    assert version(scene) != frozen
    assert states(scene) == ["agreed"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([LOOSER], ["CAMS: it would be due later."]),
        (
            [('lost_at = "90d"', 'lost_at = "120d"')],
            [
                "Body-worn camera, star 12345: the last day on which it is lost would "
                "be later."
            ],
        ),
        (
            [
                ('ask_by = "90d"', 'ask_by = "80d"'),
                ('lost_at = "90d"', 'lost_at = "80d"'),
            ],
            ["Body-worn camera, star 12345: it would be reckoned to be lost earlier."],
        ),
        (
            [('remind = ["-45m", "-10m"]', 'remind = ["-10m"]')],
            ["DOCK: its owner would be reminded less."],
        ),
        (
            [LOOSER, ('kept_for = "2y"', 'kept_for = "30d"')],
            [
                "CAMS: it would be due later.",
                "Body-worn camera: it would have to be kept for a shorter time.",
            ],
        ),
    ],
)
def test_each_fact_has_one_reason(
    scene: Scene,
    reference: str,
    policy_file: str,
    changes: list[tuple[str, str]],
    why: list[str],
) -> None:
    edits(scene, policy_file, *changes)
    assert list(adopts(scene, reference, is_dry_run=True).why) == why


def test_a_policy_that_changed_again_is_not_the_one_agreed_to(
    scene: Scene, reference: str, policy_file: str
) -> None:
    frozen = version(scene)
    edits(scene, policy_file, LOOSER)
    adopts(scene, reference, actor=LENA)
    edits(scene, policy_file, ('within = "90m"', 'within = "80m"'))

    with pytest.raises(errors.ConflictError):
        agrees(scene, reference, BOYD)

    assert version(scene) == frozen


def test_an_open_duty_never_vanishes_with_its_rule(
    scene: Scene, reference: str, policy_file: str
) -> None:
    before = dates(scene)
    edits(scene, policy_file, ('id = "dock"', 'id = "docked"'))

    with pytest.raises(errors.RefusedError, match="dock"):
        adopts(scene, reference)

    assert dates(scene) == before


def test_a_new_duty_comes_into_being(
    scene: Scene, reference: str, policy_file: str
) -> None:
    new = (
        '[[duty]]\nid = "tow"\nword = "TOWED"\ntitle = "Tow slip kept"\n'
        'question = "Keep the tow slip, then text TOWED."\nbegins = "opened"\n'
        'owner = "opener"\ndue = { after = "opened", within = "3h" }\n'
        'ladder = [{ role = "sergeant", wait = "1h" }]\nauthority = "ours"\n\n'
    )
    edits(scene, policy_file, ("[[duty]]\n", f"{new}[[duty]]\n"))

    view = adopts(scene, reference)

    assert [shift.of for shift in view.shifts if shift.what == "new"] == ["TOWED"]
    (row,) = scene.rows(
        "SELECT owner_id, state, next_step_at FROM duty WHERE word = 'TOWED'"
    )
    assert row.owner_id is not None
    assert row.next_step_at is not None


def test_who_may_adopt(scene: Scene, reference: str, policy_file: str) -> None:
    edits(scene, policy_file, STRICTER)
    for actor in (ASHA, BOYD, DANA):
        with pytest.raises(errors.RefusedError, match="may not do this"):
            adopts(scene, reference, actor=actor)
    with pytest.raises(errors.NotFoundError):
        adopts(scene, references.write(26, 9), actor=LENA)
    assert adopts(scene, reference, actor=LENA).is_applied


@pytest.mark.in_slack
class TestInSlack:
    """The same by typing."""

    def test_the_difference_is_shown_and_yes_adopts(
        self, scene: Scene, cast: list[Person], reference: str, policy_file: str
    ) -> None:
        lena = cast[2]
        edits(scene, policy_file, STRICTER)

        shown = typed(lena, f"adopt {reference}")
        assert "nothing changed" in shown
        assert "CAMS due:" in shown
        assert version(scene) in scene.rows("SELECT policy_version FROM incident")[0]

        done = typed(lena, f"adopt {reference} yes")
        assert "is under the policy in force now" in done
        assert "in force already" in typed(lena, f"adopt {reference} yes")
