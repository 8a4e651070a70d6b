"""Open the database; every difference between SQLite and PostgreSQL is here.

SQLite: one file, WAL, `BEGIN IMMEDIATE` for whatever writes (a deferred one
loses updates or fails at once with "locked"), full synchronisation, a busy
time-out below Slack's three seconds, and a second engine for reading that can
never take the write lock. PostgreSQL: psycopg, read committed and row locks for
what writes, one snapshot for what only reads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError

from bot.store import journal
from models import errors

#: How long a writer waits for another process, in milliseconds; Slack waits 3 s.
BUSY_TIMEOUT_MILLISECONDS = 2000

#: How long a migration waits for another one, in milliseconds. Source: our
#: choice; a larger database than one agency's is changed in less.
MIGRATION_TIMEOUT_MILLISECONDS = 60_000

#: Names the migrations' lock inside a PostgreSQL database: "holdfast" in ASCII.
_MIGRATION_LOCK = int.from_bytes(b"holdfast")

#: What begins a transaction that writes, on SQLite.
_BEGIN_WRITING = "BEGIN IMMEDIATE"

#: PostgreSQL conditions after which the same work may simply be done again.
#: Not lock_not_available: whoever waited once is not made to wait again.
#: Source: PostgreSQL manual, appendix A: serialization_failure, deadlock_detected,
#: admin_shutdown, crash_shutdown, cannot_connect_now.
_RETRYABLE_SQLSTATES = {"40001", "40P01", "57P01", "57P02", "57P03"}

#: The two kinds of database, and through what each is spoken to.
_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
_ADDRESS = "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"

#: What a database's own words mean for the operator. Source: SQLite, "Result and
#: Error Codes"; PostgreSQL manual, appendix A.
_MEANINGS = {
    "disk is full": "The disk of the database is full.",
    "53100": "The disk of the database is full.",
    "readonly database": "The database cannot be written to.",
    "25006": "The database cannot be written to.",
    "disk I/O error": "The disk of the database is broken.",
    "unable to open": "The database file cannot be opened: look at DATABASE_URL.",
    "not a database": "The file is no database: look at DATABASE_URL.",
    "is locked": "Another process holds the database.",
    "55P03": "Another process holds the database.",
}


class LostTransactionError(Exception):
    """The transaction ended by itself; what was written in it is gone."""


class Database:
    """Hand out connections that write, and connections that only read."""

    def __init__(self, url: str) -> None:
        """Prepare both engines; no connection is made yet.

        Args:
            url: `sqlite:///file.db` or `postgresql+psycopg://...`.

        Raises:
            ConfigurationError: The address names another kind of database.
        """
        try:
            parsed = make_url(url)
        except ArgumentError:
            # Its text holds the address, and that may hold a password.
            raise errors.ConfigurationError(_ADDRESS) from None
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if parsed.drivername not in _DRIVERS:
            raise errors.ConfigurationError(_ADDRESS)
        if self.is_sqlite and parsed.database in (None, "", ":memory:"):
            raise errors.ConfigurationError(
                "DATABASE_URL must name a file: sqlite:///holdfast.db"
            )
        self.url = parsed
        self.writing_engine = self._engine(reads_only=False)
        self.reading_engine = self._engine(reads_only=True)

    def _engine(self, *, reads_only: bool) -> Engine:
        if self.is_sqlite:
            return _sqlite_engine(self.url, reads_only=reads_only)
        return _postgresql_engine(self.url, reads_only=reads_only)

    @property
    def is_missing(self) -> bool:
        """Tell whether there is no file yet; to open it would make one."""
        name = self.url.database or ""
        is_file = self.is_sqlite and not name.startswith("file:")
        return is_file and not Path(name).exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection for questions; it sees one state of the database."""
        with self.reading_engine.connect() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a transaction in which tables may be made anew; one at a time.

        All of it is committed at the end, or nothing. SQLite cannot change a
        table in place: it is copied, dropped and renamed, which only works while
        references are not enforced; they are checked before the commit.

        Raises:
            StorageError: A row would refer to one that is not there.
        """
        with self.writing_engine.connect() as connection:
            if self.is_sqlite:
                driver: Any = connection.connection.dbapi_connection
                driver.execute(f"pragma busy_timeout={MIGRATION_TIMEOUT_MILLISECONDS}")
                # Has no effect inside a transaction.
                driver.execute("pragma foreign_keys=off")
            try:
                connection.begin()
                if not self.is_sqlite:
                    wait = f"set local lock_timeout={MIGRATION_TIMEOUT_MILLISECONDS}"
                    connection.exec_driver_sql(wait)
                    lock = func.pg_advisory_xact_lock(_MIGRATION_LOCK)
                    connection.execute(select(lock))
                yield connection
                if self.is_sqlite and _dangling(connection):
                    raise errors.StorageError(
                        "A row would refer to one that is not there; nothing was "
                        "changed."
                    )
                self.commit(connection)
            finally:
                # Nothing of what was set here may reach another transaction.
                connection.invalidate()

    def commit(self, connection: Connection) -> None:
        """Commit a transaction that is seen to be open still.

        Both drivers say yes to a commit of nothing: SQLite ends a transaction by
        itself when the disk is full, PostgreSQL turns the commit of a failed one
        into a rollback. Whoever was answered then was told a lie.

        Raises:
            LostTransactionError: There was no transaction to commit any more.
        """
        driver: Any = connection.connection.dbapi_connection
        if self.is_sqlite:
            is_lost = not driver.in_transaction
        else:
            # A transaction that nothing was asked in was never begun; one whose
            # connection is gone says so itself when it is committed.
            is_lost = driver.info.transaction_status.name == "INERROR"
        if is_lost:
            raise LostTransactionError
        connection.commit()

    def lock(self, query: Select[Any], *, skip_locked: bool = False) -> Select[Any]:
        """Return the query so that its rows stay ours until the commit.

        On SQLite a writer has the whole file already.
        """
        if self.is_sqlite:
            return query
        return query.with_for_update(skip_locked=skip_locked)

    def insert_new(self, table: Any) -> Any:
        """Return an insert that passes over rows that are there already."""
        insert = sqlite_insert if self.is_sqlite else postgresql_insert
        return insert(table).on_conflict_do_nothing()

    def put(self, table: Any, key: str, row: dict[str, Any]) -> Any:
        """Return an insert that overwrites the row of the same key."""
        insert = sqlite_insert if self.is_sqlite else postgresql_insert
        statement = insert(table).values(row)
        rest = {name: statement.excluded[name] for name in row if name != key}
        return statement.on_conflict_do_update(index_elements=[key], set_=rest)

    def may_retry(self, error: Exception) -> bool:
        """Tell whether doing the same work again, alone, may succeed.

        True after losing a race for a unique key, a deadlock, or a connection.
        """
        if isinstance(error, IntegrityError):
            return True
        if not isinstance(error, DBAPIError):
            return False
        if error.connection_invalidated:
            return True
        return getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES

    def as_storage_error(self, error: Exception) -> errors.StorageError | None:
        """Translate what a database says; None for what is not the database's.

        The sentence names the kind of trouble and never a value.
        """
        if isinstance(error, LostTransactionError):
            full = "The disk of the database took no more."
            return errors.StorageError(
                full if self.is_sqlite else "The database gave up in the middle."
            )
        if not isinstance(error, DBAPIError):
            return None
        # Only SQLite's own words are looked through: PostgreSQL may quote a value.
        said = str(error.orig) if self.is_sqlite else ""
        state = getattr(error.orig, "sqlstate", None)
        for words, meaning in _MEANINGS.items():
            if words in said or words == state:
                return errors.StorageError(meaning)
        if isinstance(error, OperationalError) and not (self.is_sqlite or state):
            return errors.StorageError("The database cannot be reached.")
        return errors.StorageError(f"The database refused ({type(error).__name__}).")

    def take_log_over(self) -> None:
        """Take what SQLite's log holds over into the file, beside the writer."""
        if not self.is_sqlite:
            return
        with self.reading_engine.connect() as connection:
            # Past SQLAlchemy, which would begin a transaction: in one it is refused.
            journal.take_over(connection.connection.dbapi_connection)

    def close(self) -> None:
        """Close every connection."""
        self.writing_engine.dispose()
        self.reading_engine.dispose()


def _sqlite_engine(url: URL, *, reads_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"pragma busy_timeout={BUSY_TIMEOUT_MILLISECONDS}")
        connection.execute("pragma foreign_keys=on")
        if reads_only:
            connection.execute("pragma query_only=on")
        else:
            journal.keep(connection)
            connection.execute("pragma synchronous=full")

    if reads_only:
        # Through the driver alone: it takes no lock, and cannot fail.
        event.listen(engine, "begin", lambda begun: begun.connection.execute("BEGIN"))
        return engine
    begin = _BEGIN_WRITING
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql(begin))
    event.listen(engine, "before_cursor_execute", _refuse_outside_transaction)
    return engine


def _refuse_outside_transaction(
    _connection: Connection, cursor: Any, statement: str, *_rest: Any
) -> None:
    """Refuse what would be committed by itself.

    SQLite ends a transaction when the disk is full or broken. Whatever is asked
    after that would each be a commit of its own, of a batch that failed.

    Raises:
        LostTransactionError: There is no transaction.
    """
    if statement != _BEGIN_WRITING and not cursor.connection.in_transaction:
        raise LostTransactionError


def _dangling(connection: Connection) -> bool:
    """Tell whether a row of a SQLite database refers to one that is not there."""
    return connection.exec_driver_sql("pragma foreign_key_check").first() is not None


def _postgresql_engine(url: URL, *, reads_only: bool) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=reads_only,
        connect_args={"connect_timeout": 5},
        # One question after the other has to see the same state.
        isolation_level="REPEATABLE READ" if reads_only else "READ COMMITTED",
        execution_options={"postgresql_readonly": True} if reads_only else {},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.execute(f"set lock_timeout={BUSY_TIMEOUT_MILLISECONDS}")
        connection.commit()

    return engine
