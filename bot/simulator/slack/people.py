"""Let people do in Slack what people do: type, press, fill in, look."""

from typing import Any

from bot.simulator.slack import forms, records, screens, sights, views
from bot.simulator.slack import interactions as slack_interactions
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import payloads as slack_payloads
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json


class SlackUser(screens.Screen):
    """One person with Slack open."""

    def __init__(
        self,
        member: records.Member,
        state: states.State,
        messages: slack_messages.Messages,
        payloads: slack_payloads.Payloads,
        interactions: slack_interactions.Interactions,
    ) -> None:
        super().__init__(member, state, messages)
        self._payloads = payloads
        self._interactions = interactions

    def command(
        self, line: str, channel: str = "dispatch", thread_ts: str | None = None
    ) -> states.Exchange:
        """Type a slash command.

        Args:
            line: With the slash.
            channel: Where it is typed, by name or id.
            thread_ts: The thread it is typed in; Slack refuses that.
        """
        word, _, text = line.partition(" ")
        with self._state.lock:
            place = self._place(channel)
            sent = self._payloads.command(self.member, place, word, text)
            exchange = self._state.begin(self.id, place.id, sent)
            if thread_ts is not None:
                exchange.failed = f"{word} is not supported in threads. Sorry!"
            elif word not in self._state.app.commands:
                exchange.failed = f"{word} is not a valid command."
        return self._interactions.command(exchange) if not exchange.failed else exchange

    def press(
        self,
        source: screens.Source,
        wanted: str,
        value: str | None = None,
        block_id: str | None = None,
    ) -> states.Exchange:
        """Press a button, or take an item of an overflow menu.

        Args:
            source: The message or view; `as_now()` of a message for a stale screen.
            wanted: The action id, or the words on it.
            value: Which, where several look alike; the item of an overflow menu.
            block_id: Which, where several look alike.

        Raises:
            LookupError: It is not there.
        """
        thing = screens.bare(source)
        action = slack_interactions.pressed(thing.blocks, wanted, value, block_id)
        return self._act(thing, action)

    def choose(
        self, source: screens.Source, name: str, value: Any
    ) -> states.Exchange | None:
        """Put a value into a field; return the exchange if Slack sends it at once.

        Args:
            source: The message or view.
            name: Action id, block id or label.
            value: An option's value or words, several of them, a date, a time, a
                user id, text; None clears it.

        Raises:
            LookupError: There is no such field, or it does not take this.
        """
        thing = screens.bare(source)
        with self._state.lock:
            values = slack_interactions.focus(thing, self._state.choices, self.id)
            action = slack_interactions.chosen(thing.blocks, values, name, value)
            if isinstance(thing, records.Message):
                key = (self.id, thing.channel_id, thing.ts)
                self._state.choices[key] = values
        return None if action is None else self._act(thing, action)

    def fill(self, name: str, value: Any) -> states.Exchange | None:
        """Put a value into a field of the open modal; otherwise as `choose`."""
        return self.choose(self._open_view(), name, value)

    def submit(self) -> states.Exchange:
        """Submit the open modal. What is missing or refused stands in `view_errors`."""
        view = self._open_view()
        with self._state.lock:
            sent = self._payloads.submission(self.member, view)
            exchange = self._state.begin(self.id, None, sent)
            exchange.view = view
            view.errors = forms.missing(view.blocks, view.values)
            if view.errors:
                exchange.failed = "incomplete"
                return exchange
        return self._interactions.submit(exchange)

    def close_view(self) -> states.Exchange | None:
        """Close the open modal; the bot is told if it asked to be."""
        view = self._open_view()
        with self._state.lock:
            clears = self._interactions.close(self.id, view)
            if not view.content.get("notify_on_close"):
                return None
            sent = self._payloads.closed(self.member, view, clears=clears)
            exchange = self._state.begin(self.id, None, sent)
        return self._interactions.interact(exchange)

    def shortcut(self, callback_id: str) -> states.Exchange:
        """Take a global shortcut."""
        with self._state.lock:
            self._check_shortcut(callback_id)
            sent = self._payloads.shortcut(self.member, callback_id)
            exchange = self._state.begin(self.id, None, sent)
        return self._interactions.interact(exchange)

    def message_shortcut(
        self, callback_id: str, message: screens.Source
    ) -> states.Exchange:
        """Take a shortcut from a message's menu."""
        thing = screens.bare(message)
        assert isinstance(thing, records.Message)
        with self._state.lock:
            self._check_shortcut(callback_id)
            sent = self._payloads.message_shortcut(self.member, callback_id, thing)
            exchange = self._state.begin(self.id, thing.channel_id, sent)
            exchange.original = thing
        return self._interactions.interact(exchange)

    def opens_home(self, tab: str = "home") -> None:
        """Open the app; the bot hears of it when the workspace settles.

        Args:
            tab: `home`, or `messages` for the conversation with the bot.
        """
        with self._state.lock:
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self._messages.direct(self.member).id,
                "tab": tab,
                "event_ts": self._state.new_ts(),
            }
            home = self._state.homes.get(self.id)
            if home is not None and tab == "home":
                event["view"] = views.resource(self._state, home)
            self._state.event("app_home_opened", event)

    def says(
        self,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        is_raw: bool = False,
    ) -> sights.SeenMessage:
        """Write a message.

        Args:
            channel: By name or id; `@bot` is the conversation with the bot.
            text: As typed.
            thread_ts: The message that it answers.
            is_raw: Whether the text holds control sequences already.
        """
        with self._state.lock:
            place = self._place(channel)
            said = text if is_raw else slack_payloads.escaped(text)
            blocks = None if is_raw else _typed(text)
            message = self._messages.post(
                place, self.id, said, blocks=blocks, thread_ts=thread_ts
            )
        return self._seen(message)

    def edits(self, message: screens.Source, text: str) -> None:
        """Change a message of one's own."""
        own = self._own(message)
        with self._state.lock:
            said = slack_payloads.escaped(text)
            self._messages.change(own, text=said, blocks=_typed(text))

    def deletes(self, message: screens.Source) -> None:
        """Delete a message of one's own."""
        own = self._own(message)
        with self._state.lock:
            self._messages.delete(own)

    def _act(
        self, thing: records.Message | records.View, action: Json
    ) -> states.Exchange:
        with self._state.lock:
            values = slack_interactions.focus(thing, self._state.choices, self.id)
            sent = self._payloads.press(self.member, thing, action, values)
            if isinstance(thing, records.View):
                exchange = self._state.begin(self.id, None, sent)
                exchange.view = thing
            else:
                exchange = self._state.begin(self.id, thing.channel_id, sent)
                exchange.original = self._state.conversations.same(thing)
        return self._interactions.interact(exchange)

    def _open_view(self) -> records.View:
        stack = self._state.stacks.get(self.id)
        if not stack:
            raise LookupError(f"no modal is open for {self.name}")
        return stack[-1]

    def _own(self, message: screens.Source) -> records.Message:
        thing = screens.bare(message)
        if not isinstance(thing, records.Message) or thing.user_id != self.id:
            raise LookupError("people change their own messages only")
        return thing

    def _check_shortcut(self, callback_id: str) -> None:
        if callback_id not in self._state.app.shortcuts:
            raise LookupError(f"the app has no shortcut {callback_id}")


def _typed(text: str) -> list[Json]:
    """Return the block that Slack makes of typed text."""
    part = {"type": "text", "text": text}
    section = {"type": "rich_text_section", "elements": [part]}
    return [{"type": "rich_text", "elements": [section]}]
