"""Count, fold and trim what leaves by SMS, in the alphabet of the phone network.

One character outside that alphabet makes the whole message UCS-2, which more than
halves what fits into a segment and so doubles the price; fold first, then send.

Source: 3GPP TS 23.038 (formerly GSM 03.38), 6.2.1 (default alphabet and extension
table) and TS 23.040, 9.2.3.24.1 (the header that joins the segments of one message).
"""

import itertools
import unicodedata
from functools import lru_cache

#: One septet each. Escape, the switch to the table below, is not a character.
BASIC = frozenset(
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5"
    "\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\u00c6\u00e6\u00df\u00c9"
    " !\"#\u00a4%&'()*+,-./0123456789:;<=>?"
    "\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7"
    "\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
)
#: Two septets each: an escape and a place in the extension table.
EXTENSION = frozenset("\f^{}\\[~]|\u20ac")
_ALPHABET = BASIC | EXTENSION
#: Septets (7 bits) of one message of one segment, and of each of several.
GSM_ALONE, GSM_JOINED = 160, 153
#: UTF-16 units (2 bytes) of the same.
UCS2_ALONE, UCS2_JOINED = 70, 67

#: What Unicode's own decomposition does not lead to the alphabet.
REPLACEMENTS = {
    **dict.fromkeys("`\u00b4\u2018\u2019\u201a\u201b\u2039\u203a\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2022\u00b7\u25cf\u25aa", "*"),
    **dict.fromkeys("\t\v", " "),
    "\u00a9": "(c)",
    "\u00ae": "(r)",
    "\u00b0": " deg",
    "\u00d0": "D",
    "\u00d7": "x",
    "\u00f0": "d",
    "\u00f7": "/",
    "\u0110": "D",
    "\u0111": "d",
    "\u0131": "i",
    "\u0141": "L",
    "\u0142": "l",
    "\u0152": "OE",
    "\u0153": "oe",
    "\u1e9e": "SS",
    "\u2044": "/",
    "\u2190": "<-",
    "\u2192": "->",
    "\u2264": "<=",
    "\u2265": ">=",
}
#: Stands for what has no likeness in the alphabet.
UNKNOWN = "?"
#: Marks the place where a text was cut.
CUT = ".."


def septets(text: str) -> int | None:
    """Count the septets of the text, or give None if it needs UCS-2."""
    return _width(text) if _ALPHABET.issuperset(text) else None


def segments(text: str) -> int:
    """Count the segments that the text is sent in, 1 for an empty one.

    An extension character, and a character of two UTF-16 units, stay whole: where one
    would straddle two segments, the first is sent one short.
    """
    total = septets(text)
    if total is not None and total <= GSM_ALONE:
        return 1
    if total is not None:
        widths = [2 if character in EXTENSION else 1 for character in text]
        return _segments(widths, GSM_ALONE, GSM_JOINED)
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return _segments(widths, UCS2_ALONE, UCS2_JOINED)


def fold(text: str) -> str:
    """Rewrite the text in the alphabet, as like as it can be read.

    Typographic marks, full-width letters and accents outside the alphabet become
    their plain forms, invisible characters go, and what remains becomes `?`, one for
    each letter and one for each unbroken run of emoji and other symbols.
    Text that is in the alphabet already comes back unchanged.
    """
    if _ALPHABET.issuperset(text):
        return text
    parts: list[str] = []
    in_symbols = False
    for character in text:
        part = character if _is_plain(character) else _fold_character(character)
        is_symbol = part == UNKNOWN and unicodedata.category(character)[0] == "S"
        if part and not (is_symbol and in_symbols):
            parts.append(part)
        if part:
            in_symbols = is_symbol
    return "".join(parts)


def fit(text: str, *, keep: str = "", limit: int = GSM_ALONE) -> str:
    """Fold the text and trim it so that it and `keep` fit into the limit.

    The text is cut after a word, and `..` marks the cut; only a first word that does
    not fit is cut inside. What must arrive (due time, verb, code) belongs into `keep`.

    Args:
        text: What may be shortened.
        keep: Put behind the text, folded but whole. Only a `keep` that is longer than
            the limit by itself is cut, for a message is never refused for its length.
        limit: Septets, 160 for one segment.

    Returns:
        Text in the alphabet, of at most `limit` septets.
    """
    text, keep = fold(text), fold(keep)
    if _width(keep) > limit:
        return _head(keep, limit)
    room = limit - _width(keep)
    if _width(text) <= room:
        return text + keep
    head = _head(text, room - len(CUT))
    words = head.split()
    is_inside_word = not text[len(head)].isspace() and not head[-1:].isspace()
    if is_inside_word and len(words) > 1:
        head = head[: -len(words[-1])]
    head = head.rstrip(" \r\n\f,;:.-")
    return head + CUT + keep if head else keep


def _segments(widths: list[int], alone: int, joined: int) -> int:
    if sum(widths) <= alone:
        return 1
    count, room = 1, joined
    for width in widths:
        if width > room:
            count, room = count + 1, joined
        room -= width
    return count


def _is_plain(character: str) -> bool:
    return character in BASIC or character in EXTENSION


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    if character in REPLACEMENTS:
        return REPLACEMENTS[character]
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf" or 0x1F3FB <= ord(character) <= 0x1F3FF:
        # Accents of a letter before, joiners, and the skin colours of emoji.
        return ""
    if category == "Cc" or character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character)
    if plain == character:
        return UNKNOWN
    parts = [part if _is_plain(part) else _fold_character(part) for part in plain]
    # A syllable or ligature of a foreign script is one unknown letter, not three.
    return UNKNOWN if set(parts) <= {UNKNOWN, ""} else "".join(parts)


def _width(text: str) -> int:
    if EXTENSION.isdisjoint(text):
        return len(text)
    return len(text) + sum(map(text.count, EXTENSION))


def _head(text: str, limit: int) -> str:
    """Take as much from the front as has at most `limit` septets."""
    used = itertools.accumulate(map(_width, text))
    return text[: sum(width <= limit for width in used)]
