"""Whatever is done to a policy file, everything wrong is told, and nothing crashes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import explain, load
from models import errors
from tests.unit import policy_texts

LINES = policy_texts.LARGE.split("\n")
KEYS = [n for n, line in enumerate(LINES) if re.match(r"[a-z_.]+ = ", line)]
TABLES = [n for n, line in enumerate(LINES) if line.startswith("[")]
VALUES = [
    '"1s"', '"0s"', '"-5m"', '"-90d"', '"400y"', '"100y"', "1", "-1", "1.5", "nan",
    "true", '""', '"x"', "[]", "[1]", '["x"]', '["email"]', "{}", "{ a = 1 }",
    "[[1]]", "2026-01-31", "2026-01-31T10:00:00Z", "10:00:00", '"opener"',
    '"recorder"', '"sergeant"', '"FLAG"', '"24:00"', '"25:00"', '"America"',
    '"../etc"', '"\\u0000"', '"opened"', '"footage_past"', '"text_held"', '"lost"',
    "'(a+)+$'", "'('", '"\\U0001F600"', "9" * 30, f'"{"x" * 5000}"', '["everything"]',
]  # fmt: skip

#: Words of pydantic that say nothing to who writes a policy.
JARGON = re.compile(r"Input|[Vv]alidation|Value error|should be|Extra inputs")


def looks_through(text: str) -> bool:
    """Check a policy, and tell its timeline if it is sound; tell whether it is."""
    try:
        policy = load.parse(text, name="any.toml")
    except errors.ConfigurationError as error:
        for problem in error.fields["problems"]:
            assert 1 <= problem.line <= text.count("\n") + 1, problem
            assert not JARGON.search(problem.what), problem
            assert problem.example, problem
        return False
    told = explain.explain(
        policy,
        opened_at=datetime(2026, 3, 8, 7, 59, tzinfo=UTC),
        learned="dispatched",
        facts=[one.id for one in policy.fact],
        sources=[one.id for one in policy.source if one.comes == "named"],
    )
    assert "Everything, in order" in told
    return True


def test_what_is_changed_here_is_sound_before() -> None:
    assert looks_through(policy_texts.LARGE)


@given(number=st.sampled_from(KEYS), value=st.sampled_from(VALUES))
@settings(max_examples=150)
def test_any_value_of_any_key_is_taken_or_told_of(number: int, value: str) -> None:
    key = LINES[number].split(" = ")[0]
    looks_through(
        "\n".join([*LINES[:number], f"{key} = {value}", *LINES[number + 1 :]])
    )


@pytest.mark.parametrize(
    "key", ["answer", "begins", "owner", "due", "ladder", "source"]
)
@pytest.mark.parametrize("value", VALUES)
def test_any_value_of_what_a_duty_rests_on_is_taken_or_told_of(
    key: str, value: str
) -> None:
    number = next(n for n in KEYS if LINES[n].startswith(f"{key} = "))
    looks_through(
        "\n".join([*LINES[:number], f"{key} = {value}", *LINES[number + 1 :]])
    )


@pytest.mark.parametrize("depth", [100, 300, 480, *range(484, 500), 3000])
@pytest.mark.parametrize("brackets", ["[]", ("{a=", "}")])
def test_what_is_nested_too_deeply_is_told_of(depth: int, brackets: str) -> None:
    opens, closes = brackets
    inside = "1" if opens != "[" else ""
    assert not looks_through(f"title = {opens * depth}{inside}{closes * depth}\n")


def less() -> Iterator[str]:
    """Give the policy without each of its lines, with each twice, or misspelt."""
    for n in KEYS:
        key, _, value = LINES[n].partition(" = ")
        for instead in ([], [LINES[n], LINES[n]], [f"{key[:-1]} = {value}"]):
            yield "\n".join([*LINES[:n], *instead, *LINES[n + 1 :]])
    for n in TABLES:
        ends = next((one for one in TABLES if one > n), len(LINES))
        yield "\n".join([*LINES[:n], *LINES[ends:]])
        yield "\n".join([*LINES[:ends], *LINES[n:ends], *LINES[ends:]])


@given(text=st.sampled_from(list(less())))
@settings(max_examples=100)
def test_what_is_left_out_doubled_or_misspelt_is_taken_or_told_of(text: str) -> None:
    looks_through(text)
