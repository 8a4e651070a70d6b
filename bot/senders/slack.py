"""Talk to Slack's Web API: messages, forms, pages, members.

Nothing is tried again in here, and no redirect of a failure is hidden: whether a
post that got no answer was made is found out by looking for the key that it
carries. No other address than the one given is ever asked.
"""

import http.client
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.senders import slack_web
from handlers.slack import events, failures
from models import enums, errors, ports

SLACK_API_URL = "https://slack.com/api/"

#: Longest wait for Slack, in seconds.
TIMEOUT_SECONDS = slack_web.TIMEOUT_SECONDS

#: Type of the metadata by which a message of ours is found again.
EVENT_TYPE = "holdfast_live"

#: How far Slack's clock may be from ours.
CLOCKS_DIFFER_FOR = timedelta(minutes=2)

#: Messages read in one look-up, and pages at most.
_LISTED = 200
_PAGES = 10


class SlackApi:
    """Hold one app in one workspace; implements `ports.SlackDesk`."""

    def __init__(self, *, token: str, api_url: str = SLACK_API_URL) -> None:
        """Keep the token; nothing is asked yet.

        Args:
            token: The bot's token.
            api_url: Where the Web API is, `https://.../api/`.
        """
        self._web = slack_web.WebApi(token=token, api_url=api_url)

    # --- Messages ---------------------------------------------------------------

    def post(
        self, channel_id: str, text: str, blocks: Sequence[Mapping[str, Any]], key: str
    ) -> str:
        """Post a message that carries our key; return its time-stamp.

        Raises:
            DeliveryError: It was refused, deferred, or the outcome is unknown.
        """
        answer = self._web.call(
            "chat.postMessage",
            channel=channel_id,
            text=text,
            blocks=list(blocks),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = answer.get("ts")
        if not ts:
            # Whether it was made is found out by looking.
            raise slack_web.unreadable("no time-stamp")
        return str(ts)

    def update(
        self,
        channel_id: str,
        ts: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]],
        key: str,
    ) -> None:
        """Make a message of ours show something else.

        Raises:
            DeliveryError: As for `post`; doing it again does no harm.
        """
        self._web.call(
            "chat.update",
            channel=channel_id,
            ts=ts,
            text=text,
            blocks=list(blocks),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        )

    def find(self, channel_id: str, key: str, since_at: datetime) -> str | None:
        """Return the time-stamp of the message with our key; None: there is none.

        Raises:
            DeliveryError: Slack could not be asked.
        """
        oldest = (since_at - CLOCKS_DIFFER_FOR).timestamp()
        cursor = ""
        for _ in range(_PAGES):
            answer = self._web.call(
                "conversations.history",
                channel=channel_id,
                oldest=f"{oldest:.6f}",
                limit=_LISTED,
                include_all_metadata=True,
                **({"cursor": cursor} if cursor else {}),
            )
            for message in answer.get("messages", ()):
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("key") == key:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        return None

    def open_direct(self, slack_user_id: str) -> str:
        """Return the channel of direct messages with a member.

        Raises:
            DeliveryError: They cannot be written to, or Slack could not be asked.
        """
        answer = self._web.call("conversations.open", users=slack_user_id)
        return str(answer["channel"]["id"])

    # --- Answers, forms, pages ---------------------------------------------------

    def tell(self, channel_id: str, slack_user_id: str, text: str) -> None:
        """Show one member something in a channel that nobody else sees.

        Raises:
            DeliveryError: It was not shown.
        """
        self._web.call(
            "chat.postEphemeral", channel=channel_id, user=slack_user_id, text=text
        )

    def respond(
        self,
        response_url: str,
        text: str,
        blocks: Sequence[Mapping[str, Any]] = (),
        *,
        replaces: bool = False,
    ) -> None:
        """Answer a command or a button afterwards, privately.

        Raises:
            DeliveryError: It was not shown.
        """
        from slack_sdk.webhook import WebhookClient

        client = WebhookClient(response_url, timeout=int(TIMEOUT_SECONDS))
        client.retry_handlers = []
        try:
            answer = client.send(
                text=text,
                blocks=[dict(block) for block in blocks] or None,
                response_type="ephemeral",
                replace_original=replaces,
            )
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise slack_web.unanswered(error) from None
        if answer.status_code != 200:
            kind = failures.of_status(answer.status_code) or failures.Kind.EXPIRED
            raise errors.DeliveryError(
                "Slack did not take the answer.",
                kind=kind,
                http_status=answer.status_code,
            )

    def open_form(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a form before the person who pressed; return its id.

        Raises:
            DeliveryError: It was not opened.
        """
        answer = self._web.call("views.open", trigger_id=trigger_id, view=dict(view))
        return str(answer["view"]["id"])

    def push_form(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a form above the one that is open; return its id.

        Raises:
            DeliveryError: It was not opened.
        """
        answer = self._web.call("views.push", trigger_id=trigger_id, view=dict(view))
        return str(answer["view"]["id"])

    def update_form(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Make an open form show something else.

        Raises:
            DeliveryError: It was closed meanwhile, or not changed.
        """
        self._web.call("views.update", view_id=view_id, view=dict(view))

    def publish_home(self, slack_user_id: str, view: Mapping[str, Any]) -> None:
        """Make a member's own page show this.

        Raises:
            DeliveryError: It was not shown.
        """
        self._web.call("views.publish", user_id=slack_user_id, view=dict(view))

    # --- Who and where -------------------------------------------------------------

    def workspace(self) -> ports.Workspace:
        """Return where the app is installed, with the scopes that it has there.

        Raises:
            DeliveryError: Slack could not be asked, or refuses the token.
        """
        answer = self._web.call("auth.test")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return ports.Workspace(
            team_id=str(answer.get("team_id") or ""),
            enterprise_id=answer.get("enterprise_id"),
            bot_user_id=str(answer.get("user_id") or ""),
            scopes=frozenset(
                scope.strip()
                for scope in str(headers.get("x-oauth-scopes", "")).split(",")
                if scope.strip()
            ),
        )

    def member_problem(
        self, slack_user_id: str, team_id: str | None
    ) -> enums.SlackProblem | None:
        """Return why a member may not act; None: they may.

        Raises:
            DeliveryError: Slack could not be asked.
        """
        try:
            answer = self._web.call("users.info", user=slack_user_id)
        except errors.DeliveryError as error:
            if error.kind == failures.Kind.PERSON:
                return enums.SlackProblem.NO_SUCH_MEMBER
            raise
        user = answer.get("user")
        if not isinstance(user, dict):
            raise slack_web.unreadable("dict")
        return events.problem_of(user, team_id)
