"""The command line itself: help, bad usage, and what the shell is told."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import main
from tests.edges.cli_stage import Terminal

ROOT = Path(__file__).resolve().parents[2]

#: Every command of this version; operators rely on the names.
COMMANDS = [
    "demo",
    "run",
    "init",
    "migrate",
    "doctor",
    "roster import",
    "roster list",
    "roster end",
    "policy check",
    "policy explain",
    "policy schema",
    "incidents",
    "incident",
    "packet",
    "verify",
    "audit verify",
    "audit seals",
    "inbox",
    "inbox accept",
    "held",
    "held release",
    "held keep",
]


def start(*words: str, cwd: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Start the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "bot", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        stdin=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "demo"])
def test_every_command_has_help(bare_terminal: Terminal, command: str) -> None:
    shown = bare_terminal.does(*command.split(), "--help").out

    assert shown.startswith(f"usage: holdfast {command}")


def test_help_lists_every_command(bare_terminal: Terminal) -> None:
    shown = bare_terminal.does("--help").out

    for command in COMMANDS:
        assert command.split()[0] in shown


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["roster"],
        ["incident"],
        ["incident", "42"],
        ["incidents", "--js"],
        ["packet", "26-0042K"],
        ["run", "--port", "0"],
        ["run", "--only", "doors,engine"],
        ["roster", "import", "people.csv", "--remove", "-1"],
        ["policy", "explain", "--opened-at", "yesterday"],
        ["held", "release", "26-0042K", "one", "--as", "1", "--authority", "x"],
        ["held", "keep", "26-0042K", "9" * 20, "--as", "1", "--authority", "x"],
        ["audit", "seals", "--since", "9" * 20],
        ["audit", "seals", "--since", "-1"],
        ["packet", "26-0001B", "--out", ""],
    ],
)
def test_bad_usage_is_two_and_says_how_it_goes(
    bare_terminal: Terminal, words: list[str]
) -> None:
    refused = bare_terminal.types(*words)

    assert refused.code == 2
    assert refused.out == ""
    assert refused.err.startswith("usage: holdfast")
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--port", "80000"], "'80000' is no port (0 to 65535)"),
        (["--port", "many"], "'many' is no port (0 to 65535)"),
        (["--speed", "fast"], "'fast' is no number within 0 and 600"),
        (["--speed", "nan"], "'nan' is no number within 0 and 600"),
    ],
)
def test_bad_usage_of_the_demo_is_two_too(
    capsys: pytest.CaptureFixture[str], words: list[str], what: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["demo", *words])

    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"argument {words[0]}: {what}\n")


def test_bad_settings_are_two_and_all_are_named(bare_terminal: Terminal) -> None:
    bare_terminal.writes(".env", "TWILIO_AUTH_TOKN=verysecret\nPUBLIC_URL=x\n")
    refused = bare_terminal.types("incidents")

    assert refused.code == 2
    assert "holdfast: The settings have 2 problems." in refused.err
    assert "TWILIO_AUTH_TOKEN" in refused.err
    assert "PUBLIC_URL" in refused.err
    assert "verysecret" not in refused.err


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:word@127.0.0.1:1/x",
        "sqlite:///no/such/folder/x.db",
    ],
)
@pytest.mark.parametrize("command", ["migrate", "run", "incidents"])
def test_a_database_that_cannot_be_reached_is_one_sentence(
    bare_terminal: Terminal, url: str, command: str
) -> None:
    bare_terminal.writes(".env", f"DATABASE_URL={url}\n")
    refused = bare_terminal.types(command)

    assert refused.code in (1, 2)
    assert refused.out == ""
    assert refused.err.startswith("holdfast: The database")
    assert refused.err.count("\n") == 1
    assert "word" not in refused.err


@pytest.mark.parametrize("command", ["migrate", "run", "incidents"])
def test_a_file_that_is_no_database_is_named_as_such(
    bare_terminal: Terminal, command: str
) -> None:
    bare_terminal.writes("holdfast.db", "name,role\n" * 100)
    refused = bare_terminal.types(command)

    assert refused.code == 1
    assert refused.err == "holdfast: The file is no database: look at DATABASE_URL.\n"


def test_a_fault_inside_is_one_sentence_without_words_or_trace(
    terminal: Terminal,
) -> None:
    terminal.enrols()
    reference = terminal.opens()
    with terminal.house() as house, house.database.writing_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET record = 'words of a person'")
    broken = terminal.types("incident", reference)

    assert broken.code == 1
    assert broken.out == ""
    assert broken.err.startswith("holdfast: This failed inside")
    assert broken.err.count("\n") == 1
    assert "words of a person" not in broken.err


def test_a_process_shows_help_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    shown = start("--help", cwd=tmp_path)
    seconds = time.monotonic() - began

    assert shown.returncode == 0
    assert shown.stdout.startswith("usage: holdfast")
    # Source: 0.2 s on an idle machine; the test machine is rarely idle.
    assert seconds < 2
    heavy = "import bot.cli.main, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", heavy],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    ).stdout.split()
    assert {"sqlalchemy", "pydantic", "twilio", "starlette"}.isdisjoint(loaded)


def test_a_process_answers_with_codes_and_json(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'some.db'}"

    early = start("incidents", "--json", cwd=tmp_path, DATABASE_URL=url)
    assert (early.returncode, early.stdout) == (2, "")
    assert start("migrate", cwd=tmp_path, DATABASE_URL=url).returncode == 0

    listed = start("incidents", "--json", cwd=tmp_path, DATABASE_URL=url)
    assert (listed.returncode, listed.stdout, listed.stderr) == (0, "[]\n", "")

    missing = start("incident", "26-0042K", cwd=tmp_path, DATABASE_URL=url)
    assert (missing.returncode, missing.stdout) == (1, "")


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "bot", "policy", "schema"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == ""
    assert process.wait() == 1


def test_a_name_is_shown_on_a_terminal_that_lacks_its_letters(
    sqlite_template: Path, tmp_path: Path
) -> None:
    url = f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'some.db')}"
    people = tmp_path / "people.csv"
    people.write_text("name,role\nZoë Ümit,officer\n", encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "DATABASE_URL": url}
    start("roster", "import", str(people), cwd=tmp_path, **ascii_only)

    listed = start("roster", "list", cwd=tmp_path, **ascii_only)

    assert listed.returncode == 0, listed.stderr
    assert "Zo\\xeb \\xdcmit" in listed.stdout
