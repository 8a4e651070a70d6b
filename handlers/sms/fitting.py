"""Tell an answer from an ordinary sentence that happens to begin with such a word."""

from collections.abc import Callable

from handlers.sms import answers, dates, footage_answers, identifiers, spelling


def fits(
    word: str,
    rest: str,
    source_words: frozenset[str] = frozenset(),
    numbers: identifiers.Identifiers = identifiers.CHICAGO,
) -> bool:
    """Say whether the words after a duty's word read as an answer to that duty.

    Holds back only where an ordinary report may begin with the same word ("Report of
    agents striking a man", "Flag on the building"). Words that expect free text, and
    duty words that are not listed here, take any.

    Args:
        word: The duty's word, in capitals.
        rest: What follows it, and follows the code or reference if there is one.
        source_words: Words by which the policy's sources of footage are named.
        numbers: How the agency's numbers look.
    """
    token, after = footage_answers.split_source(rest, source_words)
    if token and word == "CAMS":
        return True
    if not spelling.tokens(after):
        return True
    if word in _NUMBERED:
        return _NUMBERED[word](after, numbers)
    reads = _FITS.get(word)
    return reads is None or reads(after)


def _fits_cams(rest: str, numbers: identifiers.Identifiers) -> bool:
    labels = answers.STAR_LABELS | identifiers.star_labels(numbers)
    tokens = [token for token in spelling.tokens(rest) if token not in labels]
    return answers.says_none(rest) or (bool(tokens) and spelling.has_digit(tokens[0]))


def _fits_dock(rest: str, numbers: identifiers.Identifiers) -> bool:
    """Take a time and an event number; anything else might be meant as a code."""
    parts = map(spelling.core, spelling.fold(rest).split())
    said = [
        part
        for part in parts
        if part not in answers.DOCK_LABELS
        and not identifiers.is_event_number(part, numbers)
    ]
    return not said or dates.read_time(" ".join(said)) is not None


def _fits_flag(rest: str) -> bool:
    """Take a mistyped date or code too: the answer then asks for the date."""
    labels = answers.AROUND_DATE | {"CASE"}
    tokens = [token for token in spelling.tokens(rest) if token not in labels]
    return answers.looks_like_deletion(rest) or (
        0 < len(tokens) <= answers.LONGEST_ANSWER
        and all(spelling.has_digit(token) or dates.is_month(token) for token in tokens)
    )


def _fits_seen(rest: str) -> bool:
    """Take LOST and the reason, and what was looked at."""
    return spelling.tokens(rest)[0] == "LOST" or answers.looks_like_deletion(rest)


def _fits_search(rest: str) -> bool:
    """Take what a search came to, and why or until when."""
    return bool(footage_answers.read_search(rest)[0])


#: Words whose answers are numbers of the agency's own form.
_NUMBERED: dict[str, Callable[[str, identifiers.Identifiers], bool]] = {
    "CAMS": _fits_cams,
    "DOCK": _fits_dock,
    "REPORT": identifiers.looks_like_rd_number,
}

_FITS: dict[str, Callable[[str], bool]] = {
    "FLAG": _fits_flag,
    "KEPT": footage_answers.looks_like_kept,
    "SEARCH": _fits_search,
    "SEEN": _fits_seen,
    "STILL": footage_answers.looks_like_kept,
}
