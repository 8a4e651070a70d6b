"""NOTME stops the texts to a star that was not there; the footage's clock goes on."""

from typing import Any

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """Asha opened it and listed Bert, who was not there."""
    people = scene.enrols(
        officer(),
        officer("Bert", star="4432", phone_e164="+13125550111"),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cuno", "custodian", "901"),
    )
    asha = people[0]
    asha.first = asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS 4432"):
        asha.texts(body)
    people[2].reads_all()
    return tuple(people)


def duties_of(scene: Scene, star: str = "4432") -> list[Any]:
    return scene.rows(
        "SELECT duty.word, duty.state, duty.owner_id, duty.owner_role, duty.due_at,"
        " duty.lost_at, duty.next_step_at FROM duty"
        " JOIN footage ON footage.id = duty.footage_id"
        " WHERE footage.recorder_star = :star ORDER BY duty.word",
        star=star,
    )


def footage_of(scene: Scene, star: str = "4432") -> Any:
    (row,) = scene.rows(
        "SELECT id, recorder_id, recorder_star, recorded_at, ask_by, lost_at, state"
        " FROM footage WHERE recorder_star = :star",
        star=star,
    )
    return row


def ignore(*people: Person) -> None:
    for person in people:
        person.is_ignored = True


def test_the_duties_go_to_the_sergeant_and_every_date_stays(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    before, duties = footage_of(scene), duties_of(scene)
    assert before.recorder_id is not None

    answer = bert.texts("NOTME I was off that day")

    assert "DOCK, FLAG are not yours any more. Star 900 is asked." in answer
    assert "Your star stays on record as disputed. Wrong? UNDO." in answer
    text = boyd.gets("FLAG", "its star says NOTME", "Footage lost 8 Jun 2026")
    boyd.gets_nothing()
    after = footage_of(scene)
    assert after.recorder_id is None
    assert after[2:] == before[2:]
    for old, new in zip(duties, duties_of(scene), strict=True):
        assert (new.owner_id, new.owner_role) == (None, "sergeant")
        assert (new.due_at, new.lost_at) == (old.due_at, old.lost_at)
        assert new.next_step_at is not None
    words = scene.rows("SELECT content FROM item WHERE name = 'said'")
    assert "I was off that day" in [row.content for row in words]
    # Nothing of it reaches the star any more; the sergeant can settle it.
    assert "Nothing is open for you" in bert.texts("STATUS")
    code = text.split("ACK ")[1][:5]
    assert "of star 4432" in text
    assert "DOCK star 4432" in boyd.texts("STATUS")
    assert "you have it" in boyd.texts(f"ACK {code}")
    assert "until 12 Mar 2029" in boyd.texts(f"FLAG {code} 12 MAR 29")
    ignore(asha, boyd, lena, cuno)
    scene.advance(hours=10)
    bert.gets_nothing()


def test_the_reminders_to_the_star_stop_and_the_ladder_goes_on(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    bert.texts("NOTME")
    ignore(asha, cuno)
    scene.advance(hours=9)
    bert.gets_nothing()
    told = boyd.reads_all()
    assert any("DOCK of star" in text and "nobody has it" in text for text in told)
    assert any("FLAG" in text for text in told)
    scene.advance(hours=4)
    assert any("FLAG" in text for text in lena.reads_all())
    bert.gets_nothing()


def test_the_code_of_the_star_says_who_has_it(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, lena, cuno)
    scene.advance(hours=6, minutes=40)
    code = bert.gets("DOCK").split("Code ")[1][:5]
    bert.reads_all()
    assert "not yours any more" in bert.texts(f"NOTME {code}")
    assert "DOCK is with the sergeant now" in bert.texts(f"DOCK {code}")
    assert "Nothing like that is open" in bert.texts("NOTME")
    assert scene.events().count("footage:disowned") == 1


def test_it_is_taken_back_by_whoever_said_it(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    before, duties = footage_of(scene), duties_of(scene)
    bert.texts("NOT ME")
    boyd.gets("NOTME")
    assert "NOTME taken back" in bert.texts("UNDO")
    assert footage_of(scene) == before
    assert duties_of(scene) == duties
    assert "until 12 Mar 2029" in bert.texts("FLAG 12 MAR 29")
    ignore(asha, boyd, lena, cuno)


def test_it_cannot_be_taken_back_once_the_sergeant_acted(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    bert.texts("NOTME")
    code = boyd.gets("NOTME").split("ACK ")[1][:5]
    boyd.texts(f"ACK {code}")
    assert "Somebody acted on this since" in bert.texts("UNDO")
    assert footage_of(scene).recorder_id is None
    ignore(asha, boyd, lena, cuno)


def test_whoever_opened_it_was_there(scene: Scene, cast: tuple[Person, ...]) -> None:
    asha, bert, boyd, lena, cuno = cast
    assert "You opened 26-0001" in asha.texts("NOTME")
    assert "footage:disowned" not in scene.events()
    assert "not yours any more" in bert.texts("NOTME")
    ignore(asha, boyd, lena, cuno)


def test_whoever_stated_it_as_kept_takes_that_back_first(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    bert.texts("FLAG 12 MAR 29")
    assert "UNDO that first" in bert.texts("NOTME")
    bert.texts("UNDO")
    assert "not yours any more" in bert.texts("NOTME")
    ignore(asha, boyd, lena, cuno)


def test_with_two_incidents_the_answer_asks_which(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, lena, cuno)
    second = asha.texts("NEW another van at 31st, two men taken")[:8]
    aid = scene.rows("SELECT code FROM duty WHERE word = 'CAMS' AND state = 'expected'")
    assert aid
    asha.texts(f"AID {second} done")
    asha.texts(f"SUP {second} REFUSED")
    asha.texts(f"CAMS {second} 4432")
    assert "Which one?" in bert.texts("NOTME")
    assert "footage:disowned" not in scene.events()
    assert f"{second}: DOCK, FLAG are not yours" in bert.texts(f"NOTME {second}")
    assert "26-0001" in bert.texts("NOTME")
    assert scene.events().count("footage:disowned") == 2


def test_with_no_sergeant_the_next_rung_is_asked(scene: Scene) -> None:
    asha, bert, lena = scene.enrols(
        officer(),
        officer("Bert", star="4432", phone_e164="+13125550111"),
        someone("Lena", "watch_lieutenant", "501"),
    )
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS 4432"):
        asha.texts(body)
    assert "Star 501 is asked" in bert.texts("NOTME")
    lena.gets("its star says NOTME")
    scene.advance(hours=9)
    bert.gets_nothing()
    ignore(asha, lena)


def test_a_sergeant_who_was_there_is_passed_over(scene: Scene) -> None:
    asha, bert, boyd, lena = scene.enrols(
        officer(),
        officer("Bert", star="4432", phone_e164="+13125550111"),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
    )
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS 4432 900"):
        asha.texts(body)
    boyd.reads_all()
    assert "Star 501 is asked" in bert.texts("NOTME")
    lena.gets("its star says NOTME")
    ignore(asha, boyd)


def test_a_supervisor_lists_the_star_again_and_an_officer_does_not(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, lena, cuno)
    before = footage_of(scene)
    bert.texts("NOTME")
    asha.texts("CAMS 26-0001B 4432")
    assert footage_of(scene).recorder_id is None
    reference = asha.texts("STATUS").split()[1]
    assert "4432" in boyd.texts(f"CAMS {reference} 4432")
    after = footage_of(scene)
    assert after == before
    assert all(duty.owner_id == before.recorder_id for duty in duties_of(scene))
    assert "until 12 Mar 2029" in bert.texts("FLAG 12 MAR 29")


def test_what_a_supervisor_has_already_stays_with_them(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, cuno)
    scene.advance(hours=8)
    bert.reads_all()
    lena.reads_all()
    (code,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " JOIN person ON person.id = code.person_id"
        " JOIN person AS owner ON owner.id = duty.owner_id"
        " WHERE person.name = 'Lena' AND owner.name = 'Bert' AND word = 'DOCK'"
    )
    assert "you have it" in lena.texts(f"ACK {code.code}")
    (before,) = scene.rows(
        "SELECT acknowledged_by, rung FROM duty WHERE word = 'DOCK'"
        " AND acknowledged_by IS NOT NULL"
    )
    assert "DOCK, FLAG are not yours" in bert.texts("NOTME 26-0001B")
    (after,) = scene.rows(
        "SELECT acknowledged_by, rung FROM duty WHERE word = 'DOCK'"
        " AND acknowledged_by IS NOT NULL"
    )
    assert after == before
    lena.is_ignored = True


def test_words_about_status_are_held_back(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, lena, cuno)
    assert "held back (MCC 2-173-030)" in bert.texts("NOTME he is a us citizen")


def test_it_ends_no_footage_clock_and_the_incident_stays_open(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, bert, boyd, lena, cuno = cast
    ignore(asha, boyd, lena, cuno)
    bert.texts("NOTME")
    scene.jump(days=89, hours=23)
    assert footage_of(scene).state == "expected"
    for duty in duties_of(scene):
        assert duty.next_step_at is not None
    bert.gets_nothing()
