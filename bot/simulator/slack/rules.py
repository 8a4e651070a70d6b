"""Say what Slack refuses: scopes, lengths, metadata, views, unreadable arguments.

Sources: the method pages of the Web API reference; Reference: Views.
"""

import json
from collections.abc import Collection
from typing import Any

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import records
from bot.simulator.slack.records import Json, Refusal

#: Characters of a message's text, beyond which it is cut; of an update's, beyond
#: which it is refused. Source: chat.postMessage, chat.update.
TEXT_MAX, UPDATE_TEXT_MAX = 40_000, 4_000
_ATTACHMENTS_MAX = 100
_TITLE_MAX, _PRIVATE_METADATA_MAX, _ID_MAX = 24, 3000, 255
#: Bytes of a view. Source: views.open, view_too_large.
_VIEW_MAX_BYTES = 250_000
#: Bytes of metadata. Unsettled by the documentation; wide enough for keys.
_METADATA_MAX_BYTES = 8_000
#: Scopes by method, where they do not depend on the kind of channel.
_SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "users.list": "users:read",
}
_PREFIXES = {"channel": "channels", "group": "groups", "im": "im"}
#: Scopes that events need. Source: Events API, event types.
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "user_change": "users:read",
}


def need_scope(method: str, provided: Collection[str]) -> None:
    """Check the scope of a method.

    Raises:
        Refusal: `missing_scope`.
    """
    if method in _SCOPES:
        _need(_SCOPES[method], provided)


def need_channel_scope(
    channel: records.Channel, deed: str, provided: Collection[str]
) -> None:
    """Check the scope for reading a conversation.

    Args:
        channel: Its kind decides.
        deed: `read` or `history`.
        provided: The token's scopes.

    Raises:
        Refusal: `missing_scope`.
    """
    _need(f"{_PREFIXES[channel.kind]}:{deed}", provided)


def _need(scope: str, provided: Collection[str]) -> None:
    if scope not in provided:
        raise Refusal(
            "missing_scope", needed=scope, provided=",".join(sorted(provided))
        )


def truth(value: Any) -> bool:
    """Return whether an argument says yes, in a form or in JSON."""
    return value in (True, 1, "1", "true", "True")


def read_json(args: Json, name: str, error: str) -> Any:
    """Return an argument that is JSON, whether it came as such or as text.

    Raises:
        Refusal: It is no JSON.
    """
    value = args.get(name)
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        raise Refusal(error) from None


def read_blocks(args: Json) -> list[Json] | None:
    """Return the blocks of a message; None where none were given.

    Raises:
        Refusal: Slack does not take them.
    """
    blocks = read_json(args, "blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    wrong = slack_blocks.problems(blocks, "message")
    if wrong:
        raise Refusal("invalid_blocks", *wrong)
    assert isinstance(blocks, list)
    return blocks


def read_attachments(args: Json) -> list[Json] | None:
    """Return the attachments; None where none were given.

    Raises:
        Refusal: There are too many, or they are unreadable.
    """
    attachments = read_json(args, "attachments", "invalid_attachments")
    if attachments is None:
        return None
    if not isinstance(attachments, list):
        raise Refusal("invalid_attachments")
    if len(attachments) > _ATTACHMENTS_MAX:
        raise Refusal("too_many_attachments")
    return attachments


def read_metadata(args: Json) -> Json | None:
    """Return the metadata; None where none was given, empty to remove it.

    Raises:
        Refusal: It is not of the form that Slack asks for.
    """
    metadata = read_json(args, "metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if not set(metadata) <= {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > _METADATA_MAX_BYTES:
        raise Refusal("metadata_too_large")
    return metadata


def read_view(args: Json, kinds: Collection[str]) -> Json:
    """Return a view that Slack takes.

    Args:
        args: Of the call, with `view`.
        kinds: `modal`, `home`, or both.

    Raises:
        Refusal: It does not.
    """
    view = read_json(args, "view", "invalid_arguments")
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments", "[ERROR] missing required field: view")
    if len(json.dumps(view).encode()) > _VIEW_MAX_BYTES:
        raise Refusal("view_too_large")
    wrong = view_problems(view, kinds)
    if wrong:
        raise Refusal("invalid_arguments", *wrong)
    return view


def view_problems(view: Json, kinds: Collection[str]) -> list[str]:
    """Return what Slack finds wrong with a view, one line each."""
    kind = view.get("type")
    if kind not in kinds:
        return ["[ERROR] unsupported type [json-pointer:/view/type]"]
    wrong = slack_blocks.problems(view.get("blocks"), str(kind))
    lengths = {
        "private_metadata": _PRIVATE_METADATA_MAX,
        "callback_id": _ID_MAX,
        "external_id": _ID_MAX,
    }
    wrong += [
        f"[ERROR] must be less than {longest + 1} characters"
        f" [json-pointer:/view/{name}]"
        for name, longest in lengths.items()
        if len(str(view.get(name) or "")) > longest
    ]
    if kind == "modal":
        for name in ("title", "submit", "close"):
            wrong += _title_problems(view, name)
        has_input = '"type": "input"' in json.dumps(view.get("blocks"))
        if has_input and "submit" not in view:
            wrong.append("[ERROR] `submit` is required when an `input` block is used")
    return wrong


def _title_problems(view: Json, name: str) -> list[str]:
    text = view.get(name)
    place = f"[json-pointer:/view/{name}]"
    if text is None:
        return [f"[ERROR] missing required field: {name}"] if name == "title" else []
    if not isinstance(text, dict) or text.get("type") != "plain_text":
        return [f"[ERROR] must be a plain_text object {place}"]
    if not 0 < len(str(text.get("text", ""))) <= _TITLE_MAX:
        return [f"[ERROR] must be less than {_TITLE_MAX + 1} characters {place}/text"]
    return []
