"""Slack on the demo's page: what people do there, and what each of them is shown."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.simulator import troubles
from bot.simulator.demo import premises, slack_acts
from bot.simulator.demo.problems import ActError
from bot.simulator.demo.sights import slack as sight
from bot.simulator.nursery import Nursery
from bot.simulator.slack import blocks as slack_blocks
from handlers.slack import ids, slash
from models.slack import SlackWorkspace
from tests.waiting import wait

ASHA, DANA, BOYD = "+13125550101", "U0DANA", "U0BOYD"
NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"


class Desk:
    """Slack as the page has it: acts go in, sections come out."""

    def __init__(self, stage: premises.Premises) -> None:
        self.stage = stage

    def does(self, act: str, /, user: str = DANA, **fields: Any) -> dict[str, Any]:
        """Do something as somebody."""
        return slack_acts.ACTS[act](self.stage, {"user": user, **fields})

    def slashes(self, line: str, user: str = DANA, **more: Any) -> dict[str, Any]:
        """Type a command in the dispatch channel."""
        return self.does("slash", user, channel="dispatch", line=line, **more)

    def shows(self, key: str) -> Any:
        """Return a section; None: there is none."""
        return sight.sections(self.stage).get(key)

    @property
    def channel(self) -> str:
        return str(self.shows("slack")["dispatch"])

    def messages(self) -> list[dict[str, Any]]:
        return list(self.shows(f"slack.messages.{self.channel}"))

    def told(self, user: str) -> list[str]:
        """Return what only one person was shown, as one string each."""
        return [str(one) for one in self.messages() if one["ephemeral_for"] == user]

    def card(self, holding: str = "") -> dict[str, Any]:
        """Wait for the card of an incident, until it holds some words."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found[:] = [
                one
                for one in self.messages()
                if one["is_bot"]
                and one["ephemeral_for"] is None
                and holding in str(one["blocks"])
            ]
            return bool(found)

        wait(is_there)
        return found[0]

    def form(self, user: str = DANA) -> dict[str, Any]:
        """Wait for the form that opens before somebody."""
        wait(lambda: self.shows(f"slack.views.{user}"))
        uppermost: dict[str, Any] = self.shows(f"slack.views.{user}")[-1]
        return uppermost

    def element(
        self, message: dict[str, Any], action: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return where to press in a message, and its element."""
        for block, element in slack_blocks.elements(message["blocks"]):
            if element["action_id"] == action:
                where = {"channel": self.channel, "ts": message["ts"]}
                found = {
                    "where": where,
                    "action_id": action,
                    "block_id": block["block_id"],
                }
                return found, element
        pytest.fail(f"there is no {action}")


@pytest.fixture(scope="module")
def opened(
    nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[premises.Premises]:
    """One stage for all tests here; each begins it again."""
    with premises.opened(tmp_path_factory.mktemp("demo"), nursery=nursery) as stage:
        yield stage


@pytest.fixture
def desk(opened: premises.Premises) -> Desk:
    """Slack, where nothing has happened yet but that the bot has reached it."""
    opened.begin_again()

    def is_reached() -> bool:
        with opened.database.reading() as connection:
            team = select(col(SlackWorkspace.team_id))
            return connection.execute(team).scalar() is not None

    wait(is_reached)
    return Desk(opened)


@pytest.fixture
def calm(opened: premises.Premises) -> Desk:
    """Slack as the test before left it, for what changes nothing there."""
    return Desk(opened)


@pytest.fixture
def card(desk: Desk) -> dict[str, Any]:
    """The card of an incident that an officer's text opened."""
    desk.stage.company.phone(ASHA).texts(NEW)
    return desk.card()


# --- What somebody does ---------------------------------------------------------------


def test_a_command_opens_a_form_and_the_form_opens_an_incident(desk: Desk) -> None:
    assert desk.slashes("/incident") == {"failed": None}
    assert desk.form()["title"] == "Open an incident"

    # What is missing stands beside its field, and the form stays.
    refused = desk.does("submit", values={ids.F_BEAT: "1021"})
    assert refused == {
        "failed": "incomplete",
        "errors": {ids.F_TEXT: "This is a required field"},
    }
    assert desk.form()["errors"] == refused["errors"]
    assert desk.form()["values"][ids.F_BEAT][ids.FIELD]["value"] == "1021"

    done = desk.does("submit", values={ids.F_TEXT: "agents at 26th and Kedzie"})
    assert done["failed"] is None
    assert "26-0001" in str(desk.card("beat 1021"))


def test_fields_of_a_form_are_filled_one_by_one(desk: Desk) -> None:
    desk.slashes("/incident")
    where = {"where": {"view": desk.form()["id"]}, "action_id": ids.FIELD}

    with pytest.raises(ActError, match="not there any more"):
        desk.does("choose", **where, block_id="nothing", value="1021")
    for block_id, value in ((ids.F_BEAT, "1021"), (ids.F_TEXT, "agents")):
        done = desk.does("choose", **where, block_id=block_id, value=value)
        assert done == {"failed": None}

    assert desk.does("submit", values={})["errors"] == {}
    assert "26-0001" in str(desk.card("beat 1021"))


def test_a_form_is_closed_once(desk: Desk) -> None:
    desk.slashes("/incident")
    desk.form()

    assert desk.does("close_view") == {}
    assert desk.shows(f"slack.views.{DANA}") is None
    with pytest.raises(ActError, match="No form is open"):
        desk.does("close_view")
    with pytest.raises(ActError, match="closed"):
        desk.does("submit", values={})


def test_a_press_takes_a_duty_and_the_button_is_gone_then(
    desk: Desk, card: dict[str, Any]
) -> None:
    where, element = desk.element(card, ids.ACKNOWLEDGE)

    assert desk.does("press", BOYD, **where, value=element["value"]) == {"failed": None}

    changed = desk.card("has it")
    assert changed["ts"] == card["ts"]
    with pytest.raises(ActError, match="not there any more"):
        desk.does("press", BOYD, **where, value=element["value"])


def test_a_menu_opens_the_form_of_what_is_chosen(
    desk: Desk, card: dict[str, Any]
) -> None:
    where, element = desk.element(card, ids.DONE_ONE)
    with pytest.raises(ActError, match="cannot be chosen"):
        desk.does("choose", **where, value="nothing of this name")

    chosen = element["options"][0]
    assert desk.does("choose", **where, value=chosen["value"]) == {"failed": None}

    assert desk.form()["title"] == "Done"
    kept = desk.shows(f"slack.choices.{DANA}")[f"{desk.channel}:{card['ts']}"]
    assert kept[where["block_id"]][ids.DONE_ONE]["selected_option"] == chosen
    assert desk.shows(f"slack.choices.{BOYD}") is None


def test_a_reply_below_the_card_becomes_a_note(
    desk: Desk, card: dict[str, Any]
) -> None:
    with pytest.raises(ActError, match="no message with such a thread"):
        desk.does("say", channel="dispatch", words="Gray van", thread_ts="1.000001")

    said = desk.does("say", channel="dispatch", words="Gray van", thread_ts=card["ts"])

    desk.card("Words added by")
    (reply,) = [one for one in desk.messages() if one["ts"] == said["ts"]]
    assert (reply["thread_ts"], reply["user_id"]) == (card["ts"], DANA)


def test_commands_in_threads_are_refused_in_slacks_words(
    desk: Desk, card: dict[str, Any]
) -> None:
    words = "/incident is not supported in threads. Sorry!"

    assert desk.slashes("/incident who", thread_ts=card["ts"])["failed"] == words

    assert [one["words"] for one in desk.shows(f"slack.notes.{DANA}")] == [words]
    assert desk.slashes("/incident who") == {"failed": None}
    assert any("On duty" in one for one in desk.told(DANA))
    assert desk.told(BOYD) == []


def test_people_change_and_delete_their_own_messages_only(desk: Desk) -> None:
    ts = desk.does("say", channel="dispatch", words="hello")["ts"]
    at = {"channel": "dispatch", "ts": ts}

    with pytest.raises(ActError, match="their own"):
        desk.does("edit", BOYD, **at, words="mine")
    with pytest.raises(ActError, match="their own"):
        desk.does("delete", BOYD, **at)
    desk.does("edit", **at, words="hello <all>")
    (message,) = desk.messages()
    assert (message["text"], message["edits"]) == ("hello &lt;all&gt;", 1)

    desk.does("delete", **at)

    assert desk.messages() == []
    with pytest.raises(ActError, match="not there any more"):
        desk.does("delete", **at)


def test_shortcuts_open_the_form_with_the_words_of_the_message(desk: Desk) -> None:
    said = desk.does("say", channel="dispatch", words="Agents at 47th and Ashland")
    at = {"channel": "dispatch", "ts": said["ts"]}

    with pytest.raises(ActError, match="no such shortcut"):
        desk.does("shortcut", callback_id="nothing")
    with pytest.raises(ActError, match="no such shortcut"):
        desk.does("message_shortcut", callback_id="nothing", **at)
    desk.does("message_shortcut", callback_id=ids.SHORTCUT_OPEN_FROM, **at)
    assert "Agents at 47th and Ashland" in str(desk.form()["values"])
    desk.does("shortcut", BOYD, callback_id=ids.SHORTCUT_OPEN)
    assert desk.form(BOYD)["title"] == "Open an incident"


def test_the_home_tab_is_filled_for_whoever_opens_it(
    desk: Desk, card: dict[str, Any]
) -> None:
    with pytest.raises(ActError, match="tabs"):
        desk.does("open_home", tab="about")

    assert desk.does("open_home") == {}

    wait(lambda: desk.shows(f"slack.home.{DANA}"))
    assert "Dispatcher" in str(desk.shows(f"slack.home.{DANA}"))
    assert desk.shows(f"slack.home.{BOYD}") is None
    home = {"where": {"home": True}, "block_id": "none"}
    with pytest.raises(ActError, match="not there any more"):
        desk.does("press", **home, action_id="no-such-button")
    # A page that was changed meanwhile has the same button in another block.
    desk.does("press", **home, action_id=ids.OPEN)
    wait(lambda: desk.shows(f"slack.views.{DANA}"))


# --- What goes wrong ------------------------------------------------------------------


def test_what_does_not_reach_the_bot_is_told_by_slack(desk: Desk) -> None:
    desk.stage.kill_bot()

    assert desk.slashes("/incident who") == {"failed": "dispatch_failed"}
    assert desk.does("shortcut", callback_id=ids.SHORTCUT_OPEN) == {
        "failed": "dispatch_failed"
    }

    notes = desk.shows(f"slack.notes.{DANA}")
    assert [(one["number"], one["words"]) for one in notes] == [
        (1, '/incident failed with the error "dispatch_failed"'),
        (2, 'This action failed with the error "dispatch_failed"'),
    ]
    desk.stage.start_bot()
    assert desk.slashes("/incident who") == {"failed": None}


def test_a_form_that_is_sent_into_the_void_stays_open(desk: Desk) -> None:
    desk.slashes("/incident")
    desk.form()
    values = {ids.F_TEXT: "agents at 26th and Kedzie"}
    desk.stage.kill_bot()

    failed = desk.does("submit", values=values)

    assert failed == {"failed": "dispatch_failed", "errors": {}}
    (note,) = desk.shows(f"slack.notes.{DANA}")
    assert note["words"] == slack_acts.NOT_CONNECTED
    desk.stage.start_bot()
    assert desk.does("submit", values=values)["failed"] is None
    assert "26-0001" in str(desk.card())


def test_only_the_newest_notes_are_kept(calm: Desk) -> None:
    for _ in range(slack_acts.NOTES_MAX + 2):
        calm.slashes("/nothing", "U0INES")

    numbers = [one["number"] for one in calm.shows("slack.notes.U0INES")]
    assert len(numbers) == slack_acts.NOTES_MAX
    assert numbers == sorted(numbers)


def test_nothing_is_done_while_slack_is_down(desk: Desk) -> None:
    desk.stage.workspace.troubles.outage = troubles.bad_gateway()
    with pytest.raises(ActError, match="Slack is down"):
        desk.does("say", channel="dispatch", words="hello")
    assert desk.shows("slack")["is_down"] is True

    desk.stage.workspace.troubles.outage = None
    desk.does("say", channel="dispatch", words="hello")
    assert desk.shows("slack")["is_down"] is False
    assert len(desk.messages()) == 1


def test_a_stranger_is_refused_by_the_bot_itself(desk: Desk) -> None:
    stranger = desk.stage.workspace.add_user("eve", real_name="Eve").id
    with pytest.raises(ActError, match="in a channel"):
        desk.slashes("/incident open agents at 18th", stranger)
    desk.stage.workspace.invite("dispatch", stranger)

    assert desk.slashes("/incident open agents at 18th", stranger) == {"failed": None}

    assert any("Nothing changed" in one for one in desk.told(stranger))
    assert desk.slashes("/incident open agents at 18th") == {"failed": None}
    assert "26-0001" in str(desk.card())


@pytest.mark.parametrize(
    ("act", "fields", "problem"),
    [
        ("slash", {"channel": "dispatch", "line": "who"}, "begins with a slash"),
        ("slash", {"channel": "dispatch"}, "line is missing"),
        ("slash", {"channel": "nowhere", "line": "/incident"}, "no such channel"),
        ("say", {"channel": "dispatch", "words": " "}, "nothing to send"),
        ("say", {"channel": "dispatch", "words": "x" * 4001}, "at most 4000"),
        ("say", {"channel": 7, "words": "x"}, "channel is missing"),
        ("press", {}, "Where it is pressed"),
        ("press", {"where": {"view": "V1"}}, "form is closed"),
        ("press", {"where": {"home": True}}, "form is closed"),
        ("press", {"where": {"channel": "dispatch", "ts": "1.1"}}, "not there"),
        ("submit", {}, "what the form says is missing"),
        ("say", {"user": "U0NOBODY"}, "Nobody of that name"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    calm: Desk, act: str, fields: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ActError, match=re.compile(problem, re.IGNORECASE)):
        calm.does(act, **fields)


def test_a_field_takes_what_fields_take(desk: Desk) -> None:
    desk.slashes("/incident")
    desk.form()

    for value in (1.5, True, {"a": 1}, ["x", 1]):
        with pytest.raises(ActError, match="takes text, a number, or several"):
            desk.does("submit", values={ids.F_TEXT: value})
    with pytest.raises(ActError, match="does not take this"):
        desk.does("submit", values={"no_such_field": "x"})
    assert desk.does("submit", values={ids.F_TEXT: "x", ids.F_BEAT: None}) == {
        "failed": None,
        "errors": {},
    }


def test_the_direct_messages_of_the_app_take_nothing(desk: Desk) -> None:
    direct = desk.stage.workspace.user(DANA).dms
    assert direct == []
    (im,) = [one for one in desk.shows("slack.channels") if one["kind"] == "im"]

    with pytest.raises(ActError, match="turned off"):
        desk.does("say", channel=im["id"], words="hello")
    desk.does("say", channel="dispatch", words="hello")

    desk.stage.workspace.archive("dispatch")
    with pytest.raises(ActError, match="archived"):
        desk.does("say", channel="dispatch", words="hello")
    desk.stage.workspace.archive("dispatch", is_archived=False)
    desk.does("say", channel="dispatch", words="hello")
    assert len(desk.messages()) == 2


# --- What is shown --------------------------------------------------------------------


def test_the_page_is_told_who_is_there_and_what_the_app_offers(calm: Desk) -> None:
    shown = calm.shows("slack")
    assert shown["team"] == "Chicago Police Department"
    assert shown["commands"] == [ids.COMMAND]
    assert [(one["callback_id"], one["kind"]) for one in shown["shortcuts"]] == [
        (ids.SHORTCUT_OPEN, "global"),
        (ids.SHORTCUT_OPEN_FROM, "message"),
    ]
    members = {one["id"]: one for one in calm.shows("slack.members")}
    cast = calm.stage.cast
    assert members[shown["bot_user_id"]]["is_bot"] is True
    assert members[DANA] == {
        "id": DANA,
        "name": "dana.whitlock",
        "real_name": "Dana Whitlock",
        "title": "Dispatcher",
        "is_bot": False,
        "tz": "America/Chicago",
        "star": next(one.star for one in cast if one.slack_user_id == DANA),
    }
    channels = {one["id"]: one for one in calm.shows("slack.channels")}
    assert DANA in channels[shown["dispatch"]]["members"]


def test_a_busy_channel_shows_its_newest_messages(calm: Desk) -> None:
    channel = calm.stage.workspace.add_channel("busy", has_bot=False).id
    for number in range(sight.SHOWN_MAX + 1):
        calm.does("say", channel=channel, words=f"message {number}")

    texts = [one["text"] for one in calm.shows(f"slack.messages.{channel}")]

    assert len(texts) == sight.SHOWN_MAX
    assert texts[0] == "message 1"


def test_the_page_completes_exactly_the_commands_that_the_bot_reads() -> None:
    module = Path(slack_acts.__file__).with_name("static") / "slack" / "typing.js"
    offered = re.findall(r'\{ word: "(\w+)", usage:', module.read_text())

    assert len(offered) == len(set(offered))
    not_read = slash.parse("nonsense")
    assert isinstance(not_read, slash.Wrong)
    for word in offered:
        read = slash.parse(f"{word} 26-0042K")
        is_command = not (
            isinstance(read, slash.Wrong) and "begin with" in read.sentence
        )
        assert is_command, word
    known = slash._READERS
    assert {word.upper() for word in offered} == set(known)
