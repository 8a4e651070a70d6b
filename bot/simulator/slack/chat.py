"""Carry out chat.*: post, update and delete messages as the bot."""

from bot.simulator.slack import channels, records, rules
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal


class Chat:
    """The chat.* methods. Call under the workspace's lock."""

    def __init__(self, state: states.State, messages: slack_messages.Messages) -> None:
        self._state = state
        self._messages = messages

    def post_message(self, args: Json) -> Json:
        """Post to a conversation; an overlong text is cut, with a warning."""
        content = _content(args)
        channel = channels.to_write(self._state, args)
        thread_ts = self._thread(channel, args)
        troubles = self._state.troubles
        if not troubles.rates_off:
            self._state.rates.count_post(
                channel.id, self._state.clock.now(), troubles.posts_per_second
            )
        text = content.pop("text") or ""
        message = self._messages.post(
            channel,
            self._state.app.bot_user_id,
            text[: rules.TEXT_MAX],
            thread_ts=thread_ts,
            **content,
        )
        answer = {"channel": channel.id, **self._shown(message)}
        if len(text) > rules.TEXT_MAX:
            answer["warning"] = "message_truncated"
            answer["response_metadata"] = {"warnings": ["message_truncated"]}
        return answer

    def post_ephemeral(self, args: Json) -> Json:
        """Show something to one member of a conversation; it is kept nowhere."""
        content = _content(args)
        channel = channels.to_write(self._state, args)
        if args.get("user") not in channel.members:
            raise Refusal("user_not_in_channel")
        message = self._messages.post(
            channel,
            self._state.app.bot_user_id,
            content.pop("text") or "",
            ephemeral_for=str(args["user"]),
            thread_ts=self._thread(channel, args),
            **content,
        )
        return {"message_ts": message.ts}

    def update(self, args: Json) -> Json:
        """Change a message of the bot."""
        if len(str(args.get("text") or "")) > rules.UPDATE_TEXT_MAX:
            raise Refusal("msg_too_long")
        content = _content(args)
        message = self._own_message(args, "cant_update_message")
        text, blocks = content.pop("text"), content.pop("blocks")
        if blocks is None and text is not None:
            # Text alone replaces what blocks said. Source: chat.update, arguments.
            blocks = []
        if args.get("metadata") is None:
            del content["metadata"]
        self._messages.change(
            message, text=text, blocks=blocks, marks_edited=not blocks, **content
        )
        return {
            "channel": message.channel_id,
            "text": message.text,
            **self._shown(message),
        }

    def delete(self, args: Json) -> Json:
        """Delete a message of the bot."""
        message = self._own_message(args, "cant_delete_message")
        self._messages.delete(message)
        return {"channel": message.channel_id, "ts": message.ts}

    def _shown(self, message: records.Message) -> Json:
        shown = self._messages.shown(message, with_metadata=True)
        return {"ts": message.ts, "message": shown}

    def _own_message(self, args: Json, refusal: str) -> records.Message:
        """Return the bot's message that a call is about.

        Raises:
            Refusal: It is not there, or not the bot's.
        """
        channel = channels.known(self._state, args)
        message = self._state.conversations.find(channel.id, str(args.get("ts", "")))
        if message is None or message.is_tombstone:
            raise Refusal("message_not_found")
        if message.bot_id != self._state.app.bot_id:
            raise Refusal(refusal)
        if channel.is_archived:
            raise Refusal("is_archived")
        return message

    def _thread(self, channel: records.Channel, args: Json) -> str | None:
        ts = args.get("thread_ts")
        if not ts:
            return None
        parent = self._state.conversations.find(channel.id, str(ts))
        if parent is None:
            raise Refusal("thread_not_found")
        if parent.is_reply:
            raise Refusal("cannot_reply_to_message")
        return parent.ts


def _content(args: Json) -> Json:
    """Read what a message says.

    Raises:
        Refusal: It says nothing, or nothing that Slack takes.
    """
    blocks = rules.read_blocks(args)
    attachments = rules.read_attachments(args)
    text = args.get("text")
    if not text and not blocks and not attachments:
        raise Refusal("no_text")
    links_names = rules.truth(args.get("link_names"))
    content: Json = {
        "text": None if text is None else str(text),
        "blocks": blocks,
        "metadata": rules.read_metadata(args) or None,
        "links_names": links_names or args.get("parse") == "full",
    }
    if attachments is not None:
        content["attachments"] = attachments
    for name in ("unfurl_links", "unfurl_media"):
        if name in args:
            content[name] = rules.truth(args[name])
    return content
