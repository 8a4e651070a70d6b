"""Keep what people choose and type in messages and views, as Slack sends it along."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack.records import Json

#: Block id, action id, what stands there.
Values = dict[str, dict[str, Json]]

#: Where a value stands in the state of a field, by type of element.
_SLOTS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
}
_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
    "selected_date_time": "initial_date_time",
    "selected_user": "initial_user",
    "selected_users": "initial_users",
    "selected_conversation": "initial_conversation",
    "selected_channel": "initial_channel",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks, each with a block id as Slack gives it where there is none."""
    return [{"block_id": secrets.token_urlsafe(4), **block} for block in blocks]


def state_of(blocks: list[Json], kept: Values | None = None) -> Values:
    """Return what stands in the fields of blocks.

    Args:
        blocks: With block ids.
        kept: What stood there before: an entry survives under the same block id
            and action id, as long as the type of the field is the same.
    """
    values: Values = {}
    for block, element in slack_blocks.elements(blocks):
        kind = element["type"]
        if kind not in _SLOTS:
            continue
        before = (kept or {}).get(block["block_id"], {}).get(element["action_id"])
        if before is None or before["type"] != kind:
            before = _initial(element)
        values.setdefault(block["block_id"], {})[element["action_id"]] = before
    return values


def find(
    blocks: list[Json], fits: Callable[[Json, Json], bool], what: str
) -> tuple[Json, Json]:
    """Return the one element that fits, with its block.

    Raises:
        LookupError: There is none, or more than one.
    """
    found = [pair for pair in slack_blocks.elements(blocks) if fits(*pair)]
    if len(found) == 1:
        return found[0]
    there = [element["action_id"] for _, element in slack_blocks.elements(blocks)]
    number = "several" if found else "none"
    raise LookupError(f"{what!r}: {number} of it among {there}")


def field_named(blocks: list[Json], name: str) -> tuple[Json, Json]:
    """Return the field of that action id, block id or label, with its block.

    Raises:
        LookupError: There is none, or more than one.
    """

    def fits(block: Json, element: Json) -> bool:
        label = block.get("label", {}).get("text")
        return name in (element["action_id"], block["block_id"], label)

    return find(blocks, fits, name)


def entry(element: Json, value: Any) -> Json:
    """Return the state of a field after somebody put a value there.

    Args:
        element: The field.
        value: Text, a date, an option's value or words, or a list of these; None
            clears it.

    Raises:
        LookupError: It offers no such option, or takes nothing like this.
    """
    kind = element["type"]
    if kind not in _SLOTS:
        raise LookupError(f"a {kind} takes no value")
    slot = _SLOTS[kind]
    if value is None:
        empty: Any = [] if slot.endswith("s") else None
        return {"type": kind, slot: empty}
    if slot == "selected_option":
        return {"type": kind, slot: option(element, str(value))}
    if slot == "selected_options":
        listed = [value] if isinstance(value, str) else list(value)
        return {"type": kind, slot: [option(element, item) for item in listed]}
    if slot == "value":
        return {"type": kind, slot: _typed(element, str(value))}
    return {"type": kind, slot: value}


def option(element: Json, wanted: str) -> Json:
    """Return an option by its value or its words.

    Raises:
        LookupError: It is not offered.
    """
    groups: Sequence[Json] = element.get("option_groups") or [element]
    options = [option for group in groups for option in group["options"]]
    for candidate in options:
        if wanted in (candidate.get("value"), candidate["text"]["text"]):
            return dict(candidate)
    raise LookupError(f"{wanted!r} is none of {[o.get('value') for o in options]}")


def missing(blocks: list[Json], values: Values) -> dict[str, str]:
    """Return the fields that must be filled in before Slack submits, by block id."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input" or block.get("optional"):
            continue
        element = block["element"]
        state = values[block["block_id"]][element["action_id"]]
        if not state[_SLOTS[element["type"]]]:
            errors[block["block_id"]] = "This is a required field"
    return errors


def _initial(element: Json) -> Json:
    kind = element["type"]
    slot = _SLOTS[kind]
    value = element.get(_INITIAL[slot])
    if value is None and slot.endswith("s"):
        value = []
    return {"type": kind, slot: value}


def _typed(element: Json, text: str) -> str | None:
    """Return typed text, held to what the field lets one type.

    Raises:
        LookupError: The field does not let one type this much.
    """
    if len(text) > element.get("max_length", 3000):
        raise LookupError("the field takes no more characters")
    if "\n" in text and not element.get("multiline"):
        raise LookupError("the field takes one line")
    return text or None
