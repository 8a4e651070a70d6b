"""Word footage on a card: until when it can be asked for, and when it is lost; pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import markup, wording
from handlers.slack.markup import Markup
from models import board, enums

#: Pieces that a card names; the others are counted.
MOST = 6


def lines(
    footage: Sequence[board.FootageLine], zone: ZoneInfo, now: datetime
) -> Markup:
    """Return a line for each piece that something is still to be done about.

    Nothing for those that are as they should be; they are counted.

    Args:
        footage: All of it, in the order in which it matters.
        zone: The agency's zone.
        now: The instant.
    """
    shown = [one for one in footage if _matters(one, now)]
    said = [line(one, zone, now) for one in shown[:MOST]]
    more = len(shown) - len(said)
    if more:
        said.append(markup.write("… and {n} more pieces of footage", n=more))
    kept = sum(one.state is enums.FootageState.VERIFIED for one in footage)
    if kept and said:
        said.append(markup.write("{n} kept and seen", n=kept))
    return markup.join("\n", said)


def _matters(one: board.FootageLine, now: datetime) -> bool:
    is_running = one.state in (
        enums.FootageState.EXPECTED,
        enums.FootageState.ATTESTED,
    )
    return (is_running and one.is_outside) or one.is_unchecked(now) or one.is_past(now)


def line(one: board.FootageLine, zone: ZoneInfo, now: datetime) -> Markup:
    """Return one piece: how far it is, and each of its dates by its own name."""
    head = markup.write("*{label}* {title}", label=one.label, title=one.title)
    return markup.join(" · ", [head, *_parts(one, zone, now)])


def _parts(one: board.FootageLine, zone: ZoneInfo, now: datetime) -> list[Markup]:
    if one.state is enums.FootageState.LOST:
        return [markup.write("recorded as lost")]
    parts = []
    if one.is_past(now):
        text = wording.RED + " may be lost since {at}"
        parts.append(markup.write(text, at=markup.when(one.lost_at, zone)))
    elif one.state is enums.FootageState.EXPECTED:
        parts += _running(one, zone, now)
    else:
        parts.append(_kept(one))
    if one.is_none_stated:
        parts.append(markup.write("said not to be there; a second person searches"))
    if one.is_unchecked(now) and one.next_check_at is not None:
        text = wording.RED + " still there? not answered since {at}"
        parts.append(markup.write(text, at=markup.when(one.next_check_at, zone)))
    elif one.next_check_at is not None:
        at = markup.when(one.next_check_at, zone)
        parts.append(markup.write("looked at again {at}", at=at))
    return parts


def _running(one: board.FootageLine, zone: ZoneInfo, now: datetime) -> list[Markup]:
    lost = markup.write("lost {at}", at=markup.when(one.lost_at, zone))
    if not one.is_outside:
        return [lost]
    if one.asked_at is not None:
        asked = markup.write("asked {at}", at=markup.date(one.asked_at, zone))
        return [asked, markup.write("no answer yet"), lost]
    by = markup.when(one.ask_by, zone)
    if one.is_not_asked(now):
        text = wording.RED + " not asked, was to be by {at}"
        return [markup.write(text, at=by), lost]
    return [markup.write("ask by {at}", at=by), lost]


def _kept(one: board.FootageLine) -> Markup:
    seen = (
        "seen" if one.state is enums.FootageState.VERIFIED else "stated, not yet seen"
    )
    if one.deletion_on is not None:
        until = f"kept until {markup.day(one.deletion_on)}"
    elif one.case_id is not None:
        until = f"kept in case {one.case_id}"
    else:
        until = "kept until released by hand"
    return markup.write("{until}, {seen}", until=until, seen=seen)
