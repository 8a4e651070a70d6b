"""Start the demo: `holdfast demo`."""

import argparse
import contextlib
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from dotenv import dotenv_values

from bot.desk import roster_csv
from bot.policy import load, schema
from bot.simulator.demo import acts, cast, page, premises
from bot.simulator.demo import plan as plans
from bot.simulator.demo.kept import saved
from bot.simulator.demo.play import script, terminal
from bot.simulator.demo.play.player import Player
from models import errors

#: Variables with which a bot would reach real people.
_REAL = ("TWILIO_", "SLACK_")

#: Where settings may stand beside the environment: in the folder one is in.
_ENV_FILE = Path(".env")

#: Seconds of the story in one real second, unless told otherwise: a minute.
SPEED = 60.0

#: How long a stop waits for requests that are under way, in seconds.
_STOP_SECONDS = 2

#: What uvicorn says of a stream that ends with the server.
_CUT_SHORT = "returned without completing response"

#: What a saved stage cannot be opened with.
_BROUGHT = ("policy", "roster", "terminal")

NO, BAD_USAGE = 1, 2


def main(arguments: list[str]) -> int:
    """Serve the page until told to stop, or play a story in the terminal.

    Returns:
        The exit code: 0 done, 1 the story did not come true, 2 bad usage.
    """
    asked = _parser().parse_args(arguments)
    for name in _BROUGHT if asked.open else ():
        if getattr(asked, name):
            return _complain(
                f"A saved stage is gone on with as it was saved, on the page, under "
                f"its own policy and with its own people: leave --{name} away, or "
                f"--open."
            )
    found = real_credentials(os.environ, _ENV_FILE)
    if found is not None:
        return _complain(
            f"The demo does not start where credentials of real accounts are set: "
            f"{found}. Unset it, or start the demo in another folder."
        )
    try:
        plan, story = _plan(asked)
        if asked.terminal:
            return terminal.play(plan, story)
        return _serve(plan, asked, story)
    except errors.HoldfastError as error:
        return _complain(str(error))


def real_credentials(environ: Mapping[str, str], env_file: Path) -> str | None:
    """Return where credentials are set with which real people could be reached."""
    for name in sorted(environ):
        if name.startswith(_REAL) and environ[name]:
            return name
    for name, value in sorted(dotenv_values(env_file).items()):
        if name.startswith(_REAL) and value:
            return f"{name} in {env_file}"
    return None


def _plan(asked: argparse.Namespace) -> tuple[plans.Plan, script.Story | None]:
    """Return what is played, and the story that was named."""
    story = script.read(asked.story) if asked.story else None
    first = story or script.shipped()[0]
    policy, _, _ = load.load(asked.policy or load.shipped())
    starts_at = first.starts_at_in(ZoneInfo(policy.timezone))
    if asked.policy and not asked.roster:
        _check_shipped_people(asked.policy, policy, starts_at.date())
    plan = plans.Plan(
        policy_file=asked.policy,
        roster_file=asked.roster or plans.ROSTER,
        starts_at=starts_at,
        speed=SPEED if asked.speed is None else asked.speed,
    )
    return plan, story


def _check_shipped_people(path: Path, policy: schema.Policy, today: date) -> None:
    """Refuse a policy that has no place for the people who are shipped.

    Raises:
        ConfigurationError: It says what to pass, with a roster to begin with.
    """
    try:
        roster_csv.read(plans.ROSTER, policy=policy, today=today)
    except errors.InvalidInputError as error:
        raise errors.ConfigurationError(
            f"The demo's own people do not fit {path}: its roles or watches have "
            f"other names.\n"
            f"Pass people of yours as well:\n"
            f"  ./run demo --policy {path} --roster people.csv\n"
            f"This people.csv would do; phones and Slack ids are made up:\n\n"
            f"{cast.proposed(policy, today)}"
        ) from error


def _serve(
    plan: plans.Plan, asked: argparse.Namespace, story: script.Story | None
) -> int:
    try:
        listener = _listen(asked.port)
    except OSError as error:
        return _complain(
            f"Port {asked.port} cannot be used ({error.strerror}). "
            "Say another one: --port 8001"
        )
    with (
        listener,
        tempfile.TemporaryDirectory(prefix="holdfast-demo-") as root,
    ):
        stage = premises.Premises(Path(root), plan)
        try:
            folder = stage.next_folder()
            opened = saved.open_file(folder, asked.open) if asked.open else None
            if opened is not None and asked.speed is not None:
                opened.speed = asked.speed
            stage.open(opened)
            player = Player(stage, own=story)
            port = listener.getsockname()[1]
            sys.stdout.write(
                f"Open http://127.0.0.1:{port}\n"
                "Everything on it is pretended but the bot. Ctrl-C ends it.\n"
            )
            sys.stdout.flush()
            # Said of pages that are still open at the end: nothing is wrong then.
            logging.getLogger("uvicorn.error").addFilter(
                lambda record: _CUT_SHORT not in record.getMessage()
            )
            config = uvicorn.Config(
                page.build(stage, player),
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
            # Told to end by the keyboard, it has ended as it should.
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listener])
            player.close()
        finally:
            stage.close()
    return 0


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="holdfast demo",
        description="Show the whole system on this machine: the real bot, a local "
        "Slack, a local phone company, and one page to see it on.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--port", type=_port, default=8000, help="port of the page (8000; 0: any)"
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        help="seconds of the story in one real second (60, or as it was saved); "
        "0: the clock stands",
    )
    parser.add_argument(
        "--policy",
        type=_file,
        metavar="FILE",
        help="policy to play; with --roster, unless its roles and watches have the "
        "names of Chicago's",
    )
    parser.add_argument(
        "--roster",
        type=_file,
        metavar="FILE",
        help="people to play: CSV as for holdfast roster import",
    )
    parser.add_argument("--story", type=_file, metavar="FILE", help="story to play")
    parser.add_argument(
        "--open",
        type=_file,
        metavar="FILE.zip",
        help="go on with a saved stage, under its own policy",
    )
    parser.add_argument(
        "--terminal", action="store_true", help="play the story here, without a page"
    )
    return parser


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 to 65535)")
    return int(text)


def _speed(text: str) -> float:
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= acts.SPEED_MAX:
            return float(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no number within 0 and 600")


def _complain(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return BAD_USAGE
