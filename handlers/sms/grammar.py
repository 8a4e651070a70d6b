"""Read a text message: which of our words it begins with, and what for.

Only the words are read. Whose duty or incident is meant, and whether the sender may,
is decided elsewhere. Case, blanks, quotes around the message, marks at its ends,
full-width forms, invisible characters and emoji before a word do not matter for
recognising it; what is kept as free text keeps the sender's own words. No text raises,
and the work is linear in its length.

A word of ours that may also begin an ordinary report counts only if what follows reads
like an answer; a misspelt one never counts. Free text is never an act.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from handlers.sms import answers, dates, spelling, targets, words
from models import commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Say nothing: blanks, or a picture without words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierWord:
    """Say a carrier's own word and nothing else."""

    word: str
    #: `opt_out`, `opt_in` or `help`.
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Report a tap on one of our messages; never an act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Okay:
    """Say "understood" and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """Open an incident, by a text that may be missing."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Say anything else: the message as written, trimmed, and its number of words."""

    text: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Say "I have it", and perhaps other words that are more than courtesy."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Say that it is done; what follows, such as a date, as written."""

    target: commands.Target
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take an act back."""

    target: commands.Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Ask what is open."""

    target: commands.Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Ask which words there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class On:
    """Go on duty; the tour's end, if named, as written, even if it is no time."""

    until_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """Go off duty; the time, if the sender named one, as written."""

    at_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Link two incidents, of which the second may be left out."""

    reference: str
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Add words to what is named in full, or to what is clear from elsewhere."""

    target: commands.Target
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWord:
    """Answer a duty by its own word; the answer as written."""

    word: str
    target: commands.Target
    rest: str = ""


Parsed: TypeAlias = (
    Empty
    | CarrierWord
    | Reaction
    | Okay
    | New
    | Free
    | Acknowledge
    | Done
    | Undo
    | Status
    | Menu
    | On
    | Off
    | Join
    | Note
    | DutyWord
)


def parse(text: str, *, duty_words: frozenset[str] = frozenset()) -> Parsed:
    """Read one message; does not raise on any text.

    Args:
        text: The body as received.
        duty_words: Words of the policy's own duties, capitals A to Z, beside those
            that are always known. A carrier's word among them is not listened to.
    """
    found = spelling.tokens(text)
    if not found:
        return _wordless(text)
    whole = " ".join(found)
    whole = words.CARRIER_SPELLINGS.get(whole, whole)
    if effect := words.CARRIER_WORDS.get(whole):
        return CarrierWord(word=whole, effect=effect)
    if words.are_okay(found):
        return Okay()
    if words.is_reaction(text):
        return Reaction()
    word, rest = spelling.split_word(spelling.unquote(text))
    parsed: Parsed | None = None
    if word in VERBS:
        parsed = VERBS[word](rest)
    elif word in words.DUTY_WORDS | duty_words - words.CARRIER_WORDS.keys():
        parsed = _duty_word(word, rest)
    return parsed or Free(text=text.strip(), words=len(found))


def _wordless(text: str) -> Parsed:
    drawn = set(spelling.fold(text)) - words.SKIN_COLOURS - set(" '.!")
    if not drawn:
        return Empty()
    return Okay() if drawn == {words.THUMBS_UP} else Free(text=text.strip(), words=0)


def _new(rest: str) -> Parsed:
    return New(text=rest)


def _acknowledge(rest: str) -> Parsed:
    target, after = targets.read_only(rest)
    found = spelling.tokens(after)
    if words.are_courtesies(found):
        return Acknowledge(target=target)
    if not target and len(found) == 1:
        return Acknowledge(target=targets.malformed(after))
    return Acknowledge(target=target, rest=after)


def _done(rest: str) -> Parsed:
    is_named = any(map(targets.is_unmistakable, spelling.tokens(rest)))
    if answers.looks_like_deletion(rest) and not is_named:
        return Done(target=commands.NOTHING, rest=rest)
    target, after = targets.read_only(rest)
    is_bare = words.are_courtesies(spelling.tokens(after))
    return Done(target=target, rest="" if is_bare else after)


def _undo(rest: str) -> Parsed | None:
    target = _only_target(rest)
    return None if target is None else Undo(target=target)


def _status(rest: str) -> Parsed | None:
    target = _only_target(rest)
    return None if target is None else Status(target=target)


def _only_target(rest: str) -> commands.Target | None:
    """Read a code or reference with nothing else than courtesies behind it."""
    target, after = targets.read_only(rest)
    return target if words.are_courtesies(spelling.tokens(after)) else None


def _menu(rest: str) -> Parsed | None:
    return Menu() if words.are_courtesies(spelling.tokens(rest)) else None


def _on(rest: str) -> Parsed | None:
    rest = _without(rest, words.DUTY)
    until = _without(rest, words.UNTIL_WORDS)
    if not spelling.tokens(rest):
        return On()
    is_until = until != rest and 0 < len(spelling.tokens(until)) <= words.LONGEST_UNTIL
    return On(until_text=until) if is_until or dates.read_time(until) else None


def _off(rest: str) -> Parsed | None:
    rest = _without(rest, words.DUTY)
    if not spelling.tokens(rest):
        return Off()
    at = _without(rest, words.AT)
    return Off(at_text=at) if dates.read_time(at) else None


def _without(text: str, labels: frozenset[str]) -> str:
    word, after = spelling.split_word(text)
    return after if word in labels else text


def _join(rest: str) -> Parsed | None:
    found = [
        targets.find(token).reference
        for token in spelling.tokens(rest)
        if token not in words.JOIN_LABELS | words.COURTESIES
    ]
    references = [reference for reference in found if reference]
    if len(references) != len(found) or not 1 <= len(found) <= 2:
        return None
    return Join(reference=references[0], other=references[1] if found[1:] else None)


def _note(rest: str) -> Parsed:
    target, text = targets.read_first(rest)
    return Note(target=target, text=text)


def _duty_word(word: str, rest: str) -> Parsed | None:
    target, said = targets.read_first(rest)
    if not target and word == "FLAG":
        # A date is so plain that a code behind it is one; a case number is not.
        target, said = targets.read_last(rest)
        if not answers.is_date_of_deletion(said):
            target = commands.NOTHING
    if not target:
        fits = answers.fits(word, rest)
        return DutyWord(word=word, target=target, rest=rest) if fits else None
    others = spelling.tokens(said) if word in words.ONE_TARGET_WORDS else []
    if any(map(targets.is_unmistakable, others)):
        return DutyWord(word=word, target=targets.malformed(rest))
    return DutyWord(word=word, target=target, rest=said)


#: Our words that need no duty, each with its reader; None from it means free text.
VERBS: dict[str, Callable[[str], Parsed | None]] = {
    "NEW": _new,
    "ACK": _acknowledge,
    "DONE": _done,
    "UNDO": _undo,
    "STATUS": _status,
    "MENU": _menu,
    "ON": _on,
    "OFF": _off,
    "JOIN": _join,
    "NOTE": _note,
}
