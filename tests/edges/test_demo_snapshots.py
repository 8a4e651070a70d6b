"""A copy of a database is taken if it has exactly our tables."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.simulator.demo.kept import snapshots
from bot.store import migrate
from bot.store.connect import Database
from models import errors

_BETWEEN = ", \n\t"
_TABLE = ("table", "footage")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "holdfast.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    database.close()
    return path


def rewrites(path: Path, wanted: list[str]) -> None:
    """Write how the table of footage was made, as if SQLite had been told so."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("pragma writable_schema=on")
        connection.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE (type, name) = (?, ?)",
            (_BETWEEN.join(wanted) + "\n)", *_TABLE),
        )


def parts(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE (type, name) = (?, ?)", _TABLE
        ).fetchone()
    found: list[str] = sql.removesuffix("\n)").split(_BETWEEN)
    return found


def test_the_order_of_constraints_says_nothing(file: Path) -> None:
    found = parts(file)
    rules = [part for part in found if part.startswith("CONSTRAINT ")]
    assert len(rules) > 2
    columns = found[: -len(rules)]

    for turned in (rules, rules[::-1]):
        rewrites(file, columns + turned)
        snapshots.check(file)


def test_a_table_that_lacks_a_constraint_is_refused(file: Path) -> None:
    found = parts(file)
    assert found[-1].startswith("CONSTRAINT ")
    rewrites(file, found[:-1])

    with pytest.raises(errors.ConfigurationError, match="tables that are not Holdfast"):
        snapshots.check(file)


def test_a_table_whose_columns_change_places_is_refused(file: Path) -> None:
    found = parts(file)
    found[1], found[2] = found[2], found[1]
    rewrites(file, found)

    with pytest.raises(errors.ConfigurationError, match="tables that are not Holdfast"):
        snapshots.check(file)
