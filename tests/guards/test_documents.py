"""What the documents say is there: links, commands, variables, figures."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from handlers.slack import lines
from tests.guards import files

DOCUMENTS = [path for path in files.repository() if path.suffix == ".md"]

#: What an operator reads.
TEXT = "\n".join(
    path.read_text()
    for path in DOCUMENTS
    if path.parent == files.ROOT / "docs" or path == files.ROOT / "README.md"
)

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

#: Written like a variable of `.env.example`, and none.
NO_SETTINGS = {"NAME_FILE", "RUN_NO_UV"}

VARIABLE = re.compile(r"^#?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def links() -> Iterator[tuple[Path, str]]:
    """Give every link of the documents that leads into the repository."""
    for path in DOCUMENTS:
        for target in LINK.findall(FENCE.sub("", path.read_text())):
            if not re.match(r"[a-z]+:", target):
                yield path, target


def anchors(path: Path) -> set[str]:
    """Return the places in a document that a link can name."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text()), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(plain.replace(" ", "-"))
    return found


def test_every_link_leads_somewhere() -> None:
    broken = []
    for path, target in links():
        name, _, place = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (place and place not in anchors(there)):
            broken.append(f"{path.relative_to(files.ROOT)}: {target}")

    assert broken == []


def commands(parser: argparse.ArgumentParser, words: str = "") -> Iterator[str]:
    """Give every command that does something, in all its words."""
    if parser.get_default("do") is not None:
        yield words.strip()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, below in action.choices.items():
                yield from commands(below, f"{words} {word}")


COMMANDS = sorted(set(commands(main._parser())))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_a_document(command: str) -> None:
    launched = rf"(?:\./run |holdfast |\./run holdfast ){re.escape(command)}(?![\w-])"

    assert re.search(launched, TEXT)


def test_every_command_in_the_documents_exists() -> None:
    firsts = {command.split()[0] for command in COMMANDS}
    written = re.findall(r"(?:`|^|run )holdfast ([a-z]+)", TEXT, re.MULTILINE)

    assert written
    assert sorted(set(written) - firsts) == []


def test_every_slash_command_is_told_and_no_other() -> None:
    text = (files.ROOT / "docs" / "slack.md").read_text()
    told = set(re.findall(r"^\| `/incident ([a-z]+)", text, re.MULTILINE))

    # Leaving is told beside coming.
    assert told | {"off"} == {word.lower() for word in lines.EXAMPLES}


def test_every_variable_in_the_documents_is_spelt_as_in_the_example() -> None:
    known = set(VARIABLE.findall((files.ROOT / ".env.example").read_text()))
    # Secrets may be given as files.
    known |= {f"{name}_FILE" for name in known}
    strange = sorted(
        f"{path.relative_to(files.ROOT)}: {name}"
        for path in DOCUMENTS
        for name in re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", path.read_text())
        if name not in known | NO_SETTINGS
    )

    assert "PUBLIC_URL" in known
    assert strange == []


def test_every_figure_that_is_published_is_told_and_no_other() -> None:
    code = "".join(
        (files.ROOT / "bot" / name).read_text()
        for name in ("app.py", "store/health.py")
    )
    published = set(re.findall(r'"(holdfast_\w+)"', code))

    assert published
    assert set(re.findall(r"`(holdfast_\w+)`", TEXT)) == published
