"""Read who is listed on duty or off by somebody else: ON STAR 4432 2300; pure."""

from handlers.sms import dates, parsed, spelling, words

#: Stands before the star, for a number alone may be a time.
STAR = "STAR"
#: What is known to be put aside by it is meant to be.
ANYWAY = "ANYWAY"

#: May stand anywhere behind the star.
_LEFT_OUT = words.COURTESIES | words.UNTIL_WORDS | {ANYWAY}


def read(rest: str, *, is_on: bool) -> parsed.Listed | None:
    """Read a star and until when; None: it is an ordinary sentence."""
    word, after = spelling.split_word(rest)
    star, until = spelling.split_token(after)
    if word != STAR or not star.isdecimal():
        return None
    found = [(one, spelling.core(spelling.fold(one))) for one in until.split()]
    said = [one for one, core in found if core not in _LEFT_OUT]
    until = " ".join(said)
    if dates.read_time(until) is None and not _is_attempt(said):
        return None
    return parsed.Listed(
        star=star,
        is_on=is_on,
        until_text=until,
        is_confirmed=any(core == ANYWAY for _, core in found),
    )


def _is_attempt(said: list[str]) -> bool:
    """Say whether nothing is named, or what may be meant as a time and is none."""
    return not said or (len(said) <= words.LONGEST_UNTIL and said[0][0].isdigit())
