"""Check the small parts that Block Kit is made of: texts, strings, lists."""

from collections.abc import Iterator
from typing import Any

from bot.simulator.slack.records import Json

#: What is wrong, and the place.
Problem = tuple[str, str]
#: Characters of `action_id` and `block_id`. Source: Reference: Block Kit.
ID_MAX = 255


def text(
    text: Any, longest: int, where: str, *, plain: bool = False
) -> Iterator[Problem]:
    """Check a text object; empty ones are refused too."""
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield "missing required field: text", where
        return
    if text.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        yield f"unsupported text type: {text.get('type')}", where
    if not text["text"]:
        yield "must be more than 0 characters", f"{where}/text"
    if len(text["text"]) > longest:
        yield f"must be less than {longest + 1} characters", f"{where}/text"
    alien = "emoji" if text.get("type") == "mrkdwn" else "verbatim"
    if alien in text:
        yield f"additional property: {alien}", where


def string(owner: Json, name: str, longest: int, where: str) -> Iterator[Problem]:
    """Check a text that must be there and not be blank."""
    value = owner.get(name)
    if not isinstance(value, str) or not value:
        yield f"missing required field: {name}", where
    elif len(value) > longest:
        yield f"must be less than {longest + 1} characters", f"{where}/{name}"


def count(owner: Json, name: str, most: int, where: str) -> Iterator[Problem]:
    """Check a list that must be there and hold something."""
    items = owner.get(name)
    if not isinstance(items, list) or not items:
        yield f"missing required field: {name}", where
    elif len(items) > most:
        yield f"no more than {most} items allowed", f"{where}/{name}"


def listed(owner: Json, name: str) -> list[Any]:
    """Return a list to go through; none where it is none."""
    items = owner.get(name)
    return items if isinstance(items, list) else []
