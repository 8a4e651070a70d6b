"""What an incident says of itself is corrected; the old values stay on record."""

from typing import Any

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
)
from tests.scenarios.record import entries
from tests.stage import Person, Scene

pytestmark = pytest.mark.plain_policy


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0], "2606901234 beat 0715 agents struck a man")


def corrects(
    scene: Scene,
    reference: str,
    values: dict[str, str | None],
    seen: dict[str, str | None],
    **fields: Any,
) -> Any:
    fields.setdefault("actor", DANA)
    return scene.does(
        commands.CorrectIncident,
        reference=reference,
        values=values,
        seen=seen,
        **fields,
    )


def row(scene: Scene) -> Any:
    (found,) = scene.rows(
        "SELECT beat, event_number, event_short, rd_number FROM incident"
    )
    return found


def test_old_and_new_stand_in_the_record(scene: Scene, reference: str) -> None:
    view = corrects(
        scene,
        reference,
        {"beat": "716", "event_number": "54321", "rd_number": "rd jk 123456"},
        {"beat": "0715", "event_number": "2606901234", "rd_number": None},
        reason="Misheard on the radio.",
    )

    assert view.changes == (
        ("beat", "0715", "0716"),
        ("event_number", "2606901234", "54321"),
        ("rd_number", None, "JK123456"),
    )
    assert tuple(row(scene)) == ("0716", None, "54321", "JK123456")
    (entry,) = entries(scene, "incident:corrected")
    body = entry["body"]
    assert body["facts"]["fields"]["beat"] == {"old": "0715", "new": "0716"}
    (change,) = body["changes"]
    assert change["old"]["event_number"] == "2606901234"
    (item,) = scene.rows("SELECT content FROM item WHERE name = 'reason'")
    assert item.content == "Misheard on the radio."


def test_a_value_can_be_taken_away(scene: Scene, reference: str) -> None:
    corrects(scene, reference, {"beat": None}, {"beat": "0715"})
    assert row(scene).beat is None
    corrects(scene, reference, {"beat": "0715"}, {"beat": None})
    assert row(scene).beat == "0715"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    scene: Scene, reference: str
) -> None:
    corrects(scene, reference, {"beat": "0716"}, {"beat": "0715"})

    with pytest.raises(errors.ConflictError) as conflict:
        corrects(
            scene,
            reference,
            {"beat": "0717", "rd_number": "JK123456"},
            {"beat": "0715", "rd_number": None},
            actor=BOYD,
        )

    assert conflict.value.fields == {"beat": ("0715", "0716")}
    assert (row(scene).beat, row(scene).rd_number) == ("0716", None)
    corrects(scene, reference, {"beat": "0717"}, {"beat": "0716"}, actor=BOYD)
    assert row(scene).beat == "0717"


def test_a_correction_of_nothing_leaves_no_entry(scene: Scene, reference: str) -> None:
    view = corrects(
        scene,
        reference,
        {"beat": "0715", "event_number": "26-069-01234"},
        {"beat": "0715", "event_number": "2606901234"},
    )
    assert view.changes == ()
    assert "incident:corrected" not in scene.events()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("beat", "7"),
        ("beat", "0715 and 0716"),
        ("beat", "07155"),
        ("event_number", "123"),
        ("event_number", "1234 N State"),
        ("event_number", "2606901234 5"),
        ("rd_number", "JK12345"),
        ("rd_number", "IO123456"),
        ("opened_by", "900"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_by_its_field(
    scene: Scene, reference: str, field: str, value: str
) -> None:
    before = tuple(row(scene))
    seen = {
        "beat": "0715",
        "event_number": "2606901234",
        "rd_number": None,
    }
    with pytest.raises(errors.InvalidInputError) as refused:
        corrects(scene, reference, {field: value}, {field: seen.get(field)})
    assert refused.value.field == field
    assert tuple(row(scene)) == before


def test_a_closed_incident_is_corrected_too(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    settles_footage(scene, cast[0], cast[1])
    scene.does(
        commands.CloseIncident,
        actor=LENA,
        reference=reference,
        outcome=enums.IncidentState.CLOSED_OPENED_IN_ERROR,
        reason="Twice the same.",
    )
    corrects(scene, reference, {"beat": "0716"}, {"beat": "0715"})
    assert row(scene).beat == "0716"


def test_an_officer_may_not_correct_and_no_reason_holds_a_status(
    scene: Scene, reference: str
) -> None:
    with pytest.raises(errors.RefusedError, match="may not do this"):
        corrects(scene, reference, {"beat": "0716"}, {"beat": "0715"}, actor=ASHA)
    with pytest.raises(errors.InvalidInputError) as refused:
        corrects(
            scene,
            reference,
            {"beat": "0716"},
            {"beat": "0715"},
            reason="he is undocumented",
        )
    assert refused.value.field == "reason"
    with pytest.raises(errors.NotFoundError):
        corrects(scene, "26-0009N", {"beat": "0716"}, {"beat": "0715"})
    corrects(scene, reference, {"beat": "0716"}, {"beat": "0715"})
