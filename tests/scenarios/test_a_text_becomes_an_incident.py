"""An officer's text opens an incident; the questions come one at a time."""

import pytest

from models import enums
from tests.stage import Scene, officer, sergeant, someone

pytestmark = pytest.mark.plain_policy


def test_the_answer_names_the_incident_and_asks_one_thing(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())

    answer = asha.texts("NEW 2606901234 beat 0715 agents struck man, EMS called")

    assert answer.startswith("26-0001")
    assert "opened 15:40" in answer
    assert "Anyone hurt?" in answer
    assert "Code " in answer
    boyd.gets("opened 15:40")
    (row,) = scene.rows("SELECT * FROM incident")
    assert (row.event_number, row.beat, row.source) == (
        "2606901234",
        "0715",
        "witnessed",
    )


def test_a_whole_scene_is_told_without_a_single_code(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man at 47th and Damen")
    boyd.reads_all()

    assert "SUP name badge agency" in asha.texts("AID ems on scene")
    assert "badge 4411" in (answer := asha.texts("SUP J Smith 4411 ICE"))
    assert "CAMS" in answer
    assert "none but yours" in (answer := asha.texts("CAMS NONE"))
    assert "Next by 23:00" in answer
    assert "DOCK recorded" in (answer := asha.texts("dock."))
    assert "Flag your footage" in answer
    assert "until 10 Mar 2029" in asha.texts("FLAG 10 MAR 29")
    assert "Nothing more" in asha.texts("REPORT JK123456")

    boyd.gets("SEEN", "Check that the footage is there")
    assert "seen by you" in (answer := boyd.texts("SEEN"))
    assert "UNDO" not in answer
    states = {r.word: r.state for r in scene.rows("SELECT word, state FROM duty")}
    assert states == {
        "AID": "attested",
        "SUP": "attested",
        "CAMS": "attested",
        "REPORT": "attested",
        "DOCK": "verified",
        "FLAG": "verified",
        "SEEN": "verified",
        # Kept footage is asked about again at its checkpoints, whatever is closed.
        "STILL": "expected",
    }
    (footage,) = scene.rows("SELECT * FROM footage")
    assert footage.state == "verified"
    assert footage.ground == "own_request"


def test_an_answer_fits_one_segment(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    for body in (
        "NEW agents struck a man",
        "AID ems",
        "SUP Smith 4411 ICE",
        "CAMS none",
        "STATUS",
        "MENU",
        "FLAG",
        "FLAG 10 MAR 27",
        "DOCK",
        "FLAG CASE 123",
        "UNDO",
        "hello",
        "OFF",
        "ON",
    ):
        answer = asha.texts(body)
        assert 0 < len(answer) <= 160, (body, answer)
    boyd.reads_all()


def test_words_without_a_verb_open_an_incident_or_join_the_open_one(
    scene: Scene,
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())

    assert "opened" in asha.texts("three agents beating a man on 26th street")
    assert "your words are added" in asha.texts("they are leaving in a grey van now")

    assert len(scene.rows("SELECT id FROM incident")) == 1
    assert "incident:noted" in scene.events()
    boyd.reads_all()


def test_new_always_opens_even_with_one_open(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    assert "26-0002" in asha.texts("NEW another van, two men taken")
    boyd.reads_all()


def test_with_two_open_the_answer_asks_where_words_belong(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    first = asha.texts("NEW agents struck a man")[:8]
    second = asha.texts("NEW another van two men taken")[:8]

    answer = asha.texts("they are driving south on Damen")

    assert f"NOTE {first}" in answer
    assert f"NOTE {second}" in answer
    assert "added" in asha.texts(f"NOTE {first} they are driving south on Damen")
    boyd.reads_all()


def test_thanks_is_answered_and_opens_nothing(scene: Scene) -> None:
    (asha,) = scene.enrols(officer())
    assert "not understood" in asha.texts("thanks")
    assert scene.rows("SELECT id FROM incident") == []


def test_the_same_text_again_opens_nothing(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    first = asha.texts("NEW agents struck a man")[:8]

    assert f"Already open as {first}" in asha.texts("new  agents struck a MAN")
    assert "26-0002" in asha.texts("NEW agents struck a second man")

    assert len(scene.rows("SELECT id FROM incident")) == 2
    boyd.reads_all()


def test_an_old_text_replayed_a_hundred_times_is_one_incident(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    answers = [asha.texts("NEW agents struck a man") for _ in range(12)]

    assert len(scene.rows("SELECT id FROM incident")) == 1
    assert sum("Already open" in answer for answer in answers) == 6
    assert answers[-1] == ""
    # The operator hears of it once.
    assert caplog.text.count("the same text keeps coming from one number") == 1
    boyd.reads_all()


@pytest.mark.parametrize("first", ["NEW agents struck a man", None])
def test_free_words_sent_again_are_on_record_once_and_answered_a_few_times(
    scene: Scene, first: str | None
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    if first is not None:
        asha.texts(first)
    said = "I am driving and will see your message when I get there"
    answers = [asha.texts(said) for _ in range(20)]

    assert len(scene.rows("SELECT id FROM incident")) == 1
    (kept,) = scene.rows("SELECT content FROM item WHERE content = :said", said=said)
    assert kept.content == said
    assert "26-0001B has these words already" in answers[1]
    assert [bool(answer) for answer in answers] == [True] * 7 + [False] * 13
    assert "your words are added" in asha.texts("two of them left in a grey van")
    scene.advance(minutes=11)
    assert "your words are added" in asha.texts(said)
    boyd.reads_all()


def test_free_words_without_end_go_on_record_and_are_answered_no_more(
    scene: Scene,
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    answers = [asha.texts(f"reply {n} of another machine") for n in range(40)]

    assert scene.events().count("incident:noted") == 40
    assert [bool(answer) for answer in answers] == [True] * 29 + [False] * 11
    assert "AID recorded" in asha.texts("AID ems on scene")
    assert "opened" in asha.texts("NEW shots fired at another corner")
    # With two of them open it is asked where words belong, and that ends as well.
    assert asha.texts("they went off westbound") == ""
    scene.advance(minutes=61)
    asked = [asha.texts(f"reply {n} of another machine") for n in range(40)]
    assert "Which incident?" in asked[0]
    assert [bool(answer) for answer in asked] == [True] * 30 + [False] * 10
    asha.reads_all()
    boyd.reads_all()


@pytest.mark.parametrize("role", ["custodian", "liaison", "admin"])
def test_a_telephone_of_one_who_may_add_no_words_gets_few_answers_too(
    scene: Scene, role: str
) -> None:
    (cora,) = scene.enrols(someone("Cora", role, "888"))
    answers = [cora.texts("I am driving, will answer later") for _ in range(20)]

    assert [bool(answer) for answer in answers] == [True] * 6 + [False] * 14
    assert answers[0].startswith("Kept, but not understood. Urgent: radio.")
    assert "opens an incident" not in answers[0]
    assert "Urgent: radio" in cora.texts("officer down at 26th and Kedzie")
    assert scene.rows("SELECT id FROM incident") == []


def test_the_same_message_id_is_answered_with_the_first_answer(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    exchange = asha.phone.texts("NEW agents struck a man")
    again = asha.phone.repeats(exchange)

    assert [copy.answers for copy in again] == [exchange.answers] * len(again)
    assert len(scene.rows("SELECT id FROM incident")) == 1
    scene.settle()
    asha.reads_all()
    boyd.reads_all()


def test_a_message_id_is_remembered_longer_than_any_deadline(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    exchange = asha.phone.texts("NEW agents struck a man")
    # The policy's longest time is four years.
    scene.jump(days=1_500)
    (again,) = asha.phone.repeats(exchange)
    assert again.answers == exchange.answers
    assert len(scene.rows("SELECT id FROM incident")) == 1
    scene.settle()
    asha.reads_all()
    boyd.reads_all()


def test_the_same_message_id_in_parallel_is_one_incident(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    copies = asha.phone.texts_in_copies("NEW agents struck a man", 4)

    assert len({copy.answers for copy in copies}) == 1
    assert len(scene.rows("SELECT id FROM incident")) == 1
    scene.settle()
    asha.reads_all()
    boyd.reads_all()


def test_a_neighbouring_incident_is_offered_and_linked_never_merged(
    scene: Scene,
) -> None:
    asha, carl, boyd = scene.enrols(
        officer(), officer("Carl", star="222", phone_e164="+13125550103"), sergeant()
    )
    first = asha.texts("NEW beat 0715 agents struck a man")[:8]

    answer = carl.texts("NEW beat 0715 two vans agents with batons")

    assert f"JOIN {first}" in answer
    assert "linked" in carl.texts(f"JOIN {first}")
    assert len(scene.rows("SELECT id FROM incident WHERE state = 'open'")) == 2
    assert len(scene.rows("SELECT id FROM incident_link")) == 1
    boyd.reads_all()


def test_a_text_of_1600_characters_is_kept_whole(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    long = "NEW " + "agents struck a man, " * 75
    assert "opened" in asha.texts(long[:1600])
    (row,) = scene.rows("SELECT content FROM item WHERE name = 'text'")
    assert row.content == long[4:1600].strip()
    boyd.reads_all()


def test_a_picture_is_answered_with_the_truth(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    answer = asha.texts("NEW agents struck a man", media=2)
    assert "Pictures are not stored here" in answer
    assert "Pictures" not in asha.texts("NEW other agents, no picture")
    boyd.reads_all()


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("", "not understood"),
        ("AID ems on scene", "AID recorded"),
        ("two men in a grey van", "your words are added"),
        ("STATUS", "Open:"),
        ("ACK 12", "neither a code nor a reference"),
    ],
)
def test_a_picture_is_never_passed_over_in_silence(
    scene: Scene, body: str, part: str
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    stranger = scene.stranger("+13125559999")
    asha.texts("NEW agents struck a man")
    boyd.reads_all()
    answer = asha.texts(body, media=10)
    assert part in answer
    assert answer.count("Pictures are not stored here: keep them.") == 1
    assert "Pictures" not in asha.texts("MENU")
    assert "Pictures are not stored here" in stranger.texts(body, media=1)


def test_an_officer_who_is_not_listed_is_told_how(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(watch=None), sergeant())
    assert "text ON" in asha.texts("NEW agents struck a man")
    assert "On duty until" in asha.texts("ON")
    assert "text ON" not in asha.texts("NEW another thing happened here")
    boyd.reads_all()


def test_the_desk_is_told_where_no_sergeant_is_on_duty(scene: Scene) -> None:
    asha, dana = scene.enrols(officer(), someone("Dana", "dispatcher", "777"))
    asha.texts("NEW agents struck a man")
    dana.gets("26-0001", "opened")
    assert scene.rows("SELECT state FROM incident")[0].state == enums.IncidentState.OPEN
