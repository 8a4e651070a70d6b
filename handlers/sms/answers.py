"""Read what an officer wrote after a duty's own word.

Each reader takes the words as written and gives facts or says that it found none; it
never guesses, since what it finds is repeated to the sender and kept.
"""

import itertools
import re
from dataclasses import dataclass
from datetime import date

from handlers.sms import dates, identifiers, spelling, words

#: Words for "there are none" after CAMS.
NONE_WORDS = frozenset({"NONE", "NO", "0"})
#: May follow them, and say nothing else.
IDLE_BEHIND_NONE = frozenset(
    {"IS", "WAS", "ARE", "WERE", "SO", "FAR", "AT", "THIS", "TIME"}
) | {"NEEDED", "REQUIRED", "NECESSARY", "INJURED", "INJURIES", "REPORTED"}
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

#: All that may stand around one, punctuation by itself too.
AROUND_DATE = DATE_LABELS | words.COURTESIES | {""}
#: Tokens; what is longer than this is no date and no case id.
LONGEST_ANSWER = 10
#: Tokens: `RD JK 123456`.
_LONGEST_CASE = 3
#: At most 40 characters; evidence systems use far fewer.
_CASE_ID = re.compile(r"[0-9A-Z][0-9A-Z./_-]{0,39}")
_STAR_GAPS = re.compile(r"[\s:;,/&+]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """Hold until when flagged footage is kept; exactly one of the three is said."""

    #: The deletion date that the evidence system shows.
    on: date | None = None
    #: The case it was filed under (folded), which then rules its deletion.
    case_id: str | None = None
    #: The evidence system never deletes it.
    never: bool = False


def read_stars(
    rest: str, numbers: identifiers.Identifiers = identifiers.CHICAGO
) -> tuple[list[str], list[str]]:
    """Read the stars of members whose cameras recorded.

    Args:
        rest: As written.
        numbers: How the agency's numbers look.

    Returns:
        The stars in order (as written, each once), and the folded
        tokens that are none; both empty for nothing at all and for NONE.
    """
    found = map(spelling.core, _STAR_GAPS.split(spelling.fold(rest)))
    labels = STAR_LABELS | identifiers.star_labels(numbers)
    tokens = [token for token in found if token and token not in labels]
    if says_none(rest):
        return [], []
    stars = dict.fromkeys(
        token for token in tokens if identifiers.is_star(token, numbers)
    )
    return list(stars), [token for token in tokens if token not in stars]


def says_none(rest: str) -> bool:
    """Say whether the whole answer is that there are none."""
    tokens = spelling.tokens(rest)
    return len(tokens) == 1 and tokens[0] in NONE_WORDS


def says_not_so(rest: str, word: str) -> bool:
    """Say whether the whole answer is that a fact is not so: `NONE`, `NOBODY HURT`.

    What says more than that is not guessed at: `NOT BREATHING` is none.

    Args:
        rest: As written.
        word: The fact's own word.
    """
    found = [one for one in spelling.tokens(rest) if one not in words.COURTESIES]
    # Whoever answers all at once goes on with the word of another duty.
    tokens = list(itertools.takewhile(lambda one: one not in words.DUTY_WORDS, found))
    if tokens[:1] in (["NO"], ["NOT"]) and tokens[1:2] in (["ONE"], ["ANYONE"]):
        tokens = ["NONE", *tokens[2:]]
    said = IDLE_BEHIND_NONE | {word}
    is_denied = bool(tokens) and tokens[0] in words.NOT_SO | NONE_WORDS
    return is_denied and said.issuperset(tokens[1:])


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
    if len(parts) > LONGEST_ANSWER:
        return None
    while parts and spelling.core(parts[0]) in AROUND_DATE:
        del parts[0]
    while parts and spelling.core(parts[-1]) in AROUND_DATE:
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
    tokens = [token for token in tokens if token not in AROUND_DATE]
    return (
        0 < len(tokens) <= LONGEST_ANSWER
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


def _looks_like_case(text: str) -> bool:
    idle = NUMBER_LABELS | words.COURTESIES
    number = [token for token in spelling.tokens(text) if token not in idle]
    if not number or len(number) > _LONGEST_CASE:
        return not number
    return spelling.has_digit(number[0]) or identifiers.read_rd_number(text) is not None


def _case_id(text: str) -> str | None:
    parts = map(spelling.core, spelling.fold(text).split())
    tokens = [token for token in parts if token]
    if len(tokens) > LONGEST_ANSWER:
        return None
    while tokens and tokens[0] in NUMBER_LABELS:
        del tokens[0]
    while tokens and tokens[-1] in words.COURTESIES:
        del tokens[-1]
    if rd_number := identifiers.read_rd_number(" ".join(tokens)):
        tokens = [rd_number] if len(tokens) <= 2 else tokens
    if len(tokens) != 1 or not _CASE_ID.fullmatch(tokens[0]):
        return None
    return tokens[0] if spelling.has_digit(tokens[0]) else None
