"""Read who writes, where they put their star before a word of ours; pure."""

from collections.abc import Callable

from handlers.sms import parsed, spelling

#: May stand before the number.
LABEL = "STAR"

#: Longest star. Source: CPD stars have up to five digits; one more does no harm.
_LONGEST = 6


def split(
    text: str, parse: Callable[[str], parsed.Parsed]
) -> tuple[str | None, parsed.Parsed]:
    """Return the star that a text begins with, and what is said.

    Only what begins with one of our words behind it is said by a star: a report may
    begin with a number too.

    Args:
        text: The body as received.
        parse: Reads a text without a star.
    """
    token, rest = spelling.split_token(text)
    if token == LABEL:
        token, rest = spelling.split_token(rest)
    if not (token.isascii() and token.isdigit() and len(token) <= _LONGEST):
        return None, parse(text)
    said = parse(rest)
    if isinstance(said, (parsed.Free, parsed.CarrierWord, parsed.Reaction)):
        return None, parse(text)
    if isinstance(said, (parsed.Empty, parsed.Okay)) and not rest.strip():
        return None, parse(text)
    return token, said


def rest_of(text: str, star: str | None) -> str:
    """Return a text without the star that was read at its beginning."""
    if star is None:
        return text
    token, rest = spelling.split_token(text)
    return spelling.split_token(rest)[1] if token == LABEL else rest
