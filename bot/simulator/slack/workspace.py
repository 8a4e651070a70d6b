"""Play Slack: what the whole suite and the demo talk to the bot through.

It behaves as the vendor documents and refuses what the vendor refuses. Nothing
moves by itself: `settle()` delivers the events that are due. Only commands, presses
and submissions are sent at once, as part of the exchange.

It cannot be mistaken for a real workspace: it takes simulated tokens only.
"""

import contextlib
import dataclasses
from collections.abc import Collection, Iterator
from datetime import datetime

from starlette import applications

from bot.simulator import serving, webhooks
from bot.simulator.slack import (
    api,
    events,
    hooks,
    methods,
    premises,
    records,
    requests,
    sockets,
    tokens,
    troubles,
)
from bot.simulator.slack import interactions as slack_interactions
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal
from models import ports

#: Tokens to use where nothing hangs on them.
BOT_TOKEN, APP_TOKEN = f"{tokens.BOT_PREFIX}1", f"{tokens.APP_PREFIX}1"
TEAM_ID, APP_ID = "T0SIMTEAM", "A0SIMAPP"
#: What the bot asks for when it is installed.
SCOPES = frozenset(
    {"chat:write", "commands", "im:write", "users:read", "channels:read"}
    | {"groups:read", "channels:history", "groups:history", "im:history"}
)
BOT_EVENTS = frozenset(
    {"app_home_opened", "message.channels", "message.groups", "user_change"}
)
#: Rounds after which bot and workspace are taken to be in a loop.
_ROUNDS_MAX = 100


class SlackWorkspace(premises.Premises):
    """One workspace with its people, and our app in it. Thread-safe."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        bot_token: str = BOT_TOKEN,
        signing_secret: str = "",
        app_token: str | None = None,
        post: webhooks.Post = webhooks.post_over_http,
        events_url: str = "https://bot.example/slack/events",
        machine: ports.Clock | None = None,
        people_clock: ports.Clock | None = None,
        bot_name: str = "holdfast",
        team_id: str = TEAM_ID,
        enterprise: tuple[str, str] | None = None,
        scopes: Collection[str] = SCOPES,
        app_scopes: Collection[str] = ("connections:write",),
        bot_events: Collection[str] = BOT_EVENTS,
        commands: Collection[str] = ("/incident",),
        shortcuts: Collection[str] = (),
        escapes_commands: bool = False,
        has_home_tab: bool = True,
        acknowledged_within_seconds: float = (requests.ACKNOWLEDGED_WITHIN_SECONDS),
    ) -> None:
        """Open the workspace, with the app installed.

        Args:
            clock: Dates messages, ends triggers and response URLs, counts calls.
            bot_token: A simulated one.
            signing_secret: Signs requests in HTTP mode; unused in Socket Mode.
            app_token: A simulated one; with it the app is in Socket Mode.
            post: Carries requests to the bot in HTTP mode.
            events_url: Where they go.
            machine: Dates signatures; None: `clock`.
            people_clock: What people's screens show; None: `clock`.
            bot_name: The bot's handle.
            team_id: The workspace's own id.
            enterprise: Id and name of the organisation on Enterprise Grid.
            scopes: Of the bot token.
            app_scopes: Of the app token.
            bot_events: Subscribed events.
            commands: Registered slash commands.
            shortcuts: Callback ids of registered shortcuts.
            escapes_commands: The manifest's `should_escape`.
            has_home_tab: Whether the Home tab is switched on.
            acknowledged_within_seconds: Real seconds; shorter to test time-outs.

        Raises:
            ValueError: A token could be a real one, or HTTP mode has no secret.
        """
        tokens.check_simulated(bot_token, app_token)
        if app_token is None and not signing_secret:
            raise ValueError("HTTP mode needs a signing secret")
        self.troubles = troubles.SlackTroubles()
        self.signing_secret = signing_secret
        self._machine = machine or clock
        state = states.State(
            clock=clock,
            people_clock=people_clock or clock,
            troubles=self.troubles,
            app=states.Installation(
                app_id=APP_ID,
                team_id=team_id,
                team_domain="simulated",
                bot_token=bot_token,
                app_token=app_token,
                bot_user_id="U0SIMBOT",
                bot_id="B0SIMBOT",
                scopes=frozenset(scopes),
                app_scopes=frozenset(app_scopes),
                bot_events=frozenset(bot_events),
                commands=frozenset(commands),
                shortcuts=frozenset(shortcuts),
                enterprise=enterprise,
                escapes_commands=escapes_commands,
                has_home_tab=has_home_tab,
            ),
        )
        self.http_line = requests.HttpLine(
            url=events_url,
            signing_secret=signing_secret,
            clock=self._machine,
            post=post,
            troubles=self.troubles,
            within_seconds=acknowledged_within_seconds,
        )
        self._sockets: sockets.SocketLine | None = None
        self.line: requests.Line = self.http_line
        if app_token is not None:
            self._sockets = sockets.SocketLine(
                app_id=APP_ID,
                troubles=self.troubles,
                within_seconds=acknowledged_within_seconds,
            )
            self.line = self._sockets
        messages = slack_messages.Messages(state)
        self._methods = methods.Methods(state, messages)
        self._hooks = hooks.Hooks(state, messages)
        self.events = events.Events(state, self.line)
        interactions = slack_interactions.Interactions(state, self.line, self._hooks)
        super().__init__(state, messages, interactions)
        self._add_member(state.app.bot_user_id, bot_name, is_bot=True)

    @property
    def api_url(self) -> str:
        """Return where the API is, with the last slash; set it where you serve it."""
        return self._state.api_url

    @api_url.setter
    def api_url(self, url: str) -> None:
        self._state.api_url = url

    @property
    def bot_user_id(self) -> str:
        """Return the bot's member id."""
        return self._state.app.bot_user_id

    @property
    def given_up(self) -> list[str]:
        """Return the ids of events that the bot never took."""
        return list(self.events.given_up)

    def messages(self, channel: str) -> list[records.Message]:
        """Return what stands in a channel, ephemerals and replies too."""
        with self._state.lock:
            return self._state.conversations.all_in(self.channel(channel).id)

    def settle(self) -> int:
        """Deliver the events that are due, and those that follow from them.

        Returns:
            How many attempts at delivery there were.

        Raises:
            RuntimeError: There was always more: the bot answers every event with
                a message.
        """
        done = 0
        for _ in range(_ROUNDS_MAX):
            attempts = self.events.deliver()
            if not attempts:
                return done
            done += attempts
        raise RuntimeError("the bot and Slack do not come to rest")

    def next_event_at(self) -> datetime | None:
        """Return when an event is due next; None: nothing is on its way."""
        return self.events.next_at()

    def signed(
        self, body: bytes, content_type: str, at: datetime | None = None
    ) -> dict[str, str]:
        """Return the headers with which Slack would send a body, at any instant."""
        now = at or self._machine.now()
        return requests.signed_headers(self.signing_secret, body, now, content_type)

    def verify_url(self) -> bool:
        """Ask the request URL for its challenge, as Slack does when it is entered.

        Returns:
            Whether the answer echoed it.
        """
        challenge = self._state.new_id("challenge")
        envelope = {"type": "url_verification", "challenge": challenge}
        said = self.http_line.carry("events_api", envelope).body
        return challenge == (said.get("challenge") if isinstance(said, dict) else said)

    def asgi(self) -> applications.Starlette:
        """Return the API as an application; set `api_url` to where it is served."""
        return api.build(self)

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """Serve the API, and sockets in Socket Mode; yield the API's address."""
        with serving.serve(self.asgi()) as base, self.listening():
            self.api_url = f"{base}/api/"
            yield self.api_url

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take sockets in Socket Mode, where the API is served elsewhere."""
        with contextlib.ExitStack() as stack:
            if self._sockets is not None:
                stack.enter_context(self._sockets.served())
            yield

    def call(self, method: str, token: str | None, args: Json) -> Json:
        """Carry out a call of the API.

        Raises:
            Refusal: Slack refuses it.
            TooManyCallsError: It came too early.
        """
        if method == "apps.connections.open":
            return self._open_connection(token)
        if method not in self._methods:
            raise Refusal("unknown_method", req_method=method)
        tokens.check_bot(self._state, token)
        with self._state.lock:
            return self._methods.call(method, args)

    def respond(self, key: str, said: Json) -> None:
        """Take what was posted to a response URL.

        Raises:
            Refusal: It is used up, too old, or says nothing that Slack takes.
        """
        with self._state.lock:
            self._hooks.use(key, said)

    def scopes_of(self, token: str | None) -> str:
        """Return what a token may do, as `x-oauth-scopes` says it."""
        return tokens.scopes(self._state, token)

    def set_scopes(self, scopes: Collection[str]) -> None:
        """Give the bot token other scopes, as a new installation does."""
        with self._state.lock:
            app = self._state.app
            self._state.app = dataclasses.replace(app, scopes=frozenset(scopes))

    @property
    def connected(self) -> bool:
        """Return whether a bot listens on a socket."""
        return self._sockets is not None and self._sockets.is_connected

    def wait_until_connected(self, within_seconds: float = 5.0) -> bool:
        """Wait for a bot to connect; return whether it did."""
        return self._sockets is not None and self._sockets.wait(within_seconds)

    def drop_connection(self) -> None:
        """Break the sockets off without a word."""
        if self._sockets is not None:
            self._sockets.drop()

    def ask_to_reconnect(self) -> None:
        """Ask the bot to open another socket, and close the old one."""
        if self._sockets is not None:
            self._sockets.ask_to_reconnect()

    def _open_connection(self, token: str | None) -> Json:
        tokens.check_app(self._state, token)
        with self._state.lock:
            self._state.count("apps.connections.open")
        assert self._sockets is not None
        return {"ok": True, "url": self._sockets.new_url()}
