"""In their quiet hours people are not told what can wait, and nothing is used up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios import messages
from tests.stage import Person, Scene, officer, sergeant, someone

CHICAGO = ZoneInfo("America/Chicago")

QUIET = """
[[quiet]]
roles = ["watch_lieutenant", "commander"]
starts = "22:00"
ends = "06:00"
authority = "the agency's choice"
"""

#: An evening, and how many hours there are until six in the morning: the clocks go
#: forward in the second night, and back in the third.
NIGHTS = [
    ("2027-03-06T21:00", 9),
    ("2027-03-13T21:00", 8),
    ("2026-10-31T21:00", 10),
]


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    path = Path(messages.policy_of_one_question(tmp_path))
    path.write_text(path.read_text(encoding="utf-8") + QUIET, encoding="utf-8")
    return str(path)


def crew(scene: Scene, evening: str) -> list[Person]:
    """Everybody, on duty all night, at a wall time of Chicago."""
    local = datetime.fromisoformat(evening).replace(tzinfo=CHICAGO)
    scene.stage.clock.move_to(local.astimezone(UTC))
    return scene.enrols(
        officer(watch="always"),
        sergeant(watch="always"),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Cole", "commander", "200"),
        someone("Dora", "dispatcher", "700"),
    )


def goes_to(scene: Scene, at: datetime) -> None:
    scene.advance(seconds=(at - scene.now()).total_seconds())


@pytest.mark.parametrize(("evening", "hours"), NIGHTS)
def test_a_rung_that_falls_into_them_comes_at_their_end_in_every_night(
    scene: Scene, evening: str, hours: int
) -> None:
    asha, boyd, lena, cole, dora = crew(scene, evening)
    begin_at = scene.now()
    asha.texts("NEW agents struck a man")
    boyd.gets("opened")

    # Due after three quarters of an hour; the sergeant half an hour later, who has no
    # quiet hours; the lieutenant two hours after that, at a quarter past midnight.
    goes_to(scene, begin_at + timedelta(hours=hours) - timedelta(minutes=1))
    asha.gets("Reminder", "CAMS")
    boyd.gets("CAMS", "not answered")
    lena.gets_nothing()
    (duty,) = scene.rows("SELECT * FROM duty WHERE rule = 'cameras'")
    assert (duty.rung, duty.reminders, duty.announcements) == (1, 1, 0)

    goes_to(scene, begin_at + timedelta(hours=hours))
    local = scene.now().astimezone(CHICAGO)
    assert (local.hour, local.minute) == (6, 0)
    text = lena.gets("CAMS", "not answered")
    assert "LATE" not in text
    # From then on her patience counts, and nobody was passed over.
    cole.gets_nothing()
    scene.advance(minutes=59)
    cole.gets_nothing()
    scene.advance(minutes=1)
    cole.gets("NOBODY ANSWERED", "CAMS")
    assert any("NOBODY ANSWERED" in text for text in dora.reads_all())


def test_who_is_awake_hears_at_once_that_nobody_answered_and_others_at_the_end(
    scene: Scene,
) -> None:
    asha, boyd, lena, cole, dora = crew(scene, "2027-03-06T18:30")
    asha.texts("NEW agents struck a man")

    # The lieutenant is told at 21:45, and an hour later that was in vain.
    scene.advance(hours=4, minutes=16)
    lena.gets("CAMS", "not answered")
    assert any("NOBODY ANSWERED" in text for text in dora.reads_all())
    cole.gets_nothing()
    (held,) = scene.rows(
        "SELECT not_before, state FROM notice JOIN person ON person.id = person_id "
        "WHERE notice.purpose = 'nobody' AND star = '200'"
    )
    assert held.state == "queued"

    scene.advance(hours=7, minutes=13)
    cole.gets_nothing()
    scene.advance(minutes=1)
    cole.gets("NOBODY ANSWERED", "CAMS")
    for person in (asha, boyd, dora):
        person.is_ignored = True


def test_what_is_taken_care_of_in_the_night_disturbs_nobody_in_the_morning(
    scene: Scene,
) -> None:
    asha, boyd, lena, cole, dora = crew(scene, "2027-03-06T21:00")
    asha.texts("NEW agents struck a man")
    scene.advance(hours=4)
    assert "recorded" in asha.texts("CAMS NONE")
    scene.advance(hours=8)
    for person in (lena, cole):
        person.gets_nothing()
    for person in (asha, boyd, dora):
        person.is_ignored = True


def test_who_is_not_to_be_woken_has_not_heard_it_yet(scene: Scene) -> None:
    """The desk's text does not arrive, and the commander is told in the morning."""
    asha, boyd, lena, cole, dora = crew(scene, "2027-03-06T18:30")
    for person in (asha, boyd, lena):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    dora.phone.fails_with = 30008
    # At 22:45 nobody had answered, and the lieutenant's patience is an hour long.
    scene.advance(hours=4, minutes=16)
    assert scene.events().count("duty:nobody_answered") == 1
    # Nor does it when it is tried once more.
    scene.advance(minutes=10)
    dora.gets_nothing()
    dora.phone.fails_with = None

    scene.advance(minutes=50)

    dora.gets("NOBODY ANSWERED", "CAMS")
    dora.is_ignored = True
    assert scene.events().count("duty:nobody_answered") == 2
    # Heard, it goes on at its own pace; he is told once, when he may be.
    scene.advance(hours=6, minutes=13)
    cole.gets_nothing()
    scene.advance(minutes=2)
    cole.gets("NOBODY ANSWERED", "CAMS")
    cole.gets_nothing()
    assert scene.events().count("duty:nobody_answered") == 2
