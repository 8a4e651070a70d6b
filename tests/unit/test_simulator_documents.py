"""Dataclasses are written as JSON, and read back exactly as they are declared."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import documents
from models import errors

START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def _after_1970(lasts_for: timedelta) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + lasts_for


@dataclasses.dataclass(frozen=True, kw_only=True)
class Inner:
    at: datetime
    lasts_for: timedelta
    kind: Literal["one", "two"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Outer:
    words: str
    count: int
    share: float
    raw: bytes
    names: frozenset[str]
    pair: tuple[str, int]
    inner: Inner | None
    many: list[Inner]
    free: dict[str, Any]
    by_default: bool = False
    _hidden: list[str] = dataclasses.field(default_factory=list, init=False)


_INNER = st.builds(
    Inner,
    at=st.timedeltas(timedelta(0), timedelta(days=80_000)).map(_after_1970),
    lasts_for=st.timedeltas(timedelta(0), timedelta(days=3660)),
    kind=st.sampled_from(["one", "two"]),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=10,
)
_OUTER = st.builds(
    Outer,
    words=st.text(),
    count=st.integers(),
    share=st.floats(allow_nan=False, allow_infinity=False),
    raw=st.binary(),
    names=st.frozensets(st.text()),
    pair=st.tuples(st.text(), st.integers()),
    inner=st.none() | _INNER,
    many=st.lists(_INNER),
    free=st.dictionaries(st.text(), _JSON),
    by_default=st.booleans(),
)


@given(_OUTER)
def test_what_is_written_is_read_back_the_same(outer: Outer) -> None:
    data = documents.write(outer)
    back = documents.read(Outer, data, name="it")
    assert back == outer
    assert documents.write(back) == data


GOOD = Outer(
    words="x",
    count=1,
    share=0.5,
    raw=b"\xff\x00",
    names=frozenset({"b", "a"}),
    pair=("a", 1),
    inner=None,
    many=[Inner(at=START_AT, lasts_for=timedelta(seconds=1), kind="one")],
    free={"x": [1]},
)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("words",), 1),
        (("words",), None),
        (("count",), 1.0),
        (("count",), True),
        (("count",), "1"),
        (("share",), "0.5"),
        (("raw",), "no base64!"),
        (("names",), "ab"),
        (("pair",), ["a"]),
        (("pair",), ["a", 1, 2]),
        (("inner",), []),
        (("many",), {}),
        (("many", 0, "kind"), "three"),
        (("many", 0, "at"), "2026-03-10T20:40:00"),
        (("many", 0, "at"), "2026-03-10T21:40:00+01:00"),
        (("many", 0, "at"), "9999-12-31T23:59:59Z"),
        (("many", 0, "at"), "0001-01-01T00:00:00Z"),
        (("many", 0, "at"), 1773175200),
        (("many", 0, "lasts_for"), "-PT1S"),
        (("many", 0, "lasts_for"), "P999999D"),
        (("free",), None),
        (("by_default",), 0),
        (("_hidden",), []),
        (("more",), 1),
    ],
)
def test_what_is_not_as_declared_is_refused(
    place: tuple[Any, ...], value: object
) -> None:
    document = json.loads(documents.write(GOOD))
    inside = document
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    with pytest.raises(errors.ConfigurationError, match=r"^it is not as this version"):
        documents.read(Outer, json.dumps(document).encode(), name="it")
    assert documents.read(Outer, documents.write(GOOD), name="it") == GOOD


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Outer)])
def test_no_field_may_be_left_out(field: str) -> None:
    document = json.loads(documents.write(GOOD))
    if field.startswith("_"):
        assert field not in document
        return
    del document[field]
    with pytest.raises(errors.ConfigurationError, match=f"{field}: missing"):
        documents.read(Outer, json.dumps(document).encode(), name="it")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_found_wherever_it_stands(number: str) -> None:
    good = documents.write(GOOD)
    half = documents.read(Outer, good.replace(b"0.5", b"0.25"), name="it")
    assert half.share == 0.25
    for text in (
        good.replace(b"0.5", number.encode()),
        json.dumps({**json.loads(good), "free": {"x": ["?"]}})
        .replace('"?"', number)
        .encode(),
    ):
        with pytest.raises(errors.ConfigurationError, match=r"^it "):
            documents.read(Outer, text, name="it")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff", b'{"a": "\\ud83d"}', b"[" * 10_000]
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"^it is not as"):
        documents.read(Outer, data, name="it")


def test_a_refusal_quotes_nothing_that_was_typed() -> None:
    document = json.loads(documents.write(GOOD))
    document["+13125550111"] = document["words"] = ["a secret"]
    with pytest.raises(errors.ConfigurationError) as refused:
        documents.read(Outer, json.dumps(document).encode(), name="it")
    assert "3125" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_instant_of_another_zone_is_not_written() -> None:
    there = START_AT.astimezone(timezone(timedelta(hours=1)))
    with pytest.raises(ValueError, match="not as it is declared"):
        documents.write(Inner(at=there, lasts_for=timedelta(0), kind="one"))
