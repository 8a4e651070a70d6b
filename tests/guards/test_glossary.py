"""docs/glossary.md has a line for every state and every event of the ledger."""

import ast
import enum
import re
from collections.abc import Iterator

import pytest

from models import enums
from tests.guards import files

TEXT = (files.ROOT / "docs" / "glossary.md").read_text()

#: Rooms whose modules name events of the ledger.
ROOMS = ("verbs", "desk", "evidence", "ledger")

EVENT = re.compile(r"[a-z_]+:[a-z_]+")

LISTS = {
    name: kind
    for name, kind in vars(enums).items()
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum)
    if kind is not enum.StrEnum
}


def sections() -> dict[str, list[str]]:
    """Return the first cells of each table, by its heading."""
    found: dict[str, list[str]] = {}
    for part in re.split(r"^#+ ", TEXT, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        cells = re.findall(r"^\| (.+?) \|", body, re.MULTILINE)
        # What stands before the first two is the table's own head.
        found[heading] = [cell.strip("`") for cell in cells[1:]]
    return found


def told(name: str) -> list[str]:
    """Return the words of the table about one closed list."""
    return next(cells for head, cells in sections().items() if f"`{name}`" in head)


def events() -> Iterator[str]:
    """Give every event that the code names; a star stands for what it works out."""
    for room in ROOMS:
        for path in sorted((files.ROOT / "bot" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and is_event(node.value):
                    yield str(node.value)
                elif isinstance(node, ast.keyword) and node.arg == "event":
                    yield from worked_out(node.value)


def is_event(value: object) -> bool:
    """Say whether a value is written as events are."""
    return isinstance(value, str) and EVENT.fullmatch(value) is not None


def worked_out(value: ast.expr) -> Iterator[str]:
    """Give the beginning of an event whose end is worked out."""
    if isinstance(value, ast.JoinedStr):
        first = value.values[0]
        assert isinstance(first, ast.Constant), ast.dump(value)
        yield str(first.value) + "*"


def has_line(event: str, lines: list[str]) -> bool:
    """Say whether an event has a line, or one of those that a star stands for."""
    beginning = event.removesuffix("*")
    return event in lines or (
        event != beginning and any(line.startswith(beginning) for line in lines)
    )


@pytest.mark.parametrize("name", LISTS)
def test_every_word_of_a_closed_list_has_a_line(name: str) -> None:
    lines = told(name)

    assert [word for word in LISTS[name] if word not in lines] == []


def test_tables_of_closed_lists_hold_no_other_words() -> None:
    for heading, lines in sections().items():
        kinds = [kind for name, kind in LISTS.items() if f"`{name}`" in heading]
        known = {word.value for kind in kinds for word in kind}
        assert not kinds or set(lines) <= known, heading


def test_every_event_of_the_ledger_has_a_line() -> None:
    lines = sections()["Events of the ledger"]
    named = set(events())

    assert "incident:opened" in named
    assert sorted(event for event in named if not has_line(event, lines)) == []


def test_every_event_with_a_line_is_one_of_the_code() -> None:
    named = set(events())

    for line in sections()["Events of the ledger"]:
        beginning = f"{line.partition(':')[0]}:*"
        assert line in named or beginning in named, line


@pytest.mark.parametrize("heading", [name for name in sections() if sections()[name]])
def test_table_is_in_alphabetical_order(heading: str) -> None:
    lines = sections()[heading]

    assert lines == sorted(lines, key=str.casefold)
    assert len(lines) == len(set(lines))
