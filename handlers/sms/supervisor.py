"""Read what became of the attempt to identify the federal supervisor on the scene.

The words are `name badge agency` in any usual order, or why there is none. A sentence
is not taken for a name: where the parts are not clear, nothing is read and the sender
is asked again.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from handlers.sms import spelling


class Outcome(StrEnum):
    """Name how the attempt ended."""

    #: Name, badge and agency are all given.
    IDENTIFIED = "identified"
    #: Some of the three are given.
    STATED = "stated"
    #: Asked, and would not say.
    REFUSED = "refused"
    #: Asking was not safe.
    NOT_SAFE = "not_safe"
    #: No supervisor was there, or had left.
    NOT_PRESENT = "not_present"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorAnswer:
    """Hold one answer; name and agency as written, the badge folded."""

    outcome: Outcome
    name: str | None = None
    badge: str | None = None
    agency: str | None = None


#: First words that say the outcome.
OUTCOMES = {
    "REFUSED": Outcome.REFUSED,
    "REFUSES": Outcome.REFUSED,
    "NOTSAFE": Outcome.NOT_SAFE,
    "NOT SAFE": Outcome.NOT_SAFE,
    "NOT-SAFE": Outcome.NOT_SAFE,
    "NOTPRESENT": Outcome.NOT_PRESENT,
    "NOT PRESENT": Outcome.NOT_PRESENT,
    "NOT-PRESENT": Outcome.NOT_PRESENT,
    "GONE": Outcome.NOT_PRESENT,
    "LEFT": Outcome.NOT_PRESENT,
}
#: May stand before a part and say nothing.
LABELS = frozenset(
    {"NAME", "BADGE", "NO", "NUM", "NUMBER", "ID", "AGENCY", "SUPERVISOR"}
)
#: Belong to a sentence, never to a name.
_SENTENCE_WORDS = (
    "A AM AN ARE AT BY FOR GAVE GIVE HAS HAVE HE HER HIM HIS HOW I IN IS IT ME MY NA "
    "N/A NONE NOT OF OFF ON OUR OUT SAID SAYS SHE THAT THE THEIR THEM THERE THEY THIS "
    "TO UNK UNKNOWN US WAS WE WERE WHAT WHO WILL WITH WOULD YES YOU"
)
SENTENCE_WORDS = frozenset(" ".join([_SENTENCE_WORDS, *OUTCOMES]).split())
#: Federal agencies that are told from a name, longest spelling first.
AGENCIES = tuple(
    tuple(phrase.split())
    for phrase in (
        "CUSTOMS AND BORDER PROTECTION",
        "HOMELAND SECURITY INVESTIGATIONS",
        "US BORDER PATROL",
        "US MARSHALS SERVICE",
        "BORDER PATROL",
        "HOMELAND SECURITY",
        "US MARSHALS",
        "US MARSHAL",
        *("ATF", "BORTAC", "CBP", "DEA", "DHS", "ERO"),
        *("FBI", "FPS", "HSI", "ICE", "USBP", "USMS"),
    )
)
#: Words; more than this is a sentence.
LONGEST_NAME = 4
LONGEST_AGENCY = 6

_GAPS = re.compile(r"[\s:;,/]+")
_EDGES = "-#*()" + "".join(spelling.QUOTES)
_BADGE = re.compile(r"[A-Z]{0,4}-?[0-9]{1,10}-?[A-Z]?")


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    folded: str
    is_agency: bool = False


def read_supervisor(rest: str) -> SupervisorAnswer | None:
    """Read name, badge and agency, or the reason why there are none.

    Args:
        rest: What follows SUP, as written.

    Returns:
        The answer; None where nothing, or no clear part, is said.
    """
    tokens = spelling.tokens(rest)
    for length in (1, 2):
        if outcome := OUTCOMES.get(" ".join(tokens[:length])):
            return SupervisorAnswer(outcome=outcome)
    words = _words(rest)
    if len(words) > LONGEST_NAME + LONGEST_AGENCY + 1:
        return None
    words = _mark_agencies(words)
    badges = [word for word in words if spelling.has_digit(word.folded)]
    if len(badges) > 1 or not all(_BADGE.fullmatch(word.folded) for word in badges):
        return None
    name, agency = _name_and_agency(words)
    if not (name or agency or badges) or not _is_plausible(name, agency):
        return None
    is_complete = bool(name and agency and badges)
    return SupervisorAnswer(
        outcome=Outcome.IDENTIFIED if is_complete else Outcome.STATED,
        name=_join(name),
        badge=badges[0].folded if badges else None,
        agency=_join(agency),
    )


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    for part in _GAPS.split(text):
        folded = spelling.core(spelling.fold(part)).replace(".", "")
        if folded and folded not in LABELS:
            written = part.strip(_EDGES)
            is_abbreviation = "." in written.strip(".")
            found.append(
                _Word(written if is_abbreviation else written.strip("."), folded)
            )
    return found


def _mark_agencies(words: list[_Word]) -> list[_Word]:
    marked = list(words)
    for phrase in AGENCIES:
        for start in range(len(words) - len(phrase) + 1):
            span = marked[start : start + len(phrase)]
            if tuple(word.folded for word in span) == phrase:
                for index, word in enumerate(span, start):
                    marked[index] = _Word(word.written, word.folded, True)
    return marked


def _name_and_agency(words: list[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Divide the words at the badge, or by the agencies that are known."""
    place = next(
        (at for at, word in enumerate(words) if spelling.has_digit(word.folded)), None
    )
    before = words if place is None else words[:place]
    after = [] if place is None else words[place + 1 :]
    name = [word for word in before if not word.is_agency]
    agency = [word for word in before if word.is_agency]
    if name:
        return name, agency + after
    return (
        [word for word in after if not word.is_agency],
        agency + [word for word in after if word.is_agency],
    )


def _is_plausible(name: list[_Word], agency: list[_Word]) -> bool:
    """Say whether these may be a name and an agency, and not a sentence."""
    unknown = [*name, *(word for word in agency if not word.is_agency)]
    return (
        len(name) <= LONGEST_NAME
        and len(agency) <= LONGEST_AGENCY
        and not any(word.folded in SENTENCE_WORDS for word in unknown)
    )


def _join(words: list[_Word]) -> str | None:
    return " ".join(word.written for word in words) or None
