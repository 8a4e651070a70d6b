"""Modals and Home tabs: triggers, stacks, hashes, and the scripts that race."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.edges import slack_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def trigger(play: stage.Play) -> str:
    return play.asha.shortcut("open-incident").trigger_id


def opened(play: stage.Play, **more: Any) -> dict[str, Any]:
    answer = play.client.views_open(trigger_id=trigger(play), view=stage.modal(**more))
    view: dict[str, Any] = answer["view"]
    return view


def home(*blocks: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [stage.section("mine")]}


def test_a_modal_is_described_in_the_answer(play: stage.Play) -> None:
    view = opened(play, external_id="one", private_metadata="p")
    assert view["state"] == {
        "values": {"what": {"field": {"type": "plain_text_input", "value": None}}}
    }
    assert (view["external_id"], view["private_metadata"]) == ("one", "p")
    assert view["root_view_id"] == view["id"]
    assert view["bot_id"] == "B0SIMBOT"


def test_a_trigger_is_good_for_three_seconds(play: stage.Play) -> None:
    call, view = play.client.views_open, stage.modal()
    first, second = trigger(play), trigger(play)
    play.clock.advance(seconds=3)
    assert call(trigger_id=first, view=view)["ok"]
    play.clock.advance(seconds=0.1)
    assert stage.refusal(call, trigger_id=second, view=view) == "expired_trigger_id"


def test_a_trigger_is_good_once(play: stage.Play) -> None:
    call, view, pulled = play.client.views_open, stage.modal(), trigger(play)
    assert call(trigger_id=pulled, view=view)["ok"]
    assert stage.refusal(call, trigger_id=pulled, view=view) == "exchanged_trigger_id"
    assert stage.refusal(call, trigger_id="1.x", view=view) == "invalid_trigger_id"


@pytest.mark.parametrize("error", ["expired_trigger_id", "invalid_arguments"])
def test_expiry_shows_in_either_way(play: stage.Play, error: str) -> None:
    play.slack.troubles.trigger_error = error
    arguments = {"trigger_id": trigger(play), "view": stage.modal()}
    call = play.client.views_open
    assert stage.refusal(call, **arguments) == error
    if error == "invalid_arguments":
        assert "trigger expired" in stage.details(call, **arguments)
    play.slack.troubles.trigger_error = None
    assert call(**arguments)["ok"]


def test_a_refused_view_leaves_the_trigger_good(play: stage.Play) -> None:
    call, pulled = play.client.views_open, trigger(play)
    wrong = stage.modal(title=stage.plain("t" * 25))
    assert stage.refusal(call, trigger_id=pulled, view=wrong) == "invalid_arguments"
    assert "/view/title" in stage.details(call, trigger_id=pulled, view=wrong)
    assert call(trigger_id=pulled, view=stage.modal())["ok"]


def test_a_view_may_have_a_quarter_of_a_megabyte(play: stage.Play) -> None:
    def sized(letters: int) -> dict[str, Any]:
        return stage.modal(*[stage.section("x" * letters) for _ in range(99)])

    call = play.client.views_open
    assert stage.refusal(call, trigger_id=trigger(play), view=sized(2_500)) == (
        "view_too_large"
    )
    assert call(trigger_id=trigger(play), view=sized(2_400))["ok"]


def test_no_view_is_no_view(play: stage.Play) -> None:
    call = play.client.api_call
    for view in (None, "[]", "{oops"):
        body = {"trigger_id": trigger(play), "view": view}
        error = stage.refusal(call, api_method="views.open", json=body)
        assert error == "invalid_arguments"


def test_an_external_id_is_given_once_among_the_open(play: stage.Play) -> None:
    opened(play, external_id="one")
    call, view = play.client.views_open, stage.modal(external_id="one")
    pulled = play.bello.shortcut("open-incident").trigger_id
    assert stage.refusal(call, trigger_id=pulled, view=view) == "duplicate_external_id"
    play.asha.close_view()
    assert call(trigger_id=pulled, view=view)["ok"]


def test_a_modal_is_updated_by_either_id_and_keeps_what_was_typed(
    play: stage.Play,
) -> None:
    view = opened(play, external_id="one")
    play.asha.fill("What", "half typed")
    call = play.client.views_update
    more = stage.modal(stage.asks("What"), stage.asks("Where"), external_id="one")
    assert call(view_id=view["id"], view=more)["ok"]
    assert play.asha.view is not None
    assert play.asha.view.labels == ["What", "Where"]
    assert "half typed" in play.asha.view.rendered
    assert call(external_id="one", view=stage.modal(stage.asks("Who")))["ok"]
    assert "half typed" not in play.asha.view.rendered


def test_a_field_of_another_kind_under_the_same_name_starts_anew(
    play: stage.Play,
) -> None:
    view = opened(play)
    play.asha.fill("What", "half typed")
    menu = {"type": "static_select", "options": stage.options("a")}
    other = stage.modal(stage.asks("What", element=menu))
    play.client.views_update(view_id=view["id"], view=other)
    assert play.asha.view is not None
    assert play.asha.view.values["what"]["field"] == {
        "type": "static_select",
        "selected_option": None,
    }


def test_an_update_with_an_old_hash_is_a_conflict(play: stage.Play) -> None:
    view = opened(play)
    call, arguments = play.client.views_update, {"view_id": view["id"]}
    fresh = call(view=stage.modal(), hash=view["hash"], **arguments)["view"]["hash"]
    late = {"view": stage.modal(), "hash": view["hash"], **arguments}
    assert stage.refusal(call, **late) == "hash_conflict"
    assert call(**{**late, "hash": fresh})["ok"]


def test_a_modal_that_is_closed_cannot_be_updated(play: stage.Play) -> None:
    view = opened(play)
    play.asha.close_view()
    call = play.client.views_update
    assert stage.refusal(call, view_id=view["id"], view=stage.modal()) == "not_found"
    assert stage.refusal(call, view_id="V0", view=stage.modal()) == "not_found"


def test_a_modal_is_pushed_from_the_one_that_is_open(play: stage.Play) -> None:
    call = play.client.views_push
    button = {"type": "actions", "elements": [stage.button()]}

    def presses() -> str:
        assert play.asha.view is not None
        return play.asha.press(play.asha.view, "ack").trigger_id

    refused = {"trigger_id": trigger(play), "view": stage.modal()}
    assert stage.refusal(call, **refused) == "invalid_arguments"
    opened(play, blocks=[button])
    for _ in range(2):
        call(trigger_id=presses(), view=stage.modal(button))
    assert len(play.asha.views) == 3
    refused = {"trigger_id": presses(), "view": stage.modal()}
    assert stage.refusal(call, **refused) == "push_limit_reached"
    play.asha.close_view()
    assert call(trigger_id=presses(), view=stage.modal())["ok"]


def test_closing_may_clear_all_that_are_open(play: stage.Play) -> None:
    opened(play, blocks=[{"type": "actions", "elements": [stage.button()]}])
    assert play.asha.view is not None
    pulled = play.asha.press(play.asha.view, "ack").trigger_id
    top = stage.modal(clear_on_close=True, notify_on_close=True)
    play.client.views_push(trigger_id=pulled, view=top)
    play.asha.close_view()
    assert play.asha.views == []
    assert play.bot.last["is_cleared"] is True


def test_a_second_modal_takes_the_place_of_the_first(play: stage.Play) -> None:
    opened(play, title=stage.plain("First"))
    opened(play, title=stage.plain("Second"))
    assert [view.title for view in play.asha.views] == ["Second"]


def test_a_home_tab_is_published_when_somebody_opens_it(play: stage.Play) -> None:
    def script(request: stage.Request) -> None:
        if request.kind == "events_api" and request.event["tab"] == "home":
            play.client.views_publish(user_id=request.event["user"], view=home())

    play.bot.script = script
    play.asha.opens_home()
    assert play.asha.home is None
    assert play.slack.settle() == 1
    assert play.asha.home is not None
    assert play.asha.home.rendered == "mine"
    assert play.bello.home is None
    event = play.bot.events[-1]
    assert event["channel"].startswith("D")
    assert "view" not in event
    play.asha.opens_home()
    play.slack.settle()
    assert play.bot.events[-1]["view"]["id"] == play.asha.home.id
    play.asha.opens_home("messages")
    play.slack.settle()
    assert "view" not in play.bot.events[-1]


def test_a_home_tab_that_was_changed_meanwhile_is_a_conflict(play: stage.Play) -> None:
    call, arguments = play.client.views_publish, {"user_id": play.asha.id}
    first = call(view=home(), **arguments)["view"]
    assert call(view=home(), hash=first["hash"], **arguments)["ok"]
    late = {"view": home(), "hash": first["hash"], **arguments}
    assert stage.refusal(call, **late) == "hash_conflict"
    assert call(view=home(stage.section("all")), **arguments)["ok"]
    assert play.asha.home is not None
    assert play.asha.home.rendered == "all"


def test_a_press_on_the_home_tab_carries_the_view(play: stage.Play) -> None:
    row = stage.section("26-0042K", accessory=stage.button())
    play.client.views_publish(user_id=play.asha.id, view=home(row))
    assert play.asha.home is not None
    assert play.asha.home.buttons == ["I have it"]
    play.asha.press(play.asha.home, "I have it")
    assert play.bot.last["view"]["type"] == "home"
    assert play.bot.last["container"]["type"] == "view"


@pytest.mark.parametrize(
    ("user", "error"), [("U0NOBODY", "user_not_found"), ("U0SIMBOT", "user_not_found")]
)
def test_who_has_no_home_tab(play: stage.Play, user: str, error: str) -> None:
    call = play.client.views_publish
    assert stage.refusal(call, user_id=user, view=home()) == error
    gone = play.slack.add_user("gone", deleted=True)
    assert stage.refusal(call, user_id=gone.id, view=home()) == "user_disabled"
    play.open(has_home_tab=False)
    refused = {"user_id": play.asha.id, "view": home()}
    assert stage.refusal(play.client.views_publish, **refused) == "not_enabled"


def test_a_home_tab_is_no_modal(play: stage.Play) -> None:
    call = play.client.views_publish
    refused = {"user_id": play.asha.id, "view": stage.modal()}
    assert stage.refusal(call, **refused) == "invalid_arguments"
    refused = {"trigger_id": trigger(play), "view": home()}
    assert stage.refusal(play.client.views_open, **refused) == "invalid_arguments"
