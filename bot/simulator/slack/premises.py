"""Keep a workspace's people and channels, and let its administrators act."""

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from bot.simulator.slack import interactions as slack_interactions
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import payloads, people, records, screens, views
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json


class Premises:
    """Who is there, and where they talk. Thread-safe."""

    def __init__(
        self,
        state: states.State,
        messages: slack_messages.Messages,
        interactions: slack_interactions.Interactions,
    ) -> None:
        self._state = state
        self._messages = messages
        self._interactions = interactions
        self._payloads = payloads.Payloads(state, messages)
        self._users: dict[str, people.SlackUser] = {}

    @contextlib.contextmanager
    def standing_still(self) -> Iterator[states.State]:
        """Let nothing change while somebody looks; yield the books, to be read."""
        with self._state.lock:
            yield self._state

    def add_user(
        self, name: str, *, id_: str | None = None, **more: Any
    ) -> people.SlackUser:
        """Add somebody.

        Args:
            name: The handle.
            id_: Their member id; None: a new one.
            more: Fields of `records.Member`, such as `tz`, `is_restricted`,
                `deleted`, `team_id`; `is_stranger` gives them another team.
        """
        if more.get("is_stranger"):
            more.setdefault("team_id", "T0STRANGE")
        member = self._add_member(id_ or self._state.new_id("U"), name, **more)
        user = self._users[member.id] = self._seat(member)
        return user

    @property
    def state(self) -> states.State:
        """Return the books, to be kept; hold their lock as long as you use them."""
        return self._state

    @property
    def user_ids(self) -> list[str]:
        """Return the ids of the people who can act here, in the order they came."""
        return list(self._users)

    def let_in(self, user_ids: Iterable[str]) -> None:
        """Let these members act, and nobody else; who was here sits here still."""
        before, self._users = self._users, {}
        for id_ in user_ids:
            member = self._state.members[id_]
            user = before.get(id_) or self._seat(member)
            user.member = member
            self._users[id_] = user

    def user(self, name_or_id: str) -> people.SlackUser:
        """Return somebody by handle or id.

        Raises:
            KeyError: There is nobody of that name.
        """
        for user in self._users.values():
            if name_or_id in (user.id, user.name):
                return user
        raise KeyError(name_or_id)

    def add_channel(
        self,
        name: str,
        *,
        id_: str | None = None,
        is_private: bool = False,
        has_bot: bool = True,
    ) -> records.Channel:
        """Add a channel with everybody in it, and the bot unless told otherwise."""
        with self._state.lock:
            channel = records.Channel(
                id=id_ or self._state.new_id("C"),
                name=name,
                kind="group" if is_private else "channel",
                members=set(self._users),
            )
            if has_bot:
                channel.members.add(self._state.app.bot_user_id)
            self._state.conversations.channels[channel.id] = channel
            return channel

    def channel(self, name_or_id: str) -> records.Channel:
        """Return a channel by name or id.

        Raises:
            KeyError: There is none.
        """
        return self._state.conversations.named(name_or_id)

    def archive(self, channel: str, *, is_archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        with self._state.lock:
            self.channel(channel).is_archived = is_archived

    def remove(self, channel: str) -> None:
        """Take the bot out of a channel."""
        with self._state.lock:
            self.channel(channel).members.discard(self._state.app.bot_user_id)

    def invite(self, channel: str, user_id: str | None = None) -> None:
        """Put somebody into a channel; None: the bot."""
        with self._state.lock:
            self.channel(channel).members.add(user_id or self._state.app.bot_user_id)

    def delete(self, message: screens.Source) -> None:
        """Delete anybody's message."""
        bare: Any = getattr(message, "message", message)
        with self._state.lock:
            self._messages.delete(bare)

    def change_user(self, user: people.SlackUser, **fields: Any) -> None:
        """Change a member, such as `deleted=True`; the bot hears of it."""
        with self._state.lock:
            now = self._state.clock.now()
            for name, value in {**fields, "updated_at": now}.items():
                setattr(user.member, name, value)
            event: Json = {
                "type": "user_change",
                "user": views.user_resource(user.member, now),
                "cache_ts": int(now.timestamp()),
                "event_ts": self._state.new_ts(),
            }
            self._state.event("user_change", event)

    def other_bot_says(self, channel: str, text: str) -> records.Message:
        """Let another app's bot write."""
        with self._state.lock:
            if "U0OTHERBOT" not in self._state.members:
                self._add_member("U0OTHERBOT", "otherbot", is_bot=True)
            return self._messages.post(
                self.channel(channel),
                "U0OTHERBOT",
                text,
                bot_id="B0OTHERBOT",
            )

    def _seat(self, member: records.Member) -> people.SlackUser:
        return people.SlackUser(
            member, self._state, self._messages, self._payloads, self._interactions
        )

    def _add_member(self, id_: str, name: str, **more: Any) -> records.Member:
        fields = {
            "real_name": name.title(),
            "tz": "America/Chicago",
            "team_id": self._state.app.team_id,
            **more,
        }
        with self._state.lock:
            member = records.Member(id=id_, name=name, **fields)
            self._state.members[id_] = member
            return member
