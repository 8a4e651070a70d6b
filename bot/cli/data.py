"""Make the tables, and show incidents."""

import argparse
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.policy.schema import Policy
    from models.incident import Incident


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    arguments.add(commands, "migrate", _migrate, "create or upgrade the database")
    parser = arguments.add(commands, "incidents", _list, "list incidents, newest first")
    arguments.add_json(parser)
    parser = arguments.add(commands, "incident", _show, "show one incident")
    arguments.add_reference(parser)
    arguments.add_json(parser)


def _migrate(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import migrate

    with access.database(settings) as database:
        taken = migrate.upgrade(database)
    if taken:
        output.say(f"The database was brought up to date: {', '.join(taken)}.")
    else:
        output.say("The database is up to date; nothing was changed.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.store import reads

    with access.reading(settings) as connection:
        found = reads.all_incidents(connection)
        people = reads.people(connection)
    if asked.json:
        output.say_json(
            [
                {**_outline(one, people), "open_duties": is_open, "overdue": overdue}
                for one, is_open, overdue in found
            ]
        )
        return 0
    zone = access.zone(settings)
    for one, is_open, overdue in found:
        beat = f"beat {one.beat}  " if one.beat else ""
        event = one.event_number or one.event_short
        number = f"event {event}  " if event else ""
        by = people.label(one.opened_by) if one.opened_by else "a text"
        output.say(
            f"{one.reference}  {one.state}  "
            f"{output.local(one.opened_at, zone)} by {by}  {beat}{number}"
            f"{is_open} open, {overdue} overdue"
        )
    if not found:
        output.say("There are no incidents.")
    return 0


def _outline(incident: "Incident", people: Any) -> dict[str, Any]:
    from bot.cli import incident_view

    return incident_view.outline(incident, people)


def _show(asked: argparse.Namespace) -> int:
    settings = access.settings()
    from bot.cli import incident_view
    from bot.store import reads
    from bot.verbs.duties import obligations
    from bot.verbs.footage import checkpoints

    with access.reading(settings) as connection:
        found = reads.incident(connection, asked.reference)
        if found is None:
            raise errors.NotFoundError(f"There is no incident {asked.reference}.")
        people = reads.people(connection)
        policy = _policy(connection, found.incident.policy_version)
    zone = ZoneInfo(policy.timezone)
    checks = obligations.ids_that_begin(policy, checkpoints.BEGINS)
    whole = incident_view.whole(found, people, checks)
    if asked.json:
        output.say_json(whole)
    else:
        for line in incident_view.lines(whole, zone):
            output.say(line)
    return 0


def _policy(connection: "Connection", version: str) -> "Policy":
    """Return the policy under which an incident was opened."""
    from bot.policy import load
    from bot.store import questions

    text = questions.policy_text(connection, version) or ""
    return load.frozen(text, name=version[:12])
