"""What a post to Slack can meet: the card comes exactly once."""

from datetime import timedelta

import pytest

from bot.simulator import troubles
from bot.simulator.slack import troubles as slack_troubles
from tests.scenarios.slack_outbound import enrols, lists, opens, posted
from tests.stage import Person, Scene

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def transport() -> str:
    """Let Slack's requests come by HTTP: these scenes are about what goes to it."""
    return "http"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


#: What a post can meet, and how long it may take until the card is there.
POSTS = {
    "the line drops before Slack read it": (troubles.drop_unread(), 30),
    "the line drops after Slack read it": (troubles.accept_then_drop(), 30),
    "500": (slack_troubles.server_error(), 30),
    "500 after it was done": (slack_troubles.server_error(accepts=True), 30),
    "502 with a page": (troubles.bad_gateway(), 30),
    "502 after it was done": (troubles.bad_gateway(accepts=True), 30),
    "200 with nothing": (troubles.empty_ok(accepts=True), 30),
    "200 with nothing, and nothing done": (troubles.empty_ok(accepts=False), 30),
    "200 with a page": (troubles.html_ok(accepts=True), 30),
    "a list": (slack_troubles.json_list(), 30),
    "a list after it was done": (slack_troubles.json_list(accepts=True), 30),
    "no time-stamp": (troubles.Answer(body=b'{"ok": true}'), 30),
    "no time-stamp, and it was done": (
        troubles.Answer(body=b'{"ok": true, "ts": null}', accepts=True),
        30,
    ),
    "internal_error": (slack_troubles.refuses("internal_error"), 30),
    "fatal_error, done": (slack_troubles.refuses("fatal_error", accepts=True), 30),
    "ratelimited in a 200": (slack_troubles.refuses("ratelimited"), 10),
    "429, half a second": (slack_troubles.too_many_requests("0.5"), 5),
    "429, thirty seconds": (slack_troubles.too_many_requests("30"), 35),
    "429, an hour": (slack_troubles.too_many_requests("3600"), 660),
    "429 without a word": (slack_troubles.too_many_requests(), 10),
    "429 with an odd word": (slack_troubles.too_many_requests("soon"), 10),
    "429 with a negative": (slack_troubles.too_many_requests("-5"), 10),
}


@pytest.mark.parametrize("discards_memory", [False])
def test_a_card_comes_exactly_once_whatever_its_post_met(
    scene: Scene, cast: list[Person]
) -> None:
    for number, (name, (answer, within_seconds)) in enumerate(POSTS.items(), start=1):
        scene.workspace.troubles.next_answers("chat.postMessage", answer)
        reference = opens(scene, cast[0], f"NEW agents at {number} Kedzie, beat 1021")
        scene.advance(seconds=within_seconds)
        cards = posted(scene)
        assert len(cards) == number, name
        assert reference in cards[-1].rendered, name
    scene.advance(minutes=12)
    assert len(posted(scene)) == len(POSTS)


def test_thirty_seconds_asked_are_thirty_seconds_waited_and_nobody_waits_along(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    # The list comes a quarter of an hour after the text that went unanswered.
    scene.advance(minutes=44, seconds=55)
    scene.workspace.troubles.next_answers(
        "chat.postMessage", slack_troubles.too_many_requests("30")
    )
    opens(scene, cast[0], "NEW agents at the park, beat 0715")
    scene.advance(seconds=10)
    assert len(lists(cast[1])) == 1
    scene.advance(seconds=15)
    assert len(posted(scene)) == 1
    scene.advance(seconds=8)
    assert len(posted(scene)) == 2


def test_a_card_whose_post_timed_out_is_looked_for_before_it_is_made_again(
    scene: Scene, cast: list[Person]
) -> None:
    scene.workspace.troubles.listing_delay_for = timedelta(seconds=10)
    scene.workspace.troubles.next_answers("chat.postMessage", troubles.hang())
    opens(scene, cast[0])
    scene.advance(seconds=5)
    cast[0].texts("AID ambulance called")
    scene.advance(minutes=2)
    (card,) = posted(scene)
    assert "1 of 6 settled" in card.rendered


@pytest.mark.parametrize(
    "answer",
    [
        slack_troubles.too_many_requests("5"),
        slack_troubles.server_error(),
        slack_troubles.refuses("missing_scope"),
        troubles.drop_unread(),
    ],
    ids=["429", "500", "missing_scope", "dropped"],
)
def test_a_look_that_fails_does_not_make_the_card_again(
    scene: Scene, cast: list[Person], answer: troubles.Answer
) -> None:
    scene.workspace.troubles.next_answers(
        "chat.postMessage", troubles.accept_then_drop()
    )
    scene.workspace.troubles.next_answers("conversations.history", answer)
    opens(scene, cast[0])
    scene.advance(minutes=3)
    assert len(posted(scene)) == 1


def test_an_update_that_fails_is_made_good(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    scene.workspace.troubles.next_answers(
        "chat.update",
        slack_troubles.server_error(),
        troubles.bad_gateway(),
        troubles.accept_then_drop(),
    )
    cast[0].texts("AID ambulance called")
    scene.advance(minutes=2)
    (card,) = posted(scene)
    assert "1 of 6 settled" in card.rendered
