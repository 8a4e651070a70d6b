"""A slow or failing database, a late form, a second press: each is said as it is."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.scenarios import slack_desk
from tests.stage import Person, Scene
from tests.storage import writing

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


@pytest.fixture
def card(scene: Scene, cast: list[Person]) -> Any:
    return slack_desk.card(scene, slack_desk.opens(scene, cast[0]))


def slow(scene: Scene) -> contextlib.AbstractContextManager[None]:
    """Let what is to be written wait."""
    return writing.holding(scene.stage.house.writer)


@contextlib.contextmanager
def failing(scene: Scene) -> Iterator[None]:
    """Let the database take no entry."""
    engine = scene.stage.house.database.writing_engine

    def rename(old: str, new: str) -> None:
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    rename("entry", "entry_lost")
    try:
        yield
    finally:
        rename("entry_lost", "entry")


def said(person: Person, exchange: Any) -> list[str]:
    """Return what this person was shown of one act so far."""
    return [one.rendered for one in person.slack.answers(exchange)]


def test_command_and_press_are_answered_at_once_and_their_result_comes_afterwards(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    _, boyd, dora = cast
    with slow(scene):
        pressed = boyd.slack.press(card, "acknowledge")
        typed = dora.slack.command("/incident open agents took a man")
        assert (pressed.failed, typed.failed) == (None, None)
        writing.wait_for(lambda: bool(said(boyd, pressed)))
        assert len(scene.rows("SELECT id FROM incident")) == 1
        assert "duty:acknowledged" not in scene.events()
    scene.settle()
    not_yet, done = said(boyd, pressed)
    assert not_yet.startswith("*Not recorded yet.*")
    assert "You have *AID*" in done
    not_yet, done = said(dora, typed)
    assert not_yet.startswith("*Not recorded yet.*")
    assert "opened" in done


def test_a_form_says_working_and_then_what_was_recorded_or_what_changed(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    _, boyd, dora = cast
    for person, beat in ((dora, "0715"), (boyd, "0716")):
        slack_desk.picks(person, card, "correct")
        person.slack.fill("f_beat", beat)
    with slow(scene):
        for person in (dora, boyd):
            assert person.slack.submit().failed is None
            assert "nothing is recorded yet" in person.form().rendered
    scene.settle()
    assert "beat was empty, is 0715" in dora.form().rendered
    assert "was empty when you began, and is 0715 now" in boyd.form().rendered


def test_the_watch_is_taken_from_ones_page_however_long_it_takes(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    boyd.slack.opens_home()
    scene.settle()
    with slow(scene):
        boyd.slack.press(boyd.slack.home, "take_watch")
        writing.wait_for(lambda: boyd.slack.view is not None)
        assert "nothing is recorded yet" in boyd.form().rendered
    scene.advance(seconds=10)
    assert "You have the watch until" in boyd.form().rendered
    assert "You have the watch" in boyd.slack.home.rendered


def test_a_failing_database_is_said_and_nothing_typed_is_lost(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    dora.presses(card, "Note…")
    dora.slack.fill("f_text", "two men in a grey car")
    with failing(scene):
        exchange = dora.slack.command("/incident open agents struck a man")
        assert said(dora, exchange)[0].startswith("*Not recorded:* our system failed")
        dora.slack.submit()
        assert "Not recorded: our system failed" in dora.slack.view_errors["f_text"]
        assert "two men in a grey car" in dora.form().rendered
    assert scene.events().count("incident:noted") == 0
    assert "Your words are added" in dora.submits()
    assert scene.events().count("incident:noted") == 1


@pytest.mark.parametrize("error", ["expired_trigger_id", "invalid_arguments"])
def test_a_form_that_comes_too_late_is_told_privately(
    scene: Scene, cast: list[Person], card: Any, error: str
) -> None:
    _, boyd, dora = cast
    scene.workspace.troubles.trigger_error = error
    hint = "That took too long, and nothing changed. Please press again."
    assert dora.presses(card, "done") == hint
    assert dora.types("") == hint
    assert slack_desk.picks(boyd, card, "flag") == hint
    assert dora.slack.view is None
    scene.workspace.troubles.trigger_error = None
    dora.presses(card, "done")
    assert "Aid summoned" in dora.form().rendered


def test_one_button_pressed_twice_and_by_two_has_one_effect(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    _, boyd, dora = cast
    stale = card.as_now()
    exchanges = [
        (person, person.slack.press(stale, "acknowledge"))
        for person in (dora, dora, boyd)
    ]
    scene.settle()

    shown = {id(e): (p, "".join(said(p, e))) for p, e in exchanges}
    won = [person for person, words in shown.values() if "You have *AID*" in words]
    lost = [words for _, words in shown.values() if "You have" not in words]
    assert (len(won), len(lost)) == (1, 2)
    for words in lost:
        assert f"star {won[0].row.star} has it since" in words
        assert "Nothing changed" in words
    assert scene.events().count("duty:acknowledged") == 1


def test_an_old_screen_of_a_closed_incident_shows_how_it_stands(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, boyd, dora = cast
    asha.texts("DOCK")
    asha.texts("FLAG NEVER")
    boyd.texts("SEEN")
    reference = card.rendered[:8]
    stale = slack_desk.card(scene, reference).as_now()
    slack_desk.picks(boyd, stale, "close")
    boyd.submits(f_outcome="closed_other_agency", f_reason="theirs")
    slack_desk.closes(boyd)
    before = scene.events()

    shown = dora.presses(stale, "acknowledge")
    assert "closed" in shown
    assert "Nothing changed" in shown
    dora.presses(stale, "done")
    assert f"{reference} · closed: other agency" in dora.form().rendered
    slack_desk.picks(boyd, stale, "close")
    assert f"{reference} · closed: other agency" in boyd.form().rendered
    assert scene.events() == before


def test_an_old_screen_says_who_settled_a_duty(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, boyd, dora = cast
    stale = card.as_now()
    asha.texts("AID ems on scene")
    shown = dora.presses(stale, "acknowledge")
    assert "stated as done by star 12345" in shown
    assert "Nothing changed" in shown
    boyd.presses(stale, "done")
    assert "stated as done by star 12345" in boyd.form().rendered
    assert scene.events().count("duty:attested") == 1
