"""The manifest: one app for either way of being reached, within Slack's limits."""

import json
from typing import Any

import pytest

from handlers.slack import ids
from tests.edges.cli_stage import Terminal

URL = "https://holdfast.example"


def test_by_http_everything_goes_to_one_address(bare_terminal: Terminal) -> None:
    found = bare_terminal.does("manifest", "--url", URL).json
    events = f"{URL}/slack/events"

    (command,) = found["features"]["slash_commands"]
    assert command["url"] == events
    assert found["settings"]["interactivity"]["request_url"] == events
    assert found["settings"]["event_subscriptions"]["request_url"] == events
    assert found["settings"]["socket_mode_enabled"] is False


def test_socket_mode_differs_in_the_addresses_and_the_switch_alone(
    bare_terminal: Terminal,
) -> None:
    by_http = bare_terminal.does("manifest", "--url", URL).json
    by_socket = bare_terminal.does("manifest", "--socket-mode").json
    assert URL not in json.dumps(by_socket)
    assert by_socket["settings"]["socket_mode_enabled"] is True

    del by_http["features"]["slash_commands"][0]["url"]
    del by_http["settings"]["interactivity"]["request_url"]
    del by_http["settings"]["event_subscriptions"]["request_url"]
    by_http["settings"]["socket_mode_enabled"] = True
    assert by_socket == by_http


def test_an_address_beside_socket_mode_is_not_written_down(
    bare_terminal: Terminal,
) -> None:
    both = bare_terminal.does("manifest", "--url", URL, "--socket-mode").out

    assert both == bare_terminal.does("manifest", "--socket-mode").out


def test_the_app_offers_what_the_code_names(bare_terminal: Terminal) -> None:
    features = bare_terminal.does("manifest", "--socket-mode").json["features"]
    shortcuts = {one["callback_id"]: one["type"] for one in features["shortcuts"]}

    assert features["slash_commands"][0]["command"] == ids.COMMAND
    assert features["slash_commands"][0]["should_escape"] is False
    assert shortcuts == {ids.SHORTCUT_OPEN: "global", ids.SHORTCUT_OPEN_FROM: "message"}
    assert features["app_home"]["home_tab_enabled"] is True


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("http://holdfast.example", "https://holdfast.example"),
        ("http://10.0.0.5:8000", "http://127.0.0.1:8000"),
        ("http://localhost.example", "http://localhost:8000"),
        ("https://holdfast.example/bot", "https://holdfast.example/"),
        ("https://me@holdfast.example", "https://[::1]:8443"),
        ("https://holdfast.example?a=b", "https://holdfast.example:8443"),
        ("https://holdfast.example:99999", URL),
        ("holdfast.example", URL),
        ("", URL),
    ],
)
def test_an_address_that_slack_could_not_call_is_refused(
    bare_terminal: Terminal, wrong: str, right: str
) -> None:
    refused = bare_terminal.types("manifest", "--url", wrong)
    assert (refused.code, refused.out) == (2, "")
    assert "--url must " in refused.err

    found = bare_terminal.does("manifest", "--url", right).json
    address = found["settings"]["interactivity"]["request_url"]
    assert address == f"{right.rstrip('/')}/slack/events"


def test_without_either_way_it_asks_for_one(bare_terminal: Terminal) -> None:
    refused = bare_terminal.types("manifest")

    assert refused.code == 2
    assert "--socket-mode" in refused.err


def test_it_needs_no_settings_and_leaves_nothing_behind(
    bare_terminal: Terminal,
) -> None:
    bare_terminal.writes(".env", "PUBLIC_URL=/nowhere\n")
    bare_terminal.does("manifest", "--url", URL)

    assert [path.name for path in bare_terminal.folder.iterdir()] == [".env"]


#: Longest texts in characters. Source: Slack's app manifest reference, as of 2026.
LIMITS = {
    ("display_information", "name"): 35,
    ("display_information", "description"): 140,
    ("bot_user", "display_name"): 80,
    ("shortcuts", "name"): 24,
    ("shortcuts", "description"): 150,
    ("shortcuts", "callback_id"): 255,
    ("slash_commands", "command"): 32,
    ("slash_commands", "description"): 2000,
    ("slash_commands", "usage_hint"): 1000,
}


def test_every_text_is_within_slacks_limits(bare_terminal: Terminal) -> None:
    found = bare_terminal.does("manifest", "--url", URL).json
    parts: dict[str, Any] = {**found, **found["features"]}
    for (part, name), most in LIMITS.items():
        several = parts[part] if isinstance(parts[part], list) else [parts[part]]
        for one in several:
            assert 0 < len(one[name]) <= most, (part, name)
