"""Databases that one test after the other uses, emptied in between.

To make a PostgreSQL database takes as long as a test, and so does the making of
statements for an engine. A test cannot tell: it finds the rows that the template
has, the schema of the template, and nobody else's connection.
"""

import pathlib
import shutil
from collections import defaultdict
from typing import Any

import psycopg
from psycopg import sql

from bot.store.connect import Database
from tests import postgres_box

#: How often it is looked whether the connections that a test had have ended, and
#: how long is waited in between.
_LOOKS, _LOOK_SECONDS = 5_000, 0.002

#: After so many uses a database is freed of the rows that were deleted in it.
_USES = 20

#: Changes with every change to the schema: a row of any of these is written anew
#: then, by a later transaction. Settings of the whole database are part of it.
_SCHEMA = """
    SELECT (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_class),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_attribute),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_attrdef),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_constraint),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_index),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_namespace),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_proc),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_trigger),
        (SELECT concat(count(*), ' ', max(xmin::text::bigint)) FROM pg_type),
        (SELECT count(*) FROM pg_db_role_setting JOIN pg_database
            ON pg_database.oid = setdatabase WHERE datname = current_database())
"""

_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

#: Ends when they have: the server's own wait looks only ten times a second.
_END = f"""
    DO $$ BEGIN
        FOR looked IN 1..{_LOOKS} LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN NOT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
            );
            PERFORM pg_sleep({_LOOK_SECONDS});
        END LOOP;
    END $$
"""

_TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""


class Engines:
    """Lend databases by their address, with the statements that were made before."""

    def __init__(self) -> None:
        self._free: dict[str, list[Database]] = defaultdict(list)

    def lend(self, url: str) -> Database:
        """Return a database that nobody uses; two at once are two."""
        free = self._free[url]
        return free.pop() if free else Database(url)

    def take_back(self, url: str, database: Database) -> None:
        """Close what was lent, and keep it for the next."""
        database.close()
        self._free[url].append(database)


class Files:
    """Lend a SQLite file that is a copy of another; always the same address."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    def lend(self, template: pathlib.Path) -> str:
        """Return the address of a fresh copy."""
        folder = self._folder / template.stem
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        shutil.copyfile(template, folder / "holdfast.db")
        return f"sqlite:///{folder / 'holdfast.db'}"


class Shelf:
    """Lend PostgreSQL databases that are copies of another."""

    def __init__(self, box: postgres_box.PostgresBox) -> None:
        self._box = box
        self._made = 0
        self._free: dict[str, list[_Copy]] = defaultdict(list)
        self._lent: dict[str, _Copy] = {}

    def lend(self, template: str) -> str:
        """Return the address of a database as the template is."""
        free = self._free[template]
        if free:
            copy = free.pop()
        else:
            self._made += 1
            copy = _Copy(self._box, f"lent_{self._made}", template)
        url = self._box.url(copy.name)
        self._lent[url] = copy
        return url

    def take_back(self, url: str) -> None:
        """Make what was lent as it was, or drop it where that cannot be."""
        copy = self._lent.pop(url)
        if copy.is_restored():
            self._free[copy.template].append(copy)
        else:
            copy.close()
            self._box.drop(copy.name)

    def close(self) -> None:
        """Let go of every database; the box is about to end."""
        for copies in self._free.values():
            for copy in copies:
                copy.close()


class _Copy:
    """One database, and what it was made with."""

    def __init__(self, box: postgres_box.PostgresBox, name: str, template: str) -> None:
        self.name = name
        self.template = template
        self._uses = 0
        box.create(name, template=template)
        self._connection = box.connect(name)
        # Who refers to a row, and who may delete it, is not asked.
        self._connection.execute("SET session_replication_role = replica")
        self._schema = self._connection.execute(_SCHEMA).fetchone()
        tables = [sql.Identifier(name) for (name,) in self._connection.execute(_TABLES)]
        self._empty = sql.SQL(";").join(
            sql.SQL("DELETE FROM {}").format(table) for table in tables
        )
        self._rows = [(table, rows) for table in tables if (rows := self._read(table))]
        self._sequences: list[Any] = self._connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
        ).fetchall()

    def is_restored(self) -> bool:
        """Put the first rows back; False: something else than rows was changed."""
        try:
            self._connection.execute(_OTHERS)
            self._connection.execute(_END)
        except psycopg.OperationalError:
            # The test ended every connection, this one too.
            return False
        if self._connection.execute(_SCHEMA).fetchone() != self._schema:
            return False
        self._connection.execute(self._empty)
        for table, rows in self._rows:
            self._write(table, rows)
        for name, value in self._sequences:
            self._connection.execute(
                "SELECT setval(%s::regclass, coalesce(%s, 1), %s)",
                [name, value, value is not None],
            )
        self._uses += 1
        if self._uses % _USES == 0:
            self._connection.execute("VACUUM")
        return True

    def close(self) -> None:
        self._connection.close()

    def _read(self, table: sql.Identifier) -> bytes:
        query = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(table)
        count = sql.SQL("SELECT count(*) FROM {}").format(table)
        if self._connection.execute(count).fetchone() == (0,):
            return b""
        with self._connection.cursor().copy(query) as copied:
            return b"".join(bytes(part) for part in copied)

    def _write(self, table: sql.Identifier, rows: bytes) -> None:
        query = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(table)
        with self._connection.cursor().copy(query) as copied:
            copied.write(rows)
