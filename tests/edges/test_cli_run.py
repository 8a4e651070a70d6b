"""Starting the bot as a process: what it refuses, and that it ends when told."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.cli_stage import Terminal

ROOT = Path(__file__).resolve().parents[2]

#: What the web server logs once it takes connections.
LISTENS = "Uvicorn running on"


@contextlib.contextmanager
def running(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a bot and end it, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot", "run", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def logged(process: "subprocess.Popen[str]", words: str) -> str:
    """Return the first line of the log that holds these words."""
    assert process.stderr is not None
    before = []
    for line in process.stderr:
        if words in line:
            return line
        before.append(line)
    raise AssertionError(f"{words!r} was never logged: {before}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_bot_answers_until_it_is_told_to_end(
    terminal: Terminal, number: signal.Signals
) -> None:
    port = free_port()
    with running(terminal.folder, "--port", str(port)) as bot:
        line = logged(bot, LISTENS)
        live = urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=9)
        with live:
            assert live.status == 200
            assert live.headers["Server"] is None
        # A command beside it writes and reads the same database.
        terminal.enrols()
        bot.send_signal(number)
        bot.wait(timeout=30)

    assert f"http://127.0.0.1:{port}" in line
    assert " INFO uvicorn.error: " in line
    assert bot.returncode == 0
    assert (terminal.folder / "holdfast.key").exists()


def test_a_bot_goes_on_when_nobody_reads_its_log_any_more(terminal: Terminal) -> None:
    """Whoever kept the log has died; nothing that the bot does depends on it."""
    port = free_port()
    with running(terminal.folder, "--port", str(port)) as bot:
        logged(bot, LISTENS)
        assert bot.stderr is not None
        bot.stderr.close()
        # It has much to log as it ends.
        bot.send_signal(signal.SIGTERM)
        code = bot.wait(timeout=30)

    assert code == 0


def test_a_bot_refuses_a_database_without_tables(bare_terminal: Terminal) -> None:
    refused = bare_terminal.types("run")

    assert refused.code == 2
    assert "holdfast migrate" in refused.err
    assert list(bare_terminal.folder.iterdir()) == []


def test_a_bot_refuses_a_port_that_is_taken(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = terminal.types("run", "--port", port)

    assert refused.code == 2
    assert refused.err == (
        f"holdfast: Port {port} of 127.0.0.1 cannot be used: Address already in use.\n"
    )


def test_a_bot_refuses_an_address_that_is_not_here(terminal: Terminal) -> None:
    refused = terminal.types("run", "--host", "192.0.2.1")

    assert refused.code == 2
    assert "Port 8000 of 192.0.2.1 cannot be used" in refused.err


def test_a_bot_refuses_wrong_settings(terminal: Terminal) -> None:
    terminal.writes(".env", "PUBLIC_URL=nowhere\n")
    refused = terminal.types("run")

    assert refused.code == 2
    assert "PUBLIC_URL" in refused.err


def test_a_bot_refuses_a_key_that_others_can_read(terminal: Terminal) -> None:
    terminal.does("init")
    (terminal.folder / "holdfast.key").chmod(0o644)
    refused = terminal.types("run")

    assert refused.code == 2
    assert "chmod 600" in refused.err
