"""Make what stands inside Slack's blocks: texts, buttons, menus, fields; pure.

None is ever larger than Slack takes. Texts that people wrote go into plain text
where they can, which Slack reads as it is. What is an id is never cut, for it would
then name something else. Source of every limit: Slack's Block Kit reference, as of
2026, and the models of slack_sdk 3.47. All limits are in characters or in entries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.slack import ids, markup
from handlers.slack.markup import Markup

Json = dict[str, Any]

BUTTON = 75
BUTTON_VALUE = 2000
OPTION = 75
OPTION_VALUE = 150
MOST_IN_OVERFLOW = 5
#: Of boxes to tick, and of entries in sight of which one is chosen.
MOST_TICKS = 10
MOST_OPTIONS = 100
MOST_GROUPS = 100
PLACEHOLDER = 150
ID = 255
#: The most that a person can be let write into one field.
INPUT = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Hold one thing to choose.

    Attributes:
        text: What it is called.
        value: What comes back; an option whose value is too long is left out.
        description: A second line, where the element shows one.
    """

    text: str
    value: str
    description: str = ""


#: Stands where there is nothing to choose; Slack takes no empty menu.
NONE = Option(text="Nothing to choose", value=ids.NOTHING)


def plain_text(text: str, limit: int) -> Json:
    """Return text that Slack shows as it is, cut to its limit."""
    return {
        "type": "plain_text",
        "text": markup.plain(text, limit).strip() or "-",
        "emoji": False,
    }


def mrkdwn(text: Markup, limit: int) -> Json:
    """Return text with marks of ours, cut to its limit.

    `verbatim` keeps Slack from making links of what looks like a channel, a person
    or an address.
    """
    said = markup.cut(text, limit)
    return {"type": "mrkdwn", "text": said.strip() or "-", "verbatim": True}


def whole(text: str, limit: int) -> str:
    """Return an id unchanged.

    Raises:
        ValueError: It is longer than Slack takes; ids of ours never are.
    """
    if not text or markup.size(text) > limit:
        raise ValueError("An id does not fit into Slack's field.")
    return text


def button(text: str, action_id: str, value: str, style: str | None = None) -> Json:
    """Return a button.

    Args:
        text: What it says.
        action_id: What it asks for.
        value: What it is about.
        style: `primary` or `danger`; None: neither.
    """
    made: Json = {
        "type": "button",
        "action_id": whole(action_id, ID),
        "text": plain_text(text, BUTTON),
        "value": whole(value, BUTTON_VALUE),
    }
    return made | ({"style": style} if style else {})


def overflow(action_id: str, options: Iterable[Option]) -> Json:
    """Return a menu behind three dots, of at most five entries."""
    return {
        "type": "overflow",
        "action_id": whole(action_id, ID),
        "options": _options(options)[:MOST_IN_OVERFLOW],
    }


def select(action_id: str, placeholder: str, options: Iterable[Option]) -> Json:
    """Return a list of which one entry is chosen; in groups, if there are many."""
    found = _options(options, is_described=False)
    made: Json = {
        "type": "static_select",
        "action_id": whole(action_id, ID),
        "placeholder": plain_text(placeholder, PLACEHOLDER),
    }
    if len(found) <= MOST_OPTIONS:
        return made | {"options": found}
    groups = [
        {
            "label": plain_text(f"From {start + 1}", OPTION),
            "options": found[start : start + MOST_OPTIONS],
        }
        for start in range(0, min(len(found), MOST_GROUPS * MOST_OPTIONS), MOST_OPTIONS)
    ]
    return made | {"option_groups": groups}


def checkboxes(action_id: str, options: Iterable[Option]) -> Json:
    """Return boxes to tick, at most ten."""
    return {
        "type": "checkboxes",
        "action_id": whole(action_id, ID),
        "options": _options(options)[:MOST_TICKS],
    }


def choice(action_id: str, options: Sequence[Option]) -> Json:
    """Return entries of which one is chosen: all in sight, if there are few."""
    if len(options) > MOST_TICKS:
        return select(action_id, "Choose one", options)
    return {
        "type": "radio_buttons",
        "action_id": whole(action_id, ID),
        "options": _options(options),
    }


def text_input(
    action_id: str,
    *,
    value: str = "",
    placeholder: str = "",
    most: int = INPUT,
    is_long: bool = False,
) -> Json:
    """Return a field to write in.

    Args:
        action_id: What it is called.
        value: What stands in it at first, cut to `most`.
        placeholder: An example, shown while it is empty.
        most: Characters that it takes.
        is_long: True for several lines.
    """
    most = min(most, INPUT)
    made: Json = {
        "type": "plain_text_input",
        "action_id": whole(action_id, ID),
        "multiline": is_long,
        "max_length": most,
    }
    if shown := markup.plain(value, most):
        made["initial_value"] = shown
    if placeholder:
        made["placeholder"] = plain_text(placeholder, PLACEHOLDER)
    return made


def date_input(action_id: str) -> Json:
    """Return a field for a day."""
    return {"type": "datepicker", "action_id": whole(action_id, ID)}


def time_input(action_id: str, at: datetime | None = None) -> Json:
    """Return a field for an instant, written in the reader's own zone.

    Args:
        action_id: What it is called.
        at: What stands in it at first, to the second.
    """
    made: Json = {"type": "datetimepicker", "action_id": whole(action_id, ID)}
    return made if at is None else made | {"initial_date_time": int(at.timestamp())}


def _options(options: Iterable[Option], *, is_described: bool = True) -> list[Json]:
    found = {
        option.value: option
        for option in options
        if option.value and markup.size(option.value) <= OPTION_VALUE
    }
    made: list[Json] = []
    for option in list(found.values()) or [NONE]:
        entry = {"text": plain_text(option.text, OPTION), "value": option.value}
        if is_described and option.description:
            entry["description"] = plain_text(option.description, OPTION)
        made.append(entry)
    return made
