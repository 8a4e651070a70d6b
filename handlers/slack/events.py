"""Take what happens in Slack by itself: words in a card's thread, pages, members.

What people say in the thread of a card goes on record; what they change or delete
there afterwards does too. Everything else that is said is none of our business.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handlers.slack import payloads
from handlers.slack.work import Work
from models import commands, enums, errors

#: Subtypes of messages that a person wrote, beside none at all.
_WRITTEN = (None, "", "file_share", "thread_broadcast", "me_message")


class Events:
    """Take events; each is worked off before Slack is answered."""

    def __init__(self, work: Work) -> None:
        """Keep where things are done."""
        self._work = work

    async def take(self, body: payloads.Json) -> bool:
        """Work an event off; False where it could not be recorded."""
        event = body.get("event")
        kind = event.get("type") if isinstance(event, Mapping) else None
        handle = HANDLERS.get(str(kind))
        if handle is None or not isinstance(event, Mapping):
            return True
        return await handle(self, body, event)

    async def _message(self, body: payloads.Json, event: Mapping[str, Any]) -> bool:
        if _is_machine(event):
            return True
        subtype = event.get("subtype")
        if subtype == "message_changed":
            return await self._changed(body, event)
        if subtype == "message_deleted":
            return await self._deleted(body, event)
        if subtype not in _WRITTEN:
            return True
        thread, ts = event.get("thread_ts"), event.get("ts")
        if not thread or thread == ts:
            return True
        text = payloads.unescaped(str(event.get("text") or ""))
        return await self._do(
            body,
            lambda sender: commands.AddNote(
                actor=sender.actor,
                request_id=f"slack:said:{sender.channel_id}:{ts}"[:120],
                target=_thread(sender, str(thread)),
                text=text or "(no words)",
                message=f"{sender.channel_id}:{ts}",
            ),
        )

    async def _changed(self, body: payloads.Json, event: Mapping[str, Any]) -> bool:
        now, before = (
            payloads.mapping(event.get("message")),
            payloads.mapping(event.get("previous_message")),
        )
        if _is_machine(now) or now.get("text") == before.get("text"):
            return True
        if now.get("subtype") == "tombstone":
            return await self._deleted(body, event)
        text = payloads.unescaped(str(now.get("text") or ""))
        return await self._change(body, now, text)

    async def _deleted(self, body: payloads.Json, event: Mapping[str, Any]) -> bool:
        before = payloads.mapping(event.get("previous_message"))
        if _is_machine(before):
            return await self._gone(body, event, before)
        return await self._change(body, before, None)

    async def _gone(
        self,
        body: payloads.Json,
        event: Mapping[str, Any],
        message: Mapping[str, Any],
    ) -> bool:
        """Let a card come back that somebody deleted."""
        told = await self._work.tell_of(
            commands.RecordMessageGone(
                actor=commands.CLOCK,
                request_id=f"slack:event:{body.get('event_id')}"[:120],
                channel_id=str(event.get("channel")),
                ts=str(message.get("ts")),
            )
        )
        return not isinstance(told, errors.FAULTS)

    async def _change(
        self, body: payloads.Json, message: Mapping[str, Any], text: str | None
    ) -> bool:
        thread, ts = message.get("thread_ts"), message.get("ts")
        if not thread or thread == ts:
            return True
        return await self._do(
            body,
            lambda sender: commands.ChangeNote(
                actor=sender.actor,
                request_id=f"slack:event:{body.get('event_id')}"[:120],
                target=_thread(sender, str(thread)),
                message=f"{sender.channel_id}:{ts}",
                text=text,
            ),
        )

    async def _do(
        self,
        body: payloads.Json,
        make: Callable[[payloads.Sender], commands.Command],
    ) -> bool:
        """Carry out what was said in a thread; tell its writer where it was not."""
        sender = payloads.sender_of_event(body)
        if not sender.user_id or not sender.channel_id:
            return True
        told = await self._work.tell_of(make(sender))
        if isinstance(told, errors.FAULTS):
            return False
        if isinstance(told, errors.NotFoundError):
            # Not the thread of a card of ours.
            return True
        if isinstance(told, errors.HoldfastError):
            self._work.later(self._work.tell(sender, self._work.say(told)))
        return True

    async def _home(self, body: payloads.Json, event: Mapping[str, Any]) -> bool:
        if event.get("tab", "home") == "home":
            sender = payloads.sender_of_event(body)
            self._work.later(self._work.show_home(sender))
        return True

    async def _member(self, body: payloads.Json, event: Mapping[str, Any]) -> bool:
        """Note that a member was deactivated, made a guest, or may act again."""
        user = payloads.mapping(event.get("user"))
        user_id = user.get("id")
        if not isinstance(user_id, str):
            return True
        told = await self._work.tell_of(
            commands.RecordSlackMember(
                actor=commands.CLOCK,
                request_id=f"slack:event:{body.get('event_id')}"[:120],
                slack_user_id=user_id,
                problem=problem_of(user, payloads.sender_of_event(body).team_id),
            )
        )
        return not isinstance(told, errors.FAULTS)


def problem_of(
    user: Mapping[str, Any], team_id: str | None
) -> enums.SlackProblem | None:
    """Return why a member may not act, from what Slack says of them."""
    if user.get("deleted"):
        return enums.SlackProblem.DEACTIVATED
    team = user.get("team_id")
    if user.get("is_stranger") or (team_id and team and team != team_id):
        return enums.SlackProblem.OTHER_ORGANISATION
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return enums.SlackProblem.GUEST
    return None


def _is_machine(message: Mapping[str, Any]) -> bool:
    """Tell whether a program wrote a message: ours or another's."""
    return bool(message.get("bot_id")) or message.get("subtype") == "bot_message"


def _thread(sender: payloads.Sender, thread_ts: str) -> commands.Target:
    return commands.Target(thread=(sender.channel_id or "", thread_ts))


#: What is done about each kind of event; each is subscribed to in the manifest.
HANDLERS: dict[
    str, Callable[[Events, payloads.Json, Mapping[str, Any]], Awaitable[bool]]
] = {
    "message": Events._message,
    "app_home_opened": Events._home,
    "user_change": Events._member,
}
