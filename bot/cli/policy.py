"""Check a policy, tell its timeline, describe its format."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, output, second
from models import errors

if TYPE_CHECKING:
    from bot.policy.schema import Policy


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    group = arguments.add_group(commands, "policy", "the rules: who hears what, when")
    parser = arguments.add(group, "check", _check, "say everything that is wrong")
    parser.add_argument("file", metavar="FILE", type=arguments.existing_file)
    parser = arguments.add(
        group, "explain", _explain, "tell the timeline of an imagined incident"
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        type=arguments.existing_file,
        help="left out: the policy in force",
    )
    parser.add_argument(
        "--opened-at",
        metavar="TIME",
        type=arguments.instant,
        help="when it is opened; left out: now",
    )
    second.add_adopt(group)
    parser.add_argument(
        "--learned",
        choices=("witnessed", "reported", "dispatched"),
        default="witnessed",
        help="how it is learned; left out: witnessed",
    )
    parser.add_argument("--kind", metavar="KIND", help="its kind; left out: the usual")
    for option, metavar, what in (
        ("--fact", "FACT", "something that is so, such as hurt; as often as needed"),
        ("--source", "SOURCE", "footage that somebody names, such as cta; the same"),
    ):
        parser.add_argument(
            option, metavar=metavar, action="append", default=[], help=what
        )
    arguments.add(group, "schema", _schema, "print the JSON Schema of a policy file")


def _check(asked: argparse.Namespace) -> int:
    from bot.policy import cautions, load

    try:
        policy, version, text = load.load(asked.file)
    except errors.ConfigurationError as error:
        output.complain(str(error))
        return 1
    output.say(f"{asked.file} is a sound policy: {policy.title} ({policy.agency}).")
    output.say(f"Version {version}")
    for caution in cautions.of(text):
        output.say(f"{asked.file}:{caution.line}: {caution}")
    return 0


def _explain(asked: argparse.Namespace) -> int:
    from bot.policy import explain, load

    policy, _, _ = load.load(asked.file or _in_force())
    opened_at = asked.opened_at or _now()
    opened_at = arguments.by_clock(opened_at, policy.timezone)
    problem = _unknown(policy, asked, opened_at)
    if problem is not None:
        output.complain(problem)
        return 2
    told = explain.explain(
        policy,
        opened_at=opened_at,
        kind=asked.kind,
        learned=asked.learned,
        facts=asked.fact,
        sources=asked.source,
    )
    for line in told.splitlines():
        output.say(line)
    return 0


def _unknown(
    policy: "Policy", asked: argparse.Namespace, opened_at: datetime
) -> str | None:
    """Say what cannot be imagined under the policy; None: all of it can."""
    from bot.verbs.ground import kinds

    known_kinds = [one.id for one in policy.violation] or [policy.kind]
    for what, names, known in (
        ("kind", [asked.kind] if asked.kind else [], known_kinds),
        ("fact", asked.fact, [one.id for one in policy.fact]),
        ("source", asked.source, [one.id for one in policy.source]),
    ):
        for name in names:
            if name not in known:
                listed = ", ".join(dict.fromkeys(known)) or "none"
                return f'The policy has no {what} "{name}"; it has: {listed}.'
    in_force = {one.id for one in kinds.in_force(policy, opened_at)}
    if asked.kind and policy.violation and asked.kind not in in_force:
        day = opened_at.astimezone(ZoneInfo(policy.timezone))
        return f'The kind "{asked.kind}" is not in force on {day.day} {day:%b %Y}.'
    return None


def _schema(asked: argparse.Namespace) -> int:
    from bot.policy import load

    output.say_json(load.json_schema())
    return 0


def _in_force() -> Path:
    from bot.policy import load

    return access.settings().policy_file or load.shipped()


def _now() -> datetime:
    from bot.clock import MachineClock

    return MachineClock().now()
