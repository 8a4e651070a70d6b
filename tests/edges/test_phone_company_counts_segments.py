"""The phone company counts segments as the standards say."""

import hypothesis
import pytest
from hypothesis import strategies

from bot.simulator import segments

GSM_LETTERS = "ABCxyz019 @£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n\r"
ANY_LETTER = strategies.characters(codec="utf-8")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("[INC-1] " * 20, 2),
        ("a" * 159 + "€", 2),
        # The euro sign is not cut in two: 152 + 2 do not fit into 153.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("é" * 160, 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("`" + "a" * 69, 1),
        ("\u2019" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        # Nor is an emoji: 33 of them are 66 units, and the 67th stays empty.
        ("😀" * 66, 2),
        ("😀" * 67, 3),
    ],
)
def test_a_text_takes_so_many_segments(text: str, count: int) -> None:
    assert segments.segments(text) == count


@hypothesis.given(
    strategies.text(ANY_LETTER, max_size=400), strategies.text(ANY_LETTER, max_size=9)
)
def test_a_longer_text_never_takes_fewer(text: str, more: str) -> None:
    assert segments.segments(text + more) >= segments.segments(text) >= 1


@hypothesis.given(strategies.text(alphabet=GSM_LETTERS, max_size=1600))
def test_plain_letters_take_153_to_a_part(text: str) -> None:
    expected = 1 if len(text) <= 160 else -(-len(text) // 153)
    assert segments.segments(text) == expected
