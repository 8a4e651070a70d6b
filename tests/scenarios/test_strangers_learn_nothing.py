"""Numbers that nobody knows: nothing is disclosed and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from models import commands, enums
from tests.stage import Scene, officer, sergeant, someone


def test_an_unknown_number_is_told_to_use_the_radio(scene: Scene) -> None:
    (dana,) = scene.enrols(someone("Dana", "dispatcher", "777"))
    stranger = scene.stranger("+13125559999")

    answer = stranger.texts("NEW agents struck a man")

    assert answer.startswith("NOT YET AN INCIDENT")
    assert "Use the radio" in answer
    assert scene.rows("SELECT id FROM incident") == []
    dana.gets("unknown number")


def test_an_unknown_number_gets_few_answers_an_hour(scene: Scene) -> None:
    scene.enrols(officer())
    stranger = scene.stranger("+13125559999")
    answers = [stranger.texts(f"NEW text number {n}") for n in range(6)]
    assert [bool(answer) for answer in answers] == [True] * 3 + [False] * 3
    scene.advance(minutes=61)
    assert stranger.texts("NEW one more time") != ""
    assert len(scene.rows("SELECT id FROM inbound WHERE state = 'held'")) == 7


def test_thirty_unknown_numbers_are_two_texts_to_the_dispatcher(scene: Scene) -> None:
    (dana,) = scene.enrols(someone("Dana", "dispatcher", "777"))
    for number in range(30):
        stranger = scene.stranger(f"+131255590{number:02}")
        assert stranger.texts("NEW agents struck a man") != ""
        scene.advance(seconds=10)

    dana.gets("A text from an unknown number waits for you")
    scene.advance(minutes=15)
    dana.gets("More texts from unknown numbers wait for you: holdfast inbox.")
    scene.advance(hours=2)

    dana.gets_nothing()
    assert len(scene.rows("SELECT id FROM inbound WHERE state = 'held'")) == 30
    scene.stranger("+13125559100").texts("NEW agents struck a man")
    dana.gets("A text from an unknown number waits for you")


def test_unknown_numbers_at_the_same_instant_are_one_text(scene: Scene) -> None:
    """Whoever writes: a batch of them is no more than one after the other."""
    (dana,) = scene.enrols(someone("Dana", "dispatcher", "777"))
    phones = [scene.stage.phone(f"+131255591{number:02}") for number in range(12)]
    with ThreadPoolExecutor(len(phones)) as pool:
        sent = list(pool.map(lambda phone: phone.texts("NEW a man was struck"), phones))
    scene.settle()

    assert all(exchange.answers for exchange in sent)
    assert len(scene.rows("SELECT id FROM inbound WHERE state = 'held'")) == 12
    scene.advance(minutes=15)
    told = " ".join(dana.reads_all())
    assert told.count("A text from an unknown number waits for you") == 1
    assert told.count("More texts from unknown numbers wait for you") == 1


def test_whoever_leaves_hears_of_more_unknown_numbers_before_the_watch_ends(
    scene: Scene,
) -> None:
    (dana,) = scene.enrols(someone("Dana", "dispatcher", "777", watch="third"))
    scene.advance(hours=7, minutes=18)
    for number in range(3):
        scene.stranger(f"+131255590{number:02}").texts("NEW agents struck a man")
    scene.advance(minutes=1)
    assert " ".join(dana.reads_all()).count("unknown number") == 2
    scene.advance(minutes=30)
    dana.gets_nothing()


def test_a_dispatcher_accepts_it_with_its_own_time(scene: Scene) -> None:
    (dana,) = scene.enrols(someone("Dana", "dispatcher", "777"))
    stranger = scene.stranger("+13125559999")
    stranger.texts("NEW agents struck a man")
    dana.reads_all()
    sent_at = scene.now()
    scene.advance(minutes=30)

    (held,) = scene.rows("SELECT id FROM inbound WHERE state = 'held'")
    (person,) = scene.rows("SELECT id FROM person WHERE star = '777'")
    shown = scene.does(
        commands.AcceptText,
        inbound_id=held.id,
        actor=commands.Actor(
            channel=enums.Channel.COMMAND_LINE, account="test", person_id=person.id
        ),
    )

    assert shown.opened_at == sent_at
    assert shown.is_late
    (row,) = scene.rows("SELECT is_late, source FROM incident")
    assert (bool(row.is_late), row.source) == (True, "reported")
    dana.reads_all()


def test_a_number_on_file_that_is_not_verified_cannot_act(scene: Scene) -> None:
    (asha,) = scene.enrols(officer(), is_verified=False)
    enrolment = asha.gets("reply ACK")
    code = enrolment.split("ACK ")[1][:5]

    assert asha.texts("NEW agents struck a man").startswith("NOT YET AN INCIDENT")
    assert "verified" in asha.texts(f"ACK {code}")
    assert "opened" in asha.texts("NEW agents struck a man")


def test_a_number_on_file_that_is_not_verified_can_still_stop(scene: Scene) -> None:
    (asha,) = scene.enrols(officer(), is_verified=False)
    asha.is_ignored = True
    for word, is_stopped in (("STOP", True), ("START", False), ("Opt out", True)):
        asha.phone.texts(word)
        (row,) = scene.rows("SELECT opted_out_at, verified_at FROM contact")
        assert (row.opted_out_at is not None, row.verified_at) == (is_stopped, None)


def test_the_enrolment_code_of_another_number_does_nothing(scene: Scene) -> None:
    asha, carl = scene.enrols(
        officer(),
        officer("Carl", star="222", phone_e164="+13125550103"),
        is_verified=False,
    )
    code = asha.gets("reply ACK").split("ACK ")[1][:5]
    carl.gets("reply ACK")
    assert carl.texts(f"ACK {code}").startswith("NOT YET AN INCIDENT")


def test_two_people_on_one_number_are_told_apart_by_who_is_on_duty(
    scene: Scene,
) -> None:
    asha, _ = scene.enrols(
        officer(), officer("Carl", star="222", watch="first", supervisor_star=None)
    )
    assert "opened" in asha.texts("NEW agents struck a man")
    (row,) = scene.rows(
        "SELECT star FROM person JOIN incident ON incident.opened_by = person.id"
    )
    assert row.star == "12345"


def test_two_people_on_one_number_who_both_work_are_not_guessed(scene: Scene) -> None:
    asha, _ = scene.enrols(officer(), officer("Carl", star="222", supervisor_star=None))
    answer = asha.texts("NEW agents struck a man")
    assert "Several people have this number: who are you?" in answer
    assert scene.rows("SELECT id FROM incident") == []
    assert len(scene.rows("SELECT id FROM inbound WHERE state = 'held'")) == 1


@pytest.mark.parametrize(
    "word", ["STOP", "END", "CANCEL", "QUIT", "REVOKE", "OPTOUT", "UNSUBSCRIBE"]
)
def test_a_carriers_stop_marks_the_number_and_tells_the_supervisor(
    scene: Scene, word: str
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    boyd.reads_all()

    asha.texts(word)

    asha.reads_all()
    # A sergeant gets one message in a quarter of an hour.
    scene.advance(minutes=15)
    boyd.gets("Star 12345 cannot be texted (STOP)", "Use the radio")
    (row,) = scene.rows(
        "SELECT opted_out_at FROM contact JOIN person ON person.id = person_id "
        "WHERE star = '12345'"
    )
    assert row.opted_out_at is not None


def test_after_stop_the_ladder_goes_on_without_that_phone(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    asha.texts("NEW agents struck a man")
    asha.texts("STOP")
    asha.reads_all()
    boyd.reads_all()
    scene.advance(minutes=31)
    asha.gets_nothing()
    boyd.gets("cannot be texted")
    boyd.gets("AID", "SUP")
    asha.texts("START")
    asha.reads_all()
    scene.advance(minutes=5)
    boyd.reads_all()
    asha.reads_all()
