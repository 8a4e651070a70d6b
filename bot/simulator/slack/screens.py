"""Show one person their Slack: channels, threads, modals, the Home tab."""

from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import records, sights, text
from bot.simulator.slack import state as states

Source = records.Message | records.View | sights.SeenMessage | sights.SeenView


class Screen:
    """What somebody sees; what they do stands in `slack_people`."""

    def __init__(
        self,
        member: records.Member,
        state: states.State,
        messages: slack_messages.Messages,
    ) -> None:
        self.member = member
        self._state = state
        self._messages = messages

    @property
    def id(self) -> str:
        """Return the member id."""
        return self.member.id

    @property
    def name(self) -> str:
        """Return the handle."""
        return self.member.name

    def sees(self, channel: str = "dispatch") -> list[sights.SeenMessage]:
        """Return the messages of a channel, own ephemerals and replies among them."""
        with self._state.lock:
            place = self._place(channel)
            return [
                self._seen(message)
                for message in self._state.conversations.all_in(place.id)
                if message.ephemeral_for in (None, self.id)
            ]

    def thread(self, message: Source) -> list[sights.SeenMessage]:
        """Return the thread that a message stands in, its first message first."""
        thing = bare(message)
        assert isinstance(thing, records.Message)
        with self._state.lock:
            found = self._state.conversations.thread(
                thing.channel_id, thing.thread_ts or thing.ts
            )
        return [self._seen(message) for message in found]

    def answers(self, exchange: states.Exchange) -> list[sights.SeenMessage]:
        """Return what an exchange has shown this person so far."""
        return [self._seen(message) for message in exchange.messages]

    @property
    def ephemerals(self) -> list[sights.SeenMessage]:
        """Return what only this person was shown, in all channels, oldest first."""
        with self._state.lock:
            return [
                self._seen(message)
                for channel_id in self._state.conversations.channels
                for message in self._state.conversations.all_in(channel_id)
                if message.ephemeral_for == self.id
            ]

    @property
    def dms(self) -> list[sights.SeenMessage]:
        """Return the conversation with the bot."""
        return self.sees("@bot")

    @property
    def view(self) -> sights.SeenView | None:
        """Return the modal that is open, the uppermost of several."""
        stack = self._state.stacks.get(self.id)
        return sights.SeenView(stack[-1], self._reader) if stack else None

    @property
    def views(self) -> list[sights.SeenView]:
        """Return the open modals, the lowest first."""
        stack = self._state.stacks.get(self.id, [])
        return [sights.SeenView(view, self._reader) for view in stack]

    @property
    def view_errors(self) -> dict[str, str]:
        """Return what the open modal complains of, by block id."""
        stack = self._state.stacks.get(self.id)
        return dict(stack[-1].errors) if stack else {}

    @property
    def home(self) -> sights.SeenView | None:
        """Return the Home tab, if the bot published one."""
        home = self._state.homes.get(self.id)
        return None if home is None else sights.SeenView(home, self._reader)

    def _reader(self, links_names: bool) -> text.Reader:
        return text.Reader(
            name_of=self._state.name_of,
            zone=self.member.tz,
            now=self._state.people_clock.now(),
            links_names=links_names,
        )

    def _seen(self, message: records.Message) -> sights.SeenMessage:
        return sights.SeenMessage(message, self._reader)

    def _place(self, channel: str) -> records.Channel:
        """Return a channel that this person may look at.

        Raises:
            LookupError: There is none.
        """
        if channel == "@bot":
            return self._messages.direct(self.member)
        place = self._state.conversations.named(channel)
        if place.kind != "channel" and self.id not in place.members:
            raise LookupError(f"{self.name} is not in {channel}")
        return place


def bare(source: Source) -> records.Message | records.View:
    """Return what somebody looks at, without the screen."""
    if isinstance(source, sights.SeenMessage):
        return source.message
    return source.view if isinstance(source, sights.SeenView) else source
