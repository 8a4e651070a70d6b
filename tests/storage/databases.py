"""Databases for tests: every test that asks for one runs on both kinds.

A migrated database of each kind is made once; each test gets a copy of it. What is
true of one kind alone says so with `on`.
"""

import itertools
import pathlib
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.store import migrate
from bot.store.connect import Database
from bot.store.writer import Writer
from tests import postgres_box

KINDS = ("sqlite", "postgresql")

#: Name of the PostgreSQL database that is copied.
TEMPLATE = "template_of_tests"

#: Gives each PostgreSQL database of this run a name of its own.
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


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: pathlib.Path
) -> Iterator[str]:
    """The address of a migrated database without a row in it."""
    if database_kind == "sqlite":
        path = tmp_path / "holdfast.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgresql_template")
    yield from _postgresql(request.getfixturevalue("postgres"), template)


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Database]:
    """The database of each kind on which scenes are played, one after the other.

    Its statements are made once for all of them, which takes longer than most scenes.
    """
    return {"sqlite": Database(f"sqlite:///{tmp_path_factory.mktemp('scene')}/s.db")}


@pytest.fixture
def played_database(
    database_kind: str, request: pytest.FixtureRequest, stages: dict[str, Database]
) -> Iterator[Database]:
    """A migrated database without a row in it; the same one for every scene."""
    if database_kind == "sqlite":
        database = stages["sqlite"]
        path = pathlib.Path(str(database.writing_engine.url.database))
        for file in path.parent.iterdir():
            file.unlink()
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    else:
        template = request.getfixturevalue("postgresql_template")
        box: postgres_box.PostgresBox = request.getfixturevalue("postgres")
        if "postgresql" not in stages:
            stages["postgresql"] = Database(box.url("scene"))
        database = stages["postgresql"]
        box.drop("scene")
        box.create("scene", template=template)
    yield database
    database.close()


@pytest.fixture
def empty_database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: pathlib.Path
) -> Iterator[str]:
    """The address of a database without a table in it; on SQLite, of no file yet."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    yield from _postgresql(request.getfixturevalue("postgres"), None)


@pytest.fixture
def open_database() -> Iterator[Callable[[str], Database]]:
    """Opens databases by their address and closes them after the test."""
    opened = []

    def open_one(url: str) -> Database:
        database = Database(url)
        opened.append(database)
        return database

    yield open_one
    for database in opened:
        database.close()


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


def _postgresql(box: postgres_box.PostgresBox, template: str | None) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    box.create(name, template=template)
    yield box.url(name)
    box.drop(name)
