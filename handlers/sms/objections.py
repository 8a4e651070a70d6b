"""Read and word the objection to a changed number or account; pure."""

from handlers.sms import parsed, spelling, targets, words

#: The word itself.
WORD = "WRONG"

_ALPHABET = sorted(targets.CODE_ALPHABET)


def wrong(rest: str) -> parsed.Parsed | None:
    """Return the objection that a code alone makes; None: it is ordinary words."""
    found = [one for one in spelling.tokens(rest) if one not in words.COURTESIES]
    if len(found) != 1:
        return None
    code = targets.find(found[0]).code
    is_attempt = len(found[0]) == targets.CODE_LENGTH and targets.is_attempt(found[0])
    return parsed.Wrong(code=found[0]) if code or is_attempt else None


def code_of(number: int) -> str:
    """Return a code that stands for a number; the first letter is never a figure."""
    letters = [letter for letter in _ALPHABET if not letter.isdigit()]
    number, place = divmod(number, len(letters))
    code = letters[place]
    while len(code) < targets.CODE_LENGTH:
        number, place = divmod(number, len(_ALPHABET))
        code += _ALPHABET[place]
    return code
