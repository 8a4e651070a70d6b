"""Short words, wrong words, doubtful words: nothing is guessed."""

import re
import string

import pytest

from models import reference
from tests.stage import Person, Scene, officer, sergeant

pytestmark = pytest.mark.plain_policy


def code_in(text: str) -> str:
    """Return the first code that a text shows."""
    found = re.search(r"(?:Code|ACK|AID) ([34679CDFGHJKMNPQRTVWX]{5})\b", text)
    assert found, text
    return found.group(1)


@pytest.fixture
def asha(scene: Scene) -> Person:
    """An officer with one open incident."""
    person, boyd = scene.enrols(officer(), sergeant())
    person.first = person.texts("NEW agents struck a man")
    boyd.is_ignored = True
    return person


@pytest.mark.parametrize(
    "said",
    ["OK", "ok.", " Okay ", "\u201cok\u201d", "\uff2f\uff2b", "\U0001f44d", "10-4"],
)
def test_ok_acknowledges_the_one_thing_that_is_asked(
    scene: Scene, asha: Person, said: str
) -> None:
    answer = asha.texts(said)
    assert "AID: you have it" in answer
    assert "Not done yet" in answer
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'AID'")
    assert row.state == "acknowledged"


def test_ok_never_attests(scene: Scene, asha: Person) -> None:
    asha.texts("OK")
    assert "Nothing waits for an OK" in asha.texts("OK")
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'AID'")
    assert row.state == "acknowledged"


def test_ok_with_two_things_open_asks_which(scene: Scene, asha: Person) -> None:
    second = asha.texts("NEW another van and two men taken")
    answer = asha.texts("OK")
    assert answer.startswith("Which one?")
    assert "AID: you have it" in asha.texts(f"ACK {code_in(second)}")


def test_a_code_of_a_settled_duty_never_acts_on_another(
    scene: Scene, asha: Person
) -> None:
    code = code_in(asha.first)
    asha.texts(f"DONE {code}")
    answer = asha.texts(f"DONE {code}")
    assert "26-0001B AID was recorded by star 12345, 15:40." in answer
    assert (
        scene.rows("SELECT state FROM duty WHERE word = 'SUP'")[0].state == "notified"
    )


def test_somebody_elses_code_does_nothing(scene: Scene, asha: Person) -> None:
    (carl,) = scene.enrols(
        officer(),
        sergeant(),
        officer("Carl", star="222", phone_e164="+13125550103"),
    )[2:]
    code = code_in(asha.first)
    assert f"You have no code {code}" in carl.texts(f"ACK {code}")
    assert "you have it" in asha.texts(f"ack#{code.lower()}.")


def test_a_second_acknowledgement_names_the_first_person(
    scene: Scene, asha: Person
) -> None:
    code = code_in(asha.first)
    asha.texts(f"ACK {code}")
    before = scene.rows("SELECT next_step_at FROM duty WHERE word = 'AID'")
    scene.advance(minutes=1)
    assert "star 12345 has it since 15:40" in asha.texts(f"ACK {code}")
    assert scene.rows("SELECT next_step_at FROM duty WHERE word = 'AID'") == before


def test_a_malformed_code_is_answered_and_changes_nothing(
    scene: Scene, asha: Person
) -> None:
    before = scene.rows("SELECT * FROM duty ORDER BY id")
    assert "neither a code nor a reference" in asha.texts("ACK 12")
    assert scene.rows("SELECT * FROM duty ORDER BY id") == before


@pytest.mark.parametrize(
    "said",
    ["ACK {}", "STATUS {}", "NOTE {} two men", "JOIN {}", "DOCK {}", "LATE {} 2230"],
)
def test_a_reference_with_a_wrong_check_letter_is_named_as_such(
    scene: Scene, asha: Person, said: str
) -> None:
    mistyped = asha.first.split()[0][:-1] + "A"
    before = scene.rows("SELECT * FROM duty ORDER BY id")

    answer = asha.texts(said.format(mistyped))

    assert f"The last letter of {mistyped} does not fit" in answer
    assert scene.rows("SELECT * FROM duty ORDER BY id") == before


def test_a_note_of_one_who_owes_nothing_any_more_is_asked_where_it_belongs(
    scene: Scene, asha: Person
) -> None:
    known = asha.first.split()[0]
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE; DOCK; FLAG NEVER; REPORT JK123456")
    before = scene.rows("SELECT count(*) FROM entry WHERE event = 'incident:noted'")

    answer = asha.texts("NOTE they left northbound")

    assert f"Which incident? NOTE {known} and your words" in answer
    noted = "SELECT count(*) FROM entry WHERE event = 'incident:noted'"
    assert scene.rows(noted) == before
    assert "your words are added" in asha.texts(f"NOTE {known} they left northbound")
    scene.advance(hours=13)
    assert "Nothing like that is open" in asha.texts("NOTE they left northbound")


def test_only_what_is_not_understood_counts_for_the_limit_on_such_answers(
    scene: Scene, asha: Person
) -> None:
    for said in ("STATUS", "MENU", "ON", "STATUS", "LATE", "NOVIDEO", "STATUS"):
        assert "not understood" not in asha.texts(said)

    for _ in range(6):
        assert "not understood" in asha.texts("what now")
    assert asha.texts("what now") == ""
    assert "Open: 26-0001B" in asha.texts("STATUS")


def test_a_status_of_no_incident_says_so(scene: Scene, asha: Person) -> None:
    missing = reference.write(26, 99)
    assert f"There is no incident {missing}." in asha.texts(f"STATUS {missing}")
    known = asha.first.split()[0]
    assert "AID" in asha.texts(f"STATUS {known.replace('-', '').lower()}")


def test_done_without_what_is_needed_asks_for_it(scene: Scene, asha: Person) -> None:
    asha.texts("AID none hurt")
    asha.texts("SUP REFUSED")
    asha.texts("CAMS NONE")
    asha.texts("DOCK")

    assert "FLAG 10 MAR 29" in asha.texts("DONE")

    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'FLAG'")
    assert row.state == "notified"
    assert "until 10 Mar 2029" in asha.texts("DONE 10 MAR 29")


def test_a_date_before_the_legal_time_is_refused_with_the_reason(
    scene: Scene, asha: Person
) -> None:
    answer = asha.texts("FLAG 9 MAR 28")
    assert "9 Mar 2028 is too early" in answer
    assert "10 Mar 2028 or later" in answer
    assert "50 ILCS 706/10-20" in answer
    assert "until 10 Mar 2028" in asha.texts("FLAG 10 MAR 28")


def test_an_american_date_is_echoed_in_words(scene: Scene, asha: Person) -> None:
    assert "until 4 Mar 2029" in asha.texts("FLAG 3/4/29")


def test_undo_takes_the_last_act_back_and_reopens(scene: Scene, asha: Person) -> None:
    asha.texts("FLAG 10 MAR 29")
    (before,) = scene.rows("SELECT * FROM footage")
    assert before.deletion_on is not None

    assert "taken back" in asha.texts("UNDO")

    (after,) = scene.rows("SELECT * FROM footage")
    assert (after.state, after.deletion_on, after.ground) == ("expected", None, None)
    (duty,) = scene.rows("SELECT state, next_step_at FROM duty WHERE word = 'FLAG'")
    assert duty.state == "expected"
    assert duty.next_step_at is not None
    assert "act:undone" in scene.events()


def test_undo_goes_back_one_act_at_a_time(scene: Scene, asha: Person) -> None:
    asha.texts("AID none hurt")
    asha.texts("SUP REFUSED")
    assert "SUP taken back" in asha.texts("UNDO")
    assert "AID taken back" in asha.texts("UNDO")
    assert "Nothing like that" in asha.texts("UNDO")


def test_what_a_second_person_saw_cannot_be_undone_by_the_first(
    scene: Scene, asha: Person
) -> None:
    boyd = scene.people["Boyd"]
    asha.texts("FLAG 10 MAR 29")
    boyd.texts("SEEN")
    assert "Somebody acted on this since" in asha.texts("UNDO")
    assert scene.rows("SELECT state FROM footage")[0].state == "verified"


def test_no_video_is_recorded_and_the_clock_goes_on(scene: Scene, asha: Person) -> None:
    boyd = scene.people["Boyd"]
    assert "Write why" in asha.texts("NOVIDEO")
    assert "a second person will search" in asha.texts("NOVIDEO battery died 15:20")
    (footage,) = scene.rows("SELECT * FROM footage")
    assert footage.state == "expected"
    boyd.reads_all()
    assert "No video was stated" in boyd.texts("SEEN")
    assert "Write why" in boyd.texts("SEEN LOST")
    assert "lost" in boyd.texts("SEEN LOST searched by star and time, nothing")
    assert scene.rows("SELECT state FROM footage")[0].state == "lost"


def test_a_second_person_is_never_one_who_was_there(scene: Scene) -> None:
    boyd, asha = scene.enrols(sergeant(), officer(supervisor_star=None, unit="099"))
    boyd.texts("NEW I saw agents strike a man")
    asha.reads_all()
    boyd.texts("FLAG 10 MAR 29")
    boyd.gets_nothing()
    (row,) = scene.rows("SELECT * FROM duty WHERE word = 'SEEN'")
    assert row.state in ("expected", "notified")
    assert scene.rows("SELECT person_id FROM notice WHERE duty_id = :d", d=row.id) == []


def test_listed_members_get_duties_of_their_own(scene: Scene, asha: Person) -> None:
    scene.enrols(
        officer(),
        sergeant(),
        officer("Carl", star="222", phone_e164="+13125550103"),
    )
    answer = asha.texts("CAMS 222 4567")
    assert "222, 4567" in answer
    owners = scene.rows(
        "SELECT duty.word, person.star, duty.owner_role FROM duty "
        "LEFT JOIN person ON person.id = duty.owner_id "
        "WHERE duty.word = 'FLAG' ORDER BY duty.id"
    )
    assert [(o.star, o.owner_role) for o in owners] == [
        ("12345", None),
        ("222", None),
        (None, "sergeant"),
    ]


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (
            "FLAG tomorrow",
            "FLAG is still open. Text the deletion date or case: FLAG 10",
        ),
        ("flag kxqpb", "FLAG is still open. Text the deletion date or case: FLAG 10"),
        ("FLAG done", "FLAG is still open. Text the deletion date or case: FLAG 10"),
        ("DOCK 4K7QO", "DOCK is still open. Dock your camera, set event"),
        ("REPORT done", "REPORT is still open. Text REPORT and the RD number: REPORT"),
        ("CAMS two", "CAMS is still open. Text CAMS and the stars, or CAMS NONE."),
    ],
)
def test_a_duty_word_with_what_is_no_answer_is_told_how_it_is_answered(
    scene: Scene, asha: Person, said: str, how: str
) -> None:
    before = scene.rows("SELECT * FROM duty ORDER BY id")

    answer = asha.texts(said)

    assert answer.startswith("Kept, but not understood. Urgent: radio. ")
    assert how in answer
    assert scene.rows("SELECT * FROM duty ORDER BY id") == before
    # A machine whose answers begin like that gets few of them as well.
    answers = [asha.texts(said) for _ in range(8)]
    assert [bool(one) for one in answers] == [True] * 5 + [False] * 3


def test_words_that_begin_like_an_answer_are_added_and_the_answer_asked_for(
    scene: Scene, asha: Person
) -> None:
    answer = asha.texts("FLAG 10 mars 29")
    assert "your words are added. Not answered yet: FLAG, AID. Flag your" in answer
    assert "Not answered yet: AID. Anyone hurt?" in asha.texts("flags on the building")
    assert scene.rows("SELECT state FROM duty WHERE word = 'FLAG'")[0][0] == "expected"


def test_a_duty_word_of_nothing_that_is_open_is_only_not_understood(
    scene: Scene, asha: Person
) -> None:
    assert "Open for you: AID, SUP" in asha.texts("Seen gun")
    asha.texts("FLAG NEVER")
    assert "Urgent: radio. Open for you: AID, SUP" in asha.texts("flag down")


def test_done_with_the_word_of_a_duty_settles_that_one_and_no_other(
    scene: Scene, asha: Person
) -> None:
    assert "FLAG is still open. Text the deletion date" in asha.texts("DONE FLAG")
    assert "DOCK recorded" in asha.texts("DONE DOCK")
    assert "AID recorded" in asha.texts("done aid none")
    settled = scene.rows("SELECT word FROM duty WHERE attested_at IS NOT NULL")
    assert sorted(row.word for row in settled) == ["AID", "DOCK"]


def test_the_word_of_a_duty_means_no_other_one(scene: Scene, asha: Person) -> None:
    asha.texts("AID NONE")
    for said in ("ACK AID", "PASS AID"):
        assert "Nothing like that is open for you" in asha.texts(said)
    assert "SUP: you have it" in asha.texts("Ack sup.")
    assert "FLAG: you have it" in asha.texts("ACK FLAG")
    held = scene.rows("SELECT word FROM duty WHERE state = 'acknowledged'")
    assert sorted(row.word for row in held) == ["FLAG", "SUP"]
    assert scene.rows("SELECT id FROM duty WHERE passed_at IS NOT NULL") == []


def test_a_code_behind_the_answer_names_its_duty(scene: Scene, asha: Person) -> None:
    aid = code_in(asha.first)
    other = code_in(asha.texts("NEW other agents struck another man"))

    assert "26-0002J AID recorded" in asha.texts(f"AID NONE {other}")
    assert "26-0001B AID recorded" in asha.texts(f"AID NONE {aid}")
    said = scene.rows("SELECT answer FROM duty WHERE word = 'AID'")
    assert [row.answer for row in said] == ['{"words": "NONE"}'] * 2


def test_a_bare_code_is_told_how_its_duty_is_answered(
    scene: Scene, asha: Person
) -> None:
    code = code_in(asha.first)
    assert "26-0001B AID is still open. Anyone hurt?" in asha.texts(code)
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'AID'")
    assert row.state == "notified"


def test_undo_names_what_it_takes_back(scene: Scene, asha: Person) -> None:
    asha.texts("NOVIDEO battery died")
    answer = asha.texts("UNDO")
    assert "26-0001B NOVIDEO taken back. Open again: Dock your camera" in answer


def test_undo_with_something_else_than_the_last_act_takes_nothing_back(
    scene: Scene, asha: Person
) -> None:
    aid = code_in(asha.first)
    sup = code_in(asha.texts("AID NONE"))
    asha.texts("SUP REFUSED")
    other = asha.texts("NEW other agents struck another man").split(" opened")[0]

    for said in (aid, "K7Q2X", other):
        answer = asha.texts(f"UNDO {said}")
        assert answer.startswith("Nothing changed.")
    assert "UNDO takes back 26-0001B SUP" in asha.texts(f"UNDO {aid}")
    assert "SUP taken back" in asha.texts(f"UNDO {sup}")
    assert "AID taken back" in asha.texts("UNDO 26-0001B")


@pytest.mark.parametrize("code", ["KXQPB", "K7Q2X"])
def test_a_mistyped_code_behind_a_date_is_named_as_such(
    scene: Scene, asha: Person, code: str
) -> None:
    answer = asha.texts(f"FLAG 10 MAR 29 {code}")
    assert "That is neither a code nor a reference of ours" in answer
    assert scene.rows("SELECT state FROM duty WHERE word = 'FLAG'")[0][0] == "expected"
    assert "FLAG recorded: until 10 Mar 2029" in asha.texts("FLAG 10 MARCH 29")


def test_after_unclear_texts_an_officer_in_trouble_is_told_to_use_the_radio(
    scene: Scene, asha: Person
) -> None:
    for number in range(8):
        asha.texts(f"what {number}")
    assert asha.texts("What 9!") == ""

    assert "Urgent: radio" in asha.texts("officer down")
    assert asha.texts("Officer down!!") == ""
    assert "Urgent: radio" in asha.texts("shots fired")
    assert scene.rows("SELECT count(*) FROM incident")[0][0] == 1


def test_a_machine_that_never_says_the_same_comes_to_an_end(
    scene: Scene, asha: Person
) -> None:
    said = [f"busy {letter}" for letter in string.ascii_lowercase]
    answers = [asha.texts(words) for words in (*said, *(f"{one}x" for one in said))]
    assert [bool(answer) for answer in answers] == [True] * 30 + [False] * 22
    assert "Open: 26-0001B" in asha.texts("STATUS")


@pytest.mark.parametrize("word", ["YES", "START", "UNSTOP"])
def test_carriers_words_of_consent_change_no_incident(
    scene: Scene, asha: Person, word: str
) -> None:
    before = scene.rows("SELECT * FROM duty ORDER BY id")
    answer = asha.texts(word)
    assert ("Open for you: AID" in answer) == (word == "YES")
    assert scene.rows("SELECT * FROM duty ORDER BY id") == before
    asha.reads_all()


def test_a_hundred_nonsense_texts_get_few_answers_and_real_words_still_work(
    scene: Scene, asha: Person
) -> None:
    answers = [asha.texts(f"xyz{number}") for number in range(20)]
    assert sum(bool(answer) for answer in answers) == 6
    assert "AID recorded" in asha.texts("AID ems here")
    assert "opened" in asha.texts("NEW shots fired, officer needs help here")
