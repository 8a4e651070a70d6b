"""Each duty is stated as done with what it needs to hear, from wherever one looks."""

from typing import Any

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


@pytest.fixture
def card(scene: Scene, cast: list[Person]) -> Any:
    return slack_desk.card(scene, slack_desk.opens(scene, cast[0]))


def states_done(scene: Scene, person: Person, card: Any, word: str) -> None:
    """Choose a duty from the card's list, and get its form."""
    slack_desk.closes(person)
    shown = slack_desk.card(scene, card.rendered[:8])
    (duty,) = scene.rows("SELECT id FROM duty WHERE word = :word", word=word)
    if f"*{word}*" in shown.rendered:
        person.presses(shown, "done")
    else:
        person.chooses(shown, "done_one", duty.id)
    assert f" {word}: " in person.form().rendered


def test_every_duty_has_its_form_and_says_what_is_missing(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    for word, wrong, why, right in (
        ("AID", {}, "", {"f_words": "ems on scene"}),
        (
            "SUP",
            {"f_why_not": "IDENTIFIED"},
            "Fill in name, badge or agency",
            {"f_name": "Smith", "f_badge": "4411", "f_agency": "CBP"},
        ),
        ("CAMS", {"f_stars": "many"}, "tars, or", {"f_stars": "NONE"}),
        ("DOCK", {}, "", {}),
        ("REPORT", {"f_rd_number": "zz"}, "RD number", {"f_rd_number": "JK123456"}),
    ):
        states_done(scene, dora, card, word)
        if why:
            dora.submits(**wrong)
            (said,) = dora.slack.view_errors.values()
            assert why in said
            assert "<!date" not in said
            assert "*" not in said
        shown = dora.submits(**right)
        assert f"*{word}* {card.rendered[:8]} is on record" in shown, word
    assert scene.events().count("duty:attested") == 5


def test_a_supervisor_who_was_not_identified_is_on_record_with_the_reason(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    states_done(scene, cast[2], card, "SUP")
    assert "on record" in cast[2].submits(f_why_not="NOTSAFE")
    (row,) = scene.rows("SELECT state FROM duty WHERE word = 'SUP'")
    assert row.state == "attested"


def test_a_form_about_something_else_than_it_says_changes_nothing(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    """What travels in a form names things and proves nothing."""
    vera = slack_desk.enrols(
        scene, someone("Vera", "custodian", "600", slack_user_id="U0VERA")
    )[-1]
    before = scene.events()
    (aid,) = scene.rows("SELECT id FROM duty WHERE word = 'AID'")
    (dock,) = scene.rows("SELECT id FROM duty WHERE word = 'DOCK'")
    states_done(scene, vera, card, "DOCK")
    content = vera.form().view.content
    genuine = content["private_metadata"]
    for forged in (genuine.replace(dock.id, aid.id), "{", "[]", "", '{"duty": 7}'):
        content["private_metadata"] = forged
        shown = vera.submits()
        assert "Nothing changed" in shown
        assert scene.events() == before
        states_done(scene, vera, card, "DOCK")
        content = vera.form().view.content
    assert "on record" in vera.submits()


def test_a_text_of_an_unknown_number_is_accepted_as_an_incident_once(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, dora = cast
    stranger = scene.stranger("+13125550177")
    stranger.texts("agents took my neighbour at the corner")
    stranger.reads_all()
    inbox = scene.cards()[-1]
    assert "neighbour" not in inbox.rendered
    boyd.presses(inbox, "read_held:0")
    assert "may not do this" in boyd.form().rendered
    dora.presses(inbox, "read_held:0")
    assert "agents took my neighbour" in dora.form().rendered

    assert "opened" in dora.submits()

    scene.advance(seconds=3)
    (row,) = scene.rows("SELECT reference FROM incident")
    assert f"opened as {row.reference}" in inbox.rendered
    assert "No text of an unknown number waits" in inbox.rendered


def test_an_unknown_numbers_text_is_accepted_by_one_of_two(
    scene: Scene, cast: list[Person]
) -> None:
    dora, dov = slack_desk.enrols(
        scene,
        someone(
            "Dov",
            "dispatcher",
            "7002",
            slack_user_id="U0DOV",
            phone_e164=None,
            phone_kind=None,
            consented_on=None,
        ),
    )[2:]
    stranger = scene.stranger("+13125550177")
    stranger.texts("agents took my neighbour at the corner")
    stranger.reads_all()
    inbox = scene.cards()[-1].as_now()
    for person in (dora, dov):
        person.presses(inbox, "read_held:0")
        assert "Open as incident" in person.form().rendered
    assert "opened" in dora.submits()
    assert "Not recorded" in dov.submits()
    assert len(scene.rows("SELECT id FROM incident")) == 1
    slack_desk.closes(dov)
    dov.presses(inbox, "read_held:0")
    assert "Opened as *26-" in dov.form().rendered
    assert "[Open as incident]" not in dov.form().rendered


def test_a_press_on_ones_page_shows_there_at_once(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha = cast[0]
    asha.slack.opens_home()
    scene.settle()
    asha.slack.press(asha.slack.home, "acknowledge:0")
    scene.settle()
    assert "Star 12345 has it" in asha.slack.home.rendered


def test_a_list_that_takes_long_comes_afterwards(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    house = scene.stage.house
    held = [house.database.reading_engine.connect() for _ in range(15)]
    try:
        exchange = dora.slack.command("/incident list all")
        assert exchange.failed is None
        (shown,) = dora.slack.answers(exchange)
        assert "Looking" in shown.rendered
    finally:
        for connection in held:
            connection.close()
    scene.settle()
    assert card.rendered[:8] in dora.slack.answers(exchange)[-1].rendered
