"""The page is right on a laptop and on a phone, by day and by night, for everybody."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import conftest
from tests.browser.visitor import Visitor

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"
ASHA, BOYD, DANA = "Asha Reyes", "Boyd Ellis", "Dana Whitlock"


@pytest.fixture(params=[conftest.WIDE, conftest.NARROW], ids=["wide", "narrow"])
def size(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_every_state_is_in_reach_and_legible(page: Visitor) -> None:
    page.is_in_order("nothing has happened")

    asha = page.texts(ASHA, NEW)
    expect(asha.locator(".bubble.is-bot")).to_have_count(1)
    page.is_in_order("an incident is open, and phones are shown")
    page.moves_clock_by("+1 h")

    page.turns_to("Record")
    page.presses("Check every chain and seal", page.record)
    page.is_in_order("duties are overdue, and the record was checked")

    page.becomes(BOYD)
    expect(page.card("26-0001B")).to_be_visible()
    page.is_in_order("the card in the channel")
    page.goes_to("Home")
    page.sees("Owed by you", page.slack)
    page.is_in_order("one's own page")
    page.goes_to("holdfast")
    page.is_in_order("the list of what one owes")

    page.becomes(DANA)
    page.goes_to("dispatch")
    page.slashes("/incident")
    form = page.form("Open an incident")
    page.is_in_order("a form")
    form.get_by_label("Star of the member who saw it").fill("99")
    page.presses("Open", form)
    expect(form.locator("[aria-invalid=true]")).not_to_have_count(0)
    page.is_in_order("a form with what is wrong")
    page.presses("Cancel", form)

    page.presses("Kill it")
    page.sees("The bot is dead", page.troubles)
    page.is_in_order("the bot is dead")
    page.switches("Slack down", on=True, and_closes=False)
    page.is_legible("Slack is down, and the menu of troubles is open")
