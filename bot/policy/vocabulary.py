"""Check the words that a policy lets people text: each means one thing.

Works on the file as parsed, right or wrong, so that everything is reported at
once with what the schema finds.
"""

from collections.abc import Iterator

from bot.policy import draft

#: Words that belong to the carriers; a text of one of them is never ours.
#: Source: Twilio, "Advanced Opt-Out" and "Support for opt-out keywords".
CARRIER_WORDS = frozenset(
    [
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "END",
        "CANCEL",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "START",
        "YES",
        "UNSTOP",
        "HELP",
        "INFO",
    ]
)

#: Words that mean the same under every policy.
OWN_WORDS = frozenset(
    [
        "NEW",
        "ACK",
        "DONE",
        "UNDO",
        "NOTE",
        "STATUS",
        "MENU",
        "ON",
        "OFF",
        "JOIN",
        "OK",
        "LATE",
        "PASS",
        "NOVIDEO",
        "NOTME",
        "WATCH",
        "I",
        "NOT",
        "AGREE",
        "REFUSE",
        "WRONG",
    ]
)

#: Words of duties that are listened to under every policy.
DUTY_WORDS = frozenset(
    [
        "AID",
        "SUP",
        "CAMS",
        "DOCK",
        "FLAG",
        "REPORT",
        "SEEN",
        "ASKED",
        "KEPT",
        "SEARCH",
        "STILL",
    ]
)

#: Words that say something of their own where sources of footage are named.
AMONG_SOURCES = frozenset(["NONE", "NO", "STAR", "STARS", "AND"])


def find(data: draft.Table) -> Iterator[draft.Finding]:
    """Give every word that means two things, or nothing."""
    yield from _duty_words(data)
    yield from _fact_words(data)
    yield from _source_words(data)


def _taken(word: str) -> str | None:
    """Say who has a word already, under every policy."""
    if word.upper() in CARRIER_WORDS:
        return f'"{word}" belongs to the carriers; choose another word'
    if word.upper() in OWN_WORDS:
        return f'"{word}" means something else already; choose another word'
    return None


def _duty_words(data: draft.Table) -> Iterator[draft.Finding]:
    seen: dict[str, int] = {}
    for position, duty in draft.tables(data, "duty"):
        word = draft.word(duty, "word")
        if word is None:
            continue
        where = ("duty", position, "word")
        if what := _taken(word):
            yield where, what
        elif word in seen:
            yield where, f'"{word}" is the word of duty number {seen[word]} already'
        seen.setdefault(word, position + 1)


def _fact_words(data: draft.Table) -> Iterator[draft.Finding]:
    of_duties = DUTY_WORDS | {
        word
        for _, duty in draft.tables(data, "duty")
        if (word := draft.word(duty, "word"))
    }
    seen: dict[str, int] = {}
    for position, fact in draft.tables(data, "fact"):
        word = draft.word(fact, "word")
        if word is None:
            continue
        where = ("fact", position, "word")
        if what := _taken(word):
            yield where, what
        elif word in of_duties:
            yield where, f'"{word}" is the word of a duty; choose another word'
        elif word in seen:
            yield where, f'"{word}" is the word of fact number {seen[word]} already'
        seen.setdefault(word, position + 1)


def _source_words(data: draft.Table) -> Iterator[draft.Finding]:
    seen: dict[str, int] = {}
    for number, source in draft.tables(data, "source"):
        for position, word in draft.words(source, "words"):
            where = ("source", number, "words", position)
            if word in AMONG_SOURCES:
                yield where, f'"{word}" means something else among cameras'
            elif word in seen:
                what = f'"{word}" is a word of source number {seen[word]} already'
                yield where, what
            seen.setdefault(word, number + 1)
