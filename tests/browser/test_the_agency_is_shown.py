"""Who is on duty and why, whether all goes on, and the policy stand on the page."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import conftest
from tests.browser.visitor import Visitor

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"


@pytest.fixture(params=[conftest.WIDE, conftest.NARROW], ids=["wide", "narrow"])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


def opened(page: Visitor) -> Locator:
    """Open the pane, which has a tab of its own on a narrow screen."""
    page.turns_to("Agency")
    agency = page.page.locator("#agency")
    if agency.locator("details.agency").get_attribute("open") is None:
        agency.locator("summary").first.click()
    expect(agency.locator("details.agency")).to_have_attribute("open", "")
    return agency


def row(agency: Locator, name: str) -> Locator:
    return agency.get_by_role("row").filter(has_text=name)


def test_everybody_can_see_who_is_on_duty_and_change_it(page: Visitor) -> None:
    agency = opened(page)
    expect(row(agency, "Asha Reyes")).to_contain_text("Third watch")
    expect(row(agency, "Omar Lind")).to_contain_text("off, next")
    page.is_in_order("the agency is shown")

    agency.get_by_text("Import tonight’s list").click()
    page.presses("See what it changes", agency)
    page.sees(re.compile("New: star 33333"), agency)
    page.presses("Import it", agency)
    expect(row(agency, "Omar Lind")).to_contain_text("daily list")
    page.is_in_order("a list was imported")


def test_an_edit_of_the_policy_is_understood_before_it_counts(page: Visitor) -> None:
    page.texts("Asha Reyes", NEW)
    agency = opened(page)
    agency.get_by_text("What follows from one text").click()
    page.sees(re.compile("Everything, in order"), agency)
    agency.get_by_text("Edit it, and see what changes").click()
    field = agency.get_by_label("policy.toml")
    text = field.input_value()
    field.fill(text.replace('word = "AID"', 'wrod = "AID"'))
    page.presses("See what changes", agency)
    page.sees(re.compile("did you mean word"), agency)
    put = agency.get_by_role("button", name="Put it in force")
    expect(put).to_be_disabled()
    page.is_in_order("an edit is refused")

    head, aid, tail = text.partition('id = "aid"')
    field.fill(head + aid + tail.replace('within = "10m"', 'within = "45m"', 1))
    page.presses("See what changes", agency)
    page.sees("It is sound, and the timeline changes", agency)
    page.is_in_order("an edit is sound")
    put.click()
    page.sees("The bot was started anew under it.", agency)


def test_that_the_bot_is_dead_is_said_where_it_counts(page: Visitor) -> None:
    agency = opened(page)
    page.sees("Yes: nothing is owed", agency)
    page.presses("Kill it")
    page.sees("No: the bot is dead", agency)
    page.presses("Start it again")
    page.sees("Yes: nothing is owed", agency)
