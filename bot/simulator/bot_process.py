"""Hold a bot that runs in a process of its own: start it, stop it, kill it.

Nothing here waits for time to pass: the bot tells of every moment at which it may
have changed something, and whoever waits looks again then.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Protocol

from bot import probe
from bot.simulator import nursery as nurseries
from bot.simulator.reports import PATIENCE_SECONDS, BotProcessError, Reports


class Process(Protocol):
    """What is needed of a running process; `subprocess.Popen` is one."""

    @property
    def pid(self) -> int:
        """Return its number."""
        ...

    def send_signal(self, number: int, /) -> None:
        """Send it a signal, unless it has ended."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code."""
        ...


class BotProcess:
    """One bot; it can be started again after its end."""

    def __init__(
        self,
        environ: Mapping[str, str],
        clock_file: Path,
        *,
        moves_machine: bool = False,
        port: int = 0,
        only: str | None = None,
        nursery: nurseries.Nursery | None = None,
        reports: Reports | None = None,
        log_file: Path | None = None,
        seal_every_seconds: float | None = None,
        audit_every_seconds: float | None = None,
    ) -> None:
        """Keep how it is started.

        Args:
            environ: Its settings, and nothing of this process's environment.
            clock_file: Its policy's clock, as `SharedClock.write` wrote it.
            moves_machine: Whether that clock stands for the machine's as well, so
                that leases, waits and settling times can be leapt over.
            port: Where its doors are, on loopback; 0: anywhere.
            only: The part of it that runs alone.
            nursery: Forks it; None: it is started as a program.
            reports: Shared by bots that are waited for together.
            log_file: Takes its log; None: it goes to standard error.
            seal_every_seconds: Pace of its seals; None: the usual one.
            audit_every_seconds: The same for the rounds of its auditor.
        """
        self._environ = dict(environ)
        self._arguments = ["--clock", str(clock_file), "--port", str(port)]
        if moves_machine:
            self._arguments.append("--moves-machine")
        if seal_every_seconds is not None:
            self._arguments += ["--seal-every", str(seal_every_seconds)]
        if audit_every_seconds is not None:
            self._arguments += ["--audit-every", str(audit_every_seconds)]
        self.only = only
        if only is not None:
            self._arguments += ["--only", only]
        self._nursery = nursery
        self._log_file = log_file
        self.reports = reports or Reports()
        #: Where its doors are; blank where it has none.
        self.url = ""
        #: How often it passed each moment since it was started.
        self.passed: Counter[str] = Counter()
        #: The moment at which it stands still; None: it runs.
        self.stopped_at: str | None = None
        self._process: Process | None = None
        self._line: socket.socket | None = None
        self._reader: threading.Thread | None = None
        self._first_orders: list[str] = []
        self._ending = threading.Lock()
        self._is_armed = False

    @property
    def is_running(self) -> bool:
        """Tell whether it was started and has not ended yet."""
        return self._line is not None

    def find(self, environ: Mapping[str, str]) -> None:
        """Have it find these settings from its next start on."""
        self._environ = dict(environ)

    def start(self) -> str:
        """Start it and return its address, once it takes requests.

        With `stop_at` before, it may stop before that; then the address is blank.

        Raises:
            BotProcessError: It ended at once; its log says why.
        """
        if self.is_running:
            raise BotProcessError("the bot runs already")
        self.url, self.stopped_at, self.passed = "", None, Counter()
        heard: list[str] = []
        said, says = os.pipe()
        line, theirs = socket.socketpair()
        try:
            self._process = self._launch(theirs, says)
        finally:
            os.close(says)
            theirs.close()
        self._line = line
        self._reader = threading.Thread(
            target=self._read, args=(line,), name="bot-reports", daemon=True
        )
        self._reader.start()
        threading.Thread(
            target=self._hear, args=(said, heard), name="bot-says", daemon=True
        ).start()
        for order in (*self._first_orders, "go"):
            self._order(order)
        self._first_orders.clear()
        self.reports.until(lambda: heard or self.stopped_at or not self.is_running)
        if not heard and not self.is_running:
            code = self._process.wait(PATIENCE_SECONDS)
            raise BotProcessError(f"the bot did not start (exit code {code})")
        if heard and (port := json.loads(heard[0])["port"]):
            self.url = f"http://127.0.0.1:{port}"
        return self.url

    def stop_at(
        self, moment: str, after: int = 0, *, following: str | None = None
    ) -> None:
        """Have it stand still when it comes to a moment, after so many passings.

        Before the start, this holds for the start itself; a bot that runs has
        taken the order when this returns.

        Args:
            moment: One of `bot.probe.MOMENTS`.
            after: How often it passes there before.
            following: A moment to be passed before any of that counts.
        """
        way = [*([following] if following else []), *[moment] * (after + 1)]
        if unknown := set(way).difference(probe.MOMENTS):
            raise ValueError(f"there is no moment {unknown.pop()!r}")
        order = f"stop_at {' '.join(way)}"
        if not self.is_running:
            self._first_orders.append(order)
            return
        self._is_armed = False
        self._order(order)
        self.reports.until(lambda: self._is_armed or not self.is_running)

    def wait_until_stopped(self) -> None:
        """Wait until it stands still where `stop_at` said.

        Raises:
            BotProcessError: It never came there.
        """
        self.reports.until(lambda: self.stopped_at)

    def wait_until_ready(self) -> None:
        """Wait until it says of itself that all its parts run.

        Raises:
            BotProcessError: It does not say so in time.
        """
        self.reports.until(self._is_ready)

    def beat(self) -> None:
        """Let it look at its clocks now, as it does by itself every second."""
        self._order("beat")

    def kill(self) -> None:
        """Kill it (SIGKILL) and wait until it is gone; safe to call again."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """End it (SIGTERM) and return its exit code; None: it did not run."""
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int | None:
        # Whoever comes second finds that it is over.
        with self._ending:
            if self._process is None or self._line is None:
                return None
            self._process.send_signal(number)
            code = self._process.wait(PATIENCE_SECONDS)
            if self._reader is not None:
                self._reader.join()
            self._process = None
            return code

    def _launch(self, theirs: socket.socket, says: int) -> Process:
        log = self._log_file.open("ab") if self._log_file else None
        try:
            if self._nursery is not None:
                fds = [theirs.fileno(), says, log.fileno() if log else 2]
                return self._nursery.start(self._arguments, self._environ, fds)
            return self._popen(theirs, says, log)
        finally:
            if log is not None:
                log.close()

    def _popen(
        self, theirs: socket.socket, says: int, log: IO[bytes] | None
    ) -> Process:
        root = Path(__file__).resolve().parents[2]
        return subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "bot.simulator.child", *self._arguments),
                *("--probe", str(theirs.fileno())),
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=says,
            stderr=log,
            # Nothing of ours lies there that could be read as settings.
            cwd=tempfile.gettempdir(),
            env={"PYTHONPATH": str(root), **self._environ},
        )

    def _order(self, order: str) -> None:
        if self._line is None:
            raise BotProcessError("the bot does not run")
        self._line.sendall(f"{order}\n".encode())

    def _read(self, line: socket.socket) -> None:
        """Take its reports until it is gone."""
        with line.makefile("r", encoding="utf-8") as reports:
            try:
                for report in reports:
                    self._note(*report.split())
            except ConnectionError:
                # Killed with orders of ours unread.
                pass
        self._line, self.url = None, ""
        line.close()
        self.reports.more()

    def _note(self, what: str, moment: str) -> None:
        if what == "passed":
            self.passed[moment] += 1
        elif what == "stopped":
            self.stopped_at = moment
        else:
            self._is_armed = True
        self.reports.more()

    def _hear(self, said: int, heard: list[str]) -> None:
        """Take the line that says where its doors are."""
        with os.fdopen(said, encoding="utf-8") as lines:
            for line in lines:
                heard.append(line)
                self.reports.more()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as page:  # noqa: S310 - loopback
                return int(page.status) == 200
        except urllib.error.HTTPError:
            return False
