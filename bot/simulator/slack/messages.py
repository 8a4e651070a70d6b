"""Post, change and delete messages, and tell the bot of it."""

import copy
from typing import Any

from bot.simulator.slack import forms, records
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json


class Messages:
    """The conversations of a workspace, with the events that changes cause."""

    def __init__(self, state: states.State) -> None:
        self._state = state

    def post(
        self,
        channel: records.Channel,
        user_id: str,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread_ts: str | None = None,
        ephemeral_for: str | None = None,
        **more: Any,
    ) -> records.Message:
        """Add a message."""
        state = self._state
        app = state.app
        is_ours = user_id == app.bot_user_id
        message = records.Message(
            ts=state.new_ts(),
            channel_id=channel.id,
            user_id=user_id,
            text=text,
            blocks=forms.with_ids(blocks or []),
            bot_id=app.bot_id if is_ours else more.pop("bot_id", None),
            app_id=app.app_id if is_ours else None,
            thread_ts=thread_ts,
            ephemeral_for=ephemeral_for,
            posted_at=state.clock.now(),
            shown_at=state.people_clock.now(),
            **more,
        )
        state.conversations.add(message)
        if ephemeral_for is None:
            parent = state.conversations.find(channel.id, thread_ts or "")
            if parent is not None:
                parent.thread_ts = parent.ts
            state.message_event(
                channel, {**self.shown(message), "event_ts": message.ts}
            )
        return message

    def change(
        self,
        message: records.Message,
        *,
        text: str | None,
        blocks: list[Json] | None,
        marks_edited: bool = True,
        **more: Any,
    ) -> None:
        """Change a message; None leaves that part as it is."""
        state = self._state
        before = self.shown(message)
        message.history.append(before)
        if text is not None:
            message.text = text
        if blocks is not None:
            message.blocks = forms.with_ids(blocks)
        for name, value in more.items():
            setattr(message, name, value)
        message.edits += 1
        event_ts = state.new_ts()
        if marks_edited:
            message.edited_ts = event_ts
        self._tell_changed(message, before, event_ts)

    def delete(self, message: records.Message) -> None:
        """Delete a message; one with replies leaves a tombstone."""
        state = self._state
        before = self.shown(message)
        event_ts = state.new_ts()
        channel = state.conversations.channels[message.channel_id]
        if state.conversations.replies(message):
            message.is_tombstone = True
            message.text, message.blocks = "This message was deleted.", []
            message.metadata = None
            self._tell_changed(message, before, event_ts)
            return
        message.is_deleted = True
        if message.ephemeral_for is None:
            event = {
                "subtype": "message_deleted",
                "hidden": True,
                "ts": event_ts,
                "event_ts": event_ts,
                "deleted_ts": message.ts,
                "previous_message": before,
            }
            state.message_event(channel, event)

    def shown(self, message: records.Message, *, with_metadata: bool = False) -> Json:
        """Return a message as the API and events show it."""
        state = self._state
        body = message.resource(with_metadata=with_metadata)
        member = state.members.get(message.user_id)
        body["team"] = member.team_id if member else state.app.team_id
        if message.bot_id == state.app.bot_id:
            body["bot_profile"] = {
                "id": message.bot_id,
                "app_id": message.app_id,
                "name": state.name_of(message.user_id),
                "deleted": False,
                "team_id": state.app.team_id,
            }
        if member is not None and member.is_stranger:
            body |= {"user_team": member.team_id, "source_team": member.team_id}
        replies = state.conversations.replies(message)
        if replies and not message.is_reply:
            people = list(dict.fromkeys(reply.user_id for reply in replies))
            body |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": people,
                "reply_users_count": len(people),
                "latest_reply": replies[-1].ts,
            }
        return body

    def direct(self, member: records.Member) -> records.Channel:
        """Return the bot's conversation with somebody; the same each time."""
        state = self._state
        for channel in state.conversations.channels.values():
            if channel.im_user_id == member.id:
                return channel
        channel = records.Channel(
            id=state.new_id("D"),
            name="directmessage",
            kind="im",
            members={member.id, state.app.bot_user_id},
            im_user_id=member.id,
        )
        state.conversations.channels[channel.id] = channel
        return channel

    def _tell_changed(
        self, message: records.Message, before: Json, event_ts: str
    ) -> None:
        if message.ephemeral_for is not None:
            return
        channel = self._state.conversations.channels[message.channel_id]
        event = {
            "subtype": "message_changed",
            "hidden": True,
            "ts": event_ts,
            "event_ts": event_ts,
            "message": self.shown(message),
            "previous_message": copy.deepcopy(before),
        }
        self._state.message_event(channel, event)
