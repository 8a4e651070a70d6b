"""Check an installation, and say of everything that is wrong what to do."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from bot.cli.checks import Check
    from bot.policy.schema import Policy
    from bot.settings import Settings

#: Columns of the verdict and of the part's name.
_VERDICT, _NAME = 7, 11


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(
        commands, "doctor", _doctor, "check everything; exit 1 if anything is wrong"
    )
    arguments.add_json(parser)


def _doctor(asked: argparse.Namespace) -> int:
    from bot.cli.checks import Verdict

    found = list(_checks())
    is_ok = all(check.verdict is not Verdict.WRONG for check in found)
    if asked.json:
        shown = [
            {
                "name": check.name,
                "verdict": check.verdict.value,
                "what": check.what,
                "todo": check.todo,
            }
            for check in found
        ]
        output.say_json({"is_ok": is_ok, "checks": shown})
        return 0 if is_ok else 1
    for check in found:
        first, *rest = check.what.splitlines()
        output.say(f"{check.verdict.value:{_VERDICT}}{check.name:{_NAME}}{first}")
        for line in (*rest, *([f"-> {check.todo}"] if check.todo else [])):
            output.say(f"{'':{_VERDICT + _NAME}}{line}")
    output.say("All is well." if is_ok else "Something is wrong.")
    return 0 if is_ok else 1


def _checks() -> "Iterator[Check]":
    from bot.cli import checks

    try:
        settings = access.settings()
    except errors.ConfigurationError as error:
        yield from checks.of_settings(error)
        return
    yield checks.of_env_file(access.ENV_FILE)
    policy = None
    try:
        policy, named, chances = _policy(settings)
        yield checks.ok("policy", named)
        for what in chances:
            yield checks.note("policy", what)
    except errors.ConfigurationError as error:
        todo = "correct it, then: holdfast policy check FILE"
        yield checks.wrong("policy", str(error), todo)
    yield from _of_database(settings, policy)
    if policy is not None:
        from bot.cli import auditor_checks, channel_checks, slack_checks
        from bot.clock import MachineClock
        from bot.house import House

        house = House(settings)
        if checks.of_schema(house.database).verdict is checks.Verdict.OK:
            yield from auditor_checks.of_duties(house)
            yield auditor_checks.of_heartbeat(house, MachineClock().now())
        yield from channel_checks.of_channels(policy)
        yield from checks.of_texts(settings, house.sender)
        yield from slack_checks.of_slack(settings, house.slack, MachineClock().now())
        house.close()
    yield from checks.of_the_rest(settings)


def _policy(settings: "Settings") -> "tuple[Policy, str, list[str]]":
    """Return the policy, its name, and what it leaves to chance."""
    from bot.policy import cautions, load

    path = settings.policy_file or load.shipped()
    policy, version, text = load.load(path)
    chances = [f"line {caution.line}: {caution}" for caution in cautions.of(text)]
    return policy, f"{policy.title}, version {version[:12]}", chances


def _of_database(settings: "Settings", policy: "Policy | None") -> "Iterator[Check]":
    from bot.cli import checks, second_checks, slack_checks
    from bot.clock import MachineClock

    now = MachineClock().now()
    with access.database(settings) as database:
        schema = checks.of_schema(database)
        yield schema
        if schema.verdict is not checks.Verdict.OK:
            yield checks.of_key(settings.key_file, None)
            yield checks.of_clock(now, None, is_sqlite=True)
            return
        with database.reading() as connection:
            from bot.store import rosters

            cache = rosters.RosterCache(
                has_slack=settings.has_slack,
                channels=policy.channels if policy else None,
            )
            roster = cache.get(connection, now)
            yield from checks.of_words(connection)
            if policy is not None:
                yield from checks.of_roster(roster, policy)
                yield from second_checks.of_waiting(connection, roster, policy, now)
            if settings.has_slack:
                yield from slack_checks.of_members(connection, roster)
            yield checks.of_key(settings.key_file, checks.last_seal(connection))
            yield checks.of_clock(now, connection, is_sqlite=database.is_sqlite)
