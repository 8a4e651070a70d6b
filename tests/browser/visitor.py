"""Somebody in front of the page: what they see, press and type."""

import re
from datetime import UTC, datetime, timedelta

from playwright import sync_api
from playwright.sync_api import Locator, expect

from tests.browser import access, faults, layout

#: How long somebody waits for what should be there, in milliseconds. Most of it
#: is there at once; a busy machine is no reason to fail.
PATIENCE_MS = 30_000

#: By how much the clock's buttons move it.
STEPS = {
    "+5 min": timedelta(minutes=5),
    "+1 h": timedelta(hours=1),
    "+1 day": timedelta(days=1),
    "+7 days": timedelta(days=7),
}

#: Widest that a phone's screen is, in pixels of the page.
NARROW_MOST = 600

#: Most stops of the keyboard on the whole page.
TABS_MAX = 150

#: Returns what has the focus where nothing shows that it has.
_UNMARKED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const look = getComputedStyle(one);
  const isMarked = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2
    || look.boxShadow !== "none";
  return isMarked ? null : one.outerHTML.slice(0, 200);
}
"""

expect.set_options(timeout=PATIENCE_MS)


def flips(switch: Locator, *, on: bool) -> None:
    """Turn a switch on or off, and wait until the stage has it so."""
    expect(switch).to_be_checked(checked=not on)
    switch.click()
    expect(switch).to_be_checked(checked=on)


class Visitor:
    """Look at the page and use it."""

    def __init__(self, page: sync_api.Page, seen: faults.Faults) -> None:
        self.page = page
        self.faults = seen

    def comes(self, address: str) -> None:
        """Open the page and wait until it shows the stage."""
        self.page.goto(address)
        self.page.locator("body.is-ready").wait_for()

    def reloads(self) -> None:
        """Reload the page and wait until it shows the stage."""
        self.page.reload()
        self.page.locator("body.is-ready").wait_for()

    def sees(self, words: str | re.Pattern[str], inside: Locator | None = None) -> None:
        """Wait until words are on the screen."""
        place = inside if inside is not None else self.page
        found = place.get_by_text(words).filter(visible=True)
        expect(found.first).to_be_visible()

    def presses(self, name: str, inside: Locator | None = None) -> None:
        """Press a button by its name."""
        place = inside if inside is not None else self.page
        place.get_by_role("button", name=name, exact=True).click()

    def turns_to(self, tab: str) -> None:
        """Bring a pane up where they share a narrow screen."""
        button = self.page.locator("#tabs").get_by_role("button", name=tab)
        if button.is_visible():
            button.click()
            expect(button).to_have_attribute("aria-current", "true")

    def tabs_to(self, wanted: Locator) -> None:
        """Press Tab until something has the focus, and see at every stop where it is.

        Shift and Tab lead back to what stands before.
        """
        wanted.wait_for()
        is_there = "wanted => wanted === document.activeElement"
        lies_before = (
            "wanted => !!(document.activeElement.compareDocumentPosition(wanted) & 2)"
        )
        key = "Shift+Tab" if wanted.evaluate(lies_before) else "Tab"
        for _ in range(TABS_MAX):
            if wanted.evaluate(is_there):
                return
            self.page.keyboard.press(key)
            unmarked = self.page.evaluate(_UNMARKED)
            assert unmarked is None, f"the focus cannot be seen on {unmarked}"
        raise AssertionError(f"{TABS_MAX} times {key} did not lead to {wanted}")

    # --- Panes ------------------------------------------------------------------

    @property
    def phones(self) -> Locator:
        return self.page.locator("#phones")

    @property
    def slack(self) -> Locator:
        return self.page.locator("#slack")

    @property
    def record(self) -> Locator:
        return self.page.locator("#incidents")

    @property
    def clock(self) -> Locator:
        return self.page.locator("#clock")

    @property
    def troubles(self) -> Locator:
        return self.page.locator("#troubles")

    @property
    def story(self) -> Locator:
        return self.page.locator("#story")

    # --- Phones -----------------------------------------------------------------

    def takes_phone(self, name: str) -> Locator:
        """Take somebody's phone into the hand; return it."""
        self.turns_to("Phones")
        self.phones.locator(".phone-card").filter(has_text=name).click()
        handset = self.phones.get_by_role("region", name=f"Phone of {name}")
        expect(handset).to_be_visible()
        return handset

    def texts(self, name: str, words: str) -> Locator:
        """Text the bot from somebody's phone; return the phone."""
        handset = self.takes_phone(name)
        handset.get_by_label(f"Text from {name} to Holdfast").fill(words)
        handset.get_by_role("button", name="Send").click()
        self.sees(words, handset.get_by_role("log"))
        return handset

    # --- Slack ------------------------------------------------------------------

    def becomes(self, name: str) -> None:
        """Look at Slack as somebody."""
        self.turns_to("Slack")
        you = self.slack.get_by_label("You are")
        (value,) = (
            option.get_attribute("value")
            for option in you.locator("option").all()
            if (option.text_content() or "").startswith(name)
        )
        you.select_option(value)
        expect(you).to_have_value(value or "")

    def goes_to(self, place: str) -> None:
        """Open a channel, the bot's messages, or the bot's page."""
        places = self.slack.get_by_role("navigation", name="Places in Slack")
        entry = places.get_by_role("button", name=re.compile(f"^{place}"))
        entry.click()
        expect(entry).to_have_attribute("aria-current", "page")

    def says(self, words: str) -> None:
        """Write into the open channel."""
        line = self.slack.get_by_role("combobox", name="Message #dispatch")
        line.fill(words)
        line.press("Enter")
        expect(line).to_have_value("")

    def slashes(self, line: str) -> None:
        """Type a command, and send it as it stands."""
        self.slack.get_by_role("combobox", name="Message #dispatch").fill(line)
        self.presses("Send", self.slack)

    def card(self, reference: str) -> Locator:
        """Return the incident's card in the channel."""
        return self.slack.locator(
            ".slack-message:not(.slack-ephemeral)",
            has=self.page.get_by_role("button", name="Read words"),
            has_text=reference,
        )

    def dialog(self) -> Locator:
        """Return the window above Slack, if there is one."""
        return self.slack.get_by_role("dialog")

    def form(self, title: str) -> Locator:
        """Wait for a form and return it."""
        form = self.slack.get_by_role("dialog", name=title)
        expect(form).to_be_visible()
        return form

    # --- Clock and troubles -----------------------------------------------------

    def clock_reads(self) -> str:
        """Return the time on the clock, `HH:MM`."""
        return self.clock.locator("time").inner_text()

    def stands_at(self) -> datetime:
        """Return the instant that the clock shows."""
        shown = self.clock.locator("time").get_attribute("datetime")
        assert shown is not None
        return datetime.fromisoformat(shown)

    def waits_for_clock(self, at: datetime) -> None:
        """Wait until the clock shows an instant, to the second."""
        said = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
        expect(self.clock.locator("time")).to_have_attribute(
            "datetime", re.compile(said)
        )

    def moves_clock_to(self, local: str) -> None:
        """Ask for the clock to be moved to a local time, `2026-04-01T09:30`."""
        menu = self.clock.locator("details")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        field = menu.get_by_label("Date and time")
        # It offers an hour as soon as it is there.
        expect(field).not_to_have_value("")
        field.fill(local)
        self.presses("Move there", menu)

    def moves_clock_by(self, step: str) -> None:
        """Move the standing clock by one of its buttons, and wait until it is there."""
        began_at = self.stands_at()
        self.presses(step, self.clock)
        self.waits_for_clock(began_at + STEPS[step])

    def switches(self, name: str, *, on: bool, and_closes: bool = True) -> None:
        """Turn a trouble on or off, wait until it is, and close the menu again."""
        menu = self.troubles.locator("details")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        switch = menu.get_by_role("switch", name=name)
        flips(switch, on=on)
        if and_closes:
            menu.locator("summary").click()

    # --- Looks ------------------------------------------------------------------

    def is_legible(self, state: str) -> None:
        """Check that everybody can read and operate what is on the screen.

        Args:
            state: What the page shows, for whoever reads why it failed.
        """
        # Colours are the same on every screen, and take longest to look at.
        size = self.page.viewport_size
        is_wide = size is not None and size["width"] > NARROW_MOST
        # Further down, the bar that stays on top covers whatever comes to lie there.
        self.page.evaluate("scrollTo(0, 0)")
        found = access.violations(self.page, has_colours=is_wide)
        assert not found, "\n".join([f"{state}:", *found])

    def is_in_order(self, state: str) -> None:
        """Check that too, and that nothing lies on anything else."""
        self.is_legible(state)
        found = layout.faults(self.page)
        assert not found, "\n".join([f"{state}:", *found])
