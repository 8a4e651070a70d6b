"""Say what Slack finds wrong with blocks.

Limits: Reference: Block Kit, and the models of slack_sdk. What is played is what
can be shown and filled in here; other types are refused as unknown.
"""

from collections.abc import Callable, Iterator
from typing import Any

from bot.simulator.slack import elements as parts
from bot.simulator.slack import shapes
from bot.simulator.slack.records import Json

#: Blocks in a message; in a modal or a Home tab. Source: Reference: Blocks.
BLOCKS_MAX = {"message": 50, "modal": 100, "home": 100}
_SECTION_TEXT_MAX, _FIELDS_MAX, _FIELD_TEXT_MAX = 3000, 10, 2000
_HEADER_MAX, _MARKDOWN_MAX = 150, 12_000
_ACTIONS_MAX, _CONTEXT_MAX = 25, 10
_LABEL_MAX = 2000
_BLOCKS = frozenset(
    {"section", "header", "divider", "context", "actions", "input", "image"}
    | {"markdown", "rich_text"}
)


def problems(blocks: Any, surface: str) -> list[str]:
    """Return what Slack would say, one line each; none: it takes them.

    Args:
        blocks: As sent.
        surface: `message`, `modal` or `home`.
    """
    found = [
        f"[ERROR] {what} [json-pointer:{where}]"
        for what, where in _all(blocks, surface)
    ]
    return list(dict.fromkeys(found))


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with its block."""
    for block in blocks:
        inside = [
            *shapes.listed(block, "elements"),
            *(block[name] for name in ("accessory", "element") if name in block),
        ]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def _all(blocks: Any, surface: str) -> Iterator[shapes.Problem]:
    if not isinstance(blocks, list):
        yield "must be a valid JSON array of blocks", "/blocks"
        return
    if len(blocks) > BLOCKS_MAX[surface]:
        yield f"no more than {BLOCKS_MAX[surface]} items allowed", "/blocks"
    block_ids: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"/blocks/{number}"
        if not isinstance(block, dict) or str(block.get("type")) not in _BLOCKS:
            yield "unsupported type", where
            continue
        yield from _block(block, surface, where)
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in block_ids:
                yield f"`block_id` {block_id!r} already exists", where
            block_ids.add(block_id)
        # Unique within the containing block. Source: Reference: Button element.
        action_ids = [str(element["action_id"]) for _, element in elements([block])]
        if len(action_ids) > len(set(action_ids)):
            yield "`action_id` already exists", where


def _block(block: Json, surface: str, where: str) -> Iterator[shapes.Problem]:
    kind = block["type"]
    if kind == "markdown" and surface != "message":
        yield "unsupported type: markdown", where
    if "block_id" in block:
        yield from shapes.string(block, "block_id", shapes.ID_MAX, where)
    check = _CHECKS.get(kind)
    if check is not None:
        yield from check(block, where)


def _section(block: Json, where: str) -> Iterator[shapes.Problem]:
    if "text" not in block and "fields" not in block:
        yield "missing required field: text or fields", where
    if "text" in block:
        yield from shapes.text(block["text"], _SECTION_TEXT_MAX, f"{where}/text")
    if "fields" in block:
        yield from shapes.count(block, "fields", _FIELDS_MAX, where)
        for number, part in enumerate(shapes.listed(block, "fields")):
            yield from shapes.text(part, _FIELD_TEXT_MAX, f"{where}/fields/{number}")
    if "accessory" in block:
        place = f"{where}/accessory"
        yield from parts.check(block["accessory"], parts.IN_SECTION, place)


def _header(block: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.text(block.get("text"), _HEADER_MAX, f"{where}/text", plain=True)


def _context(block: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.count(block, "elements", _CONTEXT_MAX, where)
    for number, part in enumerate(shapes.listed(block, "elements")):
        place = f"{where}/elements/{number}"
        if isinstance(part, dict) and part.get("type") == "image":
            yield from parts.image(part, place)
        else:
            yield from shapes.text(part, _SECTION_TEXT_MAX, place)


def _actions(block: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.count(block, "elements", _ACTIONS_MAX, where)
    for number, part in enumerate(shapes.listed(block, "elements")):
        place = f"{where}/elements/{number}"
        yield from parts.check(part, parts.IN_ACTIONS, place)


def _input(block: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.text(block.get("label"), _LABEL_MAX, f"{where}/label", plain=True)
    if "hint" in block:
        yield from shapes.text(block["hint"], _LABEL_MAX, f"{where}/hint", plain=True)
    place = f"{where}/element"
    yield from parts.check(block.get("element"), parts.IN_INPUT, place)


def _markdown(block: Json, where: str) -> Iterator[shapes.Problem]:
    yield from shapes.string(block, "text", _MARKDOWN_MAX, where)


def _rich_text(block: Json, where: str) -> Iterator[shapes.Problem]:
    if not isinstance(block.get("elements"), list):
        yield "missing required field: elements", where


_CHECKS: dict[str, Callable[[Json, str], Iterator[shapes.Problem]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": parts.image,
    "markdown": _markdown,
    "rich_text": _rich_text,
}
