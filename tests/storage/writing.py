"""Jobs for the writer, and a way to make several wait for one commit."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models.ledger import Mark

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

#: How long a test waits for what has to happen, in seconds; nothing takes as long.
PATIENCE_SECONDS = 60

#: An argument that no job can do anything with.
POISON = "poison"


def put(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Write a row for each name; refuse poison after the others were written."""
    rows = [{"name": name, "at": NOON} for name in names if name != POISON]
    if rows:
        connection.execute(insert(Mark), rows)
    if POISON in names:
        raise ValueError(POISON)
    return [Done(name) for name in names]


def put_once(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Write a row for each name that has none yet, as every real job would."""
    there = rows_of(connection)
    put(connection, [name for name in names if name not in there])
    return [Done(name) for name in names]


def rows_of(connection: Connection) -> set[str]:
    """The names that have a row."""
    return set(connection.execute(select(col(Mark.name))).scalars())


def written(database: Database) -> set[str]:
    """The names that somebody else sees to have a row."""
    with database.reading() as connection:
        return rows_of(connection)


@contextlib.contextmanager
def holding(writer: Writer) -> Iterator[None]:
    """Keep the writer busy in an open transaction; what is submitted waits."""
    is_busy, is_over = threading.Event(), threading.Event()

    def hold(_connection: Connection, calls: Sequence[None]) -> list[Done[None]]:
        is_busy.set()
        is_over.wait(PATIENCE_SECONDS)
        return [Done(None) for _ in calls]

    held = writer.submit(hold, None)
    assert is_busy.wait(PATIENCE_SECONDS)
    try:
        yield
    finally:
        is_over.set()
        held.result(PATIENCE_SECONDS)


def result(future: Future[Any]) -> Any:
    """What a job came to, or the error it failed with."""
    error = future.exception(PATIENCE_SECONDS)
    return future.result() if error is None else error


def wait_for(is_so: Callable[[], bool]) -> None:
    """Look until something is so; the test run's own limit ends what never is."""
    while not is_so():
        continue
