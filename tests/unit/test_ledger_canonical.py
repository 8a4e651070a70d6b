"""One form of JSON for all that is hashed and signed."""

import datetime
import decimal
import enum
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import chain


class Word(enum.StrEnum):
    OPEN = "open"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({}, "{}"),
        ([], "[]"),
        ("Zeuge § 7 市", '"Zeuge § 7 市"'),
        ('"\\\n\x00\x7f/', '"\\"\\\\\\n\\u0000\x7f/"'),
        ({"é": 1, "z": 2, "Z": 3}, '{"Z":3,"z":2,"é":1}'),
        (-7, "-7"),
        (2**53 - 1, "9007199254740991"),
        (Word.OPEN, '"open"'),
        ({Word.OPEN: Word.OPEN}, '{"open":"open"}'),
    ],
)
def test_value_has_one_form(value: Any, written: str) -> None:
    assert chain.canonical_json(value) == written.encode()


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        float("nan"),
        [1.0],
        {"a": {"b": [2.5]}},
        (1, 2),
        {1: "a"},
        {None: "a"},
        {"a": 1, 2: "b"},
        b"bytes",
        {"a"},
        decimal.Decimal(1),
        datetime.datetime(2026, 3, 10, tzinfo=datetime.UTC),
        datetime.date(2026, 3, 10),
        2**53,
        -(2**53),
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_what_can_be_written_in_several_ways_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        chain.canonical_json(value)


def test_value_that_contains_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)

    with pytest.raises(ValueError, match="Circular"):
        chain.canonical_json(value)


def by_python(value: Any) -> bytes:
    written = json.dumps(
        value,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return written.encode()


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_what_is_read_back_is_the_value_and_has_the_same_form(value: Any) -> None:
    written = chain.canonical_json(value)

    read = json.loads(written)
    assert read == value
    assert chain.canonical_json(read) == written


@given(values)
def test_form_is_that_of_pythons_own_json(value: Any) -> None:
    assert chain.canonical_json(value) == by_python(value)


def test_value_deeper_than_the_fast_writer_goes_has_the_same_form() -> None:
    value: Any = {"b": "é", "a": 1}
    for _ in range(400):
        value = [value]

    assert chain.canonical_json(value) == by_python(value)


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_order_of_making_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))

    assert chain.canonical_json(turned) == chain.canonical_json(value)
