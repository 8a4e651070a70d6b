"""Hold what a workspace consists of: members, channels, messages, views.

These are the books only. Who may change them is decided elsewhere, and they change
under the workspace's lock.
"""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

#: A JSON object as it travels.
Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer of Slack, not a fault of ours
    """Slack refuses a call."""

    def __init__(self, error: str, *details: str, **more: Any) -> None:
        """Keep the error word.

        Args:
            error: As Slack spells it.
            details: Lines of `response_metadata.messages`.
            more: Further fields of the answer.
        """
        super().__init__(error)
        self.error = error
        self.details = details
        self.more = more

    def body(self) -> Json:
        """Return the answer."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.details:
            body["response_metadata"] = {"messages": list(self.details)}
        return body


@dataclass(slots=True, kw_only=True, eq=False)
class Member:
    """Somebody with an account, or an app's bot."""

    id: str
    #: The handle, after the @.
    name: str
    real_name: str
    #: IANA zone of this person's device.
    tz: str
    team_id: str
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_admin: bool = False
    is_bot: bool = False
    #: Belongs to another organisation, through Slack Connect.
    is_stranger: bool = False
    deleted: bool = False
    email: str | None = None
    updated_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(slots=True, kw_only=True, eq=False)
class Channel:
    """A conversation: public, private, or direct with the bot."""

    id: str
    name: str
    #: `channel`, `group` (private) or `im` (direct).
    kind: str
    #: Ids of the people and bots in it.
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    #: With whom the bot talks here, where it is a direct conversation.
    im_user_id: str | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message; it changes when it is edited, so that who holds it sees that."""

    #: Seconds since 1970 as Slack writes them: a key, never a number.
    ts: str
    channel_id: str
    user_id: str
    #: As Slack stores it: `&`, `<` and `>` of people are entities.
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    app_id: str | None = None
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    #: The only one who sees it, if it is ephemeral.
    ephemeral_for: str | None = None
    is_deleted: bool = False
    #: What is left of a deleted message that has replies.
    is_tombstone: bool = False
    #: Whether `@name` in the text is a mention (`link_names`, `parse=full`).
    links_names: bool = False
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    posted_at: datetime
    #: What people's screens say of when.
    shown_at: datetime
    #: How often it was changed; a card that flickers shows here.
    edits: int = 0
    #: What it said before each change, oldest first.
    history: list[Json] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Return whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def resource(self, *, with_metadata: bool = False) -> Json:
        """Return it as the API shows it, without what replies add."""
        body: Json = {
            "type": "message",
            "user": self.user_id,
            "ts": self.ts,
            "text": self.text,
        }
        if self.bot_id is not None:
            body |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.is_tombstone:
            body |= {"subtype": "tombstone", "hidden": True}
        if self.blocks:
            body["blocks"] = copy.deepcopy(self.blocks)
        if self.attachments:
            body["attachments"] = copy.deepcopy(self.attachments)
        if self.thread_ts is not None:
            body["thread_ts"] = self.thread_ts
        if self.edited_ts is not None:
            body["edited"] = {"user": self.user_id, "ts": self.edited_ts}
        if with_metadata and self.metadata is not None:
            body["metadata"] = copy.deepcopy(self.metadata)
        return body

    def as_now(self) -> "Message":
        """Return a copy that stays as it is: a screen that was not refreshed."""
        return copy.deepcopy(self)


@dataclass(slots=True, kw_only=True, eq=False)
class View:
    """A modal or a Home tab."""

    id: str
    #: `modal` or `home`.
    kind: str
    user_id: str
    content: Json
    hash: str
    root_view_id: str
    previous_view_id: str | None = None
    is_open: bool = True
    #: What stands in its fields: block id, action id, value.
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    #: What the last submission was refused with, by block id.
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """Return the app's own name for it; blank where it has none."""
        return str(self.content.get("external_id") or "")


class Conversations:
    """All channels, and what was said in them, oldest first."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self._by_channel: dict[str, list[Message]] = {}
        self._by_key: dict[tuple[str, str], Message] = {}
        self._replies: dict[tuple[str, str], list[Message]] = {}

    def add(self, message: Message) -> Message:
        """Keep a message."""
        self._by_channel.setdefault(message.channel_id, []).append(message)
        self._by_key[message.channel_id, message.ts] = message
        if message.is_reply and message.ephemeral_for is None:
            thread = (message.channel_id, str(message.thread_ts))
            self._replies.setdefault(thread, []).append(message)
        return message

    def find(self, channel_id: str, ts: str) -> Message | None:
        """Return a message that is not deleted and not ephemeral."""
        message = self._by_key.get((channel_id, ts))
        if message is None or message.is_deleted or message.ephemeral_for is not None:
            return None
        return message

    def same(self, message: Message) -> Message:
        """Return the message itself for a copy of it."""
        return self._by_key.get((message.channel_id, message.ts), message)

    def all_in(self, channel_id: str) -> list[Message]:
        """Return what stands in a channel: threads and ephemerals too."""
        return [
            message
            for message in self._by_channel.get(channel_id, ())
            if not message.is_deleted
        ]

    def everything(self) -> list[Message]:
        """Return all messages channel by channel, oldest first; deleted ones too."""
        return [one for there in self._by_channel.values() for one in there]

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """Return a message and its replies; without the message if it is gone."""
        root = self.find(channel_id, ts)
        replies = [
            message
            for message in self._replies.get((channel_id, ts), ())
            if not message.is_deleted
        ]
        return [root, *replies] if root is not None else replies

    def replies(self, message: Message) -> list[Message]:
        """Return the replies to a message."""
        return [
            found
            for found in self.thread(message.channel_id, message.ts)
            if found.ts != message.ts
        ]

    def named(self, name_or_id: str) -> Channel:
        """Return a channel by id, or by name with or without #.

        Raises:
            KeyError: There is none.
        """
        if name_or_id in self.channels:
            return self.channels[name_or_id]
        name = name_or_id.removeprefix("#")
        for channel in self.channels.values():
            if channel.kind != "im" and channel.name == name:
                return channel
        raise KeyError(name_or_id)
