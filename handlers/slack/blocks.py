"""Make Slack's blocks, and the messages and views that consist of them; pure.

Together with `elements` this is the one place that makes them, and none that it
makes is larger than Slack takes: texts are cut, lists too, and what a message or a
view cannot hold is left out, with a line that says so. Source of every limit:
Slack's Block Kit reference, as of 2026, and the models of slack_sdk 3.47. All limits
are in characters or in entries unless they say bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.slack import elements, ids, markup
from handlers.slack.elements import Json
from handlers.slack.markup import Markup

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
#: Slack refuses a view of 250 kB; this leaves room for what it adds itself.
VIEW_BYTES = 240_000
#: Slack splits a longer text, and takes none for a message that it updates.
FALLBACK = 4000
SECTION = 3000
HEADER = 150
MOST_IN_CONTEXT = 10
MOST_IN_ACTIONS = 25
LABEL = 2000
HINT = 2000
#: Of a view: its title, and the words on its two buttons.
TITLE = 24
METADATA = 3000

#: Said where a message or a view was too long and nobody said it better.
MORE = markup.write("There is more than fits here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Hold a message: its blocks, and the words for whoever is shown none."""

    text: Markup
    blocks: list[Json]


def message(text: Markup, parts: Sequence[Json]) -> Message:
    """Return a message.

    Args:
        text: For notifications and screen readers.
        parts: Its blocks; the end says so if there are more than fit.
    """
    return Message(
        text=markup.cut(text, FALLBACK),
        blocks=_fitting(parts, MOST_IN_MESSAGE, MORE),
    )


def modal(
    callback_id: str,
    title: str,
    parts: Sequence[Json],
    *,
    submit: str = "",
    close: str = "Cancel",
    about: Mapping[str, Any] | None = None,
    more: Markup = MORE,
) -> Json:
    """Return a modal.

    Args:
        callback_id: Which form it is.
        title: What stands above it.
        parts: Its blocks.
        submit: The button that sends it; left out, it has one only if it asks.
        close: The button that does not.
        about: What it is about: ids and values seen, never a right.
        more: Stands at the end if there is more than fits.
    """
    view: Json = {
        "type": "modal",
        "callback_id": elements.whole(callback_id, elements.ID),
        "title": elements.plain_text(title, TITLE),
        "close": elements.plain_text(close, TITLE),
        "private_metadata": metadata(about or {}),
    }
    if submit or any(part["type"] == "input" for part in parts):
        view["submit"] = elements.plain_text(submit or "Record", TITLE)
    return view | {"blocks": _fitting(parts, MOST_IN_VIEW, more, VIEW_BYTES)}


def home(parts: Sequence[Json]) -> Json:
    """Return the page that the app shows to one person."""
    shown = _fitting(parts, MOST_IN_VIEW, MORE, VIEW_BYTES)
    return {"type": "home", "callback_id": ids.HOME, "blocks": shown}


def metadata(about: Mapping[str, Any]) -> str:
    """Return what a view is about, as it travels with it.

    Raises:
        ValueError: It is longer than Slack takes; ids and short values never are.
    """
    return elements.whole(json.dumps(about, sort_keys=True), METADATA)


def header(text: str) -> Json:
    """Return a heading."""
    return {"type": "header", "text": elements.plain_text(text, HEADER)}


def section(text: Markup, accessory: Json | None = None) -> Json:
    """Return a paragraph, with one button or menu beside it."""
    part: Json = {"type": "section", "text": elements.mrkdwn(text, SECTION)}
    return part | ({"accessory": accessory} if accessory else {})


def words(text: str) -> list[Json]:
    """Return what somebody wrote, whole and as it is, in as many blocks as it takes."""
    return [
        {"type": "section", "text": elements.plain_text(part, SECTION)}
        for part in markup.pages(text, SECTION) or [""]
    ]


def context(*texts: Markup) -> Json:
    """Return small print."""
    found = [elements.mrkdwn(text, SECTION) for text in texts if text]
    empty = [elements.mrkdwn(Markup(), SECTION)]
    return {"type": "context", "elements": found[:MOST_IN_CONTEXT] or empty}


def divider() -> Json:
    """Return a line across."""
    return {"type": "divider"}


def actions(parts: Iterable[Json]) -> Json:
    """Return a row of buttons and menus."""
    return {"type": "actions", "elements": list(parts)[:MOST_IN_ACTIONS]}


def question(
    block_id: str, label: str, element: Json, *, hint: str = "", optional: bool = False
) -> Json:
    """Return a field of a form, with what is asked above it.

    Args:
        block_id: What the field is called, in answers and in errors.
        label: What is asked.
        element: The field.
        hint: A line below it.
        optional: Whether it may stay empty.
    """
    made: Json = {
        "type": "input",
        "block_id": elements.whole(block_id, elements.ID),
        "label": elements.plain_text(label, LABEL),
        "element": element,
        "optional": optional,
    }
    return made | ({"hint": elements.plain_text(hint, HINT)} if hint else {})


def _fitting(
    parts: Sequence[Json], most: int, more: Markup, most_bytes: int | None = None
) -> list[Json]:
    last = context(more)
    room = (most_bytes or 0) - _size(last)
    kept: list[Json] = []
    for part in parts:
        room -= _size(part) if most_bytes else 0
        if len(kept) == most or (most_bytes and room < 0):
            return [*kept[: most - 1], last]
        kept.append(part)
    return kept


def _size(part: Json) -> int:
    return len(json.dumps(part)) + 2
