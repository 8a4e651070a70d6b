"""Clocks that change, days that are missing, and a policy that is edited meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.stage import Person, Scene, officer, sergeant, someone

CHICAGO = ZoneInfo("America/Chicago")
SHIPPED = Path(__file__).parent.parent / "policies" / "three_days.toml"


@pytest.fixture
def ends() -> str:
    """The wall time at which the day's watch ends. Tests override this."""
    return "02:30"


@pytest.fixture
def policy_file(tmp_path: Path, ends: str) -> str:
    """Three days, with a watch that ends in the middle of the night."""
    text = SHIPPED.read_text()
    text = text.replace('"06:00"', '"14:30"').replace('"18:00"', f'"{ends}"')
    path = tmp_path / "odd.toml"
    path.write_text(text)
    return str(path)


def local(text: str) -> datetime:
    """Return a wall time of Chicago as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def goes_to(scene: Scene, at: datetime) -> None:
    """Let the engine work until an instant."""
    scene.advance(seconds=(at - scene.now()).total_seconds())


def instant(value: object) -> datetime:
    """Return an instant as either database gives it."""
    at = datetime.fromisoformat(str(value))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def hires(scene: Scene, at: str) -> list[Person]:
    """A crew of the watch that runs, and everybody above, at a wall time."""
    scene.stage.clock.move_to(local(at))
    return scene.enrols(
        officer(watch="days"),
        sergeant(watch="nights"),
        someone("Lena", "watch_lieutenant", "501"),
        someone("Dana", "dispatcher", "777"),
    )


@pytest.mark.parametrize(
    ("ends", "evening", "tour"),
    [
        # An ordinary night.
        ("02:30", "2027-03-06T22:00", timedelta(hours=4, minutes=30)),
        # Half past two is skipped: the tour ends as long after midnight as ever.
        ("02:30", "2027-03-13T22:00", timedelta(hours=4, minutes=30)),
        # Half past one comes twice: the tour ends the first time.
        ("01:30", "2026-10-31T22:00", timedelta(hours=3, minutes=30)),
        # And half past two is an hour later than on other nights.
        ("02:30", "2026-10-31T22:00", timedelta(hours=5, minutes=30)),
    ],
)
def test_the_end_of_a_tour_comes_once_in_every_night(
    scene: Scene, evening: str, tour: timedelta
) -> None:
    asha, boyd, lena, dana = hires(scene, evening)
    asha.texts("NEW agents struck a man at 26th")
    asha.texts("AID none")
    boyd.reads_all()
    (flag,) = scene.rows("SELECT due_at FROM duty WHERE word = 'FLAG'")
    assert instant(flag.due_at) == local(evening) + tour

    goes_to(scene, local(evening) + tour - timedelta(hours=1, minutes=1))
    asha.gets_nothing()
    goes_to(scene, local(evening) + tour + timedelta(hours=2))

    assert len(asha.reads_all()) == 1
    # His tour begins where hers ends.
    boyd.gets("Watch", "FLAG lost")
    boyd.gets("FLAG", "not answered")
    boyd.gets_nothing()
    lena.is_ignored = dana.is_ignored = True


def test_an_edited_policy_moves_no_incident_that_is_open(
    scene: Scene, policy_file: str
) -> None:
    asha, boyd, lena, dana = hires(scene, "2027-03-06T16:00")
    old = asha.texts("NEW agents struck a man at 26th")[:8]
    boyd.reads_all()
    path = Path(policy_file)
    path.write_text(
        path.read_text()
        .replace('lost_at = "3d"', 'lost_at = "9d"')
        .replace('within = "20m" }', 'within = "5h" }')
    )
    scene.stage.restart()
    new = asha.texts("NEW another van, a window broken")[:8]

    found = scene.rows(
        "SELECT reference, due_at, incident.opened_at, footage.lost_at FROM incident "
        "JOIN duty ON duty.incident_id = incident.id AND duty.word = 'AID' "
        "JOIN footage ON footage.incident_id = incident.id ORDER BY reference"
    )

    spans = [
        (
            row.reference,
            instant(row.due_at) - instant(row.opened_at),
            instant(row.lost_at) - instant(row.opened_at),
        )
        for row in found
    ]
    assert spans == [
        (old, timedelta(minutes=20), timedelta(days=3)),
        (new, timedelta(hours=5), timedelta(days=9)),
    ]
    # Whoever may adopt a policy and is on duty is told that it asks for less.
    for person in (asha, lena, dana):
        person.gets("Another policy is in force", "it asks for less in 2")
    boyd.gets_nothing()
    scene.advance(minutes=21)
    asha.gets(old, "AID")
    for person in (asha, boyd, lena, dana):
        person.is_ignored = True


def test_a_clock_that_jumps_an_hour_either_way_says_nothing_twice(
    scene: Scene,
) -> None:
    asha, boyd, lena, dana = hires(scene, "2027-03-06T16:00")
    asha.texts("NEW agents struck a man at 26th")
    boyd.reads_all()
    scene.advance(minutes=21)
    asha.gets("AID")

    scene.jump(hours=-1)
    asha.gets_nothing()
    scene.advance(minutes=60)
    asha.gets_nothing()
    scene.jump(hours=1)
    # A text waits a moment for others of the same person that are due as well.
    scene.advance(seconds=5)

    assert len(asha.reads_all()) == 1
    # Her sergeant is of the other watch: the next rung has it.
    lena.gets("AID", "not answered")
    lena.gets_nothing()
    boyd.gets_nothing()
    dana.is_ignored = True


def test_texts_of_a_downtime_are_fetched_though_the_clock_had_been_ahead(
    scene: Scene,
) -> None:
    """By what was put down in those hours, everything until then was fetched."""
    asha, *others = hires(scene, "2027-03-06T16:00")
    scene.stage.fetch()
    scene.jump(hours=5)
    scene.stage.fetch()
    scene.jump(hours=-5)
    scene.stage.company.troubles.bot_unreachable = True
    asha.texts("NEW agents struck a man at 26th")
    scene.stage.company.troubles.bot_unreachable = False

    scene.jump(hours=3)
    scene.stage.fetch()

    asha.gets("LATE", "opened 16:00")
    for person in others:
        person.is_ignored = True


def test_footage_of_a_leap_day_is_kept_for_whole_years(scene: Scene) -> None:
    asha, *others = hires(scene, "2028-02-29T16:00")
    asha.texts("NEW agents struck a man at 26th")
    asha.texts("AID none")

    assert "1 Mar 2029" in asha.texts("FLAG 28 FEB 29")
    assert "until 1 Mar 2029" in asha.texts("FLAG 1 MAR 29")

    for person in others:
        person.is_ignored = True
