"""Who was there, or whom it is about, neither has nor decides what others must."""

from pathlib import Path
from typing import Any

import pytest

from bot.policy import load
from models import commands, enums, errors
from tests.scenarios.desk_work import ASHA, BOYD, CARL, DANA, LENA, enrols, opens
from tests.scenarios.record import facts
from tests.stage import Person, Scene, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, Boyd, Lena and Dana of the desk scenes, and Carl, another sergeant."""
    return enrols(
        scene,
        sergeant("Carl", star="901", phone_e164="+13125550111", slack_user_id="U0CARL"),
    )


def marks(scene: Scene, actor: commands.Actor, reference: str, **more: Any) -> Any:
    return scene.does(
        commands.MarkSubject, actor=actor, reference=reference, who="900", **more
    )


def told_of(scene: Scene, rule: str) -> set[str]:
    """Return the roles of those who were asked for a duty."""
    rows = scene.rows(
        "SELECT DISTINCT person.role FROM notice"
        " JOIN person ON person.id = notice.person_id"
        " JOIN duty ON duty.id = notice.duty_id WHERE duty.rule = :rule",
        rule=rule,
    )
    return {row.role for row in rows}


def test_a_subject_gets_nothing_and_decides_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, _, carl = cast
    reference = opens(scene, asha)
    view = marks(scene, LENA, reference)
    assert (view.label, view.is_subject) == ("star 900", True)
    scene.advance(minutes=16)
    boyd.reads_all()
    for body in ("DOCK", "FLAG NEVER"):
        asha.texts(body)
    scene.advance(minutes=16)
    assert boyd.unread() == []
    assert any("SEEN" in body for body in carl.reads_all())
    closing = {
        "reference": reference,
        "outcome": enums.IncidentState.CLOSED_OPENED_IN_ERROR,
        "reason": "a test",
    }
    for command, more in (
        (commands.CloseIncident, closing),
        (commands.ReadWords, {"reference": reference}),
        (commands.MarkSubject, {"reference": reference, "who": "901"}),
    ):
        with pytest.raises(errors.RefusedError, match="does not concern"):
            scene.does(command, actor=BOYD, **more)
    # Carl, whom it does not concern, may.
    scene.does(commands.ReadWords, actor=CARL, reference=reference)
    assert "SEEN recorded" in carl.texts("SEEN")


def test_a_subject_cannot_verify(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, _, _, carl = cast
    reference = opens(scene, asha)
    for body in ("DOCK", "FLAG NEVER"):
        asha.texts(body)
    scene.advance(minutes=16)
    codes = scene.rows(
        "SELECT code.code, person.star FROM code"
        " JOIN duty ON duty.id = code.duty_id"
        " JOIN person ON person.id = code.person_id WHERE duty.word = 'SEEN'"
    )
    code = {row.star: row.code for row in codes}
    marks(scene, LENA, reference)
    assert "second person" in boyd.texts(f"SEEN {code['900']}")
    assert "does not concern" in boyd.texts(f"ACK {code['900']}")
    carl.reads_all()
    assert scene.rows("SELECT id FROM footage WHERE state = 'verified'") == []


def test_what_a_subject_owes_goes_to_others(scene: Scene, cast: list[Person]) -> None:
    _, boyd, _, _, carl = cast
    reference = opens(scene, boyd)
    carl.reads_all()
    assert marks(scene, LENA, reference).moved > 0
    assert {one["why"] for one in facts(scene, "duty:moved")} == {"is the subject"}
    boyd.reads_all()
    scene.advance(hours=10)
    assert boyd.unread() == []
    # What the camera recorded stays his.
    assert scene.rows("SELECT id FROM footage WHERE recorder_star = '900'")


def test_a_mark_is_taken_back_by_somebody_else(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0])
    marks(scene, LENA, reference)
    with pytest.raises(errors.RefusedError):
        marks(scene, BOYD, reference, is_subject=False)
    assert not marks(scene, LENA, reference, is_subject=False).is_subject
    assert [
        len(facts(scene, one)) for one in ("subject:marked", "subject:cleared")
    ] == [
        1,
        1,
    ]
    scene.does(commands.ReadWords, actor=BOYD, reference=reference)


def test_only_who_leads_marks(scene: Scene, cast: list[Person]) -> None:
    reference = opens(scene, cast[0])
    for actor in (ASHA, DANA):
        with pytest.raises(errors.RefusedError, match="may not do this"):
            marks(scene, actor, reference)
    with pytest.raises(errors.NotFoundError):
        scene.does(commands.MarkSubject, actor=LENA, reference=reference, who="nobody")


@pytest.mark.in_slack
class TestInSlack:
    """What is typed, and who may."""

    def test_a_line_marks_and_takes_back(
        self, scene: Scene, cast: list[Person]
    ) -> None:
        asha, boyd, lena, dana, _ = cast
        reference = opens(scene, asha)
        assert "may not do this" in dana.types(f"subject {reference} 900")
        shown = lena.types(f"subject {reference} 900")
        assert "star 900 is marked as its subject" in shown
        assert "does not concern" in boyd.types(f"subject {reference} 900 no")
        assert "not its subject any more" in lena.types(f"subject {reference} 900 no")
        assert "Say whose star" in lena.types(f"subject {reference}")


# --- Passed over for the delegate -----------------------------------------------------


def test_the_only_sergeant_was_there_so_the_delegate_looks(scene: Scene) -> None:
    boyd, lena = scene.enrols(
        sergeant(), someone("Lena", "watch_lieutenant", "300", unit="007")
    )
    boyd.is_ignored = lena.is_ignored = True
    opens(scene, boyd)
    boyd.texts("DOCK")
    boyd.texts("FLAG NEVER")
    scene.advance(minutes=1)
    assert told_of(scene, "seen") == {"watch_lieutenant"}
    assert not any("SEEN" in body for body in boyd.reads_all())
    scene.advance(minutes=16)
    assert any("SEEN" in body for body in lena.reads_all())
    assert "SEEN recorded" in lena.texts("SEEN")


def test_with_another_sergeant_there_is_no_need_of_one(scene: Scene) -> None:
    boyd, carl, lena = scene.enrols(
        sergeant(),
        sergeant("Carl", star="901", phone_e164="+13125550111"),
        someone("Lena", "watch_lieutenant", "300", unit="007"),
    )
    boyd.is_ignored = carl.is_ignored = lena.is_ignored = True
    opens(scene, boyd)
    boyd.texts("DOCK")
    boyd.texts("FLAG NEVER")
    scene.advance(minutes=1)
    assert told_of(scene, "seen") == {"sergeant"}


@pytest.fixture
def policy_file(tmp_path: Path, request: pytest.FixtureRequest) -> str | None:
    if "delegate_is_empty" not in request.node.name:
        return None
    text = load.shipped().read_text(encoding="utf-8")
    changed = text.replace('delegate = "watch_lieutenant"', 'delegate = "liaison"', 1)
    assert changed != text
    path = tmp_path / "other.toml"
    path.write_text(changed, encoding="utf-8")
    places = load.shipped().with_name("chicago_places.csv")
    if places.exists():
        (tmp_path / places.name).write_bytes(places.read_bytes())
    return str(path)


def test_where_the_delegate_is_empty_the_next_rung_is_asked_at_once(
    scene: Scene,
) -> None:
    boyd, lena = scene.enrols(
        sergeant(), someone("Lena", "watch_lieutenant", "300", unit="007")
    )
    boyd.is_ignored = lena.is_ignored = True
    opens(scene, boyd)
    boyd.texts("DOCK")
    boyd.texts("FLAG NEVER")
    scene.advance(minutes=1)
    assert told_of(scene, "seen") == {"watch_lieutenant"}
    (logged,) = [one for one in facts(scene, "duty:escalated") if one["rule"] == "seen"]
    passed_over = [(one["role"], one["why"]) for one in logged["passed_over"]]
    assert ("sergeant", "was_there") in passed_over
