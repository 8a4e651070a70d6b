"""A world in which the bot is a process that dies: phones, company, clock, record.

The phone company lives here, the bot over there; one file is the clock of both.
Nothing moves by itself: carriers deliver when the world settles, and time leaps.
"""

import contextlib
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot import house
from bot.ledger import audit
from bot.simulator import (
    bot_process,
    handset,
    installation,
    phone_company,
    reports,
    webhooks,
)
from bot.simulator.clock import SharedClock
from bot.simulator.nursery import Nursery
from bot.store.connect import Database
from models import commands, enums
from tests.stage import officer, sergeant, someone

#: A Tuesday, 15:40 in Chicago.
START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

#: Stands for what never happened.
EARLIEST_AT = datetime(2026, 1, 1, tzinfo=UTC)

#: Longer than a part of the bot may leave out its mark of life, so that each puts
#: one down at every leap, and none in the middle of a scene.
LEAP_FOR = timedelta(seconds=11)

#: Nothing in the outbox waits longer than this unless it waits for ever.
LONGEST_WAIT_FOR = timedelta(minutes=15)

CAST = (
    officer(watch="always", supervisor_star="900"),
    sergeant(watch="always"),
    someone("Carl", "watch_lieutenant", "800", unit="007"),
    someone("Dana", "dispatcher", "700"),
)
ASHA, BOYD, CARL, DANA = (str(row.phone_e164) for row in CAST)

#: Select when a message of the outbox, and the engine, have something to do next.
NOTICES = "SELECT min(next_attempt_at) AS at FROM notice"
STEPS = "SELECT min(next_step_at) AS at FROM duty"


class World:
    """Hold everything outside the bot, and the bots."""

    #: The roster.
    cast: Sequence[commands.RosterRow] = CAST
    #: The parts of a bot that put down marks of life.
    parts: tuple[str, ...] = ("engine", "watches", "courier", "metronome")
    #: Select when a message wants something.
    waiting: tuple[str, ...] = (NOTICES,)

    def __init__(
        self,
        *,
        database_url: str,
        folder: Path,
        policy_file: Path,
        nursery: Nursery,
    ) -> None:
        self.clock_file = folder / "clock"
        SharedClock.write(self.clock_file, START_AT)
        self.clock = SharedClock(self.clock_file)
        self.database = Database(database_url)
        self.company = phone_company.PhoneCompany(
            clock=self.clock,
            account_sid=phone_company.SIMULATED_ACCOUNT_SID,
            auth_token=installation.AUTH_TOKEN,
            numbers=(installation.OUR_NUMBER,),
            sms_webhook_url=f"{installation.PUBLIC_URL}/twilio/sms",
            post=self._post,
        )
        self.asha, self.boyd, self.carl, self.dana = (
            self.company.phone(e164) for e164 in (ASHA, BOYD, CARL, DANA)
        )
        self.reports = reports.Reports()
        self.bots: list[bot_process.BotProcess] = []
        #: Whether the bot's answers get lost on the way to the company.
        self.loses_answers = False
        #: To whose doors the company goes; None: the first that are open.
        self.prefers: bot_process.BotProcess | None = None
        self._folder = folder
        self._policy_file = policy_file
        self._nursery = nursery
        #: Clocks of bots that do not share the world's.
        self._own_clocks: list[Path] = []
        self._moves_own_clocks = True
        self._fetched_since = START_AT
        #: Tries of bots that were killed: nobody will finish them.
        self._dead: set[str] = set()

    def open(self, api_url: str) -> None:
        """Enrol the cast, as an operator would."""
        self._settings = installation.settings(
            database_url=self.database.url.render_as_string(hide_password=False),
            api_url=api_url,
            key_file=str(self._folder / "holdfast.key"),
            policy_file=str(self._policy_file),
            **self.more_settings(),
        )
        one = house.House(self._settings, clock=self.clock, machine_clock=self.clock)
        one.open()
        one.desk.do_now(
            commands.ImportRoster(
                actor=installation.OPERATOR,
                request_id="world:1",
                rows=tuple(self.cast),
                is_verified=True,
            )
        )
        self.key = one.key().public_hex
        one.close()

    def close(self) -> None:
        for bot in self.bots:
            bot.kill()
        self.database.close()

    def more_settings(self) -> dict[str, Any]:
        """The bots' settings beside those of a world of phones alone."""
        return {}

    @property
    def environ(self) -> dict[str, str]:
        """The settings as an operator sets them."""
        one = self._settings
        return {
            "DATABASE_URL": one.database_url,
            "PUBLIC_URL": installation.PUBLIC_URL,
            "POLICY_FILE": str(one.policy_file),
            "KEY_FILE": str(one.key_file),
            "TWILIO_ACCOUNT_SID": phone_company.SIMULATED_ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": installation.AUTH_TOKEN,
            "TWILIO_FROM_NUMBER": installation.OUR_NUMBER,
            "TWILIO_API_URL": one.twilio_api_url,
        }

    def bot(
        self, *, only: str | None = None, has_own_clock: bool = False
    ) -> bot_process.BotProcess:
        """Add a bot that is not started yet."""
        clock_file = self.clock_file
        if has_own_clock:
            clock_file = self._folder / f"clock-{len(self.bots)}"
            SharedClock.write(clock_file, self.clock.now())
            self._own_clocks.append(clock_file)
        bot = bot_process.BotProcess(
            self.environ,
            clock_file,
            moves_machine=True,
            only=only,
            nursery=self._nursery,
            reports=self.reports,
            log_file=self._folder / "bot.log",
        )
        self.bots.append(bot)
        return bot

    # --- Time -----------------------------------------------------------------

    def leap(self, by: timedelta) -> None:
        """Move the clock, and let every bot look at it."""
        self._move_to(self.clock.now() + by)

    def leap_to_next_step(self) -> None:
        """Move the clock to when the engine has something to do next."""
        self._move_to(self._next_step_at())

    def approach_next_step(self) -> None:
        """Move the clock almost there, so that nothing else is due then."""
        self._move_to(self._next_step_at() - LEAP_FOR / 2)
        self.settle()

    def _next_step_at(self) -> datetime:
        (row,) = self.rows(STEPS)
        return instant(row.at)

    @contextlib.contextmanager
    def own_clocks_behind(self) -> Iterator[None]:
        """Leave the clocks that bots have of their own where they are, for a while."""
        self._moves_own_clocks = False
        yield
        self._moves_own_clocks = True
        self._move_to(self.clock.now())

    def _move_to(self, at: datetime) -> None:
        at = max(at, self.clock.now())
        SharedClock.write(self.clock_file, at)
        if self._moves_own_clocks:
            for clock_file in self._own_clocks:
                SharedClock.write(clock_file, at)
        self._beat()

    def _beat(self) -> None:
        for bot in self.bots:
            if bot.is_running and not bot.stopped_at:
                bot.beat()

    def _leap_to_next_attempt(self) -> bool:
        """Move the clock to when a message wants something; False: none does."""
        rows = [row for query in self.waiting for row in self.rows(query)]
        found = [instant(row.at) for row in rows if row.at]
        if not found:
            return False
        at = min(found)
        assert at - self.clock.now() < LONGEST_WAIT_FOR
        self._move_to(max(at, self.clock.now() + LEAP_FOR))
        return True

    # --- Coming to rest -------------------------------------------------------

    def start(self, *bots: bot_process.BotProcess) -> None:
        """Start bots, and let all of it come to rest."""
        for bot in bots:
            self.leap(LEAP_FOR)
            bot.start()
            bot.beat()
            if bot.only in (None, "courier"):
                # None of them is still fetching when the next text comes.
                self._fetched_since = self.clock.now()
                self.reports.until(self._has_begun)
        self.settle()

    def settle(self) -> None:
        """Wait until the bots have nothing to do; let carriers deliver."""
        self.reports.until(self._comes_to_rest)
        while self.deliver():
            self.reports.until(self._comes_to_rest)

    def deliver(self) -> bool:
        """Let those outside deliver what is due; return whether anything was."""
        return self.company.settle() > 0

    def finish(self) -> None:
        """Let time pass until every message has found its end."""
        self.settle()
        while self._leap_to_next_attempt():
            self.settle()

    def _comes_to_rest(self) -> bool:
        """Look; and where one bot's work is another's, let them look at once."""
        if self._is_at_rest():
            return True
        if len(self.bots) > 1:
            self._beat()
        return False

    def _is_at_rest(self) -> bool:
        now = self.clock.now()
        marks = self._marks()
        return (
            self._has_begun()
            and all(
                now - marks.get(part, EARLIEST_AT) < LEAP_FOR for part in self.parts
            )
            and not self._under_way()
            and not self._due(now)
        )

    def _has_begun(self) -> bool:
        return self._marks().get("fetched", EARLIEST_AT) >= self._fetched_since

    def _marks(self) -> dict[str, datetime]:
        return {row.name: instant(row.at) for row in self.rows("SELECT * FROM mark")}

    def _due(self, now: datetime) -> bool:
        found = [row for query in (NOTICES, STEPS) for row in self.rows(query)]
        return any(row.at is not None and instant(row.at) <= now for row in found)

    def _under_way(self) -> set[str]:
        """Tries that a living bot has yet to finish."""
        found = self.rows(
            "SELECT id FROM attempt WHERE finished_at IS NULL AND kind <> 'response'"
        )
        return {row.id for row in found} - self._dead

    # --- Dying ----------------------------------------------------------------

    def kill(self, bot: bot_process.BotProcess) -> None:
        """Kill a bot (SIGKILL) wherever it is; its messages arrive unheard."""
        bot.kill()
        self._dead |= self._under_way()
        if not any(one.url for one in self.bots):
            self.company.settle()

    def kill_at(
        self,
        bot: bot_process.BotProcess,
        moment: str,
        cause: Callable[[], object],
        *,
        after: int = 0,
        following: str | None = None,
        look: Callable[[], None] = lambda: None,
    ) -> None:
        """Kill a bot at a moment that follows from a cause."""
        self._pass_through(bot)
        bot.stop_at(moment, after, following=following)
        with futures.ThreadPoolExecutor(max_workers=1) as pool:
            # A text waits for its answer, and the bot stands still meanwhile.
            caused = pool.submit(cause)
            bot.wait_until_stopped()
            look()
            self.kill(bot)
            caused.result()

    def _pass_through(self, bot: bot_process.BotProcess) -> None:
        """Have the bot's writer work off a receipt of nothing.

        A commit can be seen before its process has passed the moment after it. What
        was at rest has passed all of them once the writer answered something later.
        """
        if not bot.url:
            return
        path = f"/twilio/status?notice={'0' * 32}"
        form = {
            "AccountSid": phone_company.SIMULATED_ACCOUNT_SID,
            "MessageSid": f"SM{'0' * 32}",
            "MessageStatus": "sent",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": webhooks.signature(
                installation.AUTH_TOKEN, installation.PUBLIC_URL + path, form
            ),
        }
        body = urllib.parse.urlencode(form).encode()
        status, _, _ = webhooks.post_over_http(bot.url + path, body, headers)
        assert status == 200

    def leap_until_stopped(self, bot: bot_process.BotProcess) -> None:
        """Let time pass in the outbox until the bot stands still."""
        while not bot.stopped_at:
            assert self._leap_to_next_attempt()
            self.reports.until(lambda: bot.stopped_at or self._is_at_rest())

    # --- Looking --------------------------------------------------------------

    def rows(self, query: str, **values: Any) -> Sequence[Any]:
        """Return what a query finds in the bots' database."""
        with self.database.reading() as connection:
            return connection.execute(text(query), values).all()

    def newest(self, purpose: enums.Purpose) -> Any:
        """Return the newest message of that purpose; None: there is none."""
        found = self.rows(
            "SELECT * FROM notice WHERE purpose = :purpose ORDER BY id DESC LIMIT 1",
            purpose=purpose.value,
        )
        return found[0] if found else None

    def copies(self, notice: Any) -> int:
        """Count how often the company accepted a message."""
        sent = self.company.outgoing(notice.to_e164)
        return sum(message.body == notice.body for message in sent)

    def outcomes(self, notice: Any) -> list[str | None]:
        """Return how each try of a message ended, in their order."""
        found = self.rows(
            "SELECT outcome FROM attempt WHERE notice_id = :id ORDER BY number",
            id=notice.id,
        )
        return [row.outcome for row in found]

    def check(self) -> None:
        """Check that nothing was lost, nothing came twice, and the record is sound."""
        notices = self.rows("SELECT * FROM notice ORDER BY id")
        states = Counter(notice.state for notice in notices)
        assert set(states) == {enums.NoticeState.DELIVERED.value}, states
        sent = {message.sid: message for message in self.company.outgoing()}
        digests = {n.id for n in notices if n.purpose == enums.Purpose.DIGEST.value}
        together = {n.carried_by for n in notices if n.carried_by}
        assert together == digests
        # What went out together left in its digest, and not beside it.
        notices = [notice for notice in notices if not notice.carried_by]
        for notice in notices:
            copies = self.copies(notice)
            assert copies == 1, (notice.purpose, self.outcomes(notice), copies)
            assert sent[notice.provider_id].body == notice.body
        assert len(sent) == len(notices)
        for phone in (self.asha, self.boyd, self.carl, self.dana):
            shown = Counter(shown.body for shown in phone.received)
            meant = Counter(n.body for n in notices if n.to_e164 == phone.e164)
            assert shown == meant
        self._check_texts()
        with self.database.reading() as connection:
            findings = audit.verify(connection, key=self.key)
        assert findings.is_sound, findings

    def _check_texts(self) -> None:
        """Check that what the company took was worked off once, and answered once."""
        taken = [m for m in self.company.messages if m.direction == "inbound"]
        kept = self.rows("SELECT * FROM inbound")
        assert sorted(f"sms:{message.sid}" for message in taken) == sorted(
            row.request_id for row in kept
        )
        assert {row.state for row in kept} == {enums.InboundState.ANSWERED.value}
        opened = [row.incident_id for row in kept if row.body.startswith("NEW")]
        incidents = [row.id for row in self.rows("SELECT id FROM incident")]
        assert sorted(opened) == sorted(incidents)
        answers = self.rows("SELECT id FROM notice WHERE purpose = 'answer'")
        assert sorted(row.notice_id for row in kept) == sorted(
            row.id for row in answers
        )

    def _post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Carry a request of the company to whichever bot has doors."""
        bots = [self.prefers] if self.prefers else self.bots
        door = next((bot.url for bot in bots if bot.url), None)
        if door is None:
            raise ConnectionRefusedError("no bot has its doors open")
        path = url.removeprefix(installation.PUBLIC_URL)
        answer = webhooks.post_over_http(door + path, body, headers)
        if self.loses_answers:
            raise ConnectionResetError("the answer was lost")
        return answer


@contextlib.contextmanager
def losing_answers(world: World) -> Iterator[None]:
    """Lose what the bot answers to the company."""
    world.loses_answers = True
    try:
        yield
    finally:
        world.loses_answers = False


def answered(exchange: handset.Exchange) -> str:
    """Return the answer to a text, which has to be there."""
    assert exchange.status == 200, exchange
    return "\n".join(exchange.answers)


def instant(value: Any) -> datetime:
    """Return an instant as the database gives it to a bare query."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    assert isinstance(at, datetime)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
