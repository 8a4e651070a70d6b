"""Read what Slack posts: who, from where, and what they typed or chose; pure.

Slack adds fields and leaves others out; what is missing reads as empty, and a
payload without a user is nobody's.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from models import commands, enums

Json = Mapping[str, Any]

#: Most fields of a form. Source: our choice; a command has some twenty.
FIELDS_MAX = 100

#: How deep a payload may be nested. Source: our choice; Slack's own are some fifteen
#: deep.
DEPTH_MAX = 64

#: What no database keeps: a zero byte, and halves of characters.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Hold who did something in Slack, and the ways to answer them.

    Attributes:
        user_id: The member.
        user_team_id: Their own team, where Slack says it.
        team_id: The team whose installation it is.
        channel_id: Where they did it.
        trigger_id: Opens a form, for three seconds.
        response_url: Takes private answers, for half an hour.
        is_in_form: Whether it was pressed inside a form.
    """

    user_id: str
    team_id: str | None = None
    user_team_id: str | None = None
    channel_id: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    is_in_form: bool = False

    @property
    def actor(self) -> commands.Actor:
        """Return them as the desk knows people."""
        return commands.Actor(channel=enums.Channel.SLACK, slack_user_id=self.user_id)


def read(raw: bytes, content_type: str) -> Json | None:
    """Return what a request holds, as Socket Mode has it; None: nothing readable."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = raw.decode("utf-8")
        if kind == "application/json":
            found = json.loads(text)
        elif kind == "application/x-www-form-urlencoded":
            pairs = parse_qsl(
                text, keep_blank_values=True, max_num_fields=FIELDS_MAX, errors="strict"
            )
            fields = dict(pairs)
            if len(fields) != len(pairs):
                return None
            is_command = "command" in fields
            is_plain = is_command or "ssl_check" in fields
            found = fields if is_plain else json.loads(fields["payload"])
        else:
            return None
    except (ValueError, KeyError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def tidy(body: Json) -> Json:
    """Return a payload without what no database keeps.

    Raises:
        ValueError: It is nested deeper than any of Slack's.
    """
    return {name: _tidy(value, DEPTH_MAX) for name, value in body.items()}


def _tidy(value: Any, depth: int) -> Any:
    if not depth:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return _UNKEEPABLE.sub("", value)
    if isinstance(value, Mapping):
        return {name: _tidy(part, depth - 1) for name, part in value.items()}
    if isinstance(value, list):
        return [_tidy(part, depth - 1) for part in value]
    return value


def is_whole(body: Json) -> bool:
    """Tell whether a payload holds what its kind is about."""
    kind = body.get("type")
    if kind == "event_callback":
        return isinstance(event_of(body).get("type"), str)
    if kind in ("view_submission", "view_closed"):
        return isinstance(body.get("view"), Mapping)
    if kind != "block_actions":
        return True
    actions = body.get("actions")
    if not isinstance(actions, list) or not actions:
        return False
    return all(isinstance(action, Mapping) for action in actions)


def sender_of(body: Json) -> Sender:
    """Return who sent a command, pressed a button, or sent a form."""
    user = mapping(body.get("user"))
    team = mapping(body.get("team"))
    channel = mapping(body.get("channel"))
    container = mapping(body.get("container"))
    return Sender(
        user_id=_text(user.get("id") or body.get("user_id")),
        team_id=_some(team.get("id") or body.get("team_id")),
        user_team_id=_some(user.get("team_id")),
        channel_id=_some(
            channel.get("id") or container.get("channel_id") or body.get("channel_id")
        ),
        trigger_id=_some(body.get("trigger_id")),
        response_url=_some(body.get("response_url")),
        is_in_form=mapping(body.get("view")).get("type") == "modal",
    )


def event_of(body: Json) -> Json:
    """Return what happened; empty where a payload does not say."""
    return mapping(body.get("event"))


def is_reply(body: Json) -> bool:
    """Tell whether an event is words that a person said in a thread."""
    event = event_of(body)
    thread = event.get("thread_ts")
    if event.get("type") != "message" or event.get("bot_id") or event.get("subtype"):
        return False
    return bool(thread) and thread != event.get("ts")


def sender_of_event(body: Json) -> Sender:
    """Return who caused an event."""
    event = event_of(body)
    inner = mapping(event.get("message")) or mapping(event.get("previous_message"))
    user = event.get("user") or inner.get("user")
    team = event.get("user_team") or inner.get("user_team") or event.get("team")
    # In a channel that is shared, the event may be of the other side's workspace.
    ours = body.get("authorizations")
    installed = mapping(ours[0]) if isinstance(ours, list) and ours else {}
    return Sender(
        user_id=_text(mapping(user).get("id") if isinstance(user, Mapping) else user),
        team_id=_some(installed.get("team_id") or body.get("team_id")),
        user_team_id=_some(team),
        channel_id=_some(event.get("channel")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Hold what was pressed or chosen.

    Attributes:
        action_id: Its action id, as sent.
        value: Its value, or that of the option chosen; "" for none.
        ticked: Values of every box ticked in the message, in their order.
    """

    action_id: str
    value: str
    ticked: tuple[str, ...] = ()


def pressed_in(body: Json) -> Pressed:
    """Return the first action of a payload."""
    actions = body.get("actions")
    first = mapping(actions[0]) if isinstance(actions, list) and actions else {}
    chosen = mapping(first.get("selected_option")).get("value")
    return Pressed(
        action_id=_text(first.get("action_id")),
        value=_text(first.get("value") or chosen),
        ticked=tuple(_ticked(mapping(body.get("state")))),
    )


def _ticked(state: Json) -> list[str]:
    values = []
    for block in mapping(state.get("values")).values():
        for element in mapping(block).values():
            for option in mapping(element).get("selected_options") or ():
                values.append(_text(mapping(option).get("value")))
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """Hold a form that was sent.

    Attributes:
        callback_id: Which form.
        view_id: This one.
        hash: State of the form; the same for the same click.
        about: What it is about, as we wrote it; it came through the client, so it
            names things and proves nothing.
        values: What was filled in, by block id; blanks are left out.
    """

    callback_id: str
    view_id: str
    hash: str
    about: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def submitted_in(body: Json) -> Submitted:
    """Return the form of a payload."""
    view = mapping(body.get("view"))
    state = mapping(mapping(view.get("state")).get("values"))
    filled = {}
    for block_id, block in state.items():
        for element in mapping(block).values():
            value = _value_of(mapping(element))
            if value:
                filled[str(block_id)] = value
    return Submitted(
        callback_id=_text(view.get("callback_id")),
        view_id=_text(view.get("id")),
        hash=_text(view.get("hash")),
        about=about(view),
        values=filled,
    )


def about(view: Json) -> Mapping[str, Any]:
    """Return what a form carries along; nothing where it is not ours."""
    try:
        carried = json.loads(_text(view.get("private_metadata")) or "{}")
    except ValueError:
        return {}
    return mapping(carried)


def unescaped(text: str) -> str:
    """Return a message's text as it was typed; Slack escapes three signs."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _value_of(element: Json) -> str:
    """Return what one field holds, as text."""
    for name in ("value", "selected_date", "selected_date_time", "selected_time"):
        if element.get(name) is not None:
            return str(element[name]).strip()
    if element.get("selected_option"):
        return _text(mapping(element["selected_option"]).get("value"))
    options = element.get("selected_options") or ()
    return " ".join(_text(mapping(option).get("value")) for option in options)


def mapping(value: Any) -> Json:
    """Return a part of what Slack posts; empty where it is none."""
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _some(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
