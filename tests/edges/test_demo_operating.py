"""What an operator does on the demo's page, and what the page shows of the agency."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.policy import load
from bot.simulator.demo import acts, operating, premises
from bot.simulator.demo.kept import saved
from bot.simulator.demo.play.player import Player
from bot.simulator.demo.problems import ActError
from bot.simulator.demo.sights import incidents, on_duty
from bot.simulator.nursery import Nursery
from tests.waiting import wait

ASHA = "+13125550101"
#: Asha is asked whether anybody is hurt, and has so long.
WITHIN = 'within = "10m"'


@pytest.fixture(scope="module")
def opened(
    nursery: Nursery, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[premises.Premises]:
    """One stage for all tests here; each begins it again."""
    with premises.opened(tmp_path_factory.mktemp("demo"), nursery=nursery) as stage:
        yield stage


@pytest.fixture
def stage(opened: premises.Premises) -> premises.Premises:
    """A stage on which nothing has happened yet, and whose clock stands."""
    opened.begin_again()
    opened.run_at(0)
    return opened


@pytest.fixture
def operate(stage: premises.Premises) -> Callable[..., dict[str, Any]]:
    """Does what the operator does, as the page does."""
    doing = acts.Acts(stage, Player(stage))

    def act(do: str, **fields: Any) -> dict[str, Any]:
        return doing.do("operate", {"do": do, **fields})

    return act


def shown(stage: premises.Premises) -> dict[str, Any]:
    found: dict[str, Any] = on_duty.sections(stage)["on_duty"]
    return found


def person(stage: premises.Premises, name: str) -> dict[str, Any]:
    (found,) = [one for one in shown(stage)["people"] if one["name"] == name]
    return found


def edited(operate: Callable[..., dict[str, Any]]) -> str:
    """The policy with another time for the first duty."""
    text: str = operate("show_policy")["text"]
    head, aid, tail = text.partition('id = "aid"')
    assert WITHIN in tail
    return head + aid + tail.replace(WITHIN, 'within = "45m"', 1)


def test_everybody_stands_there_with_what_puts_them_on_duty_or_off_it(
    stage: premises.Premises,
) -> None:
    assert [one["title"] for one in shown(stage)["watches"] if one["is_running"]] == [
        "Third watch"
    ]
    asha, omar = person(stage, "Asha Reyes"), person(stage, "Omar Lind")
    assert (asha["is_on"], asha["by"]) == (True, "Third watch")
    assert asha["until_at"] is not None
    assert (omar["is_on"], omar["by"]) == (False, "")
    assert person(stage, "Lena Park")["until_at"] is None
    names = [one["is_on"] for one in shown(stage)["people"]]
    assert names == sorted(names, reverse=True)


def test_a_daily_list_is_shown_first_and_then_imported(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    rows = "star,date,watch\n33333,2026-03-10,third\n"
    seen = operate("import_list", text=rows)
    assert seen["lines"][0].startswith("New: star 33333: 10 Mar 14:00")
    assert not person(stage, "Omar Lind")["is_on"]
    assert operate("import_list", text=rows, is_meant=True)["is_taken"]
    omar = person(stage, "Omar Lind")
    assert (omar["is_on"], omar["by"]) == (True, "daily list")


def test_what_an_operator_did_is_not_thrown_away_unasked(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    player = Player(stage)
    rows = "star,date,watch\n33333,2026-03-10,third\n"
    operate("import_list", text=rows)
    operate("compare_policy", text=edited(operate))
    assert not player.section()["is_stage_used"]
    operate("import_list", text=rows, is_meant=True)
    assert player.section()["is_stage_used"]

    stage.begin_again()
    assert not player.section()["is_stage_used"]
    operate("change_policy", text=edited(operate))
    assert player.section()["is_stage_used"]
    with pytest.raises(ActError, match="Start again first"):
        player.play()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("star,date,watch\n9,2026-03-10,third\n", "nobody active has it"),
        ("", "empty|header|column"),
    ],
)
def test_a_list_that_is_wrong_is_refused_with_its_lines(
    operate: Callable[..., dict[str, Any]], rows: str, why: str
) -> None:
    with pytest.raises(ActError, match=why):
        operate("import_list", text=rows, is_meant=True)


def test_an_edit_says_what_it_changes_before_it_is_in_force(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    text = edited(operate)
    found = operate("compare_policy", text=text)
    assert found["problems"] == []
    assert any("AID" in line and line.startswith("+") for line in found["changes"])
    assert found["weaker"] == ["AID: it would be due at another time."]
    same = operate("compare_policy", text=operate("show_policy")["text"])
    assert (same["is_same"], same["changes"]) == (True, [])
    assert stage.policy_file is None


def test_a_policy_in_force_counts_for_what_is_opened_from_then_on(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    text = edited(operate)
    operate("change_policy", text=text)
    assert operating.policy_file(stage).read_text() == text
    assert stage.bot.is_running
    assert incidents.sections(stage)["agency"]["title"] == stage.policy.title
    phone = stage.company.phone(ASHA)
    phone.texts("NEW beat 0715 agents struck a man")
    # At its start the bot fetches texts; one that it fetched is answered by a message.
    wait(lambda: any("opened" in shown.body for shown in phone.received))
    wait(lambda: shown(stage)["auditor"]["open"] > 0)
    (rule,) = [one for one in stage.policy.duty if one.id == "aid"]
    assert rule.due.within.total_seconds() == 45 * 60
    stage.begin_again()
    assert stage.policy_file is None


def test_a_stage_under_an_edited_policy_with_a_list_of_places_is_opened_again(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    text = edited(operate)
    assert stage.policy.places is not None
    operate("change_policy", text=text)
    operate("change_policy", text=text + "\n# again\n")
    data = saved.save(stage)
    opened = saved.open_into(tmp_path, data)
    assert opened.policy_file is not None
    policy, _, again = load.load(opened.policy_file)
    assert again == text + "\n# again\n"
    listed = load.places_of(policy, opened.policy_file)
    shipped = load.places_of(policy, load.shipped())
    assert listed is not None
    assert shipped is not None
    assert listed.read_bytes() == shipped.read_bytes()


def test_a_policy_that_names_a_list_which_is_not_there_is_refused(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    text = operate("show_policy")["text"].replace("chicago_places.csv", "other.csv")
    with pytest.raises(ActError, match=r"other\.csv cannot be read"):
        operate("change_policy", text=text)
    assert stage.policy_file is None


def test_a_policy_that_is_wrong_is_refused_and_the_bot_goes_on(
    stage: premises.Premises, operate: Callable[..., dict[str, Any]]
) -> None:
    wrong = edited(operate).replace('word = "AID"', 'wrod = "AID"')
    found = operate("compare_policy", text=wrong)
    assert any("did you mean word?" in line for line in found["problems"])
    with pytest.raises(ActError, match="did you mean word"):
        operate("change_policy", text=wrong)
    assert stage.policy_file is None
    assert stage.bot.is_running
    with pytest.raises(ActError, match="An operator shows"):
        operate("burn")
