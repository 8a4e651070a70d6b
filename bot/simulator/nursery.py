"""Start many bots quickly: fork them from a process that has loaded everything once.

A start is mostly the loading of libraries. A forked bot is a process of its own
like any other, with its own threads, connections and death. The process they come
from has no thread and no connection, starts nothing by itself, and signals nobody
but its own children, which it alone takes down from the system's list: so a
number is never that of a stranger. When its parent is gone, it ends them all.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

#: Longest wait for an answer of the nursery, in seconds.
PATIENCE_SECONDS = 60.0

#: Longest order, in bytes: the settings of a bot are some of it.
_ORDER_BYTES = 262_144

#: What a bot is handed: the parent's socket, standard output, standard error.
_HANDED = 3


class Nursery:
    """Hold the process from which bots are forked. Thread-safe."""

    def __init__(self) -> None:
        """Start it; it is of use after a second or so, and is waited for then."""
        self._lock = threading.Lock()
        self._line, theirs = socket.socketpair()
        self._line.settimeout(PATIENCE_SECONDS)
        root = Path(__file__).resolve().parents[2]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot.simulator.nursery", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={"PYTHONPATH": str(root)},
        )
        theirs.close()

    def __enter__(self) -> Self:
        """Return the nursery, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """End it, and every bot that still runs."""
        self._line.close()
        self._process.wait(PATIENCE_SECONDS)

    def start(
        self, arguments: Sequence[str], environ: Mapping[str, str], fds: Sequence[int]
    ) -> "Forked":
        """Fork a bot.

        Args:
            arguments: As for `bot.simulator.child`, without `--probe`.
            environ: Its environment.
            fds: The parent's socket for it, its standard output and error.
        """
        order = {"do": "start", "arguments": arguments, "environ": dict(environ)}
        return Forked(self, int(self.tell(order, fds)))

    def tell(self, order: Mapping[str, Any], fds: Sequence[int] = ()) -> Any:
        """Give an order and return what came of it.

        Raises:
            TimeoutError: No answer came.
        """
        said = json.dumps(order).encode() + b"\n"
        # An answer belongs to the order before it.
        with self._lock:
            socket.send_fds(self._line, [said], list(fds))
            answer = self._line.recv(_ORDER_BYTES)
        if not answer:
            raise ConnectionError("the nursery is gone")
        return json.loads(answer)


class Forked:
    """One bot of the nursery; it is used as `subprocess.Popen` is."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing happens where it has ended."""
        if self.returncode is None:
            order = {"do": "signal", "pid": self.pid, "number": int(number)}
            self._nursery.tell(order)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit code; a signal's number below zero."""
        if self.returncode is None:
            self.returncode = int(self._nursery.tell({"do": "wait", "pid": self.pid}))
        return self.returncode


def _tend(line: socket.socket) -> int:
    """Carry orders out until the parent is gone; return a forked bot's exit code."""
    from bot.simulator import child

    _load()
    children: set[int] = set()
    while (received := _receive(line)) is not None:
        order, fds = received
        answer: int | None = None
        if order["do"] == "start":
            pid = os.fork()
            if pid == 0:
                line.close()
                os.dup2(fds[1], 1)
                os.dup2(fds[2], 2)
                for fd in fds[1:]:
                    os.close(fd)
                arguments = [*order["arguments"], "--probe", str(fds[0])]
                return child.main(arguments, order["environ"])
            children.add(pid)
            answer = pid
        elif order["pid"] in children:
            answer = _end(order, children)
        for fd in fds:
            os.close(fd)
        line.sendall(json.dumps(answer).encode())
    for pid in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 0


def _end(order: Mapping[str, Any], children: set[int]) -> int | None:
    """Signal a child that was not waited for yet, or wait for it."""
    pid = order["pid"]
    if order["do"] == "signal":
        os.kill(pid, order["number"])
        return None
    _, status = os.waitpid(pid, 0)
    children.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _receive(line: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Return the next order with what came with it; None: there is no parent."""
    text, fds, _, _ = socket.recv_fds(line, _ORDER_BYTES, _HANDED)
    while text and not text.endswith(b"\n"):
        text += line.recv(_ORDER_BYTES)
    return (json.loads(text), fds) if text else None


def _load() -> None:
    """Load what a bot would load later, and keep it in shared pages."""
    import importlib

    from sqlalchemy import orm
    from uvicorn.loops import auto

    # Chooses the event loop's library, and loads it.
    auto.auto_loop_factory()
    for name in (
        "handlers.http",
        "handlers.sms.signature",
        "handlers.sms.webhook",
        "handlers.slack.door",
        "handlers.slack.sockets",
        "requests",
        "slack_sdk.webhook",
        "twilio.rest.api.v2010.account.message",
        "uvicorn.protocols.http.auto",
    ):
        importlib.import_module(name)
    orm.configure_mappers()
    gc.freeze()


if __name__ == "__main__":
    # Not sys.exit: a forked bot has said everything, and shares buffers with nobody.
    with socket.socket(fileno=int(sys.argv[1])) as parent:
        code = _tend(parent)
    sys.exit(code)
