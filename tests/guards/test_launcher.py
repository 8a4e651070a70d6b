"""The launcher and what the README says of it."""

import re
import subprocess
import sys

import pytest

from tests.guards import files

RUN = files.ROOT / "run"


def launch(*words: str) -> "subprocess.CompletedProcess[str]":
    """Start the launcher as a person would."""
    return subprocess.run(
        [sys.executable, RUN, *words], capture_output=True, check=False, text=True
    )


@pytest.mark.parametrize("verb", ["demo", "test"])
def test_command_of_the_readme_is_a_verb_of_the_launcher(verb: str) -> None:
    assert f"./run {verb}" in (files.ROOT / "README.md").read_text()
    assert re.search(rf"^  {verb} ", launch().stdout, flags=re.MULTILINE)


def test_every_launcher_command_in_the_documents_is_a_verb() -> None:
    known = set(re.findall(r"^  (\w+) ", launch().stdout, flags=re.MULTILINE))
    documents = [path for path in files.repository() if path.suffix == ".md"]
    used = {
        verb
        for path in documents
        for verb in re.findall(r"(?<![.\w])\./run ([a-z]+)", path.read_text())
    }

    assert used <= known


def test_launcher_says_what_it_can_do_when_called_bare() -> None:
    bare = launch()

    assert bare.returncode == 0
    assert bare.stdout.startswith("usage: ./run VERB")


@pytest.mark.parametrize("words", [["nonsense"], ["check", "more"], ["lint", "more"]])
def test_launcher_refuses_what_it_does_not_know(words: list[str]) -> None:
    refused = launch(*words)

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "usage: ./run VERB" in refused.stderr


def test_launcher_passes_the_exit_code_on() -> None:
    assert launch("python", "-c", "pass").returncode == 0
    assert launch("python", "-c", "raise SystemExit(7)").returncode == 7
