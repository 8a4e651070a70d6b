"""Find the conversation that a call is about, as far as the bot may know of it."""

from bot.simulator.slack import records, rules
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal


def known(state: states.State, args: Json) -> records.Channel:
    """Return the conversation of a call, by id only.

    Raises:
        Refusal: There is none that the bot may know of.
    """
    channel = state.conversations.channels.get(str(args.get("channel", "")))
    if channel is None:
        raise Refusal("channel_not_found")
    is_in = state.app.bot_user_id in channel.members
    if channel.kind != "channel" and not is_in:
        raise Refusal("channel_not_found")
    return channel


def to_write(state: states.State, args: Json) -> records.Channel:
    """Return the conversation of a call that writes.

    Raises:
        Refusal: The bot may not write there.
    """
    channel = known(state, args)
    if state.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_archived:
        raise Refusal("is_archived")
    return channel


def to_read(state: states.State, args: Json) -> records.Channel:
    """Return the conversation of a call that reads messages.

    Raises:
        Refusal: The bot may not read there.
    """
    channel = known(state, args)
    rules.need_channel_scope(channel, "history", state.app.scopes)
    if state.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    return channel
