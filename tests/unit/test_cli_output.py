"""What a terminal is shown: numbers masked, nothing that acts by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import output


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+13125550101", "+1312***0101"),
        ("+442079460018", "+4420***0018"),
        ("+6771234", "+6***34"),
        (None, None),
    ],
)
def test_a_number_shows_its_beginning_and_its_end(
    e164: str | None, shown: str | None
) -> None:
    assert output.mask(e164) == shown


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_at_least_two_digits_of_any_number_are_hidden(e164: str) -> None:
    shown = output.mask(e164) or ""

    assert len(shown.replace("***", "")) <= len(e164) - 2


@given(st.text())
def test_nothing_that_is_shown_can_steer_a_terminal(text: str) -> None:
    assert output.clean(text).isprintable()


def test_words_are_shown_as_they_are() -> None:
    assert output.clean("Zoë Ümit, “hurt”") == "Zoë Ümit, “hurt”"
    assert output.clean("a\x1b[2Jb\nc") == "a\\x1b[2Jb\\nc"
