"""Read what is typed after a command: references, instants, files."""

import argparse
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from models import errors
from models import reference as references

#: Years of times that can be asked for; what follows from one is in the calendar.
_FIRST_YEAR, _LAST_YEAR = 1970, 2999

#: Most digits of a number. Source: our choice; databases count further.
_DIGITS_MAX = 9

#: Where a topic adds its commands.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

#: What carries a command out; returns the exit code.
Do: TypeAlias = Callable[[argparse.Namespace], int]


def add(commands: Commands, name: str, do: Do, about: str) -> Any:
    """Add a command, and return its parser for what it takes."""
    parser = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        allow_abbrev=False,
    )
    parser.set_defaults(do=do, prog=parser.prog)
    return parser


def add_group(commands: Commands, name: str, about: str) -> Commands:
    """Add a word that is followed by one of several others."""
    parser = commands.add_parser(
        name, help=about, description=f"{about[0].upper()}{about[1:]}."
    )
    return parser.add_subparsers(metavar="COMMAND", required=True)


def add_json(parser: Any) -> None:
    """Let a command answer in JSON."""
    parser.add_argument(
        "--json", action="store_true", help="one JSON value on standard output"
    )


def add_as(parser: Any) -> None:
    """Add `--as STAR`: for whom the operator acts."""
    parser.add_argument(
        "--as",
        metavar="STAR",
        dest="star",
        required=True,
        help="for whom: star, e-mail or Slack id",
    )


def add_reference(parser: Any) -> None:
    """Let a command be about one incident."""
    parser.add_argument(
        "reference", metavar="REF", type=reference, help="such as 26-0042K"
    )


def reference(text: str) -> str:
    """Return a reference as it is stored.

    Raises:
        ArgumentTypeError: It is none, or its check letter does not fit.
    """
    try:
        return references.read(text)
    except errors.InvalidInputError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def instant(text: str) -> datetime:
    """Return an instant; naive where no offset was written.

    Raises:
        ArgumentTypeError: It is not of RFC 3339, or of no year that we know.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time. Example: 2026-03-10T16:40-05:00, "
            "or 2026-03-10T16:40 by the policy's own clock."
        ) from error
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(
            f"choose a time between the years {_FIRST_YEAR} and {_LAST_YEAR}"
        )
    return at


def by_clock(at: datetime, timezone: str) -> datetime:
    """Return what `instant` read, by the policy's clock where it has no offset.

    Raises:
        InvalidInputError: That clock skips it, or shows it twice.
    """
    if at.tzinfo is not None:
        return at
    from bot.verbs.ground import wall_time

    return wall_time.of_day(at.date(), at.time(), timezone)


def existing_file(text: str) -> Path:
    """Return the path of a file that is there.

    Raises:
        ArgumentTypeError: There is no such file.
    """
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def new_file(text: str) -> Path:
    """Return the path of a file that is to be written.

    Raises:
        ArgumentTypeError: It names no file.
    """
    path = Path(text)
    if not path.name:
        raise argparse.ArgumentTypeError(f"{text!r} names no file")
    return path


def count(text: str) -> int:
    """Return a whole number from 0 on.

    Raises:
        ArgumentTypeError: It is none, or larger than anything is counted to.
    """
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no whole number of at most {_DIGITS_MAX} digits"
        )
    return int(text)
