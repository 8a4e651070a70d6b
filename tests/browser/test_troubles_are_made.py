"""What goes wrong on purpose is seen on the page, and so is its end."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor, flips

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"
ASHA, BOYD = "Asha Reyes", "Boyd Ellis"


def test_a_phone_that_is_off_is_tried_again(page: Visitor) -> None:
    boyd = page.takes_phone(BOYD)
    flips(boyd.get_by_role("switch", name="Off"), on=True)
    expect(boyd.get_by_role("textbox")).to_be_disabled()
    page.texts(ASHA, NEW)

    boyd = page.takes_phone(BOYD)
    page.sees(re.compile("did not arrive: Unreachable"), boyd)
    page.sees("Off", page.phones.locator(".phone-card", has_text=BOYD))

    flips(boyd.get_by_role("switch", name="Off"), on=False)
    page.texts(BOYD, "STATUS")
    expect(boyd.locator(".bubble.is-bot")).to_have_count(1)


def test_a_landline_takes_no_texts_and_a_mobile_does_again(page: Visitor) -> None:
    boyd = page.takes_phone(BOYD)
    flips(boyd.get_by_role("switch", name="Landline"), on=True)
    page.texts(ASHA, NEW)

    boyd = page.takes_phone(BOYD)
    page.sees(re.compile("did not arrive: Landline"), boyd)
    page.sees("Landline", page.phones.locator(".phone-card", has_text=BOYD))
    page.sees(re.compile("by Slack"), page.record)

    flips(boyd.get_by_role("switch", name="Landline"), on=False)
    page.texts(BOYD, "STATUS")
    expect(boyd.locator(".bubble.is-bot")).to_have_count(1)


def test_who_opted_out_is_not_texted_until_they_opt_in(page: Visitor) -> None:
    boyd = page.takes_phone(BOYD)
    flips(boyd.get_by_role("switch", name="Opted out"), on=True)
    page.sees("STOP", boyd.get_by_role("log"))
    page.texts(ASHA, NEW)
    page.sees(re.compile("by Slack"), page.record)

    boyd = page.takes_phone(BOYD)
    page.sees("Opted out", page.phones.locator(".phone-card", has_text=BOYD))
    expect(boyd.get_by_text("26-0001B")).to_have_count(0)

    flips(boyd.get_by_role("switch", name="Opted out"), on=False)
    page.sees("START", boyd.get_by_role("log"))
    page.texts(BOYD, "STATUS")
    expect(boyd.locator(".bubble.is-bot")).to_have_count(1)


def test_a_slow_carrier_keeps_texts_in_its_queue(page: Visitor) -> None:
    page.switches("Carrier slow", on=True)
    page.texts(ASHA, NEW)
    boyd = page.takes_phone(BOYD)
    page.sees(re.compile("on the way to this phone"), boyd)

    page.switches("Carrier slow", on=False)
    page.sees(re.compile("26-0001B opened"), boyd.get_by_role("log"))


def test_an_answer_that_got_lost_makes_no_second_text(page: Visitor) -> None:
    page.switches("Answers lost", on=True)
    page.texts(ASHA, NEW)
    boyd = page.takes_phone(BOYD)
    page.sees(re.compile("26-0001B opened"), boyd.get_by_role("log"))

    page.switches("Answers lost", on=False)
    page.moves_clock_by("+5 min")
    page.texts(BOYD, "STATUS")
    expect(boyd.get_by_text("26-0001B opened")).to_have_count(1)


def test_a_dead_bot_answers_what_was_texted_meanwhile(page: Visitor) -> None:
    page.presses("Kill it")
    page.sees("The bot is dead", page.troubles)
    asha = page.texts(ASHA, NEW)
    page.sees(re.compile("Waiting at the phone company"), asha)

    page.presses("Start it again")
    page.sees("The bot runs", page.troubles)
    page.sees(re.compile("26-0001B"), asha.locator(".bubble.is-bot"))


def test_slack_that_was_down_gets_the_card_when_it_is_up_again(page: Visitor) -> None:
    page.switches("Slack down", on=True)
    page.sees(re.compile("Slack is down"), page.slack)
    asha = page.texts(ASHA, NEW)
    page.sees(re.compile("26-0001B opened"), asha.get_by_role("log"))
    expect(page.slack.get_by_text(re.compile("26-0001B"))).to_have_count(0)

    page.switches("Slack down", on=False)
    page.sees(re.compile("26-0001B"), page.slack)
