"""Reloads, lost connections and saved stages lose nothing of what was there."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.simulator.nursery import Nursery
from tests.browser import conftest, stages
from tests.browser.visitor import Visitor

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"
ASHA, BOYD, DANA = "Asha Reyes", "Boyd Ellis", "Dana Whitlock"


def test_a_reload_brings_back_the_same_stage_and_the_same_choices(
    page: Visitor,
) -> None:
    page.texts(ASHA, NEW)
    page.becomes(DANA)
    page.takes_phone(BOYD)
    page.presses("Look: system")
    page.presses("Look: light")
    expect(page.page.locator("html")).to_have_attribute("data-theme", "dark")

    page.reloads()
    expect(page.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.phones.get_by_role("region", name=f"Phone of {BOYD}")).to_be_visible()
    expect(page.slack.get_by_label("You are")).to_have_value("U0DANA")
    expect(page.card("26-0001B")).to_be_visible()
    page.sees(re.compile("opened the incident by text"), page.record)


@pytest.mark.parametrize(
    "size", [conftest.WIDE, conftest.NARROW], ids=["wide", "narrow"]
)
def test_a_reload_shows_whose_phone_is_in_the_hand(page: Visitor) -> None:
    page.takes_phone("Tom Adler")
    page.reloads()
    chosen = page.phones.locator(".phone-card.is-on")
    expect(chosen).to_contain_text("Tom Adler")
    page.phones.scroll_into_view_if_needed()
    expect(chosen).to_be_in_viewport(ratio=0.9)


def test_a_lost_connection_is_said_and_made_again(
    stage: stages.Stage, page: Visitor
) -> None:
    page.faults.expect("ERR_INCOMPLETE_CHUNKED_ENCODING")
    stage.hangs_up()
    page.sees("Reconnecting…")
    expect(page.page.get_by_text("Reconnecting…")).to_have_count(0)
    asha = page.texts(ASHA, NEW)
    page.sees(re.compile("26-0001B opened"), asha.get_by_role("log"))


def test_what_is_being_typed_survives_whatever_happens_meanwhile(
    page: Visitor,
) -> None:
    page.texts(ASHA, NEW)
    field = page.phones.get_by_role("textbox")
    field.fill("AID ems on")
    field.press("Home")
    for _ in range(4):
        field.press("ArrowRight")
    page.page.keyboard.type("x")
    page.presses("Kill it")
    page.sees("The bot is dead", page.troubles)
    page.presses("Start it again")
    page.sees("The bot runs", page.troubles)
    expect(field).to_have_value("AID xems on")


def test_beginning_again_takes_everything_off_the_stage(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    expect(page.card("26-0001B")).to_be_visible()
    page.moves_clock_by("+1 h")
    page.presses("Start again")
    asked = page.page.get_by_role("group", name="The stage was used")
    page.presses("Keep it", asked)
    expect(asked).to_have_count(0)
    expect(page.card("26-0001B")).to_be_visible()
    page.presses("Start again")
    page.presses("Throw it away", asked)
    page.sees("Nothing has happened yet.", page.record)
    page.sees("15:40", page.clock)
    expect(page.card("26-0001B")).to_have_count(0)
    asha = page.texts(ASHA, NEW)
    page.sees(re.compile("26-0001B opened 15:40"), asha.get_by_role("log"))


def test_a_stage_that_nobody_used_begins_again_without_a_question(
    page: Visitor,
) -> None:
    page.moves_clock_by("+1 h")
    page.sees("16:40", page.clock)
    page.presses("Start again")
    page.sees("15:40", page.clock)


def test_a_saved_stage_is_opened_again_elsewhere(
    page: Visitor, visits: conftest.Visits, nursery: Nursery, tmp_path: Path
) -> None:
    page.texts(ASHA, NEW)
    page.moves_clock_by("+1 h")
    page.sees("Nobody answered", page.record)
    with page.page.expect_download() as download:
        page.page.get_by_role("link", name="Save stage").click()
    file = tmp_path / "stage.zip"
    download.value.save_as(file)

    with stages.opened(tmp_path / "other", nursery=nursery, file=file) as other:
        there = visits(other.address)
        assert there.clock_reads() == "16:40"
        expect(there.card("26-0001B")).to_be_visible()
        page.sees("Nobody answered", there.record)
        asha = there.takes_phone(ASHA)
        page.sees(re.compile("26-0001B opened 15:40"), asha.get_by_role("log"))
        there.texts(ASHA, "AID ems on scene")
        page.sees(re.compile("26-0001B AID recorded"), asha.get_by_role("log"))
        there.page.close()
