"""Start the bot, or the demo."""

import argparse
import contextlib
import gc
import logging
from collections.abc import Sequence

from bot.cli import access, arguments

#: The parts of a process; the same words as `bot.app.PARTS`.
PARTS = ("doors", "engine", "courier")


def add_to(commands: arguments.Commands) -> None:
    """Add the commands of this topic."""
    # Listed for the help; `main` hands its options to the demo itself.
    arguments.add(commands, "demo", _run, "show the whole system here, no accounts")
    parser = arguments.add(commands, "run", _run, "run the bot")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (127.0.0.1)"
    )
    parser.add_argument(
        "--port", default=8000, type=_port, help="port to listen on (8000)"
    )
    parser.add_argument("--only", choices=PARTS, help="run this part alone")


def demo(words: Sequence[str]) -> int:
    """Show the whole system on this machine; return the exit code."""
    from bot.simulator.demo import command

    return command.main(list(words))


def _run(asked: argparse.Namespace) -> int:
    # Nothing of what is loaded now is garbage; `app` has it looked for from then on.
    gc.disable()
    settings = access.settings(log_level=logging.INFO)
    from bot import app

    # Told to end by the keyboard, it has ended as it should.
    with contextlib.suppress(KeyboardInterrupt):
        app.serve(settings, host=asked.host, port=asked.port, only=asked.only)
    return 0


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (1 to 65535)")
    return int(text)
