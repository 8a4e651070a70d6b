"""A browser, and the demo as it is: its page, its phones, its Slack, a real bot.

A failed test leaves a picture of its page beside its other files.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from bot.simulator.nursery import Nursery
from tests.browser import chromium, faults, stages, visitor

_HAS_FAILED = pytest.StashKey[bool]()

#: A laptop and a phone, as wide and as high as their pages are.
WIDE = (1440, 900)
NARROW = (390, 844)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    report: Any = yield
    item.stash[_HAS_FAILED] = item.stash.get(_HAS_FAILED, False) or report.failed
    if report.skipped and chromium.MISSING in str(report.longrepr):
        # One line for all of them: they lack the same thing.
        report.longrepr = (chromium.__file__, 1, f"Skipped: {chromium.MISSING}")
    return report


# For the folder, not for the session: Playwright keeps an event loop of its own
# in this thread, and other tests begin theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[sync_api.Browser]:
    """One browser; each test has a window of its own."""
    program = chromium.find()
    if program is None:
        if os.environ.get("HOLDFAST_REQUIRE_BROWSER") == "1":
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    with sync_api.sync_playwright() as driver:
        yield driver.chromium.launch(executable_path=program, args=chromium.flags())


@pytest.fixture(scope="package")
def nursery(browser: sync_api.Browser, nursery: Nursery) -> Nursery:
    """Where the bots come from; needless where there is no browser."""
    return nursery


@pytest.fixture
def size() -> tuple[int, int]:
    """Width and height of the window. Tests override this."""
    return WIDE


@pytest.fixture
def pace() -> float:
    """How long a story's sentences stand: 1 for readers. Tests override this."""
    return 0


@pytest.fixture(scope="package")
def cleaner() -> Iterator[Callable[[Callable[[], None]], object]]:
    """Takes stages down while the next test begins; most of that is waiting."""
    with futures.ThreadPoolExecutor(1) as cleaner:
        done: list[futures.Future[None]] = []
        yield lambda clean: done.append(cleaner.submit(clean))
    for one in done:
        one.result()


@pytest.fixture
def stage(
    nursery: Nursery, cleaner: Callable[[Callable[[], None]], object], pace: float
) -> Iterator[stages.Stage]:
    """The demo, from its beginning."""
    everything = contextlib.ExitStack()
    # Not the test's own folder, which goes with the test.
    folder = tempfile.TemporaryDirectory(prefix="holdfast-browser-")
    place = Path(everything.enter_context(folder))
    stage = everything.enter_context(stages.opened(place, nursery=nursery, pace=pace))
    yield stage
    # Only this thread speaks with the nursery.
    stage.ends()
    cleaner(everything.close)


class Visits:
    """Let people look at the page of a stage, each in a window of their own."""

    def __init__(self, browser: sync_api.Browser, **settings: Any) -> None:
        self._browser = browser
        self._settings = settings
        self._everybody: list[visitor.Visitor] = []

    def __call__(self, address: str, **settings: Any) -> visitor.Visitor:
        """Open a page; the settings are those of the browser's contexts."""
        context = self._browser.new_context(
            **(self._settings | settings), base_url=address
        )
        context.set_default_timeout(visitor.PATIENCE_MS)
        seen = faults.Faults(context)
        somebody = visitor.Visitor(context.new_page(), seen)
        self._everybody.append(somebody)
        somebody.comes(address)
        return somebody

    def check(self) -> None:
        """Fail where a page did what it must not do."""
        found = [fault for one in self._everybody for fault in one.faults.unexpected]
        assert not found, "\n".join(found)

    def take_pictures(self, folder: Path) -> None:
        """Keep what is on the screens."""
        for number, one in enumerate(self._everybody):
            if not one.page.is_closed():
                one.page.screenshot(path=folder / f"page-{number}.png", full_page=True)

    def close(self) -> None:
        """Close every window."""
        for one in self._everybody:
            one.page.context.close()


@pytest.fixture
def visits(
    browser: sync_api.Browser,
    size: tuple[int, int],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Iterator[Visits]:
    """Windows of the test's own; what goes wrong in them fails it."""
    width, height = size
    visits = Visits(
        browser,
        viewport={"width": width, "height": height},
        color_scheme="light",
        reduced_motion="reduce",
        timezone_id="UTC",
        locale="en-US",
    )
    try:
        yield visits
        visits.check()
    finally:
        if request.node.stash.get(_HAS_FAILED, False):
            visits.take_pictures(tmp_path)
        visits.close()


@pytest.fixture
def page(stage: stages.Stage, visits: Visits) -> visitor.Visitor:
    """Somebody in front of the demo's page."""
    return visits(stage.address)
