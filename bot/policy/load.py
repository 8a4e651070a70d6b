"""Read a policy file, refuse one that is wrong anywhere, and name its version.

A policy is validated whole and once: what an incident froze is found again by
its text.
"""

import functools
import hashlib
import importlib.resources
import pathlib
import re
import tomllib
from datetime import timedelta
from typing import Any

import pydantic

from bot.policy import checks, examples, places, problems, schema, sense, values
from models import errors

#: How many policies are kept as parsed: that in force, and those that open
#: incidents froze. An agency changes its policy a few times a year.
KEPT = 64

_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def parse(text: str, *, name: str) -> schema.Policy:
    """Return the policy that a text holds.

    Args:
        text: TOML.
        name: What the file is called in messages.

    Raises:
        ConfigurationError: Something is wrong. The message names everything
            that is, each with file, line, key, what and an example; the field
            `problems` holds the same as a tuple of `problems.Problem`.
    """
    policy, found = _read(text)
    if policy is None:
        count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
        lines = [f"{name}:{problem.line}: {problem}" for problem in found]
        raise errors.ConfigurationError(
            "\n".join((f"The policy {name} has {count}.", *lines)), problems=found
        )
    return policy


def load(path: pathlib.Path) -> tuple[schema.Policy, str, str]:
    """Return the policy in a file, its version, and its text as it stands there.

    Raises:
        ConfigurationError: The file cannot be read, or something in it is wrong.
    """
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        raise errors.ConfigurationError(
            f"The policy {path} cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise errors.ConfigurationError(
            f"The policy {path} is not in UTF-8 (at byte {error.start}). "
            "Save it as UTF-8."
        ) from error
    return parse(text, name=path.name), version_of(text), text


def version_of(text: str) -> str:
    """Return the version of a policy: SHA-256 of its exact bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def shipped() -> pathlib.Path:
    """Return the file of the policy that comes with Holdfast: Chicago's."""
    return pathlib.Path(str(importlib.resources.files("bot.policy"))) / "chicago.toml"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a policy file, for editors.

    It knows each key by itself. What only the whole file tells (names that
    nothing has, rungs that never come) `parse` finds.
    """
    described = schema.Policy.model_json_schema()
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "Holdfast policy"
    _complete("", schema.Policy, described, described["$defs"])
    return described


def _complete(
    table: str,
    model: type[schema.Rule],
    described: dict[str, Any],
    models: dict[str, Any],
) -> None:
    """Add an example to every key, and write durations as a file does."""
    for key, about in described["properties"].items():
        path = f"{table}.{key}" if table else key
        inner = about.get("items", about).get("$ref", "").rpartition("/")[2]
        if "properties" in models.get(inner, {}):
            _complete(path, getattr(schema, inner), models[inner], models)
            continue
        example = tomllib.loads(f"example = {examples.EXAMPLES[path]}")
        about["examples"] = [example["example"]]
        default = model.model_fields[key].default
        if isinstance(default, timedelta):
            about["default"] = values.write_duration(default)


@functools.lru_cache(maxsize=KEPT)
def _read(text: str) -> tuple[schema.Policy | None, tuple[problems.Problem, ...]]:
    """Return the policy, or everything that is wrong with it."""
    # Some editors put a mark before the first byte, which TOML does not know.
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError is one; so is a huge number
        return None, (_syntax_problem(str(error), text),)
    policy = None
    findings = [*checks.find(data), *sense.find(data)]
    try:
        policy = schema.Policy.model_validate(data)
    except pydantic.ValidationError as error:
        findings += problems.of_schema(error.errors(include_url=False))
    if not findings:
        return policy, ()
    return None, tuple(problems.of_findings(findings, data, places.Places(text)))


def _syntax_problem(message: str, text: str) -> problems.Problem:
    match = _TOML_PLACE.search(message)
    line = int(match[1]) if match and match[1] else text.count("\n") + 1
    what = message[: match.start()] if match else message
    return problems.Problem(
        line=line, key="TOML", what=what, example='key = "text", one to a line'
    )
