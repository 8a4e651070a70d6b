"""Run the real bot in a process of its own, on simulated accounts only.

    python -m bot.simulator.child --clock FILE [--port 0] [--only PART] [--probe FD]
        [--seal-every SECONDS]

Settings come from the environment, as for `holdfast run`. Once it takes requests
it says so in one line of JSON on standard output: `{"port": 40123}`.

Behind `--probe` is a socket whose other end the parent holds. Through it the
parent is told of every moment of `bot.probe`, has the bot stop at one of them,
and lets it know that a clock was moved.
"""

import argparse
import ipaddress
import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot import app, logs, probe
from bot import settings as reading
from bot.engine import auditor, metronome
from bot.settings import Settings
from bot.simulator import clock, leash, phone_company
from bot.simulator.slack import tokens
from models import errors

#: Exit code where the settings are refused.
REFUSED = 2


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run until told to stop; return the exit code."""
    asked = _parser().parse_args(arguments)
    logs.set_up(level=logging.WARNING)
    try:
        settings = reading.load(environ, None)
        logs.set_up(settings.secrets(), level=logging.WARNING)
        require_simulated(settings)
        _serve(settings, asked)
    except errors.ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    return 0


def require_simulated(settings: Settings) -> None:
    """Return if nobody real can be reached.

    Raises:
        ConfigurationError: The account may be real, or its provider is not here.
    """
    if (
        settings.twilio_account_sid != phone_company.SIMULATED_ACCOUNT_SID
        or not _is_here(settings.twilio_api_url)
        or not _is_simulated_slack(settings)
    ):
        raise errors.ConfigurationError(
            "The simulator runs with the simulated account alone: TWILIO_ACCOUNT_SID "
            f"is {phone_company.SIMULATED_ACCOUNT_SID}, TWILIO_API_URL is on this "
            "machine; Slack is not set up, or its tokens begin with "
            f"{tokens.BOT_PREFIX} and {tokens.APP_PREFIX}, and "
            "SLACK_API_URL is on this machine."
        )


def _is_simulated_slack(settings: Settings) -> bool:
    bot, app_token = settings.slack_bot_token, settings.slack_app_token
    if bot is None:
        return app_token is None
    try:
        tokens.check_simulated(
            bot.get_secret_value(), app_token.get_secret_value() if app_token else None
        )
    except ValueError:
        return False
    return _is_here(settings.slack_api_url)


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve(settings: Settings, asked: argparse.Namespace) -> None:
    held = (
        None if asked.probe is None else leash.Leash(socket.socket(fileno=asked.probe))
    )
    if held is not None:
        held.wait_until_let_go()

    def on_serving(port: int, beat: Callable[[], None]) -> None:
        if held is not None:
            held.follow(beat)
        sys.stdout.write(json.dumps({"port": port}) + "\n")
        sys.stdout.flush()

    shared = clock.SharedClock(asked.clock)
    app.serve(
        settings,
        port=asked.port,
        only=asked.only,
        clock=shared,
        machine_clock=shared if asked.moves_machine else None,
        probe=probe.silent if held is None else held.passes,
        seal_every=timedelta(seconds=asked.seal_every),
        audit_every=timedelta(seconds=asked.audit_every),
        on_serving=on_serving,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator.child")
    parser.add_argument(
        "--clock", type=Path, required=True, help="file of the policy's clock"
    )
    parser.add_argument(
        "--moves-machine",
        action="store_true",
        help="let that clock stand for the machine's as well",
    )
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--only", choices=app.PARTS, help="run this part alone")
    parser.add_argument(
        "--seal-every",
        type=float,
        default=metronome.SEAL_EVERY.total_seconds(),
        help="pace of the seals, in seconds",
    )
    parser.add_argument(
        "--audit-every",
        type=float,
        default=auditor.PACE.total_seconds(),
        help="pace of the auditor's rounds, in seconds",
    )
    parser.add_argument("--probe", type=int, help="number of the parent's socket")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
