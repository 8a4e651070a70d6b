"""Take a command line apart, have it carried out, and answer with an exit code.

Exit codes: 0 done, 1 the answer is no, 2 bad usage or settings. What is heavy is
imported by the command that needs it.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from bot.cli import (
    assignments,
    data,
    doctor,
    inbox,
    init,
    manifest,
    output,
    people,
    policy,
    proof,
    run,
    second,
)
from models import errors

#: In the order of the help.
_TOPICS = (
    run,
    init,
    manifest,
    doctor,
    people,
    assignments,
    policy,
    second,
    data,
    inbox,
    proof,
)

NO = 1
BAD_USAGE = 2

#: What a shell says of a program that was interrupted.
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Carry one command out.

    Args:
        argv: What was typed after the program's name; None: as it was started.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that does not know a letter is no reason to fail.
        sys.stdout.reconfigure(errors="backslashreplace")
    if words[:1] == ["demo"]:
        # It reads its own options.
        return _guarded(lambda: run.demo(words[1:]))
    parser = _parser()
    try:
        asked = parser.parse_args(words)
    except SystemExit as stop:
        return int(stop.code or 0)
    if not hasattr(asked, "do"):
        parser.print_help(sys.stderr)
        return BAD_USAGE
    return _guarded(lambda: asked.do(asked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "holdfast",
        description="Keep the clocks of footage and duties, and tell who is next.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    for topic in _TOPICS:
        topic.add_to(commands)
    return parser


def _guarded(do: Callable[[], int]) -> int:
    """Do it, and turn whatever goes wrong into one sentence and a code."""
    try:
        code = do()
        sys.stdout.flush()
    except errors.ConfigurationError as error:
        output.complain(str(error))
        return BAD_USAGE
    except errors.HoldfastError as error:
        output.complain(str(error))
        return NO
    except BrokenPipeError:
        # Whoever read the output has seen enough. Python would complain of the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the wall of the command line
        from bot import logs

        output.complain(
            f"This failed inside, and nothing more is known ({logs.places(error)}). "
            "Please report it with this line."
        )
        return NO
    return code
