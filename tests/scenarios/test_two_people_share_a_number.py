"""Two people on one number: who writes is known, or asked; never the first match."""

from collections.abc import Callable

import pytest

from bot.simulator import installation
from handlers.sms import commands_of
from models import commands
from tests.stage import Person, Scene, officer, sergeant, someone

SHARED = "+13125550101"


@pytest.fixture
def enrol(scene: Scene) -> Callable[..., list[Person]]:
    """Enrol Asha and Zoe on one number, and a sergeant and a desk."""

    def enrolled(asha: str | None, zoe: str | None) -> list[Person]:
        people = scene.enrols(
            officer(watch=asha),
            officer("Zoe", star="222", phone_e164=SHARED, watch=zoe),
            sergeant(),
            someone("Dana", "dispatcher", "777"),
        )
        for person in people:
            person.is_ignored = True
        return people

    return enrolled


def opener(scene: Scene) -> str:
    (row,) = scene.rows(
        "SELECT person.name FROM incident JOIN person ON person.id = opened_by"
    )
    return str(row.name)


@pytest.mark.parametrize(
    ("asha", "zoe", "who", "star"),
    [("third", "first", "Asha", "12345"), ("first", "third", "Zoe", "222")],
)
def test_it_is_the_one_who_is_on_duty_and_the_answer_says_so(
    scene: Scene,
    enrol: Callable[..., list[Person]],
    asha: str,
    zoe: str,
    who: str,
    star: str,
) -> None:
    phone = enrol(asha, zoe)[0]
    answer = phone.texts("NEW agents struck a man")
    assert answer.startswith(f"Star {star}: ")
    assert "opened" in answer
    assert opener(scene) == who


@pytest.mark.parametrize("watch", ["third", "first"])
def test_with_both_or_neither_on_duty_it_is_asked(
    scene: Scene, enrol: Callable[..., list[Person]], watch: str
) -> None:
    phone = enrol(watch, watch)[0]
    assert "who are you? Put your star first" in phone.texts("STATUS")
    assert scene.rows("SELECT id FROM inbound WHERE state = 'held'") == []
    answer = phone.texts("NEW agents struck a man")
    assert "12345 NEW" in answer
    assert "dispatcher will read" in answer
    assert scene.rows("SELECT id FROM incident") == []
    assert len(scene.rows("SELECT id FROM inbound WHERE state = 'held'")) == 1


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("222 NEW agents struck a man", "Zoe"),
        ("star 12345: new agents struck a man", "Asha"),
    ],
)
def test_the_star_before_the_words_says_who(
    scene: Scene, enrol: Callable[..., list[Person]], said: str, who: str
) -> None:
    phone = enrol("third", "third")[0]
    assert "opened" in phone.texts(said)
    assert opener(scene) == who


def test_a_code_is_bound_to_its_person(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    phone = enrol("third", "third")[0]
    phone.texts("222 NEW agents struck a man")
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " WHERE duty.word = 'AID' AND duty.owner_id = code.person_id"
    )
    assert phone.texts(f"ACK {row.code}").startswith("Star 222: ")
    # Asha names Zoe's code: her star is what she says of herself.
    assert "You have no code" in phone.texts(f"12345 ACK {row.code}")


def test_a_star_of_somebody_else_changes_nothing(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    phone, _, boyd, _ = enrol("third", "third")
    assert "not that star's" in phone.texts("900 STATUS")
    assert "not that star's" in boyd.texts("12345 NEW agents struck a man")
    assert scene.rows("SELECT id FROM incident") == []
    assert "On duty" in boyd.texts("900 STATUS")


def test_a_report_may_begin_with_a_number(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    boyd = enrol("third", "third")[2]
    assert "opened" in boyd.texts("01234 agents struck a man at the bridge")
    assert "added" in boyd.texts("1021 on the corner two agents by a white van")


def test_a_stranger_learns_nothing_by_a_star(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    enrol("third", "third")
    stranger = scene.stranger("+13125550188")
    assert stranger.texts("900 STATUS").startswith("NOT YET AN INCIDENT")


def test_the_roster_at_the_time_of_sending_counts(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    phone = enrol("third", "first")[0]
    scene.advance(hours=7)
    # 22:40: both watches run; 23:40: only Zoe's does.
    assert "who are you" in phone.texts("STATUS")
    scene.advance(hours=1)
    assert phone.texts("STATUS").startswith("Star 222: ")


def test_a_text_that_was_fetched_late_is_of_who_was_on_duty_then(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    phone = enrol("third", "first")[0]
    sent_at = scene.now()
    scene.advance(hours=8)
    inbound = commands.InboundText(
        provider_id="SMlate",
        e164=SHARED,
        to_e164=installation.OUR_NUMBER,
        body="NEW agents struck a man",
        sent_at=sent_at,
        is_fetched=True,
    )
    scene.stage.do(commands_of.command_of(inbound))
    assert opener(scene) == "Asha"
    assert any(body.startswith("Star 12345: ") for body in phone.reads_all())


def test_the_second_one_proves_the_number_too(scene: Scene) -> None:
    (asha,) = scene.enrols(officer())
    asha.is_ignored = True
    scene.enrols(
        officer(),
        officer("Zoe", star="222", phone_e164=SHARED, watch="first"),
        is_verified=False,
    )
    (asked,) = [body for body in asha.reads_all() if "reply ACK" in body]
    code = asked.split("ACK ")[1][:5]
    assert "verified" in asha.texts(f"ACK {code}")
    assert asha.texts("STATUS").startswith("Star 12345: ")


def test_stop_counts_for_whoever_has_the_number(
    scene: Scene, enrol: Callable[..., list[Person]]
) -> None:
    phone = enrol("third", "third")[0]
    phone.texts("STOP")
    assert scene.rows("SELECT id FROM contact WHERE opted_out_at IS NULL") != []
    rows = scene.rows(
        "SELECT id FROM contact WHERE e164 = :e164 AND opted_out_at IS NOT NULL",
        e164=SHARED,
    )
    assert len(rows) == 2
