"""Carry out what was typed after the slash command, and answer it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handlers.slack import (
    blocks,
    cards,
    helps,
    hints,
    lines,
    lists,
    noticed,
    payloads,
    problems,
    said,
    seconds,
    slash,
    tours,
    watched,
)
from handlers.slack.openings import Openings
from handlers.slack.work import Told, Work, request_id
from handlers.sms import commands_of as readings
from models import board, commands, errors, queries, views

_SHOWS: dict[type, Callable[..., blocks.Message]] = {
    board.IncidentList: lists.incident_list,
    board.Who: lists.who,
    board.Card: cards.card,
    board.Inbox: lists.inbox,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what goes back in the response; only its sender sees it."""

    text: str = ""
    blocks: list[Mapping[str, Any]] = field(default_factory=list)


class Typed:
    """Take lines of the slash command."""

    def __init__(self, work: Work, openings: Openings, names: lines.Names) -> None:
        """Keep where things are done, where forms come from, what examples name."""
        self._names = names
        self._work = work
        self._openings = openings

    async def take(self, body: payloads.Json) -> Answer:
        """Carry one line out; whatever happens, the answer says what."""
        sender = payloads.sender_of(body)
        asked = slash.parse(str(body.get("text") or ""), self._names)
        if isinstance(asked, slash.Wrong):
            return Answer(hints.wrong_line(asked.sentence, asked.example))
        if isinstance(asked, slash.Form):
            self._open(sender, self._form(sender.actor, asked))
            return Answer()
        if isinstance(asked, noticed.Footage | noticed.Fact):
            form = noticed.form_of(asked)
            if form is not None:
                made = self._openings.about_incident(
                    sender.actor, form, asked.reference
                )
                self._open(sender, made)
                return Answer()
        if type(asked) in _QUERIES:
            return await self._look(sender, _QUERIES[type(asked)](sender.actor, asked))
        return await self._do(sender, _command(sender, asked))

    # --- What is looked at --------------------------------------------------------

    async def _look(self, sender: payloads.Sender, query: queries.Query) -> Answer:
        async def late(answer: Answer) -> None:
            await self._work.tell(sender, answer.text, answer.blocks)

        answer = await self._work.in_time(self._seen(query), late)
        return answer or Answer(hints.LOOKING)

    async def _seen(self, query: queries.Query) -> Answer:
        try:
            sight = await self._work.look(query)
        except errors.HoldfastError as refusal:
            return Answer(self._work.say(refusal))
        if isinstance(sight.view, board.Help):
            message = helps.help_text(sight.view, self._names)
        else:
            shown = _SHOWS[type(sight.view)]
            message = shown(sight.view, self._work.zone, sight.at)
        return Answer(message.text, list(message.blocks))

    # --- What is done -------------------------------------------------------------

    async def _do(self, sender: payloads.Sender, command: commands.Command) -> Answer:
        async def late(told: Told) -> None:
            await self._work.tell(sender, self._work.say(told))

        told = await self._work.do(command, late)
        if told is None:
            return Answer(problems.NOT_RECORDED_YET)
        if isinstance(told, views.Reply) and isinstance(told.view, views.NeedsAnswer):
            # What is missing is asked for in a form, while one can still be opened.
            code = told.view.asked.code
            if code is not None:
                self._open(sender, self._openings.about_duty(sender.actor, code=code))
        return Answer(self._work.say(told))

    # --- What opens a form --------------------------------------------------------

    async def _form(
        self, actor: commands.Actor, asked: slash.Form
    ) -> Mapping[str, Any]:
        if asked.reference is None:
            return await self._openings.open_incident(actor)
        return await self._openings.about_incident(
            actor, asked.callback_id, asked.reference
        )

    def _open(
        self, sender: payloads.Sender, made: Awaitable[Mapping[str, Any]]
    ) -> None:
        self._work.later(self._work.show_form(sender, made))


def _command(sender: payloads.Sender, asked: slash.Asked) -> commands.Command:
    return _COMMANDS[type(asked)](
        {"actor": sender.actor, "request_id": request_id("command", sender)}, asked
    )


def _tour(base: dict[str, Any], asked: tours.Tour) -> commands.Command:
    if asked.is_on:
        return commands.GoOnDuty(**base, until_local=readings.wall_time(asked.said))
    return commands.GoOffDuty(**base, said=asked.said)


def _leave(base: dict[str, Any], asked: tours.Leave) -> commands.Command:
    if asked.is_over:
        return commands.EndLeave(**base, who=asked.who)
    return commands.RecordLeave(**base, **_times(asked), who=asked.who)


def _times(asked: tours.Listing | tours.Cover | tours.Leave) -> dict[str, Any]:
    return {
        "from_local": asked.from_local,
        "until_local": asked.until_local,
        "is_confirmed": asked.is_confirmed,
    }


_QUERIES: dict[type, Callable[[commands.Actor, Any], queries.Query]] = {
    slash.List: lambda actor, a: queries.ListIncidents(actor=actor, which=a.which),
    slash.Show: lambda actor, a: queries.ShowIncident(
        actor=actor, reference=a.reference
    ),
    slash.Who: lambda actor, a: queries.ShowWho(actor=actor),
    slash.Help: lambda actor, a: queries.ShowHelp(actor=actor),
}

_COMMANDS: dict[type, Callable[[dict[str, Any], Any], commands.Command]] = {
    slash.Open: lambda base, a: commands.OpenIncident(**base, text=a.text),
    slash.Note: lambda base, a: commands.AddNote(
        **base, target=commands.Target(reference=a.reference), text=a.text
    ),
    slash.Acknowledge: lambda base, a: commands.Acknowledge(**base, target=a.target),
    slash.Done: lambda base, a: commands.Attest(**base, target=a.target, said=a.said),
    said.Said: lambda base, a: readings.of_body(a.line, base),
    noticed.Footage: noticed.command_of,
    noticed.Fact: noticed.command_of,
    said.Radio: lambda base, a: commands.LogRadio(**base, star=a.star, text=a.text),
    slash.Undo: lambda base, a: commands.Undo(**base, target=a.target),
    slash.Link: lambda base, a: commands.JoinIncidents(
        **base, reference=a.reference, other=a.other
    ),
    tours.Tour: _tour,
    tours.Listing: lambda base, a: commands.ListDuty(
        **base, **_times(a), who=a.who, is_on=a.is_on
    ),
    tours.Cover: lambda base, a: commands.StandIn(
        **base, **_times(a), who=a.who, instead_of=a.instead_of
    ),
    tours.Leave: _leave,
    seconds.Decide: lambda base, a: commands.DecideProposal(
        **base,
        reference=a.reference,
        is_agreed=a.is_agreed,
        number=a.number,
        reason=a.reason,
    ),
    seconds.Adopt: lambda base, a: commands.AdoptPolicy(
        **base, reference=a.reference, is_dry_run=not a.is_meant
    ),
    **watched.COMMANDS,
    slash.Reopen: lambda base, a: commands.ReopenIncident(
        **base, reference=a.reference, reason=a.reason
    ),
}
