"""Do in Slack what somebody does there on the page.

Everything goes through `SlackUser`: the bot hears of it by signed requests. What
Slack itself tells a person whose request comes to nothing is kept for the page.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.simulator.demo.premises import Premises
from bot.simulator.demo.problems import ActError
from bot.simulator.slack import interactions, people, sights
from bot.simulator.slack import state as states

Fields = Mapping[str, Any]

#: How many of Slack's own words are kept for a person, the newest.
NOTES_MAX = 5

#: Longest message that people send, in characters.
#: Source: Slack, limits of messages: beyond it a message is split.
WORDS_MAX = 4000

#: Said where an app's Messages tab takes nothing; source: Slack.
READ_ONLY = "Sending messages to this app has been turned off."

#: Said in a form where its answer came to nothing; source: Slack.
NOT_CONNECTED = "We had some trouble connecting. Try again?"

#: What fails between Slack and the bot.
_LOST = (interactions.TIMED_OUT, interactions.NOT_DISPATCHED, interactions.UNUSABLE)

#: A submission that stays on the screen, with what is missing beside its fields.
_INCOMPLETE = "incomplete"


def _slash(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    line = _word(fields, "line").strip()
    if not line.startswith("/"):
        raise ActError("A command begins with a slash.")
    channel = _channel(premises, user, fields)
    exchange = user.command(line, channel, _thread(user, channel, fields))
    failed = exchange.failed
    if failed in _LOST:
        command = line.partition(" ")[0]
        _note(premises, user, f'{command} failed with the error "{failed}"')
    elif failed is not None:
        _note(premises, user, failed)
    return {"failed": failed}


def _say(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    words = _words(fields)
    channel = _channel(premises, user, fields)
    if premises.workspace.channel(channel).kind == "im":
        raise ActError(READ_ONLY)
    said = user.says(channel, words, _thread(user, channel, fields))
    return {"ts": said.message.ts}


def _edit(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    words = _words(fields)
    user.edits(_own(premises, user, fields), words)
    return {}


def _delete(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    user.deletes(_own(premises, user, fields))
    return {}


def _press(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    source = _source(premises, user, fields)
    action_id, block_id = _word(fields, "action_id"), _word(fields, "block_id")
    value = _word(fields, "value") if fields.get("value") is not None else None
    # A message that was changed meanwhile has the same buttons in other blocks.
    is_there = any(one.get("block_id") == block_id for one in source.blocks)
    try:
        exchange = user.press(source, action_id, value, block_id if is_there else None)
    except LookupError as error:
        raise ActError("That button is not there any more.") from error
    return _done(premises, user, exchange)


def _choose(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    source = _source(premises, user, fields)
    action_id, block_id = _word(fields, "action_id"), _word(fields, "block_id")
    there = [one for one in source.blocks if one.get("block_id") == block_id]
    if not there or action_id not in _action_ids(there[0]):
        raise ActError("That menu is not there any more.")
    try:
        # Several fields of a form may share one action id; each has its own block.
        name = block_id if there[0]["type"] == "input" else action_id
        exchange = user.choose(source, name, _value(fields.get("value")))
    except LookupError as error:
        raise ActError("That cannot be chosen there.") from error
    return {"failed": None} if exchange is None else _done(premises, user, exchange)


def _submit(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    values = fields.get("values")
    if not isinstance(values, dict):
        raise ActError("What the form says is missing.")
    try:
        for block_id, value in values.items():
            user.fill(block_id, _value(value))
        exchange = user.submit()
    except LookupError as error:
        raise ActError("The form is closed, or does not take this.") from error
    if exchange.failed not in (None, _INCOMPLETE):
        _note(premises, user, NOT_CONNECTED)
    view = exchange.view
    errors = {} if view is None or not view.is_open else dict(view.errors)
    return {"failed": exchange.failed, "errors": errors}


def _close_view(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    try:
        user.close_view()
    except LookupError as error:
        raise ActError("No form is open.") from error
    return {}


def _shortcut(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    try:
        exchange = user.shortcut(_word(fields, "callback_id"))
    except LookupError as error:
        raise ActError("The app has no such shortcut.") from error
    return _done(premises, user, exchange)


def _message_shortcut(premises: Premises, fields: Fields) -> dict[str, Any]:
    user = _user(premises, fields)
    message = _message(premises, user, fields)
    if message.is_ephemeral:
        raise ActError("A message that only you see has no shortcuts.")
    try:
        exchange = user.message_shortcut(_word(fields, "callback_id"), message)
    except LookupError as error:
        raise ActError("The app has no such shortcut.") from error
    return _done(premises, user, exchange)


def _open_home(premises: Premises, fields: Fields) -> dict[str, Any]:
    tab = fields.get("tab", "home")
    if tab not in ("home", "messages"):
        raise ActError("The app has the tabs home and messages.")
    _user(premises, fields).opens_home(tab)
    return {}


# --- What fields say ------------------------------------------------------------------


def _user(premises: Premises, fields: Fields) -> people.SlackUser:
    if premises.workspace.troubles.outage is not None:
        raise ActError("Slack is down, so nothing was sent.")
    try:
        return premises.workspace.user(_word(fields, "user"))
    except KeyError as error:
        raise ActError("Nobody of that name is in Slack.") from error


def _channel(premises: Premises, user: people.SlackUser, fields: Fields) -> str:
    """Return the id of a channel that somebody is in and may write to."""
    named = _word(fields, "channel")
    try:
        channel = premises.workspace.channel(named)
    except KeyError as error:
        raise ActError("There is no such channel.") from error
    if user.id not in channel.members:
        raise ActError("Only who is in a channel can write there.")
    if channel.is_archived:
        raise ActError("This channel is archived.")
    return channel.id


def _thread(user: people.SlackUser, channel: str, fields: Fields) -> str | None:
    ts = fields.get("thread_ts")
    if ts is None:
        return None
    for message in user.sees(channel):
        if message.ts == ts and not message.is_ephemeral:
            return str(ts)
    raise ActError("There is no message with such a thread.")


def _message(
    premises: Premises, user: people.SlackUser, fields: Fields
) -> sights.SeenMessage:
    channel, ts = _channel(premises, user, fields), _word(fields, "ts")
    for message in user.sees(channel):
        if message.ts == ts:
            return message
    raise ActError("That message is not there any more.")


def _own(
    premises: Premises, user: people.SlackUser, fields: Fields
) -> sights.SeenMessage:
    message = _message(premises, user, fields)
    if message.message.user_id != user.id:
        raise ActError("People change their own messages only.")
    return message


def _source(
    premises: Premises, user: people.SlackUser, fields: Fields
) -> sights.SeenMessage | sights.SeenView:
    """Return the message, form or page in which something is pressed."""
    where = fields.get("where")
    if not isinstance(where, dict):
        raise ActError("Where it is pressed is missing.")
    if "channel" in where:
        return _message(premises, user, where)
    if where.get("home") and user.home is not None:
        return user.home
    for view in user.views:
        if where.get("view") == view.view.id:
            return view
    raise ActError("That form is closed.")


def _action_ids(block: Mapping[str, Any]) -> list[Any]:
    inside = [block.get("accessory"), block.get("element"), *block.get("elements", ())]
    return [one["action_id"] for one in inside if one and "action_id" in one]


def _word(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise ActError(f"{name} is missing, or is no text.")
    return value


def _words(fields: Fields) -> str:
    words = _word(fields, "words").strip()
    if not words:
        raise ActError("There is nothing to send yet.")
    if len(words) > WORDS_MAX:
        raise ActError(f"A message has at most {WORDS_MAX} characters.")
    return words


def _value(value: Any) -> Any:
    """Return what is put into a field: text, a whole number, several texts, nothing."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ActError("A field takes text, a number, or several choices.")


# --- What came of it ------------------------------------------------------------------


def _done(
    premises: Premises, user: people.SlackUser, exchange: states.Exchange
) -> dict[str, Any]:
    if exchange.failed is not None:
        words = f'This action failed with the error "{exchange.failed}"'
        _note(premises, user, words)
    return {"failed": exchange.failed}


def _note(premises: Premises, user: people.SlackUser, words: str) -> None:
    with premises.lock:
        notes = premises.slack_notes.get(user.id, [])
        number = notes[-1]["number"] + 1 if notes else 1
        at = premises.clock.now().isoformat()
        note = {"number": number, "at": at, "words": words}
        premises.slack_notes[user.id] = [*notes, note][-NOTES_MAX:]


#: The acts of the page that happen in Slack, by their names.
ACTS: dict[str, Callable[[Premises, Fields], dict[str, Any]]] = {
    "choose": _choose,
    "close_view": _close_view,
    "delete": _delete,
    "edit": _edit,
    "message_shortcut": _message_shortcut,
    "open_home": _open_home,
    "press": _press,
    "say": _say,
    "shortcut": _shortcut,
    "slash": _slash,
    "submit": _submit,
}
