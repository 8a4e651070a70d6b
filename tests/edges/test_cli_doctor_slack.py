"""The doctor on Slack: token, scopes, channel, connection, members; and no more."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from bot import settings
from bot.clock import MachineClock
from bot.house import House
from bot.simulator import troubles
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack import workspace
from handlers.slack import manifest
from models import commands, enums
from tests.edges.cli_stage import ROSTER, Terminal
from tests.edges.test_cli_doctor import examine, verdicts

SECRET = "s3cret-that-nobody-may-see"
BOT_TOKEN = f"{workspace.BOT_TOKEN}-{SECRET}"
APP_TOKEN = f"{workspace.APP_TOKEN}-{SECRET}"


class Place:
    """A workspace with our app in it, and an installation that is set up for it."""

    def __init__(self, terminal: Terminal, *, is_socket: bool = False) -> None:
        self.terminal = terminal
        self.workspace = workspace.SlackWorkspace(
            clock=MachineClock(),
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN if is_socket else None,
            signing_secret="" if is_socket else SECRET,
            scopes=frozenset(manifest.SCOPES),
        )
        self.workspace.add_user("dee", id_="U0DEE")
        self.workspace.add_channel("dispatch", id_="C0DISPATCH")
        self.settings = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_DISPATCH_CHANNEL": "C0DISPATCH",
            **(
                {"SLACK_APP_TOKEN": APP_TOKEN}
                if is_socket
                else {
                    "SLACK_SIGNING_SECRET": SECRET,
                    "PUBLIC_URL": "https://holdfast.example",
                }
            ),
        }

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Let Slack be reached as long as this lasts."""
        with self.workspace.served() as api_url:
            self.settings["SLACK_API_URL"] = api_url
            yield

    def examine(self, **changes: str) -> dict[str, list[dict[str, str]]]:
        """Return what the doctor says, after changes of the settings."""
        values = {**self.settings, **changes}
        lines = [f"{name}={value}\n" for name, value in values.items()]
        self.terminal.writes(".env", "".join(lines))
        (self.terminal.folder / ".env").chmod(0o600)
        found = examine(self.terminal)
        assert SECRET not in str(found)
        return found

    def lets_the_bot_ask(self) -> None:
        """Let a bot with these settings ask Slack where it is, once."""
        house = House(settings.load({}, self.terminal.folder / ".env"))
        house.open()
        try:
            assert house.slack_state is not None
            house.slack_state.step()
        finally:
            house.close()


#: The roster with one person who has a name in Slack.
IN_SLACK = ROSTER.replace(
    "Dee Ito,55,+1 312 555 0103,department,,,",
    "Dee Ito,55,+1 312 555 0103,department,,U0DEE,",
)


@pytest.fixture
def by_http(terminal: Terminal) -> Iterator[Place]:
    """A place to which Slack sends."""
    yield from _set_up(terminal, is_socket=False)


@pytest.fixture
def by_socket(terminal: Terminal) -> Iterator[Place]:
    """A place that opens its connection itself."""
    yield from _set_up(terminal, is_socket=True)


def _set_up(terminal: Terminal, *, is_socket: bool) -> Iterator[Place]:
    terminal.does("init")
    terminal.enrols(IN_SLACK)
    place = Place(terminal, is_socket=is_socket)
    with place.served():
        yield place


def test_without_a_token_slack_is_off_and_says_why(terminal: Terminal) -> None:
    terminal.does("init")
    terminal.enrols()
    parts = examine(terminal)

    assert verdicts(parts, "slack") == ["off"]
    assert "SLACK_BOT_TOKEN is not set" in parts["slack"][0]["what"]
    assert parts.keys().isdisjoint({"scopes", "channel", "connection", "members"})


def test_all_is_well_by_http(by_http: Place) -> None:
    parts = by_http.examine()

    for name in ("slack", "scopes", "channel"):
        assert verdicts(parts, name) == ["ok"]
    assert workspace.TEAM_ID in parts["slack"][0]["what"]
    (connection,) = parts["connection"]
    assert connection["verdict"] == "note"
    assert "https://holdfast.example/slack/events" in connection["todo"]
    assert "stays in Slack" in parts["retention"][0]["what"]
    assert verdicts(parts, "members")[-1] == "ok"
    assert "1 of 3 people can act in Slack" in parts["members"][-1]["what"]


def test_all_is_well_in_socket_mode(by_socket: Place) -> None:
    parts = by_socket.examine()

    for name in ("slack", "scopes", "channel", "connection"):
        assert verdicts(parts, name) == ["ok"]


def test_nothing_is_posted(by_http: Place) -> None:
    by_http.examine()

    assert by_http.workspace.messages("dispatch") == []


@pytest.mark.parametrize("problem", ["token_revoked", "account_inactive"])
def test_a_token_that_slack_refuses_is_wrong(by_http: Place, problem: str) -> None:
    by_http.workspace.troubles.token_error = problem
    parts = by_http.examine()

    (check,) = parts["slack"]
    assert check["verdict"] == "wrong"
    assert problem in check["what"]
    assert "SLACK_BOT_TOKEN" in check["todo"]
    assert parts.keys().isdisjoint({"scopes", "channel"})
    by_http.workspace.troubles.token_error = None
    assert verdicts(by_http.examine(), "slack") == ["ok"]


def test_another_app_s_token_is_wrong(by_http: Place) -> None:
    (check,) = by_http.examine(SLACK_BOT_TOKEN=f"{workspace.BOT_TOKEN}-other")["slack"]

    assert check["verdict"] == "wrong"
    assert "invalid_auth" in check["what"]


def test_each_scope_that_is_missing_is_named_with_its_reason(by_http: Place) -> None:
    missing = {"im:write", "users:read"}
    by_http.workspace.set_scopes(manifest.SCOPES.keys() - missing)
    found = by_http.examine()["scopes"]

    assert [check["verdict"] for check in found] == ["wrong", "wrong"]
    assert {check["what"] for check in found} == {
        f"{scope} is missing. {manifest.SCOPES[scope]}" for scope in missing
    }
    assert "holdfast manifest" in found[0]["todo"]


def test_a_channel_that_may_not_be_read_names_the_scope(by_http: Place) -> None:
    by_http.workspace.set_scopes(manifest.SCOPES.keys() - {"channels:history"})
    parts = by_http.examine()

    assert "channels:history is missing" in parts["scopes"][0]["what"]
    assert "a scope is missing" in parts["channel"][0]["what"]


def test_scopes_that_nothing_needs_are_noted(by_http: Place) -> None:
    by_http.workspace.set_scopes({*manifest.SCOPES, "files:write", "channels:read"})
    note, fine = by_http.examine()["scopes"]

    assert (note["verdict"], fine["verdict"]) == ("note", "ok")
    assert "channels:read, files:write" in note["what"]


def test_a_channel_without_our_app_is_wrong(by_http: Place) -> None:
    by_http.workspace.remove("dispatch")
    (check,) = by_http.examine()["channel"]

    assert check["verdict"] == "wrong"
    assert "does not have our app in it" in check["what"]
    assert "/invite" in check["todo"]
    by_http.workspace.invite("dispatch")
    assert verdicts(by_http.examine(), "channel") == ["ok"]


def test_a_channel_that_slack_does_not_know_is_wrong(by_http: Place) -> None:
    (check,) = by_http.examine(SLACK_DISPATCH_CHANNEL="C0ELSEWHERE")["channel"]

    assert check["verdict"] == "wrong"
    assert "not known to Slack" in check["what"]
    assert "SLACK_DISPATCH_CHANNEL" in check["todo"]


def test_without_a_channel_there_are_no_cards_and_the_rest_is_well(
    by_http: Place,
) -> None:
    del by_http.settings["SLACK_DISPATCH_CHANNEL"]
    parts = by_http.examine()

    (check,) = parts["channel"]
    assert check["verdict"] == "note"
    assert "no cards: SLACK_DISPATCH_CHANNEL is not set" in check["what"]
    assert verdicts(parts, "slack") == ["ok"]


def test_an_app_token_that_slack_refuses_is_wrong(by_socket: Place) -> None:
    (check,) = by_socket.examine(SLACK_APP_TOKEN=f"{workspace.APP_TOKEN}-other")[
        "connection"
    ]

    assert check["verdict"] == "wrong"
    assert "invalid_auth" in check["what"]
    assert "SLACK_APP_TOKEN" in check["todo"]


@pytest.mark.parametrize(
    "answer",
    [
        troubles.drop_unread(),
        troubles.html_ok(),
        troubles.empty_ok(),
        troubles.bad_gateway(),
        slack_troubles.json_list(),
        slack_troubles.too_many_requests("30"),
    ],
)
def test_an_answer_that_is_none_is_wrong_and_the_rest_is_looked_at(
    by_socket: Place, answer: Any
) -> None:
    coming = by_socket.workspace.troubles.next_answers
    coming("conversations.history", answer)
    coming("apps.connections.open", answer)
    parts = by_socket.examine()
    assert verdicts(parts, "slack") == ["ok"]
    assert verdicts(parts, "channel") == ["wrong"]
    assert verdicts(parts, "connection") == ["wrong"]

    coming("auth.test", answer)
    parts = by_socket.examine()
    assert verdicts(parts, "slack") == ["wrong"]
    assert verdicts(parts, "connection") == ["ok"]


def test_slack_out_of_reach_is_wrong_and_no_other_address_is_asked(
    by_socket: Place,
) -> None:
    parts = by_socket.examine(SLACK_API_URL="http://127.0.0.1:1/api/")

    assert verdicts(parts, "slack") == ["wrong"]
    assert verdicts(parts, "connection") == ["wrong"]
    assert "SLACK_API_URL" in parts["slack"][0]["todo"]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (enums.SlackProblem.GUEST, "is a guest of the workspace"),
        (enums.SlackProblem.DEACTIVATED, "is deactivated there"),
        (enums.SlackProblem.OTHER_ORGANISATION, "belongs to another organisation"),
        (enums.SlackProblem.NO_SUCH_MEMBER, "is not known there"),
    ],
)
def test_who_of_the_roster_may_not_act_in_slack_is_named(
    by_http: Place, problem: enums.SlackProblem, words: str
) -> None:
    with by_http.terminal.house() as house:
        house.desk.do_now(
            commands.RecordSlackMember(
                actor=commands.CLOCK,
                request_id="",
                slack_user_id="U0DEE",
                problem=problem,
            )
        )
    found = by_http.examine()["members"]

    wrong = [check for check in found if check["verdict"] == "wrong"]
    assert [check["what"] for check in wrong] == [f"star 55 (dispatcher) {words}"]
    assert "nobody of the roster can act in Slack" in found[-1]["what"]


def test_what_the_running_bot_met_last_is_told(by_http: Place) -> None:
    by_http.examine()
    by_http.workspace.troubles.token_error = "token_revoked"
    by_http.lets_the_bot_ask()
    by_http.workspace.troubles.token_error = None
    found = by_http.examine()["slack"]

    assert [check["verdict"] for check in found] == ["wrong", "ok"]
    assert "token_revoked" in found[0]["what"]
    by_http.lets_the_bot_ask()
    parts = by_http.examine()
    assert verdicts(parts, "slack") == ["ok"]
    assert verdicts(parts, "members") == ["ok"]


def test_whom_slack_reaches_is_not_lost_without_a_number(by_http: Place) -> None:
    told = "Eve Fox,901,,,,U0EVE,sergeant,,,always,"
    by_http.terminal.enrols(f"{IN_SLACK}{told}\n")
    parts = by_http.examine()

    assert "wrong" not in verdicts(parts, "roster")
    assert "1 more can be told by Slack" in parts["roster"][-1]["what"]
    by_http.terminal.enrols(f"{IN_SLACK}{told.replace('U0EVE', '')}\n")
    assert verdicts(by_http.examine(), "roster")[0] == "wrong"


def test_a_roster_without_slack_ids_is_noted(by_http: Place) -> None:
    by_http.terminal.enrols(ROSTER)
    found = by_http.examine()["members"]

    assert found[-1]["verdict"] == "note"
    assert "slack_user_id" in found[-1]["todo"]
