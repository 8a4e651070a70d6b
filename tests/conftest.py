"""What every test has: an environment without our variables, and PostgreSQL."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

from bot.simulator.nursery import Nursery
from tests import postgres_box

pytest_plugins = ["tests.wire", "tests.storage.databases", "tests.stage"]

#: Beginnings and whole names of the variables that the program reads.
OURS = ("SLACK_", "TWILIO_", "HOLDFAST_")
NAMES = {
    "DATABASE_URL",
    "HEARTBEAT_URL",
    "KEY_FILE",
    "MAIL_FROM",
    "METRICS_TOKEN",
    "POLICY_FILE",
    "PUBLIC_URL",
    "SMTP_URL",
}

#: These speak to the tests: skip, or fail, where a program is missing.
KEPT = "HOLDFAST_REQUIRE_"

#: Memory, where the machine has it as a folder: every test commits to a disk of
#: its own, and the real one is shared.
MEMORY = "/dev/shm"
MEMORY_LEAST_BYTES = 2**30

if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_LEAST_BYTES:
    os.environ.setdefault("TMPDIR", MEMORY)
    tempfile.tempdir = None

# To look for garbage as often as Python does takes a tenth of the suite's time.
gc.set_threshold(50_000, 20, 50)

# Two busy cores are no reason to fail; where nobody looks, the same examples
# are tried every time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove what the developer's shell says about Holdfast and about proxies."""
    for name in list(os.environ):
        if _is_ours(name) or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)


def _is_ours(name: str) -> bool:
    """Say whether the program would read this variable."""
    if name.startswith(KEPT):
        return False
    return name.startswith(OURS) or bool({name, name.removesuffix("_FILE")} & NAMES)


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_box.PostgresBox]:
    """Start a PostgreSQL for the whole run; each test makes its own database."""
    try:
        box = postgres_box.start_postgres()
    except postgres_box.PostgresMissing as missing:
        if os.environ.get("HOLDFAST_REQUIRE_POSTGRES") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield box
    box.stop()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Start the one process from which the bots of all tests are forked."""
    with Nursery() as nursery:
        yield nursery
