"""Times are corrected, and what rests on them moves at once or waits for a second.

Earlier is never dangerous: somebody is asked sooner. Later claims time that may not be
there, so that a second person has to agree; until then the old dates rule.
"""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from models import commands, enums, errors
from tests.scenarios.desk_work import ASHA, BOYD, DANA, LENA, enrols, opens
from tests.scenarios.record import facts
from tests.stage import Person, Scene, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(
        scene,
        someone("Mary", "commander", "400", slack_user_id="U0MARY"),
        someone("Cleo", "custodian", "500", slack_user_id="U0CLEO"),
    )


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return opens(scene, cast[0])


def written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def opened_at(scene: Scene) -> datetime:
    (row,) = scene.rows("SELECT opened_at FROM incident")
    return instant(row.opened_at)


def instant(value: Any) -> datetime:
    """Read an instant of either database."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    zone = scene_zone()
    return read.replace(tzinfo=zone) if read.tzinfo is None else read.astimezone(zone)


def scene_zone() -> Any:
    from datetime import UTC

    return UTC


def seen(scene: Scene) -> str:
    stands = opened_at(scene).replace(tzinfo=None)
    return f"{stands.isoformat(timespec='microseconds')}Z"


def moves(scene: Scene, reference: str, by: timedelta, **fields: Any) -> Any:
    """Correct the incident's time by so much."""
    fields.setdefault("actor", DANA)
    return scene.does(
        commands.CorrectIncident,
        reference=reference,
        values={"opened_at": written(opened_at(scene) + by)},
        seen={"opened_at": seen(scene)},
        **fields,
    )


def agrees(scene: Scene, reference: str, actor: Any = BOYD, **fields: Any) -> Any:
    fields.setdefault("is_agreed", True)
    return scene.does(
        commands.DecideProposal, reference=reference, actor=actor, **fields
    )


def dates(scene: Scene) -> dict[str, datetime]:
    """When each duty is due, and what is lost when, by word and source."""
    found = {
        row.word: instant(row.due_at)
        for row in scene.rows("SELECT word, due_at FROM duty")
    }
    found |= {
        f"{row.source} lost": instant(row.lost_at)
        for row in scene.rows("SELECT source, lost_at FROM footage")
    }
    found |= {
        f"{row.source} ask by": instant(row.ask_by)
        for row in scene.rows("SELECT source, ask_by FROM footage")
    }
    return found


def states(scene: Scene) -> list[str]:
    return [row.state for row in scene.rows("SELECT state FROM proposal ORDER BY id")]


def test_an_earlier_time_moves_every_date_at_once(scene: Scene, reference: str) -> None:
    before = dates(scene)

    view = moves(scene, reference, -timedelta(minutes=30))

    after = dates(scene)
    for name in ("AID", "SUP", "CAMS", "bwc lost", "bwc ask by", "radio lost"):
        assert after[name] == before[name] - timedelta(minutes=30), name
    # What counts from the tour or from being asked has nothing to do with it.
    assert after["DOCK"] == before["DOCK"]
    assert {shift.what for shift in view.shifts} == {
        "recorded_at",
        "ask_by",
        "lost_at",
        "due_at",
    }
    stated = facts(scene, "duty:due_moved")[-1]["moved"]
    assert all(
        set(one["due_at"]) == {"old", "new"} for one in stated if "due_at" in one
    )
    recorded = facts(scene, "footage:time_corrected")[-1]["moved"][0]
    assert recorded["recorded_at"]["old"] > recorded["recorded_at"]["new"]


def test_what_is_then_past_escalates_at_once(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    boyd = cast[1]
    scene.advance(minutes=21)
    for person in cast:
        person.reads_all()

    moves(scene, reference, -timedelta(hours=2))

    texts = " ".join(boyd.reads_all())
    assert "AID" in texts
    assert "SUP" in texts
    rungs = {row.word: row.rung for row in scene.rows("SELECT word, rung FROM duty")}
    assert rungs["AID"] >= 1


@pytest.mark.parametrize("hours", [25, 30])
def test_whoever_owes_what_is_overdue_then_hears_it_no_later_than_the_next_rung(
    scene: Scene, cast: list[Person], reference: str, hours: int
) -> None:
    """A bus is asked for within a day; she was told of something else before."""
    asha, _, lena, _, _, cleo = cast
    asha.texts("CAMS CTA")
    scene.advance(minutes=30)
    assert "ASKED" not in " ".join(cleo.reads_all())
    lena.reads_all()

    moves(scene, reference, -timedelta(hours=hours))
    scene.advance(minutes=1)

    (text,) = cleo.reads_all()
    assert re.search(r"LATE: .*ASKED CTA .*lost 12 Mar", text), text
    # The lieutenant is the next one, two hours after it was due.
    assert ("ASKED CTA" in " ".join(lena.reads_all())) is (hours == 30)
    scene.advance(hours=1)
    assert cleo.reads_all() == []


def test_a_later_time_changes_nothing_until_a_second_person_agrees(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    before = dates(scene)
    boyd = cast[1]
    boyd.reads_all()

    view = moves(scene, reference, timedelta(days=-3))
    view = moves(scene, reference, timedelta(days=2))

    assert view.number == 1
    assert view.told
    assert any("later" in reason for reason in view.why)
    assert states(scene) == ["waiting"]
    now = dates(scene)
    assert now["bwc lost"] == before["bwc lost"] - timedelta(days=3)
    # A sergeant is told once in a quarter of an hour, over everything together.
    scene.advance(minutes=16)
    assert "waits for a second person" in " ".join(boyd.reads_all())

    decided = agrees(scene, reference)

    assert decided.is_agreed
    assert states(scene) == ["agreed"]
    assert dates(scene)["bwc lost"] == before["bwc lost"] - timedelta(days=1)
    stated = facts(scene, "incident:corrected")[-1]
    assert stated["proposed_by"] is not None


@pytest.mark.parametrize("is_agreed", [True, False])
def test_who_hears_with_the_next_list_hears_nothing_of_what_is_decided_by_then(
    scene: Scene, cast: list[Person], reference: str, is_agreed: bool
) -> None:
    boyd = cast[1]
    moves(scene, reference, -timedelta(days=3))
    moves(scene, reference, timedelta(days=2))
    moves(scene, reference, timedelta(days=1))
    waited = asking_for(scene, boyd)
    assert [notice.state for notice in waited] == ["queued", "queued"]

    agrees(scene, reference, LENA, is_agreed=is_agreed, number=1)

    decided, waits = asking_for(scene, boyd)
    assert (decided.state, decided.next_attempt_at) == ("cancelled", None)
    assert decided.reason == f"change 1 is {'agreed' if is_agreed else 'refused'}"
    told = facts(scene, "notice:cancelled")
    assert {decided.id} <= {one["notice"] for one in told}
    assert waits.state == "queued"
    scene.advance(minutes=16)
    heard = " ".join(boyd.reads_all())
    assert f"AGREE {reference} 1" not in heard
    assert f"AGREE {reference} 2" in heard


def asking_for(scene: Scene, person: Person) -> list[Any]:
    """Return the texts that ask somebody, as a second person, in their order."""
    return scene.rows(
        "SELECT * FROM notice WHERE body LIKE '%second person: AGREE%' AND channel = "
        "'sms' AND to_e164 = :number ORDER BY created_at, id",
        number=person.phone.e164,
    )


def test_the_second_person_is_never_one_who_wants_it_or_was_there(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    moves(scene, reference, -timedelta(hours=5))
    moves(scene, reference, timedelta(hours=1), actor=BOYD)

    for actor in (ASHA, DANA):
        with pytest.raises(errors.RefusedError):
            agrees(scene, reference, actor)
    with pytest.raises(errors.RefusedError, match="second person"):
        agrees(scene, reference, BOYD)
    assert states(scene) == ["waiting"]

    agrees(scene, reference, LENA)
    assert states(scene) == ["agreed"]
    with pytest.raises(errors.AlreadyDone):
        agrees(scene, reference, LENA, number=1)


def test_a_second_person_refuses_and_its_maker_withdraws(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    moves(scene, reference, -timedelta(hours=5))
    stands = dates(scene)
    moves(scene, reference, timedelta(hours=1))
    moves(scene, reference, timedelta(hours=2))

    with pytest.raises(errors.AmbiguousError, match="1, 2"):
        agrees(scene, reference)
    agrees(scene, reference, BOYD, is_agreed=False, number=1, reason="It was right.")
    view = agrees(scene, reference, DANA, is_agreed=False)

    assert view.is_withdrawn
    assert states(scene) == ["refused", "withdrawn"]
    assert dates(scene) == stands
    with pytest.raises(errors.NotFoundError):
        agrees(scene, reference)


def test_what_moved_meanwhile_is_not_carried_out_over(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    moves(scene, reference, -timedelta(hours=5))
    moves(scene, reference, timedelta(hours=1))
    moves(scene, reference, -timedelta(minutes=7))

    with pytest.raises(errors.ConflictError):
        agrees(scene, reference)

    assert states(scene) == ["waiting"]


def test_the_very_same_is_proposed_once(scene: Scene, reference: str) -> None:
    moves(scene, reference, -timedelta(hours=5))
    first = moves(scene, reference, timedelta(hours=1))
    again = moves(scene, reference, timedelta(hours=1), actor=BOYD)

    assert (first.number, again.number) == (1, 1)
    assert again.is_known
    assert states(scene) == ["waiting"]


def test_a_time_by_which_footage_were_past_its_loss_needs_a_second_person(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    before = dates(scene)

    view = moves(scene, reference, -timedelta(days=91))

    assert any("past its loss" in reason for reason in view.why)
    assert dates(scene) == before

    agrees(scene, reference)

    # Everybody hears it at once, and somebody has to search.
    assert "footage:past_loss" in scene.events()
    found = {row.word: row.state for row in scene.rows("SELECT word, state FROM duty")}
    assert found["FLAG"] == "released"
    assert found["SEARCH"] in enums.OPEN_DUTY_STATES


def test_one_recording_has_a_time_of_its_own(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    (piece,) = scene.rows("SELECT id, recorded_at FROM footage WHERE source = 'bwc'")
    before = dates(scene)
    recorded = instant(piece.recorded_at)
    saw = f"{recorded.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    name = f"recorded_at:{piece.id}"

    def corrects(by: timedelta) -> Any:
        return scene.does(
            commands.CorrectIncident,
            actor=DANA,
            reference=reference,
            values={name: written(recorded + by)},
            seen={name: saw},
        )

    with pytest.raises(errors.InvalidInputError, match="still to come"):
        corrects(timedelta(hours=1))
    corrects(-timedelta(hours=1))

    after = dates(scene)
    assert after["bwc lost"] == before["bwc lost"] - timedelta(hours=1)
    assert after["radio lost"] == before["radio lost"]
    # From now on it does not follow the incident any more.
    moves(scene, reference, -timedelta(hours=3))
    assert dates(scene)["bwc lost"] == after["bwc lost"]
    assert dates(scene)["radio lost"] == before["radio lost"] - timedelta(hours=3)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("yesterday", "opened_at"),
        ("2026-03-10T20:00:00", "opened_at"),
        ("2027-03-10T20:00:00Z", "opened_at"),
        ("1999-03-10T20:00:00Z", "opened_at"),
        (None, "opened_at"),
    ],
)
def test_no_time_is_told_by_its_field(
    scene: Scene, reference: str, value: str | None, field: str
) -> None:
    with pytest.raises(errors.InvalidInputError) as refused:
        scene.does(
            commands.CorrectIncident,
            actor=DANA,
            reference=reference,
            values={"opened_at": value},
            seen={"opened_at": seen(scene)},
        )
    assert refused.value.field == field


def test_the_end_of_a_tour_moves_what_counts_from_it(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    asha = cast[0]
    before = dates(scene)

    asha.texts("ON 0100")

    later = dates(scene)
    assert later["DOCK"] == before["DOCK"] + timedelta(hours=2)
    assert later["bwc lost"] == before["bwc lost"]
    assert facts(scene, "duty:due_moved")[-1]["because"] == "tour"

    asha.texts("OFF")

    assert dates(scene)["DOCK"] <= scene.now()


def test_another_ones_word_moves_a_tour_later_only_with_a_second_person(
    scene: Scene, cast: list[Person], reference: str
) -> None:
    before = dates(scene)

    def lists(until: str) -> None:
        scene.does(
            commands.ListDuty,
            actor=BOYD,
            who="12345",
            is_on=True,
            until_local=until,
            is_confirmed=True,
        )

    lists("21:00")
    assert dates(scene)["DOCK"] == before["DOCK"] - timedelta(hours=2)

    lists("23:30")
    assert dates(scene)["DOCK"] == before["DOCK"] - timedelta(hours=2)
    assert states(scene) == ["waiting"]

    agrees(scene, reference, LENA)
    assert dates(scene)["DOCK"] == before["DOCK"] + timedelta(minutes=30)
