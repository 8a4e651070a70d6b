"""One desk: what comes twice, together, or from somebody who did not wait."""

import asyncio
import itertools
from collections.abc import Iterator

import pytest

from bot import probe as probes
from bot.store import writer as writers
from bot.store.connect import Database
from models import enums
from tests import plain_policy
from tests.storage import desks, writing


@pytest.fixture
def office(database: Database) -> Iterator[desks.Office]:
    """A desk, and forty people who may text it."""
    made = desks.Office(database)
    made.enrols(*desks.everybody())
    yield made
    made.writer.stop()


def test_same_text_twice_has_one_effect_and_one_answer(office: desks.Office) -> None:
    first = office.texts(desks.number(1), desks.NEW, "SM1")
    again = office.texts(desks.number(1), desks.NEW, "SM1")

    assert first.text
    assert first.text.startswith("26-0001B opened")
    assert (again.text, again.notice_id) == (first.text, first.notice_id)
    for table in ("incident", "inbound", "notice"):
        expected = {"notice": 2}.get(table, 1)
        assert desks.count(office.database, table) == expected
    desks.assert_sound(office.database)


def test_same_text_many_times_in_one_batch_has_one_effect_and_one_answer(
    office: desks.Office,
) -> None:
    replies = office.texts_together(*[(desks.number(1), desks.NEW, "SM1")] * 10)

    assert len({(reply.text, reply.notice_id) for reply in replies}) == 1
    assert desks.count(office.database, "incident") == 1
    desks.assert_sound(office.database)


def test_same_words_under_another_id_are_another_text(office: desks.Office) -> None:
    office.texts(desks.number(1), "STATUS", "SM1")
    office.texts(desks.number(1), "STATUS", "SM2")

    assert desks.count(office.database, "inbound") == 2


def test_same_command_twice_has_one_effect(office: desks.Office) -> None:
    rows = desks.everybody(desks.officer(50))
    office.enrols(*rows, request_id="again")
    entries = desks.count(office.database, "entry")

    office.enrols(*rows, request_id="again")
    assert desks.count(office.database, "entry") == entries

    office.enrols(*rows, desks.officer(51), request_id="another")
    assert desks.count(office.database, "entry") > entries


def test_full_batch_of_commands_on_as_many_incidents_is_one_commit(
    office: desks.Office,
) -> None:
    people = range(1, writers.BATCH_MAX + 1)
    opened = office.texts_together(
        *((desks.number(i), f"NEW beat {i:04} a push", f"SM{i}") for i in people)
    )
    references = [(reply.text or "").split()[0] for reply in opened]
    before = office.writer.commits

    aided = office.texts_together(
        *((desks.number(i), "AID ems here", f"SM{i} aid") for i in people)
    )

    assert len(set(references)) == writers.BATCH_MAX
    for reference, reply in zip(references, aided, strict=True):
        assert (reply.text or "").startswith(f"{reference} AID recorded")
    # The one that kept the writer busy, and ours.
    assert office.writer.commits - before == 2
    desks.assert_sound(office.database)


def test_commands_of_one_batch_on_one_incident_are_decided_one_after_the_other(
    office: desks.Office,
) -> None:
    office.texts(desks.number(1), desks.NEW, "SM1")

    replies = office.texts_together(
        *(
            (desks.number(1), body, f"SM {body}")
            for body in ("AID ems here", "SUP Smith 4411 ICE", "CAMS none")
        )
    )

    for word, reply in zip(("AID", "SUP", "CAMS"), replies, strict=True):
        assert f"26-0001B {word} recorded" in (reply.text or "")
    attested = "SELECT word FROM duty WHERE state = 'attested' ORDER BY word"
    assert desks.column(office.database, attested) == ["AID", "CAMS", "SUP"]
    desks.assert_sound(office.database)


def test_texts_of_one_event_in_one_batch_are_decided_one_after_the_other(
    database: Database,
) -> None:
    # Twelve figures, as elsewhere than in Chicago.
    shipped = plain_policy.text()
    policy_text = shipped.replace(r"'\d{2}-?\d{3}-?\d{5}'", r"'\d{12}'")
    policy_text = policy_text.replace('"2632601234"', '"260310001234"')
    assert policy_text != shipped
    office = desks.Office(database, policy_text=policy_text)
    office.enrols(*desks.everybody())
    one, other, elsewhere = office.texts_together(
        (desks.number(1), "NEW 260310001234 agents struck a man", "SM1"),
        (desks.number(2), "NEW 260310001234 man hit by agents", "SM2"),
        (desks.number(3), "NEW 260310009999 agents at the bridge", "SM3"),
    )
    office.writer.stop()

    reference = (one.text or "").split()[0]
    assert f"JOIN {reference}" in (other.text or "")
    assert "JOIN" not in (elsewhere.text or "")
    desks.assert_sound(database)


def test_commit_of_which_the_desk_did_not_hear_counts_once(database: Database) -> None:
    commits = itertools.count(1)

    def lose_answer(moment: str) -> None:
        """Lose that of the fourth commit: the policy, the roster, the hold, ours."""
        if moment == probes.COMMITTED and next(commits) == 4:
            raise ConnectionError("the answer was lost")

    office = desks.Office(database, probe=lose_answer)
    office.enrols(desks.officer(1))
    replies = office.texts_together(
        (desks.number(1), desks.NEW, "SM1"), (desks.number(2), "NEW x", "SM2")
    )
    office.writer.stop()

    # Both were lost together and then done again alone.
    assert next(commits) == 7
    assert (replies[0].text or "").startswith("26-0001B opened")
    assert desks.count(database, "incident") == 1
    assert desks.count(database, "inbound") == 2
    desks.assert_sound(database)


def test_sender_that_went_away_is_answered_when_it_comes_again(
    office: desks.Office,
) -> None:
    command = desks.text_of(desks.number(1), desks.NEW, "SM1")

    async def leave() -> None:
        asking = asyncio.ensure_future(office.desk.do(command))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with writing.holding(office.writer):
        asyncio.run(leave())
    again = office.desk.do_now(command)

    assert (again.text or "").startswith("26-0001B opened")
    assert desks.count(office.database, "incident") == 1
    states = desks.column(office.database, "SELECT state FROM inbound")
    assert states == [enums.InboundState.ANSWERED]
    desks.assert_sound(office.database)


def test_engine_hears_of_what_a_sender_asked_that_went_away(
    office: desks.Office,
) -> None:
    changes: list[str] = []
    office.desk.on_change = lambda: changes.append("changed")

    async def leave() -> None:
        with writing.holding(office.writer):
            command = desks.text_of(desks.number(1), desks.NEW, "SM1")
            asking = asyncio.ensure_future(office.desk.do(command))
            await asyncio.sleep(0)
            asking.cancel()
            later = office.writer.submit(writing.put, "later")
        await asyncio.wrap_future(later)
        # What the loop still has to do takes a few of its turns.
        for _ in range(10):
            await asyncio.sleep(0)

    asyncio.run(leave())

    assert desks.count(office.database, "incident") == 1
    assert changes == ["changed"]


def test_dispatchers_that_accept_one_text_together_open_one_incident(
    office: desks.Office,
) -> None:
    text_id, (one, other) = desks.held_text(office)

    results = office.do_together(
        desks.accepting(text_id, one, "one"), desks.accepting(text_id, other, "other")
    )

    desks.assert_accepted_once(office.database, results)
