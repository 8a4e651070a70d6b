"""Each story is played to its end on the page, and anybody may take over."""

import re

import pytest
from playwright.sync_api import expect

from bot.simulator.demo.play import pacing, script
from tests.browser import conftest
from tests.browser.visitor import Visitor, flips

ONE_SCENE = script.shipped()[0]

#: Longest that a story may take here, where no sentence stands, in milliseconds.
END_MS = 90_000

#: What is shown of the footage when all is told, by story.
FOOTAGE_AT_END = {
    "two-crews": ("Kept: stated, and seen by a second person",),
    "three-watches": (
        "Kept: stated, and seen by a second person",
        "Lost: searched for, and not found",
        "Searched",
        "Nobody has stated that it is kept",
    ),
}


def plays(page: Visitor, story: script.Story) -> None:
    page.presses(f"Play “{story.title}”", page.story)
    expect(page.story.get_by_role("heading", name=story.title)).to_be_visible()


# The first one is played to its end where its pictures are taken.
@pytest.mark.parametrize("story", script.shipped()[1:], ids=lambda story: story.id)
def test_story_comes_true_on_the_page(page: Visitor, story: script.Story) -> None:
    plays(page, story)

    done = page.story.get_by_text("All of it came true.")
    problem = page.story.get_by_text("This did not come true")
    expect(done.or_(problem)).to_be_visible(timeout=END_MS)
    assert not problem.count(), page.story.inner_text()
    expect(page.story.get_by_role("progressbar")).to_have_attribute(
        "value", str(len(story.step))
    )
    page.story.locator("summary").click()
    for step in story.step:
        if step.tell is not None:
            page.sees(step.tell, page.story)
    page.is_legible("the story is over, and all of it is shown")
    page.presses("Go on by hand", page.story)
    expect(page.story.get_by_role("heading", name="See it happen")).to_be_visible()
    page.turns_to("Record")
    expect(page.record.get_by_role("article")).to_be_visible()
    footage = page.record.get_by_role("region", name="Footage")
    for words in FOOTAGE_AT_END[story.id]:
        page.sees(words, footage)


def test_the_first_story_takes_less_than_two_minutes() -> None:
    assert pacing.seconds(ONE_SCENE) < 120


def test_anybody_may_take_over_in_mid_story(page: Visitor) -> None:
    plays(page, ONE_SCENE)
    page.presses("❚❚ Pause", page.story)
    page.sees("Paused", page.story)
    flips(page.story.get_by_role("switch", name="Follow"), on=False)
    page.texts("Carl Novak", "NEW 2606905555 agents at a second corner")
    page.sees("2606905555", page.phones.get_by_role("log"))
    page.presses("Stop", page.story)
    expect(page.story.get_by_role("heading", name="See it happen")).to_be_visible()
    chips = page.record.get_by_role("list", name="Which incident is shown")
    expect(chips.get_by_role("listitem")).to_have_count(2)


def test_a_reload_in_mid_story_goes_on_with_it(page: Visitor) -> None:
    plays(page, ONE_SCENE)
    page.presses("❚❚ Pause", page.story)
    page.sees("Paused", page.story)
    page.presses("Next", page.story)
    expect(page.story.locator(".story-sentence")).to_be_visible()

    page.reloads()
    page.sees("Paused", page.story)
    expect(page.story.locator(".story-sentence")).to_be_visible()
    page.presses("▶ Go on", page.story)
    page.sees(re.compile(r"^Step ([5-9]|\d\d) of"), page.story)


def test_a_story_takes_a_used_stage_only_when_told_so(page: Visitor) -> None:
    page.texts("Carl Novak", "NEW 2606905555 agents at a second corner")
    expect(page.card("26-0001B")).to_be_visible()
    page.presses(f"Play “{ONE_SCENE.title}”", page.story)
    asked = page.story.get_by_role("group", name="The stage was used")
    page.presses("Keep it", asked)
    expect(asked).to_have_count(0)
    expect(page.record.get_by_role("article")).to_be_visible()

    page.presses(f"Play “{ONE_SCENE.title}”", page.story)
    page.presses("Start again and play", asked)
    expect(page.story.get_by_role("heading", name=ONE_SCENE.title)).to_be_visible()
    page.sees(re.compile(r"^Asha Reyes .* opened the incident"), page.record)
    expect(page.record.get_by_text("Carl Novak (star 22222) opened")).to_have_count(0)


def test_what_was_done_beside_a_story_is_thrown_away_only_when_told_so(
    page: Visitor,
) -> None:
    plays(page, ONE_SCENE)
    page.sees("All of it came true.", page.story)
    page.presses("Play it again", page.story)
    page.sees(re.compile(r"^Step [1-9] of"), page.story)
    page.sees("All of it came true.", page.story)

    chips = page.record.get_by_role("list", name="Which incident is shown")
    second = chips.get_by_role("listitem")
    page.texts("Carl Novak", "NEW 2606905555 agents at a second corner")
    expect(second).to_have_count(2)
    page.presses("Play it again", page.story)
    asked = page.story.get_by_role("group", name="The stage was used")
    page.presses("Keep it", asked)
    expect(asked).to_have_count(0)
    expect(second).to_have_count(2)

    page.presses("Play it again", page.story)
    page.presses("Start again and play", asked)
    expect(second).to_have_count(0)
    page.sees(re.compile(r"^Step \d+ of"), page.story)


#: Whether the newest text on the phone stands below the sentence, above the tabs.
STANDS_BETWEEN = """
() => {
  const text = [...document.querySelectorAll("#phones .bubble")].at(-1);
  if (document.body.dataset.look !== "phones" || !text) return false;
  const place = text.getBoundingClientRect();
  const top = document.getElementById("story").getBoundingClientRect().bottom;
  const bottom = document.getElementById("tabs").getBoundingClientRect().top;
  return place.top >= top && place.bottom <= bottom;
}
"""


@pytest.mark.parametrize(("size", "pace"), [(conftest.NARROW, 1)])
def test_the_newest_text_is_in_sight_on_a_narrow_screen(page: Visitor) -> None:
    plays(page, ONE_SCENE)
    page.page.wait_for_function(STANDS_BETWEEN)
