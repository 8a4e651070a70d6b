"""Set the bot and a phone company on one stage, under one clock that is moved.

The bot is the real one, with its doors, database, engine and outbox; only its
threads are not started: the stage takes their steps, so that a test or a story
sees every effect of one cause before the next. The bot's memory can be thrown
away at any moment: what it knows then, it knows from the database.
"""

import asyncio
import contextlib
import itertools
import random
import urllib.parse
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette import types
from starlette.testclient import TestClient

from bot import app, house, probe
from bot.simulator import clock, handset, installation, phone_company
from bot.simulator.slack import workspace as slack_workspace
from bot.store.connect import Database
from handlers.slack import ids
from models import commands, views

#: Rounds after which the stage is taken never to come to rest.
_ROUNDS_MAX = 500


class RestlessError(Exception):
    """The stage did not come to rest: something causes itself again and again."""


class Stage:
    """Hold one bot, one phone company, and the clock of both."""

    def __init__(
        self,
        *,
        database: Database,
        api: Callable[[phone_company.PhoneCompany], str],
        start_at: datetime,
        key_file: str,
        policy_file: str | None = None,
        discards_memory: bool = False,
        probe: probe.Probe = probe.silent,
        slack_api: Callable[[slack_workspace.SlackWorkspace], str] | None = None,
        is_socket_mode: bool = False,
    ) -> None:
        """Set the stage; the database has its schema already.

        Args:
            database: The bot's database, closed by whoever gave it.
            api: Serves the company's API and returns its address.
            start_at: Where the clock stands at first.
            key_file: The installation's key; made where there is none.
            policy_file: The policy; None: the shipped one.
            discards_memory: Whether the bot is built anew after every step.
            probe: Told of the moments at which a crash would hurt most.
            slack_api: Serves Slack's API and returns its address; None: no Slack.
            is_socket_mode: Whether Slack's requests come by Socket Mode.
        """
        self._exits = contextlib.ExitStack()
        self.clock = clock.MovedClock(start_at)
        self.company = phone_company.PhoneCompany(
            clock=self.clock,
            account_sid=phone_company.SIMULATED_ACCOUNT_SID,
            auth_token=installation.AUTH_TOKEN,
            numbers=(installation.OUR_NUMBER,),
            sms_webhook_url=f"{installation.PUBLIC_URL}/twilio/sms",
            post=self._post,
        )
        self.workspace: slack_workspace.SlackWorkspace | None = None
        self._socket_mode = is_socket_mode
        self.settings = installation.settings(
            database_url=database.url.render_as_string(hide_password=False),
            api_url=api(self.company),
            key_file=key_file,
            policy_file=policy_file,
            **(self._open_workspace(slack_api) if slack_api else {}),
        )
        self._discards_memory = discards_memory
        self._probe = probe
        self._requests = 0
        # Kept when memory is thrown away: it holds prepared statements, and
        # nothing that was ever read from a row.
        self._database = database
        self._raise_curtain()

    def _open_workspace(
        self, serve: Callable[[slack_workspace.SlackWorkspace], str]
    ) -> dict[str, Any]:
        """Open a workspace with a dispatch channel; return the bot's settings."""
        workspace = slack_workspace.SlackWorkspace(
            clock=self.clock,
            signing_secret=installation.SIGNING_SECRET,
            app_token=slack_workspace.APP_TOKEN if self._socket_mode else None,
            post=self._post,
            events_url=f"{installation.PUBLIC_URL}/slack/events",
            shortcuts=(ids.SHORTCUT_OPEN, ids.SHORTCUT_OPEN_FROM),
        )
        self.workspace = workspace
        if self._socket_mode:
            api_url = self._exits.enter_context(workspace.served())
        else:
            api_url = workspace.api_url = serve(workspace)
        channel_id = workspace.add_channel(installation.DISPATCH).id
        return installation.slack_settings(
            api_url, channel_id, is_socket_mode=self._socket_mode
        )

    def _raise_curtain(self) -> None:
        self.house = house.House(
            self.settings,
            clock=self.clock,
            machine_clock=self.clock,
            probe=self._probe,
            chance=random.Random(0).random,  # noqa: S311 - spreads waits
            database=self._database,
        )
        self.house.open()
        self._client = TestClient(app.web(self.house), base_url=installation.PUBLIC_URL)
        self._client.__enter__()
        if self.workspace is not None and self._socket_mode:
            self.workspace.wait_until_connected(10)
        state = self.house.slack_state
        if state is not None and state.team_id() is None:
            state.step()

    def close(self) -> None:
        """Take everything down."""
        self._lower_curtain()
        self._exits.close()

    def _lower_curtain(self) -> None:
        self._client.__exit__(None, None, None)
        self.house.close()

    def restart(self) -> None:
        """Throw the bot's memory away and build it anew on the same database."""
        self._lower_curtain()
        self._raise_curtain()

    def phone(self, e164: str) -> handset.Phone:
        """Return a person's phone."""
        return self.company.phone(e164)

    def do(self, command: commands.Command) -> views.Reply:
        """Give the desk a command of somebody who does not text.

        Raises:
            HoldfastError: It was refused.
        """
        reply = self.house.desk.do_now(command)
        self.settle()
        return reply

    def next_request(self) -> str:
        """Return an id for a request that no vendor made."""
        self._requests += 1
        return f"stage:{self._requests}"

    def settle(self) -> None:
        """Take every step that is due now, of bot and company, until all rest.

        Raises:
            RestlessError: They do not come to rest.
        """
        steps = (
            self.house.engine.step,
            self.house.watches.step,
            self._settle_courier,
            self._settle_slack,
            self._settle_company,
        )
        # They rest when each has found nothing to do since the last that did.
        resting = 0
        for step in itertools.islice(itertools.cycle(steps), _ROUNDS_MAX * len(steps)):
            resting = 0 if step() else resting + 1
            if resting == len(steps):
                break
        else:
            raise RestlessError
        if self._discards_memory:
            self.restart()

    def _settle_courier(self) -> bool:
        courier = self.house.courier
        return courier is not None and courier.step(limit=20)

    def _settle_company(self) -> bool:
        return self.company.settle() > 0

    def _settle_slack(self) -> bool:
        """Let answers under way arrive, messages be changed, events be delivered."""
        if self.workspace is None or self.house.live is None:
            return False
        door = self._client.app.state.slack  # type: ignore[attr-defined]
        portal = self._client.portal
        if portal is not None:
            portal.call(door.work.rest)
        moved = self.house.live.step()
        return (self.workspace.settle() > 0) | moved

    def advance(self, by: timedelta) -> None:
        """Move the clock on, stopping wherever something is due on the way."""
        target = self.clock.now() + by
        while True:
            due_at = self._next_at()
            if due_at is None or due_at >= target:
                break
            self.clock.move_to(max(due_at, self.clock.now()))
            self.settle()
        self.clock.move_to(target)
        self.settle()

    def jump(self, by: timedelta) -> None:
        """Move the clock in one leap, as if the bot had been down."""
        self.clock.advance(by)
        self.settle()

    def fetch(self) -> None:
        """Let the bot fetch the texts that did not reach it."""
        if self.house.fetcher is not None:
            self.house.fetcher.step()
        self.settle()

    def _next_at(self) -> datetime | None:
        """Return when bot or courier has something to do next."""
        instants = [self.house.engine.next_step_at(), self.house.watches.next_at()]
        if self.house.courier is not None:
            instants.append(self.house.courier.next_attempt_at())
        if self.house.live is not None:
            instants.append(self.house.live.next_attempt_at())
        if self.workspace is not None:
            instants.append(self.workspace.next_event_at())
        return min((at for at in instants if at is not None), default=None)

    def _post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Carry a request of the company to the bot's real routes."""
        portal = self._client.portal
        assert portal is not None, "the curtain is down"
        return portal.call(_carry, self._client, url, body, headers)


async def _carry(
    client: TestClient, url: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """Hand a request to the doors in their own loop, and collect the answer.

    The client's own way there crosses between the threads a dozen times.
    """
    parts = urllib.parse.urlsplit(url)
    given = {"host": parts.netloc, "content-length": str(len(body))}
    given |= {name.lower(): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": parts.scheme,
        "path": urllib.parse.unquote(parts.path),
        "raw_path": parts.path.encode(),
        "root_path": "",
        "query_string": parts.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": (parts.hostname, parts.port or 443),
        "state": dict(client.app_state),
    }
    requests: list[types.Message] = [{"type": "http.request", "body": body}]
    answers: list[types.Message] = []
    is_answered = asyncio.Event()

    async def receive() -> types.Message:
        if requests:
            return requests.pop()
        await is_answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: types.Message) -> None:
        answers.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            is_answered.set()

    await client.app(scope, receive, send)
    start, *rest = answers
    shown = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], shown, b"".join(part.get("body", b"") for part in rest)
