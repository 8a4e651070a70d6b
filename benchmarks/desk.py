"""Measure the desk: signed slash commands, durably on record, then answered.

    ./run python -m benchmarks.desk [--rounds 3] [--seconds 3] [--connections 32]

Ours in turn with Bolt behind its documented Starlette adapter, which checks and
acknowledges and keeps nothing. Then both once more with a single connection.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from benchmarks import load, machine, packages, processes, slack_scene

#: What the table calls each door, by its module.
DOORS = {
    "bolt": "Bolt, documented Starlette adapter, no database",
    "desk": "Holdfast, every listener, durable",
}


class WrongError(Exception):
    """A door answered what it did not write, or did not answer."""


def main() -> None:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--connections", type=int, default=32)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-benchmark-") as name:
        folder = Path(name)
        references = folder / "references"
        references.write_text("\n".join(slack_scene.set_up(folder / "template.db")))
        lines = [
            *machine.describe(folder),
            f"- {given.rounds} rounds of {given.seconds:g} s",
        ]
        for connections in (given.connections, 1):
            measured: dict[str, list[load.Figures]] = {door: [] for door in DOORS}
            for number in range(given.rounds):
                for door, title in DOORS.items():
                    sys.stderr.write(f"round {number + 1}, {connections}, {title}\n")
                    measured[door].append(
                        _measure(door, folder, number, connections, given.seconds)
                    )
            lines += ["", f"{connections} connections", "", *_table(measured)]
    sys.stdout.write("\n".join(lines) + "\n")


def _measure(
    door: str, folder: Path, round_number: int, connections: int, seconds: float
) -> load.Figures:
    """Start a door on a fresh database, ask it, end it, and count.

    Raises:
        WrongError: It wrote something else than it answered.
    """
    database = folder / f"{door}-{round_number}-{connections}.db"
    shutil.copy(folder / "template.db", database)
    before = _notes(database)
    port = processes.free_port()
    module, env = f"benchmarks.doors.{door}", packages.environment()
    with processes.running(module, str(port), str(database), env=env) as process:
        figures = load.in_process(
            kind="notes",
            references=folder / "references",
            port=port,
            pid=process.pid,
            round_number=round_number,
            connections=connections,
            seconds=seconds,
        )
    written = _notes(database) - before
    database.unlink()
    if figures.refused:
        raise WrongError(f"{door} refused {figures.refused} commands")
    if door == "desk" and written != figures.opened:
        raise WrongError(f"{door} answered {figures.opened} and wrote {written}")
    return figures


def _notes(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        query = "SELECT count(*) FROM entry WHERE event = 'incident:noted'"
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def _table(measured: dict[str, list[load.Figures]]) -> list[str]:
    lines = [
        "| door | commands/s | p50 ms | p99 ms | CPU us/command |",
        "|---|---|---|---|---|",
    ]
    for door, title in DOORS.items():
        cells = [
            machine.spread([one.rate for one in measured[door]]),
            machine.spread([one.p50_ms for one in measured[door]], 1),
            machine.spread([one.p99_ms for one in measured[door]], 1),
            machine.spread([one.cpu_us for one in measured[door]]),
        ]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    pairs = zip(measured["desk"], measured["bolt"], strict=True)
    ratio = machine.spread([ours.rate / theirs.rate for ours, theirs in pairs], 1)
    return [
        *lines,
        "",
        f"Holdfast / Bolt within each round: {ratio} times the commands",
    ]


if __name__ == "__main__":
    main()
