"""LATE moves the next reminder and nothing else; what it cannot do, it says."""

import re

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """An officer who owes nothing but AID, and two above."""
    people = scene.enrols(
        officer(), sergeant(), someone("Lena", "watch_lieutenant", "501")
    )
    asha, boyd, _ = people
    asha.texts("NEW agents struck a man")
    for body in ("SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK", "FLAG NEVER"):
        asha.texts(body)
    boyd.reads_all()
    return tuple(people)


def duty(scene: Scene, word: str = "AID") -> object:
    (row,) = scene.rows("SELECT * FROM duty WHERE word = :word", word=word)
    return row


def test_only_the_next_reminder_moves(scene: Scene, cast: tuple[Person, ...]) -> None:
    asha, boyd, _ = cast
    before = duty(scene)
    answer = asha.texts("LATE 1608")
    assert "AID: reminder at 16:08. Sergeant hears 16:10 all the same." in answer
    after = duty(scene)
    assert (after.due_at, after.lost_at) == (before.due_at, before.lost_at)

    scene.advance(minutes=27)
    asha.gets_nothing()
    scene.advance(minutes=1)
    asha.gets("Reminder", "AID")
    boyd.gets_nothing()
    scene.advance(minutes=2)
    boyd.gets("AID", "not answered")
    assert duty(scene).late_until is None


def test_a_later_reminder_comes_when_it_was_planned(scene: Scene) -> None:
    (asha,) = scene.enrols(officer())
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "REPORT JK123456"):
        asha.texts(body)
    asha.texts("FLAG 12 MAR 29")
    (planned,) = scene.rows("SELECT next_step_at FROM duty WHERE word = 'DOCK'")
    answer = asha.texts("LATE 2220")
    assert "DOCK: reminder at 22:20." in answer
    scene.advance(hours=6, minutes=36)
    asha.gets_nothing()
    scene.advance(minutes=4)
    asha.gets("Reminder", "DOCK")
    scene.advance(minutes=29)
    asha.gets_nothing()
    scene.advance(minutes=1)
    asha.gets("Reminder", "DOCK")
    assert planned is not None


def test_the_answer_says_until_when_the_footage_is_kept(scene: Scene) -> None:
    asha, _ = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK"):
        asha.texts(body)
    before = scene.rows("SELECT ask_by, lost_at FROM footage")
    answer = asha.texts("LATE 2245 at the hospital")
    assert "FLAG: reminder at 22:45. Sergeant hears 11 Mar 00:00" in answer
    assert "Footage lost 8 Jun 2026." in answer
    assert scene.rows("SELECT ask_by, lost_at FROM footage") == before
    words = scene.rows("SELECT content FROM item WHERE name = 'said'")
    assert "at the hospital" in [row.content for row in words]
    scene.people["Boyd"].is_ignored = True


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("LATE", "Write until when: LATE 2230"),
        ("LATE 930", "Write until when: LATE 2230"),
        ("LATE 0M", "Say how long"),
        ("LATE 1500", "15:00 is past"),
        ("LATE 0300", "more than a tour of 9 hours away"),
        ("LATE 11H", "more than a tour of 9 hours away"),
        ("LATE 1610", "Sergeant hears at 16:10 all the same"),
        ("LATE 2230", "Sergeant hears at 16:10 all the same"),
        ("LATE 5M", "No reminder comes before 16:05"),
        ("LATE 4K7QX 1608", "You have no code 4K7QX"),
    ],
)
def test_what_cannot_be_changes_nothing_and_says_why(
    scene: Scene, cast: tuple[Person, ...], said: str, why: str
) -> None:
    asha = cast[0]
    before = duty(scene)
    answer = asha.texts(said)
    assert "Nothing changed." in answer
    assert why in answer
    assert duty(scene) == before
    assert "reminder at 16:08" in asha.texts("LATE 28M")
    assert scene.events().count("duty:postponed") == 1


def test_with_two_things_open_the_answer_asks_which(scene: Scene) -> None:
    asha, _ = scene.enrols(officer(), sergeant())
    scene.people["Boyd"].is_ignored = True
    first = asha.texts("NEW agents struck a man")[-5:]
    asha.texts("NEW another van took two men at 31st")
    answer = asha.texts("LATE 1608")
    assert re.fullmatch(r"Which one\?( LATE \w{5} 16:08 \(AID [^)]+\)[;.]){2}", answer)
    assert "duty:postponed" not in scene.events()
    assert "AID: reminder at 16:08" in asha.texts(f"LATE {first} 1608")
    assert "AID: reminder at 16:07" in asha.texts(f"LATE 1607 {first}")
    scene.advance(minutes=20)
    asha.is_ignored = True


def test_putting_off_is_taken_back(scene: Scene, cast: tuple[Person, ...]) -> None:
    asha = cast[0]
    before = duty(scene)
    asha.texts("LATE 1608")
    assert "LATE taken back" in asha.texts("UNDO")
    after = duty(scene)
    assert (after.late_until, after.next_step_at) == (None, before.next_step_at)
    scene.advance(minutes=26)
    asha.gets("Reminder", "AID")


def test_it_cannot_be_taken_back_once_the_reminder_went_out(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha = cast[0]
    asha.texts("LATE 1608")
    scene.advance(minutes=28)
    asha.gets("Reminder", "AID")
    assert "Somebody acted on this since" in asha.texts("UNDO")


def test_nothing_is_put_off_that_rests_or_has_gone_up(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena = cast
    asha.texts("OK")
    assert "AID rests already: star 12345 has it" in asha.texts("LATE 1608")
    assert "taken back" in asha.texts("UNDO")
    assert "reminder at 16:08" in asha.texts("LATE 1608")
    scene.advance(minutes=31)
    asha.reads_all()
    boyd.reads_all()
    assert "gone up the ladder" in asha.texts("LATE 1630")
    lena.is_ignored = True


def test_a_sergeant_does_not_put_off_the_reminder_of_an_officer(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, _ = cast
    asha.texts("PASS")
    code = boyd.gets("AID", "passed on to you").split("ACK ")[1][:5]
    assert "only they can put their reminder off" in boyd.texts(f"LATE {code} 1608")
    assert "reminder at 16:08" in asha.texts("LATE 1608")


def test_an_ordinary_report_that_begins_with_the_word_opens_an_incident(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha = cast[0]
    scene.advance(hours=13)
    asha.texts("AID done")
    asha.texts("ON 0900")
    answer = asha.texts("Late night raid at 26th and Kedzie, two men taken")
    assert "opened" in answer
    assert "duty:postponed" not in scene.events()
    for person in cast:
        person.is_ignored = True


def test_words_about_status_are_held_back(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, _ = cast
    answer = asha.texts("LATE 1608 the man is a us citizen")
    assert "held back (MCC 2-173-030)" in answer
    boyd.gets("HELD")
    (item,) = scene.rows(
        "SELECT held_by FROM item WHERE name = 'said' AND held_by IS NOT NULL"
    )
    assert item.held_by == "MCC 2-173-030"
    scene.advance(minutes=28)
    asha.gets("Reminder")


def test_a_time_over_midnight_is_the_next_one(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "REPORT JK123456"):
        asha.texts(body)
    asha.texts("DOCK")
    scene.advance(hours=7)
    asha.reads_all()
    late = asha.texts("LATE 2345")
    assert "reminder at 23:45" in late
    assert duty(scene, "FLAG").late_until is not None
    boyd.is_ignored = True
