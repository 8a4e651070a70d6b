"""Let many duties fall due at once: in the bot's own process, and in a peer's."""

import dataclasses
import json
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import backlog, load, packages, processes, scene
from bot.clock import MachineClock

#: How long a bot may take to start or to end, and a burst to be worked off, in
#: seconds.
_PATIENCE_SECONDS = 300.0

#: Between two looks at how far it is, in seconds.
_LOOK_SECONDS = 0.005

#: For how long others become due after the first.
WITHIN = timedelta(seconds=1)


class WrongError(Exception):
    """Something was lost, or done twice."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Hold how a burst was worked off.

    Attributes:
        done: How many duties were.
        seconds: From the first being due, or the start, to the last.
        lateness: How late each was in seconds, least first.
        cpu_us: Processor time of the whole process for one of them, in microseconds.
    """

    done: int
    seconds: float
    lateness: list[float]
    cpu_us: float

    @property
    def rate(self) -> float:
        """Return how many were done in a second."""
        return self.done / self.seconds

    def late(self, share: float) -> float:
        """Return how late all but this share of them were, in seconds."""
        return self.lateness[min(int(self.done * share), self.done - 1)]


@contextmanager
def bot(database: Path, provider: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the bot on a database; give its process and port, and end it."""
    port = processes.free_port()
    with processes.running(
        *("bot", "run", "--port", str(port)),
        patience_seconds=_PATIENCE_SECONDS,
        env=packages.environment() | scene.environment(database, provider),
        cwd=database.parent,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield process, port


def reach(port: int) -> None:
    """Wait until a bot's doors are open.

    Raises:
        TimeoutError: They never were.
    """
    for _ in looks():
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return


def looks() -> Iterator[float]:
    """Give the machine's time again and again, a moment apart.

    Raises:
        TimeoutError: It took too long.
    """
    pause, began = threading.Event(), MachineClock().now()
    while True:
        now = MachineClock().now()
        yield now.timestamp()
        if (now - began).total_seconds() > _PATIENCE_SECONDS:
            raise TimeoutError
        pause.wait(_LOOK_SECONDS)


class Record:
    """Watch how many acts are on record, without disturbing whoever writes."""

    def __init__(self, database: Path) -> None:
        """Begin from where it stands."""
        self._connection = sqlite3.connect(database)
        query = "SELECT coalesce(max(rowid), 0) FROM entry"
        self._first = self._last = int(self._connection.execute(query).fetchone()[0])
        self._acts = 0

    def acts(self) -> int:
        """Count the engine's acts since the beginning."""
        query = "SELECT rowid, event FROM entry WHERE rowid > ? ORDER BY rowid"
        for position, event in self._connection.execute(query, (self._last,)):
            self._last = position
            self._acts += event.startswith("duty:")
        return self._acts

    def check(self, due: int) -> None:
        """See that every due duty was taken up exactly once, and somebody is told.

        Raises:
            WrongError: It was not.
        """
        query = (
            "SELECT count(*), count(DISTINCT json_extract(record, '$.body.facts.duty'))"
            " FROM entry WHERE rowid > ? AND event LIKE 'duty:%'"
        )
        acts, duties = self._connection.execute(query, (self._first,)).fetchone()
        if (acts, duties) != (due, due):
            raise WrongError(f"{due} were due, {acts} acts are about {duties} of them")
        query = "SELECT count(DISTINCT duty_id) FROM notice WHERE purpose = 'remind'"
        told = self._connection.execute(query).fetchone()[0]
        if told < due:
            raise WrongError(f"{due} were due and {told} are told")

    def close(self) -> None:
        """End."""
        self._connection.close()


def ours(
    database: Path, store: backlog.Backlog, provider: str, due: int, ahead: timedelta
) -> Burst:
    """Let duties fall due within one second while the bot runs.

    Args:
        database: Where they are.
        store: Adds them.
        provider: Where the messages go.
        due: How many.
        ahead: How long before the first of them they are added.

    Raises:
        WrongError: One was lost or done twice.
    """
    with bot(database, provider) as (process, port), closing(Record(database)) as acts:
        reach(port)
        from_at = MachineClock().now() + ahead
        store.add_due(due, from_at, WITHIN)
        if MachineClock().now() > from_at:
            raise WrongError("they were due before they were there; take more time")
        return _watch(process.pid, acts, from_at, due)


def _watch(pid: int, acts: Record, from_at: datetime, due: int) -> Burst:
    began, before = from_at.timestamp(), load.cpu_seconds(pid)
    due_at = [began + WITHIN.total_seconds() * number / due for number in range(due)]
    lateness: list[float] = []
    seconds = 0.0
    for now in looks():
        count = acts.acts()
        lateness += [max(0.0, now - at) for at in due_at[len(lateness) : count]]
        if len(lateness) >= due:
            seconds = now - began
            break
    used = load.cpu_seconds(pid) - before
    acts.check(due)
    return Burst(
        done=due,
        seconds=seconds,
        lateness=sorted(lateness),
        cpu_us=used / due * 1_000_000,
    )


def overdue(database: Path, store: backlog.Backlog, provider: str, due: int) -> Burst:
    """Let a bot find duties that are due when it starts; count from the first act.

    Raises:
        WrongError: One was lost or done twice.
    """
    now = MachineClock().now()
    store.add_due(due, now - timedelta(minutes=1), WITHIN)
    with closing(Record(database)) as acts, bot(database, provider) as (process, _):
        began, before, first = 0.0, 0.0, 0
        for at in looks():
            count = acts.acts()
            if count and not first:
                began, before, first = at, load.cpu_seconds(process.pid), count
            if count >= due:
                break
        used = load.cpu_seconds(process.pid) - before
        acts.check(due)
    if first >= due:
        raise WrongError("all were done at the first look; let more be due")
    return Burst(
        done=due - first,
        seconds=at - began,
        lateness=[0.0] * due,
        cpu_us=used / max(1, due - first) * 1_000_000,
    )


def peers(folder: Path, journal: str, due: int, pending: int) -> Burst:
    """Do the same with APScheduler and its SQLAlchemyJobStore.

    Args:
        folder: Where its file goes.
        journal: SQLite's journal: `delete`, its default, or `wal`.
        due: How many jobs fall due within one second.
        pending: How many others there are.

    Raises:
        WrongError: One was lost or done twice.
    """
    file = folder / f"scheduler-{journal}.db"
    done = subprocess.run(  # noqa: S603 - our own modules
        [
            *(sys.executable, "-m", "benchmarks.doors.scheduler"),
            *(str(file), journal, str(due), str(pending)),
        ],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=packages.environment(),
    )
    for path in folder.glob(f"{file.name}*"):
        path.unlink()
    found = json.loads(done.stdout)
    if found["done"] != due or found["twice"]:
        raise WrongError(f"{journal}: {found['done']} of {due}, {found['twice']} twice")
    return Burst(
        done=due,
        seconds=found["seconds"],
        lateness=found["lateness"],
        cpu_us=found["cpu_us"],
    )
