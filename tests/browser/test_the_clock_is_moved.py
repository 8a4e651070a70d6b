"""The clock of the story is stopped, hurried, and moved on by hand."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from bot.simulator.demo import plan as plans
from tests.browser.visitor import Visitor

#: Some minutes after the beginning.
LATER = re.compile(r"^(15:4[5-9]|15:5\d|1[67]:\d\d)$")
STARTS = re.compile("Tuesday, 10 March 2026")


def test_the_clock_stands_until_it_is_let_go_and_stands_again(page: Visitor) -> None:
    pause = page.clock.get_by_role("button", name="Pause")
    hurry = page.clock.get_by_role("button", name="600×")
    expect(pause).to_have_attribute("aria-pressed", "true")
    assert page.clock_reads() == "15:40"

    # Whoever is picking a date meanwhile is not disturbed.
    page.clock.locator("summary").click()
    field = page.clock.get_by_label("Date and time")
    expect(field).not_to_have_value("")
    field.fill("2026-04-01T09:30")
    hurry.click()
    expect(hurry).to_have_attribute("aria-pressed", "true")
    page.sees(LATER, page.clock)
    expect(field).to_have_value("2026-04-01T09:30")

    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")
    # Before the clock stood it went on for as long as the press took.
    now = page.page.request.get("/stage/now").json()
    assert now["clock"]["speed"] == 0
    page.waits_for_clock(datetime.fromisoformat(now["clock"]["at"]))


def test_the_clock_is_moved_by_steps_and_to_a_date(page: Visitor) -> None:
    began_at = page.stands_at()
    for name, by in (
        ("+5 min", timedelta(minutes=5)),
        ("+1 h", timedelta(hours=1)),
        ("+1 day", timedelta(days=1)),
        ("+7 days", timedelta(days=7)),
    ):
        page.presses(name, page.clock)
        began_at += by
        page.waits_for_clock(began_at)
    assert began_at == plans.STARTS_AT + timedelta(days=8, hours=1, minutes=5)

    page.moves_clock_to("2026-04-01T09:30")
    page.sees("09:30", page.clock)
    page.sees("Wednesday, 1 April 2026", page.clock)


def test_the_clock_is_never_moved_back(page: Visitor) -> None:
    page.faults.expect("400")
    page.clock.locator("form").evaluate("form => form.noValidate = true")
    page.moves_clock_to("2026-03-01T09:30")
    page.sees("The clock moves on, never back.")
    page.presses("Dismiss")
    expect(page.page.locator(".toast")).to_have_count(0)
    page.sees(STARTS, page.clock)
