"""Play a story in a terminal, without the page, and prove it at the end.

For where no browser is: a connection by ssh, a machine that tests.
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.simulator.demo import plan as plans
from bot.simulator.demo import premises
from bot.simulator.demo.play import patience, script, teller, watching
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.problems import ActError
from models import errors

YES, NO = 0, 1


def play(plan: plans.Plan, story: script.Story | None = None) -> int:
    """Play a story as fast as it goes.

    Args:
        plan: The policy, the people, where the clock begins.
        story: None: the first that is shipped and fits.

    Returns:
        The exit code: 0 if all of it came true.

    Raises:
        ConfigurationError: The plan is wrong, or the story does not fit it.
    """
    with (
        tempfile.TemporaryDirectory(prefix="holdfast-demo-") as folder,
        premises.opened(Path(folder), plan) as p,
    ):
        watcher = _Printing(p)
        player = Player(p, own=story, pace=0, watcher=watcher)
        try:
            _play(p, player, watcher)
        except patience.NotTrueError as error:
            sys.stderr.write(f"\nThis did not come true: {error}\n")
            return NO
        finally:
            player.close()
    return YES


def _play(p: premises.Premises, player: Player, watcher: "_Printing") -> None:
    stories = player.section()["stories"]
    if not stories:
        raise errors.ConfigurationError(
            "No story that is shipped fits this policy and roster; "
            "name one of your own: --story FILE"
        )
    first = stories[0]
    watcher.out.title(first["title"], first["about"], p.policy.title)
    try:
        player.play(first["id"])
    except ActError as error:
        raise patience.NotTrueError(str(error)) from error
    problem = player.wait()
    if problem is not None:
        raise patience.NotTrueError(problem)
    _prove(p, watcher.out)
    watcher.out.end(len(p.company.messages))


def _prove(p: premises.Premises, out: teller.Teller) -> None:
    """Make packets, check them without the bot, and check every ledger."""
    lines = run(p.environ, "incidents").splitlines()
    references = [line.split()[0] for line in lines if line[:1].isdigit()]
    for reference in references:
        out.tells(
            f"The packet of {reference}, checked by a program that knows it alone:"
        )
        packet = p.folder / f"{reference}.zip"
        out.shows(run(p.environ, "packet", reference, "--out", str(packet)))
        out.shows(run(p.environ, "verify", str(packet)))
    out.tells("Every chain, every seal, and every row against a replay:")
    out.shows(run(p.environ, "audit", "verify"))


def run(environ: Mapping[str, str], *arguments: str) -> str:
    """Run a command of the program as an operator would, and return what it says.

    Raises:
        NotTrueError: It failed.
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
        said = (done.stderr or done.stdout).strip()
        raise patience.NotTrueError(f"holdfast {' '.join(arguments)}: {said}")
    return done.stdout


class _Printing(watching.Watcher):
    """Print what is done, and what every phone of the cast gets."""

    def __init__(self, p: premises.Premises) -> None:
        self._p = p
        self.out = teller.Teller(p.zone)
        self._read: dict[str, int] = {}

    def told(self, sentence: str, authority: str | None) -> None:
        self.out.tells(sentence, authority)

    def texted(self, who: str, words: str) -> None:
        self.out.says(self._p.clock.now(), _first_name(who), words)

    def did(self, who: str, what: str) -> None:
        self.out.does(self._p.clock.now(), _first_name(who), what)

    def happened(self, what: str) -> None:
        self.out.shows(what)

    def moved(self) -> None:
        self.out.clock(self._p.clock.now())

    def done(self) -> None:
        for mate in self._p.cast:
            if mate.phone is None:
                continue
            shown = self._p.company.phone(mate.phone).received
            for text in shown[self._read.get(mate.phone, 0) :]:
                self.out.hears(text.at, _first_name(mate.name), text.body)
            self._read[mate.phone] = len(shown)


def _first_name(name: str) -> str:
    return name.split()[0]
