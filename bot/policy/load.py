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
from datetime import date, timedelta
from typing import Any

import pydantic

from bot.policy import (
    checks,
    designated,
    examples,
    meanings,
    places,
    problems,
    schema,
    sense,
    values,
)
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
        raise _refused(name, found)
    return policy


@functools.lru_cache(maxsize=KEPT)
def frozen(text: str, *, name: str) -> schema.Policy:
    """Return a policy that was in force once, as the record has it.

    It was sound to the version that took it. What only later versions look for does
    not stop the incidents that go on under it.

    Args:
        text: TOML.
        name: What it is called in messages.

    Raises:
        ConfigurationError: It has not the shape of a policy.
    """
    policy, found = _read(text)
    if policy is not None:
        return policy
    try:
        return schema.Policy.model_validate(tomllib.loads(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        raise _refused(name, found) from error


def _refused(
    name: str, found: tuple[problems.Problem, ...]
) -> errors.ConfigurationError:
    """Return the error that names everything that is wrong with a file."""
    count = "1 problem" if len(found) == 1 else f"{len(found)} problems"
    lines = [f"{name}:{problem.line}: {problem}" for problem in found]
    return errors.ConfigurationError(
        "\n".join((f"The policy {name} has {count}.", *lines)), problems=found
    )


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
    policy = parse(text, name=path.name)
    _check_places(policy, path)
    return policy, version_of(text), text


def places_of(policy: schema.Policy, path: pathlib.Path) -> pathlib.Path | None:
    """Return the file of a policy's designated places; None: it names none.

    Args:
        policy: The policy.
        path: Its own file.
    """
    return path.parent / policy.places.file if policy.places else None


def _check_places(policy: schema.Policy, path: pathlib.Path) -> None:
    """Refuse a policy whose list of designated places is missing or wrong.

    Raises:
        ConfigurationError: It is; names everything with file and line.
    """
    listed = places_of(policy, path)
    if listed is None:
        return
    try:
        _, wrong = designated.read(listed.read_bytes().decode())
    except OSError as error:
        text = path.read_text(encoding="utf-8")
        what = f"{listed} cannot be read: {error.strerror}"
        finding = (("places", "file"), what)
        wrong = tuple(
            problems.of_findings([finding], tomllib.loads(text), places.Places(text))
        )
        raise _refused(path.name, wrong) from error
    except UnicodeDecodeError as error:
        raise errors.ConfigurationError(
            f"The list of places {listed} is not in UTF-8 (at byte {error.start}). "
            "Save it as UTF-8."
        ) from error
    if wrong:
        raise _refused(listed.name, wrong)


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
    may = described["$defs"]["Role"]["properties"]["may"]
    may["items"]["enum"] = [*schema.VERBS, schema.EVERYTHING]
    return described


def _complete(
    table: str,
    model: type[schema.Rule],
    described: dict[str, Any],
    models: dict[str, Any],
) -> None:
    """Add meaning and example to every key, and write durations as a file does."""
    means = meanings.of(model)
    for key, about in described["properties"].items():
        path = f"{table}.{key}" if table else key
        about["description"] = means[key]
        _forget_nothing(about)
        inner = _inner(about)
        if "properties" in models.get(inner, {}):
            _complete(path, getattr(schema, inner), models[inner], models)
            continue
        example = tomllib.loads(f"example = {examples.EXAMPLES[path]}")["example"]
        # A day has a form of its own in TOML, and none in JSON.
        about["examples"] = [str(example) if isinstance(example, date) else example]
        default = model.model_fields[key].default
        if isinstance(default, timedelta):
            about["default"] = values.write_duration(default)


def _forget_nothing(about: dict[str, Any]) -> None:
    """Leave out "nothing", which TOML has no way to write: the key is left out."""
    kinds = [kind for kind in about.pop("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        about.update(kinds[0])
    elif kinds:
        about["anyOf"] = kinds
    if "default" in about and about["default"] is None:
        del about["default"]


def _inner(about: dict[str, Any]) -> str:
    """Return the name of the table that a key holds, alone or in a list, if any."""
    inner: str = about.get("items", about).get("$ref", "")
    return inner.rpartition("/")[2]


@functools.lru_cache(maxsize=KEPT)
def _read(text: str) -> tuple[schema.Policy | None, tuple[problems.Problem, ...]]:
    """Return the policy, or everything that is wrong with it."""
    # Some editors put a mark before the first byte, which TOML does not know.
    text = text.removeprefix("\ufeff")
    try:
        return _looked_through(text)
    except RecursionError:
        lines = text.split("\n")
        deepest = max(lines, key=lambda line: line.count("[") + line.count("{"))
        line = lines.index(deepest) + 1
        return None, (_no_toml(line, "lists or tables stand too deeply in each other"),)


def _looked_through(
    text: str,
) -> tuple[schema.Policy | None, tuple[problems.Problem, ...]]:
    """Return the policy, or everything that is wrong with it.

    Raises:
        RecursionError: Something stands too deeply in something else.
    """
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
    return _no_toml(line, what)


def _no_toml(line: int, what: str) -> problems.Problem:
    return problems.Problem(
        line=line, key="TOML", what=what, example='key = "text", one to a line'
    )
