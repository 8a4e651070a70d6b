"""Say what Slack finds wrong with buttons, menus and fields.

Limits: Reference: Block elements, and the models of slack_sdk.
"""

import urllib.parse
from collections.abc import Iterator
from typing import Any

from bot.simulator.slack import shapes
from bot.simulator.slack.records import Json

_BUTTON_TEXT_MAX, _BUTTON_VALUE_MAX, _URL_MAX, _ALT_MAX = 75, 2000, 3000, 2000
_OPTION_TEXT_MAX, _OPTION_VALUE_MAX = 75, 150
_PLACEHOLDER_MAX, _INITIAL_MAX = 150, 3000
_CONFIRM_MAX = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
_OPTIONS_MAX = {
    "static_select": 100,
    "multi_static_select": 100,
    "overflow": 5,
    "checkboxes": 10,
    "radio_buttons": 10,
}
_PICKERS = frozenset(
    {
        "datepicker",
        "timepicker",
        "datetimepicker",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_users_select",
    }
)
_FIELDS = frozenset(
    {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
)
_CHOICES = frozenset(_OPTIONS_MAX) - {"overflow"}
#: What may stand in an actions block, beside a section, in an input block.
IN_ACTIONS = frozenset({"button", "overflow"}) | _CHOICES | _PICKERS
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = _FIELDS | _CHOICES | _PICKERS
_STYLES = frozenset({"primary", "danger"})


def check(
    element: Any, allowed: frozenset[str], where: str
) -> Iterator[shapes.Problem]:
    """Check an element that may stand only among some others."""
    kind = str(element.get("type")) if isinstance(element, dict) else "nothing"
    if kind not in allowed:
        yield f"unsupported type: {kind}", where
        return
    if kind == "image":
        yield from image(element, where)
        return
    yield from shapes.string(element, "action_id", shapes.ID_MAX, where)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{where}/confirm")
    if "placeholder" in element:
        place = f"{where}/placeholder"
        yield from shapes.text(
            element["placeholder"], _PLACEHOLDER_MAX, place, plain=True
        )
    if kind == "button":
        yield from _button(element, where)
    elif kind in _OPTIONS_MAX:
        yield from _options(element, kind, where)
    elif kind in _FIELDS:
        yield from _field(element, where)


def _button(element: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.text(
        element.get("text"), _BUTTON_TEXT_MAX, f"{where}/text", plain=True
    )
    if "value" in element:
        yield from shapes.string(element, "value", _BUTTON_VALUE_MAX, where)
    if "url" in element:
        yield from shapes.string(element, "url", _URL_MAX, where)
        if not urllib.parse.urlsplit(str(element["url"])).scheme:
            yield "must be a valid url", f"{where}/url"
    if "style" in element and str(element["style"]) not in _STYLES:
        yield "must be primary or danger", f"{where}/style"


def _options(element: Json, kind: str, where: str) -> Iterator[shapes.Problem]:
    groups: list[Any] = [element]
    if "option_groups" in element:
        yield from shapes.count(element, "option_groups", _OPTIONS_MAX[kind], where)
        groups = shapes.listed(element, "option_groups")
    values: list[Any] = []
    for group in groups:
        if not isinstance(group, dict):
            yield "must be an object", f"{where}/option_groups"
            continue
        yield from shapes.count(group, "options", _OPTIONS_MAX[kind], where)
        if group is not element:
            place = f"{where}/option_groups/label"
            label = group.get("label")
            yield from shapes.text(label, _OPTION_TEXT_MAX, place, plain=True)
        for number, option in enumerate(shapes.listed(group, "options")):
            yield from _option(option, kind, f"{where}/options/{number}")
            values.append(_value(option))
    for option in shapes.listed(element, "initial_options"):
        if _value(option) not in values:
            yield "initial option is none of the options", where
    if "initial_option" in element and _value(element["initial_option"]) not in values:
        yield "initial option is none of the options", where


def _value(option: Any) -> Any:
    return option.get("value") if isinstance(option, dict) else None


def _option(option: Any, kind: str, where: str) -> Iterator[shapes.Problem]:
    if not isinstance(option, dict):
        yield "must be an object", where
        return
    is_plain = kind not in ("checkboxes", "radio_buttons")
    text = option.get("text")
    yield from shapes.text(text, _OPTION_TEXT_MAX, f"{where}/text", plain=is_plain)
    yield from shapes.string(option, "value", _OPTION_VALUE_MAX, where)
    if "description" in option:
        place = f"{where}/description"
        yield from shapes.text(
            option["description"], _OPTION_TEXT_MAX, place, plain=is_plain
        )


def _field(element: Json, where: str) -> Iterator[shapes.Problem]:
    if element.get("initial_value"):
        yield from shapes.string(element, "initial_value", _INITIAL_MAX, where)
    if element["type"] == "number_input" and "is_decimal_allowed" not in element:
        yield "missing required field: is_decimal_allowed", where
    longest = element.get("max_length")
    if longest is None:
        return
    if not isinstance(longest, int) or not 1 <= longest <= _INITIAL_MAX:
        yield f"must be between 1 and {_INITIAL_MAX}", f"{where}/max_length"
    elif len(str(element.get("initial_value") or "")) > longest:
        yield "initial value is longer than max_length", where


def _confirm(confirm: Any, where: str) -> Iterator[shapes.Problem]:
    for name, longest in _CONFIRM_MAX.items():
        text = confirm.get(name) if isinstance(confirm, dict) else None
        is_plain = name != "text"
        yield from shapes.text(text, longest, f"{where}/{name}", plain=is_plain)


def image(image: Json, where: str) -> Iterator[shapes.Problem]:
    """Check an image, as a block or as an element."""
    yield from shapes.string(image, "image_url", _URL_MAX, where)
    yield from shapes.string(image, "alt_text", _ALT_MAX, where)
