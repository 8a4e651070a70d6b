"""Read what follows LATE, PASS and NOTME: a time or none, and why; pure.

Ordinary reports begin with the first two words too ("Late last night two vans ..."),
so they count only where what follows reads like an answer. Nothing is guessed: what
looks like a mistyped code or time is given back as such.
"""

import re

from handlers.sms import dates, parsed, spelling, targets, words
from models import commands

#: May stand before the time: LATE UNTIL 2230, LATE BY 30M.
TIME_LABELS = frozenset({"UNTIL", "TILL", "TIL", "BY", "AT", "FOR", "IN", "TO"})
#: After PASS they make it an ordinary sentence: "Pass the word, agents at 26th".
SENTENCE_WORDS = frozenset({"ALONG", "ON", "THE", "THIS", "THAT", "WORD", "WORDS"})
#: Words of the longest time: `1 hour 30 minutes`.
_LONGEST_TIME = 4
#: Tokens of what may be meant as a time and is none: `LATE 930 please`.
_LONGEST_ATTEMPT = 2
#: Hours and minutes: `30m`, `30 min`, `1h`, `1h30`, `2 hrs 15 min`.
_SPAN = re.compile(
    r"(?:([0-9]{1,2}) ?(?:H|HR|HRS|HOUR|HOURS))?"
    r" ?(?:([0-9]{1,3}) ?(?:M|MIN|MINS|MINUTE|MINUTES)?)?"
)
_NAMED_SPANS = {"HALF AN HOUR": 30, "AN HOUR": 60, "ONE HOUR": 60}
#: Minutes of an hour.
_HOUR = 60


def late(rest: str) -> parsed.Parsed | None:
    """Read until when, and why; None where it is an ordinary sentence."""
    target, after = targets.read_first(rest)
    if not target and words.are_courtesies(spelling.tokens(rest)):
        return parsed.Late(target=target)
    said = _time(after)
    if said is None:
        is_attempt = _looks_like_time(after)
        if target or is_attempt:
            return parsed.Late(target=target, rest=after)
        return None
    if not target:
        target, why = targets.read_first(said.rest)
        return parsed.Late(
            target=target,
            until_text=said.until_text,
            in_minutes=said.in_minutes,
            rest=why,
        )
    return parsed.Late(
        target=target,
        until_text=said.until_text,
        in_minutes=said.in_minutes,
        rest=said.rest,
    )


def pass_on(rest: str) -> parsed.Parsed | None:
    """Read a code and why; None where it is an ordinary sentence."""
    target, why = _target(rest)
    found = spelling.tokens(why)
    if not target and found and found[0] in SENTENCE_WORDS:
        return None
    return parsed.Pass(target=target, rest="" if words.are_courtesies(found) else why)


def not_me(rest: str) -> parsed.Parsed:
    """Read a code or reference, and what else was said."""
    target, why = _target(rest)
    is_bare = words.are_courtesies(spelling.tokens(why))
    return parsed.NotMe(target=target, rest="" if is_bare else why)


def not_me_in_two_words(rest: str) -> parsed.Parsed | None:
    """Read NOT ME; None where anything else than a code follows."""
    word, after = spelling.split_word(rest)
    if word != "ME":
        return None
    said = not_me(after)
    return said if isinstance(said, parsed.NotMe) and not said.rest else None


def _target(rest: str) -> tuple[commands.Target, str]:
    """Split off a code or reference; a lone attempt at one is malformed."""
    target, after = targets.read_first(rest)
    found = spelling.tokens(rest)
    if not target and len(found) == 1 and targets.is_attempt(found[0]):
        return targets.malformed(rest), ""
    return target, after


def _time(text: str) -> parsed.Late | None:
    """Read the time that the words begin with, the longest that is one."""
    word, after = spelling.split_word(text)
    if word in TIME_LABELS:
        text = after
    for length in range(_LONGEST_TIME, 0, -1):
        head, rest = _split(text, length)
        if head is None:
            continue
        if dates.read_time(head) is not None:
            return parsed.Late(target=commands.NOTHING, until_text=head, rest=rest)
        minutes = _minutes(head)
        if minutes is not None:
            return parsed.Late(target=commands.NOTHING, in_minutes=minutes, rest=rest)
    return None


def _split(text: str, length: int) -> tuple[str | None, str]:
    """Split off so many words as written; None where there are fewer."""
    found = text.split(maxsplit=length)
    if len(found) < length:
        return None, text
    rest = found[length] if len(found) > length else ""
    return " ".join(found[:length]), rest.lstrip("".join(spelling.SEPARATORS))


def _minutes(head: str) -> int | None:
    """Return how many minutes a span has; a bare number is none."""
    plain = spelling.core(" ".join(spelling.fold(head).split()))
    if plain in _NAMED_SPANS:
        return _NAMED_SPANS[plain]
    found = _SPAN.fullmatch(plain)
    if found is None or plain.isdigit() or not any(found.groups()):
        return None
    hours, minutes = found.groups()
    return int(hours or 0) * _HOUR + int(minutes or 0)


def _looks_like_time(text: str) -> bool:
    """Say whether a short answer begins with figures, and may be meant as a time."""
    word, after = spelling.split_word(text)
    found = spelling.tokens(after if word in TIME_LABELS else text)
    found = [token for token in found if token not in words.COURTESIES]
    return 0 < len(found) <= _LONGEST_ATTEMPT and found[0][0].isdigit()
