"""What is due is found by an index, and rows are read as SQLAlchemy reads them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.engine import tick
from bot.store import auditing, incidents, lean
from bot.store.changes import columns_of
from bot.store.connect import Database
from models import base
from models.duty import Code, Duty
from models.footage import Footage
from models.incident import Incident
from tests.storage import databases, records

#: The index of what the engine has to look at.
OPEN = "ix_duty_next_step_at_open"


#: What is asked again and again, and the index that answers it.
QUESTIONS = {
    "due": (incidents.DUE, OPEN),
    "next": (tick.NEXT, OPEN),
    "farthest": (auditing.FARTHEST, OPEN),
    "without": (auditing.WITHOUT_STEP, "ix_duty_without_step"),
    "unsearched": (auditing.UNSEARCHED, "ix_footage_expected_lost_at"),
}


@pytest.mark.parametrize(("query", "index"), QUESTIONS.values(), ids=QUESTIONS)
@databases.on("sqlite")
def test_what_is_asked_all_the_time_is_answered_by_an_index(
    database: Database, query: Any, index: str
) -> None:
    compiled = query.compile(database.reading_engine)
    values = (1,) * len(compiled.positiontup or ())
    with database.reading() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
        steps = [row.detail for row in plan]
    assert any(index in step for step in steps), steps
    assert not any(step in ("SCAN duty", "SCAN footage") for step in steps), steps


def test_the_earliest_come_first_and_each_incident_once(past: records.Station) -> None:
    with past.database.reading() as connection:
        query = select(Duty).where(Duty.next_step_at.is_not(None))  # type: ignore[union-attr]
        duties = sorted(connection.execute(query), key=lambda row: row.next_step_at)
        last = duties[-1].next_step_at
        found = incidents.due_incidents_unlocked(connection, last, len(duties))
        before = duties[0].next_step_at - timedelta(seconds=1)
        none = incidents.due_incidents_unlocked(connection, before, 10)
    assert found == list(dict.fromkeys(row.incident_id for row in duties))
    assert found
    assert none == []


@databases.on("postgresql")
def test_what_another_process_has_is_passed_over(past: records.Station) -> None:
    database = past.database
    with database.reading() as connection:
        at = connection.execute(text("SELECT max(next_step_at) FROM duty")).scalar_one()
    with database.writing_engine.connect() as one, one.begin():
        mine = incidents.due_incidents(one, database, at, 100)
        with database.writing_engine.connect() as other, other.begin():
            theirs = incidents.due_incidents(other, database, at, 100)
    assert mine
    assert theirs == []


@pytest.mark.parametrize("table", [Incident, Duty, Footage, Code])
def test_rows_have_the_values_that_sqlalchemy_reads(
    past: records.Station, table: type[base.Table]
) -> None:
    columns = columns_of(table)
    query = select(*columns.c).order_by(*columns.primary_key)
    with past.database.reading() as connection:
        wanted = connection.execute(query).all()
        found = lean.read(connection, table, query, {})
    assert wanted
    for row, other in zip(found, wanted, strict=True):
        for column in columns.c:
            value = getattr(row, column.name)
            assert value == getattr(other, column.name)
            assert type(value) is type(getattr(other, column.name))
    with pytest.raises(AttributeError):
        found[0].id = "another"


class Counter:
    """A desk that says how many duties it is given at once."""

    def __init__(self) -> None:
        self.asked = 0
        self.acts = 1
        self.limits: list[int] = []

    def take_due_steps(self, limit: int) -> int:
        self.limits.append(limit)
        return self.acts


def test_fewer_are_taken_at_once_while_people_ask_something(
    past: records.Station,
) -> None:
    desk: Any = Counter()
    later = past.now + timedelta(days=400)
    engine = tick.Engine(past.database, desk, clock=lambda: later)

    assert engine.step()
    assert desk.limits == [tick.BATCH_ALONE]
    desk.asked += 1
    for _ in range(100):
        engine.step()
    among = desk.limits.count(tick.BATCH_AMONG_PEOPLE)
    assert 1 < among < 100
    assert desk.limits[1 : among + 1] == [tick.BATCH_AMONG_PEOPLE] * among
    assert desk.limits[-1] == tick.BATCH_ALONE


def test_engine_is_pressed_while_its_batches_are_full(past: records.Station) -> None:
    desk: Any = Counter()
    later = past.now + timedelta(days=400)
    engine = tick.Engine(past.database, desk, clock=lambda: later)

    desk.acts = tick.BATCH_ALONE
    assert engine.step()
    assert engine.is_pressed
    desk.acts = 0
    assert engine.step()
    assert not engine.is_pressed
    assert not engine.step()


def test_nothing_is_taken_before_it_is_due(past: records.Station) -> None:
    desk: Any = Counter()
    before = past.now - timedelta(days=400)
    engine = tick.Engine(past.database, desk, clock=lambda: before)

    assert not engine.step()
    assert desk.limits == []
    first = engine.next_step_at()
    assert first is not None
    assert engine.rest_seconds() == (first - before).total_seconds()
