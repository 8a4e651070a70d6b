"""`holdfast demo` is what it says: one line to open, and nothing left behind."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import conftest
from tests.guards import files

#: Longest wait for the end of the program, in seconds.
PATIENCE_SECONDS = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The program's folder for what is temporary."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def program(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(files.ROOT),
        "TMPDIR": str(folder),
    }
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "bot", "demo", "--port", "0"],
        cwd=folder.parent,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        yield program
        program.kill()


def test_demo_says_where_it_is_and_ends_without_a_trace(
    visits: conftest.Visits, program: "subprocess.Popen[str]", folder: Path
) -> None:
    assert program.stdout is not None
    said = program.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert address is not None, said
    assert list(folder.iterdir()) != []

    page = visits(address.group())
    asha = page.texts("Asha Reyes", "NEW agents struck a man")
    page.sees(re.compile("26-0001B opened"), asha.get_by_role("log"))

    # Whoever looks at the page keeps nobody from ending it.
    page.faults.expect("ERR_")
    program.send_signal(signal.SIGINT)
    _, complaints = program.communicate(timeout=PATIENCE_SECONDS)
    assert complaints == ""
    assert program.returncode == 0
    assert list(folder.iterdir()) == []
