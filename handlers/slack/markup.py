"""Write text for Slack so that nothing in it can ping, link or break; pure.

In mrkdwn three characters begin something: a ping, a link, an entity. Whatever did
not come from this module's own callers as a template is escaped on its way in, and
what came in is known by its type. Slack's own tokens let each reader see an instant
in their own zone.
"""

import re
from collections.abc import Iterable
from datetime import date as calendar_date
from datetime import datetime
from zoneinfo import ZoneInfo

#: Source: "Formatting text for app surfaces": these three, the ampersand first.
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
#: What may not be cut in two: an entity, a token in angle brackets, a character.
_PIECE = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>|.", re.DOTALL)
#: Control characters and lone surrogates, which no message may hold, and marks
#: that turn the direction of what follows. Source: Unicode 16, 23.1 and 23.2.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_ELLIPSIS = "…"


class Markup(str):
    """Hold mrkdwn in which everything that was not ours is escaped.

    Only this module makes it. Anything else that is put together from it is a
    plain string again, which the type checker sees.
    """

    __slots__ = ()


def write(template: str, /, **parts: str | int | Markup) -> Markup:
    """Fill a template of ours; what is not yet mrkdwn is escaped.

    Args:
        template: Our own words, with `{name}` for each part.
        parts: What goes in.
    """
    safe = {name: _escaped(part) for name, part in parts.items()}
    return Markup(template.format(**safe))


def join(separator: str, parts: Iterable[Markup]) -> Markup:
    """Put pieces after one another, without those that are empty.

    Args:
        separator: Our own words.
        parts: The pieces.
    """
    return Markup(separator.join(part for part in parts if part))


def size(text: str) -> int:
    """Return how long a text is, in UTF-16 units: never less than Slack counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: Markup, limit: int) -> Markup:
    """Return mrkdwn of at most `limit` characters, ending in `…` if it was longer.

    No entity and no token is cut in two.
    """
    return Markup(_cut(text, limit, _PIECE))


def plain(text: str, limit: int) -> str:
    """Return text of at most `limit` characters for a field that is not mrkdwn."""
    return _cut(_clean(text), limit, re.compile(".", re.DOTALL))


def pages(text: str, limit: int) -> list[str]:
    """Return a text, unescaped, in parts of at most `limit` characters."""
    parts: list[str] = []
    rest, length = "", 0
    for character in _clean(text):
        added = size(character)
        if length + added > limit:
            parts.append(rest)
            rest, length = "", 0
        rest, length = rest + character, length + added
    return [*parts, rest] if rest else parts


def day(on: calendar_date) -> str:
    """Return a day so that it and the month cannot be confused: `4 Mar 2029`."""
    return f"{on.day} {on:%b %Y}"


def local(at: datetime, zone: ZoneInfo) -> str:
    """Return an instant as local time that names its zone: `4 Mar 2029, 16:10 CST`."""
    there = at.astimezone(zone)
    return f"{day(there)}, {there:%H:%M %Z}"


def clock(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return an instant as short as can be: `16:10 CST`, or `4 Mar, 16:10 CST`."""
    there, today = at.astimezone(zone), now.astimezone(zone)
    if there.date() == today.date():
        return f"{there:%H:%M %Z}"
    if there.year == today.year:
        return f"{there.day} {there:%b, %H:%M %Z}"
    return local(at, zone)


def date(at: datetime, zone: ZoneInfo) -> Markup:
    """Return an instant that Slack shows in the reader's own zone.

    Args:
        at: The instant.
        zone: The agency's, for readers to whom Slack shows the bare words.
    """
    return _token(at, "{date_short_pretty} {time}", local(at, zone))


def left(at: datetime, zone: ZoneInfo) -> Markup:
    """Return how long it is until an instant, or since; Slack counts as one reads."""
    return _token(at, "{ago}", local(at, zone))


def when(at: datetime, zone: ZoneInfo) -> Markup:
    """Return an instant and how far away it is."""
    return write("{date} ({left})", date=date(at, zone), left=left(at, zone))


def _token(at: datetime, shape: str, fallback: str) -> Markup:
    # Source: "Formatting text for app surfaces", date formatting.
    return Markup(f"<!date^{int(at.timestamp())}^{shape}|{_escape(fallback)}>")


def _escaped(part: str | int | Markup) -> str:
    return part if isinstance(part, Markup) else _escape(_clean(str(part)))


def _escape(text: str) -> str:
    for character, entity in _ENTITIES:
        text = text.replace(character, entity)
    return text


def _clean(text: str) -> str:
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cut(text: str, limit: int, piece: re.Pattern[str]) -> str:
    if size(text) <= limit:
        return text
    kept, length = "", size(_ELLIPSIS)
    for part in piece.findall(text):
        length += size(part)
        if length > limit:
            break
        kept += part
    return kept.rstrip() + _ELLIPSIS
