"""Say what Slack would refuse, or read as more than words; knows nothing of ours."""

import json
import re
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

#: The one control sequence that we mean: an instant, with its fallback.
_DATE = re.compile(r"<!date\^\d{1,11}\^[^<>|^]+\|[^<>|^]+>")
_LIVE = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
#: What a text object may hold, by the place in which it stands.
_TEXTS = {"section": 3000, "header": 150, "button": 75}
_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10, "static_select": 100}


def size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_message(message: Any) -> None:
    check_mrkdwn(message.text, 4000)
    assert 1 <= len(message.blocks) <= 50
    check_blocks(message.blocks)
    assert all(block["type"] != "input" for block in message.blocks)


def check_view(view: Json) -> None:
    assert 1 <= len(view["blocks"]) <= 100
    assert len(json.dumps(view, ensure_ascii=False).encode()) < 250_000
    assert 1 <= size(view["callback_id"]) <= 255
    if view["type"] == "modal":
        assert size(view["private_metadata"]) <= 3000
        assert isinstance(json.loads(view["private_metadata"]), dict)
        for name in ("title", "close", "submit"):
            if name in view:
                check_text(view[name], 24)
                assert view[name]["type"] == "plain_text"
        asks = any(block["type"] == "input" for block in view["blocks"])
        assert "submit" in view or not asks
    else:
        assert view["type"] == "home"
    check_blocks(view["blocks"])
    View(**view).to_dict()


def check_blocks(blocks: list[Json]) -> None:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(1 <= size(found) <= 255 for found in ids)
    actions: list[str] = []
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()
        inside = _check_block(block)
        if block["type"] != "input":
            actions += inside
    assert len(actions) == len(set(actions))


def _check_block(block: Json) -> list[str]:
    kind = block["type"]
    if kind == "divider":
        return []
    if kind in ("section", "header"):
        if "fields" in block:
            assert 1 <= len(block["fields"]) <= 10
            for field in block["fields"]:
                check_text(field, 2000)
        else:
            check_text(block["text"], _TEXTS[kind])
        assert kind == "section" or block["text"]["type"] == "plain_text"
        return [_check_element(block["accessory"])] if "accessory" in block else []
    if kind == "context":
        assert 1 <= len(block["elements"]) <= 10
        for text in block["elements"]:
            check_text(text, 3000)
        return []
    if kind == "actions":
        assert 1 <= len(block["elements"]) <= 25
        return [_check_element(element) for element in block["elements"]]
    assert kind == "input", kind
    check_text(block["label"], 2000)
    if "hint" in block:
        check_text(block["hint"], 2000)
    return [_check_element(block["element"])]


def _check_element(element: Json) -> str:
    kind = element["type"]
    if kind == "button":
        check_text(element["text"], 75)
        assert 1 <= size(element["value"]) <= 2000
        assert element.get("style") in (None, "primary", "danger")
    elif kind in _OPTIONS:
        groups = element.get("option_groups")
        assert groups is None or 1 <= len(groups) <= 100
        for group in groups or [element]:
            if groups:
                check_text(group["label"], 75)
            assert 1 <= len(group["options"]) <= _OPTIONS[kind]
            for option in group["options"]:
                _check_option(option)
        values = [
            option["value"]
            for group in groups or [element]
            for option in group["options"]
        ]
        assert len(values) == len(set(values))
    elif kind == "plain_text_input":
        assert size(element.get("initial_value", "")) <= element["max_length"] <= 3000
        assert "initial_value" not in element or element["initial_value"]
    else:
        assert kind in ("datepicker", "datetimepicker"), kind
    if "placeholder" in element:
        check_text(element["placeholder"], 150)
    action_id: str = element["action_id"]
    assert 1 <= size(action_id) <= 255
    return action_id


def _check_option(option: Json) -> None:
    check_text(option["text"], 75)
    assert option["text"]["type"] == "plain_text"
    assert 1 <= size(option["value"]) <= 150
    if "description" in option:
        check_text(option["description"], 75)
        assert option["description"]["type"] == "plain_text"


def check_text(text: Json, limit: int) -> None:
    if text["type"] == "mrkdwn":
        assert text["verbatim"] is True
        check_mrkdwn(text["text"], limit)
    else:
        assert text["type"] == "plain_text"
        assert text["emoji"] is False
    assert 1 <= size(text["text"]) <= limit
    assert text["text"].strip()


def check_mrkdwn(text: str, limit: int) -> None:
    assert 1 <= size(text) <= limit
    assert not _LIVE.search(_DATE.sub("", text)), text


def words_of(shown: Any) -> str:
    """Return all that can be read of blocks, with instants as their fallback."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") in ("mrkdwn", "plain_text"):
                found.append(value["text"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(shown)
    return re.sub(r"<!date[^|]+\|([^>]+)>", r"\1", "\n".join(found))


def actions_of(shown: Any) -> dict[str, Json]:
    """Return each thing that can be pressed or chosen, by its action id."""
    found: dict[str, Json] = {}

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "action_id" in value:
                found[value["action_id"]] = value
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(shown)
    return found
