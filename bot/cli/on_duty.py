"""Say who was on duty for a role at an instant, and why."""

import argparse
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from datetime import datetime

    from bot.policy.schema import Policy
    from bot.verbs.who.people import Roster
    from models.people import Person


def add_to(group: arguments.Commands) -> None:
    """Add the command to the words about the roster."""
    parser = arguments.add(
        group, "on-duty", _on_duty, "who is or was on duty for a role, and why"
    )
    parser.add_argument("role", metavar="ROLE", help="a role of the policy")
    parser.add_argument(
        "--at", metavar="TIME", type=arguments.instant, help="when; left out: now"
    )
    arguments.add_json(parser)


def _on_duty(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.clock import MachineClock
    from bot.ledger import past_roster
    from bot.policy import load

    in_force, version, _ = load.load(settings.policy_file or load.shipped())
    at = arguments.by_clock(asked.at or MachineClock().now(), in_force.timezone)
    with access.reading(settings) as connection:
        policy, version = past_roster.policy_at(connection, at, (in_force, version))
        roster = past_roster.at(connection, at, has_slack=settings.has_slack)
    if asked.role not in {role.id for role in policy.role}:
        known = ", ".join(role.id for role in policy.role)
        raise errors.NotFoundError(
            f"The policy has no role {asked.role}; it has {known}."
        )
    people = [
        _shown(roster, person, policy, at)
        for person in roster.of_role(asked.role)
        if roster.is_on_duty(person, policy, at)
    ]
    people.sort(key=lambda one: (one["star"] or "", one["name"], one["id"]))
    if asked.json:
        output.say_json(
            {
                "role": asked.role,
                "at": output.instant(at),
                "policy_version": version,
                "people": people,
            }
        )
        return 0
    zone = ZoneInfo(policy.timezone)
    if not people:
        output.say(f"Nobody of the role {asked.role}: {output.local(at, zone)}.")
        return 0
    output.say(f"On duty as {asked.role}: {output.local(at, zone)}.")
    head = ("STAR", "NAME", "UNIT", "BY", "UNTIL", "WATCH", "BY TEXT")
    output.table(head, [_line(one, zone) for one in people])
    return 0


def _shown(
    roster: "Roster", person: "Person", policy: "Policy", at: "datetime"
) -> dict[str, Any]:
    from bot.verbs.people import sayings
    from bot.verbs.who import tours

    verdict = roster.verdict(person, policy, at)
    ends_at = tours.ends_at(person, roster.said_of(person), policy, at)
    return {
        "id": person.id,
        "star": person.star,
        "name": person.name,
        "unit": roster.unit_of(person, at),
        "by": verdict.said.kind.value if verdict.said else "watch",
        "because": sayings.because(roster, person, policy, at),
        "until_at": output.instant(ends_at),
        "has_watch": roster.has_watch(person, at),
        "reach": roster.reach(person)[0].value,
    }


def _line(one: dict[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    from datetime import datetime

    until_at = one["until_at"] and datetime.fromisoformat(one["until_at"])
    return (
        one["star"] or "",
        one["name"],
        one["unit"] or "",
        one["because"],
        output.local(until_at, zone) if until_at else "always",
        "has it" if one["has_watch"] else "",
        one["reach"].replace("_", " "),
    )
