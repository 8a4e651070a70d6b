"""Measure how long the demo takes from its start to its first answered page.

    ./run python -m benchmarks.startup [--rounds 5]

Every start is a fresh process with a fresh database; the page is asked for again
and again until it comes.
"""

import argparse
import contextlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import machine, processes

#: What is wanted of the median, in seconds.
#: Source: the demo's own promise: start-up under three seconds.
WANTED_SECONDS = 3.0

_ROOT = Path(__file__).resolve().parent.parent

#: Longest wait for a page, in seconds, and between two askings.
_PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.005


class WrongError(Exception):
    """The demo ended, or never answered."""


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-benchmark-") as name:
        lines = machine.describe(Path(name))
        taken = []
        for number in range(given.rounds):
            sys.stderr.write(f"round {number + 1}\n")
            taken.append(_measure(Path(name)))
    lines += [
        f"- {given.rounds} starts",
        "",
        "| from process start to | s | wanted |",
        "|---|---|---|",
        f"| the first page | {machine.spread(taken, 2)} | under {WANTED_SECONDS:g} |",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _measure(folder: Path) -> float:
    """Start the demo once, wait for its page, end it, and return the seconds.

    Raises:
        WrongError: It ended, or never answered.
    """
    port = processes.free_port()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", "bot", "demo", "--port", str(port)],
        env={**kept, "TMPDIR": str(folder), "PYTHONPATH": str(_ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise WrongError(f"the demo ended with code {process.returncode}")
            if time.perf_counter() - began > _PATIENCE_SECONDS:
                raise WrongError("the demo never answered")
            time.sleep(_LOOK_SECONDS)  # noqa: TID251 - between two askings
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENCE_SECONDS)


def _answers(port: int) -> bool:
    """Say whether the whole page came."""
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    ) as connection:
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.status == http.client.OK and bool(answer.read())
        except (OSError, http.client.HTTPException):
            return False


if __name__ == "__main__":
    main()
