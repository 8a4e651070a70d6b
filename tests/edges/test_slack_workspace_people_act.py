"""What people do reaches the bot as documented, over HTTP and over a socket alike."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.simulator.slack import workspace
from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture(params=["http", "socket"])
def play(request: pytest.FixtureRequest, wire: Wire) -> Iterator[stage.Play]:
    if request.param == "http":
        with stage.Play.on(wire) as play:
            yield play
    else:
        with stage.Play.over_a_socket(wire) as play:
            yield play


def opens_modal(play: stage.Play, **more: Any) -> None:
    """Script the bot: open a modal at whatever has a trigger; nothing else."""

    def script(request: stage.Request) -> None:
        if "trigger_id" in request.payload and "view" not in request.payload:
            play.client.views_open(
                trigger_id=request.payload["trigger_id"], view=stage.modal(**more)
            )

    play.bot.script = script


def test_a_command_arrives_with_its_fields_and_the_answer_is_shown(
    play: stage.Play,
) -> None:
    play.bot.script = lambda request: {"text": f"said: {request.payload['text']}"}
    exchange = play.asha.command("/incident open the payload is late & <x>=1")
    (answer,) = play.asha.answers(exchange)
    assert exchange.failed is None
    assert answer.is_ephemeral
    assert play.bot.requests[0].kind == "slash_commands"
    assert play.bot.last == {
        "token": "deprecated",
        "team_id": workspace.TEAM_ID,
        "team_domain": "simulated",
        "channel_id": play.dispatch.id,
        "channel_name": "dispatch",
        "user_id": play.asha.id,
        "user_name": "asha",
        "command": "/incident",
        "text": "open the payload is late & <x>=1",
        "api_app_id": workspace.APP_ID,
        "is_enterprise_install": "false",
        "trigger_id": exchange.trigger_id,
        "response_url": exchange.response_url,
    }
    assert play.asha.ephemerals[0].ts == answer.ts
    assert play.bello.sees() == []


@pytest.mark.parametrize("text", ["", "x" * 4000, "a\nb", "😀 “q” 'r'", "payload=1&x"])
def test_a_command_takes_any_text(play: stage.Play, text: str) -> None:
    assert play.asha.command(f"/incident {text}").failed is None
    assert play.bot.last["text"] == text


@pytest.mark.parametrize("body", [None, "", {}, {"text": ""}])
def test_an_acknowledgement_may_say_nothing(play: stage.Play, body: Any) -> None:
    play.bot.script = lambda request: body
    exchange = play.asha.command("/incident")
    assert (exchange.failed, exchange.messages) == (None, [])


def test_an_answer_may_be_for_all(play: stage.Play) -> None:
    said = {"text": "opened", "response_type": "in_channel"}
    play.bot.script = lambda request: said if "command" in request.payload else None
    play.asha.command("/incident")
    assert [message.rendered for message in play.bello.sees()] == ["opened"]


def test_an_answer_with_blocks_is_held_to_their_limits(play: stage.Play) -> None:
    blocks = [stage.section("x")] * 51
    play.bot.script = lambda request: {"text": "t", "blocks": blocks}
    assert play.asha.command("/incident").failed == "invalid_command_response"
    blocks.pop()
    exchange = play.asha.command("/incident")
    assert exchange.failed is None
    assert len(exchange.messages[0].blocks) == 50


def test_slack_refuses_commands_that_it_does_not_know_and_in_threads(
    play: stage.Play,
) -> None:
    ts = play.posts()
    unknown = play.asha.command("/accident open")
    threaded = play.asha.command("/incident list", thread_ts=ts)
    assert unknown.failed == "/accident is not a valid command."
    assert threaded.failed == "/incident is not supported in threads. Sorry!"
    assert play.bot.requests == []


def test_a_press_arrives_with_the_message_and_its_fields(play: stage.Play) -> None:
    card = play.card(
        stage.button("I have it", value="26-0042K", style="primary"),
        {
            "type": "static_select",
            "action_id": "ground",
            "options": stage.options("a", "b"),
        },
        metadata={"event_type": "card", "event_payload": {"key": "k"}},
    )
    exchange = play.asha.press(card, "I have it")
    sent = play.bot.last
    assert sent["type"] == "block_actions"
    assert sent["actions"] == [
        {
            "type": "button",
            "action_id": "ack",
            "block_id": "deeds",
            "text": stage.plain("I have it"),
            "value": "26-0042K",
            "style": "primary",
            "action_ts": sent["actions"][0]["action_ts"],
        }
    ]
    assert sent["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": play.dispatch.id,
        "is_ephemeral": False,
    }
    assert sent["user"] == {
        "id": play.asha.id,
        "username": "asha",
        "name": "asha",
        "team_id": workspace.TEAM_ID,
    }
    assert sent["team"] == {"id": workspace.TEAM_ID, "domain": "simulated"}
    assert sent["channel"] == {"id": play.dispatch.id, "name": "dispatch"}
    assert sent["message"]["ts"] == card.ts
    assert sent["message"]["bot_id"] == "B0SIMBOT"
    assert sent["state"]["values"] == {
        "deeds": {"ground": {"type": "static_select", "selected_option": None}}
    }
    assert sent["trigger_id"] == exchange.trigger_id
    assert sent["response_url"] == exchange.response_url
    assert (sent["enterprise"], sent["is_enterprise_install"]) == (None, False)


def test_what_is_chosen_goes_along_until_the_field_changes(play: stage.Play) -> None:
    ground = {
        "type": "static_select",
        "action_id": "ground",
        "options": stage.options("statute", "order"),
    }
    boxes = {
        "type": "checkboxes",
        "action_id": "boxes",
        "options": stage.options("x", "y", text=stage.mrkdwn),
    }
    card = play.card(stage.button(), ground, boxes)
    exchange = play.asha.choose(card, "ground", "Order")
    assert exchange is not None
    assert play.bot.last["actions"][0]["selected_option"]["value"] == "order"
    play.asha.choose(card, "boxes", ["x", "y"])
    play.asha.press(card, "ack")
    values = play.bot.last["state"]["values"]["deeds"]
    assert values["ground"]["selected_option"]["value"] == "order"
    assert [o["value"] for o in values["boxes"]["selected_options"]] == ["x", "y"]
    play.bello.press(card, "ack")
    assert play.bot.last["state"]["values"]["deeds"]["boxes"] == {
        "type": "checkboxes",
        "selected_options": [],
    }
    play.asha.choose(card, "boxes", None)
    assert play.bot.last["actions"][0]["selected_options"] == []


def test_a_stale_screen_sends_the_message_as_it_was(play: stage.Play) -> None:
    card = play.card(stage.button())
    stale = card.as_now()
    play.client.chat_update(channel=play.dispatch.id, ts=card.ts, text="closed")
    with pytest.raises(LookupError):
        play.asha.press(card, "ack")
    play.asha.press(stale, "ack")
    assert play.bot.last["message"]["text"] == "card"


def test_several_buttons_that_look_alike_are_told_apart(play: stage.Play) -> None:
    rows = [stage.button(action_id=f"a{n}", value=str(n)) for n in range(2)]
    card = play.card(*rows)
    with pytest.raises(LookupError, match="several"):
        play.asha.press(card, "I have it")
    with pytest.raises(LookupError, match="none"):
        play.asha.press(card, "gone")
    play.asha.press(card, "I have it", value="1")
    assert play.bot.last["actions"][0]["action_id"] == "a1"
    with pytest.raises(LookupError):
        play.asha.press(card, "a1", block_id="elsewhere")
    play.asha.press(card, "a1", block_id="deeds")


def test_an_item_of_an_overflow_menu_is_pressed_by_its_value(play: stage.Play) -> None:
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": stage.options("close", "link"),
    }
    card = play.card(menu)
    play.asha.press(card, "more", value="link")
    assert play.bot.last["actions"][0]["selected_option"]["value"] == "link"
    with pytest.raises(LookupError):
        play.asha.press(card, "more", value="burn")


def test_a_press_on_an_ephemeral_message_carries_no_message(play: stage.Play) -> None:
    block = {"type": "actions", "elements": [stage.button()]}
    play.client.chat_postEphemeral(
        channel=play.dispatch.id, user=play.asha.id, text="x", blocks=[block]
    )
    play.asha.press(play.asha.ephemerals[0], "ack")
    assert play.bot.last["container"]["is_ephemeral"]
    assert "message" not in play.bot.last


def test_a_press_in_a_thread_names_the_thread(play: stage.Play) -> None:
    ts = play.posts()
    card = play.card(stage.button(), thread_ts=ts)
    play.asha.press(card, "ack")
    assert play.bot.last["container"]["thread_ts"] == ts


def test_a_private_channel_has_no_name_for_the_bot(play: stage.Play) -> None:
    secret = play.slack.add_channel("secret", is_private=True)
    card = play.asha.command("/incident", channel="secret")
    assert card.sent["channel_name"] == "privategroup"
    assert card.sent["channel_id"] == secret.id


def test_a_modal_is_filled_in_and_submitted(play: stage.Play) -> None:
    opens_modal(play, private_metadata="26-0042K")
    play.asha.command("/incident")
    view = play.asha.view
    assert view is not None
    assert (view.title, view.labels, view.callback_id) == ("Incident", ["What"], "form")
    assert view.rendered == "Incident\nWhat: \n[Save]"
    play.asha.fill("What", "car 42")
    assert view.rendered == "Incident\nWhat: car 42\n[Save]"
    exchange = play.asha.submit()
    assert (exchange.failed, play.asha.view) == (None, None)
    sent = play.bot.last
    assert (sent["type"], sent["response_urls"]) == ("view_submission", [])
    assert sent["view"]["private_metadata"] == "26-0042K"
    assert sent["view"]["callback_id"] == "form"
    assert sent["view"]["id"] == view.id
    assert sent["view"]["state"]["values"] == {
        "what": {"field": {"type": "plain_text_input", "value": "car 42"}}
    }
    assert play.bello.view is None


def test_errors_come_back_into_the_modal(play: stage.Play) -> None:
    opens_modal(play)
    play.asha.command("/incident")
    errors = {"response_action": "errors", "errors": {"what": "say where"}}
    play.bot.script = lambda request: errors
    play.asha.fill("what", "x")
    assert play.asha.submit().failed is None
    assert play.asha.view_errors == {"what": "say where"}
    play.bot.script = lambda request: None
    play.asha.fill("field", "y")
    play.asha.submit()
    assert (play.asha.view, play.asha.view_errors) == (None, {})


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {}},
        {"response_action": "errors", "errors": {"field": "not a block id"}},
        {"response_action": "errors"},
        {"response_action": "explode"},
        {"text": "thanks"},
    ],
)
def test_an_answer_that_slack_cannot_use_leaves_the_modal_open(
    play: stage.Play, answer: Any
) -> None:
    opens_modal(play)
    play.asha.command("/incident")
    play.asha.fill("What", "x")
    play.bot.script = lambda request: answer
    assert play.asha.submit().failed == "invalid_command_response"
    assert play.asha.view is not None


def test_required_fields_are_asked_for_before_anything_is_sent(
    play: stage.Play,
) -> None:
    opens_modal(play, blocks=[stage.asks("What"), stage.asks("Where", optional=True)])
    play.asha.command("/incident")
    count = len(play.bot.requests)
    assert play.asha.submit().failed == "incomplete"
    assert list(play.asha.view_errors) == ["what"]
    assert len(play.bot.requests) == count
    play.asha.fill("What", "x")
    assert play.asha.submit().failed is None


def test_an_answer_may_change_push_or_clear_the_modals(play: stage.Play) -> None:
    opens_modal(play)
    play.asha.command("/incident")
    second = stage.modal(title=stage.plain("Second"))
    answers = [
        {"response_action": "update", "view": stage.modal(title=stage.plain("New"))},
        {"response_action": "push", "view": second},
        {"response_action": "push", "view": second},
        {"response_action": "push", "view": second},
        {"response_action": "clear"},
    ]
    heights, failures = [], []
    for answer in answers:
        play.bot.script = lambda request, answer=answer: answer  # type: ignore[misc]
        play.asha.fill("What", "x")
        failures.append(play.asha.submit().failed)
        heights.append([view.title for view in play.asha.views])
    assert failures == [None, None, None, "push_limit_reached", None]
    three = ["New", "Second", "Second"]
    assert heights == [["New"], three[:2], three, three, []]


def test_a_modal_that_is_pushed_knows_the_one_below(play: stage.Play) -> None:
    opens_modal(play)
    play.asha.command("/incident")
    play.asha.fill("What", "x")
    pushed = {"response_action": "push", "view": stage.modal()}
    play.bot.script = lambda request: pushed
    play.asha.submit()
    lower, upper = play.asha.views
    play.bot.script = lambda request: None
    play.asha.fill("What", "y")
    play.asha.submit()
    assert play.bot.last["view"]["previous_view_id"] == lower.id
    assert play.bot.last["view"]["root_view_id"] == lower.id
    assert upper.is_open is False
    assert [view.id for view in play.asha.views] == [lower.id]


@pytest.mark.parametrize("is_told", [True, False])
def test_the_bot_hears_of_a_closed_modal_if_it_asked_to(
    play: stage.Play, is_told: bool
) -> None:
    opens_modal(play, notify_on_close=is_told)
    play.asha.command("/incident")
    play.asha.close_view()
    assert play.asha.view is None
    kinds = [request.payload.get("type") for request in play.bot.requests]
    assert kinds == [None, *(["view_closed"] if is_told else [])]
    if is_told:
        assert play.bot.last["is_cleared"] is False


def test_fields_send_what_is_chosen_only_where_they_are_asked_to(
    play: stage.Play,
) -> None:
    kinds = {"type": "static_select", "options": stage.options("a", "b")}
    opens_modal(
        play,
        blocks=[
            stage.asks("Quiet", "quiet", element=kinds),
            stage.asks("Loud", "loud", element=kinds, dispatch_action=True),
            stage.asks("Date", "on", element={"type": "datepicker"}),
            stage.asks("Who", "who", element={"type": "users_select"}),
        ],
    )
    play.asha.command("/incident")
    count = len(play.bot.requests)
    assert play.asha.fill("Quiet", "a") is None
    play.asha.fill("Date", "2026-03-10")
    play.asha.fill("Who", play.bello.id)
    assert len(play.bot.requests) == count
    assert play.asha.fill("Loud", "B") is not None
    sent = play.bot.last
    assert sent["container"] == {"type": "view", "view_id": sent["view"]["id"]}
    assert "channel" not in sent
    values = sent["view"]["state"]["values"]
    assert values["quiet"]["quiet"]["selected_option"]["value"] == "a"
    assert values["date"]["on"] == {"type": "datepicker", "selected_date": "2026-03-10"}
    assert values["who"]["who"]["selected_user"] == play.bello.id
    with pytest.raises(LookupError):
        play.asha.fill("Loud", "c")


def test_a_field_takes_no_more_than_it_lets_one_type(play: stage.Play) -> None:
    opens_modal(
        play,
        blocks=[
            stage.asks("Short", "short", element={"max_length": 3}),
            stage.asks("Long", "long", element={"multiline": True}),
        ],
    )
    play.asha.command("/incident")
    for words in ("abcd", "a\nb"):
        with pytest.raises(LookupError):
            play.asha.fill("Short", words)
    play.asha.fill("Short", "abc")
    play.asha.fill("Long", "a\nb")
    assert play.asha.submit().failed is None


def test_a_global_shortcut_arrives(play: stage.Play) -> None:
    opens_modal(play)
    play.asha.shortcut("open-incident")
    sent = play.bot.last
    assert (sent["type"], sent["callback_id"]) == ("shortcut", "open-incident")
    assert "channel" not in sent
    assert play.asha.view is not None
    with pytest.raises(LookupError):
        play.asha.shortcut("unheard-of")


def test_a_message_shortcut_quotes_the_message(play: stage.Play) -> None:
    said = play.bello.says("dispatch", "car 42 at 5th & Main")
    opens_modal(play)
    play.asha.message_shortcut("open-from-message", said)
    sent = play.bot.last
    assert (sent["type"], sent["message_ts"]) == ("message_action", said.ts)
    assert sent["message"]["text"] == "car 42 at 5th &amp; Main"
    assert sent["message"]["user"] == play.bello.id
    assert sent["channel"]["id"] == play.dispatch.id
    assert sent["response_url"].startswith("http")


def test_somebody_of_another_organisation_is_recognisable(play: stage.Play) -> None:
    alien = play.slack.add_user("alien", is_stranger=True)
    card = play.card(stage.button())
    alien.press(card, "ack")
    assert play.bot.last["user"]["team_id"] == "T0STRANGE"
    assert play.bot.last["team"]["id"] == workspace.TEAM_ID
    said = alien.says("dispatch", "hello")
    play.slack.settle()
    event = next(e for e in play.bot.events if e.get("ts") == said.ts)
    assert event["user_team"] == "T0STRANGE"


def test_a_bot_that_takes_too_long_looks_broken_and_may_still_answer() -> None:
    done = threading.Event()
    with Wire.strung() as wire, stage.Play.on(wire) as play:
        play.open(acknowledged_within_seconds=0.1)

        def script(request: stage.Request) -> Any:
            done.wait(5)
            return {"text": "late"}

        play.bot.script = script
        exchange = play.asha.command("/incident")
        assert (exchange.failed, exchange.messages) == ("operation_timeout", [])
        done.set()
        play.bot.script = lambda request: {"text": "in time"}
        assert play.asha.command("/incident").failed is None


def test_a_bot_that_cannot_be_reached_looks_broken(play: stage.Play) -> None:
    play.slack.troubles.bot_unreachable = True
    assert play.asha.command("/incident").failed == "dispatch_failed"
    play.slack.troubles.bot_unreachable = False
    assert play.asha.command("/incident").failed is None


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_an_error_of_the_bot_is_shown_as_a_failure(wire: Wire, status: int) -> None:
    with stage.Play.on(wire) as play:

        def script(request: stage.Request) -> None:
            raise stage.Refused(status)

        play.bot.script = script
        exchange = play.asha.command("/incident")
        assert (exchange.failed, exchange.status) == ("dispatch_failed", status)
        assert play.asha.sees() == []


def test_a_failed_submission_leaves_the_modal_open(play: stage.Play) -> None:
    opens_modal(play)
    play.asha.command("/incident")
    play.asha.fill("What", "x")
    play.slack.troubles.bot_unreachable = True
    assert play.asha.submit().failed == "dispatch_failed"
    assert play.asha.view is not None
    play.slack.troubles.bot_unreachable = False
    assert play.asha.submit().failed is None
    assert play.asha.view is None


def test_nobody_submits_what_is_not_open(play: stage.Play) -> None:
    with pytest.raises(LookupError):
        play.asha.submit()


@pytest.mark.parametrize("escapes", [True, False])
def test_the_manifest_decides_whether_commands_are_escaped(
    wire: Wire, escapes: bool
) -> None:
    with stage.Play.on(wire) as play:
        play.open(escapes_commands=escapes)
        play.asha.command("/incident a < b")
        assert play.bot.last["text"] == ("a &lt; b" if escapes else "a < b")


def test_on_grid_the_organisation_goes_along(wire: Wire) -> None:
    with stage.Play.on(wire) as play:
        play.open(enterprise=("E0SIMORG", "The City"))
        play.asha.command("/incident")
        assert play.bot.last["enterprise_id"] == "E0SIMORG"
        assert play.bot.last["enterprise_name"] == "The City"
        play.asha.press(play.card(stage.button()), "ack")
        assert play.bot.last["enterprise"] == {"id": "E0SIMORG", "name": "The City"}
        assert play.bot.last["team"]["enterprise_id"] == "E0SIMORG"


def test_a_screen_shows_whom_a_message_pings_and_where_it_leads(
    play: stage.Play,
) -> None:
    text = f"<@{play.asha.id}> <https://evil.example|ok>"
    ts = play.posts(text, blocks=[stage.section(text, accessory=stage.button())])
    seen = play.seen(play.bello, ts)
    assert (seen.pings, seen.buttons) == ((play.asha.id,), ["I have it"])
    assert [(link.url, link.is_disguised) for link in seen.links] == [
        ("https://evil.example", True)
    ]
    opens_modal(play, blocks=[stage.section(text)], private_metadata="26-0042K")
    play.asha.command("/incident")
    view = play.asha.view
    assert view is not None
    assert (view.pings, view.private_metadata) == ((play.asha.id,), "26-0042K")
    assert [link.label for link in view.links] == ["ok"]


@pytest.mark.parametrize(
    ("error", "failed"),
    [(TimeoutError(), "operation_timeout"), (ConnectionError(), "dispatch_failed")],
)
def test_a_line_to_the_bot_that_breaks_is_shown_as_a_failure(
    wire: Wire, error: Exception, failed: str
) -> None:
    with stage.Play.on(wire) as play:

        def script(request: stage.Request) -> None:
            raise error

        play.bot.script = script
        assert play.asha.command("/incident").failed == failed


def test_an_answer_that_only_claims_to_be_json_is_read_as_words(
    wire: Wire,
) -> None:
    with stage.Play.on(wire) as play:

        def post(*request: Any) -> stage.HttpAnswer:
            return 200, {"Content-Type": "application/json"}, b"{oops"

        play.open(post=post)
        exchange = play.asha.command("/incident")
        assert [message.text for message in exchange.messages] == ["{oops"]


def test_a_fault_of_the_bot_in_this_process_comes_through(wire: Wire) -> None:
    with stage.Play.on(wire) as play:

        def script(request: stage.Request) -> None:
            raise ZeroDivisionError

        play.bot.script = script
        with pytest.raises(ZeroDivisionError):
            play.asha.command("/incident")


def test_a_field_can_be_cleared_and_a_button_takes_no_value(
    play: stage.Play,
) -> None:
    opens_modal(play, blocks=[stage.asks("What"), stage.asks("Where", optional=True)])
    play.asha.command("/incident")
    play.asha.fill("What", "x")
    play.asha.fill("What", None)
    assert play.asha.submit().failed == "incomplete"
    play.asha.fill("What", "x")
    with pytest.raises(LookupError):
        play.asha.choose(play.card(stage.button()), "ack", "x")
    assert play.asha.submit().failed is None


@pytest.mark.parametrize(
    ("flags", "unfurls"),
    [
        ({}, True),
        ({"unfurl_links": False}, True),
        ({"unfurl_media": False}, False),
        ({"unfurl_links": True, "unfurl_media": False}, True),
        ({"unfurl_links": False, "unfurl_media": False}, False),
    ],
)
def test_links_are_fetched_unless_both_flags_say_no(
    play: stage.Play, flags: dict[str, Any], unfurls: bool
) -> None:
    linked = play.posts("see https://h.example", **flags)
    assert play.seen(play.asha, linked).unfurls is unfurls
    assert play.seen(play.asha, play.posts("see 5th", **flags)).unfurls is False
