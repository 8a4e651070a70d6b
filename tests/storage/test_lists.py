"""A list of any length is asked for as one value, on both kinds of database."""

import pytest
from sqlalchemy import insert, select
from sqlmodel import col

from bot.store import lists
from bot.store.changes import columns_of
from bot.store.connect import Database
from models.incident import Counter
from tests.storage import databases

NAMES = ("plain", 'with "quotes"', "it's", "back\\slash", "{a,b}", "café", "26-0042K")

QUERY = (
    select(col(Counter.name))
    .where(lists.among(Counter.name, "names"))
    .order_by(col(Counter.name))
)


@pytest.mark.parametrize(
    "asked",
    [(), NAMES[:1], NAMES, (*NAMES, "nobody"), (*(f"no {n}" for n in range(2000)),)],
    ids=["none", "one", "all", "all and more", "thousands"],
)
def test_rows_that_hold_one_of_a_list_are_found(
    database: Database, asked: tuple[str, ...]
) -> None:
    with database.writing_engine.begin() as connection:
        rows = [{"name": name, "value": 1} for name in NAMES]
        connection.execute(insert(columns_of(Counter)), rows)
        found = connection.execute(QUERY, {"names": list(asked)}).scalars().all()

    assert set(found) == set(asked) & set(NAMES)


@databases.on("sqlite")
def test_an_index_is_used(database: Database) -> None:
    with database.reading() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {QUERY.compile(connection)}", ("[]",)
        ).all()

    steps = [row.detail for row in plan]
    assert any(step.startswith("SEARCH counter USING") for step in steps)
    assert not any(step.startswith("SCAN counter") for step in steps)
