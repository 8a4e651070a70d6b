"""Set an installation up: settings, key, templates; nothing is overwritten."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import access, arguments, output
from models import errors

if TYPE_CHECKING:
    from bot.ledger.keys import Key
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
    "--slack-bot-token-file": "SLACK_BOT_TOKEN_FILE",
    "--slack-signing-secret-file": "SLACK_SIGNING_SECRET_FILE",
    "--slack-app-token-file": "SLACK_APP_TOKEN_FILE",
    "--slack-dispatch-channel": "SLACK_DISPATCH_CHANNEL",
}

#: What is asked on a terminal, in this order; the rest has defaults.
_QUESTIONS = {
    "DATABASE_URL": "Database (empty: a file, holdfast.db, in this folder)",
    "PUBLIC_URL": "Address at which Twilio and Slack reach this machine (empty: none)",
    "TWILIO_ACCOUNT_SID": "Twilio account SID (AC...)",
    "TWILIO_AUTH_TOKEN": "Twilio auth token (is not shown)",
    "TWILIO_FROM_NUMBER": "Our number, as +13125550100 (empty: a messaging service)",
    "TWILIO_MESSAGING_SERVICE_SID": "Messaging service SID (MG...)",
    "SLACK": "Slack: http, socket (works without an address), or empty for no Slack",
}

#: How Slack is to reach us. Its keys are not asked for: there are none before there
#: is an app, and the app is made from the manifest that is written here.
_SLACK = "SLACK"
_SLACK_MODES = ("http", "socket")

_ROSTER = Path("roster.csv")
_MANIFEST = Path("slack-manifest.json")


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    parser = arguments.add(
        commands, "init", _init, "write .env, the key and a roster template here"
    )
    for option, variable in _OPTIONS.items():
        parser.add_argument(option, metavar="VALUE", dest=variable, help=variable)
    parser.add_argument(
        "--slack",
        choices=_SLACK_MODES,
        dest=_SLACK,
        help="write the manifest of a Slack app that Slack reaches by PUBLIC_URL, or "
        "that opens its connection from here",
    )
    parser.add_argument(
        "--no-questions", action="store_true", help="take what is given, ask nothing"
    )


def _init(asked: argparse.Namespace) -> int:
    if access.ENV_FILE.exists():
        settings = access.settings()
        output.say(f"{access.ENV_FILE} is there already and was left as it is.")
        slack = _manifest(vars(asked)[_SLACK], settings)
    else:
        settings, slack = _write_settings(asked)
    key = _key(settings)
    output.say("Fingerprint of the key, to be given to whoever checks packets:")
    output.say(f"  {key.fingerprint}")
    _write_roster()
    if slack:
        _write_manifest(slack)
    _say_next(settings)
    return 0


def _key(settings: "Settings") -> "Key":
    """Return the key, made where there is none and nothing is sealed.

    Raises:
        ConfigurationError: It cannot be read or written, or it is gone and seals were
            made with it.
    """
    from bot.ledger import keys, sealing

    was_there = settings.key_file.exists()
    try:
        with access.database(settings) as database:
            key = sealing.own_key(settings.key_file, database)
    except errors.StorageError as error:
        # It may well be set up later than this.
        output.say(f"Whether anything is sealed was not looked at. {error}")
        key = keys.create(settings.key_file)
    if was_there:
        output.say(f"{settings.key_file} is there already and was left as it is.")
    else:
        output.say(f"{settings.key_file} was made; keep a copy of it elsewhere.")
    return key


def _write_settings(asked: argparse.Namespace) -> "tuple[Settings, str]":
    """Write `.env`, once it is known that it would be taken.

    Returns:
        What holds now, and the Slack app's manifest; blank: none was asked for.

    Raises:
        ConfigurationError: Something is wrong; nothing was written.
    """
    from bot.cli import env_template

    given = vars(asked)
    names = (*_OPTIONS.values(), _SLACK)
    values = {name: given[name] for name in names if given[name]}
    if not asked.no_questions and sys.stdin.isatty():
        # Nobody should answer everything first, and then hear of an option.
        for name in values.keys() - {_SLACK}:
            if wrong := _wrong(name, values):
                raise errors.ConfigurationError(wrong)
        values |= _answers(values)
    mode = values.pop(_SLACK, None)
    slack = _manifest(mode, access.check(values))
    _create(access.ENV_FILE, env_template.write(values), mode=0o600)
    output.say(f"{access.ENV_FILE} was written; only you can read it.")
    # The environment may say more than the file.
    return access.settings(), slack


def _manifest(mode: str | None, settings: "Settings") -> str:
    """Return the manifest of the Slack app; blank: none was asked for.

    Raises:
        ConfigurationError: Slack could not reach us as it was asked to.
    """
    if mode is None:
        return ""
    from handlers.slack import manifest

    if mode not in _SLACK_MODES:
        raise errors.ConfigurationError("Slack is reached by http or by socket.")
    url = None if mode == "socket" else settings.public_url
    if mode == "http" and url is None:
        raise errors.ConfigurationError(
            "PUBLIC_URL is missing: by http Slack needs an address. "
            "Without one, choose socket."
        )
    try:
        return f"{json.dumps(manifest.write(url), indent=2)}\n"
    except errors.InvalidInputError as error:
        raise errors.ConfigurationError(f"PUBLIC_URL {error}") from error


def _answers(values: dict[str, str]) -> dict[str, str]:
    """Ask what is not known, and each question again until its answer is right."""
    answers: dict[str, str] = {}
    for name, question in _QUESTIONS.items():
        known = {**values, **answers}
        if name in known or f"{name}_FILE" in known or not _is_of_use(name, known):
            continue
        answer = _answer(name, question)
        while wrong := _wrong(name, {**known, name: answer}):
            output.complain(wrong)
            answer = _answer(name, question)
        if answer:
            answers[name] = answer
    return answers


def _answer(name: str, question: str) -> str:
    ask = getpass.getpass if name == "TWILIO_AUTH_TOKEN" else input
    try:
        return ask(f"{question}: ").strip()
    except EOFError as error:
        raise errors.ConfigurationError(
            "Not every question was answered; nothing was written."
        ) from error


def _wrong(name: str, values: dict[str, str]) -> str:
    """Say what is wrong with the value of one name; blank: nothing.

    What is missing beside it will be asked for.
    """
    given = {one: value for one, value in values.items() if one != _SLACK}
    variable = name.removesuffix("_FILE")
    try:
        found = access.check(given)
    except errors.ConfigurationError as error:
        lines = str(error).splitlines()
        return "".join(line for line in lines if line.startswith(f"{variable}:"))
    mode = values.get(_SLACK)
    if mode and name in (_SLACK, "PUBLIC_URL"):
        try:
            _manifest(mode, found)
        except errors.ConfigurationError as error:
            return str(error)
    return ""


def _is_of_use(name: str, known: Iterable[str]) -> bool:
    """Tell whether a question has a point, after what is known already."""
    if not name.startswith("TWILIO_"):
        return True
    if name == "TWILIO_ACCOUNT_SID":
        return "PUBLIC_URL" in known
    if name == "TWILIO_MESSAGING_SERVICE_SID" and "TWILIO_FROM_NUMBER" in known:
        return False
    return "TWILIO_ACCOUNT_SID" in known


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
    from bot.desk import roster_csv

    if _ROSTER.exists():
        output.say(f"{_ROSTER} is there already and was left as it is.")
        return
    _create(_ROSTER, ",".join(roster_csv.COLUMNS) + "\n", mode=0o600)
    output.say(f"{_ROSTER} was written: one line for each person goes into it.")


def _write_manifest(manifest: str) -> None:
    if _MANIFEST.exists():
        output.say(f"{_MANIFEST} is there already and was left as it is.")
    else:
        # It holds no secret: whoever sets the app up may be somebody else.
        _create(_MANIFEST, manifest, mode=0o644)
        output.say(f"{_MANIFEST} was written.")
    output.say(f"At Slack, make an app from {_MANIFEST}, and install it;")
    output.say("then fill in the group Slack of .env (docs/slack.md).")


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
