"""Read the code or the reference that says which thing is meant.

Only the shape is read. Whether a code was ever issued, and whether a reference's
check letter fits, is decided elsewhere. Nothing is guessed: a code with one wrong
character is malformed, not another code.
"""

import re

from handlers.sms import spelling, words
from models import commands

#: Letters and digits that are not taken for one another on paper or on a screen.
CODE_ALPHABET = frozenset("34679CDFGHJKMNPQRTVWX")
#: Characters of a code.
CODE_LENGTH = 5
#: Characters of a malformed one that an answer may repeat.
MALFORMED_LENGTH = 20
#: May stand before a code or reference where no free text is expected.
LABELS = frozenset({"CODE", "REF", "REFERENCE"})

#: Two-digit year, running number, check letter: `26-0042K`.
_REFERENCE = re.compile(r"([0-9]{2})(-?)([0-9]{1,4}|[1-9][0-9]{4,5})([A-Z])")
#: Digits of the running number with which a reference needs no hyphen anywhere.
_FULL_NUMBER = 4


def read_first(text: str) -> tuple[commands.Target, str]:
    """Split off the code or reference that the text begins with, if it does.

    For words that free text may follow: only what is unmistakable counts.

    Returns:
        The target, empty if the text begins with something else, and the rest of the
        text as written.
    """
    token, rest = spelling.split_token(text)
    return (find(token), rest) if is_unmistakable(token) else (commands.NOTHING, text)


def read_last(text: str) -> tuple[commands.Target, str]:
    """Split off the code that stands behind everything else, if one does.

    What has the length of a code, and is no figures, may be a mistyped one.

    Returns:
        The target, empty if the last word is no code, and what stands before it as
        written.
    """
    before, _, last = text.rstrip().rpartition(" ")
    token = spelling.core(spelling.fold(last))
    target = find(token) if is_unmistakable(token) else commands.NOTHING
    if target.code:
        return target, before
    if len(token) == CODE_LENGTH and not token.isdigit() and is_attempt(token):
        return malformed(token), before
    return commands.NOTHING, text


def read_only(text: str) -> tuple[commands.Target, str]:
    """Split off what should be a code or reference and nothing else.

    For words that no free text follows: what looks like an attempt at one is given
    back as malformed, and so are two of them, so that nothing else is acted on.

    Returns:
        The target, empty if the text does not begin with an attempt, and the rest of
        the text as written.
    """
    token, rest = spelling.split_token(text)
    if token in LABELS and spelling.tokens(rest):
        token, rest = spelling.split_token(rest)
    target = find(token)
    if target and any(map(is_unmistakable, spelling.tokens(rest))):
        return malformed(text), ""
    if target:
        return target, rest
    if is_attempt(token):
        return malformed(token), rest
    if any(map(is_unmistakable, spelling.tokens(rest))):
        return malformed(text), ""
    return commands.NOTHING, text


def find(token: str) -> commands.Target:
    """Read one folded token as a code or reference, empty if it is neither.

    What could be either is a code.
    """
    if len(token) == CODE_LENGTH and CODE_ALPHABET.issuperset(token):
        return commands.Target(code=token)
    if found := _REFERENCE.fullmatch(token):
        year, _, number, letter = found.groups()
        return commands.Target(reference=f"{year}-{int(number):04d}{letter}")
    return commands.NOTHING


def is_attempt(token: str) -> bool:
    """Say whether a folded token that is no target looks as if it should be one.

    Anything with a digit does, and a five-letter word with one letter that codes do
    not use; a courtesy does not.
    """
    if token in words.COURTESIES:
        return False
    strange = sum(character not in CODE_ALPHABET for character in token)
    return spelling.has_digit(token) or (
        len(token) == CODE_LENGTH and token.isalpha() and strange == 1
    )


def is_unmistakable(token: str) -> bool:
    """Say whether a folded token is a target even where free text is expected.

    Figures alone may be a star or an event number; a short number with a letter and no
    hyphen may be a time or a measure (`2130H`, `15F`).
    """
    found = _REFERENCE.fullmatch(token)
    is_measure = found is not None and not found[2] and len(found[3]) < _FULL_NUMBER
    target = find(token)
    return (
        bool(target) and not token.isdigit() and not (target.reference and is_measure)
    )


def malformed(text: str) -> commands.Target:
    """Give the text's first words back as something that is no target."""
    return commands.Target(malformed=" ".join(spelling.tokens(text))[:MALFORMED_LENGTH])
