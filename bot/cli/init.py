"""Set an installation up: settings, key, roster template; nothing is overwritten."""

import argparse
import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from bot.settings import Settings

#: Options of the command, and the variables that they fill in. Secrets are not
#: among them: what is typed there, everybody on the machine can see.
_OPTIONS = {
    "--database-url": "DATABASE_URL",
    "--public-url": "PUBLIC_URL",
    "--policy-file": "POLICY_FILE",
    "--key-file": "KEY_FILE",
    "--twilio-account-sid": "TWILIO_ACCOUNT_SID",
    "--twilio-auth-token-file": "TWILIO_AUTH_TOKEN_FILE",
    "--twilio-messaging-service-sid": "TWILIO_MESSAGING_SERVICE_SID",
    "--twilio-from-number": "TWILIO_FROM_NUMBER",
}

#: What is asked on a terminal, in this order; the rest has defaults.
_QUESTIONS = {
    "DATABASE_URL": "Database (empty: a file, holdfast.db, in this folder)",
    "PUBLIC_URL": "Address under which Twilio reaches this machine (empty: no texts)",
    "TWILIO_ACCOUNT_SID": "Twilio account SID (AC...)",
    "TWILIO_AUTH_TOKEN": "Twilio auth token (is not shown)",
    "TWILIO_FROM_NUMBER": "Our number, as +13125550100 (empty: a messaging service)",
    "TWILIO_MESSAGING_SERVICE_SID": "Messaging service SID (MG...)",
}

_ROSTER = Path("roster.csv")


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(
        commands, "init", _init, "write .env, the key and a roster template here"
    )
    for option, variable in _OPTIONS.items():
        parser.add_argument(option, metavar="VALUE", dest=variable, help=variable)
    parser.add_argument(
        "--no-questions", action="store_true", help="take what is given, ask nothing"
    )


def _init(asked: argparse.Namespace) -> int:
    if access.ENV_FILE.exists():
        settings = access.settings()
        output.say(f"{access.ENV_FILE} is there already and was left as it is.")
    else:
        settings = _write_settings(asked)
    from bot.ledger import keys

    if settings.key_file.exists():
        key = keys.load(settings.key_file)
        output.say(f"{settings.key_file} is there already and was left as it is.")
    else:
        key = keys.create(settings.key_file)
        output.say(f"{settings.key_file} was made; keep a copy of it elsewhere.")
    output.say("Fingerprint of the key, to be given to whoever checks packets:")
    output.say(f"  {key.fingerprint}")
    _write_roster()
    _say_next(settings)
    return 0


def _write_settings(asked: argparse.Namespace) -> "Settings":
    """Write `.env`, once it is known that it would be taken.

    Raises:
        ConfigurationError: Something is wrong; nothing was written.
    """
    from bot.cli import env_template

    given = vars(asked)
    values = {name: given[name] for name in _OPTIONS.values() if given[name]}
    if not asked.no_questions and sys.stdin.isatty():
        values |= _answers(values)
    access.check(values)
    _create(access.ENV_FILE, env_template.write(values), mode=0o600)
    output.say(f"{access.ENV_FILE} was written; only you can read it.")
    # The environment may say more than the file.
    return access.settings()


def _answers(values: dict[str, str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for name, question in _QUESTIONS.items():
        known = {**values, **answers}
        if name in known or f"{name}_FILE" in known or not _is_of_use(name, known):
            continue
        ask = getpass.getpass if name == "TWILIO_AUTH_TOKEN" else input
        try:
            answer = ask(f"{question}: ").strip()
        except EOFError as error:
            raise errors.ConfigurationError(
                "Not every question was answered; nothing was written."
            ) from error
        if answer:
            answers[name] = answer
    return answers


def _is_of_use(name: str, known: Iterable[str]) -> bool:
    """Tell whether a question has a point, after what is known already."""
    if not name.startswith("TWILIO_"):
        return True
    if name == "TWILIO_MESSAGING_SERVICE_SID" and "TWILIO_FROM_NUMBER" in known:
        return False
    return "PUBLIC_URL" in known


def _create(path: Path, text: str, *, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise errors.ConfigurationError(
            f"{path} cannot be written: {error.strerror}."
        ) from error


def _write_roster() -> None:
    from bot.cli import roster_csv

    if _ROSTER.exists():
        output.say(f"{_ROSTER} is there already and was left as it is.")
        return
    _create(_ROSTER, ",".join(roster_csv.COLUMNS) + "\n", mode=0o600)
    output.say(f"{_ROSTER} was written: one line for each person goes into it.")


def _say_next(settings: "Settings") -> None:
    output.say("Next:")
    for command in (
        "holdfast migrate",
        f"holdfast roster import {_ROSTER}",
        "holdfast doctor",
        "holdfast run",
    ):
        output.say(f"  {command}")
    if not settings.has_twilio:
        output.say("Texts are off until Twilio is set up in .env.")
