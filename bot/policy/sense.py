"""Check that what a policy file asks for can happen: times, texts, patterns.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterable, Iterator
from datetime import date

from bot.policy import (
    draft,
    places,
    runaway,
    sense_of_duties,
    sense_of_endings,
    sense_of_footage,
    sense_of_messages,
)
from handlers.sms import gsm, identifiers

#: Texts that leave by SMS, with their longest in septets; the schema's limits
#: count characters, of which some take two.
SEPTETS = {
    ("duty", "question"): 70,
    ("tell", "text"): 60,
    ("phrase", "text"): 60,
    ("forbidden", "citation"): 40,
    ("identifier", "title"): 200,
}

_FOR_EVER = (
    "would take for ever on some texts: what repeats stands in what repeats; write it "
    "so that one text can be divided in one way alone"
)

#: Kinds of characters that no line of text holds: controls, and the marks that break
#: lines. Source: Unicode, "General Category".
_NOT_SHOWN = ("Cc", "Zl", "Zp")

#: Longest of a number that is kept, in characters, where that is not the usual.
_LONGEST = {"star": identifiers.LONGEST_STAR, "beat": identifiers.LONGEST_BEAT}


def find(data: draft.Table) -> Iterator[draft.Told]:
    """Give everything in a policy file that makes no sense."""
    yield from _lines((), data)
    yield from _timezone(data)
    yield from _texts(data)
    yield from _identifiers(data)
    yield from _violations(data)
    yield from sense_of_messages.find(data)
    yield from sense_of_footage.find(data)
    yield from sense_of_duties.find(data)
    yield from sense_of_endings.find(data)
    yield from _forbidden(data)


def _lines(path: places.Path, value: object) -> Iterator[draft.Finding]:
    """Find texts that are no single line, or nothing but blanks."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for step, one in inner:
        yield from _lines((*path, step), one)
    if not isinstance(value, str):
        return
    if any(unicodedata.category(one) in _NOT_SHOWN for one in value):
        yield path, "has a line break or another character that cannot be shown"
    elif value and not value.strip():
        yield path, "is empty"


def _timezone(data: draft.Table) -> Iterator[draft.Finding]:
    name = draft.word(data, "timezone")
    if name is None:
        return
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # A name that is a folder of the database is an OSError.
        yield ("timezone",), f'there is no time zone "{name}"'


def _texts(data: draft.Table) -> Iterator[draft.Finding]:
    for (kind, key), most in SEPTETS.items():
        for position, entry in draft.tables(data, kind):
            text = draft.word(entry, key) or ""
            strange = [one for one in text if gsm.septets(one) is None]
            if strange:
                listed = " ".join(sorted(set(strange)))
                yield (
                    (kind, position, key),
                    f"{listed} is not in the alphabet of text messages (GSM 7-bit) "
                    "and would double their price",
                )
            elif len(text) <= most < (gsm.septets(text) or 0):
                yield (
                    (kind, position, key),
                    f"is longer than {most} septets: each of ^ {{ }} \\ [ ~ ] | "
                    "takes two",
                )


def _identifiers(data: draft.Table) -> Iterator[draft.Finding]:
    """Find numbers whose example is none, or whose pattern takes anything."""
    for number, rule in draft.tables(data, "identifier"):
        pattern = draft.word(rule, "pattern")
        if pattern is None:
            continue
        where = ("identifier", number, "pattern")
        try:
            compiled = re.compile(pattern, re.ASCII)
        except (re.error, OverflowError, RecursionError) as error:
            yield where, f"is no regular expression: {error}"
            continue
        if "unit_figures" in rule and rule.get("id") != "beat":
            yield ("identifier", number, "unit_figures"), "is for a beat alone"
        if compiled.groups:
            yield where, "has a group in ( ); write (?: ) instead"
        if compiled.fullmatch(""):
            yield where, "matches no text at all"
        elif runaway.takes_too_long(pattern):
            yield where, _FOR_EVER
        example = draft.word(rule, "example")
        most = _LONGEST.get(draft.word(rule, "id") or "", identifiers.LONGEST)
        if example is not None and len(example) > most:
            yield (
                ("identifier", number, "example"),
                f"is longer than the {most} characters that are kept",
            )
        elif example is not None and not compiled.fullmatch(example.upper()):
            yield (
                ("identifier", number, "example"),
                f'"{example.upper()}" does not match the pattern {pattern}',
            )


def _violations(data: draft.Table) -> Iterator[draft.Finding]:
    """Find kinds of incident that are never in force, or twice on a day."""
    seen: dict[str, list[tuple[int, date, date]]] = {}
    for number, rule in draft.tables(data, "violation"):
        from_on, until_on = rule.get("from_on"), rule.get("until_on")
        # An instant is a date to Python, and no day.
        first = from_on if type(from_on) is date else date.min
        last = until_on if type(until_on) is date else date.max
        if first >= last:
            what = "is not after from_on: it would never be in force"
            yield ("violation", number, "until_on"), what
        name = draft.word(rule, "id") or ""
        for other, begins, ends in seen.get(name, []):
            if first < ends and begins < last:
                what = f'"{name}" is number {other} already, on the same days'
                yield ("violation", number, "id"), what
        if name:
            seen.setdefault(name, []).append((number + 1, first, last))
    usual = draft.word(data, "kind") or "alleged_violation"
    if (date.min, date.max) not in [(one, two) for _, one, two in seen.get(usual, [])]:
        for number, _, _ in seen.get(usual, [])[:1]:
            yield (
                ("violation", number - 1, "id"),
                f'incidents open as "{usual}", which is not in force on every day',
            )


def _forbidden(data: draft.Table) -> Iterator[draft.Finding]:
    begun = {draft.word(duty, "begins") for _, duty in draft.tables(data, "duty")}
    for number, rule in draft.tables(data, "forbidden"):
        if "text_held" not in begun:
            yield (
                ("forbidden", number),
                'holds texts back, and no duty begins with "text_held": nobody '
                "would be asked to decide",
            )
        for position, what in _patterns(rule):
            yield ("forbidden", number, "patterns", position), what


def _patterns(rule: draft.Table) -> Iterator[tuple[int, str]]:
    """Find patterns that cannot be used; they are used as one, joined by bars."""
    used: list[str] = []
    for position, pattern in draft.words(rule, "patterns"):
        try:
            matches_all = re.compile(pattern, re.IGNORECASE).search("") is not None
            re.compile("|".join((*used, pattern)), re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            yield position, f"is no regular expression: {error}"
            continue
        if matches_all:
            yield position, "matches every text"
        elif runaway.takes_too_long(pattern):
            yield position, _FOR_EVER
        used.append(pattern)
