"""Make the tables and change them: step by step, all or nothing, one at a time.

The steps lie in `models/migrations`. Nothing here runs by itself: an operator
asks for it, and a process that finds another schema than its own does not start.
Alembic is loaded when steps are taken: to know whether there are any their names
are enough, and a bot that starts again after a fall has none to take.
"""

import contextlib
import enum
import functools
import importlib.resources
import os
import pathlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from bot.store.connect import Database
from models import errors

if TYPE_CHECKING:
    import alembic.config

#: Folder of the steps, wherever the package is installed.
SCRIPTS = pathlib.Path(str(importlib.resources.files("models") / "migrations"))


class SchemaState(enum.Enum):
    """Name how a database's tables stand to this code."""

    CURRENT = "current"
    #: Steps are missing.
    OLD = "old"
    #: A step was taken that this code does not know.
    NEWER = "newer"
    #: No step was ever taken.
    EMPTY = "empty"


#: What to do about it, for the operator.
_ADVICE = {
    SchemaState.OLD: "The database is of an older version: make a backup, then run "
    "`holdfast migrate`.",
    SchemaState.NEWER: "The database is of a newer version than this program: install "
    "that version, or restore the backup made before `holdfast migrate`.",
    SchemaState.EMPTY: "The database is empty: run `holdfast migrate`.",
}


def state(database: Database, *, scripts: pathlib.Path = SCRIPTS) -> SchemaState:
    """Compare a database with the newest step in the code; changes nothing.

    Raises:
        StorageError: The database cannot be read.
    """
    if database.is_missing:
        return SchemaState.EMPTY
    try:
        with database.reading() as connection:
            return _state(_taken(connection), _steps_at_start(scripts))
    except DBAPIError as error:
        raise (database.as_storage_error(error) or error) from error


def require_current(database: Database, *, scripts: pathlib.Path = SCRIPTS) -> None:
    """Return if the tables are those of this code.

    Raises:
        ConfigurationError: They are not; it says what to run.
        StorageError: The database cannot be read.
    """
    found = state(database, scripts=scripts)
    if found in _ADVICE:
        raise errors.ConfigurationError(_ADVICE[found])


def upgrade(database: Database, *, scripts: pathlib.Path = SCRIPTS) -> list[str]:
    """Take every step that is missing, in one transaction.

    Safe to call again and from two processes at once: the second waits, and
    finds nothing left to do.

    Returns:
        The revisions of the steps taken, oldest first.

    Raises:
        ConfigurationError: The database is newer than this code, or holds tables
            that are not known to come from it.
        StorageError: The database did not take it; nothing was changed.
    """
    import alembic.command

    if database.is_missing:
        _make_private(str(database.url.database))
    try:
        with database.migrating() as connection:
            taken = _taken(connection)
            missing = _missing(connection, taken, scripts)
            if missing:
                alembic.command.upgrade(config(connection, scripts), "head")
    except DBAPIError as error:
        raise (database.as_storage_error(error) or error) from error
    return missing


def _make_private(path: str) -> None:
    """Make an empty database file that nobody but its owner can read.

    SQLite gives the files beside it the same rights. What stands in the way of
    making it is told when the file is opened.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def draft(
    database: Database, title: str, *, scripts: pathlib.Path = SCRIPTS
) -> pathlib.Path:
    """Write a first version of the next step, for a developer to finish.

    It holds what has to change from this database to the tables of the code.

    Args:
        database: One that has every step so far.
        title: What it does, in the imperative: `Add the attempt's receipt`.
        scripts: Folder of the steps; the new one is put there.

    Raises:
        ConfigurationError: The database lacks a step or knows another one.
    """
    import alembic.command
    from alembic.util.exc import CommandError

    head = max(_steps(scripts), default="0")
    with database.migrating() as connection:
        try:
            made: Any = alembic.command.revision(
                config(connection, scripts),
                message=title,
                rev_id=f"{int(head) + 1:04}",
                autogenerate=True,
            )
        except CommandError as error:
            raise errors.ConfigurationError(str(error)) from error
    return pathlib.Path(made.path)


def config(
    connection: Connection, scripts: pathlib.Path = SCRIPTS
) -> "alembic.config.Config":
    """Return what Alembic needs to know, so that no file of settings is needed."""
    import alembic.config

    config = alembic.config.Config(attributes={"connection": connection})
    # A percent sign would begin a reference to another option.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


#: Where alembic keeps the newest step that was taken.
_VERSIONS = "alembic_version"


def _taken(connection: Connection) -> set[str]:
    """Return the newest step that a database has; nothing where it has none."""
    # Alembic would tell too, and makes a table of its own for each question.
    if not inspect(connection).has_table(_VERSIONS):
        return set()
    found = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSIONS}")  # noqa: S608 - a name of ours
    return set(found.scalars())


@functools.lru_cache(maxsize=1)
def _steps_at_start(scripts: pathlib.Path) -> tuple[str, ...]:
    """Return the steps as they were at the start; a health check asks every time."""
    return _steps(scripts)


def _steps(scripts: pathlib.Path) -> tuple[str, ...]:
    """Return the steps, oldest first.

    A step's file begins with its number; each follows the one before.
    """
    files = (scripts / "versions").glob("[0-9]*_*.py")
    return tuple(sorted(file.name.partition("_")[0] for file in files))


def _state(taken: set[str], steps: tuple[str, ...]) -> SchemaState:
    if not taken:
        return SchemaState.EMPTY
    if taken == set(steps[-1:]):
        return SchemaState.CURRENT
    return SchemaState.OLD if taken <= set(steps) else SchemaState.NEWER


def _missing(
    connection: Connection, taken: set[str], scripts: pathlib.Path
) -> list[str]:
    """Return the steps still to be taken, oldest first.

    Raises:
        ConfigurationError: There is no way from here to the newest step.
    """
    steps = _steps(scripts)
    found = _state(taken, steps)
    if found is SchemaState.NEWER:
        raise errors.ConfigurationError(_ADVICE[found])
    others = set(inspect(connection).get_table_names()) - {_VERSIONS}
    if found is SchemaState.EMPTY and others:
        raise errors.ConfigurationError(
            "The database holds tables that are not Holdfast's, or not of a release; "
            "give it one of its own."
        )
    return [step for step in steps if step > max(taken, default="")]
