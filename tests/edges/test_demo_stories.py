"""The demo's stories: played to the end on the real stage, stopped, and gone wrong."""

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.simulator import handset, installation
from bot.simulator.demo import plan as plans
from bot.simulator.demo import premises, proving
from bot.simulator.demo.acts import Acts
from bot.simulator.demo.play import (
    meanings,
    pacing,
    patience,
    script,
    terminal,
    watching,
)
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.problems import ActError
from bot.simulator.nursery import Nursery
from models import errors
from tests.waiting import wait

HEAD = """
id = "{id}"
title = "Small"
about = "A small story."
starts_at = 2026-03-10T15:40:00
"""

TEXT = """
[[step]]
tell = "She texts."
rule = "aid"
text = { who = "Asha Reyes", words = "NEW beat 0715 agents struck a man" }
"""

HEARS = """
[[step]]
hears = { who = "Asha Reyes", words = "opened" }
"""

CHECK = """
[[step]]
check = {}
"""


class Witness(watching.Watcher):
    """See each step end, and do something at the first sentence."""

    def __init__(self) -> None:
        self.at_first: Callable[[], Any] = lambda: None
        self._steps = threading.Semaphore(0)
        self._told = 0

    def told(self, sentence: str, authority: str | None) -> None:
        self._told += 1
        if self._told == 1:
            self.at_first()

    def done(self) -> None:
        self._steps.release()

    def waits_for_step(self) -> None:
        assert self._steps.acquire(timeout=patience.PATIENCE_SECONDS)


@pytest.fixture
def stage(nursery: Nursery, tmp_path: Path) -> Iterator[premises.Premises]:
    with premises.opened(tmp_path / "stage", nursery=nursery) as stage:
        yield stage
        assert proving.audit(stage)["is_sound"]


def small(*steps: str, story_id: str = "small") -> script.Story:
    return script.parse("".join([HEAD.format(id=story_id), *steps]), name="small.toml")


def phone(stage: premises.Premises, name: str) -> list[str]:
    """Return what somebody's phone shows."""
    (e164,) = [mate.phone for mate in stage.cast if mate.name == name and mate.phone]
    return [shown.body for shown in stage.company.phone(e164).received]


def incident(stage: premises.Premises, place: int) -> Any:
    query = text("SELECT * FROM incident ORDER BY opened_at LIMIT 1 OFFSET :place")
    with stage.database.reading() as connection:
        return connection.execute(query, {"place": place}).one()


def duties(stage: premises.Premises, reference: str) -> dict[str, str]:
    """Return the state of each duty of an incident, by its word."""
    query = text(
        "SELECT duty.word, duty.state FROM duty JOIN incident"
        " ON incident.id = duty.incident_id WHERE reference = :reference"
    )
    with stage.database.reading() as connection:
        found = connection.execute(query, {"reference": reference}).all()
    return {row.word: row.state for row in found}


def cards(stage: premises.Premises) -> list[str]:
    """Return what stands in the dispatch channel for all to see."""
    user = stage.workspace.user("U0DANA")
    return [
        one.rendered for one in user.sees(installation.DISPATCH) if not one.is_ephemeral
    ]


def played(stage: premises.Premises, story_id: str) -> Player:
    """Play a story to its end."""
    player = Player(stage, pace=0)
    player.play(story_id)
    assert player.wait() is None
    section = player.section()
    assert section["is_done"]
    assert section["step"] == section["steps"]
    assert section["playing"] == story_id
    return player


def test_the_first_story_goes_from_one_text_to_a_verified_record(
    stage: premises.Premises,
) -> None:
    player = played(stage, "one-scene")
    opened = incident(stage, 0)
    assert opened.state == "closed_other_agency"
    states = duties(stage, opened.reference)
    assert states["FLAG"] == states["DOCK"] == states["SEEN"] == "verified"
    assert states["AID"] == states["SUP"] == states["REPORT"] == "attested"
    asha, boyd = phone(stage, "Asha Reyes"), phone(stage, "Boyd Ellis")
    assert any("10 Mar 2027 is too early" in text for text in asha)
    assert any("FLAG recorded: until 10 Mar 2029" in text for text in asha)
    assert sum("Reminder" in text and "SUP" in text for text in asha) == 1
    assert any(re.search(r"SUP of star \d+ was due 16:10, not", text) for text in boyd)
    assert phone(stage, "Marcus Hale") == []
    # Forms that were read are put away.
    assert all(
        stage.workspace.user(mate.slack_user_id).view is None
        for mate in stage.cast
        if mate.slack_user_id
    )
    section = player.section()
    assert section["look"] == "proof"
    assert section["said"][-1]["sentence"] == section["caption"]["sentence"]
    assert {one["authority"] for one in section["said"]} > {
        "50 ILCS 706/10-20(a)(7): destroyed after 90 days unless flagged"
    }
    assert stage.proof is not None
    assert stage.proof["is_sound"]


def test_the_second_story_survives_a_power_cut_a_dead_phone_and_a_change_of_watch(
    stage: premises.Premises,
) -> None:
    played(stage, "two-crews")
    first, second = incident(stage, 0), incident(stage, 1)
    assert first.state == second.state == "open"
    assert duties(stage, first.reference)["FLAG"] == "verified"
    assert duties(stage, second.reference)["FLAG"] == "verified"
    # Slack takes one message a second in a channel, and at pace 0 all is over sooner.
    wait(lambda: f"linked with {first.reference}" in cards(stage)[-1])
    one, other = cards(stage)
    assert f"linked with {second.reference}" in one
    assert f"linked with {first.reference}" in other
    carl, boyd = phone(stage, "Carl Novak"), phone(stage, "Boyd Ellis")
    assert any(text.startswith("LATE") for text in carl)
    assert not any("Reminder" in text and "SUP was due" in text for text in carl)
    assert any(re.search(r"SUP of star \d+ was due 22:04, not", text) for text in boyd)
    # After the end of the tour it is the watch's, and nobody's at home.
    bea = phone(stage, "Bea Okafor")
    late = re.compile(r"FLAG (of star \d+ )?was due")
    assert any(late.search(text) and first.reference in text for text in bea)
    assert not any(late.search(text) for text in phone(stage, "Asha Reyes"))
    assert not any(late.search(text) for text in boyd)


def test_each_story_takes_less_than_two_minutes_at_the_pace_of_a_reader() -> None:
    for story in script.shipped():
        assert 60 < pacing.seconds(story) < 120


def test_somebody_else_may_act_meanwhile_and_the_story_goes_on(
    stage: premises.Premises,
) -> None:
    witness = Witness()
    player = Player(stage, own=small(TEXT, HEARS, CHECK), pace=0, watcher=witness)
    carl = {"phone": "+13125550102", "words": "NEW beat 0800 another thing"}
    witness.at_first = lambda: Acts(stage, player).do("text", carl)
    player.play("small")
    assert player.wait() is None
    assert len(phone(stage, "Carl Novak")) == 1
    assert incident(stage, 1) is not None


def test_a_paused_story_takes_one_step_at_a_time_and_goes_on_when_told(
    stage: premises.Premises,
) -> None:
    witness = Witness()
    story = small(TEXT, HEARS, '[[step]]\ntell = "That was it."\n')
    # At this pace only somebody who goes on gets to the end.
    player = Player(stage, own=story, pace=1e6, watcher=witness)
    acts = Acts(stage, player)
    witness.at_first = player.pause
    acts.do("story", {"do": "play", "id": "small"})
    witness.waits_for_step()
    section = player.section()
    assert (section["step"], section["steps"]) == (1, 3)
    assert section["is_paused"]
    acts.do("story", {"do": "step"})
    witness.waits_for_step()
    assert player.section()["step"] == 2
    assert player.section()["is_paused"]
    acts.do("story", {"do": "play"})
    witness.waits_for_step()
    assert player.section()["step"] == 3
    assert not player.section()["is_paused"]
    assert not player.section()["is_done"]
    acts.do("story", {"do": "step"})
    assert player.wait() is None
    assert player.section()["is_done"]


def test_a_stopped_story_leaves_the_stage_as_it_is(stage: premises.Premises) -> None:
    witness = Witness()
    never = '[[step]]\nhears = { who = "Asha Reyes", words = "never" }\n'
    player = Player(stage, own=small(TEXT, never), pace=0, watcher=witness)
    player.play("small")
    witness.waits_for_step()
    player.stop()
    section = player.section()
    assert section["playing"] is None
    assert section["said"] == []
    assert len(phone(stage, "Asha Reyes")) == 1
    with pytest.raises(ActError, match="No story is being played"):
        player.step()


def test_a_story_begins_with_nothing(stage: premises.Premises) -> None:
    player = Player(stage, own=small(TEXT, HEARS), pace=0)
    acts = Acts(stage, player)
    assert not player.section()["is_stage_used"]
    acts.do("text", {"phone": "+13125550102", "words": "NEW beat 0800 another thing"})
    assert player.section()["is_stage_used"]
    with pytest.raises(ActError, match="Start again first"):
        acts.do("story", {"do": "play", "id": "small"})
    assert player.section()["playing"] is None
    acts.do("story", {"do": "again"})
    acts.do("story", {"do": "play", "id": "small"})
    assert player.wait() is None
    assert len(phone(stage, "Asha Reyes")) == 1


def test_a_stage_that_only_the_story_used_is_thrown_away_unasked(
    stage: premises.Premises,
) -> None:
    player = Player(stage, own=small(TEXT, HEARS), pace=0)
    acts = Acts(stage, player)
    player.play("small")
    assert player.wait() is None
    assert not player.section()["is_stage_used"]
    acts.do("clock", {"do": "jump", "by_seconds": 60})
    assert not player.section()["is_stage_used"]
    acts.do("text", {"phone": "+13125550102", "words": "NEW beat 0800 another thing"})
    assert player.section()["is_stage_used"]
    acts.do("story", {"do": "again"})
    assert not player.section()["is_stage_used"]


def test_a_stage_on_which_only_time_went_by_begins_again_by_itself(
    stage: premises.Premises,
) -> None:
    player = Player(stage, own=small(TEXT, HEARS), pace=0)
    Acts(stage, player).do("clock", {"do": "jump", "by_seconds": 3600})
    before = stage.beginnings
    player.play("small")
    assert player.wait() is None
    assert stage.beginnings == before + 1
    assert "opened 15:40" in phone(stage, "Asha Reyes")[0]


def test_what_does_not_come_true_is_said_in_a_sentence(
    stage: premises.Premises,
) -> None:
    never = '[[step]]\nhears = { who = "Asha Reyes", words = "never" }\n'
    player = Player(stage, own=small(TEXT, never), pace=0, patience_seconds=0.2)
    player.play("small")
    sentence = "Asha Reyes was to get a text with “never”, and did not."
    assert player.wait() == sentence
    section = player.section()
    assert section["problem"] == sentence
    assert not section["is_done"]
    assert section["step"] == 2


#: Steps on a stage where nothing happened yet, and what is said of each.
MISSING = [
    (
        'press = { who = "Boyd Ellis", button = "Fly", on = "list" }',
        "Boyd Ellis was to find “Fly” on the list, and did not.",
    ),
    (
        'press = { who = "Boyd Ellis", button = "Fly", on = "home" }',
        "Boyd Ellis was to find “Fly” on the home page, and did not.",
    ),
    (
        'sees = { who = "Boyd Ellis", words = "never", in = "dm" }',
        "Boyd Ellis was to see “never” in Slack, and did not.",
    ),
    (
        'submit = { who = "Boyd Ellis" }',
        "Boyd Ellis was to have a form open, and has none.",
    ),
    (
        'text = { who = "Boyd Ellis", words = "ACK {code:FLAG}" }',
        "Boyd Ellis has no code for FLAG to answer with.",
    ),
    (
        'press = { who = "Boyd Ellis", button = "I have it", on = "card" }',
        "There is no incident yet that {ref} could mean.",
    ),
    (
        'text = { who = "Boyd Ellis", words = "JOIN {ref:7}" }',
        "There is no incident yet that {ref:7} could mean.",
    ),
]


@pytest.fixture(scope="module")
def untouched(
    nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[premises.Premises]:
    folder = tmp_path_factory.mktemp("untouched")
    with premises.opened(folder, nursery=nursery) as stage:
        yield stage


@pytest.mark.parametrize(
    ("words", "code"), [("{code:FLAG}", "KF77W"), ("{code:REPORT}", "R9NJ6")]
)
def test_a_code_is_read_from_a_list_of_several(
    untouched: premises.Premises, words: str, code: str
) -> None:
    mate = next(one for one in untouched.cast if one.name == "Tom Adler")
    assert mate.phone is not None
    phone = untouched.company.phone(mate.phone)
    body = (
        "2 wait since 23:34: 26-0001B FLAG star 12345 due 23:30 KF77W, "
        "REPORT star 12345 due 11 Mar 00:00 R9NJ6. ACK code = yours."
    )
    at = untouched.clock.now()
    shown = handset.ShownText(body=body, at=at, sid=None, from_e164=phone.e164, after=0)
    phone.show(shown)
    assert meanings.Meanings(untouched).filled(words, mate.name) == code


def test_the_third_story_hands_over_three_watches_and_names_a_loss(
    stage: premises.Premises,
) -> None:
    played(stage, "three-watches")
    opened = incident(stage, 0)
    assert opened.state == "open"
    states = duties(stage, opened.reference)
    assert states["FLAG"] == states["DOCK"] == states["SEEN"] == "verified"
    assert states["SEARCH"] == "verified"
    omar, lena = phone(stage, "Omar Lind"), phone(stage, "Lena Park")
    # Nobody texted him at home.
    assert not any("NOBODY" in text for text in omar)
    assert any("LOSS" in text for text in lena)


@pytest.mark.parametrize(("step", "said"), MISSING)
def test_each_kind_of_step_says_what_is_missing(
    untouched: premises.Premises, step: str, said: str
) -> None:
    story = small(f"[[step]]\n{step}\n")
    player = Player(untouched, own=story, pace=0, patience_seconds=0.1)
    player.play("small")
    assert player.wait() == said


def test_a_story_of_ones_own_stands_first_and_has_to_fit(
    untouched: premises.Premises,
) -> None:
    offered = Player(untouched, own=small(TEXT)).section()["stories"]
    assert [one["id"] for one in offered] == [
        "small",
        "one-scene",
        "two-crews",
        "three-watches",
    ]
    assert offered[0] | {"minutes": 1} == offered[0]
    with pytest.raises(errors.ConfigurationError, match="did you mean Asha Reyes"):
        Player(untouched, own=small(TEXT.replace("Asha", "Ascha")))
    with pytest.raises(ActError, match="no such story"):
        Player(untouched).play("small")


def test_a_policy_of_ones_own_is_offered_only_what_fits_it(
    nursery: Nursery, tmp_path: Path
) -> None:
    with premises.opened(tmp_path, others(tmp_path), nursery=nursery) as stage:
        assert Player(stage).section()["stories"] == []


def others(folder: Path) -> plans.Plan:
    """Return a plan with people whom no story that is shipped knows."""
    roster = folder / "others.csv"
    text = plans.ROSTER.read_text()
    text = text.replace("Asha Reyes", "Ada Ray").replace("Omar Lind", "Otto Lang")
    roster.write_text(text)
    return plans.Plan(roster_file=roster)


# --- In the terminal ------------------------------------------------------------------


def test_the_terminal_plays_a_story_and_proves_it_by_the_programs_own_commands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert terminal.play(plans.Plan(), small(TEXT, HEARS, CHECK)) == 0
    said = capsys.readouterr().out
    assert re.search(r"15:40  Asha >\s+NEW beat 0715", said)
    assert re.search(r"15:40  Asha <\s+26-0001\w opened 15:40", said)
    assert "Rule: Executive Order 2026-01: aid and EMS at once" in said
    assert "Internally consistent: YES" in said
    assert "The record is sound." in said
    assert said.rstrip().splitlines()[-2] == "All of it came true."


def test_the_terminal_says_what_did_not_come_true_and_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = '[[step]]\ntext = { who = "Asha Reyes", words = "JOIN {ref}" }\n'
    assert terminal.play(plans.Plan(), small(wrong)) == 1
    streams = capsys.readouterr()
    assert "This did not come true: There is no incident yet" in streams.err
    assert "All of it came true." not in streams.out


def test_the_terminal_asks_for_a_story_where_none_that_is_shipped_fits(
    tmp_path: Path,
) -> None:
    with pytest.raises(errors.ConfigurationError, match="--story FILE"):
        terminal.play(others(tmp_path))
