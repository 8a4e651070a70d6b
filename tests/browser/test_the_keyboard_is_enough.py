"""Whoever has no mouse can do all of it, and always sees where they are."""

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

NEW = "NEW 2606901234 beat 0715 agents struck man, EMS called"
BOYD = "Boyd Ellis"


def test_the_main_path_goes_by_keyboard_alone(page: Visitor) -> None:
    keyboard = page.page.keyboard
    keyboard.press("Tab")
    expect(page.page.get_by_role("link", name="Skip to the stage")).to_be_focused()
    keyboard.press("Enter")

    page.tabs_to(page.phones.locator(".phone-card").first)
    page.tabs_to(page.phones.get_by_role("textbox"))
    keyboard.type(NEW)
    keyboard.press("Enter")
    expect(page.phones.locator(".bubble.is-bot")).to_have_count(1)
    expect(page.phones.get_by_role("textbox")).to_be_focused()
    expect(page.phones.get_by_role("textbox")).to_have_value("")

    you = page.slack.get_by_label("You are")
    page.tabs_to(you)
    keyboard.type(BOYD[:3])
    expect(you).to_have_value("U0BOYD")
    take = page.card("26-0001B").get_by_role("button", name="I have it")
    page.tabs_to(take)
    keyboard.press("Enter")
    page.sees("Has it", page.record.locator(".inc-grid"))
    expect(page.card("26-0001B")).to_contain_text("Star 900 has it")

    more = page.card("26-0001B").get_by_role("button", name="Note…")
    page.tabs_to(more)
    keyboard.press("Enter")
    form = page.form("Note")
    field = form.get_by_label("Your words")
    page.tabs_to(field)
    keyboard.type("two cars, no plates")
    page.tabs_to(form.get_by_role("button", name="Add"))
    keyboard.press("Enter")
    page.sees("two cars, no plates", page.record)
    while page.dialog().count():
        keyboard.press("Escape")
        expect(page.dialog()).to_have_count(0)


def test_a_form_keeps_the_focus_and_gives_it_back(page: Visitor) -> None:
    keyboard = page.page.keyboard
    page.becomes("Dana Whitlock")
    line = page.slack.get_by_role("combobox", name="Message #dispatch")
    line.fill("/incident ")
    line.press("Enter")
    form = page.form("Open an incident")
    for _ in range(12):
        keyboard.press("Tab")
        assert form.evaluate("form => form.contains(document.activeElement)")
    keyboard.press("Escape")
    expect(page.dialog()).to_have_count(0)
    expect(line).to_be_focused()


def test_the_clock_and_the_bot_obey_the_keyboard(page: Visitor) -> None:
    keyboard = page.page.keyboard
    step = page.clock.get_by_role("button", name="+5 min")
    page.tabs_to(step)
    keyboard.press("Space")
    page.sees("15:45", page.clock)
    kill = page.troubles.get_by_role("button", name="Kill it")
    page.tabs_to(kill)
    keyboard.press("Enter")
    page.sees("The bot is dead", page.troubles)
    page.tabs_to(page.troubles.locator("summary"))
    keyboard.press("Enter")
    slow = page.troubles.get_by_role("switch", name="Carrier slow")
    page.tabs_to(slow)
    keyboard.press("Space")
    expect(slow).to_be_checked()
