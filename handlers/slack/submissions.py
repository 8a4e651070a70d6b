"""Carry out forms that were sent: one command each, and errors back into the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.slack import (
    classified,
    commands_of,
    corrections,
    forms,
    hints,
    ids,
    payloads,
    problems,
    sheets,
)
from handlers.slack.openings import Openings
from handlers.slack.work import Told, Work
from models import errors, views

#: What the answer to a form holds; empty: it closes.
Response = dict[str, Any]

#: What each form asks for, by its callback id.
COMMANDS = commands_of.COMMANDS


class Submissions:
    """Take forms."""

    def __init__(self, work: Work, openings: Openings) -> None:
        """Keep where things are done, and where forms come from."""
        self._work = work
        self._openings = openings

    async def take(self, body: payloads.Json) -> Response:
        """Carry a form out; the answer shows errors in it, or what was recorded."""
        sender, sent = payloads.sender_of(body), payloads.submitted_in(body)
        fields = _fields_of(body)
        if sent.callback_id == ids.FORM_TEXT:
            return await self._confirm(sender, sent)
        make = COMMANDS.get(sent.callback_id)
        if make is None:
            return {}
        base = {
            "actor": sender.actor,
            "request_id": f"slack:form:{sent.view_id}:{sent.hash}"[:120],
        }
        try:
            command = make(base, sent)
        except (errors.InvalidInputError, errors.NotFoundError) as error:
            return self._refused(error, fields)

        async def late(told: Told) -> None:
            await self._work.update_form(sent.view_id, self._view(told, sent))

        told = await self._work.do(command, late)
        if told is None:
            return _update(sheets.working())
        if isinstance(told, errors.InvalidInputError | errors.NotFoundError):
            return self._refused(told, fields)
        if isinstance(told, errors.FAULTS) and fields:
            # What was written stays in the form, to be sent again.
            return _errors({fields[0]: self._work.say(told)})
        if isinstance(told, views.Reply) and isinstance(
            _answer(told.view), views.NeedsAnswer
        ):
            return self._asked_again(told, fields)
        return _update(self._view(told, sent))

    async def _confirm(
        self, sender: payloads.Sender, sent: payloads.Submitted
    ) -> Response:
        """Show exactly what the officer would be texted, before it is."""
        try:
            view = await self._openings.phrase(
                sender.actor,
                commands_of.about(sent, "reference"),
                sent.values.get(ids.F_PHRASE, ""),
            )
        except errors.HoldfastError as error:
            return _errors({ids.F_PHRASE: problems.problem(error, self._work.zone)})
        return _update(view)

    def _view(self, told: Told, sent: payloads.Submitted) -> Mapping[str, Any]:
        if isinstance(told, errors.ConflictError):
            # By field: what the person saw, and what stands there now.
            changes = {
                name: corrections.both(told.fields[name], self._work.zone)
                for name in told.fields
                if name in (*classified.FIELDS, *forms.CORRECTABLE)
                or corrections.is_time(name)
            }
            return sheets.conflict(commands_of.about(sent, "reference"), changes)
        title = "Recorded"
        if isinstance(told, errors.HoldfastError):
            title = "Not recorded"
        elif isinstance(_answer(told.view), _ASKS):
            title = "Not recorded yet"
        elif isinstance(told.view, views.Proposed):
            title = "Needs a second person"
        return sheets.result(title, [self._work.say(told)])

    def _refused(
        self,
        error: errors.InvalidInputError | errors.NotFoundError,
        fields: Sequence[str],
    ) -> Response:
        """Say what is wrong at the field that it is about, if the form has it."""
        if isinstance(error, errors.InvalidInputError):
            block_id = problems.of_field(error)
        else:
            # What is not there is the one thing that a form lets a person name.
            block_id = ids.F_OTHER
        if block_id is not None and block_id in fields:
            return _errors({block_id: str(error)})
        said = self._work.say(error)
        return _update(sheets.result("Not recorded", [said]))

    def _asked_again(self, told: views.Reply, fields: Sequence[str]) -> Response:
        """Say in the form what is missing."""
        block_id = next((one for one in fields if one not in _CHOSEN), None)
        asks = _answer(told.view)
        if block_id is None or not isinstance(asks, views.NeedsAnswer):
            return _update(sheets.result("Not recorded yet", [self._work.say(told)]))
        return _errors({block_id: hints.missing(asks)})


def _answer(view: object) -> object:
    """Return what was answered; of what was said over the radio, to that."""
    return view.answer if isinstance(view, views.RadioLogged) else view


def _fields_of(body: payloads.Json) -> list[str]:
    """Return the block ids of the fields that a form has, in their order."""
    view = body.get("view")
    parts = view.get("blocks") if isinstance(view, Mapping) else None
    return [
        str(part.get("block_id"))
        for part in parts or ()
        if isinstance(part, Mapping) and part.get("type") == "input"
    ]


#: Answers that ask back.
_ASKS = (
    views.Which,
    views.WhichIncident,
    views.NothingOpen,
    views.NotUnderstood,
    views.NeedsAnswer,
)

#: Fields in which one of several is chosen: never what is missing.
_CHOSEN = (ids.F_GROUND, ids.F_WHY_NOT, ids.F_STAR)

#: Longest error beside a field, in characters. Source: our choice; more than a few
#: lines hide the field.
_ERROR_MAX = 300


def _update(view: Mapping[str, Any]) -> Response:
    return {"response_action": "update", "view": dict(view)}


def _errors(found: Mapping[str, str]) -> Response:
    return {
        "response_action": "errors",
        "errors": {block_id: _flat(text) for block_id, text in found.items()},
    }


def _flat(text: str) -> str:
    """Return words without markup, as they stand beside a field."""
    plain = text.replace("*", "").replace("&lt;", "<").replace("&gt;", ">")
    return plain.replace("&amp;", "&")[:_ERROR_MAX] or "Please look at this again."
