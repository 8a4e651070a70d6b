"""Say whether what was kept of a workspace could have been one.

A document of the right shape may still speak of people and messages that are not
there. Whatever passes here can be shown, pressed and changed like any other.
"""

import re
import zoneinfo
from collections.abc import Iterable, Iterator

from bot.simulator.slack import blocks as slack_blocks
from bot.simulator.slack import events, forms, keeping, records, rules, tokens, views
from models import errors

_TS = re.compile(r"([0-9]{1,10})\.([0-9]{6})")
#: Ids as `State.new_id` gives them out.
_NUMBERED = re.compile(r"[A-Za-z]+0SIM([0-9]{1,12})")
_KINDS = frozenset({"channel", "group", "im"})
_DELAY_MAX_SECONDS = 60.0
#: Beyond any second and any number that a stage comes to.
_SECOND_MAX, _NUMBER_MAX = 7_258_118_400, 10**12


def check(known: keeping.Workspace) -> None:
    """Refuse what no workspace could have known.

    Raises:
        ConfigurationError: There is such a thing; the sentence quotes nothing.
    """
    try:
        tokens.check_simulated(known.app.bot_token, known.app.app_token)
    except ValueError as error:
        raise errors.ConfigurationError(f"The saved stage: {error}.") from None
    try:
        wrong = next((one for find in _FINDERS for one in find(known)), None)
    except (AttributeError, KeyError, TypeError):
        # So odd that even the question what is wrong with it cannot be asked.
        wrong = "a part of a message or view is of no kind"
    if wrong is not None:
        raise errors.ConfigurationError(f"The saved Slack: {wrong}.")


def _people(known: keeping.Workspace) -> Iterator[str]:
    ids = [member.id for member in known.members]
    if _doubles(ids) or known.app.bot_user_id not in ids:
        yield "its members are not told apart, or the bot is not among them"
    if _doubles(known.user_ids) or not set(known.user_ids) <= set(ids):
        yield "somebody acts who is no member"
    if not all(_is_zone(member.tz) for member in known.members):
        yield "a member lives in a time zone that does not exist"


def _places(known: keeping.Workspace) -> Iterator[str]:
    people = {member.id for member in known.members}
    if _doubles(channel.id for channel in known.channels):
        yield "two channels have one id"
    for channel in known.channels:
        if channel.kind not in _KINDS or not channel.members <= people:
            yield "a channel is of no kind, or somebody in it is no member"
        if channel.kind == "im" and channel.im_user_id not in people:
            yield "the bot talks with somebody who is no member"


def _messages(known: keeping.Workspace) -> Iterator[str]:
    people = {member.id for member in known.members}
    places = {channel.id for channel in known.channels}
    if _doubles((one.channel_id, one.ts) for one in known.messages):
        yield "two messages have one timestamp"
    for message in known.messages:
        if message.user_id not in people or message.channel_id not in places:
            yield "a message is from nobody, or stands nowhere"
        stamps = (message.ts, message.thread_ts, message.edited_ts)
        if not all(stamp is None or _is_past(stamp, known) for stamp in stamps):
            yield "a timestamp is none, or later than the last that was given out"
        if slack_blocks.problems(message.blocks, "message"):
            yield "a message has blocks that Slack does not take"


def _screens(known: keeping.Workspace) -> Iterator[str]:
    by_id = {view.id: view for view in known.views}
    people = {member.id for member in known.members}
    placed = [
        *((user_id, id_) for user_id, ids in known.stacks.items() for id_ in ids),
        *known.homes.items(),
    ]
    if len(by_id) < len(known.views) or sorted(id_ for _, id_ in placed) != sorted(
        by_id
    ):
        yield "its views are not told apart, or stand on no screen"
        return
    if not all(by_id[id_].user_id == user_id for user_id, id_ in placed):
        yield "a view is on the screen of another"
    if any(len(ids) > views.STACK_MAX for ids in known.stacks.values()):
        yield "too many modals lie above each other"
    homes = set(known.homes.values())
    for view in known.views:
        kind = "home" if view.id in homes else "modal"
        is_one = view.kind == kind and view.is_open and view.user_id in people
        if not is_one or rules.view_problems(view.content, [kind]):
            yield "a view is one that Slack does not take"
        elif not _fits(view):
            yield "something stands in a field that is not there"


def _deeds(known: keeping.Workspace) -> Iterator[str]:
    people = {member.id for member in known.members}
    places = {channel.id for channel in known.channels}
    keys = {(one.channel_id, one.ts) for one in known.messages}
    view_ids = {view.id for view in known.views}
    for choice in known.choices:
        if choice.user_id not in people or (choice.channel_id, choice.ts) not in keys:
            yield "a choice is nobody's, or was made nowhere"
        if not _are_entries(choice.values):
            yield "a choice is of no kind"
    for one in known.exchanges:
        if one.user_id not in people or one.channel_id not in {None, *places}:
            yield "something was pressed by nobody, or nowhere"
        seen = {*one.messages, *([one.original] if one.original else [])}
        if not seen <= keys or one.view_id not in {None, *view_ids}:
            yield "something was pressed that is not there"
        if one.response_key is not None and one.channel_id is None:
            yield "an answer would be shown nowhere"


def _rest(known: keeping.Workspace) -> Iterator[str]:
    if not all(map(_is_delivery, known.deliveries)):
        yield "an event on its way is none"
    if not max(_numbers(known), default=0) < known.next_number < _NUMBER_MAX:
        yield "its next id was given out before"
    second, microsecond = known.last_ts
    if not (0 <= second < _SECOND_MAX and 0 <= microsecond <= 10**6):
        yield "its last timestamp is none"
    if not 0 <= known.troubles.answer_delay_seconds <= _DELAY_MAX_SECONDS:
        yield "its answers never come"


def _doubles(names: Iterable[object]) -> bool:
    listed = list(names)
    return len(set(listed)) < len(listed)


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _is_past(stamp: str, known: keeping.Workspace) -> bool:
    found = _TS.fullmatch(stamp)
    return found is not None and tuple(map(int, found.groups())) <= known.last_ts


def _numbers(known: keeping.Workspace) -> Iterator[int]:
    """Yield the numbers of the ids that were given out."""
    ids = [
        *(member.id for member in known.members),
        *(channel.id for channel in known.channels),
        *(view.id for view in known.views),
        *(str(one.envelope["event_id"]) for one in known.deliveries),
    ]
    for id_ in ids:
        found = _NUMBERED.fullmatch(id_)
        if found is not None:
            yield int(found.group(1))


def _fits(view: records.View) -> bool:
    """Return whether exactly its fields hold something, each of its own kind."""
    if not all("block_id" in block for block in view.blocks):
        return False
    if not _are_entries(view.values):
        return False
    fresh, values = forms.state_of(view.blocks), view.values
    return forms.state_of(view.blocks, values) == values and all(
        set(values[block_id][action_id]) == set(entry)
        for block_id, entries in fresh.items()
        for action_id, entry in entries.items()
    )


def _are_entries(values: keeping.Values) -> bool:
    return all(
        isinstance(entry.get("type"), str)
        for entries in values.values()
        for entry in entries.values()
    )


def _is_delivery(one: events.Delivery) -> bool:
    is_event = isinstance(one.envelope.get("event"), dict)
    is_named = isinstance(one.envelope.get("event_id"), str)
    return is_event and is_named and 0 <= one.attempt <= len(events.RETRIES_AFTER)


_FINDERS = (_people, _places, _messages, _screens, _deeds, _rest)
