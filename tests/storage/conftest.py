"""What the tests of the record start from; see `records`."""

import pathlib
import shutil
from collections.abc import Iterator

import pytest

from bot.store.connect import Database
from tests import postgres_box
from tests.storage import lending, records

#: Name of the PostgreSQL database that is copied.
PAST = "past_of_tests"


@pytest.fixture
def station(database: Database) -> Iterator[records.Station]:
    """A desk that nobody has spoken to."""
    made = records.Station(database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def past_on_sqlite(
    sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory
) -> records.Station:
    """The desk that `past` copies, closed."""
    path = tmp_path_factory.mktemp("past") / "past.db"
    shutil.copyfile(sqlite_template, path)
    return _lived(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def past_on_postgresql(
    postgres: postgres_box.PostgresBox, postgresql_template: str
) -> records.Station:
    """The desk that `past` copies, closed."""
    postgres.create(PAST, template=postgresql_template)
    return _lived(postgres.url(PAST))


@pytest.fixture
def past(
    database_kind: str, request: pytest.FixtureRequest, engines: lending.Engines
) -> Iterator[records.Station]:
    """A desk with rows in every table, under two seals; the last words are newer."""
    before: records.Station = request.getfixturevalue(f"past_on_{database_kind}")
    if database_kind == "sqlite":
        files: lending.Files = request.getfixturevalue("files")
        url = files.lend(pathlib.Path(before.database.url.database or ""))
    else:
        shelf: lending.Shelf = request.getfixturevalue("shelf")
        url = shelf.lend(PAST)
    database = engines.lend(url)
    made = records.Station(database, before)
    yield made
    made.close()
    engines.take_back(url, database)
    if database_kind != "sqlite":
        shelf.take_back(url)


def _lived(url: str) -> records.Station:
    station = records.with_a_past(records.Station(Database(url)))
    station.close()
    station.database.close()
    return station
