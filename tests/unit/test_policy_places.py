"""On which line each key of a policy file is found."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import load, places

TEXT = '''\
# a comment [not.a.table] with "quotes
title = "a # b"   # c
plain.dotted.key = 1
literal = 'C:\\[[x]]'
long = """
[[duty]]
key = "" and \\""" still
"""
also_long = \'\'\'
]]
\'\'\'

[limits]
tour = "9h"
"quoted key" = 2

[[duty]]
id = "one"
remind = [ "1m", # [
    "2m",
  ["3m", { deep = 1 }],
]
due = { after = "opened", within = "10m" }

[[duty]]
id = "two"

[[duty.ladder]]
role = "sergeant"

  [[ duty . ladder ]]
  role = "liaison"

[duty.due]
after = "opened"
'''

LINES = [
    (("title",), 2),
    (("plain", "dotted", "key"), 3),
    (("plain",), 3),
    (("literal",), 4),
    (("long",), 5),
    (("also_long",), 9),
    (("limits",), 13),
    (("limits", "tour"), 14),
    (("limits", "quoted key"), 15),
    (("duty",), 17),
    (("duty", 0), 17),
    (("duty", 0, "id"), 18),
    (("duty", 0, "remind", 0), 19),
    (("duty", 0, "remind", 1), 20),
    (("duty", 0, "remind", 2), 21),
    (("duty", 0, "remind", 2, 0), 21),
    (("duty", 0, "remind", 2, 1, "deep"), 21),
    (("duty", 0, "due", "within"), 23),
    (("duty", 1), 25),
    (("duty", 1, "id"), 26),
    (("duty", 1, "ladder", 0, "role"), 29),
    (("duty", 1, "ladder", 1), 31),
    (("duty", 1, "ladder", 1, "role"), 32),
    (("duty", 1, "due", "after"), 35),
]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_key_is_found_on_its_line(path: places.Path, line: int) -> None:
    assert places.Places(TEXT).line(path) == line


@pytest.mark.parametrize(("path", "line"), LINES)
def test_key_is_found_on_its_line_with_windows_line_ends(
    path: places.Path, line: int
) -> None:
    assert places.Places(TEXT.replace("\n", "\r\n")).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("duty", 1, "word"), 25),
        (("duty", 1, "ladder", 1, "wait"), 31),
        (("duty", 0, "due", "before"), 23),
        (("nothing", "here"), 1),
        ((), 1),
    ],
)
def test_missing_key_is_looked_for_at_what_is_around_it(
    path: places.Path, line: int
) -> None:
    assert places.Places(TEXT).line(path) == line


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "a = 1", "[a]"])
def test_shortest_texts_have_lines(text: str) -> None:
    assert places.Places(text).line(("a",)) == 1


def leaves(value: Any, path: places.Path = ()) -> Iterator[places.Path]:
    """Give the path of every value that holds no others."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for position, inner in enumerate(value):
            yield from leaves(inner, (*path, position))
    else:
        yield path


def test_every_value_of_the_shipped_policy_is_found_where_it_stands() -> None:
    _, _, text = load.load(load.shipped())
    lines = text.splitlines()
    found = places.Places(text)

    for path in leaves(tomllib.loads(text)):
        key = next(step for step in reversed(path) if isinstance(step, str))
        line = lines[found.line(path) - 1]
        # An element of a list may stand on a line of its own.
        assert key in line or line.startswith("    "), path


WORDS = st.text(alphabet="ab\"'#[]{}=,.\\ \u00e9", max_size=6)
KEYS = st.text(alphabet="ab_", min_size=1, max_size=3)
VALUES = st.recursive(
    st.integers() | st.booleans() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=8,
)


def written(value: Any) -> str:
    """Return a value as TOML; tables stand in one line."""
    if isinstance(value, dict):
        pairs = [f"{key} = {written(inner)}" for key, inner in value.items()]
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list):
        return "[" + "\n, ".join(written(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
def test_scan_follows_whatever_the_parser_takes(tables: list[dict[str, Any]]) -> None:
    text = ""
    lines: dict[places.Path, int] = {}
    for position, table in enumerate(tables):
        lines["t", position] = text.count("\n") + 1
        text += "[[t]]\n"
        for key, value in table.items():
            lines["t", position, key] = text.count("\n") + 1
            text += f"{key} = {written(value)}\n"
    assert tomllib.loads(text).get("t", []) == tables

    found = places.Places(text)

    assert {path: found.line(path) for path in lines} == lines
