"""Say what is wrong with a policy file: file, line, key, what, and an example."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.policy import draft, examples, places

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Hold one thing that is wrong.

    Attributes:
        line: Line of the file, counted from one.
        key: Table and key, as a person would point at it.
        what: What is wrong with it.
        example: A line that would do; None where none helps.
    """

    line: int
    key: str
    what: str
    example: str | None = None

    def __str__(self) -> str:
        """Return the problem as one line of text, without the file's name."""
        example = f" (for example: {self.example})" if self.example else ""
        return f"{self.key}: {self.what}{example}"


def of_findings(
    findings: Iterable[draft.Told], data: draft.Table, lines: places.Places
) -> list[Problem]:
    """Return the problems that findings are, each thing once, in the file's order."""
    found = {}
    for path, what, *own in findings:
        line, key = lines.line(path), _key(path, data)
        example = own[0] if own else _example(path)
        found[line, key, what] = Problem(line=line, key=key, what=what, example=example)
    return sorted(found.values(), key=lambda problem: (problem.line, problem.key))


def of_schema(errors: "Iterable[ErrorDetails]") -> list[draft.Finding]:
    """Return what the schema found, in plain words.

    A list in which everything is wrong is too short for the schema; its parts tell.
    """
    return [
        (tuple(error["loc"]), _plain(error))
        for error in errors
        if not (error["type"] == "too_short" and error["input"])
    ]


_A_DAY = "must be a day such as 2026-01-31"

#: Words for what pydantic finds, by its error type.
#: Source: pydantic, "Validation Errors".
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "string_too_long": "is longer than {max_length} characters",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "date_type": _A_DAY,
    "date_parsing": _A_DAY,
    "date_from_datetime_parsing": _A_DAY,
    "date_from_datetime_inexact": _A_DAY,
    "tuple_type": "must be a list in [ ]",
    "too_short": "is empty",
    "model_type": "must be a table",
    "value_error": "{error}",
}


def _plain(error: "ErrorDetails") -> str:
    if error["type"] == "extra_forbidden":
        return _unknown(tuple(error["loc"]))
    words = _WORDS.get(error["type"])
    context: Mapping[str, Any] = error.get("ctx", {})
    return words.format(**context) if words else error["msg"]


def _names(path: places.Path) -> tuple[str, str]:
    """Return the tables around a key joined by dots, and the key."""
    names = [step for step in path if isinstance(step, str)]
    return ".".join(names[:-1]), names[-1] if names else ""


def _unknown(path: places.Path) -> str:
    table, key = _names(path)
    known = examples.keys_of(table)
    near = difflib.get_close_matches(key, known, n=1)
    if near:
        return f"is no key here; did you mean {near[0]}?"
    return f"is no key here; there are: {', '.join(known)}"


def _example(path: places.Path) -> str | None:
    table, key = _names(path)
    known = examples.example_of(table, key)
    if known is None:
        near = difflib.get_close_matches(key, examples.keys_of(table), n=1)
        known = examples.example_of(table, near[0]) if near else None
    if known is None and table:
        # Of a key that there is not: what stands around it.
        around, _, name = table.rpartition(".")
        known = examples.example_of(around, name)
    return known


def _key(path: places.Path, data: draft.Table) -> str:
    """Return a path as a person points at it: `[[duty]] 3 "flag", due.within`.

    Positions are counted from one.
    """
    if len(path) >= 2 and isinstance(path[1], int):
        entry = dict(draft.tables(data, str(path[0]))).get(path[1], {})
        name = draft.word(entry, "id")
        head = f"[[{path[0]}]] {path[1] + 1}" + (f' "{name}"' if name else "")
        rest = path[2:]
    else:
        head, rest = "", path
    return ", ".join(part for part in (head, places.shown(rest)) if part) or "the file"
