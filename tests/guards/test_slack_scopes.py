"""What the Slack app may do and hears is what the code calls and answers, no more."""

import ast
import re

import pytest

from bot.simulator.slack import workspace
from handlers.slack import events, manifest
from tests.guards import files

#: Scopes of the bot's token that each method needs, all of them where the code asks
#: in channels of every kind. Source: Slack's Web API reference, as of 2026.
METHODS = {
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}

#: Scopes that each event needs. Source: Slack's Events API reference, as of 2026.
HEARD = {
    "app_home_opened": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "user_change": {"users:read"},
}

#: Asked with the app's own token. Source: as above.
APP_METHODS = {"apps.connections.open": {"connections:write"}}

#: The beginnings of Slack's methods, as far as an app like this could call any.
METHOD = re.compile(
    r"(?:apps|auth|bookmarks|bots|chat|conversations|files|oauth|pins|reactions|"
    r"reminders|search|team|usergroups|users|views)(?:\.[a-z][A-Za-z]+)+"
)

#: Plays Slack, and calls nothing.
PLAYED = files.ROOT / "bot" / "simulator"


def called_in(source: str) -> set[str]:
    """Return the methods of Slack's that a module names or calls by name."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} if METHOD.fullmatch(node.value) else set()
        elif isinstance(node, ast.Attribute):
            # As the vendor's client writes them: `chat_postMessage`.
            dotted = node.attr.replace("_", ".")
            known = {*METHODS, *APP_METHODS}
            found |= {dotted} if dotted in known and "_" in node.attr else set()
    return found


def called() -> set[str]:
    """Return the methods of Slack's that the product calls."""
    return {
        method
        for path in files.modules()
        if not path.is_relative_to(PLAYED)
        for method in called_in(path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(
    ("source", "methods"),
    [
        ('client.call("reactions.add")', {"reactions.add"}),
        ("client.chat_postMessage()", {"chat.postMessage"}),
        ('"conversations.history"', {"conversations.history"}),
        ('"message.channels", "chat:write", row.team_id', set()),
    ],
)
def test_a_call_is_seen(source: str, methods: set[str]) -> None:
    assert called_in(source) == methods


def test_the_methods_that_are_called_are_those_whose_scopes_are_known() -> None:
    assert called() == METHODS.keys() | APP_METHODS.keys()


def test_the_app_asks_for_the_scopes_that_it_uses_and_for_no_other() -> None:
    used = set().union(*METHODS.values(), *HEARD.values(), {"commands"})

    assert used == manifest.SCOPES.keys()
    assert set().union(*APP_METHODS.values()) == manifest.APP_SCOPES.keys()


def test_the_app_hears_what_it_answers_and_nothing_else() -> None:
    assert HEARD.keys() == manifest.EVENTS.keys()
    assert set(events.HANDLERS) == manifest.event_types()


def test_the_simulated_app_has_no_less_than_the_real_one() -> None:
    assert manifest.SCOPES.keys() <= workspace.SCOPES
    assert manifest.EVENTS.keys() == workspace.BOT_EVENTS


def rows(heading: str) -> dict[str, str]:
    """Return the table below a heading of the Slack page."""
    text = (files.ROOT / "docs" / "slack.md").read_text(encoding="utf-8")
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([\w:.]+)` \| (.+) \|$", part, re.MULTILINE))


def test_the_page_tells_the_reason_of_each_scope_and_event() -> None:
    assert rows("What the app may do, and why") == {
        **manifest.SCOPES,
        **manifest.APP_SCOPES,
    }
    assert rows("What Slack tells the app") == manifest.EVENTS


@pytest.mark.parametrize(
    "reason",
    [
        *manifest.SCOPES.values(),
        *manifest.EVENTS.values(),
        *manifest.APP_SCOPES.values(),
    ],
)
def test_each_reason_is_a_sentence(reason: str) -> None:
    assert re.fullmatch(r"[A-Z].+\.", reason)
