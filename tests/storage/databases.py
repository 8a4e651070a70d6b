"""Databases for tests: every test that asks for one runs on both kinds.

A migrated database of each kind is made once; each test has a copy of it to itself
(see `lending`). What is true of one kind alone says so with `on`.
"""

import itertools
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.store import migrate
from bot.store.connect import Database
from bot.store.writer import Writer
from tests import postgres_box
from tests.storage import lending

KINDS = ("sqlite", "postgresql")

#: Name of the PostgreSQL database that is copied.
TEMPLATE = "template_of_tests"

#: Gives each empty PostgreSQL database of this run a name of its own.
_numbers = itertools.count(1)


def on(kind: str) -> pytest.MarkDecorator:
    """Let a test run on one kind of database only."""
    return pytest.mark.parametrize("database_kind", [kind], indirect=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A migrated SQLite file; nothing of it is left in a log beside it."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgres: postgres_box.PostgresBox) -> str:
    """The name of a migrated PostgreSQL database that nobody is connected to."""
    postgres.create(TEMPLATE)
    _migrate(postgres.url(TEMPLATE))
    return TEMPLATE


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that asks for one runs on each."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def engines() -> lending.Engines:
    """Databases that were open before."""
    return lending.Engines()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> lending.Files:
    """SQLite files that are lent to one test after the other."""
    return lending.Files(tmp_path_factory.mktemp("lent"))


@pytest.fixture(scope="session")
def shelf(postgres: postgres_box.PostgresBox) -> Iterator[lending.Shelf]:
    """PostgreSQL databases that are lent to one test after the other."""
    shelf = lending.Shelf(postgres)
    yield shelf
    shelf.close()


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database without a row in it."""
    if database_kind == "sqlite":
        files: lending.Files = request.getfixturevalue("files")
        yield files.lend(request.getfixturevalue("sqlite_template"))
        return
    shelf: lending.Shelf = request.getfixturevalue("shelf")
    url = shelf.lend(request.getfixturevalue("postgresql_template"))
    yield url
    shelf.take_back(url)


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: pathlib.Path
) -> Iterator[str]:
    """The address of a database without a table in it; on SQLite, of no file yet."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    box: postgres_box.PostgresBox = request.getfixturevalue("postgres")
    name = f"empty_{next(_numbers)}"
    box.create(name)
    yield box.url(name)
    box.drop(name)


@pytest.fixture
def open_database(engines: lending.Engines) -> Iterator[Callable[[str], Database]]:
    """Opens databases by their address and closes them after the test.

    Whoever listens to what happens in their engines stops that again.
    """
    opened = []

    def open_one(url: str) -> Database:
        database = engines.lend(url)
        opened.append((url, database))
        return database

    yield open_one
    for lent in opened:
        engines.take_back(*lent)


@pytest.fixture
def database(database_url: str, open_database: Callable[[str], Database]) -> Database:
    """A migrated database, open."""
    return open_database(database_url)


@pytest.fixture
def start_writer() -> Iterator[Callable[..., Writer]]:
    """Starts writers, given what they are given, and stops them after the test."""
    started = []

    def start(database: Database, **options: Any) -> Writer:
        writer = Writer(database, **options)
        started.append(writer)
        writer.start()
        return writer

    yield start
    for writer in started:
        writer.stop()


@pytest.fixture
def writer(database: Database, start_writer: Callable[..., Writer]) -> Writer:
    """The writer of that database, at work."""
    return start_writer(database)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.close()
