"""Open what commands work on: settings, the database to read, the house to write.

The only place that touches the process's environment.
"""

import contextlib
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from models import commands, enums, errors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.house import House
    from bot.settings import Settings
    from bot.store.connect import Database
    from models.people import Person

#: Where settings may stand beside the environment: in the folder one is in.
ENV_FILE = Path(".env")


def settings(*, log_level: int = logging.CRITICAL) -> "Settings":
    """Return the settings, and let nothing of them ever be logged.

    Args:
        log_level: From which level on the log is shown; a command that answers at
            once says what is wrong itself.

    Raises:
        ConfigurationError: Something is set up wrongly; names everything that is.
    """
    from bot import logs
    from bot import settings as reading

    # So that nothing is shown unmasked before the settings are known.
    logs.set_up(level=log_level)
    found = reading.load(os.environ, ENV_FILE)
    logs.set_up(found.secrets(), level=log_level)
    return found


def check(values: Mapping[str, str]) -> "Settings":
    """Check settings that are about to be written, and return them.

    Args:
        values: By variable; they go before the environment.

    Raises:
        ConfigurationError: Something is wrong with them; names everything that is.
    """
    from bot import settings as reading

    return reading.load({**os.environ, **values}, None)


@contextlib.contextmanager
def database(settings: "Settings") -> Iterator["Database"]:
    """Give the database, whatever its schema; nothing is opened yet.

    Raises:
        ConfigurationError: The address is wrong.
        StorageError: What was done with it failed.
    """
    from sqlalchemy.exc import DBAPIError

    from bot.store.connect import Database

    found = Database(settings.database_url)
    try:
        yield found
    except DBAPIError as error:
        raise (found.as_storage_error(error) or error) from error
    finally:
        found.close()


@contextlib.contextmanager
def reading(settings: "Settings") -> Iterator["Connection"]:
    """Give a connection that sees one state of the database and changes nothing.

    Raises:
        ConfigurationError: The schema is not the one this code was made for.
        StorageError: The database cannot be read.
    """
    from bot.store import migrate

    with database(settings) as found:
        migrate.require_current(found)
        with found.reading() as connection:
            yield connection


@contextlib.contextmanager
def house(settings: "Settings") -> Iterator["House"]:
    """Give a house of one's own that writes; a running one takes no harm.

    Raises:
        ConfigurationError: Something is set up wrongly.
        StorageError: The database cannot be read or did not take it.
    """
    from sqlalchemy.exc import DBAPIError

    from bot.house import House

    found = House(settings)
    try:
        found.open()
        yield found
    except DBAPIError as error:
        raise (found.database.as_storage_error(error) or error) from error
    finally:
        found.close()


def zone(settings: "Settings") -> ZoneInfo:
    """Return the time zone of the policy in force.

    Raises:
        ConfigurationError: The policy is wrong.
    """
    from bot.policy import load

    policy, _, _ = load.load(settings.policy_file or load.shipped())
    return ZoneInfo(policy.timezone)


class Asking(TypedDict):
    """Hold what every command of the operator says first."""

    actor: commands.Actor
    request_id: str


def asking(person: "Person | None" = None, *, is_dry_run: bool = False) -> Asking:
    """Return who asks, and the id of the request.

    Args:
        person: Whom the account on this machine acts for.
        is_dry_run: It is a look, which leaves no trace: it has no id.
    """
    actor = commands.Actor(
        channel=enums.Channel.COMMAND_LINE,
        person_id=person.id if person else None,
        account=_account(),
    )
    request_id = "" if is_dry_run else f"command_line:{secrets.token_hex(16)}"
    return {"actor": actor, "request_id": request_id}


def person_of(house: "House", called: str) -> "Person":
    """Return the active person who wears a star, or has an e-mail or Slack id.

    Raises:
        NotFoundError: Nobody does.
    """
    from bot.store import reads

    with house.database.reading() as connection:
        roster = reads.roster(connection, house.clock.now())
    for person in roster.active:
        if called in (person.star, person.email, person.slack_user_id):
            return person
    raise errors.NotFoundError(f"Nobody active has star, e-mail or Slack id {called}.")


def _account() -> str:
    """Return the name of the account, as the system has it and not as it is said."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return "unknown account"
