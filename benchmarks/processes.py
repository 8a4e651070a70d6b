"""Run our own modules in processes of their own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(
    *arguments: str, patience_seconds: float = 30, **how: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module, and end it: asked first (SIGTERM), killed where it does not.

    Args:
        arguments: The module, and what it is given.
        patience_seconds: How long it may take to end.
        how: More for the process.
    """
    process = subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", *arguments], **how
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
