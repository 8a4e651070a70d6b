"""Patterns that would keep the bot busy for ever are found before they can."""

import re
import time
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import load, runaway
from models import errors
from tests.unit import policy_texts

LARGE = policy_texts.LARGE

RUNAWAY = [
    r"(a+)+$",
    r"(?:a+)+b",
    r"(?:a|a)*b",
    r"(?:a|aa)+$",
    r"(?:[a-z]+\s*)+:",
    r"immigration (?:\w+\s?)*status",
    r"^(?:\d+-?)+$",
    r"(?:.*,)*x",
    r"(?:x+x+)+y",
    r"\b(?:\w+)*@",
    r"\w*\w*\w*\w*!",
    r"(?P<one>[^!]+)*!",
    r"(?:(?:\d\d)+)+\Z",
    r"foo|bar|(?:n?a+)+t",
    r"(?:a{1,}){2,}b",
    r"(?=(?:a+)+b)",
]

FINE = [
    r"\d+(?:,\d+)*",
    r"\b(?:[a-z]+ )+\d",
    r"[ -]+status",
    r"(?:ab)+(?:cd)+",
    r"a{2,5}b{1,3}",
    r"[A-HJ-NPR-TV-Z]{2}[ -]?\d{6}",
    r"(?:\[|\]|[^]a-c]|[]^-])x*y*",
    r"\(\+\d+\) \d+-\d+",
    r"(?:na+)+t",
    r"",
]


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_pattern_that_takes_for_ever_is_found_in_a_moment(pattern: str) -> None:
    began = time.thread_time()

    assert runaway.takes_too_long(pattern)
    assert time.thread_time() - began < 5


@pytest.mark.parametrize("pattern", FINE)
def test_other_patterns_are_let_through(pattern: str) -> None:
    re.compile(pattern)

    assert not runaway.takes_too_long(pattern)


@given(pattern=st.text(alphabet="ab1[](){}?*+|.^$-,\\dwb:=!<P> ", max_size=24))
@settings(max_examples=300)
def test_no_pattern_that_python_takes_is_too_much_to_look_at(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", FutureWarning)
        try:
            re.compile(pattern, re.IGNORECASE)
        except (re.error, OverflowError, FutureWarning):
            return
    began = time.thread_time()
    runaway.takes_too_long(pattern)
    assert time.thread_time() - began < 10


def test_patterns_of_the_shipped_policy_are_let_through_at_once() -> None:
    policy, _, _ = load.load(load.shipped())
    patterns = [one for rule in policy.forbidden for one in rule.patterns]
    patterns += [rule.pattern for rule in policy.identifier]
    began = time.thread_time()

    assert [one for one in patterns if runaway.takes_too_long(one)] == []
    assert time.thread_time() - began < 0.2


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("'alien'", r"'(?:\w+\s?)+status'"),
        ("'[A-Z]-\\d{4}'", r"'(?:[A-Z]+-?)+\d{4}'"),
    ],
)
def test_policy_with_such_a_pattern_is_refused_with_its_line(
    there: str, instead: str
) -> None:
    text = LARGE.replace(there, instead, 1)
    with pytest.raises(errors.ConfigurationError) as caught:
        load.parse(text, name="large.toml")

    found = [
        one
        for one in caught.value.fields["problems"]
        if "would take for ever" in one.what
    ]
    assert [one.line for one in found] == [policy_texts.line_of(LARGE, there)]
