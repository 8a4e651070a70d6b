"""Run what one would take first for deadlines: APScheduler with a job store.

    python -m benchmarks.doors.scheduler FILE delete|wal COUNT PENDING

One date job for each duty; its function inserts one row into the same SQLite file,
with a connection for each thread. It decides nothing, writes no entry and updates
no duty. Nothing is dropped for being late, which its default would do after one
second. Prints one line of JSON.
"""

import gc
import json
import pickle
import sqlite3
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import event

from bot.clock import MachineClock

#: How long a connection waits for another, in seconds: nothing fails for it.
_BUSY_SECONDS = 120

#: How long the burst may take, in seconds.
_PATIENCE_SECONDS = 300

#: Rows of one statement that fills the store.
_CHUNK = 5_000

#: When the jobs run that are not due.
_PENDING_AFTER = timedelta(days=2)

#: For how long others become due after the first.
_WITHIN = timedelta(seconds=1)

#: How long before the first of them everything is ready, at least, and how many are
#: added in a second, at least.
_AHEAD, _ADDED_PER_SECOND = timedelta(seconds=1), 5_000

_FILE, _JOURNAL = Path(sys.argv[1]), sys.argv[2]
_LOCAL = threading.local()
_now = MachineClock().now


def tell(number: int) -> None:
    """Insert one row, as a reminder that is to be sent."""
    connection: sqlite3.Connection | None = getattr(_LOCAL, "connection", None)
    if connection is None:
        connection = sqlite3.connect(_FILE, timeout=_BUSY_SECONDS)
        connection.execute(f"PRAGMA journal_mode = {_JOURNAL}")
        _LOCAL.connection = connection
    connection.execute("INSERT INTO told VALUES (?, ?)", (number, _now().timestamp()))
    connection.commit()


def main() -> None:
    """Fill the store, wait for the burst to be worked off, and say how that went."""
    count, pending = int(sys.argv[3]), int(sys.argv[4])
    scheduler, store = _scheduler()
    scheduler.start(paused=True)
    later = _now() + _PENDING_AFTER
    _add(scheduler, store, [later] * pending, count)
    # Ready before they are due, in whatever time that takes.
    from_at = _now() + _AHEAD + timedelta(seconds=count / _ADDED_PER_SECOND)
    due_at = [from_at + _WITHIN * number / count for number in range(count)]
    _add(scheduler, store, due_at, 0)
    gc.collect()
    gc.freeze()
    began, cpu = _now().timestamp(), time.process_time()
    scheduler.resume()
    pause = threading.Event()
    with sqlite3.connect(_FILE, timeout=_BUSY_SECONDS) as reader:
        while _now().timestamp() - began < _PATIENCE_SECONDS:
            pause.wait(0.1)
            if reader.execute("SELECT count(*) FROM told").fetchone()[0] >= count:
                break
        rows = dict(reader.execute("SELECT number, at FROM told").fetchall())
        twice = reader.execute("SELECT count(*) FROM told").fetchone()[0] - len(rows)
    used = time.process_time() - cpu
    dues = {number: at.timestamp() for number, at in enumerate(due_at)}
    lateness = sorted(max(0.0, rows[n] - due) for n, due in dues.items() if n in rows)
    result = {
        "done": len(rows),
        "twice": twice,
        "seconds": max(rows.values(), default=began) - max(began, min(dues.values())),
        "cpu_us": used * 1e6 / max(1, len(rows)),
        "lateness": lateness,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    scheduler.shutdown(wait=False)


def _scheduler() -> tuple[BackgroundScheduler, SQLAlchemyJobStore]:
    store = SQLAlchemyJobStore(
        url=f"sqlite:///{_FILE}",
        engine_options={"connect_args": {"timeout": _BUSY_SECONDS}},
    )

    @event.listens_for(store.engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA journal_mode = {_JOURNAL}")

    with sqlite3.connect(_FILE) as connection:
        connection.execute(f"PRAGMA journal_mode = {_JOURNAL}")
        connection.execute("CREATE TABLE told (number INTEGER, at REAL)")
    scheduler = BackgroundScheduler(
        jobstores={"default": store},
        timezone=UTC,
        job_defaults={"misfire_grace_time": None},
    )
    return scheduler, store


def _add(
    scheduler: BackgroundScheduler,
    store: SQLAlchemyJobStore,
    at: list[datetime],
    first: int,
) -> None:
    """Add jobs as `add_job` would, many in one statement."""
    rows = []
    for number, run_at in enumerate(at, first):
        if number == first:
            # The scheduler's own way, once: what it stores is the form of all others.
            model = scheduler.add_job(
                "benchmarks.doors.scheduler:tell", "date", run_date=run_at, args=[0]
            ).__getstate__()
            scheduler.remove_job(model["id"])
        trigger = type(model["trigger"])(run_at, UTC)
        job_id = f"{number:032x}"
        state = {
            **model,
            "id": job_id,
            "args": (number,),
            "trigger": trigger,
            "next_run_time": run_at,
        }
        state.pop("jobstore", None)
        rows.append(
            {
                "id": job_id,
                "next_run_time": run_at.timestamp(),
                "job_state": pickle.dumps(state, pickle.HIGHEST_PROTOCOL),
            }
        )
        if len(rows) == _CHUNK:
            _insert(store, rows)
    _insert(store, rows)


def _insert(store: SQLAlchemyJobStore, rows: list[dict[str, Any]]) -> None:
    if rows:
        with store.engine.begin() as connection:
            connection.execute(store.jobs_t.insert(), rows)
    rows.clear()


if __name__ == "__main__":
    main()
