"""Send requests as fast as a door answers, in a process of its own.

Everything is signed and written out before the clock starts. Each connection
sends its next text when the last one is answered, as a carrier does that waits.
"""

import argparse
import asyncio
import dataclasses
import functools
import gc
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import cast

import uvloop

from benchmarks import scene, slack_scene

#: Most texts a second that are made ready; a door that is faster ends the run.
#: Source: more than twice what the fastest of them answers on two cores.
PREPARED_PER_SECOND = 12_000

#: How long a door may take to start, and a connection to be answered at the end,
#: in seconds.
_PATIENCE_SECONDS = 20.0

#: Between two tries to reach a door that starts, in seconds.
_RETRY_SECONDS = 0.05

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)

#: What is sent, and how an answer says that it was done, by the name of the scene.
_ANSWERS = {
    "texts": re.compile(rb"<Message[^>]*>(\d\d-\d{4,6}[A-Z]) opened "),
    "notes": re.compile(slack_scene.NOTED),
}


@dataclasses.dataclass(slots=True)
class Figures:
    """Hold what one door did.

    Attributes:
        answered: Texts that were answered while the clock ran.
        seconds: How long it ran.
        p50_ms: Half of them took no longer, in milliseconds.
        p99_ms: All but one in a hundred took no longer.
        cpu_us: Processor time of the door's process for one of them, in
            microseconds.
        opened: Answers that named an incident, the warm-up included.
        references: Incidents that they named.
        refused: Answers that were no answer to a text.
    """

    answered: int
    seconds: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    opened: int
    references: int
    refused: int

    @property
    def rate(self) -> float:
        """Return the texts answered in a second."""
        return self.answered / self.seconds


class Tally:
    """Count the answers of all connections."""

    def __init__(self, answer: re.Pattern[bytes]) -> None:
        """Start before the clock.

        Args:
            answer: What an answer holds that says it was done.
        """
        self._answer = answer
        self.is_timed = False
        self.is_over = False
        self.waits: list[float] = []
        self.references: list[bytes] = []
        self.refused = 0

    def take(self, answer: bytes, waited_seconds: float) -> None:
        """Check one answer and count it."""
        found = self._answer.search(answer)
        if found is None or not answer.startswith(b"HTTP/1.1 200 "):
            self.refused += 1
            return
        self.references.append(found[1])
        if self.is_timed:
            self.waits.append(waited_seconds)


class Connection(asyncio.Protocol):
    """Send one text after the other."""

    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        """Keep what is sent."""
        self._requests = requests
        self._tally = tally
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._sent_at = 0.0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; `send` begins."""
        # uvloop's transport is none of asyncio's classes.
        self._transport = cast("asyncio.Transport", transport)

    def send(self) -> None:
        """Send the next text, or end."""
        assert self._transport is not None
        request = None if self._tally.is_over else next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer; send again once it is whole."""
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head + b"\r\n")
        if not blank or (length is not None and len(body) < int(length[1])):
            return
        self._tally.take(self._received, time.perf_counter() - self._sent_at)
        self._received = b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        """End; a connection that the door cut ends the run."""
        if error is None and self._tally.is_over:
            self.ended.set_result(None)
        else:
            cut = ConnectionError("cut by the door, or out of texts")
            self.ended.set_exception(error or cut)


async def measure(
    *,
    kind: str,
    references: Path,
    port: int,
    pid: int,
    round_number: int,
    connections: int,
    seconds: float,
    prepared: int = PREPARED_PER_SECOND,
) -> Figures:
    """Ask a door for some seconds, after a warm-up of half as long.

    Args:
        kind: The scene: `texts` or `notes`.
        references: File with the incidents that notes are about.
        port: Where the door listens on this machine.
        pid: Its process.
        round_number: Keeps the texts of two rounds apart.
        connections: How many text at the same time.
        seconds: How long the clock runs.
        prepared: How many are made ready for each of these seconds.

    Raises:
        ConnectionError: The door cut a connection, or was faster than foreseen.
        TimeoutError: It did not start, or did not answer.
    """
    count = int(prepared * 1.5 * seconds / connections)
    ready = [
        list(
            islice(
                _requests(kind, references, round_number, number, connections), count
            )
        )
        for number in range(connections)
    ]
    gc.collect()
    gc.freeze()
    tally = Tally(_ANSWERS[kind])
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await _reach(port)
        opened = [
            await loop.create_connection(
                functools.partial(Connection, iter(requests), tally), "127.0.0.1", port
            )
            for requests in ready
        ]
    for _, connection in opened:
        connection.send()
    await asyncio.sleep(seconds / 2)
    tally.is_timed, before = True, (time.perf_counter(), cpu_seconds(pid))
    await asyncio.sleep(seconds)
    tally.is_timed, after = False, (time.perf_counter(), cpu_seconds(pid))
    tally.is_over = True
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await asyncio.gather(*(connection.ended for _, connection in opened))
    return _figures(tally, after[0] - before[0], after[1] - before[1])


def _requests(
    kind: str, references: Path, round_number: int, number: int, connections: int
) -> Iterator[bytes]:
    if kind == "texts":
        return scene.texts(round_number, number, connections)
    named = references.read_text().split()
    return slack_scene.notes(named, round_number, number, connections)


async def _reach(port: int) -> None:
    """Wait until a door listens."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            writer.close()
            return


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used, all its threads.

    Source: Linux, proc(5), `/proc/PID/stat`: utime and stime.
    """
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _figures(tally: Tally, seconds: float, cpu: float) -> Figures:
    waits = sorted(tally.waits) or [0.0]
    return Figures(
        answered=len(tally.waits),
        seconds=seconds,
        p50_ms=waits[len(waits) // 2] * 1000,
        p99_ms=waits[len(waits) * 99 // 100] * 1000,
        cpu_us=cpu / max(len(tally.waits), 1) * 1_000_000,
        opened=len(tally.references),
        references=len(set(tally.references)),
        refused=tally.refused,
    )


def in_process(
    *,
    kind: str = "texts",
    references: Path = Path(),
    port: int,
    pid: int,
    round_number: int,
    connections: int,
    seconds: float,
    prepared: int = PREPARED_PER_SECOND,
) -> Figures:
    """Do the same as `measure` in a process of its own.

    Raises:
        CalledProcessError: It failed; its own words went to standard error.
    """
    given = {
        "kind": kind,
        "references": references,
        "port": port,
        "pid": pid,
        "round-number": round_number,
        "connections": connections,
        "seconds": seconds,
        "prepared": prepared,
    }
    words = [f"--{name}={value}" for name, value in given.items()]
    done = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-m", "benchmarks.load", *words],
        check=True,
        stdout=subprocess.PIPE,
        timeout=seconds + 3 * _PATIENCE_SECONDS,
    )
    return Figures(**json.loads(done.stdout))


def main() -> None:
    """Measure the door that the arguments name; write the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=tuple(_ANSWERS), required=True)
    parser.add_argument("--references", type=Path, required=True)
    for name in ("port", "pid", "round-number", "connections", "prepared"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    given = vars(parser.parse_args())
    figures = uvloop.run(measure(**given))
    json.dump(dataclasses.asdict(figures), sys.stdout)


if __name__ == "__main__":
    main()
