"""A dispatcher logs what an officer answers over the radio; the officer can undo it."""

import pytest

from bot.simulator.slack import blocks
from tests.scenarios import slack_desk
from tests.scenarios.desk_work import states
from tests.scenarios.record import entries
from tests.stage import Person, Scene, officer, sergeant

pytestmark = pytest.mark.in_slack


@pytest.fixture
def policy_file() -> str:
    """A policy whose times do not move with the shipped one."""
    return "tests/policies/relief.toml"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = slack_desk.enrols(scene)
    people[0].is_ignored = False
    people[0].first = people[0].texts("NEW agents struck a man")
    return people


def ids(scene: Scene) -> dict[str, str]:
    return {row.name: row.id for row in scene.rows("SELECT id, name FROM person")}


def test_it_counts_as_the_officers_word_and_names_who_logged_it(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    shown = dora.types("radio 12345 AID none hurt")
    assert "Logged for star 12345" in shown
    assert "AID" in shown
    assert "texted this" in shown

    people = ids(scene)
    entry = entries(scene, "duty:attested")[-1]
    assert entry["actor"]["channel"] == "radio"
    assert entry["actor"]["person"] == people["Asha"]
    assert entry["body"]["facts"]["stated_by"] == people["Asha"]
    assert entry["body"]["facts"]["logged_by"] == people["Dora"]
    (duty,) = scene.rows("SELECT state, attested_by FROM duty WHERE word = 'AID'")
    assert tuple(duty) == ("attested", people["Asha"])
    asha.gets("RADIO: 26-0001", "AID recorded", "UNDO")
    asha.gets_nothing()


def test_a_wrong_log_is_taken_back_by_the_officer(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    dora.types("radio 12345 AID none hurt")
    asha.gets("RADIO", "AID recorded")
    assert "AID taken back" in asha.texts("UNDO")
    assert states(scene)["AID"] == "notified"
    dora.types("radio star 12345 aid EMS called")
    asha.gets("RADIO", "AID recorded")
    assert "taken back" in dora.types("radio 12345 UNDO")
    asha.gets("RADIO", "taken back")
    assert states(scene)["AID"] == "notified"


def test_footage_is_flagged_on_the_officers_own_ground(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    dora.types("radio 12345 FLAG 10 MAR 29")
    asha.gets("RADIO: 26-0001", "FLAG recorded: until 10 Mar 2029")
    (footage,) = scene.rows("SELECT ground, state FROM footage")
    assert tuple(footage) == ("own_request", "attested")


def test_what_is_missing_is_said_and_nothing_is_logged(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    before = scene.events()
    shown = dora.types("radio 12345 FLAG")
    assert "Nothing logged for star 12345" in shown
    assert "deletion date" in shown
    assert "Nobody in the roster wears star 999" in dora.types("radio 999 AID done")
    assert "Begin with the word" in dora.types("radio 12345 they hit him again")
    assert "Begin with the word" in dora.types("radio 12345 STATUS")
    assert "radio 4432 FLAG" in dora.types("radio 12345")
    assert "radio 4432 FLAG" in dora.types("radio AID done")
    assert scene.events() == before
    asha.gets_nothing()


def test_only_a_role_that_may_logs(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, dora = cast
    for person in (asha, boyd):
        assert "Nothing changed" in person.types("radio 12345 AID done")
    assert "duty:attested" not in scene.events()
    assert "Logged for star 12345" in dora.types("radio 12345 AID done")
    asha.gets("RADIO")


def test_the_officers_rights_count_and_not_the_dispatchers(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "DOCK", "FLAG NEVER"):
        asha.texts(body)
    # A look is a second person's own: neither the officer's nor a desk's to log.
    assert "Nothing logged" in dora.types("radio 12345 SEEN")
    assert "A second look is not logged" in dora.types("radio 900 SEEN")
    assert "footage:verified" not in scene.events()
    asha.gets_nothing()


def test_late_pass_and_notes_are_logged_too(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, dora = cast
    assert "you are reminded" in dora.types("radio 12345 LATE 1608 at the hospital")
    asha.gets("RADIO", "AID: reminder at 16:08")
    assert "is asked" in dora.types("radio 12345 PASS")
    asha.gets("RADIO", "It stays yours")
    assert "Your words are added" in dora.types("radio 12345 NOTE two agents left")
    asha.gets("RADIO", "your words are added")
    assert entries(scene, "duty:passed")[-1]["actor"]["person"] == ids(scene)["Asha"]
    assert entries(scene, "incident:noted")[-1]["actor"]["channel"] == "radio"
    boyd.is_ignored = True


def test_words_of_the_radio_are_held_back_too(scene: Scene, cast: list[Person]) -> None:
    asha, _, dora = cast
    dora.types("radio 12345 NOTE he is a us citizen")
    asha.gets("RADIO")
    (item,) = scene.rows(
        "SELECT held_by FROM item WHERE name = 'text' AND position > 1"
    )
    assert item.held_by == "MCC 2-173-030"


def test_an_officer_who_cannot_be_texted_is_not_and_the_desk_knows(
    scene: Scene,
) -> None:
    asha, _, dora = scene.enrols(
        officer(consented_on=None, slack_user_id=None),
        sergeant(),
        slack_desk.dispatcher(),
    )
    scene.people["Boyd"].is_ignored = True
    reference = dora.types("open agents struck a man").split("*")[1]
    assert "not agreed to be texted" not in reference
    asha.texts("NEW agents struck a woman")
    shown = dora.types("radio 12345 AID done")
    assert "Logged for star 12345" in shown
    assert "not texted" in shown
    asha.gets_nothing()


def test_a_log_sent_twice_is_one(scene: Scene, cast: list[Person]) -> None:
    asha, _, dora = cast
    dora.types("radio 12345 AID none hurt")
    asha.gets("RADIO")
    again = dora.types("radio 12345 AID none hurt")
    assert "*AID* was stated as done by star 12345" in again
    assert "Nothing changed." in again
    asha.gets_nothing()
    assert scene.events().count("duty:attested") == 1


def opens_form(scene: Scene, person: Person, word: str) -> None:
    """Open the form of one duty from the card of the incident."""
    reference = scene.rows("SELECT reference FROM incident")[0].reference
    shown = slack_desk.card(scene, reference)
    (row,) = scene.rows("SELECT id FROM duty WHERE word = :word", word=word)
    first = [
        element["value"]
        for _, element in blocks.elements(shown.blocks)
        if element.get("action_id") == "done"
    ]
    if first == [row.id]:
        person.presses(shown, "done")
    else:
        person.chooses(shown, "done_one", row.id)


def test_a_form_logs_it_too_and_left_empty_it_is_ones_own(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    opens_form(scene, dora, "AID")
    assert "Said over the radio by star" in dora.form().rendered
    dora.submits(f_words="EMS called", f_star="999")
    assert "Nobody in the roster wears star 999" in dora.slack.view_errors["f_star"]
    assert "duty:attested" not in scene.events()
    assert "Logged for star 12345" in dora.submits(f_star="12345")
    asha.gets("RADIO: 26-0001", "AID recorded")
    entry = entries(scene, "duty:attested")[-1]
    assert entry["actor"]["channel"] == "radio"
    assert entry["actor"]["person"] == ids(scene)["Asha"]
    assert entry["body"]["facts"]["logged_by"] == ids(scene)["Dora"]


def test_whoever_may_state_no_ground_logs_what_the_officer_says(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, dora = cast
    opens_form(scene, dora, "FLAG")
    dora.submits(f_star="12345")
    assert "Fill in the date" in dora.slack.view_errors["f_date"]
    assert "Logged for star 12345" in dora.submits(f_date="2029-03-10")
    asha.gets("RADIO: 26-0001", "FLAG recorded: until 10 Mar 2029")
    (footage,) = scene.rows("SELECT ground, state FROM footage")
    assert tuple(footage) == ("own_request", "attested")


def test_a_form_offers_the_radio_to_whom_may_log_and_never_for_a_second_look(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, dora = cast
    opens_form(scene, boyd, "AID")
    assert "radio" not in boyd.form().rendered
    boyd.slack.close_view()
    for body in ("AID done", "SUP REFUSED", "CAMS NONE", "DOCK", "FLAG NEVER"):
        asha.texts(body)
    opens_form(scene, dora, "SEEN")
    assert "radio" not in dora.form().rendered
    asha.gets_nothing()
