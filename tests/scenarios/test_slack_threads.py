"""What people say in a card's thread is on record; what others say is not ours."""

from typing import Any

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


@pytest.fixture
def card(scene: Scene, cast: list[Person]) -> Any:
    return slack_desk.card(scene, slack_desk.opens(scene, cast[0]))


def notes(scene: Scene) -> list[str]:
    """Return the words on record after those that opened, in order."""
    rows = scene.rows(
        "SELECT content FROM item WHERE name = 'text' ORDER BY position, name"
    )
    return [row.content for row in rows][1:]


def replies(scene: Scene, person: Person, card: Any, words: str) -> Any:
    """Say something in the card's thread."""
    message = person.slack.says("dispatch", words, thread_ts=card.ts)
    scene.settle()
    return message


def test_replies_become_notes_in_their_order(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    _, boyd, dora = cast
    replies(scene, boyd, card, "two men & a <woman>")
    replies(scene, dora, card, "beat 0715 is there")
    assert notes(scene) == ["two men & a <woman>", "beat 0715 is there"]
    rows = scene.rows("SELECT record FROM entry WHERE event = 'incident:noted'")
    assert all('"channel":"slack"' in row.record for row in rows)
    assert (
        "Words added by star 7001" in slack_desk.card(scene, card.rendered[:8]).rendered
    )


def test_edits_and_deletions_become_entries_beside_the_old_words(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    message = replies(scene, dora, card, "two men")
    dora.slack.edits(message, "three men")
    scene.settle()
    dora.slack.deletes(message)
    scene.settle()
    assert notes(scene) == ["two men", "three men"]
    events = [event for event in scene.events() if "note" in event]
    assert events == ["incident:noted", "note:changed", "note:deleted"]
    assert "Words deleted in Slack by star 7001; they stay on record" in (
        slack_desk.card(scene, card.rendered[:8]).rendered
    )


def test_an_event_that_comes_again_is_one_note(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    scene.workspace.troubles.duplicate_events = True
    dora = cast[2]
    message = replies(scene, dora, card, "two men")
    dora.slack.edits(message, "three men")
    scene.advance(minutes=6)
    assert notes(scene) == ["two men", "three men"]


def test_a_strangers_reply_is_not_recorded_and_they_are_told_privately(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    stranger = scene.workspace.add_user("stranger", id_="U0STRANGER")
    scene.workspace.invite("dispatch", stranger.id)
    stranger.says("dispatch", "I was there", thread_ts=card.ts)
    scene.settle()
    (told,) = stranger.ephemerals
    assert "Nothing changed" in told.rendered
    assert "not in the roster" in told.rendered
    assert notes(scene) == []
    assert cast[2].slack.ephemerals == []
    replies(scene, cast[2], card, "a witness was there")
    assert notes(scene) == ["a witness was there"]


def test_a_role_that_may_not_add_is_told_so(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    lena = slack_desk.enrols(
        scene, someone("Lena", "liaison", "300", slack_user_id="U0LENA")
    )[-1]
    replies(scene, lena, card, "we charge")
    (told,) = lena.slack.ephemerals
    assert "may not do this" in told.rendered
    assert notes(scene) == []


def test_what_is_said_elsewhere_is_ignored_and_unanswered(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    stranger = scene.workspace.add_user("stranger", id_="U0STRANGER")
    scene.workspace.invite("dispatch", stranger.id)
    scene.workspace.add_channel("lunch")
    before = scene.events()
    for person in (dora.slack, stranger):
        for channel in ("dispatch", "lunch"):
            first = person.says(channel, "coffee?")
            person.says(channel, "yes", thread_ts=first.ts)
        scene.settle()
    assert scene.events() == before
    assert stranger.ephemerals == []
    assert dora.slack.ephemerals == []


def test_what_programs_say_is_ignored(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    before = scene.events()
    scene.workspace.other_bot_says("dispatch", "deployed")
    scene.settle()
    assert scene.events() == before
    messages = len(scene.workspace.messages("dispatch"))
    scene.advance(minutes=6)
    assert len(scene.workspace.messages("dispatch")) == messages


def test_words_about_status_in_a_thread_are_held_back(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    replies(scene, cast[2], card, "the man is undocumented")
    (row,) = scene.rows("SELECT held_by FROM item WHERE content LIKE '%undocumented%'")
    assert row.held_by == "MCC 2-173-030"
    dora = cast[2]
    dora.presses(slack_desk.card(scene, card.rendered[:8]), "read_words")
    assert "undocumented" not in dora.form().rendered
    assert "Held back" in dora.form().rendered


def test_a_command_in_a_thread_is_refused_by_slack_and_a_reply_is_not(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    exchange = dora.slack.command("/incident note x", thread_ts=card.ts)
    assert "not supported in threads" in str(exchange.failed)
    replies(scene, dora, card, "/incident note x")
    assert notes(scene) == ["/incident note x"]
