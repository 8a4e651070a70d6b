"""Measure the engine: what is due is claimed, decided, put on record, and told.

    ./run python -m benchmarks.engine [--due 2000] [--pending 20000] [--rounds 3]
        [--connections 4] [--idle-seconds 20] [--full] [--no-peers]

Beside it APScheduler with an `SQLAlchemyJobStore`, with SQLite's default journal and
with its write-ahead log. `--full` takes 10,000 due and 1,000,000 pending, which
needs two gigabytes of disk and half an hour.
"""

import argparse
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from benchmarks import backlog, bursts, load, machine, provider, scene
from bot import house as houses
from bot.clock import MachineClock

#: What the table calls each.
ENGINES = {
    "delete": "APScheduler, default journal",
    "wal": "APScheduler, write-ahead log",
    "ours": "Holdfast",
}

#: When the pending duties are due: long after the run.
_LATER = timedelta(days=3)

#: How long before they are due the duties of a burst are added: at least, and for
#: each of them. The texts need a while of their own to be made ready.
_AHEAD, _AHEAD_OF_ONE = timedelta(seconds=5), timedelta(milliseconds=1.5)
_TEXTS_AHEAD = timedelta(seconds=3)

#: For how long texts are sent while it counts, in seconds, and how many are made
#: ready for each of them.
_TEXTS_SECONDS, _TEXTS_PREPARED = 4.0, 2_000

#: Of these the texts of one round are apart from those of another.
_QUIET, _BUSY = 100, 200


def main() -> None:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine")
    parser.add_argument("--due", type=int, default=2_000)
    parser.add_argument("--pending", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--connections", type=int, default=4, help="that text meanwhile"
    )
    parser.add_argument("--idle-seconds", type=float, default=20.0)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--no-peers", action="store_true", help="measure ours alone")
    given = parser.parse_args()
    if given.full:
        given.due, given.pending = 10_000, 1_000_000
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-benchmark-") as name,
        provider.running() as api_url,
    ):
        folder = Path(name)
        lines = [
            *machine.describe(folder),
            f"- {given.rounds} rounds; {given.due:,} duties due within one second, "
            f"{given.pending:,} others pending",
        ]
        empty = folder / "empty.db"
        _say("an empty database")
        backlog.set_up(empty)
        lines += ["", *_memory("0", empty, api_url, given.idle_seconds)]
        database = folder / "holdfast.db"
        _say(f"{given.pending:,} pending")
        store = backlog.set_up(database)
        pending = store.add_pending(given.pending, MachineClock().now() + _LATER)
        lines += _memory(f"{pending:,}", database, api_url, given.idle_seconds)[2:]
        lines += [f"| round of the auditor | {_audit(database)} | |"]
        lines += ["", *_rows_4_and_5(folder, database, store, api_url, given)]
        lines += ["", *_row_6(database, store, api_url, given)]
        lines += ["", *_row_7(database, store, api_url, given.rounds)]
    sys.stdout.write("\n".join(lines) + "\n")


def _ahead(given: argparse.Namespace) -> timedelta:
    """Return how long before they are due the duties of a burst are added."""
    ahead: timedelta = _AHEAD + given.due * _AHEAD_OF_ONE
    return ahead


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _rows_4_and_5(
    folder: Path,
    database: Path,
    store: backlog.Backlog,
    api_url: str,
    given: argparse.Namespace,
) -> list[str]:
    """Work a burst off with each engine in turn, and what was overdue at the start."""
    found: dict[str, list[bursts.Burst]] = {name: [] for name in ENGINES}
    backlogs: list[bursts.Burst] = []
    for number in range(given.rounds):
        for name, title in ENGINES.items():
            if given.no_peers and name != "ours":
                continue
            _say(f"round {number + 1}, {title}")
            if name == "ours":
                found[name].append(
                    bursts.ours(database, store, api_url, given.due, _ahead(given))
                )
                store.end_due(MachineClock().now() + _LATER / 2)
                backlogs.append(bursts.overdue(database, store, api_url, given.due))
                store.end_due(MachineClock().now() + _LATER / 2)
            else:
                peer = bursts.peers(folder, name, given.due, given.pending)
                found[name].append(peer)
    columns: dict[str, Callable[[bursts.Burst], float]] = {
        "duties/s": lambda burst: burst.rate,
        "late p50 s": lambda burst: burst.late(0.5),
        "late p99 s": lambda burst: burst.late(0.99),
        "latest s": lambda burst: burst.lateness[-1],
        "CPU us/duty": lambda burst: burst.cpu_us,
    }
    lines = [f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    for name, title in ENGINES.items():
        if not found[name]:
            continue
        cells = [
            machine.spread(
                [read(one) for one in found[name]],
                2 if "late" in key else 0,
            )
            for key, read in columns.items()
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    rates = [one.rate for one in backlogs]
    costs = [one.cpu_us for one in backlogs]
    lines.append(
        f"| Holdfast, overdue at the start | {machine.spread(rates)} | | | "
        f"| {machine.spread(costs)} |"
    )
    lines += ["", "| within each round | duties/s | CPU |", "|---|---|---|"]
    for name in ("delete", "wal"):
        if not found[name]:
            continue
        pairs = list(zip(found["ours"], found[name], strict=True))
        rate = machine.spread([a.rate / b.rate for a, b in pairs], 1)
        cpu = machine.spread([b.cpu_us / a.cpu_us for a, b in pairs], 2)
        lines.append(f"| Holdfast / {ENGINES[name]} | {rate} | {cpu} |")
    return lines


def _row_6(
    database: Path, store: backlog.Backlog, api_url: str, given: argparse.Namespace
) -> list[str]:
    """Text while nothing is due, and while a burst is worked off."""
    quiet: list[load.Figures] = []
    busy: list[load.Figures] = []
    for number in range(given.rounds):
        _say(f"round {number + 1}, texts")
        with bursts.bot(database, api_url) as (process, port):
            bursts.reach(port)
            for found, apart in ((quiet, _QUIET), (busy, _BUSY)):
                if found is busy:
                    at = MachineClock().now() + _ahead(given)
                    store.add_due(given.due, at, bursts.WITHIN)
                    left = at - _TEXTS_AHEAD - MachineClock().now()
                    threading.Event().wait(max(0.0, left.total_seconds()))
                found.append(
                    load.in_process(
                        port=port,
                        pid=process.pid,
                        round_number=apart + number,
                        connections=given.connections,
                        seconds=_TEXTS_SECONDS,
                        prepared=_TEXTS_PREPARED,
                    )
                )
        store.end_due(MachineClock().now() + _LATER / 2)
    lines = [
        f"| texts, {given.connections} connections | texts/s | p50 ms | p99 ms |",
        "|---|---|---|---|",
    ]
    for title, found in (("quiet", quiet), ("during the burst", busy)):
        rates = machine.spread([one.rate for one in found])
        halves = machine.spread([one.p50_ms for one in found], 1)
        most = machine.spread([one.p99_ms for one in found], 1)
        lines.append(f"| {title} | {rates} | {halves} | {most} |")
    pairs = zip(busy, quiet, strict=True)
    ratio = machine.spread([a.p99_ms / b.p99_ms for a, b in pairs], 1)
    return [*lines, "", f"p99 during the burst / quiet p99: {ratio}"]


def _row_7(
    database: Path, store: backlog.Backlog, api_url: str, rounds: int
) -> list[str]:
    """Kill the bot, let something become overdue, start it, and wait for the act."""
    taken = []
    for number in range(rounds):
        _say(f"round {number + 1}, kill -9")
        with bursts.bot(database, api_url) as (process, port):
            bursts.reach(port)
            process.send_signal(signal.SIGKILL)
            process.wait()
        store.add_due(100, MachineClock().now() - timedelta(minutes=1), bursts.WITHIN)
        with closing(bursts.Record(database)) as acts:
            began = MachineClock().now().timestamp()
            with bursts.bot(database, api_url):
                for now in bursts.looks():
                    if acts.acts():
                        taken.append(now - began)
                        break
        store.end_due(MachineClock().now() + _LATER / 2)
    return [
        f"From the start after `kill -9` to the first overdue reminder on record: "
        f"{machine.spread(taken, 2)} s"
    ]


def _memory(pending: str, database: Path, api_url: str, seconds: float) -> list[str]:
    """Let the bot run with nothing to do."""
    with bursts.bot(database, api_url) as (process, port):
        bursts.reach(port)
        pause = threading.Event()
        pause.wait(seconds / 2)
        before, began = load.cpu_seconds(process.pid), time.monotonic()
        pause.wait(seconds)
        used = load.cpu_seconds(process.pid) - before
        share = used / (time.monotonic() - began)
        status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    resident = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return [
        "| pending | memory MB | idle CPU |",
        "|---|---|---|",
        f"| {pending} | {int(resident) / 1000:,.1f} | {share:.2%} |",
    ]


def _audit(database: Path) -> str:
    """Say what a round of the auditor takes; it comes every five minutes."""
    house = houses.House(scene.settings(database))
    house.open()
    try:
        taken = []
        for _ in range(3):
            began = time.process_time()
            done = house.auditor.step()
            taken.append(time.process_time() - began)
    finally:
        house.close()
    median = statistics.median(taken)
    return f"{median:.2f} s of CPU, {done.judged:,} judged, {median / 300:.2%}"


if __name__ == "__main__":
    main()
