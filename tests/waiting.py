"""Wait for what another process or thread does by itself, and never for time."""

import threading
from collections.abc import Callable

import pytest

#: Longest wait, in seconds; only a test that fails takes it.
PATIENCE_SECONDS = 60.0

#: How often it is looked, in seconds.
LOOK_SECONDS = 0.02


def wait(until: Callable[[], object]) -> None:
    """Wait until something is so; fail if it never is."""
    looking = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        if until():
            return
        looking.wait(LOOK_SECONDS)
    pytest.fail("it never was so")
