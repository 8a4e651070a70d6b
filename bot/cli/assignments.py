"""Keep who works when: daily lists, what a desk says of somebody's duty, leave."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.cli import access, arguments, duty_words, output
from models import commands, errors, views

if TYPE_CHECKING:
    from bot.house import House
    from models.people import Presence

#: Spans that a difference names, and others that it only counts.
_LISTED = 40


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    group = arguments.add_group(commands, "assignments", "who works when")
    parser = arguments.add(group, "import", _import, "take a daily list")
    parser.add_argument("file", metavar="FILE.csv", type=arguments.existing_file)
    parser.add_argument(
        "--dry-run", action="store_true", help="show the difference, change nothing"
    )
    parser.add_argument(
        "--remove",
        metavar="N",
        type=arguments.count,
        default=0,
        help="take the hours of so many others away, whom the list does not name",
    )
    parser = arguments.add(group, "list", _list, "what is said of whose duty")
    arguments.add_json(parser)
    parser = arguments.add(group, "end", _end, "withdraw one person's daily lists")
    parser.add_argument("star", metavar="STAR")
    for word, is_on in (("on", True), ("off", False)):
        what = f"list one person {word} duty"
        parser = arguments.add(group, word, _listing, what)
        parser.set_defaults(is_on=is_on)
        duty_words.add_span(parser)
    parser = arguments.add(group, "cover", _cover, "let one stand in for another")
    duty_words.add_span(parser)
    parser.add_argument("--by", metavar="STAR", required=True, help="who stands in")
    parser = arguments.add(
        commands, "leave", _leave, "record that somebody is away, or back"
    )
    duty_words.add_span(parser)
    parser.add_argument(
        "--end", action="store_true", help="their leave ends now, or never begins"
    )


def _import(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.desk import assignments_csv
    from bot.store import reads

    with access.house(settings) as house:
        now = house.clock.now()
        with house.database.reading() as connection:
            roster = reads.roster(connection, now)
        rows = assignments_csv.read(
            asked.file, policy=house.policy, roster=roster, now=now
        )
        shown = _take(house, rows, asked.remove, is_dry_run=True)
        _say_difference(asked.file.name, shown)
        if asked.dry_run:
            output.say("Nothing was changed (--dry-run).")
        elif shown.added or shown.withdrawn:
            _take(house, rows, asked.remove, is_dry_run=False)
            output.say("The list is in force.")
        else:
            output.say("All of it was so already; nothing was changed.")
    return 0


def _take(
    house: "House",
    rows: Sequence[commands.AssignmentRow],
    removals: int,
    *,
    is_dry_run: bool,
) -> views.AssignmentDifference:
    reply = house.desk.do_now(
        commands.ImportAssignments(
            **access.asking(is_dry_run=is_dry_run),
            rows=tuple(rows),
            removals=removals,
            is_dry_run=is_dry_run,
        )
    )
    if not isinstance(reply.view, views.AssignmentDifference):
        raise TypeError("the desk answered a daily list with something else")
    return reply.view


def _say_difference(name: str, shown: views.AssignmentDifference) -> None:
    total = len(shown.added) + shown.unchanged
    spans = output.counted(total, "span", "spans")
    output.say(f"{name}: {spans}, {shown.unchanged} unchanged.")
    for word, lines in (("new", shown.added), ("withdrawn", shown.withdrawn)):
        for who, what in lines[:_LISTED]:
            output.say(f"  {word}: {who}: {what}")
        if len(lines) > _LISTED:
            output.say(f"  {word}: {len(lines) - _LISTED} more")
    for who, what in shown.instead:
        output.say(f"  note: {who}: {what}")
    for who in shown.off_now:
        output.say(f"  goes off duty now: {who}")
    for who, what in shown.without_effect:
        output.say(f"  without effect: {who}: {what}")
    if shown.others:
        count = len(shown.others)
        named = ", ".join(shown.others[:_LISTED])
        output.say(
            f"  not in the list, and keep their hours then ({count}): {named}. "
            f"To take them away say --remove {count}."
        )
    for role, when in shown.uncovered:
        output.say(f"  nobody of the role {role} can be told: {when}")


def _list(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.clock import MachineClock
    from bot.store import reads
    from bot.verbs.who import tours

    now = MachineClock().now()
    zone = access.zone(settings)
    with access.reading(settings) as connection:
        roster = reads.roster(connection, now)
    rows = sorted(
        (row for row in roster.presences if not tours.is_over(row, now)),
        key=lambda row: (row.from_at, roster.label(row.person_id), row.id),
    )
    if asked.json:
        output.say_json([_shown(roster.label(row.person_id), row) for row in rows])
        return 0
    if not rows:
        output.say(
            "Nothing is said of anybody's duty: the watches of the roster count."
        )
        return 0
    head = ("WHO", "DUTY", "BY", "FROM", "UNTIL", "UNIT", "SAID BY")
    output.table(
        head,
        [
            (
                roster.label(row.person_id),
                "on" if row.is_on else "off",
                row.kind.value,
                output.local(row.from_at, zone),
                output.local(row.until_at, zone),
                row.unit or "",
                roster.label(row.made_by) if row.made_by else "the operator",
            )
            for row in rows
        ],
    )
    return 0


def _shown(label: str, row: "Presence") -> dict[str, Any]:
    return {
        "id": row.id,
        "person": row.person_id,
        "label": label,
        "is_on": row.is_on,
        "by": row.kind.value,
        "from_at": output.instant(row.from_at),
        "until_at": output.instant(row.until_at),
        "unit": row.unit,
        "supervisor_star": row.supervisor_star,
        "other": row.other_id,
        "made_by": row.made_by,
        "made_at": output.instant(row.made_at),
    }


def _end(asked: argparse.Namespace) -> int:
    return duty_words.withdraw(asked, commands.EndAssignments)


def _listing(asked: argparse.Namespace) -> int:
    return duty_words.say_of(
        asked, lambda base: commands.ListDuty(**base, is_on=asked.is_on)
    )


def _cover(asked: argparse.Namespace) -> int:
    return duty_words.say_of(
        asked,
        lambda base: commands.StandIn(
            **{**base, "who": asked.by, "instead_of": asked.star}
        ),
    )


def _leave(asked: argparse.Namespace) -> int:
    if asked.end:
        return duty_words.withdraw(asked, commands.EndLeave)
    if asked.until_local is None:
        raise errors.InvalidInputError("until", "Say --until when, or --end.")
    return duty_words.say_of(asked, lambda base: commands.RecordLeave(**base))
