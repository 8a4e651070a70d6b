"""Whatever people correct and adopt: no legal date comes later by one person's word.

A random walk over corrections, adoptions, agreements, tours and time. Leaving the
scene replays the whole record and compares it with the rows.
"""

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.policy import load
from models import commands, errors
from tests.scenarios.desk_work import BOYD, DANA, LENA, enrols, opens
from tests.scenarios.desk_work import member as in_slack
from tests.scenarios.test_times_are_corrected import instant, written
from tests.stage import Person, Scene, someone

MARY = in_slack("U0MARY")
ACTORS = (BOYD, DANA, LENA, MARY)

#: Versions of the camera's window and of when cameras are listed.
VERSIONS = (
    ('lost_at = "90d"', 'within = "45m"'),
    ('lost_at = "90d"', 'within = "20m"'),
    ('lost_at = "95d"', 'within = "45m"'),
    ('lost_at = "90d"', 'within = "80m"'),
)

_Dates = dict[str, tuple[datetime, datetime]]


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    """A copy of the shipped policy that the walk edits."""
    shipped = load.shipped()
    for beside in shipped.parent.glob("*.csv"):
        shutil.copy(beside, tmp_path)
    return str(shutil.copy(shipped, tmp_path / "agency.toml"))


class Walk:
    """Take random steps, and know whether the last was a second person's."""

    def __init__(self, scene: Scene, asha: Person, policy_file: str, seed: int) -> None:
        self.scene, self.asha, self.path = scene, asha, Path(policy_file)
        self.chance = random.Random(seed)  # noqa: S311 - chooses steps
        self.reference = opens(scene, asha)
        self.version = VERSIONS[0]
        self.agreed = 0

    def dates(self) -> _Dates:
        rows = self.scene.rows("SELECT id, ask_by, lost_at FROM footage")
        return {row.id: (instant(row.ask_by), instant(row.lost_at)) for row in rows}

    def step(self) -> bool:
        """Take one step; say whether a second person agreed to something by it."""
        steps = (self.corrects, self.records, self.decides, self.decides)
        others = (self.edits, self.adopts, self.tours, self.waits)
        do: Any = self.chance.choice([*steps, self.corrects, *others])
        try:
            return do() is True
        except errors.HoldfastError:
            return False

    def _by(self) -> timedelta:
        minutes = self.chance.choice((1, 10, 60, 600, 3 * 1440, 100 * 1440))
        return timedelta(minutes=minutes * self.chance.choice((1, -1)))

    def _correct(self, field: str, stands: Any) -> None:
        at = instant(stands)
        saw = f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
        self.scene.does(
            commands.CorrectIncident,
            actor=self.chance.choice(ACTORS),
            reference=self.reference,
            values={field: written(at + self._by())},
            seen={field: saw},
        )

    def corrects(self) -> None:
        (row,) = self.scene.rows("SELECT opened_at FROM incident")
        self._correct("opened_at", row.opened_at)

    def records(self) -> None:
        rows = self.scene.rows("SELECT id, recorded_at FROM footage ORDER BY id")
        row = self.chance.choice(rows)
        self._correct(f"recorded_at:{row.id}", row.recorded_at)

    def decides(self) -> bool:
        rows = self.scene.rows("SELECT id, state FROM proposal ORDER BY id")
        waiting = [n for n, row in enumerate(rows, start=1) if row.state == "waiting"]
        if not waiting:
            return False
        # Older ones speak of what is not so any more, and are refused as such.
        number = waiting[-1]
        is_agreed = self.chance.random() < 0.8
        for actor in self.chance.sample(ACTORS, len(ACTORS)):
            try:
                self.scene.does(
                    commands.DecideProposal,
                    actor=actor,
                    reference=self.reference,
                    number=number,
                    is_agreed=is_agreed,
                )
            except errors.RefusedError:
                continue
            self.agreed += is_agreed
            return is_agreed
        return False

    def edits(self) -> None:
        new = self.chance.choice(VERSIONS)
        text = self.path.read_text(encoding="utf-8")
        for old, wanted in zip(self.version, new, strict=True):
            before = f'after = "opened", {old}' if "within" in old else old
            after = f'after = "opened", {wanted}' if "within" in old else wanted
            assert before in text, before
            text = text.replace(before, after, 1)
        self.path.write_text(text, encoding="utf-8")
        self.version = new
        self.scene.stage.restart()

    def adopts(self) -> None:
        self.scene.does(
            commands.AdoptPolicy,
            actor=self.chance.choice((LENA, MARY)),
            reference=self.reference,
        )

    def tours(self) -> None:
        self.asha.texts(self.chance.choice(("OFF", "ON", "ON 2300", "ON 0500")))

    def waits(self) -> None:
        self.scene.advance(minutes=self.chance.choice((1, 30, 300)))


@pytest.mark.parametrize("seed", range(2))
def test_no_legal_date_comes_later_by_one_persons_word(
    scene: Scene, policy_file: str, seed: int
) -> None:
    asha, *_ = enrols(
        scene, someone("Mary", "commander", "400", slack_user_id="U0MARY")
    )
    walk = Walk(scene, asha, policy_file, seed)
    before = walk.dates()
    for _ in range(40):
        was_second = walk.step()
        after = walk.dates()
        for piece, (ask_by, lost_at) in before.items():
            if not was_second:
                assert after[piece][0] <= ask_by
                assert after[piece][1] <= lost_at
        before = after
        rows = scene.rows(
            "SELECT rule FROM duty WHERE next_step_at IS NULL AND state IN"
            " ('expected', 'notified', 'acknowledged', 'overdue')"
        )
        assert rows == [], "every open duty has a next step"
    for row in scene.rows(
        "SELECT made_by, decided_by FROM proposal WHERE state = 'agreed'"
    ):
        assert row.made_by != row.decided_by
    assert walk.agreed, "the walk went where the rule counts"
