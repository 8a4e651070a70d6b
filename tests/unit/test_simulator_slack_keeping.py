"""What Slack knows is kept as JSON, and given back whole."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator import clock as clocks
from bot.simulator import documents
from bot.simulator.slack import consistency
from bot.simulator.slack import keeping as slack_keeping
from bot.simulator.slack import troubles as slack_troubles
from bot.simulator.slack import workspace as slack_workspace
from bot.simulator.slack.records import Refusal
from models import errors

START_AT = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)

FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Incident"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "plain_text_input", "action_id": "field"},
        }
    ],
}
PICK = {
    "type": "static_select",
    "action_id": "pick",
    "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "one"}],
}
CARD = {
    "text": "card",
    "metadata": {"event_type": "card", "event_payload": {"key": "k"}},
    "blocks": [
        {"type": "section", "text": {"type": "mrkdwn", "text": "*card*"}},
        {
            "type": "actions",
            "block_id": "deeds",
            "elements": [
                {
                    "type": "button",
                    "action_id": "ack",
                    "text": {"type": "plain_text", "text": "I have it"},
                },
                PICK,
            ],
        },
    ],
}
HOME = {"type": "home", "blocks": CARD["blocks"]}


class Desk:
    """A workspace with two people, and a bot that acknowledges everything."""

    def __init__(self, clock: clocks.MovedClock) -> None:
        self.clock = clock
        self.slack = slack_workspace.SlackWorkspace(
            clock=clock,
            signing_secret="secret-of-a-simulated-app",
            post=lambda *_: (200, {}, b""),
            shortcuts=("open",),
        )

    def furnished(self) -> "Desk":
        self.slack.add_user("asha", id_="U0ASHA")
        self.slack.add_user("boyd", tz="Europe/Berlin")
        self.slack.add_channel("dispatch")
        return self

    def call(self, method: str, **args: Any) -> Any:
        self.clock.advance(timedelta(seconds=1))
        return self.slack.call(method, slack_workspace.BOT_TOKEN, args)

    @property
    def channel_id(self) -> str:
        return self.slack.channel("dispatch").id

    def posts(self) -> None:
        self.call("chat.postMessage", channel=self.channel_id, **CARD)

    def cards(self) -> list[Any]:
        return [m for m in self.slack.messages("dispatch") if m.text == "card"]

    def changes(self) -> None:
        for card in self.cards()[:1]:
            more = {**CARD, "blocks": [*CARD["blocks"], {"type": "divider"}]}
            self.call("chat.update", channel=self.channel_id, ts=card.ts, **more)

    def threads(self) -> None:
        for card in self.cards()[:1]:
            boyd = self.slack.user("boyd")
            boyd.edits(boyd.says("dispatch", "on my <way>", card.ts), "no")

    def deletes(self) -> None:
        for card in self.cards()[:1]:
            self.slack.delete(card)

    def opens(self) -> None:
        asha = self.slack.user("asha")
        trigger_id = asha.command("/incident").trigger_id
        method = "views.push" if asha.view is not None else "views.open"
        if method == "views.open":
            args = {"trigger_id": trigger_id, "view": FORM}
            self.slack.call(method, slack_workspace.BOT_TOKEN, args)

    def types(self) -> None:
        if self.slack.user("asha").view is not None:
            self.slack.user("asha").fill("what", "a van")

    def chooses(self) -> None:
        for card in self.cards()[:1]:
            self.slack.user("asha").choose(card, "pick", "one")

    def publishes(self) -> None:
        self.call("views.publish", user_id="U0ASHA", view=HOME)

    def whispers(self) -> None:
        user = self.slack.user("boyd").id
        self.call("chat.postEphemeral", channel=self.channel_id, user=user, text="!")

    def leaves(self) -> None:
        self.slack.change_user(self.slack.user("boyd"), real_name="Boyd B.")
        self.slack.user("asha").opens_home()
        self.slack.other_bot_says("dispatch", "beep")

    def settles(self) -> None:
        self.slack.settle()

    def goes_down(self) -> None:
        self.slack.troubles.outage = slack_troubles.server_error()
        self.slack.set_scopes({"chat:write", "im:write"})

    def written(self) -> bytes:
        with self.slack.state.lock:
            return documents.write(slack_keeping.kept(self.slack))

    def brought_back(self) -> "Desk":
        known = documents.read(slack_keeping.Workspace, self.written(), name="it")
        consistency.check(known)
        other = Desk(self.clock)
        # Whatever it knew before is gone.
        other.slack.add_user("somebody", id_="U0ELSE")
        other.slack.add_channel("elsewhere")
        slack_keeping.give_back(other.slack, known)
        return other


SLACK_DEEDS: tuple[Callable[[Desk], None], ...] = (
    Desk.posts,
    Desk.changes,
    Desk.threads,
    Desk.deletes,
    Desk.opens,
    Desk.types,
    Desk.chooses,
    Desk.publishes,
    Desk.whispers,
    Desk.leaves,
    Desk.settles,
)


@given(st.lists(st.sampled_from(SLACK_DEEDS), max_size=10))
def test_a_workspace_is_brought_back_as_it_was(
    deeds: list[Callable[[Desk], None]],
) -> None:
    desk = Desk(clocks.MovedClock(START_AT)).furnished()
    desk.posts()
    for deed in deeds:
        deed(desk)
    desk.goes_down()
    other = desk.brought_back()
    before = desk.written()
    assert other.written() == before
    assert [one.resource() for one in other.slack.messages("dispatch")] == [
        one.resource() for one in desk.slack.messages("dispatch")
    ]
    # It goes on by itself: nothing is shared, and no id or timestamp comes again.
    used = {one.ts for one in other.slack.messages("dispatch")}
    other.slack.troubles.outage = None
    said = other.slack.user("boyd").says("dispatch", "more")
    assert said.ts not in used
    assert other.slack.add_user("new").id not in before.decode()
    other.types()
    other.settles()
    assert desk.written() == before


def test_a_form_that_was_open_is_sent_as_it_was_filled_in() -> None:
    desk = Desk(clocks.MovedClock(START_AT)).furnished()
    desk.opens()
    desk.types()
    other = desk.brought_back()
    asha = other.slack.user("asha")
    exchange = asha.submit()
    assert exchange.failed is None
    values = exchange.sent["view"]["state"]["values"]
    assert values["what"]["field"]["value"] == "a van"
    assert asha.view is None
    assert desk.slack.user("asha").view is not None


def test_a_response_url_is_good_as_long_and_as_often_as_before() -> None:
    desk = Desk(clocks.MovedClock(START_AT)).furnished()
    exchange = desk.slack.user("asha").command("/incident")
    key = str(exchange.response_url).rpartition("/")[2]
    for _ in range(4):
        desk.slack.respond(key, {"text": "first"})
    other = desk.brought_back()
    other.slack.respond(key, {"text": "last", "replace_original": True})
    shown = [one.rendered for one in other.slack.user("asha").ephemerals]
    assert shown == ["first"] * 3 + ["last"]
    with pytest.raises(Refusal, match="used_url"):
        other.slack.respond(key, {"text": "one too many"})
    desk.clock.advance(timedelta(minutes=31))
    with pytest.raises(Refusal, match="no_service"):
        desk.brought_back().slack.respond(key, {"text": "too late"})


def test_an_event_that_the_bot_did_not_take_comes_again() -> None:
    desk = Desk(clocks.MovedClock(START_AT)).furnished()
    desk.slack.troubles.bot_unreachable = True
    desk.slack.user("boyd").says("dispatch", "hello")
    desk.slack.settle()
    other = desk.brought_back()
    next_at = other.slack.next_event_at()
    assert next_at == desk.slack.next_event_at() == START_AT + timedelta(minutes=1)
    other.slack.troubles.bot_unreachable = False
    desk.clock.advance(timedelta(minutes=1))
    assert other.slack.settle() == 1
    assert other.slack.next_event_at() is None


@pytest.fixture
def told() -> slack_keeping.Workspace:
    desk = Desk(clocks.MovedClock(START_AT)).furnished()
    desk.slack.troubles.bot_unreachable = True
    for deed in (Desk.posts, Desk.opens, Desk.types, Desk.chooses, Desk.publishes):
        deed(desk)
    desk.leaves()
    return documents.read(slack_keeping.Workspace, desk.written(), name="it")


def first(told: Any, name: str, **fields: Any) -> Any:
    """The workspace with the first of several things changed."""
    things = getattr(told, name)
    return dataclasses.replace(
        told, **{name: [dataclasses.replace(things[0], **fields), *things[1:]]}
    )


def form(told: Any, **fields: Any) -> Any:
    """The workspace with the content of the open form changed."""
    content = {**told.views[0].content, **fields}
    return first(told, "views", content=content)


UNTOLD: dict[str, Callable[[Any], Any]] = {
    "real token": lambda t: dataclasses.replace(
        t, app=dataclasses.replace(t.app, bot_token="xoxb-1")
    ),
    "real app token": lambda t: dataclasses.replace(
        t, app=dataclasses.replace(t.app, app_token="xapp-1")
    ),
    "no bot": lambda t: dataclasses.replace(t, members=t.members[1:]),
    "member twice": lambda t: dataclasses.replace(t, members=t.members * 2),
    "no member acts": lambda t: dataclasses.replace(t, user_ids=["U9"]),
    "somebody twice": lambda t: dataclasses.replace(t, user_ids=["U0ASHA"] * 2),
    "no zone": lambda t: first(t, "members", tz="Mars/Olympus"),
    "zone is a path": lambda t: first(t, "members", tz="../../etc/passwd"),
    "channel twice": lambda t: dataclasses.replace(t, channels=t.channels * 2),
    "no kind of channel": lambda t: first(t, "channels", kind="party"),
    "nobody in it": lambda t: first(t, "channels", members={"U9"}),
    "direct with nobody": lambda t: first(t, "channels", kind="im"),
    "message twice": lambda t: dataclasses.replace(t, messages=t.messages * 2),
    "from nobody": lambda t: first(t, "messages", user_id="U9"),
    "nowhere": lambda t: first(t, "messages", channel_id="C9"),
    "no timestamp": lambda t: first(t, "messages", ts="now"),
    "later timestamp": lambda t: first(t, "messages", ts="99999999999.000000"),
    "odd thread": lambda t: first(t, "messages", thread_ts="x"),
    "odd blocks": lambda t: first(t, "messages", blocks=[{"type": "script"}]),
    "odder blocks": lambda t: first(t, "messages", blocks=[{"type": "section"}]),
    "no form": lambda t: form(t, blocks="none"),
    "home as form": lambda t: form(t, type="home"),
    "form without title": lambda t: form(t, title=None),
    "block without id": lambda t: form(
        t,
        blocks=[
            {k: v for k, v in b.items() if k != "block_id"} for b in t.views[0].blocks
        ],
    ),
    "closed form": lambda t: first(t, "views", is_open=False),
    "form of another": lambda t: first(t, "views", user_id="U0SIMBOT"),
    "value of nothing": lambda t: first(t, "views", values={}),
    "value of no kind": lambda t: first(t, "views", values={"what": {"field": {}}}),
    "value without value": lambda t: first(
        t, "views", values={"what": {"field": {"type": "plain_text_input"}}}
    ),
    "value elsewhere": lambda t: first(
        t, "views", values={**t.views[0].values, "more": {"f": {"type": "x"}}}
    ),
    "view twice": lambda t: dataclasses.replace(t, views=[*t.views, t.views[0]]),
    "form on no screen": lambda t: dataclasses.replace(t, stacks={}),
    "form twice": lambda t: dataclasses.replace(
        t, stacks={u: ids * 2 for u, ids in t.stacks.items()}
    ),
    "home nowhere": lambda t: dataclasses.replace(t, homes={"U0ASHA": "V9"}),
    "choice of nobody": lambda t: first(t, "choices", user_id="U9"),
    "choice nowhere": lambda t: first(t, "choices", ts="1.000000"),
    "choice of no kind": lambda t: first(t, "choices", values={"a": {"b": {}}}),
    "pressed by nobody": lambda t: first(t, "exchanges", user_id="U9"),
    "pressed nowhere": lambda t: first(t, "exchanges", channel_id="C9"),
    "pressed nothing": lambda t: first(t, "exchanges", original=("C9", "1.0")),
    "pressed no view": lambda t: first(t, "exchanges", view_id="V9"),
    "answered nowhere": lambda t: first(t, "exchanges", channel_id=None),
    "event of nothing": lambda t: first(t, "deliveries", envelope={}),
    "event for ever": lambda t: first(t, "deliveries", attempt=-1),
    "id again": lambda t: dataclasses.replace(t, next_number=1),
    "timestamp again": lambda t: dataclasses.replace(t, last_ts=(0, 0)),
    "endless ids": lambda t: dataclasses.replace(t, next_number=10**30),
    "timestamp of no time": lambda t: dataclasses.replace(t, last_ts=(10**12, 0)),
    "endless wait": lambda t: dataclasses.replace(
        t, troubles=slack_troubles.SlackTroubles(answer_delay_seconds=1e9)
    ),
}


@pytest.mark.parametrize("what", UNTOLD)
def test_what_no_workspace_could_know_is_refused(
    what: str, told: slack_keeping.Workspace
) -> None:
    consistency.check(told)
    with pytest.raises(errors.ConfigurationError, match=r"^The saved .*\.$"):
        consistency.check(UNTOLD[what](told))


def test_a_workspace_of_another_installation_takes_nothing(
    told: slack_keeping.Workspace,
) -> None:
    desk = Desk(clocks.MovedClock(START_AT))
    before = desk.written()
    strange = dataclasses.replace(
        told, app=dataclasses.replace(told.app, team_id="T0OTHER")
    )
    with pytest.raises(errors.ConfigurationError, match="another installation"):
        slack_keeping.give_back(desk.slack, strange)
    assert desk.written() == before
    slack_keeping.give_back(desk.slack, told)
    assert desk.written() != before
