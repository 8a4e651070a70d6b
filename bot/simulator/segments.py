"""Count the segments of a text as the phone company bills them (pure).

Written apart from the product's own counter on purpose, so that the one can be
held against the other.
"""

#: One septet each. Source: 3GPP TS 23.038, GSM 7-bit default alphabet.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Two septets each. Source: 3GPP TS 23.038, extension table.
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
#: Units of a text alone and of each part of a longer one.
#: Source: 3GPP TS 23.040, 140 bytes less the 6 of the concatenation header.
_GSM_ALONE, _GSM_PART = 160, 153
_UCS2_ALONE, _UCS2_PART = 70, 67


def segments(text: str) -> int:
    """Return how many segments the text takes; an empty text takes one."""
    if all(character in _GSM or character in _GSM_EXTENSION for character in text):
        widths = [2 if character in _GSM_EXTENSION else 1 for character in text]
        return _pack(widths, _GSM_ALONE, _GSM_PART)
    widths = [len(character.encode("utf-16-le")) // 2 for character in text]
    return _pack(widths, _UCS2_ALONE, _UCS2_PART)


def _pack(widths: list[int], alone: int, part: int) -> int:
    """Return the number of parts; a character of two units is never cut."""
    if sum(widths) <= alone:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > part:
            parts, used = parts + 1, 0
        used += width
    return parts
