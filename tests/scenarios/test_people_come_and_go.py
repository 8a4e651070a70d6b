"""Who is on duty, who is in the roster, and what a file of it changes."""

from datetime import UTC, datetime, timedelta

import pytest

from models import commands, errors
from tests.stage import Scene, officer, sergeant, someone


def until(scene: Scene) -> datetime:
    """Return the end of the last listing."""
    (row,) = scene.rows(
        "SELECT until_at FROM presence ORDER BY made_at DESC, id DESC LIMIT 1"
    )
    value = row.until_at
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def test_on_lasts_until_the_watch_ends(scene: Scene) -> None:
    (asha,) = scene.enrols(officer(watch=None))
    assert "On duty until 23:00" in asha.texts("ON")
    assert until(scene) == datetime(2026, 3, 11, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ON 2300", "23:00"),
        ("on until 11pm", "23:00"),
        ("ON 2400", "11 Mar 00:00"),
        ("ON 0100", "11 Mar 01:00"),
    ],
)
def test_on_takes_the_end_of_the_tour(scene: Scene, said: str, shown: str) -> None:
    (asha,) = scene.enrols(officer(watch=None))
    assert f"On duty until {shown}" in asha.texts(said)


def test_an_end_that_cannot_be_is_refused_and_changes_nothing(scene: Scene) -> None:
    (asha,) = scene.enrols(officer(watch=None))
    assert "20 hours" in asha.texts("ON 1530")
    assert "OFF means now" in asha.texts("OFF 2300")
    assert scene.rows("SELECT id FROM presence") == []


def test_a_wall_time_is_kept_over_the_change_of_clocks(scene: Scene) -> None:
    # Clocks go back at 02:00 on 1 November 2026.
    scene.jump(days=235, hours=9)
    (asha,) = scene.enrols(officer(watch=None))
    assert scene.now() == datetime(2026, 11, 1, 5, 40, tzinfo=UTC)
    assert "On duty until 07:00" in asha.texts("ON 0700")
    assert until(scene) == datetime(2026, 11, 1, 13, 0, tzinfo=UTC)


def test_off_ends_a_watch_early_and_on_takes_it_up_again(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("OFF")
    assert "Not on duty" in asha.texts("STATUS")
    asha.texts("ON")
    assert "Not on duty" not in asha.texts("STATUS")
    boyd.gets_nothing()


def test_a_dry_run_shows_and_changes_nothing(scene: Scene) -> None:
    scene.enrols(officer(), sergeant())
    shown = scene.does(
        commands.ImportRoster,
        rows=(officer(unit="008"), someone("Dana", "dispatcher", "777")),
        is_dry_run=True,
    )
    assert shown.added == ("777",)
    assert shown.removed == ("star 900",)
    assert ("star 12345", "unit", "007", "008") in shown.changed
    assert not shown.is_applied
    assert len(scene.rows("SELECT id FROM person WHERE ended_at IS NULL")) == 2


def test_a_file_that_removes_people_wants_their_number(scene: Scene) -> None:
    scene.enrols(officer(), sergeant())
    with pytest.raises(errors.InvalidInputError, match="--remove 1"):
        scene.does(commands.ImportRoster, rows=(officer(),))
    assert len(scene.rows("SELECT id FROM person WHERE ended_at IS NULL")) == 2
    scene.does(commands.ImportRoster, rows=(officer(),), removals=1)
    assert len(scene.rows("SELECT id FROM person WHERE ended_at IS NULL")) == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (officer(role="wizard"), "no role wizard"),
        (officer(watch="fifth"), "no watch fifth"),
    ],
)
def test_a_file_with_one_wrong_row_changes_nothing(
    scene: Scene, row: commands.RosterRow, problem: str
) -> None:
    with pytest.raises(errors.InvalidInputError, match=problem):
        scene.does(commands.ImportRoster, rows=(sergeant(), row), is_verified=True)
    assert scene.rows("SELECT id FROM person") == []


def test_one_person_twice_in_a_file_is_refused(scene: Scene) -> None:
    with pytest.raises(errors.InvalidInputError, match="twice"):
        scene.does(commands.ImportRoster, rows=(officer(), officer("Carl")))
    assert scene.rows("SELECT id FROM person") == []


def test_a_changed_number_acts_only_after_it_proved_itself(scene: Scene) -> None:
    (asha,) = scene.enrols(officer())
    scene.does(commands.ImportRoster, rows=(officer(phone_e164="+13125550155"),))
    asha.gets("no longer in our roster")
    new = scene.stranger("+13125550155")
    code = new.gets("reply ACK").split("ACK ")[1][:5]
    assert new.texts("NEW agents struck a man").startswith("NOT YET AN INCIDENT")
    assert asha.texts("NEW agents struck a man").startswith("NOT YET AN INCIDENT")
    assert "verified" in new.texts(f"ACK {code}")
    assert "opened" in new.texts("NEW agents struck a man")


def test_a_person_who_was_ended_can_neither_act_nor_read(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    boyd.reads_all()
    scene.does(commands.EndPerson, star="12345")
    # What she owed is his; see the scenes of people who leave.
    boyd.is_ignored = True
    assert asha.texts("STATUS").startswith("NOT YET AN INCIDENT")
    with pytest.raises(errors.NotFoundError):
        scene.does(commands.EndPerson, star="12345")


def test_the_right_sergeant_is_told_after_the_change_of_watch(scene: Scene) -> None:
    asha, boyd, bea = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", watch="first"),
    )
    asha.texts("NEW agents struck a man")
    for body in ("AID none", "SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK"):
        asha.texts(body)
    boyd.gets("opened")
    bea.gets_nothing()
    scene.stage.advance(timedelta(hours=8, minutes=25))
    asha.gets("Reminder", "FLAG")
    boyd.gets_nothing()
    bea.gets("Watch 22:00: 2 open")
    bea.gets("FLAG", "was due 10 Mar 23:30", "not answered")
