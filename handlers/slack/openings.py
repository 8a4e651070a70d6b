"""Make the form that a person asked for, from what stands now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.slack import (
    blocks,
    cards,
    classified,
    corrections,
    duty_forms,
    forms,
    ids,
    markup,
    noticed,
    relief,
    sheets,
    wording,
)
from handlers.slack.markup import Markup
from handlers.slack.work import Work
from models import board, commands, enums, errors, queries, views

View = Mapping[str, Any]

#: What a person's role has to allow before a form is opened at all.
_RIGHTS = {
    ids.FORM_OPEN: "open_incident",
    ids.FORM_NOTE: "add_note",
    ids.FORM_CORRECT: "correct_incident",
    ids.FORM_CLOSE: "close_incident",
    ids.FORM_REOPEN: "reopen_incident",
    ids.FORM_LINK: "join_incidents",
    ids.FORM_TEXT: "text_officer",
    ids.FORM_DECIDE: "decide_held_text",
    ids.FORM_FOOTAGE: "name_source",
    ids.FORM_FACTS: "state_fact",
}


class Openings:
    """Make forms; each is checked again when it is sent."""

    def __init__(self, work: Work) -> None:
        """Keep where things are looked up."""
        self._work = work

    async def open_incident(
        self, actor: commands.Actor, *, text: str = "", is_quoted: bool = False
    ) -> View:
        """Return the form that opens an incident.

        Raises:
            HoldfastError: The person may not open one.
        """
        await self._require(actor, ids.FORM_OPEN)
        notice = await self._notice(actor)
        more = [*classified.kind(notice.kinds), *noticed.fact_boxes(notice)]
        return forms.open_incident(
            text=text, is_quoted=is_quoted, numbers=notice.numbers, more=more
        )

    async def about_incident(
        self, actor: commands.Actor, callback_id: str, reference: str
    ) -> View:
        """Return a form about an incident.

        Raises:
            HoldfastError: The person may not have it, or there is no such incident.
        """
        await self._require(actor, callback_id)
        card, at = await self._card(actor, reference)
        if _CLOSED_AFTER.get(callback_id) == card.is_closed:
            # It is so already, and somebody's screen is old: show how it stands.
            return self._sheet(card, at)
        if callback_id == ids.FORM_CORRECT:
            stated = await self._notice(actor, card.reference)
            so = " ".join(sorted(name for name, _, is_so in stated.facts if is_so))
            return forms.correct(
                card.reference,
                {**seen_of(card), forms.FACTS: so or None},
                more=noticed.fact_boxes(stated),
                recordings=card.recordings,
                kinds=classified.Kinds(card.kind_title or card.kind, card.kinds),
                places=classified.Places(card.place, card.may_be_at),
                numbers=stated.numbers,
            )
        if callback_id in _NOTICED:
            return _NOTICED[callback_id](await self._notice(actor, card.reference))
        if callback_id == ids.FORM_TEXT:
            return forms.text_officer(card.reference, card.phrases)
        return _ABOUT[callback_id](card.reference)

    async def about_duty(
        self,
        actor: commands.Actor,
        *,
        duty_id: str | None = None,
        code: str | None = None,
        is_no_video: bool = False,
    ) -> View:
        """Return the form by which a duty is stated as done.

        Raises:
            HoldfastError: There is no such duty for this person.
        """
        form = await self._duty(actor, duty_id=duty_id, code=code)
        if not form.duty.is_open:
            return await self._settled(actor, form.duty)
        if is_no_video:
            return duty_forms.no_video(form, self._work.zone)
        if form.duty.answer is enums.AnswerKind.DELETION:
            return duty_forms.flag(form, self._work.zone)
        return duty_forms.done(form, self._work.zone)

    async def relief(self, actor: commands.Actor, duty_id: str) -> View:
        """Return the form by which a duty is put off or passed on.

        Raises:
            HoldfastError: There is no such duty for this person.
        """
        duty = (await self._duty(actor, duty_id=duty_id)).duty
        if not duty.is_open:
            return await self._settled(actor, duty)
        return relief.form(duty, self._work.zone)

    async def _notice(
        self, actor: commands.Actor, reference: str | None = None
    ) -> board.NoticeForm:
        query = queries.ShowNotice(actor=actor, reference=reference)
        form = (await self._work.look(query)).view
        if not isinstance(form, board.NoticeForm):
            raise TypeError("what can be noticed is shown as a form")
        return form

    async def standing(
        self, actor: commands.Actor, duty_id: str, news: errors.AlreadyDone
    ) -> Markup:
        """Return how a duty stands that somebody else was quicker with.

        Args:
            actor: Who asks.
            duty_id: The duty.
            news: What the desk said of it.
        """
        try:
            duty = (await self._duty(actor, duty_id=duty_id)).duty
        except errors.HoldfastError:
            return self._work.say(news)
        return self._work.say(news) if duty.is_open else self._as_settled(duty)

    async def _duty(
        self,
        actor: commands.Actor,
        *,
        duty_id: str | None = None,
        code: str | None = None,
    ) -> board.FlagForm:
        query = queries.ShowDuty(actor=actor, duty_id=duty_id, code=code)
        form = (await self._work.look(query)).view
        if not isinstance(form, board.FlagForm):
            raise TypeError("a duty is shown as a form")
        return form

    async def _settled(self, actor: commands.Actor, duty: board.DutyLine) -> View:
        """Return what stands instead of the form that an old screen asked for."""
        if duty.settled_by is None:
            # Nobody settled it: it ended with its incident.
            return await self.incident(actor, duty.reference)
        return sheets.result("Settled before", [self._as_settled(duty)])

    def _as_settled(self, duty: board.DutyLine) -> Markup:
        stands = wording.settled(duty, self._work.zone)
        return wording.sentences(stands, markup.write("Nothing changed."))

    async def decision(
        self, actor: commands.Actor, reference: str, position: str
    ) -> View:
        """Return the form by which held words are decided on.

        Raises:
            HoldfastError: The person may not decide.
        """
        await self._require(actor, ids.FORM_DECIDE)
        return forms.decide(reference, position)

    async def phrase(self, actor: commands.Actor, reference: str, phrase: str) -> View:
        """Return the form that shows exactly what the officer would be texted.

        Raises:
            HoldfastError: The person may not, or the officer cannot be texted.
        """
        sight = await self._work.look(
            queries.ShowPhrase(actor=actor, reference=reference, phrase=phrase)
        )
        found = sight.view
        if not isinstance(found, board.PhraseText):
            raise TypeError("a phrase is shown as its text")
        return forms.text_confirm(reference, phrase, found.to, found.text)

    async def words(self, command: commands.ReadWords | commands.ReadHeldText) -> View:
        """Return the words of an incident or of a text; the reading is recorded first.

        Raises:
            HoldfastError: The person may not read them.
        """
        told = await self._work.tell_of(command)
        if isinstance(told, errors.HoldfastError):
            raise told
        if isinstance(told.view, views.WordsRead):
            return sheets.words_read(told.view, self._work.zone)
        if isinstance(told.view, views.HeldTextRead):
            return sheets.held_text(told.view.held, self._work.zone)
        raise errors.ConflictError("This was read before. Please press again.")

    async def incident(self, actor: commands.Actor, reference: str) -> View:
        """Return an incident's card as a sheet.

        Raises:
            HoldfastError: The person may not see it.
        """
        card, at = await self._card(actor, reference)
        return self._sheet(card, at)

    def _sheet(self, card: board.Card, at: datetime) -> View:
        message = cards.card(card, self._work.zone, at)
        return blocks.modal(
            ids.FORM_RESULT, card.reference, message.blocks, close="Close"
        )

    async def _card(
        self, actor: commands.Actor, reference: str
    ) -> tuple[board.Card, datetime]:
        query = queries.ShowIncident(actor=actor, reference=reference)
        sight = await self._work.look(query)
        if not isinstance(sight.view, board.Card):
            raise TypeError("an incident is shown as a card")
        return sight.view, sight.at

    async def _require(self, actor: commands.Actor, callback_id: str) -> None:
        sight = await self._work.look(queries.ShowHelp(actor=actor))
        verb = _RIGHTS[callback_id]
        found = sight.view
        if isinstance(found, board.Help) and verb not in found.verbs:
            raise errors.RefusedError(f"The role {found.role_title} may not do this.")


def seen_of(card: board.Card) -> dict[str, str | None]:
    """Return the fields of an incident that can be corrected, as they stand."""
    return {
        "kind": card.kind,
        "place": card.place,
        "beat": card.beat,
        "event_number": card.event_number,
        "rd_number": card.rd_number,
        corrections.OPENED_AT: corrections.written(card.opened_at),
    }


#: Forms that change whether an incident is closed, and what it is then.
_CLOSED_AFTER = {ids.FORM_CLOSE: True, ids.FORM_REOPEN: False}

#: Forms of what can be noticed at a scene.
_NOTICED = {ids.FORM_FOOTAGE: noticed.naming, ids.FORM_FACTS: noticed.facts}

_ABOUT = {
    ids.FORM_NOTE: forms.note,
    ids.FORM_CLOSE: forms.close,
    ids.FORM_REOPEN: forms.reopen,
    ids.FORM_LINK: forms.link,
}
