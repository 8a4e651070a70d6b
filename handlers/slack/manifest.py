"""Describe the app to Slack: what it offers, what it may do, what it hears; pure.

Everything that the app is allowed stands here with its reason, and a test holds it
against what the code calls and answers.

Source of fields and limits: Slack's app manifest reference, as of 2026.
"""

from typing import Any
from urllib.parse import urlsplit

from handlers.slack import ids
from models import errors

#: What the bot's token may do, and why it has to.
SCOPES = {
    "commands": f"People type {ids.COMMAND} and use the two shortcuts.",
    "chat:write": "Cards, lists and private answers are posted and kept up to date.",
    "im:write": "A direct message is opened with whoever owes something.",
    "channels:history": "Replies under a card in a public channel become notes, and a "
    "card whose posting was cut off is looked for before it is posted again.",
    "groups:history": "The same where the dispatch channel is private.",
    "im:history": "A list whose posting was cut off is looked for in the direct "
    "messages with the app before it is posted again.",
    "users:read": "Guests, deactivated people and people of other organisations are "
    "told from members, and cannot act.",
}

#: What Slack tells the app of, and why it has to.
EVENTS = {
    "app_home_opened": "The app's Home page is filled when somebody opens it.",
    "message.channels": "Replies under a card in a public channel become notes; so do "
    "their edits and deletions.",
    "message.groups": "The same where the dispatch channel is private.",
    "user_change": "Who is deactivated or made a guest cannot act from then on.",
}

#: What the app-level token of Socket Mode may do, and why it has to.
APP_SCOPES = {"connections:write": "The connection to Slack is opened from here."}

#: Where Slack sends everything in HTTP mode.
PATH = "/slack/events"

#: Hosts that are this machine, and need no TLS.
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def event_types() -> frozenset[str]:
    """Return what `type` an event may have when it comes."""
    return frozenset(name.partition(".")[0] for name in EVENTS)


def address(url: str) -> str:
    """Return where Slack sends everything, from where we are reached.

    Raises:
        InvalidInputError: It is not scheme and host, or it is not safe.
    """
    try:
        parts = urlsplit(url)
        is_plain = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_plain = False
    bare = url.rstrip("/")
    if not is_plain or "@" in url or bare != f"{parts.scheme}://{parts.netloc}":
        raise errors.InvalidInputError(
            "url", "must be scheme and host, no path. Example: https://holdfast.example"
        )
    is_safe = parts.scheme == "https"
    if not is_safe and not (parts.scheme == "http" and parts.hostname in _HERE):
        raise errors.InvalidInputError(
            "url", "must begin with https://: Slack calls nothing else."
        )
    return f"{bare}{PATH}"


def write(url: str | None) -> dict[str, Any]:
    """Return the manifest of the app.

    Args:
        url: Scheme and host under which Slack reaches us; None: Socket Mode, in
            which Slack calls no address.

    Raises:
        InvalidInputError: The address is not scheme and host, or it is not safe.
    """
    to_us = {} if url is None else {"url": address(url)}
    requests = {} if url is None else {"request_url": address(url)}
    return {
        "display_information": {
            "name": "Holdfast",
            "description": "Keeps the clocks of footage and duties.",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "holdfast", "always_online": True},
            "shortcuts": [
                {
                    "name": "Open an incident",
                    "type": "global",
                    "callback_id": ids.SHORTCUT_OPEN,
                    "description": "Opens the form for a new incident",
                },
                {
                    "name": "Open incident from this",
                    "type": "message",
                    "callback_id": ids.SHORTCUT_OPEN_FROM,
                    "description": "Opens the form, with this message quoted",
                },
            ],
            "slash_commands": [
                {
                    "command": ids.COMMAND,
                    "description": "Open an incident, or see what is open",
                    "usage_hint": "[help | open TEXT | list | show REF | ack CODE]",
                    # What people type is a record: it comes as it was typed.
                    "should_escape": False,
                    **to_us,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**requests, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **requests},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }
