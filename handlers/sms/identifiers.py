"""Read the numbers that people name, in the form that an agency gives them.

The forms come from the policy; without one they are Chicago's. Every reader takes the
words as written, folds them, and gives the number without blanks and hyphens.
"""

import functools
import re
from dataclasses import dataclass, field

from handlers.sms import spelling

#: Words of a title that stand in many.
_GENERAL = frozenset({"NUMBER", "NUM", "NO", "THE", "OF", "LAST", "FIGURES"})
#: Longest number, star and beat that are kept, in characters; longer ones are none.
LONGEST, LONGEST_STAR, LONGEST_BEAT = 32, 16, 8
#: Left out of a number that is kept.
_GAPS = re.compile(r"[ -]")
_WORD = re.compile(r"[A-Z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Hold how a number looks.

    Attributes:
        title: What people are shown.
        pattern: Regular expression that the whole number matches, in capitals.
        example: One of them.
    """

    title: str
    pattern: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifiers:
    """Hold the form of every number that people name."""

    #: Source: CPD S09-03-04: two letters, never I, O, Q or U, and six digits.
    rd_number: Form = field(
        default=Form(
            title="RD number",
            pattern=r"[A-HJ-NPR-TV-Z]{2}[ -]?\d{6}",
            example="JK123456",
        )
    )
    #: Source: CPD D19-05 and S09-05-01: ten digits in full.
    event_number: Form = field(
        default=Form(
            title="Event number",
            pattern=r"\d{2}-?\d{3}-?\d{5}",
            example="2632601234",
        )
    )
    #: The same: the last five on reports.
    event_short: Form = field(
        default=Form(
            title="Last five figures of the event number",
            pattern=r"\d{5}",
            example="01234",
        )
    )
    #: Source: our choice.
    star: Form = field(default=Form(title="Star", pattern=r"\d{1,6}", example="4432"))
    #: Source: Chicago's public data dictionary: up to four digits, the district first.
    beat: Form = field(default=Form(title="Beat", pattern=r"\d{3,4}", example="0715"))


#: Chicago's.
CHICAGO = Identifiers()


def read_rd_number(text: str, of: Identifiers = CHICAGO) -> str | None:
    """Read the case report number that the words begin with: `JK123456`."""
    found = _rd(of.rd_number).match(plain(text))
    return _kept(found[1]) if found else None


def looks_like_rd_number(text: str, of: Identifiers = CHICAGO) -> bool:
    """Say whether the words are meant as a case report number, be it mistyped."""
    folded = plain(text)
    labels = _labels(of.rd_number)
    near = rf"(?:(?:{labels})[ #:.-]{{0,3}})?[A-Z]{{0,3}}[ -]?[0-9]{{1,12}}|{labels}"
    is_near = _compiled(near).fullmatch(folded)
    return bool(_rd(of.rd_number).match(folded) or is_near)


def read_event_number(
    text: str, of: Identifiers = CHICAGO
) -> tuple[str | None, str | None]:
    """Read the event number that a text begins with, or a full one called so later.

    A street address (`10300 S TORRENCE`) is none. The short one repeats every day.

    Returns:
        The full number and None, or None and the short one; None twice without one.
    """
    said = plain(text)
    if found := _event(of.event_number, of.event_short).match(said):
        return _kept(found[1]), _kept(found[2])
    called = _called_event(of.event_number).search(said)
    return (_kept(called[1]) if called else None), None


def is_event_number(token: str, of: Identifiers = CHICAGO) -> bool:
    """Say whether a folded token is an event number, full or short."""
    forms = (of.event_number, of.event_short)
    return any(_compiled(form.pattern).fullmatch(token) for form in forms)


def read_beat(text: str, of: Identifiers = CHICAGO) -> str | None:
    """Read the first beat named anywhere in a text, as long as its example: `0715`."""
    found = _beat(of.beat).search(spelling.fold(text))
    number = _kept(found[1], LONGEST_BEAT) if found else None
    return whole_beat(number, of) if number else None


def whole_beat(number: str, of: Identifiers = CHICAGO) -> str:
    """Return a beat with the noughts that are left out in speaking."""
    return number.zfill(len(of.beat.example)) if number.isdigit() else number


def is_star(token: str, of: Identifiers = CHICAGO) -> bool:
    """Say whether a folded token is a star."""
    is_one = _compiled(of.star.pattern).fullmatch(token) is not None
    return is_one and len(token) <= LONGEST_STAR


def star_labels(of: Identifiers = CHICAGO) -> frozenset[str]:
    """Return the words that may stand among stars and say nothing."""
    named = set(_WORD.findall(of.star.title.upper()))
    return frozenset(named | {f"{word}S" for word in named})


def read_whole(form: Form, said: str, longest: int = LONGEST) -> str | None:
    """Read a number that stands by itself, its label before it or not."""
    folded = plain(said)
    found = _compiled(rf"{_front(form)}({_pattern(form)})").fullmatch(folded)
    return _kept(found[1], longest) if found else None


def plain(text: str) -> str:
    """Return words folded, single blanks between them, without marks at the ends."""
    return spelling.core(" ".join(spelling.fold(text).split()))


def _kept(number: str | None, longest: int = LONGEST) -> str | None:
    """Return a number as it is kept; None for none, and for one that is too long."""
    bare = _GAPS.sub("", number or "")
    return bare if 0 < len(bare) <= longest else None


def _pattern(form: Form) -> str:
    return f"(?:{form.pattern})"


def _labels(form: Form) -> str:
    """Return the words that mark a number out, as alternatives."""
    named = [one for one in _WORD.findall(form.title.upper()) if one not in _GENERAL]
    return "|".join(named) or "NUMBER"


def _front(form: Form) -> str:
    return rf"(?:(?:{_labels(form)}|NO|NUMBER)[ #:.-]{{0,3}}){{0,2}}"


@functools.lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@functools.lru_cache(maxsize=64)
def _rd(form: Form) -> re.Pattern[str]:
    guard = rf"(?!{_labels(form)})"
    return _compiled(rf"{_front(form)}{guard}({_pattern(form)})(?![0-9A-Z])")


def _event_front(full: Form) -> str:
    return (
        rf"(?:(?:EVENT|EVT|EV|{_labels(full)})"
        r"(?:[ .]?(?:NUMBER|NUM|NO))?[ .:#]{0,3})"
    )


@functools.lru_cache(maxsize=64)
def _event(full: Form, short: Form) -> re.Pattern[str]:
    return _compiled(
        rf"{_event_front(full)}?"
        rf"(?:({_pattern(full)})|({_pattern(short)}))(?![0-9A-Z]|-[0-9])"
        r"(?! (?:[NSEW]|NORTH|SOUTH|EAST|WEST|BLOCK|BLK)(?![0-9A-Z]))"
    )


@functools.lru_cache(maxsize=64)
def _called_event(full: Form) -> re.Pattern[str]:
    return _compiled(
        rf"(?<![0-9A-Z]){_event_front(full)}({_pattern(full)})(?![0-9A-Z]|-[0-9])"
    )


@functools.lru_cache(maxsize=64)
def _beat(form: Form) -> re.Pattern[str]:
    return _compiled(
        rf"(?<![0-9A-Z])(?:BEAT|BT|{re.escape(form.title.upper())})[ .:#]{{0,3}}"
        rf"({_pattern(form)})(?![0-9A-Z]|[.-][0-9])"
    )
