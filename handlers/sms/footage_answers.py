"""Read what is said of footage: which cameras recorded, and how long it is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from handlers.sms import answers, identifiers, spelling

#: Say that a copy of it was made, which we have.
COPY = frozenset({"COPY", "COPIED"})
#: Says that whoever has it will not keep it.
REFUSED = "REFUSED"
#: Say that it is not there, or no more.
GONE = frozenset({"GONE", "LOST"})
#: Begin what a search came to.
LOST, FOUND = "LOST", "FOUND"
#: May stand before the date and say nothing.
_LABELS = frozenset({"THERE", "KEPT", "UNTIL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cameras:
    """Hold which cameras recorded, as named in one text.

    Attributes:
        stars: Stars of members, in order, each once.
        words: Words of outside sources; the same.
        unknown: What is neither.
    """

    stars: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Hold how it is with footage; exactly one of these is said.

    Attributes:
        deletion: Until when it is kept.
        is_copied: A copy was made, which we have.
        refused: Why whoever has it will not keep it, as written.
        gone: Why it is not there, as written.
    """

    deletion: answers.Deletion | None = None
    is_copied: bool = False
    refused: str | None = None
    gone: str | None = None


def read_cameras(
    rest: str,
    source_words: Collection[str],
    numbers: identifiers.Identifiers = identifiers.CHICAGO,
) -> Cameras:
    """Read the stars and the sources that are named; NONE names none.

    Args:
        rest: As written.
        source_words: Words of the policy's outside sources.
        numbers: How the agency's numbers look.
    """
    stars, others = answers.read_stars(rest, numbers)
    known = [one for one in others if one in source_words]
    return Cameras(
        stars=tuple(stars),
        words=tuple(dict.fromkeys(known)),
        unknown=tuple(dict.fromkeys(one for one in others if one not in known)),
    )


def split_source(rest: str, source_words: Collection[str]) -> tuple[str, str]:
    """Split off the word of a source that the words begin with, if they do.

    Returns:
        The folded word, empty if there is none, and what follows as written.
    """
    word, after = spelling.split_token(rest)
    while word in answers.STAR_LABELS and after:
        word, after = spelling.split_token(after)
    return (word, after) if word in source_words else ("", rest)


def read_kept(rest: str, today: date) -> Kept | None:
    """Read until when footage is kept, or why not; None: it says neither.

    Args:
        rest: As written.
        today: Its century is that of a year written with two digits.
    """
    word, why = spelling.split_word(rest)
    if word in COPY:
        return Kept(is_copied=True)
    if word == REFUSED:
        return Kept(refused=why)
    if word in GONE:
        return Kept(gone=why)
    deletion = answers.read_deletion(why if word in _LABELS else rest, today)
    return Kept(deletion=deletion) if deletion else None


def looks_like_kept(rest: str) -> bool:
    """Say whether the words are meant as `read_kept` reads them."""
    word, why = spelling.split_word(rest)
    if word in COPY | GONE | {REFUSED}:
        return True
    return answers.looks_like_deletion(why if word in _LABELS else rest)


def read_search(rest: str) -> tuple[str, str]:
    """Split what a search came to: LOST or FOUND and what follows; else "" twice."""
    word, what = spelling.split_word(rest)
    return (word, what) if word in (LOST, FOUND) else ("", rest)
