"""An officer answers all that was asked in one text, one to a line or behind a `;`."""

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def asha(scene: Scene) -> Person:
    """An officer with an open incident; nobody else is looked at."""
    people = scene.enrols(
        officer(),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Cuno", "custodian", "901"),
        someone("Dana", "dispatcher", "777"),
    )
    for person in people[1:]:
        person.is_ignored = True
    people[0].first = people[0].texts("NEW agents struck a man")
    return people[0]


def settled(scene: Scene) -> dict[str, str]:
    """Return the state of each duty of the officer's, by its word."""
    found = scene.rows(
        "SELECT word, duty.state FROM duty JOIN person ON person.id = owner_id "
        "WHERE star = '12345'"
    )
    return {duty.word: duty.state for duty in found}


@pytest.mark.parametrize("between", ["; ", "\n", " ;\r\n", ";;"])
def test_each_part_is_recorded_on_its_own(
    scene: Scene, asha: Person, between: str
) -> None:
    answer = asha.texts(between.join(["AID none", "SUP REFUSED", "CAMS NONE"]))

    assert "AID recorded" in answer
    assert "SUP recorded: refused" in answer
    assert "CAMS recorded: none but yours" in answer
    assert answer.count("26-0001") == 1
    states = settled(scene)
    assert [states[word] for word in ("AID", "SUP", "CAMS")] == ["attested"] * 3
    assert scene.events().count("duty:attested") == 3


def test_the_end_of_a_tour_is_one_text(scene: Scene, asha: Person) -> None:
    asha.texts("AID none; SUP REFUSED; CAMS NONE")

    answer = asha.texts("DOCK; FLAG 10 MAR 29; REPORT JK123456")

    assert "FLAG recorded: until 10 Mar 2029" in answer
    assert "Nothing more from you now" in answer
    assert set(settled(scene).values()) == {"attested"}
    (row,) = scene.rows("SELECT rd_number, facts FROM incident")
    assert row.rd_number == "JK123456"
    (piece,) = scene.rows("SELECT * FROM footage WHERE source = 'bwc'")
    assert piece.state == "attested"


def test_a_part_that_will_not_do_changes_nothing_and_stops_no_other(
    scene: Scene, asha: Person
) -> None:
    answer = asha.texts("AID none; FLAG 10 MAR 27; SUP REFUSED")

    assert "AID recorded" in answer
    assert "too early" in answer
    assert "SUP recorded" in answer
    states = settled(scene)
    assert states["AID"] == states["SUP"] == "attested"
    assert states["FLAG"] != "attested"


@pytest.mark.parametrize("first", ["AID NONE", "SUP REFUSED", "NOTE he left"])
@pytest.mark.parametrize("between", ["\n", "; "])
def test_new_in_the_middle_opens_nothing_and_says_so(
    scene: Scene, asha: Person, first: str, between: str
) -> None:
    answer = asha.texts(f"{first}{between}NEW agents struck a woman at Clark")

    assert answer.startswith("NEW opens only at the start of a text: send it alone. ")
    assert "26-0001" in answer
    assert "26-0002" in asha.texts("NEW agents struck a woman at Clark")
    assert not asha.texts("NOTE a new van came\nnews came too").startswith("NEW")


@pytest.mark.parametrize(
    ("said", "recorded"),
    [
        ("AID NONE\nNEW beat 0715 agents struck a man", {"AID"}),
        ("AID NONE; new agents struck a woman at Clark", {"AID"}),
        ("AID NONE\nSUP REFUSED\nNEW beat 0715 a man is hurt", {"AID", "SUP"}),
        ("CAMS NONE\nNEW beat 0715 agents struck a man\nAID EMS", {"CAMS"}),
    ],
)
def test_what_stands_before_new_is_answered_without_it(
    scene: Scene, asha: Person, said: str, recorded: set[str]
) -> None:
    """Whoever is hurt at another scene is not hurt at this one."""
    answer = asha.texts(said)

    assert answer.startswith("NEW opens only at the start of a text: send it alone. ")
    states = settled(scene)
    done = {word for word, state in states.items() if state == "attested"}
    assert done == recorded
    (incident,) = scene.rows("SELECT facts FROM incident")
    assert "true" not in incident.facts
    (aid,) = scene.rows("SELECT answer FROM duty WHERE word = 'AID'")
    assert "NEW" not in (aid.answer or "").upper()
    # All of it is kept, as it came.
    (text,) = scene.rows("SELECT body FROM inbound ORDER BY id DESC LIMIT 1")
    assert text.body == said


def test_new_is_no_word_of_ours_in_words_that_go_on(scene: Scene, asha: Person) -> None:
    asha.texts("NOTE he said\nNEW YORK plates")
    asha.texts("AID EMS came with a\nNew York plate")

    assert len(scene.rows("SELECT id FROM incident")) == 1
    assert settled(scene)["AID"] == "attested"


def test_words_with_a_semicolon_stay_one_text(scene: Scene, asha: Person) -> None:
    asha.texts("AID EMS called; man taken to hospital")

    (aid,) = scene.rows("SELECT answer FROM duty WHERE word = 'AID'")
    assert "EMS called; man taken to hospital" in aid.answer


def test_the_last_part_is_taken_back_by_undo(scene: Scene, asha: Person) -> None:
    asha.texts("AID none; SUP REFUSED")

    assert "SUP taken back" in asha.texts("UNDO")

    states = settled(scene)
    assert states["AID"] == "attested"
    assert states["SUP"] != "attested"


def test_the_same_text_again_is_one_effect(scene: Scene, asha: Person) -> None:
    exchange = asha.phone.texts("AID none; SUP REFUSED")
    again = asha.phone.repeats(exchange)
    scene.settle()
    asha.reads_all()

    assert [tuple(one.answers) for one in again] == [tuple(exchange.answers)]
    assert scene.events().count("duty:attested") == 2
