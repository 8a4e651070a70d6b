"""Say who of the roster each row of a file is, and whom a command would change."""

from bot.verbs.people import object_to_number
from bot.verbs.who.people import Roster
from models import commands
from models.people import Person


def leavers(roster: Roster, command: commands.Command) -> list[Person]:
    """List who would be ended by a command."""
    if isinstance(command, commands.EndPerson):
        person = roster.of_star(command.star)
        return [person] if person else []
    if isinstance(command, commands.ImportRoster) and not command.is_dry_run:
        return match(roster, command)[1]
    return []


def movers(roster: Roster, command: commands.Command) -> list[Person]:
    """List whose number would be another by a command."""
    if isinstance(command, commands.ObjectToNumber):
        person = object_to_number.meant(roster, command)
        return [person] if person else []
    if not isinstance(command, commands.ImportRoster) or command.is_dry_run:
        return []
    return [
        person
        for row, person in match(roster, command)[0]
        if person is not None
        and any(one.e164 != row.phone_e164 for one in roster.contacts_of(person))
    ]


def match(
    roster: Roster, command: commands.ImportRoster
) -> tuple[list[tuple[commands.RosterRow, Person | None]], list[Person]]:
    """Return each row with its person, None for a new one; and whom no row names.

    People are recognised by star, else e-mail, else Slack id, else name and role.
    """
    people = roster.active
    keys: dict[tuple[str, str], Person] = {}
    for person in people:
        for name in ("star", "email", "slack_user_id"):
            if value := getattr(person, name):
                keys[name, value] = person
        keys.setdefault(("name", f"{person.name}/{person.role}"), person)
    taken: set[str] = set()
    matches: list[tuple[commands.RosterRow, Person | None]] = []
    for row in command.rows:
        candidates = (
            ("star", row.star),
            ("email", row.email),
            ("slack_user_id", row.slack_user_id),
            ("name", None if row.star else f"{row.name}/{row.role}"),
        )
        found = next(
            (
                keys[name, value]
                for name, value in candidates
                if value and (name, value) in keys and keys[name, value].id not in taken
            ),
            None,
        )
        if found is not None:
            taken.add(found.id)
        matches.append((row, found))
    return matches, [person for person in people if person.id not in taken]
