"""Set everything up for the page: a bot in a process of its own, phones, a Slack.

The story's clock rules what the policy names, and what people read on their screens.
"""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk import roster_csv
from bot.policy import load
from bot.simulator import handset, installation, phone_company
from bot.simulator.bot_process import BotProcess
from bot.simulator.clock import SharedClock
from bot.simulator.demo import (
    cast,
    changes,
    clockwork,
    founding,
    stillness,
    vendors,
)
from bot.simulator.demo.kept.saved import Saved
from bot.simulator.demo.plan import Plan
from bot.simulator.nursery import Nursery
from bot.simulator.reports import BotProcessError
from bot.simulator.slack import workspace as slack_workspace
from bot.store import boards, rosters
from bot.store.connect import Database

#: How often the bot seals, in the machine's seconds: often enough to be seen.
SEAL_EVERY_SECONDS = 5

#: The same for the rounds of its auditor; one says so outside after two of them.
AUDIT_EVERY_SECONDS = 15

#: Longest wait for the bot to reach Slack, and how often that is looked at, in seconds.
_PATIENCE_SECONDS, _LOOK_SECONDS = 5.0, 0.02

DATABASE, KEY, CLOCK, BOT_LOG = "holdfast.db", "holdfast.key", "clock", "bot.log"


class Premises:
    """Hold everybody on stage. Thread-safe; `lock` keeps it from being rebuilt."""

    database: Database
    company: phone_company.PhoneCompany
    workspace: slack_workspace.SlackWorkspace
    bot: BotProcess
    cast: list[cast.Castmate]

    def __init__(
        self, folder: Path, plan: Plan, *, nursery: Nursery | None = None
    ) -> None:
        """Keep what is played; `open` sets it up.

        Args:
            folder: Where everything is written; one folder in it for each beginning.
            plan: What is played.
            nursery: Forks the bots; None: one of its own.
        """
        self._take(plan)
        self.lock = threading.RLock()
        #: How often it was begun.
        self.beginnings = 0
        #: What the last look at every chain and seal found; see `proving`.
        self.proof: dict[str, Any] | None = None
        #: What Slack itself told people, by user id; see `slack_acts`.
        self.slack_notes: dict[str, list[dict[str, Any]]] = {}
        #: What became of texts that people sent, by SID.
        self.texted: dict[str, handset.Exchange] = {}
        #: Names of strangers by their numbers, in the order in which they came.
        self.strangers: dict[str, str] = {}
        #: Whether somebody did something on it by hand, as an operator or else.
        self.is_by_hand = False
        self._root = folder
        self._exits = contextlib.ExitStack()
        self._for_good = contextlib.ExitStack()
        self._nursery = nursery or self._for_good.enter_context(Nursery())

    @property
    def folder(self) -> Path:
        """Return where this beginning's files are."""
        return self._root / f"stage-{self.beginnings}"

    @property
    def clock(self) -> SharedClock:
        """Return the story's clock."""
        return SharedClock(self.folder / CLOCK)

    def open(self, saved: Saved | None = None) -> None:
        """Set everything up, and start the bot.

        Args:
            saved: What to begin from; its files lie in `next_folder()` already.

        Raises:
            HoldfastError: The policy or the roster is wrong.
        """
        folder = self.next_folder()
        self.beginnings += 1
        at, speed = self.plan.starts_at, self.plan.speed
        self.proof, self.slack_notes, self.is_by_hand = None, {}, False
        self.texted, self.strangers = {}, {}
        if saved is not None:
            at, speed = saved.clock_at, saved.speed
            policy_file, roster_file = saved.policy_file, saved.roster_file
            self._take(
                replace(self.plan, policy_file=policy_file, roster_file=roster_file)
            )
            self.slack_notes = dict(saved.slack_notes)
            self.texted, self.strangers = dict(saved.texted), dict(saved.strangers)
        plan = self.plan
        SharedClock.write(folder / CLOCK, at, 0)
        today = at.astimezone(self.zone).date()
        file = roster_csv.read(plan.roster_file, policy=self.policy, today=today)
        self.cast = cast.read(file, self.policy)
        outside = vendors.Vendors(self.clock, lambda: self.bot.url)
        self.company, self.workspace = outside.company, outside.workspace
        if saved is None:
            outside.open_slack(self.cast, self.policy.timezone)
        else:
            saved.restore_company(self.company)
            saved.restore_workspace(self.workspace)
        url = f"sqlite:///{folder / DATABASE}"
        settings = self._exits.enter_context(
            outside.served(url, folder / KEY, plan.policy_file)
        )
        self.environ = vendors.environ(settings)
        self.database = Database(settings.database_url)
        self._exits.callback(self.database.close)
        if saved is None:
            founding.found(settings, file, self.clock, self.database)
        self.rosters = rosters.RosterCache(
            has_slack=settings.has_slack, channels=self.policy.channels
        )
        self.bot = BotProcess(
            self.environ,
            folder / CLOCK,
            nursery=self._nursery,
            log_file=folder / BOT_LOG,
            seal_every_seconds=SEAL_EVERY_SECONDS,
            audit_every_seconds=AUDIT_EVERY_SECONDS,
        )
        self._exits.callback(self.bot.stop)
        self.bot.start()
        self._clockwork = clockwork.Clockwork(
            folder / CLOCK,
            self.database,
            beat=self._beat,
            is_still=lambda at: stillness.is_still(self.database, self.company, at),
            changes=lambda after: changes.next_at(self.database, self.policy, after),
            move_seconds=plan.move_seconds,
        )
        self._clockwork.start()
        self._exits.callback(self._clockwork.stop)
        self._exits.enter_context(outside.delivering())
        self._wait_for_slack()
        self.run_at(speed)

    def next_folder(self) -> Path:
        """Return the folder of the next beginning; made where there is none."""
        folder = self._root / f"stage-{self.beginnings + 1}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def begin_again(self, plan: Plan | None = None) -> None:
        """Take everything down and set it up anew, in a new folder.

        Args:
            plan: What is played from now on; None: the same.
        """
        with self.lock:
            self._take(plan or self.plan)
            self._exits.close()
            self.open()

    def close(self) -> None:
        """Take everything down."""
        self._exits.close()
        self._for_good.close()

    # --- The clock ------------------------------------------------------------------

    @property
    def speed(self) -> float:
        """Return the story's seconds in one of the machine's that are wanted."""
        return self._clockwork.speed

    def run_at(self, speed: float) -> None:
        """Let the clock run from where it is; 0 stops it."""
        self._clockwork.run_at(speed)

    def jump_to(self, at: datetime) -> None:
        """Move the clock on to an instant; returns when it is there, after a second.

        The bot does at each instant on the way what is due then.

        Raises:
            ValueError: The instant lies behind.
        """
        self._clockwork.move_to(at)

    def clock_held(self) -> contextlib.AbstractContextManager[None]:
        """Let no move of the clock begin before something is done."""
        return self._clockwork.held()

    # --- The bot --------------------------------------------------------------------

    @property
    def is_bot_running(self) -> bool:
        """Tell whether the bot's process is there."""
        return self.bot.is_running

    def kill_bot(self) -> None:
        """Kill the bot, as a power cut would."""
        self.bot.kill()

    def start_bot(self) -> None:
        """Start the bot again; without effect where it runs."""
        if not self.bot.is_running:
            self.bot.start()

    def change_policy(self, path: Path) -> None:
        """Start the bot anew under another policy; "begin again" is under the old one.

        Raises:
            ConfigurationError: Something is wrong with it.
        """
        self._use(path)
        self.environ["POLICY_FILE"] = str(path)
        self.bot.stop()
        self.bot.find(self.environ)
        self.bot.start()

    # --- People ---------------------------------------------------------------------

    def add_phone(self, name: str) -> str:
        """Give a stranger a phone; return its number (one of those for fiction)."""
        with self.lock:
            taken = {mate.phone for mate in self.cast} | set(self.strangers)
            taken.add(installation.OUR_NUMBER)
            free = (f"+1773555{ending:04d}" for ending in range(100, 200))
            e164 = next(number for number in free if number not in taken)
            self.strangers[e164] = name
            return e164

    # --- How it is set up -----------------------------------------------------------

    def _take(self, plan: Plan) -> None:
        """Keep what is played, if its policy is sound."""
        self._use(plan.policy_file)
        self.plan = plan

    def _use(self, policy_file: Path | None) -> None:
        self.policy, _, _ = load.load(policy_file or load.shipped())
        self.policy_file = policy_file
        self.zone = ZoneInfo(self.policy.timezone)

    def _wait_for_slack(self) -> None:
        """Wait until the bot knows its workspace: before that it opens no form."""
        looking = threading.Event()
        for _ in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
            with self.database.reading() as connection:
                if boards.workspace(connection) is not None:
                    return
            looking.wait(_LOOK_SECONDS)

    def _beat(self) -> bool:
        """Have the bot look at the clock; return whether there is a bot."""
        try:
            self.bot.beat()
        except (BotProcessError, OSError):
            return False
        return True


@contextlib.contextmanager
def opened(
    folder: Path,
    plan: Plan | None = None,
    *,
    saved: Saved | None = None,
    nursery: Nursery | None = None,
) -> Iterator[Premises]:
    """Set everything up, and take it down whatever happens."""
    premises = Premises(folder, plan or Plan(), nursery=nursery)
    try:
        premises.open(saved)
        yield premises
    finally:
        premises.close()
