"""Two writers on one database: in two processes, in each other's way, cut off."""

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, ExceptionContext, event, insert, select, text, update
from sqlmodel import col

from bot import probe as probes
from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models import errors
from models.incident import Counter
from tests.guards import files
from tests.storage import databases, writing

Starter = Callable[..., Writer]
Opener = Callable[[str], Database]

#: How many steps each process counts.
STEPS = 60


def start_counters(database: Database, *names: str) -> None:
    """Put counters at zero."""
    with database.writing_engine.connect() as connection, connection.begin():
        rows = [{"name": name, "value": 0} for name in names]
        connection.execute(insert(Counter), rows)


def counters(database: Database) -> dict[str, int]:
    """Where the counters stand."""
    with database.reading() as connection:
        query = select(col(Counter.name), col(Counter.value))
        return {name: value for name, value in connection.execute(query)}


def address(database: Database) -> str:
    """What another process needs to open the same database."""
    return database.url.render_as_string(hide_password=False)


def step(connection: Connection, name: str) -> None:
    """Count one further, holding the row until the commit."""
    query = update(Counter).where(col(Counter.name) == name)
    connection.execute(query.values(value=col(Counter.value) + 1))


def test_two_processes_lose_no_update(database: Database) -> None:
    start_counters(database, "shared")
    program = [sys.executable, "-m", "tests.storage.counting"]
    pair = [
        subprocess.Popen(
            [*program, address(database), "shared", str(STEPS)],
            cwd=files.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in pair:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    for process in pair:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=writing.PATIENCE_SECONDS) for process in pair]

    assert [out for out, _ in said] == [f"{STEPS} 0\n"] * 2
    assert counters(database) == {"shared": 2 * STEPS}


def test_two_writers_that_meet_every_time_lose_no_update(
    database: Database, open_database: Opener, start_writer: Starter
) -> None:
    start_counters(database, "shared")
    pair = [
        start_writer(database, batch_max=1),
        start_writer(open_database(address(database)), batch_max=1),
    ]

    def count(connection: Connection, calls: Sequence[int]) -> list[Done[int]]:
        for _ in calls:
            step(connection, "shared")
        return [Done(call) for call in calls]

    futures = [w.submit(count, number) for number in range(STEPS) for w in pair]

    results = [writing.result(future) for future in futures]
    assert results == [number for number in range(STEPS) for _ in pair]
    assert counters(database) == {"shared": 2 * STEPS}


def test_writer_waits_while_another_one_commits(
    database: Database, open_database: Opener, start_writer: Starter
) -> None:
    other = open_database(address(database))
    start_counters(database, "shared")

    def count(connection: Connection, calls: Sequence[str]) -> list[Done[str]]:
        for name in calls:
            step(connection, name)
        return [Done(name) for name in calls]

    with other.writing_engine.connect() as connection:
        connection.begin()
        step(connection, "shared")
        future = start_writer(database).submit(count, "shared")
        connection.commit()

    assert writing.result(future) == "shared"
    assert counters(database) == {"shared": 2}


@databases.on("sqlite")
def test_database_that_another_one_holds_fails_all_at_once(
    database: Database, open_database: Opener
) -> None:
    """Nobody waits for each of the others to find out in turn.

    On SQLite, where who writes holds the whole file; see the next test.
    """
    attempts: list[ExceptionContext] = []
    database = Database(address(database))
    event.listen(database.writing_engine, "handle_error", attempts.append)
    writer = Writer(database)
    futures = [writer.submit(writing.put, str(number)) for number in range(20)]

    with open_database(address(database)).writing_engine.connect() as other:
        other.begin()
        writer.start()
        results = [writing.result(future) for future in futures]

    assert len(attempts) == 1
    assert {str(one) for one in results} == {"Another process holds the database."}
    assert {type(one) for one in results} == {errors.StorageError}
    assert writing.result(writer.submit(writing.put, "later")) == "later"
    writer.stop()
    assert writing.written(database) == {"later"}
    database.close()


@databases.on("postgresql")
def test_row_that_another_one_holds_fails_only_who_needs_it(
    database: Database, open_database: Opener, start_writer: Starter
) -> None:
    """On PostgreSQL: SQLite has no locks of single rows."""
    start_counters(database, "held")
    writer = start_writer(database)

    def count(connection: Connection, calls: Sequence[str]) -> list[Done[str]]:
        for name in calls:
            step(connection, name)
        return [Done(name) for name in calls]

    with open_database(address(database)).writing_engine.connect() as other:
        other.begin()
        step(other, "held")
        with writing.holding(writer):
            free = writer.submit(writing.put, "free")
            held = writer.submit(count, "held")
        assert writing.result(free) == "free"
        refused = writing.result(held)

    assert isinstance(refused, errors.StorageError)
    assert str(refused) == "Another process holds the database."
    assert writing.result(writer.submit(count, "held")) == "held"
    assert counters(database) == {"held": 1}


class Crossing:
    """A job that takes two rows; the first time, both writers have one each."""

    def __init__(self, meeting: threading.Barrier) -> None:
        self.tries = 0
        self._meeting = meeting

    def __call__(
        self, connection: Connection, pairs: Sequence[tuple[str, str]]
    ) -> list[Done[str]]:
        self.tries += 1
        for first, second in pairs:
            step(connection, first)
            if self.tries == 1:
                self._meeting.wait(writing.PATIENCE_SECONDS)
            step(connection, second)
        return [Done(first) for first, _ in pairs]


@databases.on("postgresql")
@pytest.mark.parametrize("company", [0, 5], ids=["alone", "in a batch"])
def test_writers_that_lock_each_other_out_are_both_done(
    database: Database, open_database: Opener, start_writer: Starter, company: int
) -> None:
    """On PostgreSQL: SQLite has no locks of single rows."""
    start_counters(database, "a", "b")
    with database.writing_engine.connect() as connection, connection.begin():
        # So that the test need not wait for a second.
        name, option = database.url.database, "SET deadlock_timeout = '50ms'"
        connection.execute(text(f"ALTER DATABASE {name} {option}"))
    database.close()
    pair = [start_writer(database), start_writer(open_database(address(database)))]
    meeting = threading.Barrier(2)
    crossings = [Crossing(meeting), Crossing(meeting)]

    with writing.holding(pair[0]), writing.holding(pair[1]):
        futures = [
            pair[0].submit(crossings[0], ("a", "b")),
            pair[1].submit(crossings[1], ("b", "a")),
        ]
        others = [
            writer.submit(writing.put, f"{number} of {index}")
            for index, writer in enumerate(pair)
            for number in range(company)
        ]

    assert [writing.result(future) for future in futures] == ["a", "b"]
    assert counters(database) == {"a": 2, "b": 2}
    assert sum(crossing.tries for crossing in crossings) == 3
    assert {writing.result(future) for future in others} == writing.written(database)


class Cutting:
    """A probe that ends the writer's connection once, at one moment."""

    def __init__(self, database: Database, moment: str) -> None:
        self.pid: int | None = None
        self._database = database
        self._moment = moment

    def __call__(self, moment: str) -> None:
        if moment == self._moment and self.pid is not None:
            pid, self.pid = self.pid, None
            end_connection(self._database, pid)


def end_connection(database: Database, pid: int) -> None:
    """End a connection and wait until it is gone."""
    with database.reading() as connection:
        end = text("SELECT pg_terminate_backend(:pid, :milliseconds)")
        patience = writing.PATIENCE_SECONDS * 1000
        row = {"pid": pid, "milliseconds": patience}
        assert connection.execute(end, row).scalar() is True


def pid_of(connection: Connection) -> int:
    """Which server process serves this connection."""
    pid: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return pid


@databases.on("postgresql")
@pytest.mark.parametrize("company", [0, 5], ids=["alone", "in a batch"])
def test_connection_lost_in_mid_batch_loses_and_doubles_nothing(
    database: Database, writer: Writer, company: int
) -> None:
    """On PostgreSQL: a file is not a connection that somebody else can end."""
    start_counters(database, "steps")
    cuts: list[int] = []

    def cut(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        for name in names:
            step(connection, name)
            if not cuts:
                cuts.append(pid_of(connection))
                end_connection(database, cuts[0])
        return [Done(name) for name in names]

    with writing.holding(writer):
        before = [writer.submit(writing.put, f"{number}") for number in range(company)]
        future = writer.submit(cut, "steps")
        again = writer.submit(cut, "steps") if company else None

    assert writing.result(future) == "steps"
    assert again is None or writing.result(again) == "steps"
    assert counters(database) == {"steps": 2 if again else 1}
    assert {writing.result(one) for one in before} == writing.written(database)
    assert len(cuts) == 1


@databases.on("postgresql")
def test_connection_lost_before_the_commit_loses_and_doubles_nothing(
    database: Database, start_writer: Starter
) -> None:
    """On PostgreSQL: a file is not a connection that somebody else can end."""
    start_counters(database, "steps")
    cutting = Cutting(database, probes.IN_BATCH)
    writer = start_writer(database, probe=cutting)
    tries: list[int] = []

    def count(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        for name in names:
            step(connection, name)
        tries.append(pid_of(connection))
        if len(tries) == 1:
            cutting.pid = tries[0]
        return [Done(name) for name in names]

    assert writing.result(writer.submit(count, "steps")) == "steps"
    assert counters(database) == {"steps": 1}
    assert len(set(tries)) == 2


@databases.on("postgresql")
def test_connection_lost_between_two_jobs_is_made_anew(
    database: Database, writer: Writer
) -> None:
    """On PostgreSQL: a file is not a connection that somebody else can end."""

    def pid(connection: Connection, calls: Sequence[Any]) -> list[Done[int]]:
        return [Done(pid_of(connection)) for _ in calls]

    first = writing.result(writer.submit(pid, None))
    end_connection(database, first)

    assert writing.result(writer.submit(writing.put, "a")) == "a"
    assert writing.result(writer.submit(pid, None)) != first
    assert writing.written(database) == {"a"}


def test_commit_of_which_nobody_heard_is_asked_for_again(
    database: Database, start_writer: Starter
) -> None:
    """Whoever does it once more has to find that it was done."""
    answers = iter([None, ConnectionError("the answer was lost")])

    def lose_answer(moment: str) -> None:
        if moment == probes.COMMITTED and (lost := next(answers, None)):
            raise lost

    writer = start_writer(database, probe=lose_answer)
    with writing.holding(writer):
        futures = [writer.submit(writing.put_once, name) for name in ("a", "b")]

    assert [writing.result(future) for future in futures] == ["a", "b"]
    assert writing.written(database) == {"a", "b"}
