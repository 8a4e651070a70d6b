"""Every key of a policy file has an example, and every example would do."""

import re
import tomllib
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.policy import examples, schema


def inner_model(annotation: Any) -> type[schema.Rule] | None:
    """Return the model that a field holds, alone or in a list."""
    for part in typing.get_args(annotation) or (annotation,):
        if part is not annotation:
            found = inner_model(part)
            if found is not None:
                return found
        elif isinstance(part, type) and issubclass(part, schema.Rule):
            return part
    return None


def keys(model: type[schema.Rule], table: str = "") -> Iterator[tuple[str, Any]]:
    """Give every key of a policy with its type, the tables around it before it."""
    for key, field in model.model_fields.items():
        path = f"{table}.{key}" if table else key
        below = inner_model(field.annotation)
        yield path, field.rebuild_annotation()
        if below is not None:
            yield from keys(below, path)


KEYS = dict(keys(schema.Policy))


def test_every_key_has_an_example_and_every_example_a_key() -> None:
    assert set(examples.EXAMPLES) == set(KEYS)


@pytest.mark.parametrize(
    "path", [p for p in KEYS if not re.match(r"\[\[?[a-z]", examples.EXAMPLES[p])]
)
def test_example_would_do(path: str) -> None:
    table, _, key = path.rpartition(".")
    line = examples.example_of(table, key)
    assert line is not None

    value = tomllib.loads(line)[key]

    # Lists come from TOML as lists and are kept as tuples.
    TypeAdapter(KEYS[path]).validate_python(value)


def test_key_that_there_is_not_has_no_example() -> None:
    assert examples.example_of("duty", "wrod") is None
    assert examples.example_of("duty", "ladder") == "[[duty.ladder]]"
    assert "word" in examples.keys_of("duty")
    assert "role" in examples.keys_of("")
