"""Keep the roster: import a file, list people, end one."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, on_duty, output
from models import commands, enums, errors, views

if TYPE_CHECKING:
    from bot.desk.roster_csv import RosterFile
    from bot.house import House
    from bot.verbs.who.people import Roster
    from models.people import Person

#: What the operator reads of why somebody cannot be texted, and can do about it.
WHY = {
    enums.Reach.NO_NUMBER: "no number in the roster",
    enums.Reach.NOT_VERIFIED: "the number is not verified: the enrolment text was not "
    "answered yet (a first number can be attested: import with --verified)",
    enums.Reach.NO_CONSENT: "no consent to texts on record (consented_on)",
    enums.Reach.OPTED_OUT: "opted out by STOP; only their own START ends that",
    enums.Reach.UNREACHABLE: "the phone company refuses this number",
}

#: Added people are in the file anyway: beyond these they are only counted.
_LISTED = 40


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    group = arguments.add_group(commands, "roster", "who may act and who is told")
    parser = arguments.add(group, "import", _import, "make the roster equal to a file")
    parser.add_argument("file", metavar="FILE.csv", type=arguments.existing_file)
    parser.add_argument(
        "--dry-run", action="store_true", help="show the difference, change nothing"
    )
    parser.add_argument(
        "--verified", action="store_true", help="I attest: the numbers were checked"
    )
    parser.add_argument(
        "--remove",
        metavar="N",
        type=arguments.count,
        default=0,
        help="how many people I know this file to remove",
    )
    parser = arguments.add(group, "list", _list, "list everybody who may act")
    arguments.add_json(parser)
    on_duty.add_to(group)
    parser = arguments.add(group, "end", _end, "end one person's rights at once")
    parser.add_argument("star", metavar="STAR")
    parser = arguments.add(
        group, "object", _object, "a changed number is wrong: the old one stands again"
    )
    parser.add_argument("who", metavar="STAR")


def _import(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.desk import roster_csv

    with access.house(settings) as house:
        now = house.clock.now()
        file = roster_csv.read(
            asked.file,
            policy=house.policy,
            today=now.astimezone(ZoneInfo(house.policy.timezone)).date(),
        )
        _refuse_gaps(house, file)
        shown = _import_rows(house, file, asked, is_dry_run=True)
        _say_difference(asked.file.name, shown, file.notes)
        if asked.dry_run:
            output.say("Nothing was changed (--dry-run).")
            return 0
        removed = len(shown.removed)
        if asked.remove != removed:
            raise errors.RefusedError(
                f"This file removes {output.counted(removed, 'person', 'people')}. "
                f"If that is meant, say --remove {removed}. Nothing was changed."
            )
        if shown.added or shown.changed or shown.removed:
            _import_rows(house, file, asked, is_dry_run=False)
            output.say("The roster is now as the file has it.")
        else:
            output.say("The roster is as the file has it; nothing was changed.")
        _say_unreachable(_roster(house))
        _say_gaps(house)
    return 0


def _import_rows(
    house: "House", file: "RosterFile", asked: argparse.Namespace, *, is_dry_run: bool
) -> views.RosterDifference:
    reply = house.desk.do_now(
        commands.ImportRoster(
            **access.asking(is_dry_run=is_dry_run),
            rows=file.rows,
            is_verified=asked.verified,
            removals=asked.remove,
            is_dry_run=is_dry_run,
        )
    )
    if not isinstance(reply.view, views.RosterDifference):
        raise TypeError("the desk answered an import with something else")
    return reply.view


def _refuse_gaps(house: "House", file: "RosterFile") -> None:
    """Refuse a file without a column that people have values in.

    Raises:
        InvalidInputError: It would wipe them out without a word.
    """
    roster = _roster(house)
    for column in file.missing:
        count = sum(_has(roster, person, column) for person in roster.active)
        if count:
            raise errors.InvalidInputError(
                "file",
                f"The file has no column {column}, and {count} people have one. Add "
                "the column; where its cells are empty, it is wiped out.",
            )


def _has(roster: "Roster", person: "Person", column: str) -> bool:
    if column == "phone":
        return bool(roster.contacts_of(person))
    if column in ("phone_kind", "consented_on"):
        # What is on record of a number stays where a file says nothing of it.
        return False
    return bool(getattr(person, column))


def _say_difference(
    name: str, shown: views.RosterDifference, notes: Sequence[str]
) -> None:
    total = len(shown.added) + shown.unchanged
    total += len({line[0] for line in shown.changed})
    people = output.counted(total, "person", "people")
    output.say(f"{name}: {people}, {shown.unchanged} unchanged.")
    listed = ", ".join(shown.added[:_LISTED])
    more = len(shown.added) - _LISTED
    if shown.added:
        end = f" and {more} more" if more > 0 else ""
        output.say(f"  new ({len(shown.added)}): {listed}{end}")
    for who, field, old, new in shown.changed:
        output.say(f"  changed: {who}: {field} {old or 'empty'} -> {new or 'empty'}")
    for who in shown.removed:
        output.say(f"  removed: {who}")
    for note in notes:
        output.say(f"  note: {note}")


def _say_unreachable(roster: "Roster") -> None:
    found = unreachable(roster)
    if not roster.active:
        output.say("The roster is empty: nobody can act or be told.")
        return
    if not found:
        output.say("Everybody could be reached by text.")
        return
    output.say(f"{len(found)} could not be reached by text:")
    for person, why in found:
        output.say(f"  {called(person)}: {WHY[why]}")


def _say_gaps(house: "House") -> None:
    """Name the rungs of the policy for which nobody could be told in some watch."""
    from bot.verbs.people import foresight

    cache = house.roster_cache()
    with house.database.reading() as connection:
        roster = cache.get(connection, house.clock.now())
    for gap in foresight.gaps(roster, house.policy):
        output.say(f"  note: {gap}; the next rung is told at once")


def called(person: "Person") -> str:
    """Return how somebody is called before the operator, who has the roster file."""
    who = f"star {person.star}" if person.star else person.name
    return f"{who} ({person.role})"


def unreachable(roster: "Roster") -> "list[tuple[Person, enums.Reach]]":
    """List the active people who cannot be texted, and why; off duty is no reason."""
    verdicts = ((person, roster.reach(person)[0]) for person in roster.active)
    return [pair for pair in verdicts if pair[1] is not enums.Reach.YES]


def _roster(house: "House") -> "Roster":
    from bot.store import reads

    with house.database.reading() as connection:
        return reads.roster(connection, house.clock.now())


def _list(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.clock import MachineClock
    from bot.policy import load
    from bot.store import reads

    policy, _, _ = load.load(settings.policy_file or load.shipped())
    now = MachineClock().now()
    with access.reading(settings) as connection:
        roster = reads.roster(connection, now)
    people = sorted(roster.active, key=lambda one: (one.role, one.star or "", one.name))
    shown = [
        _shown(roster, person, is_on_duty=roster.is_on_duty(person, policy, now))
        for person in people
    ]
    if asked.json:
        output.say_json(shown)
        return 0
    head = ("STAR", "NAME", "ROLE", "UNIT", "WATCH", "ON DUTY", "PHONE", "BY TEXT")
    rows = [
        (
            one["star"] or "",
            one["name"],
            one["role"],
            one["unit"] or "",
            one["watch"] or "",
            "yes" if one["is_on_duty"] else "",
            ", ".join(number["e164"] for number in one["numbers"]),
            one["reach"].replace("_", " "),
        )
        for one in shown
    ]
    if rows:
        output.table(head, rows)
    else:
        output.say("The roster is empty; import one: holdfast roster import FILE.csv")
    return 0


def _shown(roster: "Roster", person: "Person", *, is_on_duty: bool) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "star": person.star,
        "role": person.role,
        "email": person.email,
        "slack_user_id": person.slack_user_id,
        "unit": person.unit,
        "supervisor_star": person.supervisor_star,
        "watch": person.watch,
        "is_on_duty": is_on_duty,
        "reach": roster.reach(person)[0].value,
        "numbers": [
            {
                "e164": output.mask(contact.e164),
                "kind": contact.kind.value,
                "verified_at": output.instant(contact.verified_at),
                "consented_on": contact.consented_on.isoformat()
                if contact.consented_on
                else None,
                "opted_out_at": output.instant(contact.opted_out_at),
                "unreachable_at": output.instant(contact.unreachable_at),
                "unreachable_reason": contact.unreachable_reason,
            }
            for contact in roster.contacts_of(person)
        ],
    }


def _end(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        house.desk.do_now(commands.EndPerson(**access.asking(), star=asked.star))
    output.say(f"Star {asked.star} has no rights here any more.")
    output.say("What they had open was put to the first rung of each ladder.")
    return 0


def _object(asked: argparse.Namespace) -> int:
    settings = access.settings()
    with access.house(settings) as house:
        house.desk.do_now(commands.ObjectToNumber(**access.asking(), who=asked.who))
    output.say(f"The new number of {asked.who} counts no more; the old one stands.")
    return 0
