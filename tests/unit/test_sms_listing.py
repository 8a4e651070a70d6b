"""ON STAR 4432 2300 lists somebody else; ON alone is one's own."""

import pytest

from handlers.sms import grammar, parsed


@pytest.mark.parametrize(
    ("text", "star", "is_on", "until", "is_confirmed"),
    [
        ("ON STAR 4432", "4432", True, "", False),
        ("on star 4432 2300", "4432", True, "2300", False),
        ("On star 4432 until 23:00 please", "4432", True, "23:00", False),
        # What is no time is said to be none, by whoever knows the clock.
        ("ON STAR 4432 2575", "4432", True, "2575", False),
        ("ON STAR 4432 until 11pm anyway", "4432", True, "11pm", True),
        ("ON STAR 4432 ANYWAY.", "4432", True, "", True),
        ("OFF STAR 4432", "4432", False, "", False),
        ("off star 4432 thanks", "4432", False, "", False),
    ],
)
def test_a_star_and_an_end_list_somebody(
    text: str, star: str, is_on: bool, until: str, is_confirmed: bool
) -> None:
    expected = parsed.Listed(
        star=star, is_on=is_on, until_text=until, is_confirmed=is_confirmed
    )
    assert grammar.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On star route two vans, agents in masks",
        "On star 4432 two agents took the camera",
        "off star street, agents at the door",
        "ON STAR",
    ],
)
def test_an_ordinary_sentence_lists_nobody(text: str) -> None:
    assert not isinstance(grammar.parse(text), parsed.Listed)


@pytest.mark.parametrize("text", ["ON", "ON 2300", "ON UNTIL 2300", "OFF"])
def test_without_the_word_star_it_is_ones_own(text: str) -> None:
    assert isinstance(grammar.parse(text), parsed.On | parsed.Off)
