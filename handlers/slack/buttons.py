"""Carry out what was pressed or chosen: buttons, menus, tick boxes, shortcuts."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handlers.slack import hints, ids, markup, payloads
from handlers.slack.markup import Markup
from handlers.slack.openings import Openings
from handlers.slack.work import Work, request_id
from models import commands, errors

View = Mapping[str, Any]

#: Most boxes that are taken at one press; a list has no more.
_TICKS_MAX = 50

#: The form behind an entry of a menu about an incident.
_MENU_FORMS = {
    ids.MENU_NOTE: ids.FORM_NOTE,
    ids.MENU_CORRECT: ids.FORM_CORRECT,
    ids.MENU_LINK: ids.FORM_LINK,
    ids.MENU_FOOTAGE: ids.FORM_FOOTAGE,
    ids.MENU_TEXT: ids.FORM_TEXT,
    ids.MENU_CLOSE: ids.FORM_CLOSE,
    ids.MENU_REOPEN: ids.FORM_REOPEN,
}


class Buttons:
    """Take presses; each is answered to its presser alone."""

    def __init__(self, work: Work, openings: Openings) -> None:
        """Keep where things are done, and where forms come from."""
        self._work = work
        self._openings = openings

    def take(self, body: payloads.Json) -> None:
        """Begin what a press asks for; it goes on by itself."""
        sender, pressed = payloads.sender_of(body), payloads.pressed_in(body)
        kind = ids.kind_of(pressed.action_id)
        begin = ACTIONS.get(kind)
        if begin is not None:
            self._work.later(begin(self, sender, pressed))

    def take_shortcut(self, body: payloads.Json) -> None:
        """Begin what a shortcut asks for: the form that opens an incident."""
        sender = payloads.sender_of(body)
        message = body.get("message")
        text = str(message.get("text") or "") if isinstance(message, Mapping) else ""
        self._work.later(
            self._form(
                sender,
                self._openings.open_incident(
                    sender.actor,
                    text=payloads.unescaped(text),
                    is_quoted=isinstance(message, Mapping),
                ),
            )
        )

    # --- What is done at once -----------------------------------------------------

    async def _acknowledge(
        self, sender: payloads.Sender, pressed: payloads.Pressed
    ) -> None:
        await self._work.answer(sender, self._taken(sender, pressed, pressed.value))
        if sender.response_url is None and not sender.is_in_form:
            # It stood on one's own page, which is not brought up to date by itself.
            await self._work.show_home(sender)

    async def _take_ticked(
        self, sender: payloads.Sender, pressed: payloads.Pressed
    ) -> None:
        """Acknowledge each duty that is ticked; say what became of each."""
        if not pressed.ticked:
            await self._work.tell(sender, hints.NOTHING_TICKED)
            return

        async def each() -> str:
            said = [
                await self._taken(sender, pressed, value)
                for value in pressed.ticked[:_TICKS_MAX]
            ]
            return markup.join("\n", dict.fromkeys(said))

        await self._work.answer(sender, each())

    async def _taken(
        self, sender: payloads.Sender, pressed: payloads.Pressed, value: str
    ) -> Markup:
        """Acknowledge one duty; return what became of it, or how it stands."""
        what = f"{pressed.action_id[:40]}:{value[:32]}"
        told = await self._work.tell_of(
            commands.Acknowledge(
                actor=sender.actor,
                request_id=request_id("press", sender, what),
                target=_target(value),
            )
        )
        if isinstance(told, errors.AlreadyDone) and len(value) > _CODE_MAX:
            return await self._openings.standing(sender.actor, value, told)
        return self._work.say(told)

    async def _take_watch(
        self, sender: payloads.Sender, pressed: payloads.Pressed
    ) -> None:
        async def taken() -> str:
            command = commands.TakeWatch(
                actor=sender.actor, request_id=request_id("press", sender, "watch")
            )
            return self._work.say(await self._work.tell_of(command))

        await self._work.answer(sender, taken())
        await self._work.show_home(sender)

    # --- What opens a form --------------------------------------------------------

    async def _done(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        made = self._openings.about_duty(sender.actor, duty_id=pressed.value)
        await self._form(sender, made)

    async def _relieve(
        self, sender: payloads.Sender, pressed: payloads.Pressed
    ) -> None:
        await self._form(sender, self._openings.relief(sender.actor, pressed.value))

    async def _read(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        command = commands.ReadWords(
            actor=sender.actor,
            request_id=request_id("press", sender, pressed.action_id),
            reference=pressed.value,
        )
        await self._form(sender, self._openings.words(command))

    async def _read_held(
        self, sender: payloads.Sender, pressed: payloads.Pressed
    ) -> None:
        command = commands.ReadHeldText(
            actor=sender.actor,
            request_id=request_id("press", sender, pressed.action_id),
            inbound_id=pressed.value,
        )
        await self._form(sender, self._openings.words(command))

    async def _show(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        made = self._openings.incident(sender.actor, pressed.value)
        await self._form(sender, made)

    async def _open(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        await self._form(sender, self._openings.open_incident(sender.actor))

    async def _second(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        """Agree to what waits, or refuse it; say what became of it."""
        named, _, number = pressed.value.partition(":")

        async def decided() -> str:
            command = commands.DecideProposal(
                actor=sender.actor,
                request_id=request_id("press", sender, pressed.action_id),
                reference=named,
                number=int(number) if number.isdecimal() else None,
                is_agreed=ids.kind_of(pressed.action_id) == ids.AGREE,
            )
            return self._work.say(await self._work.tell_of(command))

        await self._work.answer(sender, decided())

    async def _decide(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        reference, _, position = pressed.value.partition(":")
        made = self._openings.decision(sender.actor, reference, position)
        await self._form(sender, made)

    async def _reopen(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        made = self._openings.about_incident(
            sender.actor, ids.FORM_REOPEN, pressed.value
        )
        await self._form(sender, made)

    async def _menu(self, sender: payloads.Sender, pressed: payloads.Pressed) -> None:
        what, _, rest = pressed.value.partition(":")
        reference, _, duty_id = rest.partition(":")
        if what in _MENU_FORMS:
            made = self._openings.about_incident(
                sender.actor, _MENU_FORMS[what], reference
            )
            await self._form(sender, made)
        elif what in (ids.MENU_FLAG, ids.MENU_NO_VIDEO):
            made = self._openings.about_duty(
                sender.actor, duty_id=duty_id, is_no_video=what == ids.MENU_NO_VIDEO
            )
            await self._form(sender, made)
        elif what == ids.MENU_READ:
            await self._read(
                sender,
                payloads.Pressed(action_id=pressed.action_id, value=reference),
            )

    async def _form(self, sender: payloads.Sender, made: Awaitable[View]) -> None:
        await self._work.show_form(sender, made)


def _target(value: str) -> commands.Target:
    """Return the duty of a box: its value is a code or the duty's id."""
    if len(value) > _CODE_MAX:
        return commands.Target(duty_id=value)
    return commands.Target(code=value)


#: Longest code, in characters; an id of a duty is far longer.
_CODE_MAX = 6

#: What is done at each action id.
ACTIONS: dict[
    str,
    Callable[[Buttons, payloads.Sender, payloads.Pressed], Awaitable[None]],
] = {
    ids.ACKNOWLEDGE: Buttons._acknowledge,
    ids.DONE: Buttons._done,
    ids.DONE_ONE: Buttons._done,
    ids.RELIEVE: Buttons._relieve,
    ids.RELIEVE_ONE: Buttons._relieve,
    ids.READ: Buttons._read,
    ids.READ_HELD: Buttons._read_held,
    ids.SHOW: Buttons._show,
    ids.OPEN: Buttons._open,
    ids.REOPEN: Buttons._reopen,
    ids.DECIDE: Buttons._decide,
    ids.AGREE: Buttons._second,
    ids.REFUSE: Buttons._second,
    ids.MORE: Buttons._menu,
    ids.TAKE_TICKED: Buttons._take_ticked,
    ids.TAKE_WATCH: Buttons._take_watch,
}
