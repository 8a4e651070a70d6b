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

from handlers.sms import (
    answers,
    dates,
    fitting,
    identifiers,
    listing,
    objections,
    parsed,
    relief,
    seconds,
    spelling,
    targets,
    words,
)
from models import commands


def parse(
    text: str,
    *,
    duty_words: frozenset[str] = frozenset(),
    fact_words: frozenset[str] = frozenset(),
    source_words: frozenset[str] = frozenset(),
    numbers: identifiers.Identifiers = identifiers.CHICAGO,
) -> parsed.Parsed:
    """Read one message; does not raise on any text.

    Args:
        text: The body as received.
        duty_words: Words of the policy's own duties, capitals A to Z, beside those
            that are always known. A carrier's word among them is not listened to.
        fact_words: Words by which its facts are stated; the same.
        source_words: Words by which its sources of footage are named.
        numbers: How its numbers look.
    """
    found = spelling.tokens(text)
    if not found:
        return _wordless(text)
    whole = " ".join(found)
    whole = words.CARRIER_SPELLINGS.get(whole, whole)
    if effect := words.CARRIER_WORDS.get(whole):
        return parsed.CarrierWord(word=whole, effect=effect)
    if words.are_okay(found):
        return parsed.Okay()
    if words.is_reaction(text):
        return parsed.Reaction()
    word, rest = spelling.split_word(spelling.unquote(text))
    of_duties = words.DUTY_WORDS | duty_words - words.CARRIER_WORDS.keys()
    said: parsed.Parsed | None = None
    if word in ("ACK", "DONE"):
        named, after = spelling.split_token(rest)
        if named in of_duties:
            said = _named(word, named, after, source_words, numbers)
    if said is None and word in VERBS:
        said = VERBS[word](rest)
    elif word in of_duties:
        said = _duty_word(word, rest, source_words, numbers)
    elif word in fact_words - words.CARRIER_WORDS.keys():
        said = _fact_word(word, rest)
    return said or parsed.Free(text=text.strip(), words=len(found))


def _wordless(text: str) -> parsed.Parsed:
    drawn = set(spelling.fold(text)) - words.SKIN_COLOURS - set(" '.!")
    if not drawn:
        return parsed.Empty()
    return (
        parsed.Okay()
        if drawn == {words.THUMBS_UP}
        else parsed.Free(text=text.strip(), words=0)
    )


def _new(rest: str) -> parsed.Parsed:
    return parsed.New(text=rest)


def _acknowledge(rest: str) -> parsed.Parsed:
    target, after = targets.read_only(rest)
    found = spelling.tokens(after)
    if words.are_courtesies(found):
        return parsed.Acknowledge(target=target)
    if not target and len(found) == 1:
        return parsed.Acknowledge(target=targets.malformed(after))
    return parsed.Acknowledge(target=target, rest=after)


def _done(rest: str) -> parsed.Parsed:
    is_named = any(map(targets.is_unmistakable, spelling.tokens(rest)))
    if answers.looks_like_deletion(rest) and not is_named:
        return parsed.Done(target=commands.NOTHING, rest=rest)
    target, after = targets.read_only(rest)
    is_bare = words.are_courtesies(spelling.tokens(after))
    return parsed.Done(target=target, rest="" if is_bare else after)


def _named(
    word: str,
    named: str,
    rest: str,
    source_words: frozenset[str],
    numbers: identifiers.Identifiers,
) -> parsed.Parsed | None:
    """Read ACK or DONE with a duty's own word: no other duty is meant by it."""
    if word == "DONE":
        unread = parsed.DutyWord(word=named, target=targets.malformed(rest))
        return _duty_word(named, rest, source_words, numbers) or unread
    is_alone = words.are_courtesies(spelling.tokens(rest))
    return parsed.Acknowledge(target=commands.NOTHING, rest=named) if is_alone else None


def _undo(rest: str) -> parsed.Parsed | None:
    target = _only_target(rest)
    return None if target is None else parsed.Undo(target=target)


def _status(rest: str) -> parsed.Parsed | None:
    target = _only_target(rest)
    return None if target is None else parsed.Status(target=target)


def _only_target(rest: str) -> commands.Target | None:
    """Read a code or reference with nothing else than courtesies behind it."""
    target, after = targets.read_only(rest)
    return target if words.are_courtesies(spelling.tokens(after)) else None


def _menu(rest: str) -> parsed.Parsed | None:
    return parsed.Menu() if words.are_courtesies(spelling.tokens(rest)) else None


def _on(rest: str) -> parsed.Parsed | None:
    if listed := listing.read(rest, is_on=True):
        return listed
    rest = _without(rest, words.DUTY)
    until = _without(rest, words.UNTIL_WORDS)
    if not spelling.tokens(rest):
        return parsed.On()
    is_until = until != rest and 0 < len(spelling.tokens(until)) <= words.LONGEST_UNTIL
    return parsed.On(until_text=until) if is_until or dates.read_time(until) else None


def _off(rest: str) -> parsed.Parsed | None:
    if listed := listing.read(rest, is_on=False):
        return listed
    rest = _without(rest, words.DUTY)
    if not spelling.tokens(rest):
        return parsed.Off()
    at = _without(rest, words.AT)
    return parsed.Off(at_text=at) if dates.read_time(at) else None


def _watch(rest: str) -> parsed.Parsed | None:
    found = [one for one in spelling.tokens(rest) if one not in words.COURTESIES]
    if not found:
        return parsed.Watch()
    return parsed.Watch(takes_over=True) if " ".join(found) in words.TAKES else None


def _i(rest: str) -> parsed.Parsed | None:
    """Take the whole sentence only: a report may well begin with I."""
    return parsed.Watch() if spelling.tokens(rest) == words.HAVE_THE_WATCH else None


def _without(text: str, labels: frozenset[str]) -> str:
    word, after = spelling.split_word(text)
    return after if word in labels else text


def _join(rest: str) -> parsed.Parsed | None:
    found = [
        targets.find(token).reference
        for token in spelling.tokens(rest)
        if token not in words.JOIN_LABELS | words.COURTESIES
    ]
    references = [reference for reference in found if reference]
    if len(references) != len(found) or not 1 <= len(found) <= 2:
        return None
    return parsed.Join(
        reference=references[0], other=references[1] if found[1:] else None
    )


def _note(rest: str) -> parsed.Parsed:
    target, text = targets.read_first(rest)
    return parsed.Note(target=target, text=text)


def _duty_word(
    word: str,
    rest: str,
    source_words: frozenset[str],
    numbers: identifiers.Identifiers,
) -> parsed.Parsed | None:
    target, said = targets.read_first(rest)
    if not target:
        target, said = _behind(word, rest, source_words, numbers)
    if not target:
        fits = fitting.fits(word, rest, source_words, numbers)
        return parsed.DutyWord(word=word, target=target, rest=rest) if fits else None
    others = spelling.tokens(said) if word in words.ONE_TARGET_WORDS else []
    if any(map(targets.is_unmistakable, others)):
        return parsed.DutyWord(word=word, target=targets.malformed(rest))
    return parsed.DutyWord(word=word, target=target, rest=said)


def _behind(
    word: str,
    rest: str,
    source_words: frozenset[str],
    numbers: identifiers.Identifiers,
) -> tuple[commands.Target, str]:
    """Split off the code behind an answer, as the question ends with it.

    A date is so plain that what may be a mistyped one is meant as one; a case number
    may look like a code.
    """
    target, said = targets.read_last(rest)
    if not target or "CASE" in spelling.tokens(said):
        is_answer = False
    elif target.malformed:
        is_answer = word == "FLAG" and answers.is_date_of_deletion(said)
    else:
        is_answer = fitting.fits(word, said, source_words, numbers)
    return (target, said) if is_answer else (commands.NOTHING, rest)


def _fact_word(word: str, rest: str) -> parsed.Parsed | None:
    """Take the word alone, or with NO behind it: a report may begin with it too."""
    target, said = targets.read_first(rest)
    found = [one for one in spelling.tokens(said) if one not in words.COURTESIES]
    is_so = not words.NOT_SO.intersection(found)
    if not (words.NOT_SO | words.IS_SO).issuperset(found):
        return None
    return parsed.FactWord(word=word, target=target, is_so=is_so)


#: Our words that need no duty, each with its reader; None from it means free text.
VERBS: dict[str, Callable[[str], parsed.Parsed | None]] = {
    "NEW": _new,
    "ACK": _acknowledge,
    "DONE": _done,
    "UNDO": _undo,
    "STATUS": _status,
    "MENU": _menu,
    "ON": _on,
    "OFF": _off,
    "WATCH": _watch,
    "I": _i,
    "JOIN": _join,
    "NOTE": _note,
    "LATE": relief.late,
    "PASS": relief.pass_on,
    "NOTME": relief.not_me,
    "NOT": relief.not_me_in_two_words,
    "AGREE": seconds.agree,
    "REFUSE": seconds.refuse,
    "WRONG": objections.wrong,
}
