"""Read what stands in a form's fields; what cannot be read is said by field."""

from datetime import UTC, datetime, timedelta

from handlers.sms import identifiers
from models import errors

#: How long ago something can have been that is corrected here. Source: our choice; a
#: slip in the year must not make a window that ended long ago.
LONGEST_AGO = timedelta(days=5 * 365)


def read_beat(said: str, numbers: identifiers.Identifiers) -> str:
    """Read a beat in full: `0715`.

    Raises:
        InvalidInputError: It is none.
    """
    beat = identifiers.read_whole(numbers.beat, said, identifiers.LONGEST_BEAT)
    if beat is None:
        raise _no("beat", numbers.beat)
    return identifiers.whole_beat(beat, numbers)


def read_event_number(
    said: str, numbers: identifiers.Identifiers
) -> tuple[str | None, str | None]:
    """Read an event number, full or short.

    Returns:
        The full one and None, or None and the short one.

    Raises:
        InvalidInputError: It is none.
    """
    full = identifiers.read_whole(numbers.event_number, said)
    short = identifiers.read_whole(numbers.event_short, said)
    if full is None and short is None:
        raise _no("event_number", numbers.event_number, numbers.event_short)
    return (full, None) if full else (None, short)


def read_rd_number(said: str, numbers: identifiers.Identifiers) -> str:
    """Read the number of a case report: `JK123456`.

    Raises:
        InvalidInputError: It is none.
    """
    number = identifiers.read_whole(numbers.rd_number, said)
    if number is None:
        raise _no("rd_number", numbers.rd_number)
    return number


def _no(field: str, *forms: identifiers.Form) -> errors.InvalidInputError:
    """Return the error that says how a number looks."""
    examples = " or ".join(form.example for form in forms)
    return errors.InvalidInputError(
        field, f"{forms[0].title}: write it like {examples}."
    )


def read_instant(field: str, said: str) -> datetime:
    """Read an instant as a form or the command line gives it: RFC 3339.

    Args:
        field: Of the form.
        said: What stands in it.

    Raises:
        InvalidInputError: It is none, or does not name its zone.
    """
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise errors.InvalidInputError(field, "That is no time.")
    return at.astimezone(UTC)


def require_past(field: str, at: datetime, now: datetime) -> datetime:
    """Return an instant that is past.

    Raises:
        InvalidInputError: It is still to come, or longer ago than any evidence.
    """
    if at > now:
        raise errors.InvalidInputError(field, "That time is still to come.")
    if now - at > LONGEST_AGO:
        raise errors.InvalidInputError(field, "That is more than five years ago.")
    return at
