"""Read what an officer wrote after a duty's own word.

Each reader takes the words as written and gives facts or says that it found none; it
never guesses, since what it finds is repeated to the sender and kept. `fits` tells an
answer from an ordinary sentence that happens to begin with such a word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from handlers.sms import dates, spelling, words

#: Words for "there are none" after CAMS.
NONE_WORDS = frozenset({"NONE", "NO", "0"})
#: May stand among stars and say nothing.
STAR_LABELS = frozenset({"STAR", "STARS", "AND"})
#: May follow NEVER.
NEVER_LABELS = frozenset({"DELETE", "DELETES", "DELETED", "EXPIRES"})
#: May stand around a deletion date and say nothing.
DATE_LABELS = NEVER_LABELS | {"DELETION", "DATE", "ON", "UNTIL", "TILL", "TIL"}
#: May stand between a kind of number and the number.
NUMBER_LABELS = frozenset({"NO", "NUM", "NUMBER", "ID"})
#: May stand after DOCK and say nothing that has to be read.
DOCK_LABELS = frozenset({"AT", "DONE", "EVENT", "NOW", ""})

_AROUND_DATE = DATE_LABELS | words.COURTESIES | {""}
#: Tokens; what is longer than this is no date and no case id.
_LONGEST_ANSWER = 10
#: Tokens: `RD JK 123456`.
_LONGEST_CASE = 3
#: At most 40 characters; evidence systems use far fewer.
_CASE_ID = re.compile(r"[0-9A-Z][0-9A-Z./_-]{0,39}")
_STAR = re.compile(r"[0-9]{1,6}")
_STAR_GAPS = re.compile(r"[\s:;,/&+]+")
#: Source: CPD S09-03-04: two letters, never I, O, Q or U, and six digits.
_RD = re.compile(
    r"(?:(?:RD|NO|NUMBER)[ #:.-]{0,3}){0,2}"
    r"(?!RD)([A-HJ-NPR-TV-Z]{2})[ -]?([0-9]{6})(?![0-9A-Z])"
)
_NEAR_RD = re.compile(r"(?:RD[ #:.-]{0,3})?[A-Z]{0,3}[ -]?[0-9]{1,9}|RD")
#: Source: CPD D19-05 and S09-05-01: ten digits in full, the last five on reports.
_EVENT_FIGURES = re.compile(r"[0-9]{5}|[0-9]{10}")
_EVENT = re.compile(
    r"(?:(?:EVENT|EVT|EV)(?:[ .]?(?:NUMBER|NUM|NO))?[ .:#]{0,3})?"
    r"(?:([0-9]{2}-?[0-9]{3}-?[0-9]{5})|([0-9]{5}))(?![0-9A-Z]|-[0-9])"
    r"(?! (?:[NSEW]|NORTH|SOUTH|EAST|WEST|BLOCK|BLK)(?![0-9A-Z]))"
)
#: Source: Chicago's public data dictionary: up to four digits, the district first.
_BEAT = re.compile(
    r"(?<![0-9A-Z])(?:BEAT|BT)[ .:#]{0,3}([0-9]{3,4})(?![0-9A-Z]|[.-][0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """Hold until when flagged footage is kept; exactly one of the three is said."""

    #: The deletion date that the evidence system shows.
    on: date | None = None
    #: The case it was filed under (folded), which then rules its deletion.
    case_id: str | None = None
    #: The evidence system never deletes it.
    never: bool = False


def read_stars(rest: str) -> tuple[list[str], list[str]]:
    """Read the stars of members whose cameras recorded.

    Returns:
        The stars in order (1 to 6 digits, as written, each once), and the folded
        tokens that are none; both empty for nothing at all and for NONE.
    """
    found = map(spelling.core, _STAR_GAPS.split(spelling.fold(rest)))
    tokens = [token for token in found if token and token not in STAR_LABELS]
    if says_none(rest):
        return [], []
    stars = dict.fromkeys(token for token in tokens if _STAR.fullmatch(token))
    return list(stars), [token for token in tokens if token not in stars]


def says_none(rest: str) -> bool:
    """Say whether the whole answer is that there are none."""
    tokens = spelling.tokens(rest)
    return len(tokens) == 1 and tokens[0] in NONE_WORDS


def read_deletion(rest: str, today: date) -> Deletion | None:
    """Read a deletion date, `CASE` and an id, or `NEVER`, if that is all there is.

    Args:
        rest: As written.
        today: Its century is that of a year written with two digits.
    """
    word, after = spelling.split_word(rest)
    if word == "CASE":
        case_id = _case_id(after)
        return Deletion(case_id=case_id) if case_id else None
    if word == "NEVER":
        is_all = NEVER_LABELS.issuperset(spelling.tokens(after))
        return Deletion(never=True) if is_all else None
    parts = spelling.fold(rest).split()
    if len(parts) > _LONGEST_ANSWER:
        return None
    while parts and spelling.core(parts[0]) in _AROUND_DATE:
        del parts[0]
    while parts and spelling.core(parts[-1]) in _AROUND_DATE:
        del parts[-1]
    on = dates.read_date(" ".join(parts), today=today)
    return Deletion(on=on) if on else None


def looks_like_deletion(rest: str) -> bool:
    """Say whether the words are meant as `read_deletion` reads them.

    A date that does not exist looks like one too, so that the answer can say so
    instead of taking it for something else.
    """
    word, after = spelling.split_word(rest)
    tokens = spelling.tokens(rest)
    if word == "CASE":
        return _looks_like_case(after)
    if word == "NEVER":
        return NEVER_LABELS.issuperset(spelling.tokens(after))
    tokens = [token for token in tokens if token not in _AROUND_DATE]
    return (
        0 < len(tokens) <= _LONGEST_ANSWER
        and all(map(dates.is_date_part, tokens))
        and (
            len(tokens) > 2
            or any(map(dates.is_month, tokens))
            or not {"/", "-"}.isdisjoint(spelling.fold(rest))
        )
    )


def is_date_of_deletion(rest: str) -> bool:
    """Say whether the words are a deletion date, or NEVER, and no case number."""
    is_case = spelling.split_word(rest)[0] == "CASE"
    return not is_case and looks_like_deletion(rest)


def read_rd_number(rest: str) -> str | None:
    """Read the case report number that the words begin with: `JK123456`."""
    found = _RD.match(_plain(rest))
    return found[1] + found[2] if found else None


def read_event_number(text: str) -> tuple[str | None, str | None]:
    """Read the event number that a text begins with.

    A street address (`10300 S TORRENCE`) is none. Five figures repeat every day.

    Returns:
        All ten figures and None, or None and the last five; None twice without one.
    """
    found = _EVENT.match(_plain(text))
    if found is None:
        return None, None
    return (found[1].replace("-", "") if found[1] else None), found[2]


def read_beat(text: str) -> str | None:
    """Read the first beat named anywhere in a text, as four figures: `0715`."""
    found = _BEAT.search(spelling.fold(text))
    return found[1].zfill(4) if found else None


def fits(word: str, rest: str) -> bool:
    """Say whether the words after a duty's word read as an answer to that duty.

    Holds back only where an ordinary report may begin with the same word ("Report of
    agents striking a man", "Flag on the building"). Words that expect free text, and
    duty words that are not listed here, take any.

    Args:
        word: The duty's word, in capitals.
        rest: What follows it, and follows the code or reference if there is one.
    """
    reads = _FITS.get(word)
    return reads is None or not spelling.tokens(rest) or reads(rest)


def _fits_cams(rest: str) -> bool:
    tokens = [token for token in spelling.tokens(rest) if token not in STAR_LABELS]
    return says_none(rest) or (bool(tokens) and spelling.has_digit(tokens[0]))


def _fits_dock(rest: str) -> bool:
    """Take a time and an event number; anything else might be meant as a code."""
    parts = map(spelling.core, spelling.fold(rest).split())
    said = [
        part
        for part in parts
        if part not in DOCK_LABELS and not _EVENT_FIGURES.fullmatch(part)
    ]
    return not said or dates.read_time(" ".join(said)) is not None


def _fits_flag(rest: str) -> bool:
    """Take a mistyped date or code too: the answer then asks for the date."""
    labels = _AROUND_DATE | {"CASE"}
    tokens = [token for token in spelling.tokens(rest) if token not in labels]
    return looks_like_deletion(rest) or (
        0 < len(tokens) <= _LONGEST_ANSWER
        and all(spelling.has_digit(token) or dates.is_month(token) for token in tokens)
    )


def _fits_report(rest: str) -> bool:
    plain = _plain(rest)
    return bool(_RD.match(plain) or _NEAR_RD.fullmatch(plain))


def _fits_seen(rest: str) -> bool:
    """Take LOST and the reason, and what was looked at."""
    return spelling.tokens(rest)[0] == "LOST" or looks_like_deletion(rest)


_FITS: dict[str, Callable[[str], bool]] = {
    "CAMS": _fits_cams,
    "DOCK": _fits_dock,
    "FLAG": _fits_flag,
    "REPORT": _fits_report,
    "SEEN": _fits_seen,
}


def _looks_like_case(text: str) -> bool:
    idle = NUMBER_LABELS | words.COURTESIES
    number = [token for token in spelling.tokens(text) if token not in idle]
    if not number or len(number) > _LONGEST_CASE:
        return not number
    return spelling.has_digit(number[0]) or read_rd_number(text) is not None


def _case_id(text: str) -> str | None:
    parts = map(spelling.core, spelling.fold(text).split())
    tokens = [token for token in parts if token]
    if len(tokens) > _LONGEST_ANSWER:
        return None
    while tokens and tokens[0] in NUMBER_LABELS:
        del tokens[0]
    while tokens and tokens[-1] in words.COURTESIES:
        del tokens[-1]
    if rd_number := read_rd_number(" ".join(tokens)):
        tokens = [rd_number] if len(tokens) <= 2 else tokens
    if len(tokens) != 1 or not _CASE_ID.fullmatch(tokens[0]):
        return None
    return tokens[0] if spelling.has_digit(tokens[0]) else None


def _plain(text: str) -> str:
    return spelling.core(" ".join(spelling.fold(text).split()))
