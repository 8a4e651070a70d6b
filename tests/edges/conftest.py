"""What the tests of the edges share: a terminal."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges import cli_stage


@pytest.fixture
def bare_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[cli_stage.Terminal]:
    """A terminal in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with cli_stage.logs_put_back():
        yield cli_stage.Terminal(capsys, folder)


@pytest.fixture
def terminal(
    bare_terminal: cli_stage.Terminal, sqlite_template: Path
) -> cli_stage.Terminal:
    """A terminal in a folder with a migrated SQLite database."""
    shutil.copyfile(sqlite_template, bare_terminal.folder / "holdfast.db")
    return bare_terminal
