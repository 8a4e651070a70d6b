"""What the tests of the record start from; see `records`."""

import itertools
import pathlib
import shutil
from collections.abc import Iterator

import pytest

from bot.store.connect import Database
from tests import postgres_box
from tests.storage import records

#: Name of the PostgreSQL database that is copied.
PAST = "past_of_tests"

_numbers = itertools.count(1)


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
    database_kind: str, request: pytest.FixtureRequest, tmp_path: pathlib.Path
) -> Iterator[records.Station]:
    """A desk with rows in every table, under two seals; the last words are newer."""
    before: records.Station = request.getfixturevalue(f"past_on_{database_kind}")
    name = f"past_{next(_numbers)}"
    if database_kind == "sqlite":
        path = tmp_path / f"{name}.db"
        shutil.copyfile(str(before.database.url.database), path)
        url = f"sqlite:///{path}"
    else:
        box: postgres_box.PostgresBox = request.getfixturevalue("postgres")
        box.create(name, template=PAST)
        url = box.url(name)
    made = records.Station(Database(url), before)
    yield made
    made.close()
    made.database.close()
    if database_kind != "sqlite":
        box.drop(name)


def _lived(url: str) -> records.Station:
    station = records.with_a_past(records.Station(Database(url)))
    station.close()
    station.database.close()
    return station
