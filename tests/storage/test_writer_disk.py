"""A disk that is full, broken or read-only: nobody is told what is not so.

On SQLite, whose disk is ours to fill and to break; PostgreSQL has a server's, and
what it says of that disk is read like anything else that it says.
"""

import contextlib
import os
import pathlib
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.exc import DBAPIError

from bot.store.connect import Database
from bot.store.writer import Done, Writer
from models import errors
from models.ledger import Item
from tests.storage import databases, writing

Starter = Callable[..., Writer]

#: A row's words; a few rows fill what room a test leaves.
WORDS = "x" * 20_000

#: SQLite's page, in bytes. Source: SQLite, "PRAGMA page_size".
PAGE_BYTES = 4096

#: How many pages SQLite may keep before it writes in mid-transaction. The
#: failure comes at the commit with much room, at a statement with little.
CACHES = {"at the commit": 5000, "in mid-batch": 5}


def keep(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Write a large row for each name, one after the other."""
    for number, name in enumerate(names):
        row = {
            "ledger_id": f"{number:032}",
            "position": 1,
            "name": name,
            "salt": "0" * 32,
            "content": WORDS,
        }
        connection.execute(insert(Item), row)
    return [Done(name) for name in names]


def keep_more(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Do the same under another name, so that a batch has two kinds of jobs."""
    return keep(connection, names)


def keep_anyhow(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Go on after whatever fails, and say that all is well."""
    for name in names:
        with contextlib.suppress(DBAPIError):
            keep(connection, [name])
        with contextlib.suppress(DBAPIError):
            writing.put(connection, [name])
    return [Done(name) for name in names]


def keep_at_last(connection: Connection, names: Sequence[str]) -> list[Done[str]]:
    """Ask nothing more after something failed, and say that all is well."""
    done = writing.put(connection, names)
    with contextlib.suppress(DBAPIError):
        keep(connection, names)
    return done


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database that nobody else is lent: it is listened to until the end."""
    database = Database(database_url)
    yield database
    database.close()


def path_of(database: Database) -> pathlib.Path:
    """The database's file."""
    return pathlib.Path(database.url.database or "")


def kept(path: pathlib.Path) -> set[str]:
    """The names in a file, read by a program that knows nothing of ours."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        items = connection.execute("SELECT name, content FROM item").fetchall()
        assert {content for _, content in items} <= {WORDS}
        marks = connection.execute("SELECT name FROM mark").fetchall()
        return {name for name, *_ in [*items, *marks]}
    finally:
        connection.close()


def told_done(futures: dict[str, Future[Any]]) -> set[str]:
    """The names of those who were told "done"; all others heard the truth."""
    results = {name: writing.result(future) for name, future in futures.items()}
    failed = {name: one for name, one in results.items() if one != name}
    assert {type(one) for one in failed.values()} <= {errors.StorageError}
    return results.keys() - failed.keys()


def submit_batch(writer: Writer, *works: Any, beginning: str) -> dict[str, Any]:
    """Let 32 jobs of these kinds, in turn, share a commit."""
    with writing.holding(writer):
        return {
            f"{beginning} {number}": writer.submit(
                works[number % len(works)], f"{beginning} {number}"
            )
            for number in range(32)
        }


def limit_pages(database: Database, more: int, cache: int) -> Callable[[int], None]:
    """Let every connection that writes find a full disk after so many pages more."""
    limit = path_of(database).stat().st_size // PAGE_BYTES + more

    @event.listens_for(database.writing_engine, "connect")
    def _limit(connection: Any, _record: Any) -> None:
        connection.execute(f"pragma max_page_count={limit}")
        connection.execute(f"pragma cache_size={cache}")

    def lift(room: int) -> None:
        nonlocal limit
        limit += room
        database.writing_engine.dispose()

    return lift


@databases.on("sqlite")
@pytest.mark.parametrize("cache", CACHES.values(), ids=CACHES.keys())
@pytest.mark.parametrize("room", [0, 3, 40, 100])
def test_full_disk_in_mid_batch_tells_nobody_a_lie(
    database: Database, start_writer: Starter, room: int, cache: int
) -> None:
    limit_pages(database, room, cache)
    writer = start_writer(database)

    futures = submit_batch(writer, keep, keep_more, beginning="job")
    done = told_done(futures)
    writer.stop()
    database.close()

    # Five pages hold the words of a row; the rest of the room is for its keys.
    assert room // 8 <= len(done) < 32
    assert kept(path_of(database)) == done


@databases.on("sqlite")
def test_disk_with_room_for_all_takes_all(
    database: Database, start_writer: Starter
) -> None:
    limit_pages(database, 400, CACHES["in mid-batch"])
    writer = start_writer(database)

    done = told_done(submit_batch(writer, keep, keep_more, beginning="job"))

    assert len(done) == 32
    assert kept(path_of(database)) == done


@databases.on("sqlite")
@pytest.mark.parametrize("cache", CACHES.values(), ids=CACHES.keys())
@pytest.mark.parametrize("room", [0, 3, 40])
@pytest.mark.parametrize("careless", [keep_anyhow, keep_at_last])
def test_job_that_goes_on_after_the_disk_was_full_writes_nothing_by_itself(
    database: Database, start_writer: Starter, careless: Any, room: int, cache: int
) -> None:
    """SQLite has ended the transaction then; each statement would be its own."""
    limit_pages(database, room, cache)
    writer = start_writer(database)

    futures = submit_batch(writer, careless, beginning="careless")
    done = told_done(futures)
    database.close()

    assert len(done) < 32
    assert kept(path_of(database)) == done


@databases.on("sqlite")
def test_writer_goes_on_when_there_is_room_again(
    database: Database, start_writer: Starter
) -> None:
    lift = limit_pages(database, 20, CACHES["in mid-batch"])
    writer = start_writer(database)
    first = told_done(submit_batch(writer, keep, beginning="first"))
    assert len(first) < 32

    lift(600)
    # The connection of the last good commit still has the old limit.
    with contextlib.suppress(errors.StorageError):
        submit_batch(writer, keep, beginning="lost")["lost 0"].result()
    second = told_done(submit_batch(writer, keep, beginning="second"))

    assert len(second) == 32
    assert first | second <= kept(path_of(database))


@pytest.fixture
def small_disk(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """A disk of its own with room for a megabyte and a half."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1536k", "none", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def on_disk(database: Database, folder: pathlib.Path) -> str:
    """The address of a copy of the database in that folder."""
    path = folder / "holdfast.db"
    path.write_bytes(path_of(database).read_bytes())
    return f"sqlite:///{path}"


@databases.on("sqlite")
@pytest.mark.parametrize("cache", CACHES.values(), ids=CACHES.keys())
def test_disk_that_is_really_full_tells_nobody_a_lie(
    database: Database,
    small_disk: pathlib.Path,
    open_database: Callable[[str], Database],
    start_writer: Starter,
    cache: int,
) -> None:
    small = open_database(on_disk(database, small_disk))
    limit_pages(small, 1_000_000, cache)
    writer = start_writer(small)
    done: set[str] = set()
    for number in range(4):
        works = (keep, keep_more)
        done |= told_done(submit_batch(writer, *works, beginning=f"batch {number}"))
    assert 0 < len(done) < 4 * 32

    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    again = told_done(submit_batch(writer, keep, beginning="with room"))

    assert len(again) == 32
    writer.stop()
    small.close()
    assert kept(path_of(small)) == done | again


@databases.on("sqlite")
def test_disk_that_became_read_only_tells_nobody_a_lie(
    database: Database,
    small_disk: pathlib.Path,
    open_database: Callable[[str], Database],
    start_writer: Starter,
) -> None:
    small = open_database(on_disk(database, small_disk))
    # An open file would keep the disk from becoming read-only.
    start_writer(small).stop()
    small.close()
    remount = ["mount", "-o", "remount,ro", str(small_disk)]
    subprocess.run(remount, check=True)

    writer = Writer(small)
    futures = {name: writer.submit(keep, name) for name in ("one", "two", "three")}
    writer.start()
    refused = told_done(futures)
    writer.stop()
    small.close()
    subprocess.run([*remount[:2], "remount,rw", str(small_disk)], check=True)
    done = told_done(submit_batch(start_writer(small), keep, beginning="again"))
    small.close()

    assert refused == set()
    assert len(done) == 32
    assert kept(path_of(small)) == done


@databases.on("sqlite")
@pytest.mark.parametrize("cache", CACHES.values(), ids=CACHES.keys())
def test_disk_that_breaks_tells_nobody_a_lie(
    database: Database, start_writer: Starter, cache: int
) -> None:
    """A write that the system refuses is to SQLite a disk that is broken."""
    limit_pages(database, 1_000_000, cache)
    writer = start_writer(database)
    before = told_done(submit_batch(writer, keep, beginning="before"))
    log = path_of(database).with_name("holdfast.db-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 90_000, hard))
    try:
        during = told_done(submit_batch(writer, keep, keep_more, beginning="during"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    after = told_done(submit_batch(writer, keep, beginning="after"))
    writer.stop()
    database.close()

    assert len(before) == len(after) == 32
    assert len(during) < 32
    assert kept(path_of(database)) == before | during | after


def test_read_only_database_is_named_as_the_reason(
    database: Database,
    open_database: Callable[[str], Database],
    start_writer: Starter,
) -> None:
    if database.is_sqlite:
        url = f"sqlite:///file:{database.url.database}?mode=ro&uri=true"
        # Whoever may only read needs what the others share in memory.
        with writing.holding(start_writer(database)):
            pass
    else:
        url = database.url.render_as_string(hide_password=False)
        with database.writing_engine.connect() as connection, connection.begin():
            name = database.url.database or ""
            option = "SET default_transaction_read_only = on"
            connection.execute(text(f"ALTER DATABASE {name} {option}"))
        database.close()
    writer = start_writer(open_database(url))

    results = [
        writing.result(writer.submit(writing.put, name)) for name in ("one", "two")
    ]

    assert [type(one) for one in results] == [errors.StorageError] * 2
    assert {str(one) for one in results} == {"The database cannot be written to."}
    assert writing.written(database) == set()
