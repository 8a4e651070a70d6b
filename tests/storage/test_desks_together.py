"""Two desks on one database, as two processes are: whoever comes at once."""

import functools
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.store.connect import Database
from models import commands, enums
from tests.storage import databases, desks, writing

Opener = Callable[[str], Database]


@pytest.fixture
def office(database: Database) -> Iterator[desks.Office]:
    """A desk, and forty people who may text it."""
    made = desks.Office(database)
    made.enrols(*desks.everybody())
    yield made
    made.writer.stop()


@pytest.fixture
def second(office: desks.Office, open_database: Opener) -> Iterator[desks.Office]:
    """Another desk of the same house, as in another process."""
    url = office.database.url.render_as_string(hide_password=False)
    made = desks.Office(open_database(url))
    yield made
    made.writer.stop()


def test_same_text_at_once_has_one_effect_and_one_answer(
    office: desks.Office, second: desks.Office
) -> None:
    one, other = desks.let_read_meanwhile(
        office,
        lambda: office.texts(desks.number(1), desks.NEW, "SM1"),
        lambda: second.texts(desks.number(1), desks.NEW, "SM1"),
    )

    assert one.text.startswith("26-0001B opened")
    assert (one.text, one.notice_id) == (other.text, other.notice_id)
    for table in ("incident", "inbound"):
        assert desks.count(office.database, table) == 1
    desks.assert_sound(office.database)


def test_same_text_many_times_has_one_effect_and_one_answer(
    office: desks.Office, second: desks.Office
) -> None:
    texts = [(desks.number(1), desks.NEW, "SM1")] * 10

    found = desks.at_once(
        lambda: office.texts_together(*texts), lambda: second.texts_together(*texts)
    )

    replies = [reply for some in found for reply in some]
    assert len({(reply.text, reply.notice_id) for reply in replies}) == 1
    for table in ("incident", "inbound"):
        assert desks.count(office.database, table) == 1
    desks.assert_sound(office.database)


def test_same_answer_at_once_counts_once(
    office: desks.Office, second: desks.Office
) -> None:
    office.texts(desks.number(1), desks.NEW, "SM1")

    one, other = desks.let_read_meanwhile(
        office,
        lambda: office.texts(desks.number(1), "AID ems here", "SM2"),
        lambda: second.texts(desks.number(1), "AID ems here", "SM2"),
    )

    assert one.text.startswith("26-0001B AID recorded")
    assert one.text == other.text
    events = desks.column(office.database, "SELECT event FROM entry")
    assert events.count("duty:attested") == 1
    desks.assert_sound(office.database)


def test_desks_that_open_at_once_give_different_references(
    office: desks.Office, second: desks.Office
) -> None:
    """On PostgreSQL both find that no incident was opened yet this year."""
    answers = []
    for start in (1, 3):
        texts = [
            (desks.number(i), f"NEW beat 071{i} a push", f"SM{i}")
            for i in (start, start + 1)
        ]
        desks.let_meet(office, second, when="on_read")
        answers += desks.at_once(
            functools.partial(office.texts, *texts[0]),
            functools.partial(second.texts, *texts[1]),
        )

    stored = desks.column(office.database, "SELECT reference FROM incident")
    assert sorted(answer.text.split()[0] for answer in answers) == sorted(stored)
    numbers = sorted(reference[3:7] for reference in stored)
    assert numbers == ["0001", "0002", "0003", "0004"]
    desks.assert_sound(office.database)


@pytest.mark.parametrize("first", ["the officer", "the sergeant"])
@pytest.mark.parametrize("word", ["ACK", "AID"])
def test_of_two_people_at_once_one_wins_and_the_other_hears_who(
    office: desks.Office, second: desks.Office, word: str, first: str
) -> None:
    told = office.texts(desks.number(1), desks.NEW, "SM1")
    office.passes(hours=1)
    second.now = office.now
    page = "SELECT body FROM notice WHERE to_e164 = :to AND purpose = 'escalate'"
    bodies = desks.column(office.database, page, to=desks.BOYD)
    mine = re.search(r"Code (\w{5})$", told.text or "")
    (yours,) = [found for body in bodies if (found := re.search(r"AID (\w{5})$", body))]
    assert mine

    acts = [
        (desks.number(1), f"{word} {mine[1]}", "10001"),
        (desks.BOYD, f"{word} {yours[1]}", desks.BOYDS_STAR),
    ]
    if first == "the sergeant":
        acts.reverse()
    (winner, won, star), (loser, lost, _) = acts
    one, other = desks.let_read_meanwhile(
        office,
        lambda: office.texts(winner, won, "SM2"),
        lambda: second.texts(loser, lost, "SM3"),
    )

    event = {"ACK": "duty:acknowledged", "AID": "duty:attested"}[word]
    done = "SELECT star FROM entry JOIN person ON person.id = actor_id WHERE event = :e"
    assert desks.column(office.database, done, e=event) == [star]
    assert f"star {star}" in other.text
    assert f"star {star}" not in one.text
    desks.assert_sound(office.database)


def test_due_steps_are_taken_once(office: desks.Office, second: desks.Office) -> None:
    for i in range(1, 6):
        office.texts(desks.number(i), f"NEW beat {i:04} a push", f"SM{i}")
    desks.let_meet(office, second, when="on_begin")

    desks.at_once(lambda: office.passes(minutes=25), lambda: second.passes(minutes=25))

    query = "SELECT count(*) FROM notice WHERE purpose = 'remind'"
    assert desks.column(office.database, query) == [5]
    desks.assert_sound(office.database)


def test_step_and_answer_at_once_leave_a_sound_record(
    office: desks.Office, second: desks.Office
) -> None:
    office.texts(desks.number(1), desks.NEW, "SM1")
    office.now = second.now = desks.START_AT.replace(hour=21, minute=30)

    desks.let_read_meanwhile(
        office,
        lambda: office.desk.take_due_steps(32),
        lambda: second.texts(desks.number(1), "AID ems here", "SM2"),
    )

    states = "SELECT state FROM duty WHERE word = 'AID'"
    assert desks.column(office.database, states) == [enums.DutyState.ATTESTED]
    desks.assert_sound(office.database)


def test_desk_knows_at_once_whom_another_one_enrolled(
    office: desks.Office, second: desks.Office
) -> None:
    assert "opened" not in (second.texts(desks.number(60), "NEW x", "SM1").text or "")
    office.enrols(*desks.everybody(desks.officer(60)), request_id="one more")

    answer = second.texts(desks.number(60), "NEW beat 0711 y", "SM2")

    assert "opened" in (answer.text or "")


def test_much_at_once_leaves_a_sound_record(
    office: desks.Office, second: desks.Office
) -> None:
    people = range(1, 13)
    words = ["NEW beat {0:04} a push", "AID ems here", "SUP none", "NOTE x", "OK"]
    texts = [
        (desks.number(i), body.format(i), f"SM{i} {turn}")
        for turn, body in enumerate(words)
        for i in people
    ]

    found = desks.at_once(
        lambda: office.texts_together(*texts[::2]),
        lambda: second.texts_together(*texts[1::2]),
    )

    assert all(reply.text is not None for some in found for reply in some)
    assert desks.count(office.database, "inbound") == len(texts)
    assert desks.count(office.database, "incident") == len(people)
    desks.assert_sound(office.database)


def test_roster_imported_at_once_holds_nobody_twice(
    office: desks.Office, second: desks.Office
) -> None:
    new = desks.officer(50)

    desks.let_read_meanwhile(
        office,
        lambda: office.enrols(*desks.everybody(new), request_id="one"),
        lambda: second.enrols(*desks.everybody(new), request_id="other"),
    )

    star = "SELECT count(*) FROM person WHERE star = :star AND ended_at IS NULL"
    assert desks.column(office.database, star, star=new.star) == [1]
    desks.assert_sound(office.database)


@databases.on("postgresql")
def test_roster_that_was_rolled_back_is_forgotten(
    office: desks.Office, second: desks.Office
) -> None:
    """Another desk may write as many entries as were rolled back, of other people.

    On SQLite nobody writes between the two tries: the first holds the whole file.
    """
    office.texts(desks.number(1), desks.NEW, "SM1")
    office.now = second.now = desks.START_AT + timedelta(hours=1)
    begun: list[int] = []

    def begin() -> None:
        """Let the other desk write before the roster is decided on again.

        The batch that fails asks for the time three times.
        """
        begun.append(1)
        if len(begun) == 4:
            second.enrols(*desks.everybody(desks.officer(81)), request_id="second")

    office.on_begin = begin
    wish = desks.importing(
        *desks.everybody(desks.officer(80)), request_id="first", removals=1
    )
    with ThreadPoolExecutor(2) as threads:
        with writing.holding(office.writer):
            enrolled = threads.submit(office.desk.do_now, wish)
            writing.wait_for(lambda: office.writer.waiting == 1)
            stepped = threads.submit(office.desk.take_due_steps, 32)
            writing.wait_for(lambda: office.writer.waiting == 2)
            poisoned = office.writer.submit(writing.put, writing.POISON)
        assert isinstance(writing.result(poisoned), ValueError)
        enrolled.result()
        assert stepped.result() > 0

    query = (
        "SELECT star FROM person WHERE ended_at IS NULL AND star IN ('10080', '10081')"
    )
    assert desks.column(office.database, query) == [desks.officer(80).star]
    desks.assert_sound(office.database)


def test_receipts_at_once_do_not_move_a_message_backwards(
    office: desks.Office, second: desks.Office
) -> None:
    office.texts(desks.number(1), desks.NEW, "SM1")
    query = "SELECT id FROM notice WHERE purpose = 'tell'"
    (notice_id,) = desks.column(office.database, query)

    def heard(state: enums.NoticeState) -> commands.Command:
        return commands.RecordDelivery(
            actor=commands.CLOCK,
            request_id=f"receipt {state.value}",
            notice_id=notice_id,
            state=state,
            heard_at=office.now,
            provider_id="SM9",
        )

    desks.let_read_meanwhile(
        office,
        lambda: office.desk.do_now(heard(enums.NoticeState.DELIVERED)),
        lambda: second.desk.do_now(heard(enums.NoticeState.SENT)),
    )

    states = desks.column(
        office.database, "SELECT state FROM notice WHERE id = :id", id=notice_id
    )
    assert states == [enums.NoticeState.DELIVERED]
    desks.assert_sound(office.database)


def test_dispatchers_that_accept_one_text_at_once_open_one_incident(
    office: desks.Office, second: desks.Office
) -> None:
    text_id, (one, other) = desks.held_text(office)

    results = desks.let_read_meanwhile(
        office,
        lambda: office.desk.do_now(desks.accepting(text_id, one, "one")),
        lambda: second.desk.do_now(desks.accepting(text_id, other, "other")),
    )

    desks.assert_accepted_once(office.database, results)


def test_same_words_under_two_ids_at_once_open_one_incident(
    office: desks.Office, second: desks.Office
) -> None:
    one, other = desks.let_read_meanwhile(
        office,
        lambda: office.texts(desks.number(1), desks.NEW, "SM1"),
        lambda: second.texts(desks.number(1), desks.NEW, "SM2"),
    )

    assert desks.count(office.database, "incident") == 1
    assert one.text.split()[0] in other.text
    desks.assert_sound(office.database)
