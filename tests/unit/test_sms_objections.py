"""WRONG and a code, and nothing else, objects to a changed number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import grammar, objections, parsed, targets


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WRONG 7KD4X", "7KD4X"),
        ("wrong 7kd4x", "7KD4X"),
        (" Wrong: 7KD4X please", "7KD4X"),
        # One letter that codes do not use: no other code is guessed.
        ("WRONG 7KD4O", "7KD4O"),
    ],
)
def test_a_code_alone_objects(text: str, code: str) -> None:
    assert grammar.parse(text) == parsed.Wrong(code=code)


@pytest.mark.parametrize(
    "text",
    [
        "WRONG",
        "wrong address, two vans at 26th",
        "wrong 7KD4X 9PWCK",
        "wrong 26-0042K",
        "wrong 12345 number",
        "wrong house",
    ],
)
def test_anything_else_is_ordinary_words(text: str) -> None:
    assert isinstance(grammar.parse(text), parsed.Free)


@given(st.integers(min_value=0, max_value=2**256 - 1))
def test_every_code_that_we_send_is_read_again(number: int) -> None:
    code = objections.code_of(number)
    assert targets.find(code).code == code
    assert grammar.parse(f"WRONG {code}") == parsed.Wrong(code=code)
