"""Write and read an incident's reference, such as `26-0042K`.

Two-digit year, hyphen, running number of that year (at least four digits),
and a check letter that catches every single wrong character and every swap of
two neighbours.
"""

import re

from models import errors

#: Check letters: without those that are read as digits or as each other.
CHECK_LETTERS = "ABCDFGHJKLMNPRSTWXY"

#: A prime above every digit weight: with neighbouring weights that differ by one
#: and are never zero modulo a prime, a single wrong digit and a swap of two
#: neighbours always change the sum.
_MODULUS = len(CHECK_LETTERS)

#: A number of more than four digits is never written with a zero before it: with
#: one, a wrong first digit could make it the reference of another incident.
_SHAPE = re.compile(r"(\d{2})-?(\d{1,4}|[1-9]\d{4,5})([A-Z])", re.ASCII)


def write(year: int, number: int) -> str:
    """Return the reference of the `number`th incident of `year`."""
    digits = f"{year % 100:02d}{number:04d}"
    return f"{digits[:2]}-{digits[2:]}{_check_letter(digits)}"


def read(text: str) -> str:
    """Return a reference as stored, from how a person wrote it.

    The hyphen may be missing, letters may be small and zeros before the number
    may be left out.

    Raises:
        InvalidInputError: It has not the shape of a reference, or its check
            letter does not fit.
    """
    match = _SHAPE.fullmatch(text.strip().upper())
    if match is None:
        raise errors.InvalidInputError(
            "reference", f"A reference looks like {write(26, 42)}."
        )
    year, number, letter = match.groups()
    right = write(int(year), int(number))
    if right[-1] != letter:
        raise errors.InvalidInputError(
            "reference",
            f"The last letter of {right[:-1]}{letter} does not fit: "
            "please look at the reference again.",
        )
    return right


def _check_letter(digits: str) -> str:
    total = sum(
        (position % (_MODULUS - 1) + 1) * int(digit)
        for position, digit in enumerate(digits)
    )
    return CHECK_LETTERS[total % _MODULUS]
