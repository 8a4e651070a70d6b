"""Footage that others keep, and what was so, by commands, forms and cards in Slack."""

from typing import Any

import pytest

from tests.scenarios import footage_cast, slack_desk
from tests.scenarios.footage_cast import Cast, piece, proves, states
from tests.stage import Scene

pytestmark = pytest.mark.in_slack


@pytest.fixture
def cast(scene: Scene) -> Cast:
    """Asha, Boyd, Lena, Cora, Dana; see there."""
    return footage_cast.enrols(scene)


@pytest.fixture
def reference(scene: Scene, cast: Cast) -> str:
    """An incident that Asha opened."""
    return slack_desk.opens(scene, cast[0])


def test_cameras_are_named_by_a_command(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    assert "listed: POD, CTA." in dana.types(f"footage {reference} pod cta")
    assert states(scene, "pod") == {"ASKED": "notified"}
    assert "listed before. Nothing changed" in dana.types(f"footage {reference} pod")
    assert "KODAK: no such camera" in dana.types(f"footage {reference} pod kodak")
    assert "Say which incident" in dana.types("footage")
    proves(scene)


def test_cameras_are_named_by_a_form_with_which_one_it_is(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    dana.types(f"footage {reference}")
    assert "Other cameras" in dana.form().rendered
    shown = dana.submits(f_sources_0=["cta"], f_detail="bus 1932, route 60")
    assert "listed: CTA." in shown
    assert piece(scene, "cta").detail == "bus 1932, route 60"
    # Which bus it was is nobody's business in the channel.
    card = slack_desk.card(scene, reference)
    assert "CTA" in card.rendered
    assert "1932" not in card.rendered
    slack_desk.closes(dana)

    # A second bus is another piece; the same one again is not.
    dana.types(f"footage {reference}")
    dana.submits(f_sources_0=["cta"], f_detail="bus 4000, route 60")
    slack_desk.closes(dana)
    dana.types(f"footage {reference}")
    again = dana.submits(f_sources_0=["cta"], f_detail="bus 4000, route 60")
    assert "Nothing changed" in again
    assert len(scene.rows("SELECT id FROM footage WHERE source = 'cta'")) == 2
    proves(scene)


def test_a_detail_fills_in_what_was_named_without(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    dana.types(f"footage {reference} cta")
    dana.types(f"footage {reference}")
    dana.submits(f_sources_0=["cta"], f_detail="bus 1932, route 60")
    assert piece(scene, "cta").detail == "bus 1932, route 60"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"f_detail": "bus 1932"}, "one source at a time"),
        (
            {"f_sources_0": ["cta", "pod"], "f_detail": "bus 1932"},
            "one source at a time",
        ),
        ({"f_sources_0": ["cta"], "f_detail": "he is undocumented"}, "may not be kept"),
        ({}, "Name a star or a source"),
    ],
)
def test_a_form_that_will_not_do_changes_nothing(
    scene: Scene, cast: Cast, reference: str, values: dict[str, Any], why: str
) -> None:
    dana = cast[4]
    dana.types(f"footage {reference}")
    dana.submits(**values)
    assert why in str(dana.form().errors)
    assert scene.rows("SELECT id FROM footage WHERE source IN ('cta', 'pod')") == []
    slack_desk.closes(dana)


def test_only_roles_with_the_right_have_the_forms(
    scene: Scene, cast: Cast, reference: str
) -> None:
    _, _, _, cora, dana = cast
    assert "may not do this" in cora.types(f"fact {reference} hurt yes")
    assert "hurt" not in scene.rows("SELECT facts FROM incident")[0].facts
    assert "HURT yes is on record" in dana.types(f"fact {reference} hurt yes")


def test_facts_are_stated_by_a_command(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    said = dana.types(f"fact {reference} hurt yes force")
    assert "HURT yes, FORCE yes is on record" in said
    assert "Now owed: EMS, DEPUTY." in said
    assert "No more: DEPUTY" in dana.types(f"fact {reference} force no")
    assert "no such fact" in dana.types(f"fact {reference} raining")


def test_facts_are_stated_by_a_form_that_shows_them(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    dana.types(f"fact {reference}")
    assert "What was so:" in dana.form().rendered
    assert "HURT yes" in dana.submits(f_facts=["hurt"])
    slack_desk.closes(dana)
    dana.types(f"fact {reference}")
    assert "FORCE yes" in dana.submits(f_facts=["hurt", "force"])
    slack_desk.closes(dana)
    dana.types(f"fact {reference}")
    dana.submits(f_facts=["hurt", "force"])
    assert "Nothing was changed" in str(dana.form().errors)
    slack_desk.closes(dana)
    dana.types(f"fact {reference}")
    assert "HURT no" in dana.submits(f_facts=["force"])
    proves(scene)


def test_facts_are_ticked_as_an_incident_is_opened(scene: Scene, cast: Cast) -> None:
    dana = cast[4]
    dana.types("")
    assert "What was so" in dana.form().rendered
    dana.submits(f_text="agents struck a man", f_star="12345", f_facts=["hurt"])
    (row,) = scene.rows("SELECT facts FROM incident")
    assert row.facts == '{"hurt": true}'
    (duty,) = scene.rows("SELECT state FROM duty WHERE word = 'EMS'")
    assert duty.state == "notified"


def test_asking_keeping_and_searching_have_their_forms(
    scene: Scene, cast: Cast, reference: str
) -> None:
    _, boyd, _, cora, dana = cast
    dana.types(f"footage {reference} pod")

    def presses_done(person: Any, word: str) -> None:
        (duty,) = scene.rows(
            "SELECT duty.id FROM duty JOIN footage ON footage.id = duty.footage_id"
            " WHERE footage.source = 'pod' AND duty.word = :word"
            " AND duty.state IN ('expected', 'notified', 'overdue')",
            word=word,
        )
        person.types(f"done {footage_cast.code(scene, person, word, 'pod')}")
        assert duty.id

    presses_done(cora, "ASKED")
    assert "Whom did you ask" in cora.form().rendered
    assert "POD asked for" in cora.submits(f_words="CPIC by phone, 1545")
    slack_desk.closes(cora)

    presses_done(cora, "KEPT")
    assert "Or it is not kept" in cora.form().rendered
    cora.submits(f_not_kept=["GONE"])
    assert "Say why" in str(cora.form().errors)
    assert "second person" in cora.submits(f_reason="overwritten already")
    slack_desk.closes(cora)

    scene.advance(minutes=30)
    presses_done(boyd, "SEARCH")
    assert "The search" in boyd.form().rendered
    boyd.submits(f_found="LOST")
    assert "Say where you looked" in str(boyd.form().errors)
    assert "lost" in boyd.submits(f_reason="looked in CLEAR")
    assert piece(scene, "pod").lost_reason == "looked in CLEAR"
    proves(scene)


def test_the_card_shows_both_dates_each_by_its_name(
    scene: Scene, cast: Cast, reference: str
) -> None:
    _, boyd, _, cora, dana = cast
    dana.types(f"footage {reference} cta")
    shown = slack_desk.card(scene, reference).rendered
    line = next(one for one in shown.split("\n") if "CTA" in one and "ask by" in one)
    assert line.index("ask by") < line.index("lost")

    cora.texts("ASKED CTA by phone")
    line = next(
        one
        for one in slack_desk.card(scene, reference).rendered.split("\n")
        if "CTA" in one and "asked" in one
    )
    assert "ask by" not in line
    assert "no answer yet" in line

    cora.texts("KEPT CTA 20 MAY 26")
    shown = slack_desk.card(scene, reference).rendered
    assert "kept until 20 May 2026, stated, not yet seen" in shown
    scene.advance(minutes=20)
    boyd.texts("SEEN")
    assert "1 kept and seen" in slack_desk.card(scene, reference).rendered


def test_what_was_not_asked_for_in_time_is_red(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    dana.types(f"footage {reference} cta")
    scene.stage.jump(footage_cast.timedelta(days=1, hours=1))
    shown = slack_desk.card(scene, reference).rendered
    line = next(one for one in shown.split("\n") if "not asked, was to be by" in one)
    assert ":red_circle:" in line
    assert "lost" in line


def test_facts_are_corrected_with_the_rest(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    dana.types(f"fact {reference} force yes")
    dana.types(f"correct {reference}")
    shown = dana.submits(f_facts=["hurt", "force"], f_reason="the desk heard of it")
    assert "is corrected" in shown
    (row,) = scene.rows("SELECT facts FROM incident")
    assert row.facts == '{"force": true, "hurt": true}'
    (duty,) = scene.rows("SELECT state FROM duty WHERE word = 'EMS'")
    assert duty.state == "notified"
    slack_desk.closes(dana)

    # Somebody else stated one meanwhile: nothing is put aside unseen.
    dana.types(f"correct {reference}")
    cast[0].texts("FORCE NO")
    dana.submits(f_beat="1021", f_facts=["hurt", "force"])
    (row,) = scene.rows("SELECT facts, beat FROM incident")
    assert (row.facts, row.beat) == ('{"force": false, "hurt": true}', None)
    slack_desk.closes(dana)
    proves(scene)


def test_cameras_are_named_from_the_cards_menu(
    scene: Scene, cast: Cast, reference: str
) -> None:
    dana = cast[4]
    slack_desk.picks(dana, slack_desk.card(scene, reference), "footage")
    assert "listed: 901, POD" in dana.submits(f_stars="901", f_sources_0=["pod"])


def test_which_camera_it_is_is_read_on_record(
    scene: Scene, cast: Cast, reference: str
) -> None:
    _, boyd, _, _, dana = cast
    dana.types(f"footage {reference}")
    dana.submits(f_sources_0=["cta"], f_detail="bus 1932, route 60")
    slack_desk.closes(dana)
    boyd.presses(slack_desk.card(scene, reference), "read_words")
    assert "bus 1932, route 60" in boyd.form().rendered
    assert "words:read" in "".join(scene.events())
