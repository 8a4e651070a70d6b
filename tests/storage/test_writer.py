import asyncio
import contextlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import DBAPIError

from bot import probe as probes
from bot.store import writer as writers
from bot.store.connect import Database
from bot.store.writer import Deferred, Done, Writer
from models import errors
from models.ledger import Mark
from tests.storage import writing

Starter = Callable[..., Writer]

NAMES = [f"job {number:02}" for number in range(31)]


def test_jobs_that_wait_share_one_commit(database: Database, writer: Writer) -> None:
    with writing.holding(writer):
        futures = [writer.submit(writing.put, name) for name in NAMES]
        before = writer.commits

    assert [writing.result(future) for future in futures] == NAMES
    assert writing.written(database) == set(NAMES)
    # The one that kept the writer busy, and ours.
    assert writer.commits - before == 2


def test_no_commit_holds_more_than_it_may(
    database: Database, start_writer: Starter
) -> None:
    writer = start_writer(database, batch_max=10)
    sizes = []

    def put(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        sizes.append(len(names))
        return writing.put(connection, names)

    with writing.holding(writer):
        futures = [writer.submit(put, name) for name in NAMES]

    assert [writing.result(future) for future in futures] == NAMES
    assert sizes == [10, 10, 10, 1]


def test_jobs_of_different_kinds_share_a_commit_too(
    database: Database, writer: Writer
) -> None:
    def double(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        writing.put(connection, [f"{name} again" for name in names])
        return [Done(name * 2) for name in names]

    with writing.holding(writer):
        before = writer.commits
        one = writer.submit(writing.put, "a")
        two = writer.submit(double, "b")
        three = writer.submit(writing.put, "c")

    assert [writing.result(f) for f in (one, two, three)] == ["a", "bb", "c"]
    assert writing.written(database) == {"a", "b again", "c"}
    assert writer.commits - before == 2


def test_nobody_is_answered_before_the_commit(
    database: Database, start_writer: Starter
) -> None:
    futures: list[Future[str]] = []
    seen = []

    def look(moment: str) -> None:
        answered = any(future.done() for future in futures)
        seen.append((moment, answered, writing.written(database)))

    writer = start_writer(database, probe=look)
    with writing.holding(writer):
        futures += [writer.submit(writing.put, name) for name in ("a", "b")]
    writer.stop()

    assert seen[2:] == [
        (probes.IN_BATCH, False, set()),
        (probes.COMMITTED, False, {"a", "b"}),
    ]
    assert all(future.done() for future in futures)


def test_one_bad_job_harms_no_other(database: Database, writer: Writer) -> None:
    names = [*NAMES[:17], writing.POISON, *NAMES[17:]]
    assert len(names) == writers.BATCH_MAX

    with writing.holding(writer):
        futures = [writer.submit(writing.put, name) for name in names]

    results = [writing.result(future) for future in futures]
    assert results[:17] + results[18:] == NAMES
    assert isinstance(results[17], ValueError)
    assert writing.written(database) == set(NAMES)


def test_row_that_the_database_refuses_harms_no_other(
    database: Database, writer: Writer
) -> None:
    assert writing.result(writer.submit(writing.put, "there")) == "there"

    with writing.holding(writer):
        names = ["before", "there", "after"]
        futures = [writer.submit(writing.put, name) for name in names]

    before, there, after = map(writing.result, futures)
    assert (before, after) == ("before", "after")
    assert isinstance(there, errors.StorageError)
    assert str(there) == "The database refused (IntegrityError)."
    assert writing.written(database) == {"before", "there", "after"}


def test_function_that_forgets_a_job_is_refused(
    database: Database, writer: Writer
) -> None:
    def forget(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        return writing.put(connection, names)[1:]

    forgotten = writing.result(writer.submit(forget, "a"))

    assert isinstance(forgotten, ValueError)
    assert writing.written(database) == set()


def test_job_that_asks_the_database_nothing_is_done(writer: Writer) -> None:
    def nothing(_connection: Connection, calls: Sequence[int]) -> list[Done[int]]:
        return [Done(call) for call in calls]

    assert writing.result(writer.submit(nothing, 5)) == 5


def test_job_that_goes_on_after_a_failed_statement_tells_no_lie(
    database: Database, writer: Writer
) -> None:
    """PostgreSQL answers the commit of a failed transaction with a rollback."""

    def swallow(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        done = writing.put(connection, names)
        with contextlib.suppress(DBAPIError):
            connection.execute(text("SELECT nonsense FROM nowhere"))
        return done

    told = writing.result(writer.submit(swallow, "a"))

    if database.is_sqlite:
        assert (told, writing.written(database)) == ("a", {"a"})
    else:
        assert isinstance(told, errors.StorageError)
        assert writing.written(database) == set()
    assert writing.result(writer.submit(writing.put, "b")) == "b"


class Turns:
    """A job that lets each key have one job in a commit, and notes who shared one."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []

    def __call__(
        self, connection: Connection, names: Sequence[str]
    ) -> list[Done[str] | Deferred]:
        taken: dict[str, str] = {}
        for name in names:
            taken.setdefault(name[0], name)
        self.commits.append(list(taken.values()))
        writing.put(connection, list(taken.values()))
        return [Done(n) if taken[n[0]] == n else Deferred() for n in names]


def test_deferred_job_goes_into_the_next_commit_in_its_order(
    database: Database, start_writer: Starter
) -> None:
    writer = start_writer(database, batch_max=4)
    turns = Turns()
    names = ["a1", "a2", "b1", "a3", "c1", "b2", "a4"]

    with writing.holding(writer):
        futures = [writer.submit(turns, name) for name in names]

    assert [writing.result(future) for future in futures] == names
    assert turns.commits == [["a1", "b1"], ["a2", "c1", "b2"], ["a3"], ["a4"]]
    writer.stop()
    # Each was counted once, though some were looked at more often.
    assert writer.jobs == len(names) + 1


def test_job_that_waits_for_itself_is_refused(
    database: Database, writer: Writer
) -> None:
    def shy(connection: Connection, names: Sequence[str]) -> list[Deferred]:
        writing.put(connection, names)
        return [Deferred() for _ in names]

    assert isinstance(writing.result(writer.submit(shy, "a")), RuntimeError)
    assert writing.result(writer.submit(writing.put, "b")) == "b"
    assert writing.written(database) == {"b"}


def test_stopping_works_off_what_waits(
    database: Database, start_writer: Starter
) -> None:
    writer = start_writer(database)
    many = [f"job {number}" for number in range(100)]
    with writing.holding(writer):
        futures = [writer.submit(writing.put, name) for name in many]
        stopper = threading.Thread(target=writer.stop)
        stopper.start()
    stopper.join(writing.PATIENCE_SECONDS)

    assert not writer.is_alive
    assert [future.result(0) for future in futures] == many
    assert writing.written(database) == set(many)


def test_stopped_writer_refuses(database: Database, writer: Writer) -> None:
    assert writing.result(writer.submit(writing.put, "before")) == "before"
    writer.stop()
    writer.stop()

    refused = writing.result(writer.submit(writing.put, "after"))

    assert isinstance(refused, errors.StorageError)
    assert writing.written(database) == {"before"}


def test_writer_that_never_started_leaves_nobody_waiting(database: Database) -> None:
    writer = Writer(database)
    future = writer.submit(writing.put, "a")
    assert not future.done()

    writer.stop()

    assert isinstance(writing.result(future), errors.StorageError)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_thread_that_is_ended_leaves_nobody_waiting(
    database: Database, writer: Writer
) -> None:
    def end(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
        writing.put(connection, names)
        raise SystemExit

    with writing.holding(writer):
        futures = [writer.submit(end, f"{number}") for number in range(40)]

    for future in futures:
        assert isinstance(writing.result(future), errors.StorageError)
    assert isinstance(
        writing.result(writer.submit(writing.put, "a")), errors.StorageError
    )
    writer.stop()
    assert not writer.is_alive
    assert writing.written(database) == set()


def test_too_much_that_waits_is_refused_at_once(database: Database) -> None:
    writer = Writer(database)
    futures = [writer.submit(writing.put, "a") for _ in range(writers.WAITING_MAX)]

    refused = writer.submit(writing.put, "b").exception(0)

    assert isinstance(refused, errors.OverloadedError)
    assert not any(future.done() for future in futures)
    assert writer.waiting == writers.WAITING_MAX


def test_caller_that_went_away_changes_nothing(
    database: Database, writer: Writer
) -> None:
    futures = []

    async def leave() -> None:
        futures.append(writer.submit(writing.put, "left"))
        waiting = asyncio.ensure_future(asyncio.wrap_future(futures[0]))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with writing.holding(writer):
        asyncio.run(leave())
        assert not futures[0].cancel()
        assert not futures[0].done()

    assert writing.result(futures[0]) == "left"
    assert writing.result(writer.submit(writing.put, "stayed")) == "stayed"
    assert writing.written(database) == {"left", "stayed"}


def test_caller_whose_event_loop_is_gone_harms_no_other(
    database: Database, writer: Writer
) -> None:
    async def leave() -> Any:
        return asyncio.wrap_future(writer.submit(writing.put, "left"))

    with writing.holding(writer):
        left = asyncio.run(leave())
        other = writer.submit(writing.put, "stayed")

    assert writing.result(other) == "stayed"
    assert not left.done()
    assert writing.written(database) == {"left", "stayed"}


@pytest.mark.parametrize("address", ["sqlite", "postgresql"])
def test_database_that_cannot_be_reached_fails_all_at_once(
    address: str, tmp_path: Any, open_database: Callable[[str], Database]
) -> None:
    url = {
        "sqlite": f"sqlite:///{tmp_path}/nowhere/holdfast.db",
        "postgresql": f"postgresql://app@/any?host={tmp_path}&port=1",
    }[address]
    begun = []

    def note(_connection: Connection, calls: Sequence[int]) -> list[Done[int]]:
        begun.append(calls)
        return [Done(call) for call in calls]

    writer = Writer(open_database(url))
    futures = [writer.submit(note, number) for number in range(5)]
    writer.start()
    results = [writing.result(future) for future in futures]
    writer.stop()

    assert {type(one) for one in results} == {errors.StorageError}
    assert "cannot be" in str(results[0])
    assert str(tmp_path) not in str(results[0])
    assert begun == []


def test_reader_sees_one_state_while_others_write(
    database: Database, writer: Writer
) -> None:
    with database.reading() as connection:
        assert writing.rows_of(connection) == set()
        assert writing.result(writer.submit(writing.put, "a")) == "a"
        assert writing.rows_of(connection) == set()

    assert writing.written(database) == {"a"}


def test_reader_cannot_write(database: Database) -> None:
    row = {"name": "a", "at": writing.NOON}
    with (
        database.reading() as connection,
        pytest.raises(DBAPIError, match=r"read-?only"),
    ):
        connection.execute(insert(Mark), row)

    with database.writing_engine.connect() as connection, connection.begin():
        connection.execute(insert(Mark), row)
    assert writing.written(database) == {"a"}
