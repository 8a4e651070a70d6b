"""PASS asks the supervisor; until one takes it, the duty and every clock stay."""

from typing import Any

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, ...]:
    """An officer with an open incident, and everybody above."""
    people = scene.enrols(
        officer(),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Dana", "dispatcher", "777"),
    )
    people[0].first = people[0].texts("NEW agents struck a man")
    people[1].reads_all()
    return tuple(people)


def duty(scene: Scene, word: str = "AID") -> Any:
    (row,) = scene.rows(
        "SELECT duty.*, person.name AS owner FROM duty"
        " LEFT JOIN person ON person.id = duty.owner_id WHERE word = :word",
        word=word,
    )
    return row


def code_in(text: str) -> str:
    return text.split("ACK ")[1][:5]


def leave_only(person: Person, word: str) -> None:
    """Answer everything but one thing."""
    said = ("AID done", "SUP REFUSED", "CAMS NONE", "REPORT JK123456", "DOCK")
    for body in (*said, "FLAG NEVER"):
        if not body.startswith(word):
            person.texts(body)


def test_the_supervisor_is_asked_at_once_and_the_duty_stays(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    before = duty(scene)
    answer = asha.texts("PASS prisoner at the hospital")
    assert (
        "AID: Star 900 is asked. It stays yours until a supervisor says ACK" in answer
    )
    boyd.gets("AID", "due 15:50", "passed on to you")
    after = duty(scene)
    assert (after.owner, after.rung, after.due_at) == ("Asha", 0, before.due_at)
    assert after.next_step_at == before.next_step_at
    words = scene.rows("SELECT content FROM item WHERE name = 'said'")
    assert [row.content for row in words] == ["prisoner at the hospital"]
    assert "AID recorded" in asha.texts("AID none hurt")
    boyd.gets_nothing()


def test_nobody_takes_it_so_the_owner_is_reminded_and_the_ladder_climbed(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "AID")
    boyd.reads_all()
    asha.texts("PASS")
    boyd.gets("AID", "passed on to you")
    scene.advance(minutes=26)
    asha.gets("Reminder", "AID")
    scene.advance(minutes=5)
    boyd.gets("AID", "not answered")
    lena.gets_nothing()
    scene.advance(minutes=15)
    lena.gets("AID", "not answered")
    dana.is_ignored = True


def test_whoever_says_ack_has_it_and_the_old_owner_hears_no_more(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "FLAG")
    boyd.reads_all()
    before = duty(scene, "FLAG")
    footage = scene.rows("SELECT * FROM footage")
    asha_code = before.code
    asha.texts("PASS")
    code = code_in(boyd.gets("FLAG", "passed on to you"))

    assert "FLAG: it is yours now" in boyd.texts(f"ACK {code}")

    after = duty(scene, "FLAG")
    assert (after.owner, after.state, after.code) == ("Boyd", "acknowledged", code)
    assert (after.due_at, after.lost_at) == (before.due_at, before.lost_at)
    assert scene.rows("SELECT * FROM footage") == footage
    assert "duty:taken_over" in scene.events()
    assert "duty:acknowledged" not in scene.events()
    # The old owner's words and code do nothing any more, and nothing reaches her.
    assert "Nothing is open for you" in asha.texts("STATUS")
    assert "FLAG is with star 900 now" in asha.texts(f"FLAG {asha_code} 12 MAR 29")
    assert "Nothing like that is open" in asha.texts("FLAG 12 MAR 29")
    scene.advance(hours=11)
    asha.gets_nothing()
    for person in (boyd, lena, dana):
        person.is_ignored = True


def test_the_new_owner_is_reminded_and_states_it_for_the_same_recorder(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, _ = cast
    leave_only(asha, "FLAG")
    boyd.reads_all()
    asha.texts("PASS")
    boyd.texts(f"ACK {code_in(boyd.gets('FLAG'))}")
    scene.advance(hours=2)
    # Nothing followed "I have it": the new owner is asked, and nobody else.
    boyd.gets("Reminder", "FLAG")
    assert "until 12 Mar 2029" in boyd.texts("FLAG 12 MAR 29")
    (footage,) = scene.rows("SELECT * FROM footage")
    assert (footage.recorder_star, footage.state) == ("12345", "attested")
    assert footage.ground == "evidentiary_value"
    # Who stated it does not look: the second look goes up.
    scene.advance(minutes=1)
    assert boyd.unread() == []
    lena.is_ignored = True


def test_an_officers_ok_stands_in_nobodys_way(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    asha.texts("PASS")
    assert "you have it" in asha.texts("ok")
    code = code_in(boyd.gets("AID"))
    assert "it is yours now" in boyd.texts(f"ACK {code}")
    assert duty(scene).owner == "Boyd"
    assert "AID recorded" in boyd.texts("AID EMS called")


def test_a_second_acknowledgement_takes_over_nothing(scene: Scene) -> None:
    asha, boyd, bea = scene.enrols(
        officer(supervisor_star=None),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112"),
    )
    asha.texts("NEW agents struck a man")
    boyd.reads_all()
    bea.reads_all()
    answer = asha.texts("PASS")
    assert "Star 900 and star 910 are asked" in answer
    code, other = (code_in(one.gets("AID")) for one in (boyd, bea))
    assert "it is yours now" in boyd.texts(f"ACK {code}")
    before = duty(scene)
    assert "AID: star 900 has it since 15:40" in bea.texts(f"ACK {other}")
    assert "AID: star 900 has it since 15:40" in boyd.texts(f"ACK {code}")
    assert duty(scene) == before
    assert scene.events().count("duty:taken_over") == 1
    scene.people["Asha"].gets_nothing()
    assert "recorded" in boyd.texts("AID done")


def test_an_acknowledgement_without_a_pass_takes_over_nothing(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "AID")
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    assert "you have it" in boyd.texts(f"ACK {code_in(boyd.gets('AID'))}")
    assert duty(scene).owner == "Asha"
    assert "AID recorded" in asha.texts("AID none hurt")
    for person in (lena, dana):
        person.gets_nothing()


def test_a_supervisor_passes_upwards(scene: Scene, cast: tuple[Person, ...]) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "AID")
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    code = code_in(boyd.gets("AID", "not answered"))
    assert "Star 501 is asked" in boyd.texts(f"PASS {code} on another scene")
    assert duty(scene).owner == "Asha"
    upper = code_in(lena.gets("AID", "passed on to you"))
    assert "it is yours now" in lena.texts(f"ACK {upper}")
    assert duty(scene).owner == "Lena"
    scene.advance(minutes=40)
    asha.gets_nothing()
    boyd.gets_nothing()
    lena.reads_all()
    dana.is_ignored = True


def test_whoever_took_it_over_passes_it_upwards_too(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, _ = cast
    asha.texts("PASS")
    boyd.texts(f"ACK {code_in(boyd.gets('AID'))}")
    assert "Star 501 is asked" in boyd.texts("PASS")
    assert "it is yours now" in lena.texts(f"ACK {code_in(lena.gets('AID'))}")
    assert duty(scene).owner == "Lena"
    assert "AID recorded" in lena.texts("AID EMS called")
    asha.gets_nothing()


def test_with_nobody_above_on_duty_the_desk_is_asked(scene: Scene) -> None:
    asha, dana = scene.enrols(officer(), someone("Dana", "dispatcher", "777"))
    asha.texts("NEW agents struck a man")
    dana.reads_all()
    answer = asha.texts("PASS")
    assert "Nobody above you can be told now: the desk is asked." in answer
    code = code_in(dana.gets("AID", "passed on to you"))
    # The desk rests the paging; a duty of the police it does not take over.
    assert "you have it" in dana.texts(f"ACK {code}")
    assert duty(scene).owner == "Asha"


def test_with_nobody_at_all_the_answer_says_so(scene: Scene) -> None:
    (asha,) = scene.enrols(officer())
    asha.texts("NEW agents struck a man")
    assert "Nobody can be told now: use the radio." in asha.texts("PASS")
    assert duty(scene).owner == "Asha"
    scene.advance(minutes=26)
    asha.gets("Reminder", "AID")


def test_a_supervisor_at_the_scene_is_passed_over_for_the_delegate(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, _ = cast
    asha.texts("AID done")
    asha.texts("SUP REFUSED")
    asha.texts("CAMS 900")
    boyd.reads_all()
    answer = asha.texts("PASS")
    assert "Star 501 is asked" in answer
    lena.gets("passed on to you")
    boyd.is_ignored = True


def test_passing_on_starts_nothing_again_that_was_under_way(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "AID")
    boyd.reads_all()
    scene.advance(minutes=46)
    for person in (asha, boyd, lena):
        person.reads_all()
    before = duty(scene)
    assert before.rung == 2
    assert "Star 900 is asked" in asha.texts(f"PASS {asha.first[-5:]}")
    boyd.gets("AID", "was due 15:50, passed on to you")
    after = duty(scene)
    assert (after.rung, after.rung_at) == (before.rung, before.rung_at)
    assert after.next_step_at == before.next_step_at
    scene.advance(minutes=15)
    dana.gets("NOBODY ANSWERED", "AID")


def test_only_whoever_stands_on_the_ladder_passes_on_or_takes_over(
    scene: Scene,
) -> None:
    asha, boyd, cole, dana = scene.enrols(
        officer(),
        sergeant(),
        someone("Cole", "commander", "601"),
        someone("Dana", "dispatcher", "777"),
    )
    assert "Nothing like that is open" in asha.texts("PASS")
    asha.texts("NEW agents struck a man")
    leave_only(asha, "AID")
    boyd.reads_all()
    asha.texts("PASS")
    code = code_in(boyd.gets("passed on to you"))
    scene.advance(minutes=61)
    asha.reads_all()
    boyd.reads_all()
    told = code_in(cole.gets("NOBODY ANSWERED", "AID"))
    assert "AID is not yours to pass on" in cole.texts(f"PASS {told}")
    # Who is told that nobody answered may say "I have it"; the owner stays.
    assert "you have it" in dana.texts(f"ACK {code_in(dana.gets('NOBODY'))}")
    assert "AID: star 777 has it since" in boyd.texts(f"ACK {code}")
    assert duty(scene).owner == "Asha"


def test_it_is_passed_on_once(scene: Scene, cast: tuple[Person, ...]) -> None:
    asha, boyd, *_ = cast
    asha.texts("PASS")
    boyd.gets("AID")
    assert "AID is passed on already" in asha.texts("PASS")
    boyd.gets_nothing()
    assert scene.events().count("duty:passed") == 1


def test_what_somebody_else_has_is_not_passed_on(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    leave_only(asha, "AID")
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.reads_all()
    boyd.texts(f"ACK {code_in(boyd.gets('AID'))}")
    assert "star 900 has it since 16:11" in asha.texts(f"PASS {asha.first[-5:]}")
    assert "duty:passed" not in scene.events()


def test_passing_on_and_taking_over_are_taken_back(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    before = duty(scene)
    asha.texts("PASS")
    assert "PASS taken back" in asha.texts("UNDO")
    code = code_in(boyd.gets("AID"))
    assert "you have it" in boyd.texts(f"ACK {code}")
    assert duty(scene).owner == "Asha"
    assert "taken back" in boyd.texts("UNDO")
    assert duty(scene)[: len(before)] == before

    asha.texts("PASS")
    code = code_in(boyd.gets("AID"))
    boyd.texts(f"ACK {code}")
    assert "Somebody acted on this since" in asha.texts("UNDO")
    assert "taken back" in boyd.texts("UNDO")
    assert duty(scene).owner == "Asha"
    assert "AID recorded" in asha.texts("AID none hurt")


def test_passing_on_ends_no_footage_clock(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, lena, dana = cast
    leave_only(asha, "FLAG")
    before = scene.rows("SELECT id, ask_by, lost_at, state FROM footage")
    boyd.reads_all()
    asha.texts("PASS")
    boyd.texts(f"ACK {code_in(boyd.gets('FLAG'))}")
    assert scene.rows("SELECT id, ask_by, lost_at, state FROM footage") == before
    assert duty(scene, "FLAG").next_step_at is not None
    for person in (boyd, lena, dana):
        person.is_ignored = True


def test_an_ordinary_sentence_is_not_taken_for_it(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    assert "your words are added" in asha.texts("Pass the word, agents at 26th St")
    assert "duty:passed" not in scene.events()
    assert "is asked" in asha.texts("PASS")
    boyd.gets("passed on to you")


def test_the_duty_that_is_named_by_its_word_is_passed_on_and_no_other(
    scene: Scene, cast: tuple[Person, ...]
) -> None:
    asha, boyd, *_ = cast
    assert "FLAG: Star 900 is asked" in asha.texts("PASS FLAG")
    boyd.gets("FLAG", "passed on to you")
    assert duty(scene, "AID").passed_at is None
    assert duty(scene, "FLAG").passed_at is not None


def test_what_was_taken_over_of_two_officers_says_of_which_each_is(
    scene: Scene,
) -> None:
    asha, bert, boyd, lena = scene.enrols(
        officer(),
        officer("Bert", star="4432", phone_e164="+13125550104"),
        sergeant(),
        someone("Lena", "watch_lieutenant", "501"),
    )
    for person in (asha, bert, boyd, lena):
        person.is_ignored = True
    for person in (asha, bert):
        person.texts(f"NEW agents struck a man, {person.row.name} saw it")
        leave_only(person, "DOCK")
        boyd.reads_all()
        person.texts("PASS")
        (asked,) = [body for body in boyd.reads_all() if "DOCK" in body]
        boyd.texts(f"ACK {code_in(asked)}")
    # Nothing followed, so both are put to him anew, in one text.
    scene.advance(hours=2, minutes=1)
    (together,) = boyd.reads_all()
    assert "DOCK star 12345" in together
    assert "DOCK star 4432" in together
