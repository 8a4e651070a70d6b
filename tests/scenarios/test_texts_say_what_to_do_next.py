"""Read as whoever stands in the rain reads: each text says which word does what."""

import re

import pytest

from handlers.sms import gsm
from tests.stage import Person, Scene, officer, sergeant, someone


def number_of(answer: str) -> str:
    found = re.search(r"\d\d-\d{4}[A-Z0-9]", answer)
    assert found is not None, answer
    return found[0]


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, Person, Person]:
    """Asha has two incidents; her sergeant Boyd heard of both, as did Lena."""
    asha, boyd, lena = scene.enrols(
        officer(), sergeant(watch="always"), someone("Lena", "watch_lieutenant", "300")
    )
    for person in (asha, boyd, lena):
        person.is_ignored = True
    asha.first = number_of(asha.texts("NEW agents struck a man"))
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE")
    asha.texts("NEW another van took two men")
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE")
    return asha, boyd, lena


def states(scene: Scene, word: str) -> list[str]:
    found = scene.rows(
        "SELECT state FROM duty WHERE word = :word ORDER BY state", word=word
    )
    return [row.state for row in found]


def test_what_is_offered_to_one_who_is_late_puts_off_and_states_nothing(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha = cast[0]
    scene.advance(hours=6, minutes=36)
    answer = asha.texts("LATE 40M at hospital")

    found = re.findall(r"(LATE \w{5} 40M) \(DOCK 26-\d{4}\w\)", answer)
    assert len(found) == 2, answer
    assert gsm.segments(answer) == 1
    assert "DOCK: reminder at" in asha.texts(found[0])
    assert set(states(scene, "DOCK")) == {"notified"}


def test_what_is_offered_to_one_who_has_it_acknowledges_and_states_nothing(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    _, boyd, _ = cast
    scene.advance(hours=7, minutes=51)
    answer = boyd.texts("ACK")

    found = re.findall(r"(ACK \w{5}) \(DOCK star 12345 26-\d{4}\w\)", answer)
    assert len(found) >= 2, answer
    assert "DOCK: you have it" in boyd.texts(found[0])
    assert "attested" not in states(scene, "DOCK")


def test_what_is_offered_to_one_without_video_says_that_there_is_none(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha, _, _ = cast
    scene.advance(hours=6, minutes=36)
    answer = asha.texts("NOVIDEO battery died")

    found = re.findall(r"(NOVIDEO \S+) why \(FLAG", answer)
    assert len(found) == 2, answer
    asha.texts(f"{found[0]} battery died")
    rows = scene.rows("SELECT no_video_reason AS why FROM footage")
    assert [row.why for row in rows if row.why] == ["battery died"]
    assert "verified" not in states(scene, "DOCK")


def test_the_word_of_a_duty_names_it_where_there_are_several(
    scene: Scene, cast: tuple[Person, Person, Person]
) -> None:
    asha, _, _ = cast
    asha.texts(f"REPORT {asha.first} JK123456")
    scene.advance(hours=7, minutes=15)
    assert "REPORT: " in asha.texts("PASS REPORT")
    (row,) = scene.rows("SELECT word FROM duty WHERE passed_at IS NOT NULL")
    assert row.word == "REPORT"


@pytest.mark.parametrize("what", ["ACK", "PASS", "LATE 20M", "OK"])
def test_a_question_back_is_one_segment_however_much_is_open(
    scene: Scene, cast: tuple[Person, Person, Person], what: str
) -> None:
    asha, _, _ = cast
    for number in range(6):
        asha.texts(f"NEW van {number} takes somebody")
    answer = asha.texts(what)
    assert answer.startswith("Which one?")
    assert "more: STATUS" in answer
    assert gsm.segments(answer) == 1
    scene.advance(minutes=1)


def test_a_supervisor_reads_whose_camera_it_is(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant(watch="always"))
    asha.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS 4432; DOCK; FLAG NEVER")
    boyd.reads_all()
    scene.advance(minutes=16)

    boyd.gets("SEEN of star 12345 due 11 Mar 15:40. Check that the footage is there")

    # Star 4432 is nobody of the roster: it is with the sergeant.
    scene.advance(hours=6, minutes=20)
    text = boyd.gets("DOCK of star 4432 due 23:00, nobody has it.")
    assert "your camera" not in text
    boyd.is_ignored = True


def test_what_is_on_record_already_is_said_so(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("SUP REFUSED")

    answer = asha.texts("SUP Jones 123 ICE")

    assert answer == (
        "26-0001B SUP was recorded by star 12345, 15:40. Nothing changed."
    )
    asha.texts("UNDO")
    assert "SUP recorded" in asha.texts("SUP Jones 123 ICE")


def test_words_that_answer_nothing_are_not_taken_for_an_answer(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    answer = asha.texts("sorry busy here. aid none")
    assert "your words are added. Not answered yet: AID." in answer
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE; DOCK; FLAG NEVER; REPORT JK123456")
    assert "Not answered" not in asha.texts("thanks for all of that")


def test_what_is_asked_next_is_not_said_to_be_due_in_the_past(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.is_ignored = boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    scene.advance(minutes=50)
    assert "Next was due 15:50: Anyone hurt?" in asha.texts("CAMS NONE")


def test_the_last_call_of_a_tour_says_what_to_text(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE")
    scene.advance(hours=6, minutes=36)
    asha.gets("Reminder", "DOCK")
    scene.advance(minutes=35)
    text = asha.gets("3 wait in 26-0001", "text DOCK", "FLAG and its", "REPORT and its")
    assert gsm.segments(text) <= 2
    answer = asha.texts("DOCK; FLAG NEVER; REPORT JK123456")
    assert "Nothing more from you now." in answer


def test_two_officers_who_owe_the_same_are_told_apart(scene: Scene) -> None:
    bert = officer("Bert", star="4432", phone_e164="+13125550111")
    asha, bert_, boyd = scene.enrols(officer(), bert, sergeant(watch="always"))
    asha.is_ignored = bert_.is_ignored = boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS 4432")
    scene.advance(hours=7, minutes=51)
    (text,) = [one for one in boyd.reads_all() if "DOCK" in one]
    both = r"DOCK star 12345 due 23:00 \w{5}, DOCK star 4432 due 23:00 \w{5}"
    assert re.search(both, text)
    assert "DOCK star 4432" in boyd.texts("STATUS")


def test_the_menu_names_only_what_the_senders_role_may_do(scene: Scene) -> None:
    asha, cora, lia = scene.enrols(
        officer(), someone("Cora", "custodian", "600"), someone("Lia", "liaison", "9")
    )
    whole = asha.texts("MENU")
    assert "NEW what happened = open an incident." in whole
    assert "STATUS, ACK, DONE, LATE time, PASS, NOTME, NOTE words, UNDO, ON" in whole
    for person, verbs in ((cora, "LATE time, PASS, NOTE words,"), (lia, "LATE time,")):
        menu = person.texts("MENU")
        assert menu == f"STATUS, ACK, DONE, {verbs} UNDO, ON, OFF."
    # What is not named is refused.
    assert "may not do this" in lia.texts("NEW agents struck a man")
