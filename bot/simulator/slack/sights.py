"""Show messages and views to one person, as they are at the moment of looking."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import records, text
from bot.simulator.slack.records import Json

#: Makes a reader for the person who looks.
MakeReader = Callable[[bool], text.Reader]


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message on somebody's screen; it changes there when it is edited."""

    message: records.Message
    _make_reader: MakeReader

    def __getattr__(self, name: str) -> Any:
        """Return ts, text, blocks, thread_ts, metadata... of the message."""
        return getattr(self.message, name)

    @property
    def is_ephemeral(self) -> bool:
        """Return whether only this person sees it."""
        return self.message.ephemeral_for is not None

    @property
    def reading(self) -> text.Reading:
        """Return what the person reads."""
        return self._make_reader(self.message.links_names).message(self.message)

    @property
    def rendered(self) -> str:
        """Return the words on the screen, a line for each part."""
        return self.reading.text

    @property
    def notification(self) -> str:
        """Return the words of the notification."""
        return self._make_reader(False).mrkdwn(self.message.text)

    @property
    def pings(self) -> tuple[str, ...]:
        """Return whom it notifies beyond those who follow the channel."""
        return self.reading.pings

    @property
    def links(self) -> tuple[text.Link, ...]:
        """Return where clicks lead."""
        return self.reading.links

    @property
    def unfurls(self) -> bool:
        """Return whether Slack fetches what its links lead to, and shows it.

        Source: Unfurling links in messages: pictures unless told otherwise, pages
        of a bot's message only if asked to.
        """
        message = self.message
        is_asked = message.unfurl_links is True or message.unfurl_media is not False
        return is_asked and bool(self.links)

    @property
    def buttons(self) -> list[str]:
        """Return the words of the buttons, in order."""
        return _buttons(self.message.blocks)

    def as_now(self) -> "SeenMessage":
        """Return it as a screen shows it that is not refreshed any more."""
        return SeenMessage(self.message.as_now(), self._make_reader)


@dataclass(frozen=True, slots=True)
class SeenView:
    """A modal or Home tab on somebody's screen."""

    view: records.View
    _make_reader: MakeReader

    def __getattr__(self, name: str) -> Any:
        """Return id, hash, blocks, values, errors... of the view."""
        return getattr(self.view, name)

    @property
    def title(self) -> str:
        """Return its title; a Home tab has none."""
        return str(self.view.content.get("title", {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """Return the app's name for this kind of view."""
        return str(self.view.content.get("callback_id") or "")

    @property
    def private_metadata(self) -> str:
        """Return what the app hid in it."""
        return str(self.view.content.get("private_metadata") or "")

    @property
    def reading(self) -> text.Reading:
        """Return what the person reads."""
        return self._make_reader(False).view(self.view)

    @property
    def rendered(self) -> str:
        """Return the words on the screen, with what stands in the fields."""
        return self.reading.text

    @property
    def pings(self) -> tuple[str, ...]:
        """Return whom it would notify, were it a message."""
        return self.reading.pings

    @property
    def links(self) -> tuple[text.Link, ...]:
        """Return where clicks lead."""
        return self.reading.links

    @property
    def buttons(self) -> list[str]:
        """Return the words of the buttons in its blocks, in order."""
        return _buttons(self.view.blocks)

    @property
    def labels(self) -> list[str]:
        """Return the labels of its fields, in order."""
        return [
            block["label"]["text"]
            for block in self.view.blocks
            if block["type"] == "input"
        ]


def _buttons(blocks: list[Json]) -> list[str]:
    return [
        element["text"]["text"]
        for _, element in slack_blocks.elements(blocks)
        if element["type"] == "button"
    ]
