"""Copy the database of a running bot, and judge a copy that somebody sent."""

import contextlib
import sqlite3
from pathlib import Path

from bot.store import migrate
from bot.store.connect import Database
from models import errors

#: Source: SQLite, Database File Format, section 1.2.
_HEADER = b"SQLite format 3\0"
#: A database of this version, to compare with.
_FRESH = "fresh.db"
#: What a database consists of.
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"
#: Between the parts of a table as SQLAlchemy writes it, and at its end.
_COMMA, _END = ", \n\t", "\n)"
_CONSTRAINT = "CONSTRAINT "


def copy(path: Path) -> bytes:
    """Return a database as it is at one instant, while others may write to it.

    Raises:
        StorageError: It cannot be read.
    """
    try:
        with (
            contextlib.closing(_connect(path)) as source,
            contextlib.closing(sqlite3.connect(":memory:")) as target,
        ):
            source.backup(target)
            return target.serialize()
    except sqlite3.Error as error:
        raise errors.StorageError("The database cannot be copied.") from error


def check(path: Path) -> None:
    """Refuse a file that is no database with exactly our tables, and sound.

    Args:
        path: The file, in a folder of its own: others are written beside it.

    Raises:
        ConfigurationError: It is none.
    """
    name = path.name
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise errors.ConfigurationError(f"{name} is no database.")
    try:
        with contextlib.closing(_connect(path)) as connection:
            connection.execute("pragma trusted_schema=off")
            sound = connection.execute("pragma integrity_check(1)").fetchall()
            if sound != [("ok",)]:
                raise errors.ConfigurationError(f"{name} is damaged.")
            taken, tables = _blueprint(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise errors.ConfigurationError(f"{name} is damaged.") from error
    wanted, own = _fresh(path.with_name(_FRESH))
    if taken != wanted:
        raise errors.ConfigurationError(
            f"{name} is not of this version of Holdfast: its tables are not those of "
            f"step {wanted}."
        )
    if tables != own:
        raise errors.ConfigurationError(f"{name} has tables that are not Holdfast's.")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)


def _blueprint(connection: sqlite3.Connection) -> tuple[str, list[tuple[str, ...]]]:
    rows = connection.execute(_SCHEMA).fetchall()
    tables = [(*row[:3], *_parts(row[3] or "")) for row in rows]
    is_ours = any(row[:2] == ("table", "alembic_version") for row in tables)
    if not is_ours:
        return "", tables
    taken = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return "".join(str(row[0]) for row in taken), tables


def _parts(sql: str) -> list[str]:
    """Return what a table consists of: its columns, then its constraints by name.

    A migration that makes a table anew writes its constraints in any order.
    """
    parts = sql.removesuffix(_END).split(_COMMA)
    return sorted(parts, key=lambda part: part if part.startswith(_CONSTRAINT) else "")


def _fresh(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    """Return what a database consists of that is made just now."""
    database = Database(f"sqlite:///{path}")
    try:
        migrate.upgrade(database)
    finally:
        database.close()
    with contextlib.closing(_connect(path)) as connection:
        return _blueprint(connection)
