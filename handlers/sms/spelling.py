"""Read plain words out of what a phone sends, without losing the sender's own.

Every comparison is made on a folded copy; what is kept as an argument is always cut
out of the text as written. Folding goes character by character: normalising a whole
text at once takes quadratic time on long runs of combining marks, and anybody can
text us. Everything here is linear in the length of the text and raises on none.
"""

import re
import unicodedata
from functools import lru_cache

#: What phones and word processors write for a quotation mark or an apostrophe.
QUOTES = frozenset(
    "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a"
)
#: Not in the Unicode category of dashes, and used as one.
MINUS = "\u2212"
#: Draw nothing, and are letters or marks by category: grapheme joiner, Hangul
#: fillers, and the selectors that choose between text and emoji.
INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0") | {
    chr(point) for point in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
}
#: Stands between a word and what belongs to it ("FLAG: 10 MAR", "SUP - Smith").
SEPARATORS = frozenset(" :;,.-!?/=>*_|~")
#: Whitespace and the marks that end a token; dots, slashes and hyphens live in it.
_TOKEN = re.compile(r"[^\s:;,!?]+")
_LETTERS = re.compile(r"[A-Z]+")


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in QUOTES:
        return "'"
    if category == "Cf" or character in INVISIBLE:
        return ""
    if category == "Cc" or character.isspace():
        return " "
    if category == "Pd" or character == MINUS:
        return "-"
    if "a" <= character <= "z":
        # Not str.upper: it turns a dotless i into I, and so one word into another.
        return chr(ord(character) - 32)
    plain = unicodedata.normalize("NFKC", character)
    if plain == character:
        return character
    return "".join(map(_fold_character, plain))


class _Folding(dict[int, str]):
    def __missing__(self, point: int) -> str:
        return _fold_character(chr(point))


_FOLDING = _Folding({point: _fold_character(chr(point)) for point in range(128)})


def fold(text: str) -> str:
    """Give the text in plain capitals, for comparing only.

    ASCII letters become capitals; full-width and other compatibility forms become
    plain ones (Unicode NFKC, one character at a time); every quote becomes `'`, every
    dash `-`, every space and control character a blank; what draws nothing goes.
    """
    return text.translate(_FOLDING)


def is_wordy(character: str) -> bool:
    """Say whether a folded character is part of a word.

    A combining mark is: it makes another letter of the one before it.
    """
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")


def core(token: str) -> str:
    """Strip a folded token of everything around its letters and digits."""
    start, end = 0, len(token)
    while start < end and not is_wordy(token[start]):
        start += 1
    while start < end and not is_wordy(token[end - 1]):
        end -= 1
    return token[start:end]


def tokens(text: str) -> list[str]:
    """List the folded words and numbers of the text, in order.

    Split at blanks and at `: ; , ! ?`; tokens without a letter or digit are left out.
    """
    found = (core(match.group()) for match in _TOKEN.finditer(fold(text)))
    return [token for token in found if token]


def has_digit(token: str) -> bool:
    """Say whether a folded token holds one of the digits 0 to 9."""
    return any("0" <= character <= "9" for character in token)


def split_word(text: str) -> tuple[str, str]:
    """Split off the word of A-Z that the text begins with.

    What stands before it (emoji, quotes, marks) is skipped. The word ends at a digit,
    a blank or a mark: `ack#12` begins with ACK, `ACKS` and `ACK'd` do not.

    Returns:
        The folded word, and what follows as written, separators skipped; an empty
        word and the text itself if it begins with none.
    """
    folded = fold(text)
    start = 0
    while start < len(folded) and not is_wordy(folded[start]):
        start += 1
    match = _LETTERS.match(folded, start)
    if match is None:
        return "", text
    end = match.end()
    following = folded[end : end + 2].ljust(2)
    if is_wordy(following[0]) and not has_digit(following[0]):
        return "", text
    if following[0] == "'":
        if is_wordy(following[1]):
            return "", text
        end += 1
    return match.group(), _written_from(text, folded, end)


def split_token(text: str) -> tuple[str, str]:
    """Split off the first token that holds a letter or digit, as `tokens` cuts them.

    Returns:
        The folded token, and what follows as written, separators skipped; an empty
        token and the text itself if there is none.
    """
    folded = fold(text)
    for match in _TOKEN.finditer(folded):
        token = core(match.group())
        if token:
            return token, _written_from(text, folded, match.end())
    return "", text


def unquote(text: str) -> str:
    """Take off the quotes around the whole text, if they belong together.

    They do not if the same marks also stand inside: then they quote parts of it.
    """
    while True:
        start, end = 0, len(text)
        while start < end and not fold(text[start]).strip():
            start += 1
        while start < end and not fold(text[end - 1]).strip():
            end -= 1
        inner = text[start + 1 : end - 1]
        around = {text[start : start + 1], text[end - 1 : end]}
        if end - start < 2 or not all(fold(mark) == "'" for mark in around):
            return text.strip()
        if any(mark in inner for mark in around):
            return text.strip()
        text = inner


def _written_from(text: str, folded: str, start: int) -> str:
    while start < len(folded) and folded[start] in SEPARATORS:
        start += 1
    passed = 0
    for index, character in enumerate(text):
        width = len(_FOLDING[ord(character)])
        if passed >= start and width:
            return text[index:].strip()
        passed += width
    return ""
