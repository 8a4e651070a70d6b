"""Build the house: every part, put together and not yet running."""

import logging
import random
from collections.abc import Callable
from pathlib import Path

from bot import probe as probes
from bot.clock import MachineClock
from bot.desk import board, policies
from bot.desk.desk import Desk
from bot.engine import auditor, changes_of_watch, metronome, proof
from bot.engine.tick import Engine
from bot.ledger import keys, sealing
from bot.outbox import carrying, claims, fetch, live, live_faces, slack_state
from bot.outbox.courier import Courier
from bot.policy import designated, load, own_words
from bot.senders.heartbeat import Heartbeat
from bot.senders.slack import SlackApi
from bot.senders.sms import TwilioSender
from bot.settings import Settings
from bot.store import health, ids, migrate, rosters
from bot.store.connect import Database
from bot.store.writer import Writer
from models import ports

_log = logging.getLogger(__name__)


class House:
    """Hold every part, built and not yet running."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: ports.Clock | None = None,
        machine_clock: ports.Clock | None = None,
        probe: probes.Probe = probes.silent,
        chance: Callable[[], float] = random.random,
        database: Database | None = None,
    ) -> None:
        """Build; `open` has to be called before anything is asked of it.

        Args:
            settings: Where everything is.
            clock: Rules what the policy names; tests and the demo move it.
            machine_clock: Rules signatures, time-outs, back-off and health.
            probe: Told of the moments at which a crash would hurt most.
            chance: Returns a number from 0 to 1, for the spread of waits.
            database: The database, closed by whoever gave it; None: that of the
                settings.

        Raises:
            ConfigurationError: The policy or the database address is wrong.
        """
        self.settings = settings
        self.clock = clock or MachineClock()
        self.machine_clock = machine_clock or MachineClock()
        policy_file = settings.policy_file or load.shipped()
        policy, version, text = load.load(policy_file)
        listed = load.places_of(policy, policy_file)
        self.policy = policy
        self.database = database or Database(settings.database_url)
        self._is_database_own = database is None
        self.writer = Writer(self.database, probe=probe)
        cache = self.roster_cache()
        self.book = policies.PolicyBook(
            policy, version, text, designated.load(listed) if listed else ()
        )
        self.desk = Desk(
            self.database,
            self.writer,
            self.book,
            cache=cache,
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
        )
        self.engine = Engine(self.database, self.desk, clock=self.clock.now)
        self.watches = changes_of_watch.ChangesOfWatch(
            self.database,
            self.desk,
            policy,
            cache=self.roster_cache(),
            clock=self.clock.now,
        )
        self.sender = _sender(settings)
        self.courier = self._courier(cache, probe, chance)
        self.fetcher = self._fetcher()
        self.board = board.Board(
            self.database,
            self.book,
            cache=self.roster_cache(),
            clock=self.clock.now,
        )
        self.slack = _slack(settings)
        self.slack_state = self._slack_state()
        self.live = self._live(probe, chance)
        self.health = health.Health(
            self.database,
            machine_clock=self.machine_clock.now,
            expects=("engine", "metronome", *(("courier",) if self.courier else ())),
        )
        self.auditor = self._auditor()
        self.health.more = self.auditor.details

    def open(self) -> None:
        """Start the writer and note the policy.

        Raises:
            ConfigurationError: The schema is not the one this code was made for.
            StorageError: The database did not take it.
        """
        migrate.require_current(self.database)
        self.writer.start()
        self.desk.open()

    def close(self) -> None:
        """Work off what waits in the writer, and close the database if it is ours."""
        self.writer.stop()
        if self._is_database_own:
            self.database.close()

    def roster_cache(self) -> rosters.RosterCache:
        """Return a cache of the roster, for one thread, that knows the channels."""
        return rosters.RosterCache(
            has_slack=self.settings.has_slack, channels=self.policy.channels
        )

    def key(self) -> keys.Key:
        """Return the installation's key; made where nothing is sealed yet.

        Raises:
            ConfigurationError: The file cannot be read or is open to others, or it
                is gone and seals were made with it.
            StorageError: The file is gone and the database cannot be read.
        """
        return sealing.own_key(Path(self.settings.key_file), self.database)

    def seal(self) -> bool:
        """Seal every ledger that moved; return whether there was one.

        Raises:
            ConfigurationError: The key cannot be read.
            StorageError: The database did not take it.
        """
        return metronome.seal(self.writer, self.key(), self.clock.now())

    def proof(self) -> proof.Proof:
        """Return what looks whether everything that is owed goes on."""
        return proof.Proof(
            self.database,
            self.book,
            cache=self.roster_cache(),
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
        )

    def _auditor(self) -> auditor.Auditor:
        url = self.settings.heartbeat_url
        return auditor.Auditor(
            self.database,
            self.proof(),
            self.engine,
            policy=self.policy,
            do=self.desk.do_now,
            health=self.health,
            mark=self.health.mark_in(self.writer),
            heartbeat=Heartbeat(url.get_secret_value()) if url else None,
            sends_texts=self.sender is not None,
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
        )

    def _courier(
        self,
        cache: rosters.RosterCache,
        probe: probes.Probe,
        chance: Callable[[], float],
    ) -> Courier | None:
        if self.sender is None:
            return None
        claim = claims.Claims(
            self.database,
            self.policy,
            cache=cache,
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
            new_id=ids.new_id,
        )
        return Courier(
            self.database,
            self.writer,
            claim,
            self.sender,
            record=self.desk.do_now,
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
            chance=chance,
            probe=probe,
        )

    def _fetcher(self) -> fetch.Fetcher | None:
        if self.sender is None:
            return None
        return fetch.Fetcher(
            self.database,
            self.writer,
            self.sender,
            take=self.desk.do_now,
            own_words=own_words.of(self.policy),
            clock=self.clock.now,
        )

    def _slack_state(self) -> slack_state.SlackState | None:
        if self.slack is None:
            return None
        return slack_state.SlackState(
            self.database,
            self.writer,
            self.slack,
            record=self.desk.do_now,
            machine_clock=self.machine_clock.now,
        )

    def _live(
        self, probe: probes.Probe, chance: Callable[[], float]
    ) -> live.LiveCourier | None:
        if self.slack is None or self.slack_state is None:
            return None
        if not self.policy.channels.slack:
            # The agency does not allow it: nothing is shown there.
            return None
        return live.LiveCourier(
            self.database,
            self.writer,
            self.slack,
            live_faces.Faces(
                self.database,
                self.policy,
                read_policy=self.book.get,
                cache=self.roster_cache(),
                clock=self.clock.now,
                places=self.book.places,
            ),
            self.slack_state,
            carrying.Carrier(
                self.database,
                record=self.desk.do_now,
                clock=self.clock.now,
                machine_clock=self.machine_clock.now,
            ),
            channel_id=self.settings.slack_dispatch_channel,
            clock=self.clock.now,
            machine_clock=self.machine_clock.now,
            chance=chance,
            probe=probe,
        )


def _slack(settings: Settings) -> SlackApi | None:
    """Return our app's way into Slack; None where it is not set up."""
    token = settings.slack_bot_token
    if token is None:
        return None
    return SlackApi(
        token=token.get_secret_value(),
        api_url=settings.slack_api_url,
    )


def _sender(settings: Settings) -> TwilioSender | None:
    """Return the phone company's sender; None where it is not set up."""
    if not settings.has_twilio:
        return None
    key = settings.twilio_api_key_sid
    secret = settings.twilio_api_key_secret or settings.twilio_auth_token
    return TwilioSender(
        account_sid=settings.twilio_account_sid or "",
        username=key or settings.twilio_account_sid or "",
        password=secret.get_secret_value() if secret else "",
        sender=settings.twilio_messaging_service_sid
        or settings.twilio_from_number
        or "",
        public_url=settings.public_url or "",
        api_url=settings.twilio_api_url,
    )
