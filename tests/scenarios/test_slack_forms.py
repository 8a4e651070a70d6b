"""What a form asks for is recorded once; what is wrong is said at its field."""

from typing import Any

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: list[Person]) -> str:
    return slack_desk.opens(scene, cast[0])


@pytest.fixture
def card(scene: Scene, reference: str) -> Any:
    return slack_desk.card(scene, reference)


def test_an_incident_is_opened_for_the_member_who_saw_it(
    scene: Scene, cast: list[Person]
) -> None:
    dora = cast[2]
    dora.types("")
    shown = dora.submits(
        f_text="agents struck a man",
        f_beat="0715",
        f_event_number="2606812345",
        f_star="12345",
        f_when=int(scene.now().timestamp()) - 3600,
    )
    assert "opened today 2:40 PM" in shown
    (row,) = scene.rows(
        "SELECT beat, event_number, source, name FROM incident"
        " JOIN person ON person.id = opened_by"
    )
    assert tuple(row) == ("0715", "2606812345", "dispatched", "Asha")


def test_what_is_wrong_is_said_at_its_field_and_the_form_stays(
    scene: Scene, cast: list[Person]
) -> None:
    now, day = int(scene.now().timestamp()), 86400
    dora = cast[2]
    dora.types("")
    dora.slack.fill("f_text", "agents struck a man")
    for field, wrong, why, right in (
        ("f_star", "99", "Nobody in the roster wears star 99.", "12345"),
        ("f_beat", "none", "write it like 0715", "0715"),
        ("f_event_number", "12", "Event number: write it", "2606812345"),
        ("f_when", now + 3600, "That is in the future.", None),
        ("f_when", now - 100 * day, "more than 90 days ago", now - 3600),
    ):
        dora.slack.fill(field, wrong)
        dora.slack.submit()
        ((block_id, said),) = dora.slack.view_errors.items()
        assert block_id == field
        assert why in said
        assert "agents struck a man" in dora.form().rendered
        dora.slack.fill(field, right)
    assert scene.rows("SELECT id FROM incident") == []

    assert "opened" in dora.submits()
    assert dora.slack.view_errors == {}
    assert len(scene.rows("SELECT id FROM incident")) == 1


def test_a_deletion_date_that_is_too_early_is_refused_with_the_earliest(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    boyd = cast[1]
    slack_desk.picks(boyd, card, "flag")
    assert "It must be 10 Mar 2028 or later (50 ILCS 706" in str(boyd.form().blocks)
    boyd.submits(f_ground="force", f_date="2028-03-09")
    assert boyd.slack.view_errors == {
        "f_date": "9 Mar 2028 is too early. It must be 10 Mar 2028 or later "
        "(50 ILCS 706/10-20(a)(7))."
    }
    assert "duty:attested" not in scene.events()
    assert "until 10 Mar 2028" in boyd.submits(f_date="2028-03-10")
    (row,) = scene.rows("SELECT ground, state FROM footage")
    assert tuple(row) == ("force", "attested")


def test_exactly_one_way_of_being_kept_is_stated(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    boyd = cast[1]
    slack_desk.picks(boyd, card, "flag")
    boyd.submits(f_ground="force")
    assert boyd.slack.view_errors == {
        "f_date": "Fill in the date or the case id, or tick the box."
    }
    boyd.submits(f_date="2029-04-01", f_case="JK123456")
    assert "State one of them" in boyd.slack.view_errors["f_date"]
    assert "duty:attested" not in scene.events()
    assert "on record as you stated it" in boyd.submits(f_date=None)
    (row,) = scene.rows("SELECT case_id FROM footage")
    assert row.case_id == "JK123456"


def test_footage_can_be_kept_until_released_by_hand(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    boyd = cast[1]
    slack_desk.picks(boyd, card, "flag")
    shown = boyd.submits(f_ground="complaint", f_never=["NEVER"])
    assert "on record as you stated it" in shown
    (row,) = scene.rows("SELECT state FROM footage")
    assert row.state == "attested"


def test_a_ground_that_the_role_may_not_state_is_not_offered_and_not_taken(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, boyd, dora = cast
    slack_desk.picks(asha, card, "flag")
    offered = [
        option["value"]
        for block in asha.form().blocks
        if block.get("block_id") == "f_ground"
        for option in block["element"]["options"]
    ]
    assert offered == ["own_request"]
    # The screen says otherwise: a form that somebody made up.
    (block,) = [b for b in asha.form().blocks if b.get("block_id") == "f_ground"]
    block["element"]["options"][0]["value"] = "force"
    shown = asha.submits(f_ground="force", f_date="2029-04-01")
    assert "may not state this ground" in shown
    assert "duty:attested" not in scene.events()
    slack_desk.picks(dora, card, "flag")
    assert "may not state a ground" in dora.form().rendered
    slack_desk.picks(boyd, card, "flag")
    assert "on record" in boyd.submits(f_ground="force", f_date="2029-04-01")


def test_no_footage_is_stated_with_a_reason_and_the_clock_goes_on(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha = cast[0]
    slack_desk.picks(asha, card, "no_video")
    asha.slack.submit()
    assert asha.slack.view_errors == {"f_reason": "This is a required field"}
    assert "a second person will search" in asha.submits(f_reason="battery died")
    assert "footage:none_stated" in scene.events()
    assert "Lost next" in slack_desk.card(scene, card.rendered[:8]).rendered


def test_the_second_of_two_who_correct_sees_what_changed(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    _, boyd, dora = cast
    slack_desk.picks(dora, card, "correct")
    slack_desk.picks(boyd, card, "correct")
    assert "beat was empty, is 0715" in dora.submits(f_beat="0715")

    shown = boyd.submits(f_beat="0716", f_rd_number="JK123456")

    assert "Nothing of yours is recorded" in shown
    assert "*Beat* was empty when you began, and is 0715 now." in shown
    assert scene.events().count("incident:corrected") == 1
    slack_desk.closes(boyd)
    slack_desk.picks(boyd, card, "correct")
    assert "beat was 0715, is 0716" in boyd.submits(f_beat="0716")


def test_a_correction_that_cannot_be_read_stays_in_its_form(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    slack_desk.picks(dora, card, "correct")
    dora.submits(f_rd_number="zz", f_reason="from the report")
    assert "write it like JK123456" in dora.slack.view_errors["f_rd_number"]
    assert "RD number was empty, is JK123456" in dora.submits(f_rd_number="jk 123456")
    assert "RD JK123456" in slack_desk.card(scene, card.rendered[:8]).rendered


def test_an_incident_is_closed_only_when_no_footage_clock_runs(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, boyd, dora = cast
    reference = card.rendered[:8]
    slack_desk.picks(dora, card, "close")
    assert "role Dispatcher may not do this" in dora.form().rendered
    slack_desk.picks(boyd, card, "close")
    shown = boyd.submits(f_outcome="closed_no_violation", f_reason="seen by us")
    assert f"{reference} stays open: the footage of star 12345" in shown
    slack_desk.closes(boyd)
    for text in ("DOCK", "FLAG NEVER"):
        asha.texts(text)
    boyd.texts("SEEN")

    slack_desk.picks(boyd, card, "close")
    shown = boyd.submits(f_outcome="closed_no_violation", f_reason="seen by us")

    assert shown.startswith(f"Recorded\n*{reference}* is closed: no violation.")
    card = slack_desk.card(scene, reference)
    assert "closed: no violation" in card.rendered
    slack_desk.closes(boyd)
    boyd.presses(card, "reopen")
    assert f"*{reference}* is open again" in boyd.submits(f_reason="a new witness")
    assert f"{reference} · open" in slack_desk.card(scene, reference).rendered


def test_an_unknown_other_incident_is_said_at_its_field(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    boyd = cast[1]
    other = slack_desk.opens(scene, cast[0], "agents took a woman at the bridge")
    slack_desk.picks(boyd, card, "link")
    for wrong in ("26-0999" + "Z", "what", "26-0009J"):
        boyd.submits(f_other=wrong)
        assert set(boyd.slack.view_errors) == {"f_other"}
    shown = boyd.submits(f_other=other.lower())
    assert "are linked. Both go on." in shown


def test_the_report_is_read_in_a_form_and_each_reading_is_on_record(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    dora = cast[2]
    lena = slack_desk.enrols(
        scene, someone("Lena", "liaison", "300", slack_user_id="U0LENA")
    )[-1]
    lena.presses(card, "read_words")
    assert "may not do this" in lena.form().rendered
    assert "struck" not in lena.form().rendered
    for times in (1, 2):
        dora.presses(card, "read_words")
        assert "agents struck a man" in dora.form().rendered
        slack_desk.closes(dora)
        assert scene.events().count("words:read") == times


def test_the_officer_is_texted_a_fixed_phrase_exactly_as_it_was_shown(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, boyd, dora = cast
    asha.reads_all()
    slack_desk.picks(dora, card, "text_officer")
    assert [b["type"] for b in dora.form().blocks if b.get("element")] == ["input"]
    shown = dora.submits(f_phrase="use_radio")
    exact = shown.split("exactly this:\n")[1].split("\nNothing was sent")[0]
    assert asha.unread() == []

    assert f"“{exact}”" in dora.submits()

    assert [one.encode() for one in asha.reads_all()] == [exact.encode()]
    slack_desk.closes(dora)
    slack_desk.picks(boyd, card, "text_officer")
    boyd.submits(f_phrase="use_radio")
    assert "star 7001 did this before" in boyd.submits()
    assert asha.unread() == []


def test_who_cannot_be_texted_is_said_before_anything_is_sent(
    scene: Scene, cast: list[Person], card: Any
) -> None:
    asha, _, dora = cast
    asha.texts("OFF")
    asha.reads_all()
    slack_desk.picks(dora, card, "text_officer")
    dora.submits(f_phrase="use_radio")
    assert "star 12345 is not on duty" in dora.slack.view_errors["f_phrase"]
    assert "officer:texted" not in scene.events()
    asha.texts("ON")
    assert "exactly this" in dora.submits(f_phrase="use_radio")
