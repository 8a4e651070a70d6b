"""Hold examples of lines that people may type, and read which incident one names."""

from dataclasses import asdict, dataclass

from handlers.sms import spelling, words
from models import errors, reference

#: A reference that nobody has.
SAMPLE = reference.write(26, 42)

#: What to type, by the first word; what is in braces the policy names.
EXAMPLES = {
    "OPEN": "open agents at the bus stop, beat {beat}",
    "LIST": "list due",
    "SHOW": f"show {SAMPLE}",
    "NOTE": f"note {SAMPLE} two more witnesses",
    "ACK": "ack 7KD4X",
    "DONE": "done 7KD4X",
    "UNDO": "undo 7KD4X",
    "LINK": f"link {SAMPLE} {reference.write(26, 43)}",
    "REOPEN": f"reopen {SAMPLE} closed by mistake",
    "CLOSE": f"close {SAMPLE}",
    "CORRECT": f"correct {SAMPLE}",
    "ON": "on star {star} until 2300",
    "OFF": "off star {star}",
    "LEAVE": "leave {star} until 2026-03-31",
    "COVER": "cover {star} by {other_star} until 2300",
    "AGREE": f"agree {SAMPLE}",
    "REFUSE": f"refuse {SAMPLE} the first time was right",
    "ADOPT": f"adopt {SAMPLE}",
    "LATE": "late 7KD4X 2230 at the hospital",
    "PASS": "pass 7KD4X",
    "NOTME": "notme 7KD4X",
    "RADIO": "radio {star} FLAG 10 MAR 29",
    "WATCH": "watch",
    "SUBJECT": f"subject {SAMPLE} {{star}}",
    "NUMBER": "number {star} wrong",
    "WRONG": "wrong 7KD4X",
    "FOOTAGE": f"footage {SAMPLE} {{source}}",
    "FACT": f"fact {SAMPLE} {{fact}} yes",
    "WHO": "who",
    "HELP": "help",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Hold what stands in examples, as the policy writes it."""

    star: str
    other_star: str
    beat: str
    #: Words for a camera that others have, and for something that was so.
    source: str
    fact: str


def names(own: words.OwnWords) -> Names:
    """Return what stands in examples under a policy."""
    star = own.numbers.star.example
    return Names(
        star=star,
        other_star=_next(star),
        beat=own.numbers.beat.example,
        source=_one_of(own.source, "POD"),
        fact=_one_of(own.fact, "HURT"),
    )


def example(word: str, known: Names) -> str:
    """Return what to type that begins with a word."""
    return EXAMPLES[word].format(**asdict(known))


def incident(rest: str) -> tuple[str, str]:
    """Split off the reference that a line begins with.

    Raises:
        InvalidInputError: There is none, or its check letter does not fit.
    """
    token, more = spelling.split_token(rest)
    if not token:
        raise errors.InvalidInputError("reference", "Say which incident.")
    return reference.read(token), more.strip()


def _next(star: str) -> str:
    """Return another star that looks like one: 4433 for 4432."""
    head, last = star[:-1], star[-1:]
    return f"{head}{(int(last) + 1) % 10}" if last.isdecimal() else star


def _one_of(found: frozenset[str], usual: str) -> str:
    return (usual if usual in found or not found else min(found)).lower()


#: Where nobody says how the policy writes things.
USUAL = names(words.NO_OWN)
