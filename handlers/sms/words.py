"""Hold the closed lists of words that a text may begin with (capitals, folded)."""

from collections.abc import Iterable
from dataclasses import dataclass

from handlers.sms import identifiers, spelling


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """Hold the words that a policy adds (capitals A to Z)."""

    #: Words of its duties.
    duty: frozenset[str] = frozenset()
    #: Words by which its facts are stated.
    fact: frozenset[str] = frozenset()
    #: Words by which its outside sources of footage are named.
    source: frozenset[str] = frozenset()
    #: How its numbers look.
    numbers: identifiers.Identifiers = identifiers.CHICAGO


#: A policy that adds none.
NO_OWN = OwnWords()

#: The carriers' own words, each with what it does to the sender's number. None is ever
#: a word of ours.
#: Source: Twilio, "Advanced Opt-Out", default keywords, with REVOKE and OPTOUT of
#: April 2025.
CARRIER_WORDS = {
    "STOP": "opt_out",
    "STOPALL": "opt_out",
    "UNSUBSCRIBE": "opt_out",
    "END": "opt_out",
    "CANCEL": "opt_out",
    "QUIT": "opt_out",
    "REVOKE": "opt_out",
    "OPTOUT": "opt_out",
    "START": "opt_in",
    "YES": "opt_in",
    "UNSTOP": "opt_in",
    "HELP": "help",
    "INFO": "help",
}
#: Other spellings of them. Source: 47 CFR 64.1200(a)(10) names "opt out" in two words.
CARRIER_SPELLINGS = {
    "OPT OUT": "OPTOUT",
    "OPT-OUT": "OPTOUT",
    "STOP ALL": "STOPALL",
    "STOP-ALL": "STOPALL",
}
#: The duties' own words that are always known; a policy may add more.
DUTY_WORDS = frozenset(
    {"AID", "SUP", "CAMS", "DOCK", "FLAG", "NOVIDEO", "REPORT", "SEEN"}
) | {"ASKED", "KEPT", "SEARCH", "STILL"}
#: The duties' words after which nobody reads to the end, so that a second code would
#: be passed over.
ONE_TARGET_WORDS = frozenset({"DOCK", "REPORT", "SEEN"})
#: May follow a fact's word, and take it back.
NOT_SO = frozenset({"NO", "NOT", "NONE", "NOBODY"})
#: May follow a fact's word, and say nothing that the word does not.
IS_SO = frozenset({"MADE", "USED", "NOW"})
#: Say that a message was understood, and by themselves nothing else.
OKAY_WORDS = frozenset({"OK", "OKAY", "K", "10-4", "COPY", "ROGER"})
#: Draw the same.
THUMBS_UP = "\U0001f44d"
SKIN_COLOURS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
#: May follow a word that takes no free text, and change nothing.
COURTESIES = frozenset(
    {"THANKS", "THANK", "THX", "TY", "YOU", "PLEASE", "PLS", "SIR", "MAAM", "MA'AM"}
) | {"SARGE", "THAT", "GOT", "IT"}
#: May follow ON and OFF.
DUTY = frozenset({"DUTY"})
#: Stand before the end of a tour.
UNTIL_WORDS = frozenset({"UNTIL", "TILL", "TIL"})
#: Words after one of them; no report begins with ON UNTIL.
LONGEST_UNTIL = 4
#: Stands before the time of going off duty.
AT = frozenset({"AT"})
#: May follow WATCH: it passes from whoever has it.
TAKES = frozenset({"TAKE", "TAKEN", "MINE", "TAKE OVER", "TAKING OVER"})
#: Say the same as WATCH, behind I.
HAVE_THE_WATCH = ["HAVE", "THE", "WATCH"]
#: May stand between two references that are to be linked.
JOIN_LABELS = frozenset({"AND", "TO", "WITH"})
#: Stand before the quoted message in what a phone sends for a tap on it.
#: Source: Apple's Messages, as the taps arrive on other phones; Google's Messages send
#: an emoji and "to".
REACTIONS = frozenset(
    {"LIKED", "LOVED", "DISLIKED", "LAUGHED AT", "EMPHASIZED", "QUESTIONED"}
)
REACTION_BEGINNINGS = ("REACTED ", "REMOVED A ", "REMOVED AN ")
REACTION_ENDINGS = (" TO", " FROM")


def are_courtesies(tokens: Iterable[str]) -> bool:
    """Say whether nothing is said but courtesies, or nothing at all."""
    return COURTESIES.issuperset(tokens)


def are_okay(tokens: list[str]) -> bool:
    """Say whether nothing is said but "understood", and courtesies behind it."""
    return tokens[0] in OKAY_WORDS and are_courtesies(set(tokens) - OKAY_WORDS)


def is_reaction(text: str) -> bool:
    """Say whether a phone made the text up from a tap on one of our messages."""
    begins, _, quoted = spelling.fold(text).partition("'")
    begins = " ".join(begins.split())
    if not quoted.rstrip().endswith("'"):
        return False
    if begins.endswith(" TO") and not spelling.tokens(begins.removesuffix(" TO")):
        return True
    return begins in REACTIONS or (
        begins.startswith(REACTION_BEGINNINGS) and begins.endswith(REACTION_ENDINGS)
    )
