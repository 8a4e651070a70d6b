"""Numbers are read in the form that the agency gives them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import load, numbers, own_words
from handlers.sms import answers, grammar, identifiers, parsed

SHIPPED = load.shipped()
CHICAGO = numbers.of(load.load(SHIPPED)[0])
LOS_ANGELES = numbers.of(load.load(SHIPPED.with_name("los_angeles.toml"))[0])
MINIMAL = numbers.of(load.load(SHIPPED.with_name("minimal.toml"))[0])


def test_shipped_file_says_what_the_program_takes_without_one() -> None:
    for name in ("rd_number", "event_number", "event_short", "star", "beat"):
        ours, theirs = getattr(identifiers.CHICAGO, name), getattr(CHICAGO, name)
        assert (ours.pattern, ours.title) == (theirs.pattern, theirs.title)
    assert MINIMAL == identifiers.CHICAGO


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("260112345", "260112345"),
        ("26-01-12345", "260112345"),
        ("DR 26 01 12345, filed", "260112345"),
        ("dr no. 260112345", "260112345"),
        ("DR#26-0112345", "260112345"),
        ("JK123456", None),
        ("26011234", None),
        ("2601123456", None),
        ("filed 260112345", None),
        ("", None),
    ],
)
def test_dr_number_is_nine_figures(said: str, number: str | None) -> None:
    assert identifiers.read_rd_number(said, LOS_ANGELES) == number


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("260310001234 agents", ("260310001234", None)),
        ("260310-001234 agents", ("260310001234", None)),
        ("Incident number 260310001234", ("260310001234", None)),
        ("001234 agents", (None, "001234")),
        ("2606812345 agents", (None, None)),
        ("100300 S Hope Street", (None, None)),
    ],
)
def test_incident_number_is_twelve_figures_or_the_last_six(
    said: str, event: tuple[str | None, str | None]
) -> None:
    assert identifiers.read_event_number(said, LOS_ANGELES) == event


def test_stars_and_beats_follow_the_policy_too() -> None:
    assert answers.read_stars("serial 41234 and 123", LOS_ANGELES) == (
        ["41234"],
        ["123"],
    )
    said = "agents, reporting district 111"
    assert identifiers.read_beat(said, LOS_ANGELES) == "0111"
    assert identifiers.read_beat(said, CHICAGO) is None
    assert identifiers.read_beat("agents, beat 0111", LOS_ANGELES) == "0111"


@pytest.mark.parametrize(
    ("words", "is_answer"),
    [
        ("REPORT 26-01-12345", True),
        ("REPORT DR 260112345", True),
        ("REPORT of agents striking a man", False),
        ("DOCK 260310001234", True),
        ("DOCK at noon somewhere else", False),
    ],
)
def test_answer_is_told_from_a_sentence_by_the_policys_numbers(
    words: str, is_answer: bool
) -> None:
    policy = load.load(SHIPPED.with_name("los_angeles.toml"))[0]
    own = own_words.of(policy)
    said = grammar.parse(words, duty_words=own.duty, numbers=own.numbers)

    assert isinstance(said, parsed.Free) is not is_answer


@pytest.mark.parametrize("form", ["rd_number", "event_number", "event_short", "beat"])
@pytest.mark.parametrize("of", [CHICAGO, LOS_ANGELES], ids=["chicago", "los_angeles"])
def test_field_of_a_form_takes_its_own_example(
    of: identifiers.Identifiers, form: str
) -> None:
    one: identifiers.Form = getattr(of, form)

    assert identifiers.read_whole(one, one.example) == one.example
    assert identifiers.read_whole(one, f" {one.example.lower()}. ") == one.example
    assert identifiers.read_whole(one, f"{one.example} and more") is None
    assert identifiers.read_whole(one, "") is None


@pytest.mark.parametrize(
    ("said", "is_not_so"),
    [
        ("NONE", True),
        ("none hurt", True),
        ("Nobody hurt, thanks", True),
        ("no one is hurt", True),
        ("not anyone so far", True),
        ("no", True),
        ("0", True),
        ("none needed", True),
        ("not required", True),
        ("no injuries reported", True),
        ("NONE at this time.", True),
        ("nobody injured", True),
        # What follows answers something else.
        ("NONE SUP REFUSED CAMS NONE", True),
        ("none, dock", True),
        ("", False),
        ("EMS on scene", False),
        # What could be about somebody who is hurt is not guessed at.
        ("not breathing, EMS called", False),
        ("no ambulance came", False),
        ("none of the agents called EMS", False),
        ("hurt", False),
        ("not yet", False),
        ("none here yet", False),
        ("no ambulance needed, he is dead", False),
        ("SUP REFUSED", False),
    ],
)
def test_fact_is_denied_only_by_an_answer_that_says_nothing_else(
    said: str, is_not_so: bool
) -> None:
    assert answers.says_not_so(said, "HURT") is is_not_so


@given(st.text())
def test_no_text_raises(text: str) -> None:
    for of in (CHICAGO, LOS_ANGELES):
        identifiers.read_rd_number(text, of)
        identifiers.looks_like_rd_number(text, of)
        identifiers.read_event_number(text, of)
        identifiers.read_beat(text, of)
        identifiers.read_whole(of.beat, text)
        answers.read_stars(text, of)
