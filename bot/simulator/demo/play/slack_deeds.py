"""Do what a story's step says in Slack, as somebody at their screen does it."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator import installation
from bot.simulator.demo.play import patience, screens, script
from bot.simulator.demo.play.meanings import Meanings
from bot.simulator.demo.play.watching import Watcher
from bot.simulator.slack import people, sights

#: Carries out an act of the page by its name.
Do = Callable[[str, Mapping[str, Any]], dict[str, Any]]


class SlackDeeds:
    """Type, press, fill in, send, look."""

    def __init__(
        self,
        means: Meanings,
        do: Do,
        waits: patience.Patience,
        watcher: Watcher,
    ) -> None:
        self._means = means
        self._do = do
        self._patience = waits
        self._watcher = watcher

    def slash(self, deed: script.Slash) -> None:
        """Type a slash command in the dispatch channel."""
        user = self._means.user(deed.who)
        self.put_away(user)
        line = self._means.filled(deed.line, deed.who)
        self._watcher.did(deed.who, f"types {line}")
        fields = {"user": user.id, "channel": installation.DISPATCH, "line": line}
        self._check(deed.who, self._do("slash", fields))

    def press(self, deed: script.Press) -> None:
        """Press a button, or take an entry of a menu."""
        user = self._means.user(deed.who)
        if deed.on != "form":
            self.put_away(user)
        if deed.on == "home":
            self._do("open_home", {"user": user.id})
        if self._closes(user, deed):
            return
        button = self._means.filled(deed.button, deed.who)
        place = {"card": "the card", "form": "the form", "home": "the home page"}.get(
            deed.on, f"the {deed.on}"
        )
        found = self._patience.until(
            lambda: self._target(user, deed, button),
            f"{deed.who} was to find “{button}” on {place}, and did not.",
        )
        self._watcher.did(deed.who, f"presses “{button}” on {place}")
        self._check(deed.who, self._do(found.act, found.fields(user.id)))

    def _closes(self, user: people.SlackUser, deed: script.Press) -> bool:
        """Close the open form, if that is what is pressed."""
        view = user.view
        if deed.on != "form" or view is None:
            return False
        if screens.close_word(view) != deed.button:
            return False
        self._do("close_view", {"user": user.id})
        return True

    def _target(
        self, user: people.SlackUser, deed: script.Press, button: str
    ) -> screens.Target | None:
        shown: sights.SeenMessage | sights.SeenView | None
        if deed.on == "card":
            shown = screens.card(user, self._means.reference(deed.ref, deed.who))
        elif deed.on == "list":
            shown = screens.todo(user)
        elif deed.on == "answer":
            shown = screens.answer(user)
        else:
            shown = user.home if deed.on == "home" else user.view
        return None if shown is None else screens.target(shown, button, deed.duty)

    def fill(self, deed: script.Fill) -> None:
        """Fill the open form in."""
        user = self._means.user(deed.who)
        view = self._form(user, deed.who)
        for label, said in deed.values.items():
            found = screens.field(view, label)
            if found is None:
                labels = ", ".join(view.labels)
                raise patience.NotTrueError(
                    f"The form has no field “{label}”; there are: {labels}."
                )
            each = [said] if isinstance(said, str) else said
            filled: Any = [self._means.filled(one, deed.who) for one in each]
            value = filled[0] if isinstance(said, str) else filled
            self._watcher.did(deed.who, f"fills in “{label}”: {', '.join(filled)}")
            target = screens.Target(
                act="choose",
                where={"view": view.view.id},
                action_id=found[0],
                block_id=found[1],
                value=value,
            )
            self._do(target.act, target.fields(user.id))

    def submit(self, deed: script.Submit) -> None:
        """Send the open form."""
        user = self._means.user(deed.who)
        self._form(user, deed.who)
        self._watcher.did(deed.who, "sends the form")
        sent = self._do("submit", {"user": user.id, "values": {}})
        said = " ".join(sent["errors"].values()) or sent["failed"]
        if said and not deed.is_refused:
            raise patience.NotTrueError(f"{deed.who} could not send the form: {said}")
        if not said and deed.is_refused:
            raise patience.NotTrueError(
                f"The form that {deed.who} sent was to be refused."
            )

    def says_in_thread(self, deed: script.SaysInThread) -> None:
        """Write below a card."""
        user = self._means.user(deed.who)
        self.put_away(user)
        words = self._means.filled(deed.words, deed.who)
        reference = self._means.reference(deed.ref, deed.who)
        card = self._patience.until(
            lambda: screens.card(user, reference),
            f"{deed.who} was to see the card of {reference}, and did not.",
        )
        self._watcher.did(deed.who, f"writes below the card: {words}")
        fields = {"user": user.id, "channel": installation.DISPATCH, "words": words}
        self._do("say", {**fields, "thread_ts": card.message.ts})

    def sees(self, deed: script.Sees) -> None:
        """Wait until somebody sees words."""
        user, words = (
            self._means.user(deed.who),
            self._means.filled(deed.words, deed.who),
        )
        reference = self._means.reference(deed.ref, deed.who) if deed.ref else None
        if deed.where == "home":
            self._do("open_home", {"user": user.id})

        def seen() -> str | None:
            if reference is not None and deed.where == "dispatch":
                card = screens.card(user, reference)
                shown = [] if card is None else [card.rendered]
            else:
                shown = screens.texts(user, deed.where)
            return next((text for text in shown if words in text), None)

        found = self._patience.until(
            seen, f"{deed.who} was to see “{words}” in Slack, and did not."
        )
        self._watcher.did(deed.who, f"sees: {screens.line_with(found, words)}")

    def _form(self, user: people.SlackUser, who: str) -> sights.SeenView:
        """Return the form that somebody can fill in and send, once it is open."""

        def form() -> sights.SeenView | None:
            view = user.view
            return None if view is None or screens.is_result(view) else view

        return self._patience.until(
            form, f"{who} was to have a form open, and has none."
        )

    def put_away(self, user: people.SlackUser) -> None:
        """Close what somebody has read, as they do before they go on."""
        while user.view is not None and screens.is_result(user.view):
            self._do("close_view", {"user": user.id})

    def _check(self, who: str, done: Mapping[str, Any]) -> None:
        if done.get("failed"):
            raise patience.NotTrueError(
                f"What {who} did in Slack failed: {done['failed']}."
            )


#: What is done at each deed in Slack.
DEEDS: dict[type, Callable[[SlackDeeds, Any], None]] = {
    script.Slash: SlackDeeds.slash,
    script.Press: SlackDeeds.press,
    script.Fill: SlackDeeds.fill,
    script.Submit: SlackDeeds.submit,
    script.SaysInThread: SlackDeeds.says_in_thread,
    script.Sees: SlackDeeds.sees,
}
