"""References are read as people write them, and wrong ones are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import errors, reference


@pytest.mark.parametrize(
    "written", ["26-0042K", "260042K", "26-0042k", " 26-0042K ", "26-42K"]
)
def test_a_reference_is_read_as_people_write_it(written: str) -> None:
    assert reference.read(written) == "26-0042K"


@pytest.mark.parametrize("written", ["", "26", "26-0042", "K26-0042", "26-00x2K"])
def test_what_has_not_the_shape_is_refused(written: str) -> None:
    with pytest.raises(errors.InvalidInputError, match="looks like"):
        reference.read(written)


def test_a_wrong_check_letter_is_named_as_such() -> None:
    with pytest.raises(errors.InvalidInputError, match="last letter"):
        reference.read("26-0042X")


@given(st.integers(2000, 2099), st.integers(1, 999_999))
def test_every_reference_is_read_back(year: int, number: int) -> None:
    written = reference.write(year, number)
    assert reference.read(written) == written


@given(st.integers(1, 999_999), st.integers(0, 5), st.integers(1, 9))
def test_a_single_wrong_digit_never_fits(number: int, place: int, by: int) -> None:
    written = reference.write(2026, number)
    digits = list(written.replace("-", "")[:-1])
    place %= len(digits)
    digits[place] = str((int(digits[place]) + by) % 10)
    with pytest.raises(errors.InvalidInputError):
        reference.read("".join(digits) + written[-1])


@given(st.integers(1, 999_999), st.data())
def test_two_swapped_neighbours_never_fit(number: int, data: st.DataObject) -> None:
    written = reference.write(2026, number)
    digits = list(written.replace("-", "")[:-1])
    pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    place = data.draw(st.sampled_from(pairs))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    with pytest.raises(errors.InvalidInputError):
        reference.read("".join(digits) + written[-1])


def test_a_long_number_with_a_zero_before_it_is_no_reference() -> None:
    right = reference.write(26, 52687)
    assert reference.read(right) == right
    for letter in reference.CHECK_LETTERS:
        with pytest.raises(errors.InvalidInputError):
            reference.read(f"26-02687{letter}")
