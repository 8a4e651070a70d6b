"""Check a policy, tell its timeline, describe its format."""

import argparse
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, output
from models import errors


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
    arguments.add(group, "schema", _schema, "print the JSON Schema of a policy file")


def _check(asked: argparse.Namespace) -> int:
    from bot.policy import load

    try:
        policy, version, _ = load.load(asked.file)
    except errors.ConfigurationError as error:
        output.complain(str(error))
        return 1
    output.say(f"{asked.file} is a sound policy: {policy.title} ({policy.agency}).")
    output.say(f"Version {version}")
    return 0


def _explain(asked: argparse.Namespace) -> int:
    from bot.policy import explain, load

    policy, _, _ = load.load(asked.file or _in_force())
    opened_at = asked.opened_at or _now()
    if opened_at.tzinfo is None:
        opened_at = opened_at.replace(tzinfo=ZoneInfo(policy.timezone))
    for line in explain.explain(policy, opened_at=opened_at).splitlines():
        output.say(line)
    return 0


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
