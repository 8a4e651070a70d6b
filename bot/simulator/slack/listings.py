"""Carry out conversations.* and users.*: what the bot may look up."""

import base64
import binascii
from typing import Any

from bot.simulator.slack import channels, records, rules, views
from bot.simulator.slack import messages as slack_messages
from bot.simulator.slack import state as states
from bot.simulator.slack.records import Json, Refusal

#: Items on a page unless asked otherwise, and the most.
#: Source: conversations.history.
_PAGE, _PAGE_MAX = 100, 999


class Listings:
    """The conversations.* and users.* methods. Call under the workspace's lock."""

    def __init__(self, state: states.State, messages: slack_messages.Messages) -> None:
        self._state = state
        self._messages = messages

    def open(self, args: Json) -> Json:
        """Open the direct conversation with somebody; the same each time."""
        listed = args.get("users") or []
        users = listed.split(",") if isinstance(listed, str) else list(listed)
        if not users:
            raise Refusal("users_list_not_supplied")
        if len(users) > 1:
            raise Refusal("missing_scope", needed="mpim:write")
        member = self._member(users[0])
        if member.deleted:
            raise Refusal("user_disabled")
        if member.is_bot:
            raise Refusal("cannot_dm_bot")
        channel = self._messages.direct(member)
        return {"no_op": False, "already_open": False, "channel": {"id": channel.id}}

    def info(self, args: Json) -> Json:
        """Describe a conversation."""
        channel = channels.known(self._state, args)
        rules.need_channel_scope(channel, "read", self._state.app.scopes)
        body: Json = {
            "id": channel.id,
            "is_channel": channel.kind == "channel",
            "is_group": channel.kind == "group",
            "is_im": channel.kind == "im",
            "is_private": channel.kind != "channel",
            "is_archived": channel.is_archived,
            "context_team_id": self._state.app.team_id,
        }
        if channel.kind == "im":
            body["user"] = channel.im_user_id
        else:
            is_in = self._state.app.bot_user_id in channel.members
            body |= {"name": channel.name, "is_member": is_in}
        return {"channel": body}

    def history(self, args: Json) -> Json:
        """List the messages of a conversation, newest first, without replies."""
        channel = channels.to_read(self._state, args)
        found = [
            message
            for message in self._listed(self._state.conversations.all_in(channel.id))
            if message.ephemeral_for is None and not message.is_reply
        ]
        found.sort(key=lambda message: message.ts, reverse=True)
        return self._page([m for m in found if _is_between(m, args)], args)

    def replies(self, args: Json) -> Json:
        """List a message and its replies, oldest first."""
        channel = channels.to_read(self._state, args)
        ts = str(args.get("ts", ""))
        thread = self._state.conversations.thread(channel.id, ts)
        found = self._listed(thread)
        if not found or self._state.conversations.find(channel.id, ts) is None:
            raise Refusal("thread_not_found")
        return self._page(
            [m for m in found if m.ts == ts or _is_between(m, args)], args
        )

    def user_info(self, args: Json) -> Json:
        """Describe a member."""
        member = self._member(args.get("user", ""))
        now = self._state.clock.now()
        return {"user": views.user_resource(member, now)}

    def user_list(self, args: Json) -> Json:
        """List the members, all of them unless a limit is given."""
        now = self._state.clock.now()
        members = list(self._state.members.values())
        start = _cursor(args)
        limit = _limit(args) if args.get("limit") else len(members)
        page = members[start : start + limit]
        more = start + limit < len(members)
        return {
            "members": [views.user_resource(member, now) for member in page],
            "cache_ts": int(now.timestamp()),
            "response_metadata": {
                "next_cursor": _cursor_to(start + limit) if more else ""
            },
        }

    def _listed(self, messages: list[records.Message]) -> list[records.Message]:
        """Return the messages that listings know of by now."""
        delay_for = self._state.troubles.listing_delay_for
        until = self._state.clock.now() - delay_for
        return [message for message in messages if message.posted_at <= until]

    def _page(self, found: list[records.Message], args: Json) -> Json:
        start, limit = _cursor(args), _limit(args)
        with_metadata = rules.truth(args.get("include_all_metadata"))
        more = start + limit < len(found)
        answer: Json = {
            "messages": [
                self._messages.shown(message, with_metadata=with_metadata)
                for message in found[start : start + limit]
            ],
            "has_more": more,
        }
        if more:
            answer["response_metadata"] = {"next_cursor": _cursor_to(start + limit)}
        return answer

    def _member(self, id_: Any) -> records.Member:
        member = self._state.members.get(str(id_))
        if member is None:
            raise Refusal("user_not_found")
        return member


def _limit(args: Json) -> int:
    try:
        limit = int(args.get("limit") or _PAGE)
    except ValueError:
        raise Refusal("invalid_limit") from None
    if not 1 <= limit <= _PAGE_MAX:
        raise Refusal("invalid_limit")
    return limit


def _cursor_to(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _cursor(args: Json) -> int:
    cursor = args.get("cursor")
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(str(cursor)).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise Refusal("invalid_cursor") from None


def _is_between(message: records.Message, args: Json) -> bool:
    """Return whether a message lies between `oldest` and `latest`."""
    ts, inclusive = _key(message.ts, ""), rules.truth(args.get("inclusive"))
    oldest, latest = args.get("oldest"), args.get("latest")
    if oldest:
        oldest_key = _key(oldest, "invalid_ts_oldest")
        if ts < oldest_key or (ts == oldest_key and not inclusive):
            return False
    if latest:
        latest_key = _key(latest, "invalid_ts_latest")
        return ts < latest_key or (ts == latest_key and inclusive)
    return True


def _key(ts: Any, refusal: str) -> tuple[int, int]:
    """Return a ts as something that sorts.

    Raises:
        Refusal: It is none.
    """
    second, _, fraction = str(ts).partition(".")
    try:
        return int(second), int(fraction.ljust(6, "0")[:6])
    except ValueError:
        raise Refusal(refusal) from None
