"""Deliver events to the bot, and again where it did not take them.

Source: Events API, retries: at once, after a minute, after five minutes.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.slack import requests, rules
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json

#: After which attempt the next comes how much later.
RETRIES_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """One event on its way."""

    envelope: Json
    due_at: datetime
    attempt: int = 0
    reason: str = ""


class Events:
    """What happened and was not taken yet. Nothing moves without `deliver`."""

    def __init__(self, state: states.State, line: requests.Line) -> None:
        self._state = state
        self._line = line
        self._waiting: list[Delivery] = []
        #: What is being attempted at this moment.
        self._under_way: list[Delivery] = []
        #: Event ids that were given up after the last retry.
        self.given_up: list[str] = []

    def deliver(self) -> int:
        """Attempt once what is due by now; return how many attempts there were."""
        with self._state.lock:
            self._take_up()
            now = self._state.clock.now()
            due = [one for one in self._waiting if one.due_at <= now]
        for delivery in due:
            with self._state.lock:
                if delivery not in self._waiting:
                    continue
                self._waiting.remove(delivery)
                self._under_way.append(delivery)
            self._attempt(delivery)
        return len(due)

    def on_their_way(self) -> list[Delivery]:
        """Return what the bot has not taken yet; hold the workspace's lock."""
        self._take_up()
        return [*self._under_way, *self._waiting]

    def put_on_their_way(self, deliveries: list[Delivery], given_up: list[str]) -> None:
        """Deliver these and nothing else; hold the workspace's lock."""
        self._waiting, self.given_up = list(deliveries), list(given_up)

    def next_at(self) -> datetime | None:
        """Return when the next attempt is due; None: nothing is on its way."""
        with self._state.lock:
            self._take_up()
            return min((one.due_at for one in self._waiting), default=None)

    def _attempt(self, delivery: Delivery) -> None:
        if self._state.troubles.lose_first_attempts and not delivery.attempt:
            outcome = requests.Outcome(failed="connection_failed")
        else:
            retry = None
            if delivery.attempt:
                retry = requests.Retry(number=delivery.attempt, reason=delivery.reason)
            outcome = self._line.carry("events_api", delivery.envelope, retry)
        with self._state.lock:
            self._under_way.remove(delivery)
            if outcome.failed is None:
                return
            is_over = delivery.attempt >= len(RETRIES_AFTER)
            if is_over or outcome.is_final:
                self.given_up.append(delivery.envelope["event_id"])
                return
            delivery.due_at = self._state.clock.now() + RETRIES_AFTER[delivery.attempt]
            delivery.attempt += 1
            delivery.reason = outcome.failed
            self._waiting.append(delivery)

    def _take_up(self) -> None:
        """Put what happened since the last time on its way."""
        state = self._state
        happened, state.happened = state.happened, []
        if not happened:
            return
        troubles = state.troubles
        fresh = []
        for kind, event in happened:
            scope = rules.EVENT_SCOPES.get(kind)
            if scope is not None and scope not in state.app.scopes:
                continue
            due_at = state.clock.now() + troubles.event_delay_for
            envelope = self._envelope(event)
            copies = 2 if troubles.duplicate_events else 1
            fresh += [Delivery(envelope=envelope, due_at=due_at) for _ in range(copies)]
        if troubles.reverse_events:
            fresh.reverse()
        self._waiting += fresh

    def _envelope(self, event: Json) -> Json:
        state = self._state
        app = state.app
        now = state.clock.now()
        enterprise_id = app.enterprise[0] if app.enterprise else None
        return {
            "token": "deprecated",
            "team_id": app.team_id,
            "context_team_id": app.team_id,
            "context_enterprise_id": enterprise_id,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": state.new_id("Ev"),
            "event_time": int(now.timestamp()),
            "authorizations": [
                {
                    "enterprise_id": enterprise_id,
                    "team_id": app.team_id,
                    "user_id": app.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": any(
                member.is_stranger for member in state.members.values()
            ),
            "event_context": f"4-{random.randbytes(8).hex()}",  # noqa: S311
        }
