"""Carry out calls of the Web API by the name of the method."""

from collections.abc import Callable

from bot.simulator.slack import chat as slack_chat
from bot.simulator.slack import listings as slack_listings
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import rules
from bot.simulator.slack import state as states
from bot.simulator.slack import views as slack_views
from bot.simulator.slack.records import Json


class Methods:
    """The methods that a bot of this kind needs. Call under the workspace's lock."""

    def __init__(self, state: states.State, messages: slack_messages.Messages) -> None:
        self._state = state
        chat = slack_chat.Chat(state, messages)
        listings = slack_listings.Listings(state, messages)
        views = slack_views.Views(state)
        self._methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.delete": chat.delete,
            "chat.postEphemeral": chat.post_ephemeral,
            "chat.postMessage": chat.post_message,
            "chat.update": chat.update,
            "conversations.history": listings.history,
            "conversations.info": listings.info,
            "conversations.open": listings.open,
            "conversations.replies": listings.replies,
            "users.info": listings.user_info,
            "users.list": listings.user_list,
            "views.open": views.open,
            "views.publish": views.publish,
            "views.push": views.push,
            "views.update": views.update,
        }

    def __contains__(self, method: str) -> bool:
        return method in self._methods

    def call(self, method: str, args: Json) -> Json:
        """Carry out a call and return its answer.

        Raises:
            Refusal: Slack refuses it.
            TooManyCallsError: It came too early.
        """
        rules.need_scope(method, self._state.app.scopes)
        self._state.count(method)
        return {"ok": True, **self._methods[method](args)}

    def _auth_test(self, args: Json) -> Json:
        app = self._state.app
        return {
            "url": f"https://{app.team_domain}.slack.com/",
            "team": app.team_domain,
            "user": self._state.name_of(app.bot_user_id),
            "team_id": app.team_id,
            "user_id": app.bot_user_id,
            "bot_id": app.bot_id,
            "is_enterprise_install": False,
            **({"enterprise_id": app.enterprise[0]} if app.enterprise else {}),
        }
