"""Say what Slack shows: to everybody in its channels, to each person alone.

Blocks go as the bot made them; the page shows them. What stands in a channel for one
person only says for whom.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bot.simulator import installation
from bot.simulator.demo.premises import Premises
from bot.simulator.slack import records
from bot.simulator.slack import state as states
from handlers.slack import manifest

#: How many messages of a channel are shown, the newest.
SHOWN_MAX = 200


def sections(premises: Premises) -> dict[str, Any]:
    """Return `slack` and everything that begins with `slack.`."""
    workspace = premises.workspace
    with workspace.standing_still() as state:
        shown = {
            "slack": _workspace(premises, state),
            "slack.members": _members(premises, state),
            "slack.channels": list(
                map(_channel, state.conversations.channels.values())
            ),
        }
        for channel_id in state.conversations.channels:
            newest = state.conversations.all_in(channel_id)[-SHOWN_MAX:]
            key = f"slack.messages.{channel_id}"
            shown[key] = [_message(message, state) for message in newest]
        for user_id, stack in state.stacks.items():
            if stack:
                shown[f"slack.views.{user_id}"] = list(map(_view, stack))
        for user_id, home in state.homes.items():
            shown[f"slack.home.{user_id}"] = _view(home)
        for user_id, choices in _choices(state).items():
            shown[f"slack.choices.{user_id}"] = choices
    for user_id, notes in list(premises.slack_notes.items()):
        shown[f"slack.notes.{user_id}"] = notes
    return shown


def _workspace(premises: Premises, state: states.State) -> dict[str, Any]:
    described = manifest.write(None)["features"]["shortcuts"]
    return {
        "team": premises.policy.agency,
        "bot_user_id": state.app.bot_user_id,
        "commands": sorted(state.app.commands),
        "shortcuts": [
            {
                "callback_id": one["callback_id"],
                "name": one["name"],
                "kind": one["type"],
            }
            for one in described
            if one["callback_id"] in state.app.shortcuts
        ],
        "dispatch": state.conversations.named(installation.DISPATCH).id,
        "is_down": state.troubles.outage is not None,
    }


def _members(premises: Premises, state: states.State) -> list[dict[str, Any]]:
    cast = {mate.slack_user_id: mate for mate in premises.cast if mate.slack_user_id}
    found = []
    for member in state.members.values():
        mate = cast.get(member.id)
        found.append(
            {
                "id": member.id,
                "name": member.name,
                "real_name": member.real_name,
                "title": mate.role_title if mate else "",
                "is_bot": member.is_bot,
                "tz": member.tz,
                "star": mate.star if mate else None,
            }
        )
    return found


def _channel(channel: records.Channel) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "members": sorted(channel.members),
        "is_archived": channel.is_archived,
        "im_user_id": channel.im_user_id,
    }


def _message(message: records.Message, state: states.State) -> dict[str, Any]:
    member = state.members.get(message.user_id)
    return {
        "ts": message.ts,
        "at": message.shown_at.isoformat(),
        "user_id": message.user_id,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "edits": message.edits if message.edited_ts else 0,
        "ephemeral_for": message.ephemeral_for,
        "is_bot": member is not None and member.is_bot,
    }


def _view(view: records.View) -> dict[str, Any]:
    title = view.content.get("title") or {}
    return {
        "id": view.id,
        "title": title.get("text", ""),
        "content": view.content,
        "values": _copied(view.values),
        "errors": dict(view.errors),
    }


def _choices(state: states.State) -> Mapping[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for (user_id, channel_id, ts), values in state.choices.items():
        found[user_id][f"{channel_id}:{ts}"] = _copied(values)
    return found


def _copied(values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what stands in fields as it is now; people go on typing."""
    return {block_id: dict(fields) for block_id, fields in values.items()}
