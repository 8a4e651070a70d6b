"""Which message of Slack's is taken when, and what is noted of it, by two at once."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from bot.store import live
from bot.store.changes import columns_of
from bot.store.connect import Database
from models import enums
from models.slack import LiveMessage
from tests.storage import desks, records
from tests.storage.desks import START_AT

NOW = START_AT
SOON = NOW + timedelta(seconds=40)
SECOND = timedelta(seconds=1)


def put(database: Database, row_id: str, **values: Any) -> None:
    """Put a message down that wants something now."""
    row = {
        "id": row_id,
        "kind": enums.LiveKind.CARD,
        "announced": "[]",
        "wanted": 1,
        "shown": 0,
        "attempts": 0,
        "next_attempt_at": NOW,
        **values,
    }
    with database.writing_engine.begin() as connection:
        connection.execute(insert(columns_of(LiveMessage)), row)


def take(
    database: Database,
    lane: live.Lane,
    limit: int = 9,
    now: datetime = NOW,
) -> list[LiveMessage]:
    """Claim what is due."""
    with database.writing_engine.begin() as connection:
        return live.claim(
            connection,
            database,
            lane,
            now=now,
            machine_now=now,
            until_at=now + timedelta(seconds=40),
            limit=limit,
        )


def ids(rows: list[LiveMessage]) -> list[str]:
    return [row.id for row in rows]


def row_of(database: Database, row_id: str) -> Any:
    with database.reading() as connection:
        query = text("SELECT * FROM live_message WHERE id = :id")
        return connection.execute(query, {"id": row_id}).one()


def test_each_message_waits_in_the_one_lane_whose_turn_it_needs(
    database: Database,
) -> None:
    put(database, "card")
    put(database, "posted card", ts="1.1")
    put(database, "list", kind=enums.LiveKind.LIST)
    put(database, "posted list", kind=enums.LiveKind.LIST, ts="1.2")
    put(database, "inbox", kind=enums.LiveKind.INBOX)
    assert ids(take(database, live.Lane.POSTS)) == ["card", "inbox"]
    assert ids(take(database, live.Lane.LISTS)) == ["list"]
    assert ids(take(database, live.Lane.CHANGES)) == ["posted card", "posted list"]


def test_what_waits_longest_comes_first(database: Database) -> None:
    put(database, "third")
    put(database, "second", next_attempt_at=NOW - SECOND)
    put(database, "first", next_attempt_at=NOW - 2 * SECOND)
    put(database, "not yet", next_attempt_at=NOW + SECOND)
    put(database, "content", next_attempt_at=None)
    assert ids(take(database, live.Lane.POSTS, limit=2)) == ["first", "second"]
    assert ids(take(database, live.Lane.POSTS, limit=2)) == ["third"]


def opened(database: Database) -> tuple[str, str]:
    """Open two incidents; return the calm one, and the one with something due."""
    station = records.Station(database)
    try:
        station.enrols(desks.officer(1), desks.officer(2))
        station.texts(desks.number(1), desks.NEW)
        for words in ("AID none", "SUP REFUSED", "CAMS NONE"):
            station.texts(desks.number(1), words)
        station.texts(desks.number(2), "NEW agents broke a door")
        calm, urgent = station.rows("SELECT id FROM incident ORDER BY reference")
        return calm.id, urgent.id
    finally:
        station.close()


def test_what_is_due_first_comes_first_and_what_waits_long_before_it(
    database: Database,
) -> None:
    calm, urgent = opened(database)
    put(database, "calm", incident_id=calm, ts="1.1", next_attempt_at=NOW - SECOND)
    put(database, "urgent", incident_id=urgent, ts="1.2")
    put(database, "nothing", ts="1.3", next_attempt_at=NOW - 2 * SECOND)
    with database.reading() as connection:
        owner = connection.execute(
            text("SELECT owner_id FROM duty WHERE incident_id = :id AND word = 'AID'"),
            {"id": urgent},
        ).scalar_one()
    put(database, "list", kind=enums.LiveKind.LIST, person_id=owner, ts="1.4")
    order = ["urgent", "list", "calm", "nothing"]
    assert [ids(take(database, live.Lane.CHANGES, 1))[0] for _ in order] == order

    late = NOW + timedelta(minutes=2)
    rows = [("calm", 61), ("urgent", 59), ("nothing", 62)]
    with database.writing_engine.begin() as connection:
        live.change(connection, ["list"], next_attempt_at=None)
        for row_id, age in rows:
            at = late - timedelta(seconds=age)
            live.change(connection, [row_id], next_attempt_at=at)
    found = [ids(take(database, live.Lane.CHANGES, 1, late))[0] for _ in rows]
    assert found == ["nothing", "calm", "urgent"]


def test_a_digest_is_due_by_the_policys_clock(database: Database) -> None:
    put(database, "new", next_attempt_at=None, digest_at=NOW, ts="1.1")
    put(database, "later", next_attempt_at=None, digest_at=NOW + SECOND, ts="1.2")
    assert ids(take(database, live.Lane.CHANGES)) == ["new"]
    with database.reading() as connection:
        found = live.next_at(connection, live.Lane.CHANGES)
        nothing = live.next_at(connection, live.Lane.POSTS)
    # What was taken waits until its claim runs out, whatever is new in it.
    assert found == (SOON, NOW + SECOND)
    assert nothing == (None, None)


def test_what_one_has_taken_no_other_takes_until_the_claim_runs_out(
    database: Database,
) -> None:
    put(database, "card")
    assert ids(take(database, live.Lane.POSTS)) == ["card"]
    assert take(database, live.Lane.POSTS) == []
    assert ids(take(database, live.Lane.POSTS, now=SOON)) == ["card"]


def test_a_post_begins_only_while_the_claim_holds(database: Database) -> None:
    put(database, "card")
    take(database, live.Lane.POSTS)
    take(database, live.Lane.POSTS, now=SOON)
    with database.writing_engine.begin() as connection:
        late = live.begin(connection, "card", SOON, posting_since=SOON)
        in_time = live.begin(
            connection, "card", SOON + timedelta(seconds=40), posting_since=SOON
        )
    assert (late, in_time) == (False, True)


def test_what_was_asked_for_meanwhile_is_done_next(database: Database) -> None:
    put(database, "card:1")
    (row,) = take(database, live.Lane.POSTS)
    with database.writing_engine.begin() as connection:
        live.Stale(incidents={"1"}).write(connection, database, NOW)
        live.settle(connection, row, NOW, ts="1.1")
    assert row_of(database, "card:1").next_attempt_at is not None
    (row,) = take(database, live.Lane.CHANGES)
    with database.writing_engine.begin() as connection:
        live.settle(connection, row, NOW)
    settled = row_of(database, "card:1")
    assert settled.next_attempt_at is None
    assert settled.shown == settled.wanted == 2


def test_what_waits_because_of_a_trouble_is_hurried_and_nothing_else(
    database: Database,
) -> None:
    put(database, "in trouble", problem="token_revoked", next_attempt_at=SOON)
    put(database, "refused", problem="invalid_blocks", next_attempt_at=None)
    put(database, "claimed", next_attempt_at=SOON)
    with database.writing_engine.begin() as connection:
        assert live.has_problem(connection, ["token_revoked"])
        assert not live.has_problem(connection, ["missing_scope"])
        live.hurry(connection, NOW)
    assert ids(take(database, live.Lane.POSTS)) == ["in trouble"]
