"""Find on somebody's Slack screen what a story names by its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.simulator import installation
from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import people, sights

Json = dict[str, Any]

#: Elements that hold options, and how one of them is taken.
_MENUS = {
    "overflow": "press",
    "static_select": "choose",
    "radio_buttons": "choose",
    "checkboxes": "choose",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Hold what is pressed or chosen."""

    #: The act: `press` or `choose`.
    act: str
    where: Json
    action_id: str
    block_id: str
    #: What is chosen; for a button, its value.
    value: Any

    def fields(self, user_id: str) -> Json:
        """Return what the act needs."""
        return {
            "user": user_id,
            "where": self.where,
            "action_id": self.action_id,
            "block_id": self.block_id,
            "value": self.value,
        }


def card(user: people.SlackUser, reference: str) -> sights.SeenMessage | None:
    """Return an incident's card in the dispatch channel, if it is there yet."""
    for message in user.sees(installation.DISPATCH):
        head: Json = next(iter(message.blocks), {})
        title = str(head.get("text", {}).get("text", ""))
        if not message.is_ephemeral and title.startswith(f"{reference} "):
            return message
    return None


def todo(user: people.SlackUser) -> sights.SeenMessage | None:
    """Return the list of what somebody owes, if there is one."""
    return next(reversed(user.dms), None)


def answer(user: people.SlackUser) -> sights.SeenMessage | None:
    """Return the newest message in the dispatch channel that they alone see."""
    shown = user.sees(installation.DISPATCH)
    return next((one for one in reversed(shown) if one.is_ephemeral), None)


def is_result(view: sights.SeenView) -> bool:
    """Tell whether a form only shows something, and is to be closed."""
    return "submit" not in view.content


def close_word(view: sights.SeenView) -> str:
    """Return what stands on the button that closes a form."""
    return str(view.content.get("close", {}).get("text", ""))


def field(view: sights.SeenView, label: str) -> tuple[str, str] | None:
    """Return action and block id of the field with this label."""
    for block in view.blocks:
        if block["type"] == "input" and block["label"]["text"] == label:
            return block["element"]["action_id"], block["block_id"]
    return None


def target(
    shown: sights.SeenMessage | sights.SeenView, words: str, duty: str | None
) -> Target | None:
    """Return the button or entry of a menu with these words.

    An entry may also only hold them. Of several, a duty's word tells which: it stands
    above a button, and on an entry.
    """
    where = _where(shown)
    about, near = "", None
    for block in shown.blocks:
        if block["type"] == "section":
            about = str(block.get("text", {}).get("text", ""))
        for _, element in slack_blocks.elements([block]):
            for act, text, value in _choices(element):
                is_button = element["type"] == "button"
                if duty is not None and not _names(about if is_button else text, duty):
                    continue
                found = Target(
                    act=act,
                    where=where,
                    action_id=element["action_id"],
                    block_id=block["block_id"],
                    value=value,
                )
                if text == words:
                    return found
                asked = element.get("placeholder", {}).get("text")
                if not is_button and (words in text or (duty and words == asked)):
                    near = near or found
    return near


def texts(user: people.SlackUser, where: str) -> list[str]:
    """Return what somebody reads in one place, the newest first.

    Args:
        user: Who.
        where: `dispatch`, `dm`, `home` or `form`.
    """
    if where == "dispatch":
        return [one.rendered for one in reversed(user.sees(installation.DISPATCH))]
    if where == "dm":
        return [one.rendered for one in reversed(user.dms)]
    shown = user.home if where == "home" else user.view
    if shown is None:
        return []
    errors = shown.errors.values() if where == "form" else ()
    return ["\n".join([shown.rendered, *errors])]


def line_with(text: str, words: str) -> str:
    """Return the line of a text that holds words; all of it where none does alone."""
    return next((line for line in text.splitlines() if words in line), text)


def _where(shown: sights.SeenMessage | sights.SeenView) -> Json:
    if isinstance(shown, sights.SeenMessage):
        return {"channel": shown.message.channel_id, "ts": shown.message.ts}
    if shown.view.kind == "home":
        return {"home": True}
    return {"view": shown.view.id}


def _choices(element: Json) -> Iterator[tuple[str, str, Any]]:
    """Give what can be taken of an element: the act, its words, the value."""
    kind = element["type"]
    if kind == "button":
        yield "press", element["text"]["text"], element.get("value")
    elif kind in _MENUS:
        for group in element.get("option_groups") or [element]:
            for option in group["options"]:
                value = option["value"]
                chosen = [value] if kind == "checkboxes" else value
                yield _MENUS[kind], option["text"]["text"], chosen


def _names(text: str, duty: str) -> bool:
    return re.search(rf"\b{duty}\b", text) is not None
