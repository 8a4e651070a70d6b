"""Everything on the page can be done by hand, and goes through the real bot."""

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"
ASHA, BOYD, DANA = "Asha Reyes", "Boyd Ellis", "Dana Whitlock"


def test_a_text_becomes_an_incident_on_phone_card_and_record(page: Visitor) -> None:
    asha = page.texts(ASHA, NEW)
    page.sees(re.compile("26-0001B opened 15:40"), asha.get_by_role("log"))
    page.sees(re.compile("Delivered"), asha.locator(".bubble.is-me"))
    expect(page.card("26-0001B")).to_contain_text("beat 0715")
    page.sees(re.compile("opened the incident by text"), page.record)
    # What is said stands in the order in which it was said, however the clock goes.
    # The words of the policy's duties stand there to be taken.
    expect(asha.get_by_role("button", name="DOCK")).to_be_visible()
    page.texts(ASHA, "AID ems on scene")
    bubbles = asha.locator(".bubble")
    expect(bubbles).to_have_count(4)
    sides = [
        "me" if "is-me" in (one.get_attribute("class") or "") else "bot"
        for one in bubbles.all()
    ]
    assert sides == ["me", "bot", "me", "bot"]


def test_a_stranger_learns_nothing(page: Visitor) -> None:
    page.presses("+ A stranger’s phone", page.phones)
    stranger = page.phones.get_by_role("region", name="Phone of Stranger")
    stranger.get_by_role("textbox").fill("NEW agents on Pulaski")
    stranger.get_by_role("textbox").press("Enter")
    expect(stranger.locator(".bubble.is-me")).to_have_count(1)
    page.sees(re.compile("Delivered"), stranger.locator(".bubble.is-me"))
    page.texts(ASHA, "STATUS")
    expect(page.record.get_by_role("article")).to_have_count(0)
    page.takes_phone("Stranger")
    expect(stranger.locator(".bubble.is-bot").get_by_text("26-")).to_have_count(0)


def test_a_button_of_the_card_is_pressed_and_the_card_changes(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    page.moves_clock_to("2026-03-10T16:12")
    page.becomes(BOYD)
    card = page.card("26-0001B")
    page.presses("I have it", card)
    page.sees(re.compile(r"Has it"), page.record)
    page.sees(re.compile(r"^Boyd Ellis \(star 900\) said .I have it."), page.record)


def test_a_form_says_what_is_wrong_and_takes_what_is_right(page: Visitor) -> None:
    page.becomes(DANA)
    page.slashes("/incident")
    form = page.form("Open an incident")
    form.get_by_label("What was seen or reported?").fill("agents struck a man")
    form.get_by_label("Star of the member who saw it").fill("99")
    page.presses("Open", form)
    star = form.get_by_label("Star of the member who saw it")
    expect(star).to_have_attribute("aria-invalid", "true")
    page.sees("Nobody in the roster wears star 99.", form)
    expect(star).to_be_focused()
    expect(form.get_by_label("What was seen or reported?")).to_have_value(
        "agents struck a man"
    )

    star.fill("12345")
    page.presses("Open", form)
    page.sees(re.compile("26-0001B"), page.dialog())
    page.page.keyboard.press("Escape")
    expect(page.dialog()).to_have_count(0)
    expect(page.card("26-0001B")).to_contain_text("open")


def test_a_reply_below_the_card_goes_on_record(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    page.becomes(DANA)
    page.card("26-0001B").hover()
    page.presses("Reply in thread", page.card("26-0001B"))
    thread = page.slack.get_by_role("region", name="Thread")
    thread.get_by_role("textbox", name="Reply").fill("the man is 40, two cars")
    page.presses("Send reply", thread)
    page.sees("the man is 40, two cars", thread.get_by_role("log"))
    page.sees("the man is 40, two cars", page.record)
    page.presses("Close thread", thread)
    expect(thread).to_have_count(0)
    page.sees(re.compile("1 reply"), page.card("26-0001B"))


def test_ones_own_page_shows_what_one_owes(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    page.moves_clock_by("+1 h")
    page.becomes(BOYD)
    page.goes_to("Home")
    own = page.slack.get_by_role("region", name="Your page")
    page.sees(re.compile("Owed by you"), own)
    expect(own).to_contain_text("26-0001B")
    page.becomes("Ines Duarte")
    page.sees(re.compile("CANVASS"), own)
    page.becomes("Gail Reed")
    page.sees("Nothing is owed by you.", own)


def test_a_command_is_completed_and_answered_by_keyboard_alone(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    page.becomes(DANA)
    expect(page.card("26-0001B")).to_be_visible()
    line = page.slack.get_by_role("combobox", name="Message #dispatch")
    line.focus()
    keyboard = page.page.keyboard
    keyboard.type("/i")
    offers = page.slack.get_by_role("listbox", name="Commands")
    expect(offers).to_be_visible()
    keyboard.press("Tab")
    expect(line).to_have_value("/incident ")
    keyboard.type("sh")
    keyboard.press("Enter")
    expect(line).to_have_value("/incident show ")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(line).to_have_value("/incident show 26-0001B")
    keyboard.press("Enter")
    shown = page.slack.locator(".slack-ephemeral")
    expect(shown).to_contain_text("26-0001B")
    expect(shown).to_contain_text("Only visible to you")
    expect(line).to_have_value("")


def test_a_shortcut_opens_the_form_with_the_words_of_a_message(page: Visitor) -> None:
    page.becomes(DANA)
    page.says("Caller: agents pushed a woman at 47th and Ashland")
    said = page.slack.locator(".slack-message", has_text="47th and Ashland")
    said.hover()
    page.presses("More message actions", said)
    page.slack.get_by_role("menuitem", name=re.compile("Open incident from")).click()
    form = page.form("Open an incident")
    expect(form.get_by_label("What was seen or reported?")).to_have_value(
        re.compile("47th and Ashland")
    )
    page.presses("Cancel", form)
    expect(page.dialog()).to_have_count(0)


def test_the_record_is_checked_and_its_packet_taken_away(page: Visitor) -> None:
    page.texts(ASHA, NEW)
    page.presses("Check every chain and seal", page.record)
    page.sees(re.compile("sound|holds|whole", re.IGNORECASE), page.record)
    with page.page.expect_download() as download:
        page.record.get_by_role("link", name="Download the packet").click()
    assert download.value.suggested_filename == "26-0001B.zip"
    assert download.value.path().read_bytes()[:2] == b"PK"
