"""What may wait is told before it is due; odd nights and month ends move nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.policy import load
from tests.scenarios.messages import unasked
from tests.stage import Person, Scene, officer, sergeant, someone

CHICAGO = ZoneInfo("America/Chicago")


def told(person: Person) -> list[tuple[datetime, str]]:
    """What came unasked, with its local time."""
    return [
        (message.at.astimezone(CHICAGO), message.body) for message in unasked(person)
    ]


def local(text: str) -> datetime:
    """Return a wall time of Chicago as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def of_shipped(tmp_path: Path, duty: str, **lines: str) -> str:
    """The shipped policy with some lines of one duty changed."""
    head, rest = load.shipped().read_text(encoding="utf-8").split(f'id = "{duty}"\n', 1)
    body, tail = rest.split("\n[[", 1)
    kept = [
        next(
            (f"{key} = {value}" for key, value in lines.items() if row.startswith(key)),
            row,
        )
        for row in body.split("\n")
    ]
    path = tmp_path / "changed.toml"
    path.write_text(
        "\n".join([f'{head}id = "{duty}"', *kept]) + "\n[[" + tail, encoding="utf-8"
    )
    places = load.shipped().parent / "chicago_places.csv"
    (tmp_path / places.name).write_bytes(places.read_bytes())
    return str(path)


class TestThrottles:
    """A list of the watch would come at six, two hours after it is due."""

    @pytest.fixture
    def policy_file(self, tmp_path: Path) -> str:
        """Have the custodian reminded four hours before CANVASS is due."""
        return of_shipped(tmp_path, "canvass", remind='["-4h"]')

    def test_a_reminder_that_waits_for_a_list_comes_before_it_is_due(
        self, scene: Scene
    ) -> None:
        asha, kim, *others = scene.enrols(
            officer(),
            someone("Kim", "custodian", "400"),
            sergeant(watch="always"),
            someone("Lena", "watch_lieutenant", "300"),
        )
        for person in (asha, kim, *others):
            person.is_ignored = True
        asha.texts("NEW agents struck a man")
        scene.advance(minutes=25)
        asha.texts("NEW another van took two men")
        # Due at 03:40 and 04:05; the second one stood in the list of 22:00.
        scene.advance(hours=11, minutes=35)
        last_at, text = told(kim)[-1]
        assert f"{last_at:%H:%M}" == "03:39"
        assert "CANVASS due 03:40" in text


def test_what_was_missed_wakes_nobody_who_may_sleep(scene: Scene) -> None:
    """A rung whose hour is long past is taken at once, and heard in the morning."""
    asha, cole, *others = scene.enrols(
        officer(),
        someone("Cole", "commander", "200"),
        sergeant(watch="always"),
        someone("Lena", "watch_lieutenant", "300"),
    )
    for person in (asha, cole, *others):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    scene.advance(minutes=30)
    told(cole)
    # Down for a day and eight hours; back at ten past midnight.
    scene.jump(hours=32)
    scene.advance(hours=5, minutes=49)
    assert told(cole) == []
    scene.advance(minutes=2)
    came = told(cole)
    assert came
    assert {f"{at:%H:%M}" for at, _ in came} == {"06:00"}


class TestTheNight:
    """Quiet hours and the change of watch yield where footage would be lost."""

    @pytest.fixture
    def policy_file(self, tmp_path: Path) -> str:
        """Announce every two hours that nobody answered."""
        return of_shipped(
            tmp_path, "asked", exhausted_after='"90m"', repeat_every='"2h"'
        )

    def test_a_commander_hears_at_night_what_is_lost_by_the_morning(
        self, scene: Scene
    ) -> None:
        asha, cole, *others = scene.enrols(
            officer(watch="always"),
            someone("Cole", "commander", "200"),
            someone("Dora", "dispatcher", "700"),
        )
        for person in (asha, cole, *others):
            person.is_ignored = True
        scene.advance(hours=11, minutes=20)
        asha.texts("NEW agents took a woman off a bus")
        asha.texts("AID NONE; SUP REFUSED; CAMS CTA")
        # The bus overwrites itself three days later, at three in the night.
        scene.advance(days=2, hours=19, minutes=30)
        told(cole)
        scene.advance(hours=4, minutes=29)
        (first_at, first), *more = [one for one in told(cole) if "CTA" in one[1]]
        assert f"{first_at:%H:%M}" == "23:00"
        assert "LOSS IN 4H" in first
        assert [f"{at:%H:%M}" for at, _ in more] == ["01:00"]
        assert "NOBODY ANSWERED: 26-0001B ASKED CTA" in more[0][1]


@pytest.mark.parametrize(
    ("opened_at", "shown"),
    [
        (datetime(2027, 3, 10, 7, 20, tzinfo=UTC), "02:30"),
        # Half past two is skipped: it comes as long after midnight as ever.
        (datetime(2027, 3, 14, 7, 20, tzinfo=UTC), "03:30"),
        # The second half past one of that night.
        (datetime(2026, 11, 1, 7, 20, tzinfo=UTC), "02:30"),
    ],
)
def test_a_reminder_put_off_to_half_past_two_comes_once_in_every_night(
    scene: Scene, opened_at: datetime, shown: str
) -> None:
    scene.stage.clock.move_to(opened_at)
    asha, boyd = scene.enrols(officer(watch="always"), sergeant(watch="always"))
    boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED")
    assert f"CAMS: reminder at {shown}." in asha.texts("LATE 0230")
    scene.advance(minutes=69)
    asha.gets_nothing()
    scene.advance(minutes=5)
    ((at, text),) = told(asha)
    assert (f"{at:%H:%M}", text[:8]) == (shown, "Reminder")


#: The evening of a month's last day, and the day after it.
MONTH_ENDS = [
    ("2026-01-31T15:40", "1 Feb 00:00"),
    ("2027-02-28T15:40", "1 Mar 00:00"),
    ("2028-02-28T15:40", "29 Feb 00:00"),
    ("2028-02-29T15:40", "1 Mar 00:00"),
    ("2026-12-31T15:40", "1 Jan 2027 00:00"),
]


@pytest.mark.parametrize(("at", "due"), MONTH_ENDS)
def test_the_last_day_of_a_month_is_a_day_as_any_other(
    scene: Scene, at: str, due: str
) -> None:
    scene.stage.clock.move_to(local(at))
    asha, boyd = scene.enrols(officer(), sergeant(watch="always"))
    asha.is_ignored = boyd.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE")
    scene.advance(hours=7, minutes=15)
    came = told(asha)
    assert [f"{when:%H:%M}" for when, _ in came] == ["22:15", "22:50"]
    assert due in came[-1][1]
    rows = scene.rows("SELECT recorded_at, lost_at FROM footage WHERE source = 'bwc'")
    recorded_at, lost_at = (datetime.fromisoformat(str(value)) for value in rows[0])
    assert lost_at - recorded_at == timedelta(days=90)
