"""Read who is on duty, on leave or stands in for whom, as it is typed; pure."""

import re
from dataclasses import dataclass
from datetime import date

from handlers.sms import dates, spelling
from models import errors


@dataclass(frozen=True, slots=True)
class Tour:
    """Begin or end one's tour."""

    is_on: bool
    said: str


@dataclass(frozen=True, slots=True)
class Listing:
    """List somebody else on duty or off; times as `ground.wall_time` reads them."""

    is_on: bool
    who: str
    from_local: str | None = None
    until_local: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """Let one stand in for another."""

    who: str
    instead_of: str
    from_local: str | None = None
    until_local: str | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """Record somebody's leave, or with `is_over` that it ends now."""

    who: str
    from_local: str | None = None
    until_local: str | None = None
    is_confirmed: bool = False
    is_over: bool = False


#: How people are called: a star, a Slack id (also as Slack writes a mention), or an
#: e-mail address.
_WHO = re.compile(
    r"#?(?P<star>\d{1,16})"
    r"|<@(?P<mention>[UW][A-Z0-9]+)(?:\|[^>]*)?>"
    r"|(?P<member>[UW][A-Z0-9]{5,})"
    r"|(?P<email>[^@\s]+@[^@\s]+)"
)
_PREPOSITION = re.compile(r"\b(from|until|till|to)\b", re.IGNORECASE)
_ANYWAY = re.compile(r"\banyway\b", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|with)\b", re.IGNORECASE)
#: Years of two digits are of this century.
_TODAY = date(2000, 1, 1)


def tour(rest: str, *, is_on: bool) -> Tour | Listing:
    """Return what `on` or `off` asks for: one's own tour, or somebody else's.

    A time alone is one's own: `on 2300`. A star is somebody else's: `on 4432`, or,
    where it could be a time, `on star 2300`.
    """
    rest = rest.strip()
    plain = re.sub(r"^(?:until|till)\b", "", rest, flags=re.IGNORECASE).strip()
    word, after = spelling.split_token(rest)
    if word == "STAR":
        return _listing(after, is_on=is_on)
    if not plain or dates.read_time(plain) is not None or plain != rest:
        return Tour(is_on, plain)
    first = rest.split(maxsplit=1)[0]
    if _WHO.fullmatch(first) is None:
        return Tour(is_on, rest)
    return _listing(rest, is_on=is_on)


def leave(rest: str) -> Leave:
    """Return whose leave is recorded, or ended with `leave STAR end`.

    Raises:
        InvalidInputError: It does not say whose, or until when.
    """
    who, more = _who(rest)
    if spelling.tokens(more) in (["END"], ["ENDS"], ["OVER"], ["BACK"]):
        return Leave(who, is_over=True)
    read = Leave(who, *_times(more))
    if read.until_local is None:
        raise errors.InvalidInputError("until", "Say until when, or end.")
    return read


def cover(rest: str) -> Cover:
    """Return who stands in for whom: `cover 900 by 901 until 2300`.

    Raises:
        InvalidInputError: It does not name both.
    """
    instead_of, more = _who(rest)
    parts = _BY.split(more, maxsplit=1)
    if len(parts) != 2:
        raise errors.InvalidInputError("who", "Say by whom: by, and a star.")
    who, times = _who(parts[1])
    return Cover(who, instead_of, *_times(times))


def _listing(rest: str, *, is_on: bool) -> Listing:
    who, more = _who(rest)
    return Listing(is_on, who, *_times(more))


def _who(rest: str) -> tuple[str, str]:
    """Split off a person.

    Raises:
        InvalidInputError: There is none.
    """
    words = rest.strip().split(maxsplit=1)
    if words and words[0].casefold() == "star":
        words = words[1].split(maxsplit=1) if len(words) > 1 else []
    found = _WHO.fullmatch(words[0].rstrip(",;:")) if words else None
    if found is None:
        raise errors.InvalidInputError(
            "who", "Say who: a star, a Slack member id or an e-mail address."
        )
    who = next(part for part in found.groups() if part)
    return who, words[1] if len(words) > 1 else ""


def _times(text: str) -> tuple[str | None, str | None, bool]:
    """Return from when and until when, and whether that is meant anyway."""
    is_confirmed = _ANYWAY.search(text) is not None
    pieces = _PREPOSITION.split(_ANYWAY.sub(" ", text))
    from_local = until_local = None
    first = pieces[0].strip(" ,.")
    if first:
        # A bare time is the end: nobody lists a beginning alone.
        until_local = _local(first)
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        said = _local(value.strip(" ,."))
        if word.casefold() == "from":
            from_local = said
        else:
            until_local = said
    return from_local, until_local, is_confirmed


def _local(text: str) -> str:
    """Return a time as the desk reads it, or the words as they are.

    Understood: what a phone may send for a time, a date, or both.
    """
    time = _clock(text)
    if time is not None:
        return time
    day = dates.read_date(text, today=_TODAY)
    if day is not None:
        return day.isoformat()
    words = text.replace("T", " ", 1).split() if "T" in text else text.split()
    for place in range(1, len(words)):
        day = dates.read_date(" ".join(words[:place]), today=_TODAY)
        time = _clock(" ".join(words[place:]))
        if day is not None and time is not None:
            return f"{day.isoformat()} {time}"
    return text


def _clock(text: str) -> str | None:
    read = dates.read_time(text)
    if read is None:
        return None
    return "24:00" if read.day_offset else f"{read.at:%H:%M}"
