"""Somebody with the database rewrites who was told what, and when it was tried."""

import pytest
from sqlalchemy import text

from bot.ledger import audit
from bot.simulator import troubles
from models import enums
from tests.scenarios.desk_work import enrols
from tests.stage import Scene

#: Tries and receipts of what was told unasked, and of what was answered.
_PARTS = {
    "$told": "notice_id IN (SELECT id FROM notice WHERE purpose <> 'answer')",
    "$answered": "notice_id IN (SELECT id FROM notice WHERE purpose = 'answer')",
}


def found_after(scene: Scene, *attack: str) -> list[str]:
    """Attack, look, and put everything back."""
    house = scene.stage.house
    with house.database.writing_engine.connect() as connection:
        for statement in attack:
            for name, part in _PARTS.items():
                statement = statement.replace(name, part)
            assert connection.execute(text(statement)).rowcount >= 1, statement
        found = audit.verify(connection, key=house.key().public_hex)
        connection.rollback()
    return [problem.sentence for problem in found.problems]


@pytest.fixture
def tried(scene: Scene) -> Scene:
    """Six messages to a sergeant, each with another fate at the phone company."""
    asha, boyd = enrols(scene)[:2]
    company = scene.stage.company
    fates = {
        "accepted": None,
        "taken without a word": troubles.accept_then_drop(),
        "not taken": troubles.drop_unread(),
        "put off": troubles.too_many_requests("30"),
        "refused": _refused(),
    }
    for number, answer in enumerate(fates.values(), 1):
        if answer is not None:
            company.troubles.next_creates(answer)
        asha.texts(f"NEW agents struck man {number}, beat 071{number}")
        scene.advance(minutes=5)
        boyd.reads_all()
    company.troubles.drop_callbacks = True
    asha.texts("NEW agents struck man 6, beat 0716")
    scene.advance(minutes=31)
    company.troubles.drop_callbacks = False
    outcomes = scene.rows("SELECT DISTINCT outcome FROM attempt")
    assert {row.outcome for row in outcomes} == {None, *enums.AttemptOutcome}
    return scene


def _refused() -> troubles.Answer:
    return troubles.Answer(
        status=400,
        body=b'{"code": 21612, "message": "No route", "more_info": "", "status": 400}',
    )


#: What each sentence is about.
TABLES = ("attempt", "receipt", "notice")

#: Each changes a row, and no entry tells what stood there.
NOT_COMPARED = [
    "UPDATE attempt SET vendor_code = '30003' WHERE outcome = 'deferred'",
    "UPDATE attempt SET http_status = 418 WHERE outcome = 'refused'",
    "UPDATE attempt SET started_at = finished_at WHERE finished_at IS NOT NULL",
    "UPDATE receipt SET received_at = (SELECT max(created_at) FROM notice) WHERE $told",
    "DELETE FROM receipt WHERE $answered",
]

ATTACKS = [
    # Tries.
    "UPDATE attempt SET outcome = 'refused' WHERE outcome = 'accepted' AND $told",
    "UPDATE attempt SET outcome = 'found' WHERE outcome = 'accepted' AND $told",
    "UPDATE attempt SET outcome = NULL WHERE outcome = 'accepted' AND $told",
    "UPDATE attempt SET outcome = NULL, finished_at = NULL WHERE outcome = 'accepted'",
    "UPDATE attempt SET outcome = 'deferred' WHERE outcome = 'refused'",
    "UPDATE attempt SET outcome = 'accepted' WHERE outcome = 'refused'",
    "UPDATE attempt SET outcome = 'accepted' WHERE outcome = 'deferred'",
    "UPDATE attempt SET outcome = 'deferred' WHERE outcome = 'unknown'",
    "UPDATE attempt SET outcome = 'accepted' WHERE outcome = 'not_found'",
    "UPDATE attempt SET outcome = 'not_found' WHERE outcome = 'found'",
    "UPDATE attempt SET outcome = 'accepted' WHERE outcome IS NULL",
    "UPDATE attempt SET vendor_code = '30003' WHERE outcome = 'refused'",
    "UPDATE attempt SET vendor_code = NULL WHERE outcome = 'refused'",
    "UPDATE attempt SET vendor_code = '30003' WHERE outcome = 'accepted' AND $told",
    "UPDATE attempt SET provider_id = 'SM1' WHERE outcome = 'accepted' AND $told",
    "UPDATE attempt SET provider_id = NULL WHERE outcome = 'accepted'",
    "UPDATE attempt SET provider_id = 'SM1' WHERE outcome = 'refused'",
    "UPDATE attempt SET number = 77 WHERE number = 1",
    "UPDATE attempt SET number = 77 WHERE number = 1 AND $answered",
    "DELETE FROM attempt WHERE outcome = 'deferred'",
    "DELETE FROM attempt WHERE outcome = 'accepted'",
    "DELETE FROM attempt WHERE $answered",
    "UPDATE notice SET attempts = 0 WHERE attempts = 1",
    "UPDATE notice SET attempts = attempts + 1",
    "INSERT INTO attempt (id, notice_id, number, kind, started_at)"
    " SELECT 'ffff', notice_id, 9, kind, started_at FROM attempt ORDER BY id LIMIT 1",
    "UPDATE attempt SET notice_id = (SELECT max(id) FROM notice) WHERE id ="
    " (SELECT max(id) FROM attempt WHERE number = 3)",
    # Receipts.
    "UPDATE receipt SET state = 'not_delivered' WHERE state = 'delivered' AND $told",
    "UPDATE receipt SET provider_id = 'SM1' WHERE $told",
    "UPDATE receipt SET vendor_code = '30003' WHERE $told",
    "DELETE FROM receipt WHERE state = 'delivered' AND $told",
]


def test_seen_a_try_or_a_receipt_is_changed_by_hand(tried: Scene) -> None:
    tried.verify()
    for attack in ATTACKS:
        found = found_after(tried, attack)
        assert found, attack
        for sentence in found:
            assert sentence.startswith("Row "), attack
            assert any(f"of {one}: " in sentence for one in TABLES), attack
    tried.verify()


def test_what_no_entry_tells_of_a_try_is_not_compared(tried: Scene) -> None:
    """What changed nothing when it came; docs/operations.md says so."""
    for attack in NOT_COMPARED:
        assert found_after(tried, attack) == [], attack


def test_seen_a_receipt_is_made_up(scene: Scene) -> None:
    """The phone company only said that the carrier has the message."""
    asha = enrols(scene)[0]
    scene.stage.company.troubles.no_carrier_receipts = True
    asha.texts("NEW agents struck a man, beat 0711")
    scene.advance(seconds=5)
    (row,) = scene.rows("SELECT DISTINCT state FROM notice WHERE purpose = 'tell'")
    assert row.state == "sent"

    (sentence,) = found_after(
        scene,
        "INSERT INTO receipt (id, notice_id, provider_id, state, received_at)"
        " SELECT 'ffff', id, provider_id, 'delivered', created_at FROM notice"
        " WHERE id = (SELECT min(id) FROM notice WHERE purpose = 'tell')",
    )
    assert sentence == "Row ffff of receipt: column state says what no entry tells."


def test_a_try_that_was_begun_and_never_noted_is_no_finding(tried: Scene) -> None:
    """The process died between the claim and the outcome."""
    begun = (
        "INSERT INTO attempt (id, notice_id, number, kind, started_at)"
        " SELECT 'ffff', id, attempts + 1, 'lookup', created_at FROM notice"
        " WHERE id = (SELECT max(id) FROM notice)"
    )
    counted = (
        "UPDATE notice SET attempts = attempts + 1"
        " WHERE id = (SELECT max(id) FROM notice)"
    )
    assert found_after(tried, begun, counted) == []
    # Without its count somebody else put it there.
    assert found_after(tried, begun)


# --- What was answered ---------------------------------------------------------------

#: Each is found, and as the same.
ANSWERS_CHANGED = [
    "UPDATE notice SET body = 'Nothing to do.' WHERE purpose = 'answer'",
    "UPDATE notice SET key = 'else' WHERE purpose = 'answer'",
    "UPDATE inbound SET answer = 'Nothing to do.' WHERE body LIKE 'NEW%struck%'",
    "UPDATE inbound SET answer = NULL WHERE body LIKE 'NEW%struck%'",
    "DELETE FROM inbound WHERE body LIKE 'NEW%struck%'",
    "UPDATE entry SET request_id = 'else' WHERE event = 'incident:opened'",
]
SAID = "Entry 1 kept an answer that is not so in the outbox or the inbox."


def test_seen_an_answer_is_changed_by_hand(scene: Scene) -> None:
    asha = enrols(scene)[0]
    asha.texts("NEW agents struck a man, beat 0711")
    scene.verify()
    for attack in ANSWERS_CHANGED:
        assert found_after(scene, attack) == [SAID], attack
    scene.verify()


def test_seen_the_copy_of_an_answer_is_changed_by_hand(scene: Scene) -> None:
    """The phone was off, and the same answer went once more."""
    asha = enrols(scene)[0]
    asha.phone.is_on = False
    asha.texts("NEW agents struck a man, beat 0711")
    scene.advance(hours=5)
    changed = "UPDATE notice SET body = 'Nothing to do.' WHERE key LIKE 'answer%again'"
    assert found_after(scene, changed) == [SAID]


def test_an_answer_that_no_act_stands_behind_is_compared_with_nothing(
    scene: Scene,
) -> None:
    """Its words are in no entry: nothing was done."""
    asha = enrols(scene)[0]
    asha.texts("STATUS")
    changed = "UPDATE notice SET body = 'Nothing to do.' WHERE purpose = 'answer'"
    assert found_after(scene, changed) == []
