"""Check that what a policy file asks for can happen: times, texts, patterns.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

import re
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta

from bot.policy import draft
from handlers.sms import gsm
from models import enums

#: Texts that leave by SMS, with their longest in septets; the schema's limits
#: count characters, of which some take two.
SEPTETS = {
    ("duty", "question"): 70,
    ("tell", "text"): 60,
    ("phrase", "text"): 60,
    ("forbidden", "citation"): 40,
}


#: What a duty begins with that is about one camera's footage.
ABOUT_FOOTAGE = ("camera_listed", "footage_attested")


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give everything in a policy file that makes no sense."""
    yield from _timezone(data)
    yield from _texts(data)
    yield from _sources(data)
    for position, duty in draft.tables(data, "duty"):
        for where, what in _duty(data, duty):
            yield ("duty", position, *where), what
    yield from _forbidden(data)


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


def _sources(data: draft.Table) -> Iterator[draft.Finding]:
    for position, source in draft.tables(data, "source"):
        ask_by = draft.duration(source.get("ask_by"))
        lost_at = draft.duration(source.get("lost_at"))
        if ask_by is not None and lost_at is not None and ask_by > lost_at:
            yield (
                ("source", position, "ask_by"),
                "comes after lost_at: it would be asked for when it is gone",
            )


def _duty(data: draft.Table, duty: draft.Table) -> Iterator[draft.Finding]:
    """Give what is wrong inside one duty, with the place inside it."""
    yield from _footage(data, duty)
    yield from _beginning(data, duty)
    yield from _ladder(data, duty)
    yield from _reminders(duty)


def _source(data: draft.Table, duty: draft.Table) -> draft.Table:
    """Return the source a duty names; an empty table where there is none."""
    name = draft.word(duty, "source")
    for _, source in draft.tables(data, "source"):
        if name is not None and draft.word(source, "id") == name:
            return source
    return {}


def _footage(data: draft.Table, duty: draft.Table) -> Iterator[draft.Finding]:
    source = _source(data, duty)
    if duty.get("answer") == enums.AnswerKind.DELETION:
        if "source" not in duty:
            yield ("answer",), "a deletion date needs the source of the footage"
        elif source and "kept_for" not in source:
            yield ("answer",), f'the source "{source["id"]}" needs kept_for'
        if not draft.ids(data, "ground"):
            yield ("answer",), "footage is flagged on a ground; there is no [[ground]]"
        if duty.get("begins") not in ABOUT_FOOTAGE:
            yield ("begins",), "a deletion date is that of one camera's footage"
    if "source" in duty:
        return
    if duty.get("begins") in ABOUT_FOOTAGE:
        yield ("begins",), "a duty about footage names its source"
    if draft.word(duty, "owner") == "recorder":
        yield ("owner",), "a duty of the recorder names the source of the footage"
    if draft.table(duty, "due").get("after") == "recorded":
        yield ("due", "after"), "a time after recording needs the source of the footage"


def _beginning(data: draft.Table, duty: draft.Table) -> Iterator[draft.Finding]:
    decides = duty.get("answer") == enums.AnswerKind.HELD_TEXT
    if decides and duty.get("begins") != "text_held":
        yield ("answer",), 'only a duty that begins with "text_held" is answered so'
    if duty.get("begins") == "opened" and draft.word(duty, "owner") == "recorder":
        yield ("owner",), 'the recorder is known from "camera_listed" on'
    at_scene = duty.get("is_asked_at_scene") is True
    if at_scene and (duty.get("begins"), duty.get("owner")) != ("opened", "opener"):
        yield (
            ("is_asked_at_scene",),
            'only a duty of the opener that begins with "opened" can be asked there',
        )


def _ladder(data: draft.Table, duty: draft.Table) -> Iterator[draft.Finding]:
    lost_at = draft.duration(_source(data, duty).get("lost_at"))
    latest: timedelta | None = None
    for position, rung in draft.tables(duty, "ladder"):
        where = ("ladder", position)
        if ("wait" in rung) == ("before_lost" in rung):
            place = (*where, "before_lost") if "wait" in rung else where
            yield place, "a rung has either wait or before_lost, and not both"
        if "before_lost" not in rung:
            continue
        before = draft.duration(rung["before_lost"])
        if "source" not in duty or duty.get("begins") not in ABOUT_FOOTAGE:
            yield (*where, "before_lost"), "this duty has no footage that could be lost"
        if before is None:
            continue
        if lost_at is not None and before > lost_at:
            yield (*where, "before_lost"), "comes before the recording"
        if latest is not None and before >= latest:
            yield (
                (*where, "before_lost"),
                "comes no later than the rung before it, which would be passed over",
            )
        latest = before


def _reminders(duty: draft.Table) -> Iterator[draft.Finding]:
    reminders = duty.get("remind")
    if not isinstance(reminders, list):
        return
    first = next((rung for _, rung in draft.tables(duty, "ladder")), {})
    wait = draft.duration(first.get("wait"))
    latest: timedelta | None = None
    for position, value in enumerate(reminders):
        offset = draft.duration(value)
        if offset is None:
            continue
        if latest is not None and offset <= latest:
            yield ("remind", position), "reminders stand in order, each once"
        if wait is not None and offset > wait:
            yield (
                ("remind", position),
                "never goes out: the first rung is told before, and the paging "
                "moves on",
            )
        latest = offset if latest is None else max(latest, offset)


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
        used.append(pattern)
