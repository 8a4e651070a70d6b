"""The pictures of the documents are what the page shows, taken by this test.

    HOLDFAST_PICTURES=1 ./run test tests/browser/test_pictures.py

writes them anew; otherwise they are taken, looked at for their size, and thrown away.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from bot.simulator.demo.play import script
from tests.browser import conftest, stages
from tests.browser.visitor import Visitor
from tests.guards import files, test_pictures

#: Read before the tests take our variables away.
IS_KEPT = os.environ.get("HOLDFAST_PICTURES") == "1"

#: Whose pictures they are.
STORY = script.shipped()[0]

#: Dots for each pixel of the page, where it is shown smaller than it is.
SHARP = 2

#: A laptop with its window drawn out, to show phones, Slack and duties at once.
TALL = {"width": 1320, "height": 1080}
LOW = {"width": 1320, "height": 820}

#: Around a part of the page, in its pixels.
MARGIN = 10

#: So many rows of the record are enough.
ROWS = 6

Take = Callable[..., None]


@pytest.fixture
def pace() -> float:
    return 1


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Take a picture of a window, or of the top of a part of it."""
    folder = files.ROOT / "docs" / "pictures" if IS_KEPT else tmp_path

    def take(
        name: str,
        page: Visitor,
        part: Locator | None = None,
        end: Locator | None = None,
    ) -> None:
        file = folder / f"{name}.png"
        clip = _around(part, end or part) if part else None
        page.page.screenshot(
            path=file, animations="disabled", clip=clip, full_page=part is not None
        )
        size = file.stat().st_size
        assert test_pictures.LEAST_BYTES <= size <= test_pictures.MOST_BYTES

    return take


def _around(part: Locator, end: Locator) -> Any:
    """Return where a part is on the whole page, with a margin."""
    part.page.evaluate("scrollTo(0, 0)")
    box, last = part.bounding_box(), end.bounding_box()
    assert box is not None
    assert last is not None
    return {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": last["y"] + last["height"] - box["y"] + 2 * MARGIN,
    }


def after(is_it: Callable[[script.Step], bool]) -> int:
    """Return the number of the first step that follows one of this kind."""
    return next(
        number for number, step in enumerate(STORY.step, start=2) if is_it(step)
    )


def steps_to(page: Visitor, number: int) -> None:
    """Let the story go on, one step at a time, until it is there."""
    bar = page.story.get_by_role("progressbar")
    for step in range(int(bar.get_attribute("value") or "0"), number):
        expect(bar).to_have_attribute("value", str(step))
        page.presses("Next", page.story)
    expect(bar).to_have_attribute("value", str(number))


def brings_up(page: Visitor, part: Locator) -> None:
    """Scroll until a part stands below the story, and point at nothing."""
    page.page.mouse.move(0, 0)
    story = page.story.bounding_box()
    part.evaluate(
        "(part, under) => scrollBy(0, part.getBoundingClientRect().top - under)",
        story["height"] + 16 if story else 0,
    )


def test_the_pictures_show_the_first_story(
    stage: stages.Stage, visits: conftest.Visits, take: Take
) -> None:
    page = visits(stage.address, viewport=TALL)
    sharp = visits(stage.address, device_scale_factor=SHARP)
    width, height = conftest.NARROW
    small = visits(
        stage.address,
        viewport={"width": width, "height": height},
        device_scale_factor=SHARP,
    )
    page.presses(f"Play “{STORY.title}”", page.story)
    page.presses("❚❚ Pause", page.story)
    page.sees("Paused", page.story)
    steps_to(page, after(lambda step: step.text is not None))
    asha = small.takes_phone("Asha Reyes")
    small.sees(re.compile("26-0001B opened"), asha)
    brings_up(small, asha)
    take("demo-phone", small)

    steps_to(page, after(lambda step: step.press is not None))
    page.sees("Has it", page.record)
    for one in (page, sharp):
        expect(one.card("26-0001B")).to_contain_text("Star 900 has it")
    page.page.evaluate("scrollTo(0, 0)")
    take("demo-wide", page)
    take("card", sharp, sharp.card("26-0001B"))

    page.page.set_viewport_size(LOW)
    page.page.emulate_media(color_scheme="dark")
    steps_to(page, len(STORY.step))
    expect(page.story.get_by_text("All of it came true.")).to_be_visible(timeout=60_000)
    page.sees(re.compile("^Sound"), page.record)
    brings_up(page, page.record)
    take("demo-dark", page)
    page.story.locator("summary").click()
    for told in (step.tell for step in STORY.step if step.tell is not None):
        expect(page.story.get_by_text(told).last).to_be_visible()
    page.is_legible("the story is over, and all of it is told")
    sharp.sees(re.compile("^Sound"), sharp.record)
    ledger = sharp.record.locator(".inc-ledger")
    take("ledger", sharp, ledger, ledger.locator("ol > li").nth(ROWS - 1))
