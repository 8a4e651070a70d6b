"""The roster of a past instant, worked out from the ledger, and its policy."""

from datetime import timedelta

import sqlalchemy as sa

from bot.ledger import past_roster
from bot.policy import load
from bot.store.connect import Database
from models.incident import PolicyVersion
from tests.storage.schemas import NOON

TEXT = load.shipped().read_text()
IN_FORCE = (load.parse(TEXT, name="now"), load.version_of(TEXT))


def versions(database: Database, *texts: str) -> None:
    """Let policies come into force, an hour after each other from noon on."""
    rows = [
        {
            "version": load.version_of(text),
            "title": "A policy",
            "text": text,
            "first_used_at": NOON + timedelta(hours=number),
        }
        for number, text in enumerate(texts)
    ]
    with database.writing_engine.begin() as connection:
        connection.execute(sa.insert(PolicyVersion), rows)


def test_the_policy_is_the_one_that_had_come_into_force_last(
    database: Database,
) -> None:
    older = TEXT.replace('title = "First watch"', 'title = "Night watch"')
    versions(database, older, TEXT)

    def title(hours: float) -> str:
        at = NOON + timedelta(hours=hours)
        with database.reading() as connection:
            policy, version = past_roster.policy_at(connection, at, IN_FORCE)
        assert (version == IN_FORCE[1]) is (policy is IN_FORCE[0])
        return policy.watch[0].title

    assert title(0) == title(0.9) == "Night watch"
    assert title(1) == title(100) == "First watch"
    # Before any was in use there is only the one in force now.
    assert title(-1) == "First watch"


def test_before_the_first_import_there_was_nobody(database: Database) -> None:
    with database.reading() as connection:
        roster = past_roster.at(connection, NOON)
    assert roster.active == []
