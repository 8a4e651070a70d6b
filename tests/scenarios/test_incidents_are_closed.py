"""An incident is closed by a person, with a reason, never over a footage clock."""

import pytest

from models import commands, enums, errors
from tests.scenarios.desk_work import (
    ASHA,
    BOYD,
    DANA,
    LENA,
    enrols,
    opens,
    settles_footage,
    states,
)
from tests.stage import Person, Scene

pytestmark = pytest.mark.plain_policy


NO_VIOLATION = enums.IncidentState.CLOSED_NO_VIOLATION


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def closes(scene: Scene, reference: str, **fields: object) -> object:
    values: dict[str, object] = {
        "actor": BOYD,
        "outcome": NO_VIOLATION,
        "reason": "All was lawful on the footage.",
    }
    return scene.does(
        commands.CloseIncident, reference=reference, **{**values, **fields}
    )


def test_closing_ends_what_is_open_and_the_paging(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha)
    settles_footage(scene, asha, boyd)

    view = closes(scene, reference)

    assert view.outcome is NO_VIOLATION  # type: ignore[attr-defined]
    assert states(scene) == {
        "AID": "not_applicable",
        "SUP": "not_applicable",
        "CAMS": "not_applicable",
        "REPORT": "not_applicable",
        "DOCK": "verified",
        "FLAG": "verified",
        "SEEN": "verified",
        # Kept footage is asked about again at its checkpoints, whatever is closed.
        "STILL": "expected",
    }
    (row,) = scene.rows("SELECT state, closed_at FROM incident")
    assert row.state == NO_VIOLATION
    assert row.closed_at is not None
    reasons = scene.rows("SELECT reason FROM duty WHERE state = 'not_applicable'")
    assert {row.reason for row in reasons} == {"closed: All was lawful on the footage."}
    before = len(scene.events())
    asha.reads_all()
    scene.advance(hours=48)
    assert asha.unread() == []
    assert len(scene.events()) == before


def test_it_stays_open_while_a_footage_clock_runs(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha)
    with pytest.raises(errors.RefusedError, match=r"star 12345 \(Body-worn camera\)"):
        closes(scene, reference)
    asha.texts("DOCK")
    asha.texts("FLAG NEVER")
    with pytest.raises(errors.RefusedError, match="star 12345"):
        closes(scene, reference)
    boyd.texts("SEEN LOST the upload failed")
    closes(scene, reference)


def test_it_stays_open_while_a_duty_about_footage_is(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha)
    asha.texts("FLAG NEVER")
    boyd.texts("SEEN")
    with pytest.raises(errors.RefusedError, match="DOCK is open"):
        closes(scene, reference)
    asha.texts("DOCK")
    closes(scene, reference)


def test_words_that_are_held_back_are_decided_first(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha, "agents struck a man, he is undocumented he says")
    settles_footage(scene, asha, boyd)
    with pytest.raises(errors.RefusedError, match="held back"):
        closes(scene, reference)
    scene.does(
        commands.DecideHeldText,
        actor=BOYD,
        reference=reference,
        position=1,
        is_released=False,
        authority="no legal need",
    )
    closes(scene, reference)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "the man is undocumented"}, "reason"),
        ({"outcome": enums.IncidentState.CHARGED}, "outcome"),
    ],
)
def test_a_form_that_will_not_do_is_told_by_its_field(
    scene: Scene, cast: list[Person], fields: dict[str, object], field: str
) -> None:
    reference = opens(scene, cast[0])
    settles_footage(scene, cast[0], cast[1])
    with pytest.raises(errors.InvalidInputError) as refused:
        closes(scene, reference, **fields)
    assert refused.value.field == field
    assert "incident:closed" not in scene.events()
    closes(scene, reference)


def test_only_a_supervisor_closes(scene: Scene, cast: list[Person]) -> None:
    reference = opens(scene, cast[0])
    settles_footage(scene, cast[0], cast[1])
    for actor in (ASHA, DANA):
        with pytest.raises(errors.RefusedError, match="may not do this"):
            closes(scene, reference, actor=actor)
    closes(scene, reference, actor=LENA)


def test_the_second_who_closes_is_told_who_did(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0])
    settles_footage(scene, cast[0], cast[1])
    closes(scene, reference)
    with pytest.raises(errors.AlreadyDone) as news:
        closes(scene, reference, actor=LENA)
    assert news.value.by == "star 900"
    assert scene.events().count("incident:closed") == 1


def test_nothing_is_closed_that_is_not_there(scene: Scene, cast: list[Person]) -> None:
    with pytest.raises(errors.NotFoundError):
        closes(scene, "26-0009N")


def test_what_was_closed_takes_no_answer_and_nothing_back(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    code = asha.texts("NEW agents struck a man").split("Code ")[1][:5]
    (row,) = scene.rows("SELECT reference FROM incident")
    settles_footage(scene, asha, boyd)
    assert "recorded" in asha.texts("CAMS NONE")
    closes(scene, row.reference)
    assert f"{row.reference} is closed" in asha.texts(f"AID {code}")
    assert f"{row.reference} is closed" in asha.texts("UNDO")
    assert states(scene)["CAMS"] == "attested"
    assert "Nothing is open for you" in asha.texts("STATUS")


def test_reopening_brings_back_what_closing_ended(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha)
    settles_footage(scene, asha, boyd)
    asha.texts("ACK")
    before = states(scene)
    closes(scene, reference)
    scene.advance(hours=1)

    scene.does(
        commands.ReopenIncident,
        actor=LENA,
        reference=reference,
        reason="New footage came in.",
    )

    after = states(scene)
    assert set(after) == set(before)
    assert after["DOCK"] == "verified"
    assert after["SUP"] in ("expected", "notified", "overdue")
    (row,) = scene.rows("SELECT state, closed_at FROM incident")
    assert (row.state, row.closed_at) == ("open", None)
    asha.reads_all()
    scene.advance(hours=1)
    assert any("AID" in text or "SUP" in text for text in boyd.unread())
    closes(scene, reference)


def test_only_what_is_closed_is_reopened_and_only_with_a_reason(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = opens(scene, asha)

    def reopens(**fields: object) -> object:
        values: dict[str, object] = {"actor": BOYD, "reason": "New footage."}
        return scene.does(
            commands.ReopenIncident, reference=reference, **{**values, **fields}
        )

    with pytest.raises(errors.RefusedError, match="is open already"):
        reopens()
    settles_footage(scene, asha, boyd)
    closes(scene, reference)
    with pytest.raises(errors.InvalidInputError):
        reopens(reason="")
    with pytest.raises(errors.RefusedError, match="may not do this"):
        reopens(actor=DANA)
    reopens()
    with pytest.raises(errors.RefusedError, match="is open already"):
        reopens(actor=LENA)
