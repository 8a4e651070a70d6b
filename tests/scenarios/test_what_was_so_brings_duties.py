"""What was so at a scene brings duties into being, and takes them back."""

import pytest

from models import commands
from tests.scenarios import desk_work, footage_cast
from tests.scenarios.footage_cast import Cast, proves
from tests.stage import Scene


@pytest.fixture
def cast(scene: Scene) -> Cast:
    """Asha, Boyd, Lena, Cora, Dana; see there."""
    return footage_cast.enrols(scene)


def state(scene: Scene, word: str) -> list[str]:
    """Return the states of the duties with this word, in order."""
    rows = scene.rows(
        "SELECT state FROM duty WHERE word = :word ORDER BY id", word=word
    )
    return [row.state for row in rows]


def facts(scene: Scene) -> str:
    """Return the facts of the one incident, as they are kept."""
    (row,) = scene.rows("SELECT facts FROM incident")
    return str(row.facts)


def test_a_word_states_a_fact_and_no_takes_it_back(scene: Scene, cast: Cast) -> None:
    asha, boyd, _, _, dana = cast
    asha.texts("NEW agents pushed people about")
    assert state(scene, "EMS") == []

    answer = asha.texts("HURT")
    assert "HURT yes recorded. Wrong? UNDO. Now owed: EMS." in answer
    assert state(scene, "EMS") == ["notified"]
    assert facts(scene) == '{"hurt": true}'
    # Said again, nothing happens twice.
    assert "Nothing changed" in asha.texts("hurt")
    assert state(scene, "EMS") == ["notified"]

    assert "HURT no recorded. Wrong? UNDO. No more: EMS." in asha.texts("HURT NO")
    assert state(scene, "EMS") == ["not_applicable"]
    (row,) = scene.rows("SELECT reason FROM duty WHERE word = 'EMS'")
    assert row.reason == "what it depends on is not so"
    boyd.reads_all()
    dana.reads_all()
    proves(scene)


def test_what_is_asked_again_comes_anew(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    asha.texts("NEW agents pushed people about")
    for said in ("HURT", "HURT NO", "HURT"):
        asha.texts(said)
    assert state(scene, "EMS") == ["not_applicable", "notified"]


@pytest.mark.parametrize(
    ("said", "is_fact"),
    [
        ("HURT", True),
        ("hurt no", True),
        ("Arrest made", True),
        ("ARREST at 26th and Kedzie by agents", False),
        ("Hurt man on the corner, send help", False),
        ("FORCE was used on a woman", False),
    ],
)
def test_a_report_that_begins_with_such_a_word_stays_a_report(
    scene: Scene, cast: Cast, said: str, is_fact: bool
) -> None:
    asha = cast[0]
    asha.texts("NEW agents pushed people about")
    answer = asha.texts(said)
    assert ("recorded" in answer) is is_fact
    assert ("words are added" in answer) is not is_fact


def test_two_facts_together_bring_what_needs_both(scene: Scene, cast: Cast) -> None:
    asha, _, lena, _, _ = cast
    asha.texts("NEW agents pushed people about")
    asha.texts("HURT")
    assert state(scene, "DEPUTY") == []
    asha.texts("FORCE")
    assert state(scene, "DEPUTY") == ["notified"]
    scene.advance(minutes=20)
    assert "DEPUTY" in "\n".join(lena.reads_all())
    asha.texts("FORCE NO")
    assert state(scene, "DEPUTY") == ["not_applicable"]
    assert state(scene, "EMS")[-1] != "not_applicable"


def test_facts_are_taken_back_by_undo(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    asha.texts("NEW agents pushed people about")
    asha.texts("HURT")
    assert "HURT taken back" in asha.texts("UNDO")
    assert facts(scene) == "{}"
    assert state(scene, "EMS") == ["released"]
    asha.texts("HURT")
    assert state(scene, "EMS") == ["released", "notified"]
    asha.texts("HURT NO")
    assert "HURT taken back" in asha.texts("UNDO")
    assert state(scene, "EMS") == ["released", "notified"]
    proves(scene)


def test_an_answer_states_the_fact_of_its_duty(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    asha.texts("NEW agents pushed people about")
    assert "AID recorded: HURT no." in asha.texts("AID NONE")
    assert facts(scene) == '{"hurt": false}'
    assert state(scene, "EMS") == []
    assert "AID taken back" in asha.texts("UNDO")
    assert facts(scene) == "{}"
    assert "AID recorded: HURT yes." in asha.texts("AID ambulance 1540, man hit")
    assert facts(scene) == '{"hurt": true}'
    assert state(scene, "EMS") == ["notified"]
    assert "AID taken back" in asha.texts("UNDO")
    assert state(scene, "EMS") == ["released"]
    proves(scene)


def test_what_follows_a_duty_begins_when_that_is_done(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    footage_cast.opens(asha)
    asha.texts("FORCE")
    assert state(scene, "DECIDE") == []
    assert "REPORT recorded" in asha.texts("REPORT JK123456")
    assert state(scene, "DECIDE") == ["notified"]
    (row,) = scene.rows("SELECT due_at FROM duty WHERE word = 'DECIDE'")
    # Three days after the report.
    assert str(row.due_at).startswith("2026-03-13 20:40")
    assert "REPORT taken back" in asha.texts("UNDO")
    assert state(scene, "DECIDE") == ["released"]


def test_what_follows_begins_too_where_the_fact_comes_later(
    scene: Scene, cast: Cast
) -> None:
    asha = cast[0]
    footage_cast.opens(asha)
    asha.texts("REPORT JK123456")
    assert state(scene, "DECIDE") == []
    assert "Now owed: DECIDE." in asha.texts("FORCE")
    assert state(scene, "DECIDE") == ["notified"]


def test_no_fact_ends_a_footage_clock(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    footage_cast.opens(asha, "POD")
    before = scene.rows("SELECT id, state FROM footage ORDER BY id")
    duties = scene.rows(
        "SELECT id, state FROM duty WHERE footage_id IS NOT NULL ORDER BY id"
    )
    for said in ("HURT", "FORCE", "ARREST", "HURT NO", "FORCE NO", "ARREST NO"):
        asha.texts(said)
    assert scene.rows("SELECT id, state FROM footage ORDER BY id") == before
    assert duties == scene.rows(
        "SELECT id, state FROM duty WHERE footage_id IS NOT NULL ORDER BY id"
    )


def test_only_roles_with_the_right_state_facts(scene: Scene, cast: Cast) -> None:
    asha, boyd, _, cora, _ = cast
    reference = footage_cast.opens(asha)
    assert "may not do this" in cora.texts(f"HURT {reference}")
    assert facts(scene) == '{"hurt": false}'
    assert "HURT yes recorded" in boyd.texts(f"HURT {reference}")


def test_which_incident_is_asked_and_never_guessed(scene: Scene, cast: Cast) -> None:
    asha = cast[0]
    first = asha.texts("NEW agents pushed people about").split(" opened")[0]
    second = asha.texts("NEW agents at another place altogether").split(" opened")[0]
    assert "Which incident? HURT 26-" in asha.texts("HURT")
    assert f"{second} HURT yes" in asha.texts(f"HURT {second}")
    rows = scene.rows("SELECT reference, facts FROM incident ORDER BY reference")
    stated = {row.reference: row.facts for row in rows}
    assert stated == {first: "{}", second: '{"hurt": true}'}


def test_a_duty_that_is_no_more_needed_says_so(scene: Scene, cast: Cast) -> None:
    asha, _, _, _, dana = cast
    reference = asha.texts("NEW agents pushed people about").split(" opened")[0]
    asha.texts("HURT")
    (row,) = scene.rows("SELECT id FROM duty WHERE word = 'EMS'")
    asha.texts("HURT NO")
    with pytest.raises(Exception, match="EMS need not be done any more"):
        scene.does(
            commands.Attest,
            actor=desk_work.member("U0DANA"),
            word="EMS",
            target=commands.Target(duty_id=row.id),
            said="1540, ambulance 4",
        )
    assert reference
    dana.reads_all()
