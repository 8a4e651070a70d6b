"""Read a message as a person's screen shows it: words, pings, links.

Knows the mrkdwn that decides who is notified and where a click leads; bold and
italics stay as typed.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.simulator.slack import records
from bot.simulator.slack.records import Json

#: A control sequence. Source: Formatting text for app surfaces.
_CONTROL = re.compile(r"<([@#!][^<>\n]+|[A-Za-z][\w+.-]*:[^<>\n]+)>")
_BARE_URL = re.compile(r"https?://[^\s<>|]+")
_MARKDOWN_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")
_NAME = re.compile(r"@([\w.-]+)")
_TOKEN = re.compile(r"\{(\w+)\}")
_BROADCASTS = frozenset({"channel", "here", "everyone"})


@dataclass(frozen=True, slots=True)
class Link:
    """A place that a click leads to."""

    url: str
    label: str

    @property
    def is_disguised(self) -> bool:
        """Return whether the words do not show where it leads."""
        return self.label != self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What somebody reads, and what comes with it."""

    text: str
    #: Whom it notifies: `@channel`, `@here`, user ids, user group ids.
    pings: tuple[str, ...]
    links: tuple[Link, ...]


@dataclass(slots=True, kw_only=True)
class Reader:
    """Read on behalf of one person."""

    #: The name of a user or channel id.
    name_of: Callable[[str], str]
    zone: str
    now: datetime
    #: Whether `@name` counts as a mention.
    links_names: bool = False
    _pings: list[str] = field(default_factory=list)
    _links: list[Link] = field(default_factory=list)

    def message(self, message: records.Message) -> Reading:
        """Read a message; what only the notification holds counts for pings too."""
        if not message.blocks:
            return self._reading([self.mrkdwn(message.text)])
        self.mrkdwn(message.text)
        return self._reading(self._blocks(message.blocks, {}))

    def view(self, view: records.View) -> Reading:
        """Read a modal or a Home tab, with what stands in its fields."""
        content = view.content
        title = [content["title"]["text"]] if "title" in content else []
        ends = [
            f"[{content[name]['text']}]"
            for name in ("close", "submit")
            if content.get(name)
        ]
        lines = self._blocks(view.blocks, view.values)
        return self._reading([*title, *lines, *([" ".join(ends)] if ends else [])])

    def mrkdwn(self, text: str) -> str:
        """Return mrkdwn as shown, and note its pings and links."""
        parts, end = [], 0
        for found in _CONTROL.finditer(text):
            parts.append(self._plain_part(text[end : found.start()]))
            parts.append(self._control(found[1]))
            end = found.end()
        parts.append(self._plain_part(text[end:]))
        return "".join(parts)

    def _reading(self, lines: Iterable[str]) -> Reading:
        return Reading(
            text="\n".join(line for line in lines if line),
            pings=tuple(dict.fromkeys(self._pings)),
            links=tuple(dict.fromkeys(self._links)),
        )

    def _plain_part(self, text: str) -> str:
        if self.links_names:
            self._pings += [f"@{name}" for name in _NAME.findall(text)]
        shown = html.unescape(text)
        self._links += [Link(url, url) for url in _BARE_URL.findall(shown)]
        return shown

    def _control(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        label = html.unescape(label)
        if target[0] == "@":
            self._pings.append(target[1:])
            return "@" + self.name_of(target[1:])
        if target[0] == "#":
            return "#" + (label or self.name_of(target[1:]))
        if target[0] == "!":
            return self._special(target[1:], label)
        url = html.unescape(target)
        self._links.append(Link(url, label or url))
        return label or url

    def _special(self, command: str, label: str) -> str:
        word, *arguments = command.split("^")
        if word in _BROADCASTS:
            self._pings.append(f"@{word}")
            return f"@{word}"
        if word == "subteam" and arguments:
            self._pings.append(arguments[0])
            return label or f"@{arguments[0]}"
        if word == "date" and len(arguments) >= 2:
            return self._date(arguments, label)
        return f"<{label or word}>"

    def _date(self, arguments: list[str], fallback: str) -> str:
        try:
            at = datetime.fromtimestamp(int(arguments[0]), UTC)
        except (ValueError, OverflowError, OSError):
            return fallback
        zone = ZoneInfo(self.zone)
        local, today = at.astimezone(zone), self.now.astimezone(zone)
        if len(arguments) > 2:
            self._links.append(Link(arguments[2], fallback))
        return _TOKEN.sub(
            lambda token: _date_token(token[1], local, today), arguments[1]
        )

    def _blocks(
        self, blocks: Iterable[Json], values: dict[str, dict[str, Json]]
    ) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            lines += self._block(block, values.get(block.get("block_id", ""), {}))
        return lines

    def _block(self, block: Json, values: dict[str, Json]) -> list[str]:
        kind = block["type"]
        if kind == "divider":
            return ["---"]
        if kind == "markdown":
            for label, url in _MARKDOWN_LINK.findall(block["text"]):
                self._links.append(Link(url, label))
            return [self.mrkdwn(block["text"])]
        if kind == "input":
            return [f"{block['label']['text']}: {_shown(block['element'], values)}"]
        if kind == "actions":
            return [" ".join(self._element(e, values) for e in block["elements"])]
        if kind == "context":
            return [" ".join(self._element(e, values) for e in block["elements"])]
        if kind == "rich_text":
            return [self._rich(block)]
        lines = [self._text(block["text"])] if block.get("text") else []
        lines += [self._text(part) for part in block.get("fields", ())]
        if "accessory" in block:
            lines.append(self._element(block["accessory"], values))
        if "alt_text" in block:
            lines.append(f"(image: {block['alt_text']})")
        return lines

    def _element(self, element: Json, values: dict[str, Json]) -> str:
        kind = element["type"]
        if kind in ("mrkdwn", "plain_text"):
            return self._text(element)
        if kind == "button":
            if "url" in element:
                self._links.append(Link(element["url"], element["text"]["text"]))
            return f"[{element['text']['text']}]"
        if kind == "image":
            return f"(image: {element['alt_text']})"
        if kind in ("overflow", "checkboxes", "radio_buttons"):
            chosen = _shown(element, values)
            labels = "|".join(self._text(o["text"]) for o in element["options"])
            return f"[{labels}]" + (f" {chosen}" if chosen else "")
        return f"[{_shown(element, values) or _placeholder(element)}]"

    def _text(self, text: Json) -> str:
        said: str = text["text"]
        return self.mrkdwn(said) if text["type"] == "mrkdwn" else said

    def _rich(self, element: Json) -> str:
        if "elements" in element:
            return "".join(self._rich(part) for part in element["elements"])
        if element["type"] == "user":
            self._pings.append(element["user_id"])
            return "@" + self.name_of(element["user_id"])
        if element["type"] == "broadcast":
            self._pings.append(f"@{element['range']}")
            return f"@{element['range']}"
        if element["type"] == "link":
            label = element.get("text") or element["url"]
            self._links.append(Link(element["url"], label))
            return str(label)
        return str(element.get("text", ""))


def _placeholder(element: Json) -> str:
    return str(element.get("placeholder", {}).get("text", ""))


def _shown(element: Json, values: dict[str, Json]) -> str:
    """Return what stands in a field."""
    state = values.get(element.get("action_id", ""), {})
    options = state.get("selected_options") or [state.get("selected_option")]
    if any(options):
        return ", ".join(option["text"]["text"] for option in options if option)
    plain = [
        value
        for name, value in state.items()
        if name != "type" and value and not name.startswith("selected_option")
    ]
    return ", ".join(map(str, plain))


def _date_token(token: str, local: datetime, today: datetime) -> str:
    """Return one part of a date. Source: Formatting text, date formatting."""
    long_day = f"{local:%B} {_ordinal(local.day)}, {local.year}"
    forms = {
        "date_num": f"{local:%Y-%m-%d}",
        "date_slash": f"{local:%m/%d/%Y}",
        "date": long_day,
        "date_short": f"{local:%b} {local.day}, {local.year}",
        "date_long": f"{local:%A}, {long_day}",
        "time": f"{local:%I:%M %p}".lstrip("0"),
        "time_secs": f"{local:%I:%M:%S %p}".lstrip("0"),
        "ago": _ago(today - local),
    }
    if token.endswith("_pretty"):
        days = (local.date() - today.date()).days
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
        return near or forms.get(token.removesuffix("_pretty"), "{" + token + "}")
    return forms.get(token, "{" + token + "}")


def _ordinal(day: int) -> str:
    if day in (11, 12, 13):
        return f"{day}th"
    return f"{day}" + {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _ago(passed_for: timedelta) -> str:
    seconds = abs(passed_for.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count = int(seconds // size)
        if count:
            span = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"{span} ago" if passed_for > timedelta() else f"in {span}"
    return "now"
