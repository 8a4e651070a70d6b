"""Play the story in the terminal: real bot, local phone company, moved clock.

The bot runs in a process of its own, as `holdfast run` does, and hears of the
phone company only by signed requests. Nothing here knows how it decides.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.policy import load
from bot.simulator import phone_company, serving, stage, story, teller, webhooks
from bot.simulator.bot_process import BotProcess
from bot.simulator.clock import SharedClock

#: A Tuesday, 15:40 in Chicago.
STARTS_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

#: Longest wait for the bot to do something, in seconds.
PATIENCE_SECONDS = 20.0

#: How often the phones are looked at, in seconds.
_LOOK_SECONDS = 0.05

#: Variables with which a bot would text real people.
_REAL = ("TWILIO_", "SLACK_")


class StoryError(Exception):
    """Something that the story tells did not come true."""


def main(arguments: list[str]) -> int:
    """Play the story; return 0 if all of it came true."""
    parser = argparse.ArgumentParser(
        prog="holdfast demo",
        description="Play one scene from the first text to the verified packet.",
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the bot's doors (8000)"
    )
    parser.add_argument(
        "--speed",
        type=float,
        default=0,
        help="let so many seconds of the story pass in one second; 0: the clock leaps",
    )
    options = parser.parse_args(arguments)
    real = sorted(name for name in os.environ if name.startswith(_REAL))
    if real:
        sys.stderr.write(
            f"The demo does not start while real credentials are set: {real[0]}.\n"
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="holdfast-demo-") as folder:
        try:
            with _playing(Path(folder), options.port, options.speed) as play:
                play.all()
        except StoryError as error:
            sys.stderr.write(f"\nThis did not come true: {error}\n")
            return 1
    return 0


class Play:
    """Hold everybody on stage and where each has read up to."""

    def __init__(
        self,
        *,
        bot: BotProcess,
        company: phone_company.PhoneCompany,
        clock_file: Path,
        environ: Mapping[str, str],
        folder: Path,
        speed: float,
    ) -> None:
        """Keep the cast; nothing happens yet."""
        self._bot = bot
        self._company = company
        self._clock_file = clock_file
        self._environ = environ
        self._folder = folder
        self._speed = speed
        self._policy, _, _ = load.load(load.shipped())
        self._zone = ZoneInfo(self._policy.timezone)
        self._clock = SharedClock(clock_file)
        self._out = teller.Teller(self._zone)
        self._phones = {name: company.phone(e164) for name, e164 in _phones()}
        self._read = dict.fromkeys(self._phones, 0)
        self._last = dict.fromkeys(self._phones, "")

    def all(self) -> None:
        """Play the story, then prove it.

        Raises:
            StoryError: Something did not come true.
        """
        self._out.title(self._policy.title, self._bot.url)
        for step in story.STORY:
            self._take(step)
        self._prove()

    def _take(self, step: story.Step) -> None:
        if isinstance(step, story.Says):
            self._says(step.who, step.text)
        elif isinstance(step, story.Hears):
            self._hears(step.who, step.words)
        elif isinstance(step, story.Clock):
            self._move_to(step.to)
        elif isinstance(step, story.Tells):
            rule = next((r for r in self._policy.duty if r.id == step.rule), None)
            self._out.tells(step.text, rule.authority if rule else None)
        elif isinstance(step, story.Kills):
            self._bot.kill()
        else:
            self._bot.start()

    def _says(self, who: str, text: str) -> None:
        if story.CODE in text:
            code = teller.code_in(self._last[who])
            if code is None:
                raise StoryError(f"{who} has no code to answer with")
            text = text.replace(story.CODE, code)
        self._out.says(self._clock.now(), who, text)
        exchange = self._phones[who].texts(text)
        for answer in exchange.answers:
            self._read[who] += 1
            self._last[who] = answer
            self._out.hears(self._clock.now(), who, answer)

    def _hears(self, who: str, words: str) -> None:
        """Show what this person got until a message holds the words."""
        phone = self._phones[who]
        waited = threading.Event()
        for _ in range(int(PATIENCE_SECONDS / _LOOK_SECONDS)):
            while self._read[who] < len(phone.received):
                body = phone.received[self._read[who]].body
                self._read[who] += 1
                self._last[who] = body
                self._out.hears(self._clock.now(), who, body)
                if words in body:
                    return
            waited.wait(_LOOK_SECONDS)
        raise StoryError(f"{who} was to hear “{words}”")

    def _move_to(self, local: str) -> None:
        """Move the clock to the next local time that reads so."""
        now = self._clock.now().astimezone(self._zone)
        hour, minute = (int(part) for part in local.split(":"))
        at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if at <= now:
            at += timedelta(days=1)
        if self._speed > 0:
            SharedClock.write(self._clock_file, self._clock.now(), self._speed)
            waited = threading.Event()
            while self._clock.now() < at:
                waited.wait(_LOOK_SECONDS)
        SharedClock.write(self._clock_file, at.astimezone(UTC), 0)
        self._out.clock(self._clock.now())

    def _prove(self) -> None:
        """Make the packet, check it without the bot, and check every ledger."""
        self._out.tells("The packet, checked by a program that knows only the file:")
        reference = self._run("incidents").split()[0]
        packet = self._folder / "packet.zip"
        self._out.shows(self._run("packet", reference, "--out", str(packet)))
        self._out.shows(self._run("verify", str(packet)))
        self._out.tells("Every chain, every seal, and every row against a replay:")
        self._out.shows(self._run("audit", "verify"))
        self._out.end(len(self._company.messages))

    def _run(self, *arguments: str) -> str:
        return run(self._environ, *arguments)


def run(environ: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the program as an operator would, and return what it says.

    Raises:
        StoryError: It failed.
    """
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        env=dict(environ),
        # Nothing of the user's lies there that could be read as settings.
        cwd=tempfile.gettempdir(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StoryError(f"holdfast {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def _playing(folder: Path, port: int, speed: float) -> Iterator[Play]:
    """Set everything up, and take it down whatever happens."""
    clock_file = folder / "clock"
    SharedClock.write(clock_file, STARTS_AT, 0)
    bots: list[BotProcess] = []
    company = phone_company.PhoneCompany(
        clock=SharedClock(clock_file),
        account_sid=phone_company.SIMULATED_ACCOUNT_SID,
        auth_token=stage.AUTH_TOKEN,
        numbers=(stage.OUR_NUMBER,),
        sms_webhook_url=f"{stage.PUBLIC_URL}/twilio/sms",
        post=_posting(bots),
    )
    with ExitStack() as stack:
        api_url = stack.enter_context(serving.serve(company.asgi()))
        environ = _environ(folder, api_url)
        run(environ, "migrate")
        run(environ, "roster", "import", str(_roster(folder)), "--verified")
        bot = BotProcess(environ, clock_file=clock_file, moves_machine=True, port=port)
        bots.append(bot)
        stack.callback(bot.stop)
        bot.start()
        stack.enter_context(company.autodeliver())
        yield Play(
            bot=bot,
            company=company,
            clock_file=clock_file,
            environ=environ,
            folder=folder,
            speed=speed,
        )


def _posting(bots: Sequence[BotProcess]) -> webhooks.Post:
    """Carry the company's requests to wherever the bot is now, if it is there."""

    def post(
        url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        path = url.removeprefix(stage.PUBLIC_URL)
        if not bots[0].url:
            raise ConnectionError("nobody is there")
        return webhooks.post_over_http(bots[0].url + path, body, headers)

    return post


def _environ(folder: Path, api_url: str) -> dict[str, str]:
    """Return the settings of the demo's bot; nothing else of ours is kept."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "DATABASE_URL": f"sqlite:///{folder}/holdfast.db",
        "KEY_FILE": str(folder / "holdfast.key"),
        "PUBLIC_URL": stage.PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": phone_company.SIMULATED_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": stage.AUTH_TOKEN,
        "TWILIO_FROM_NUMBER": stage.OUR_NUMBER,
        "TWILIO_API_URL": api_url,
    }


def _roster(folder: Path) -> Path:
    """Write the cast as a roster file, as an agency would."""
    lines = ["name,role,star,phone,phone_kind,supervisor_star,unit,watch,consented_on"]
    lines += [
        f"{name},{role},{star},{phone},department,{above},007,{watch},2026-01-02"
        for name, role, star, phone, above, watch in story.CAST
    ]
    path = folder / "roster.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def _phones() -> Iterator[tuple[str, str]]:
    for name, _, _, phone, _, _ in story.CAST:
        yield name, phone
