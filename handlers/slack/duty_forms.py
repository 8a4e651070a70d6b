"""Make the forms by which a person states that a duty is done; pure.

What is stated goes on record under the name of the person who sends it, so each form
says first what that is. No date and no ground is filled in beforehand.
"""

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from handlers.slack import (
    blocks,
    elements,
    forms,
    ids,
    kept_forms,
    markup,
    samples,
    wording,
)
from handlers.slack.elements import Json, Option
from models import board, enums

#: What the answer to "Identified?" comes back as, with its words. The last three
#: are the words by which a text message says the same.
IDENTIFIED = "IDENTIFIED"
SUPERVISOR_ANSWERS = (
    (IDENTIFIED, "Identified, as far as written below"),
    ("REFUSED", "Asked, and refused to say"),
    ("NOTPRESENT", "No supervisor was there, or had left"),
    ("NOTSAFE", "It was not safe to ask"),
)
#: What is written where nobody else recorded; so says a text message.
NO_STARS = "NONE"


def flag(form: board.FlagForm, zone: ZoneInfo) -> Json:
    """Return the form by which footage is stated as flagged.

    Args:
        form: The duty, the grounds that this person may state, the earliest date.
        zone: The agency's zone.
    """
    duty = form.duty
    kept = kept_forms.until(form.earliest_on, form.authority)
    if not form.grounds:
        refused = "Your role may not state a ground for a flag."
        parts = [blocks.section(markup.write(refused))]
        if not form.may_log_radio:
            return _modal(ids.FORM_FLAG, "Flag footage", duty, zone, parts)
        parts += [_radio(is_all=True), *kept]
        return _modal(ids.FORM_FLAG, "Flag footage", duty, zone, parts, "Log it")
    options = [Option(text=text, value=ground) for ground, text in form.grounds]
    parts = [
        blocks.question(
            ids.F_GROUND,
            "On which ground is it kept?",
            elements.select(ids.FIELD, "Choose the ground", options),
        ),
        *_cut_grounds(form.grounds),
        *kept,
        *_said_by(form),
    ]
    return _modal(ids.FORM_FLAG, "Flag footage", duty, zone, parts, "State it")


def no_video(form: board.FlagForm, zone: ZoneInfo) -> Json:
    """Return the form by which a member says why there is no footage."""
    question = blocks.question(
        ids.F_REASON,
        "Why is there no footage?",
        elements.text_input(ids.FIELD, most=forms.REASON, is_long=True),
        hint="The clock goes on until a second person has searched.",
    )
    parts = [question, *_said_by(form)]
    return _modal(ids.FORM_NO_VIDEO, "No footage", form.duty, zone, parts, "State it")


def done(form: board.FlagForm, zone: ZoneInfo) -> Json:
    """Return the form by which a duty is stated as done, with what it needs to hear."""
    duty = form.duty
    if wording.is_formless(duty):
        text = "Press “Read words” on the card: they are read and decided on there."
        parts = [blocks.section(markup.write(text))]
        return _modal(ids.FORM_DONE, "Done", duty, zone, parts)
    parts = [*_asked_of(form), *_QUESTIONS[duty.answer](form), *_said_by(form)]
    return _modal(ids.FORM_DONE, "Done", duty, zone, parts, "State it")


def _asked_of(form: board.FlagForm) -> list[Json]:
    """Return whom to ask for the footage, and what that rests on."""
    if not form.asked_of:
        return []
    text = "Asked of: {whom} ({authority})"
    said = markup.write(text, whom=form.asked_of, authority=form.authority)
    return [blocks.section(said)]


def _said_by(form: board.FlagForm) -> list[Json]:
    return [_radio(is_all=False)] if form.may_log_radio else []


def _radio(*, is_all: bool) -> Json:
    """Return the question who said it over the radio; `is_all`: nobody else can."""
    hint = "Their own statement, logged by you. They are texted it."
    return blocks.question(
        ids.F_STAR,
        "Said over the radio by star",
        elements.text_input(ids.FIELD, most=forms.SHORT),
        hint=hint if is_all else f"{hint} Left empty: you state it yourself.",
        optional=not is_all,
    )


def _modal(
    callback_id: str,
    title: str,
    duty: board.DutyLine,
    zone: ZoneInfo,
    parts: Sequence[Json],
    submit: str = "",
) -> Json:
    text = "*{reference}* {word}{about}: {title}"
    head = markup.write(
        text,
        reference=duty.reference,
        word=duty.word,
        about=f" {duty.about}" if duty.about else "",
        title=duty.title,
    )
    small = [wording.holder(duty, zone), wording.lost(duty, zone)]
    if submit:
        small.append(markup.write("what you send stands on record as stated by you"))
    about = {"duty": duty.duty_id, "reference": duty.reference}
    return blocks.modal(
        callback_id,
        title,
        [blocks.section(head), blocks.context(markup.join("; ", small)), *parts],
        submit=submit,
        close="Cancel" if submit else "Close",
        about=about,
    )


def _cut_grounds(grounds: Sequence[tuple[str, str]]) -> list[Json]:
    longer = [text for _, text in grounds if markup.size(text) > elements.OPTION]
    return [blocks.context(markup.write("{text}", text=text)) for text in longer[:10]]


def _nothing(form: board.FlagForm) -> list[Json]:
    field = elements.text_input(ids.FIELD, most=forms.REASON, is_long=True)
    label = "Anything to add"
    return [blocks.question(ids.F_WORDS, label, field, optional=True)]


def _words(form: board.FlagForm) -> list[Json]:
    field = elements.text_input(ids.FIELD, most=forms.REASON, is_long=True)
    return [blocks.question(ids.F_WORDS, "What was done?", field)]


def _supervisor(form: board.FlagForm) -> list[Json]:
    answers = [Option(text=text, value=value) for value, text in SUPERVISOR_ANSWERS]
    short: dict[str, Any] = {"most": forms.SHORT}
    return [
        blocks.question(
            ids.F_WHY_NOT,
            "The federal supervisor on the scene",
            elements.choice(ids.FIELD, answers),
        ),
        *(
            blocks.question(
                block_id,
                label,
                elements.text_input(ids.FIELD, placeholder=example, **short),
                optional=True,
            )
            for block_id, label, example in (
                (ids.F_NAME, "Name", "as given"),
                (ids.F_BADGE, "Badge", "such as 4411"),
                (ids.F_AGENCY, "Agency", "such as CBP"),
            )
        ),
    ]


def _stars(form: board.FlagForm) -> list[Json]:
    star = samples.such_as(form.numbers, "star")
    field = elements.text_input(
        ids.FIELD, placeholder=f"{star}, or {NO_STARS}", most=forms.REASON
    )
    label = f"{samples.title(form.numbers, 'star')}s of others whose cameras recorded"
    return [blocks.question(ids.F_STARS, label, field)]


def _rd_number(form: board.FlagForm) -> list[Json]:
    field = elements.text_input(
        ids.FIELD,
        placeholder=samples.such_as(form.numbers, "rd_number"),
        most=forms.SHORT,
    )
    label = f"{samples.title(form.numbers, 'rd_number')} of the case report"
    return [blocks.question(ids.F_RD, label, field)]


_QUESTIONS: dict[enums.AnswerKind, Callable[[board.FlagForm], list[Json]]] = {
    enums.AnswerKind.NOTHING: _nothing,
    enums.AnswerKind.WORDS: _words,
    enums.AnswerKind.SUPERVISOR: _supervisor,
    enums.AnswerKind.STARS: _stars,
    enums.AnswerKind.RD_NUMBER: _rd_number,
    enums.AnswerKind.DELETION: lambda _: kept_forms.until(),
    enums.AnswerKind.REQUEST: lambda _: kept_forms.request(),
    enums.AnswerKind.KEPT: lambda _: kept_forms.kept(),
    enums.AnswerKind.SEARCH: lambda _: kept_forms.search(),
}
