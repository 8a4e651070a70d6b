"""Hold what all parts of the simulated Slack share, under one lock."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.slack import rates, records
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack.records import Json
from models import ports

#: How long a trigger is good, and for how many exchanges: one.
#: Source: Interactivity, trigger_id.
TRIGGER_LASTS_FOR = timedelta(seconds=3)
#: How long a response URL is good, and how often. Source: Handling interaction.
RESPONSE_LASTS_FOR, RESPONSE_USES = timedelta(minutes=30), 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Who the app is, and what it may do."""

    app_id: str
    team_id: str
    team_domain: str
    bot_token: str
    app_token: str | None
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str]
    app_scopes: frozenset[str]
    bot_events: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]
    enterprise: tuple[str, str] | None
    escapes_commands: bool
    has_home_tab: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Exchange:
    """Something a person did, and what came of it."""

    user_id: str
    trigger_id: str
    channel_id: str | None
    began_at: datetime
    #: What was sent to the bot: form fields or payload.
    sent: Json
    #: What Slack shows instead of success, such as `operation_timeout`; None: nothing.
    failed: str | None = None
    #: HTTP status of the bot's answer; None without one, and in Socket Mode.
    status: int | None = None
    #: What the bot acknowledged with.
    acknowledged: Any = None
    #: What the answer itself and the response URL brought, oldest first.
    messages: list[records.Message] = field(default_factory=list)
    #: The message whose button was pressed.
    original: records.Message | None = None
    #: The view from which it came.
    view: records.View | None = None
    trigger_used: bool = False
    response_url: str | None = None
    response_uses: int = 0


class State:
    """All of it. Hold `lock` while reading or changing anything."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        people_clock: ports.Clock,
        app: Installation,
        troubles: slack_troubles.SlackTroubles,
    ) -> None:
        self.clock = clock
        #: What the screens of people show.
        self.people_clock = people_clock
        self.app = app
        self.troubles = troubles
        self.lock = threading.RLock()
        self.members: dict[str, records.Member] = {}
        self.conversations = records.Conversations()
        self.views: dict[str, records.View] = {}
        #: Open modals by user, the lowest first.
        self.stacks: dict[str, list[records.View]] = {}
        self.homes: dict[str, records.View] = {}
        self.exchanges: dict[str, Exchange] = {}
        self.responses: dict[str, Exchange] = {}
        #: What somebody chose in a message: user, channel, ts.
        self.choices: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}
        self.rates = rates.Rates()
        #: Where the API is, with the last slash.
        self.api_url = "http://127.0.0.1:0/api/"
        #: Events that happened and are to be delivered; taken by the deliverer.
        self.happened: list[tuple[str, Json]] = []
        #: The next number of an id; none is given out twice.
        self.next_number = 1
        self.last_ts = (0, 0)

    def new_id(self, prefix: str) -> str:
        """Return an id that Slack could have given out."""
        return f"{prefix}0SIM{self._number():06d}"

    def _number(self) -> int:
        with self.lock:
            number = self.next_number
            self.next_number += 1
        return number

    def new_ts(self) -> str:
        """Return the key of a new message: its second, and a counter within it."""
        now = self.clock.now()
        second = int(now.timestamp())
        instant = max((second, now.microsecond), self.last_ts)
        if instant == self.last_ts:
            instant = (instant[0], instant[1] + 1)
        self.last_ts = instant
        return f"{instant[0]}.{instant[1]:06d}"

    def name_of(self, id_: str) -> str:
        """Return the name of a user or channel id; the id where there is none."""
        if id_ in self.members:
            return self.members[id_].name
        channel = self.conversations.channels.get(id_)
        return channel.name if channel else id_

    def count(self, method: str) -> None:
        """Count a call against the tier of its method.

        Raises:
            TooManyCallsError: It came too early.
        """
        if not self.troubles.rates_off:
            self.rates.count(method, self.clock.now())

    def begin(self, user_id: str, channel_id: str | None, sent: Json) -> Exchange:
        """Begin an exchange: give out a trigger, and a response URL for a channel."""
        exchange = Exchange(
            user_id=user_id,
            trigger_id=f"{self._number()}.{secrets.token_hex(16)}",
            channel_id=channel_id,
            began_at=self.clock.now(),
            sent=sent,
        )
        self.exchanges[exchange.trigger_id] = exchange
        sent["trigger_id"] = exchange.trigger_id
        if channel_id is not None:
            self.give_response_url(exchange, secrets.token_urlsafe(18))
            sent["response_url"] = exchange.response_url
        return exchange

    def give_response_url(self, exchange: Exchange, key: str) -> None:
        """Let an exchange be answered at a URL that ends with the key."""
        self.responses[key] = exchange
        exchange.response_url = f"{self.api_url.removesuffix('api/')}hooks/{key}"

    def event(self, kind: str, event: Json) -> None:
        """Note that something happened, if the app subscribed to it.

        Args:
            kind: As in the subscription, such as `message.channels`.
            event: The inner event.
        """
        if kind in self.app.bot_events:
            self.happened.append((kind, event))

    def message_event(self, channel: records.Channel, event: Json) -> None:
        """Note what happened in a channel that the bot is in."""
        kinds = {
            "channel": "message.channels",
            "group": "message.groups",
            "im": "message.im",
        }
        if self.app.bot_user_id in channel.members:
            full = {
                "type": "message",
                "channel": channel.id,
                "channel_type": channel.kind,
                **event,
            }
            self.event(kinds[channel.kind], full)
