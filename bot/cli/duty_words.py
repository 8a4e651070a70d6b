"""Say something of one person's duty, and show what counts then."""

import argparse
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli import access, output
from models import commands, enums, errors, views

_SAID = {
    enums.PresenceKind.OVERRIDE: "stands in",
    enums.PresenceKind.LEAVE: "is on leave",
}


def add_span(parser: Any) -> None:
    """Let a command be about one person's duty from when to when."""
    parser.add_argument("star", metavar="STAR")
    when = "HH:MM, 2026-03-10, or 2026-03-10 23:00, by local clocks"
    parser.add_argument("--from", dest="from_local", metavar="TIME", help=when)
    parser.add_argument("--until", dest="until_local", metavar="TIME", help=when)
    parser.add_argument(
        "--anyway", action="store_true", help="what it puts aside is known"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what counts then, change nothing"
    )


def say_of(
    asked: argparse.Namespace, command: Callable[[dict[str, Any]], commands.Command]
) -> int:
    """Say it of the person who is asked about, and show what counts then."""
    settings = access.settings()
    with access.house(settings) as house:
        base = {
            **access.asking(is_dry_run=asked.dry_run),
            "who": asked.star,
            "from_local": asked.from_local,
            "until_local": asked.until_local,
            "is_confirmed": asked.anyway,
            "is_dry_run": asked.dry_run,
        }
        try:
            reply = house.desk.do_now(command(base))
        except errors.ConflictError as refusal:
            if "put_aside" not in refusal.fields:
                raise
            raise errors.ConflictError(
                f"This would put aside: {refusal.fields['put_aside']}. Nothing was "
                "changed. If that is meant, say --anyway."
            ) from refusal
        if not isinstance(reply.view, views.Listed):
            raise TypeError("the desk answered a listing with something else")
        _say_listed(reply.view, ZoneInfo(house.policy.timezone))
    return 0


def _say_listed(shown: views.Listed, zone: ZoneInfo) -> None:
    what = _SAID.get(shown.by, "is on duty" if shown.is_on else "is off duty")
    other = f" for {shown.other}" if shown.other else ""
    begin, end = output.local(shown.from_at, zone), output.local(shown.until_at, zone)
    would = "" if shown.is_applied else "Would be: "
    output.say(f"{would}{shown.label} {what}{other} from {begin} until {end}.")
    for line in shown.put_aside:
        output.say(f"  put aside: {line}")
    if shown.next_tour_at is not None:
        output.say(f"  next on duty: {output.local(shown.next_tour_at, zone)}")
    else:
        output.say("  no later tour is known")
    if not shown.is_applied:
        output.say("Nothing was changed (--dry-run).")


def withdraw(
    asked: argparse.Namespace,
    command: type[commands.EndLeave] | type[commands.EndAssignments],
) -> int:
    """Withdraw what was said of the person, and show what counts now."""
    settings = access.settings()
    with access.house(settings) as house:
        reply = house.desk.do_now(command(**access.asking(), who=asked.star))
        zone = ZoneInfo(house.policy.timezone)
    shown = reply.view
    if not isinstance(shown, views.Withdrawn):
        raise TypeError("the desk answered a withdrawal with something else")
    spans = output.counted(shown.count, "span", "spans")
    now = "on duty" if shown.is_on_duty else "off duty"
    output.say(f"{spans} withdrawn; {shown.label} is {now} now.")
    if shown.next_tour_at is not None:
        output.say(f"  next on duty: {output.local(shown.next_tour_at, zone)}")
    return 0
