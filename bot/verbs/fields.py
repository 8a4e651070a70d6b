"""Read what stands in a form's fields; what cannot be read is said by field."""

from handlers.sms import answers as readings
from models import errors


def read_beat(said: str) -> str:
    """Read a beat as four figures: `0715`.

    Raises:
        InvalidInputError: It is none.
    """
    beat = readings.read_beat(f"BEAT {said.strip()}")
    if beat is None or beat != _figures(said).zfill(4):
        raise errors.InvalidInputError(
            "beat", "A beat has three or four figures: 0715."
        )
    return beat


def read_event_number(said: str) -> tuple[str | None, str | None]:
    """Read an event number: all ten figures, or the last five.

    Returns:
        All ten and None, or None and the last five.

    Raises:
        InvalidInputError: It is none.
    """
    full, short = readings.read_event_number(said)
    if (full or short) != _figures(said) or not (full or short):
        raise errors.InvalidInputError(
            "event_number", "An event number has ten figures, or the last five of them."
        )
    return full, short


def read_rd_number(said: str) -> str:
    """Read the number of a case report: `JK123456`.

    Raises:
        InvalidInputError: It is none.
    """
    number = readings.read_rd_number(said)
    if number is None or number[2:] != _figures(said):
        raise errors.InvalidInputError(
            "rd_number", "An RD number has two letters and six figures: JK123456."
        )
    return number


def _figures(said: str) -> str:
    return "".join(one for one in said if one.isascii() and one.isdigit())
