"""Print the manifest from which Slack makes the app."""

import argparse

from bot.cli import arguments, output
from models import errors


def add_to(commands: arguments.Commands) -> None:
    """Add the command of this topic."""
    parser = arguments.add(
        commands, "manifest", _manifest, "print the manifest of the Slack app, in JSON"
    )
    parser.add_argument(
        "--url",
        metavar="URL",
        help="scheme and host under which Slack reaches us, as PUBLIC_URL",
    )
    parser.add_argument(
        "--socket-mode",
        action="store_true",
        help="without an address: the connection is opened from here",
    )


def _manifest(asked: argparse.Namespace) -> int:
    from handlers.slack import manifest

    if asked.url is None and not asked.socket_mode:
        raise errors.ConfigurationError(
            "Where does Slack reach us? Give --url https://..., or --socket-mode."
        )
    try:
        # Also in Socket Mode: who wrote it means something by it.
        if asked.url is not None:
            manifest.address(asked.url)
    except errors.InvalidInputError as error:
        raise errors.ConfigurationError(f"--url {error}") from error
    output.say_json(manifest.write(None if asked.socket_mode else asked.url))
    return 0
