"""Past its loss: everybody is told, and a second person records what is so."""

from datetime import timedelta

import pytest

from tests.scenarios import footage_cast
from tests.scenarios.footage_cast import Cast, code, opens, piece, proves, states
from tests.stage import Scene


@pytest.fixture
def cast(scene: Scene) -> Cast:
    """Asha, Boyd, Lena, Cora, Dana; see there."""
    return footage_cast.enrols(scene)


@pytest.fixture
def lost(scene: Scene, cast: Cast) -> Cast:
    """A bus that nobody asked for, past its 72 hours."""
    opens(cast[0], "CTA")
    for person in cast:
        person.reads_all()
    scene.advance(hours=72, minutes=20)
    return cast


def test_everybody_is_told_once_and_a_second_person_searches(
    scene: Scene, lost: Cast
) -> None:
    assert states(scene, "cta") == {"ASKED": "released", "SEARCH": "notified"}
    assert piece(scene, "cta").state == "expected"
    assert scene.events().count("footage:past_loss") == 1
    told = {person.row.name: "\n".join(person.reads_all()) for person in lost}
    for name in ("Boyd", "Lena", "Dana"):
        assert "CTA" in told[name], name
    losses = [
        text
        for name in ("Lena", "Dana")
        for text in told[name].splitlines()
        if text.startswith("LOSS: ")
    ]
    assert losses
    # What somebody searches for now is nobody's to take.
    assert not [text for text in losses if "ACK" in text]
    gaps = {gap["gap"] for gap in proves(scene)[0]["gaps"]}
    assert {"not_asked_for_in_time", "may_be_lost"} <= gaps


def test_the_loss_is_recorded_with_its_reason_and_told(
    scene: Scene, lost: Cast
) -> None:
    _, boyd, lena, _, dana = lost
    for person in lost:
        person.reads_all()

    assert "Write why: SEARCH LOST why" in boyd.texts("SEARCH LOST")
    assert states(scene, "cta")["SEARCH"] == "notified"
    answer = boyd.texts("SEARCH LOST overwritten on the 13th, CTA says")
    assert "SEARCH recorded: lost" in answer
    assert "UNDO" not in answer

    row = piece(scene, "cta")
    assert row.state == "lost"
    assert row.lost_reason == "overwritten on the 13th, CTA says"
    assert states(scene, "cta") == {"ASKED": "released", "SEARCH": "verified"}
    scene.advance(minutes=30)
    assert "FOOTAGE LOST: CTA" in "\n".join(lena.reads_all())
    assert "FOOTAGE LOST: CTA" in "\n".join(dana.reads_all())
    # Nothing is left that the engine could do about it.
    rows = scene.rows(
        "SELECT duty.id FROM duty JOIN footage ON footage.id = duty.footage_id"
        " WHERE footage.source = 'cta' AND duty.next_step_at IS NOT NULL"
    )
    assert rows == []
    proves(scene)


def test_what_was_found_is_stated_and_seen_by_yet_another(
    scene: Scene, lost: Cast
) -> None:
    _, boyd, lena, _, _ = lost
    assert "is still open" in boyd.texts("SEARCH FOUND")
    assert "10 Mar 2026 is not in the future" in boyd.texts("SEARCH FOUND 10 MAR 26")
    answer = boyd.texts("SEARCH FOUND CASE JK123456")
    assert "found, kept in case JK123456; another one looks" in answer

    assert piece(scene, "cta").state == "attested"
    # Not by the one who found it.
    assert "Nothing like that is open" in boyd.texts("SEEN")
    scene.advance(hours=30)
    seen = code(scene, lena, "SEEN", "cta")
    assert "SEEN recorded: seen by you" in lena.texts(f"SEEN {seen}")
    assert piece(scene, "cta").state == "verified"
    assert states(scene, "cta")["SEARCH"] == "verified"
    proves(scene)


def test_what_was_found_can_be_taken_back(scene: Scene, lost: Cast) -> None:
    boyd = lost[1]
    boyd.texts("SEARCH FOUND COPY")
    assert "SEARCH taken back" in boyd.texts("UNDO")
    assert piece(scene, "cta").state == "expected"
    assert states(scene, "cta")["SEARCH"] == "notified"
    assert "SEARCH recorded: lost" in boyd.texts("SEARCH LOST no copy after all")


def test_what_is_stated_after_the_loss_was_told_goes_to_the_searcher(
    scene: Scene, lost: Cast
) -> None:
    _, boyd, _, cora, _ = lost
    for person in lost:
        person.reads_all()
    asked = code(scene, cora, "ASKED", "cta")

    answer = cora.texts(f"ASKED {asked} they kept it, call Joe at the CTA")

    assert "too late. Its loss 15:40 was told." in answer
    assert "whoever searches has them" in answer
    assert states(scene, "cta")["SEARCH"] == "notified"
    assert piece(scene, "cta").asked_at is None
    assert "footage:stated_late" in scene.events()
    scene.advance(minutes=20)
    assert "came late" in "\n".join(boyd.reads_all())
    # The searcher finds it, and says so.
    assert "found, kept until" in boyd.texts("SEARCH FOUND NEVER")
    proves(scene)


def test_an_acknowledgement_after_the_loss_learns_that_somebody_searches(
    scene: Scene, lost: Cast
) -> None:
    lena = lost[2]
    asked = code(scene, lena, "ASKED", "cta")

    answer = lena.texts(f"ACK {asked}")

    assert "ASKED need not be done any more" in answer
    assert "a second person searches" in answer
    assert states(scene, "cta") == {"ASKED": "released", "SEARCH": "notified"}
    for person in lost:
        person.reads_all()


def test_after_a_downtime_beyond_the_loss_nobody_is_asked_to_prevent_it(
    scene: Scene, cast: Cast
) -> None:
    opens(cast[0], "CTA")
    for person in cast:
        person.reads_all()

    scene.jump(hours=72, minutes=20)
    scene.advance(minutes=40)

    assert states(scene, "cta") == {"ASKED": "released", "SEARCH": "notified"}
    assert any("LOSS" in text for text in cast[4].reads_all())
    assert not scene.rows(
        "SELECT notice.id FROM notice JOIN duty ON duty.id = notice.duty_id"
        " WHERE duty.word = 'ASKED' AND notice.purpose = 'escalate'"
        " AND duty.reason LIKE 'past its loss%'"
    )
    for person in cast:
        person.reads_all()
    proves(scene)


def test_a_searcher_who_went_home_hears_of_it_at_the_next_tour(
    scene: Scene, lost: Cast
) -> None:
    _, boyd, _, cora, _ = lost
    asked = code(scene, cora, "ASKED", "cta")
    assert "Off duty" in boyd.texts("OFF")
    boyd.reads_all()
    cora.texts(f"ASKED {asked} they kept it, call Joe at the CTA")
    scene.advance(hours=4)
    assert "came late" not in "\n".join(boyd.reads_all())
    scene.advance(hours=5)
    assert "came late" in "\n".join(boyd.reads_all())


def test_whoever_opened_it_does_not_search(scene: Scene, cast: Cast) -> None:
    _, boyd, lena, _, _ = cast
    boyd.texts("NEW agents struck a man at the bus stop")
    for said in ("AID NONE", "SUP REFUSED", "CAMS CTA"):
        boyd.texts(said)
    scene.advance(hours=72, minutes=20)
    assert states(scene, "cta")["SEARCH"] in ("expected", "notified", "overdue")
    assert "Nothing like that is open" in boyd.texts("SEARCH LOST nothing there")
    scene.advance(hours=17)
    search = code(scene, lena, "SEARCH", "cta")
    assert "SEARCH recorded: lost" in lena.texts(f"SEARCH {search} LOST nothing there")


def test_seeing_footage_ends_what_should_have_brought_it_about(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha, "CTA")
    cora.texts("ASKED CTA by phone")
    cora.texts("KEPT GONE they think")
    assert "a second person" not in boyd.texts("SEARCH FOUND COPY")
    # Nobody is asked for the look before the search is over, and then another one is.
    assert states(scene, "cta")["SEEN"] in ("expected", "notified")
    lena = cast[2]
    scene.advance(hours=30)
    seen = code(scene, lena, "SEEN", "cta")
    assert "SEEN recorded" in lena.texts(f"SEEN {seen}")
    open_ones = scene.rows(
        "SELECT duty.word FROM duty JOIN footage ON footage.id = duty.footage_id"
        " WHERE footage.source = 'cta' AND duty.state IN"
        " ('expected', 'notified', 'acknowledged', 'overdue')"
    )
    assert [row.word for row in open_ones] in ([], ["STILL"])


def test_a_camera_that_nobody_flagged_is_searched_after_ninety_days(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, lena, _, _ = cast
    opens(asha)
    asha.texts("DOCK")
    scene.stage.jump(timedelta(days=90, minutes=20))
    scene.advance(hours=1)
    assert states(scene, "bwc")["FLAG"] == "released"
    assert states(scene, "bwc")["SEARCH"] == "notified"
    # The officer flagged it in time, and says so only now.
    flag = code(scene, asha, "FLAG", "bwc")
    assert "whoever searches has them" in asha.texts(f"FLAG {flag} 30 JUN 28")
    search = code(scene, boyd, "SEARCH", "bwc")
    early = boyd.texts(f"SEARCH {search} FOUND 30 MAR 27")
    assert "30 Mar 2027 is too early" in early
    found = boyd.texts(f"SEARCH {search} FOUND 30 JUN 28")
    assert "found, kept until 30 Jun 2028" in found
    row = piece(scene, "bwc")
    assert (row.state, row.ground) == ("attested", "evidentiary_value")
    lena.reads_all()
    proves(scene)


def test_radio_lost_after_ninety_days_is_not_what_was_due_after_thirty(
    scene: Scene, cast: Cast
) -> None:
    asha, boyd, _, cora, _ = cast
    opens(asha)
    scene.stage.jump(timedelta(days=30, hours=3))
    scene.advance(minutes=30)
    assert states(scene, "radio") == {"ASKED": "overdue"}
    gaps = {gap["gap"] for gap in proves(scene)[0]["gaps"]}
    assert "not_asked_for_in_time" in gaps
    assert "may_be_lost" not in gaps
    scene.stage.jump(timedelta(days=60))
    scene.advance(minutes=30)
    assert states(scene, "radio")["SEARCH"] == "notified"
    gaps = {gap["gap"] for gap in proves(scene)[0]["gaps"]}
    assert {"not_asked_for_in_time", "may_be_lost"} <= gaps
    assert "Nothing like that" not in boyd.texts(
        f"SEARCH {code(scene, boyd, 'SEARCH', 'radio')} LOST recycled by OEMC"
    )
    assert piece(scene, "radio").state == "lost"
    cora.reads_all()


def test_footage_that_was_seen_is_never_past_its_loss(scene: Scene, cast: Cast) -> None:
    asha, boyd, _, _, _ = cast
    opens(asha)
    asha.texts("FLAG NEVER")
    boyd.texts("SEEN")
    assert states(scene, "bwc")["SEEN"] == "verified"
    # Its camera was never docked: that stays overdue, and loses nothing.
    for days in (89, 2):
        scene.stage.jump(timedelta(days=days))
        scene.advance(hours=1)
    assert states(scene, "bwc")["DOCK"] == "overdue"
    assert "SEARCH" not in states(scene, "bwc")
    assert piece(scene, "bwc").state == "verified"
