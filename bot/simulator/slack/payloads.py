"""Put together what Slack sends when people do something.

Shapes: Interaction payloads; Slash commands.
"""

from typing import Any

from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import records, views
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json

_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def escaped(text: str) -> str:
    """Return typed text as Slack stores and sends it."""
    for character, entity in _ESCAPES:
        text = text.replace(character, entity)
    return text


class Payloads:
    """What is sent, before trigger and response URL are put in."""

    def __init__(self, state: states.State, messages: slack_messages.Messages) -> None:
        self._state = state
        self._messages = messages

    def command(
        self,
        member: records.Member,
        channel: records.Channel,
        command: str,
        text: str,
    ) -> Json:
        """Return the fields of a slash command."""
        app = self._state.app
        form = {
            "token": "deprecated",
            "team_id": member.team_id,
            "team_domain": app.team_domain,
            "channel_id": channel.id,
            "channel_name": channel.name
            if channel.kind == "channel"
            else _hidden(channel),
            "user_id": member.id,
            "user_name": member.name,
            "command": command,
            "text": escaped(text) if app.escapes_commands else text,
            "api_app_id": app.app_id,
            "is_enterprise_install": "false",
        }
        if app.enterprise is not None:
            form |= {
                "enterprise_id": app.enterprise[0],
                "enterprise_name": app.enterprise[1],
            }
        return form

    def press(
        self,
        member: records.Member,
        source: records.Message | records.View,
        action: Json,
        values: dict[str, dict[str, Json]],
    ) -> Json:
        """Return `block_actions`.

        Args:
            member: Who acted.
            source: Where the element stands.
            action: What was done to it.
            values: What stands in the fields of a message.
        """
        body = self._common("block_actions", member)
        body["actions"] = [{**action, "action_ts": self._state.new_ts()}]
        if isinstance(source, records.View):
            view = views.resource(self._state, source)
            return {
                **body,
                "container": {"type": "view", "view_id": source.id},
                "view": view,
            }
        channel = self._state.conversations.channels[source.channel_id]
        is_ephemeral = source.ephemeral_for is not None
        body["container"] = {
            "type": "message",
            "message_ts": source.ts,
            "channel_id": channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if source.thread_ts is not None:
            body["container"]["thread_ts"] = source.thread_ts
        body["channel"] = {"id": channel.id, "name": _hidden(channel)}
        body["state"] = {"values": values}
        if not is_ephemeral:
            body["message"] = self._messages.shown(source)
        return body

    def submission(self, member: records.Member, view: records.View) -> Json:
        """Return `view_submission`."""
        return {
            **self._common("view_submission", member),
            "view": views.resource(self._state, view),
            "response_urls": [],
        }

    def closed(
        self, member: records.Member, view: records.View, *, clears: bool
    ) -> Json:
        """Return `view_closed`."""
        return {
            **self._common("view_closed", member),
            "view": views.resource(self._state, view),
            "is_cleared": clears,
        }

    def shortcut(self, member: records.Member, callback_id: str) -> Json:
        """Return a global `shortcut`."""
        return {
            **self._common("shortcut", member),
            "callback_id": callback_id,
            "action_ts": self._state.new_ts(),
        }

    def message_shortcut(
        self,
        member: records.Member,
        callback_id: str,
        message: records.Message,
    ) -> Json:
        """Return `message_action`."""
        channel = self._state.conversations.channels[message.channel_id]
        return {
            **self._common("message_action", member),
            "callback_id": callback_id,
            "action_ts": self._state.new_ts(),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": _hidden(channel)},
            "message": self._messages.shown(message),
        }

    def _common(self, kind: str, member: records.Member) -> Json:
        app = self._state.app
        team: dict[str, Any] = {"id": app.team_id, "domain": app.team_domain}
        enterprise = None
        if app.enterprise is not None:
            enterprise = {"id": app.enterprise[0], "name": app.enterprise[1]}
            team |= {
                "enterprise_id": app.enterprise[0],
                "enterprise_name": app.enterprise[1],
            }
        return {
            "type": kind,
            "token": "deprecated",
            "api_app_id": app.app_id,
            "team": team,
            "user": {
                "id": member.id,
                "username": member.name,
                "name": member.name,
                "team_id": member.team_id,
            },
            "enterprise": enterprise,
            "is_enterprise_install": False,
        }


def _hidden(channel: records.Channel) -> str:
    """Return the name that payloads show: private channels have none."""
    return "privategroup" if channel.kind == "group" else channel.name
