"""Measure the intake: signed texts that open incidents, durably, then answered.

    ./run python -m benchmarks.intake [--rounds 3] [--seconds 3] [--connections 32]

Three doors in turn, again and again: the obvious stack, ours, and ours without
a database. What each writes is counted afterwards.
"""

import argparse
import dataclasses
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import load, machine, packages, processes, scene

#: What the table calls each door, by its module.
DOORS = {
    "obvious": "FastAPI `def` + SQLModel session per request",
    "ours": "Holdfast",
    "bare": "the same door and check, no database",
}

#: Those that write.
DURABLE = ("obvious", "ours")

#: Tables in which a text that opens an incident leaves rows.
TABLES = (
    *("inbound", "incident", "footage", "duty", "code"),
    *("ledger", "entry", "item", "notice", "attempt"),
)


class WrongError(Exception):
    """A door answered what it did not write, or did not answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """Hold one door in one round.

    Attributes:
        figures: What the load saw.
        rows: Rows that one incident left, by table.
    """

    figures: load.Figures
    rows: dict[str, float]


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--connections", type=int, default=32)
    given = parser.parse_args()
    packages.install()
    measured: dict[str, list[Measured]] = {door: [] for door in DOORS}
    with tempfile.TemporaryDirectory(prefix="holdfast-benchmark-") as name:
        folder = Path(name)
        scene.set_up(folder / "template.db")
        for number in range(given.rounds):
            for door in DOORS:
                said = f"round {number + 1}, {DOORS[door]}\n"
                sys.stderr.write(said)
                measured[door].append(
                    _measure(door, folder, number, given.connections, given.seconds)
                )
        lines = [
            *machine.describe(folder),
            f"- {given.rounds} rounds of {given.seconds:g} s, "
            f"{given.connections} connections",
            "",
            *_table(measured),
            "",
            *_ratios(measured),
            *_rows(measured),
        ]
    sys.stdout.write("\n".join(lines) + "\n")


def _measure(
    door: str, folder: Path, round_number: int, connections: int, seconds: float
) -> Measured:
    """Start a door on a fresh database, text it, end it, and count.

    Raises:
        WrongError: It wrote something else than it answered.
    """
    database = folder / f"{door}-{round_number}.db"
    shutil.copy(folder / "template.db", database)
    before = _count(database)
    port = processes.free_port()
    module, env = f"benchmarks.doors.{door}", packages.environment()
    with processes.running(module, str(port), str(database), env=env) as process:
        figures = load.in_process(
            port=port,
            pid=process.pid,
            round_number=round_number,
            connections=connections,
            seconds=seconds,
        )
    after = _count(database)
    rows = {name: after[name] - before[name] for name in TABLES}
    database.unlink()
    if figures.refused:
        raise WrongError(f"{door} refused {figures.refused} texts")
    counts = {figures.opened, figures.references, rows["incident"]}
    if door in DURABLE and len(counts) > 1:
        raise WrongError(f"{door} answered, named and wrote: {sorted(counts)}")
    shares = {name: count / figures.opened for name, count in rows.items()}
    return Measured(figures, shares)


def _count(database: Path) -> dict[str, int]:
    connection = sqlite3.connect(database)
    try:
        return {
            # The names stand above.
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in TABLES
        }
    finally:
        connection.close()


def _table(measured: dict[str, list[Measured]]) -> list[str]:
    columns: dict[str, Callable[[load.Figures], float]] = {
        "texts/s": lambda figures: figures.rate,
        "p50 ms": lambda figures: figures.p50_ms,
        "p99 ms": lambda figures: figures.p99_ms,
        "CPU us/text": lambda figures: figures.cpu_us,
    }
    lines = [
        f"| door | {' | '.join(columns)} |",
        f"|---|{'---|' * len(columns)}",
    ]
    for door, title in DOORS.items():
        cells = [
            machine.spread([read(one.figures) for one in measured[door]])
            for read in columns.values()
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def _ratios(measured: dict[str, list[Measured]]) -> list[str]:
    """Compare within each round, since the machine is not the same in all."""

    def over(one: str, other: str, read: Callable[[load.Figures], float]) -> str:
        pairs = zip(measured[one], measured[other], strict=True)
        return machine.spread([read(a.figures) / read(b.figures) for a, b in pairs], 2)

    lines = [
        "| within each round | texts/s | CPU |",
        "|---|---|---|",
    ]
    for peer in ("obvious", "bare"):
        rate = over("ours", peer, lambda figures: figures.rate)
        cpu = over(peer, "ours", lambda figures: figures.cpu_us)
        lines.append(f"| Holdfast / {DOORS[peer]} | {rate} | {cpu} |")
    return lines


def _rows(measured: dict[str, list[Measured]]) -> list[str]:
    """Show that both wrote the same."""
    lines = ["", f"| rows of one text | {' | '.join(TABLES)} |", f"|---|{'---|' * 10}"]
    for door in DURABLE:
        last = measured[door][-1].rows
        cells = " | ".join(f"{last[name]:g}" for name in TABLES)
        lines.append(f"| {DOORS[door]} | {cells} |")
    return lines


if __name__ == "__main__":
    main()
