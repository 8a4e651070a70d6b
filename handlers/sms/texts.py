"""Word every text message; pure.

What leaves by SMS carries the reference, the due time, the word and the code:
no names, no addresses, no narrative. One segment where it can be: a phone shows
it whole, and somebody reads it on a street corner in the rain.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.sms import (
    choices,
    dates,
    deskwork,
    footage_texts,
    gsm,
    handover,
    menu,
    refusals,
    relief_texts,
    seconds,
    several_texts,
)
from handlers.sms.wording import Wording, code_of, fits
from models import enums, views

#: Said where the database did not take a text.
NOT_RECORDED = (
    "NOT RECORDED: our system failed. Use the radio. "
    "We keep trying with your text; no need to send it again."
)


#: How answers to texts that cannot be understood begin, which are limited.
NOT_UNDERSTOOD, NO_OKAY = "Kept, but not understood.", "Nothing waits for an OK."
UNCLEAR = (NOT_UNDERSTOOD, NO_OKAY)

#: Said to a number that is not known, once or twice an hour.
UNKNOWN_NUMBER = (
    "NOT YET AN INCIDENT: this number is not known here. Use the radio. "
    "A dispatcher will read your text."
)


#: How each kind of answer is asked for; {word} is the duty's word, {question} its own.
_HOW = {
    enums.AnswerKind.DELETION: (
        "Text the deletion date or case: "
        "{word} 10 MAR 29, {word} CASE 123 or {word} NEVER."
    ),
    enums.AnswerKind.SUPERVISOR: (
        "Text {word} and name, badge, agency, or {word} REFUSED, NOTSAFE, NOTPRESENT."
    ),
    enums.AnswerKind.STARS: "Text {word} and the stars, or {word} NONE.",
    enums.AnswerKind.RD_NUMBER: "Text {word} and the {number}: {word} {example}.",
    enums.AnswerKind.HELD_TEXT: "The words are read and decided at the desk.",
    enums.AnswerKind.WORDS: "Text {word} and what was done.",
    enums.AnswerKind.REQUEST: "Text {word} and whom, how, when.",
    enums.AnswerKind.KEPT: (
        "Text {word} and until when: {word} 10 MAR 29, {word} CASE 123, "
        "{word} NEVER, {word} COPY; or {word} GONE why."
    ),
    enums.AnswerKind.SEARCH: (
        "Text {word} LOST and why, or {word} FOUND and until when it is kept."
    ),
    enums.AnswerKind.NOTHING: "{question}",
}


def say(
    answer: views.Answer, zone: ZoneInfo, now: datetime, media_count: int = 0
) -> str | None:
    """Return the text of an answer; None: say nothing.

    Args:
        answer: What is to be said.
        zone: Zone in which times are written.
        now: Present instant; times of today stand without a date.
        media_count: Pictures that came with the text; that they are lost is said.
    """
    words: Callable[[Wording, Any], str] | None = _WORDS.get(type(answer))
    if words is None:
        return None
    text = gsm.fold(words(Wording(zone, now), answer)).strip()
    text = text if fits(text) else _without_code(text, answer)
    lost = _media(media_count)
    return text if lost in text else f"{text}{lost}"


def _without_code(text: str, answer: views.Answer) -> str:
    """Leave the code of what comes next out, where that saves a segment.

    The word alone does where one thing is open; else it is asked which.
    """
    last = answer.answers[-1] if isinstance(answer, views.Several) else answer
    asked = last.asked if isinstance(last, views.Attested) else None
    shorter = text.removesuffix(code_of(asked)) if asked is not None else text
    return shorter if fits(shorter) else text


def _held(rule: str | None) -> str:
    if rule is None:
        return ""
    return f" Part of your text is held back ({rule}); a supervisor decides."


def _media(count: int) -> str:
    return " Pictures are not stored here: keep them." if count else ""


def _opened(wording: Wording, view: views.Opened) -> str:
    late = "LATE: " if view.is_late else ""
    text = f"{late}{view.reference} opened {wording.time(view.opened_at)}."
    if view.joinable:
        text += f" Same as {view.joinable}? JOIN {view.joinable}."
    text += _held(view.held_rule) + _media(view.media_count)
    asked = f" {wording.ask(view.asked)}" if view.asked else ""
    hint = " You are not listed on duty: text ON."
    if view.is_off_duty and fits(text + hint + asked):
        text += hint
    due = wording.by(view.asked) if view.asked else ""
    whole = f"{text} Answer {due}:{asked}" if due.startswith("by") else text + asked
    return whole if fits(whole) else text + asked


def _already_open(wording: Wording, view: views.AlreadyOpen) -> str:
    what = f"Already open as {view.reference}."
    if view.is_added:
        what = f"{view.reference} has these words already."
    return f"{what} For another incident text NEW and what is different."


def _acknowledged(wording: Wording, view: views.Acknowledged) -> str:
    asked = view.asked
    due = f" {wording.due(asked)}." if asked.due_at else ""
    have = "it is yours now" if view.is_taken_over else "you have it"
    return (
        f"{asked.reference} {asked.word}: {have}.{due}{_held(view.held_rule)} "
        f"Not done yet: {wording.ask(asked)}"
    )


def _attested(wording: Wording, view: views.Attested) -> str:
    what = f": {view.understood}" if view.understood else ""
    undo = "" if view.is_final else " Wrong? UNDO."
    return (
        f"{view.reference} {view.word} recorded{what}.{undo}"
        f"{_held(view.held_rule)}{wording.next(view.asked)}"
    )


def _noted(wording: Wording, view: views.Noted) -> str:
    late = "LATE: " if view.is_late else ""
    text = (
        f"{late}{view.reference}: your words are added."
        f"{_held(view.held_rule)}{_media(view.media_count)}"
    )
    words = ", ".join(dict.fromkeys(view.still_open))
    more = f" Not answered yet: {words}." if words else ""
    how = f"{more} {wording.ask(view.asked)}" if view.asked else more
    return next((text + said for said in (how, more) if fits(text + said)), text)


def _undone(wording: Wording, view: views.Undone) -> str:
    again = f" Open again: {wording.ask(view.asked)}" if view.asked else ""
    return f"{view.reference} {view.word} taken back.{again}"


def _joined(wording: Wording, view: views.Joined) -> str:
    return f"{view.reference} and {view.other} are linked. Both go on."


def _status(wording: Wording, view: views.Status) -> str:
    if not view.is_on_duty:
        duty = " Not on duty: text ON."
    else:
        duty = f" On duty until {wording.time(view.until_at)}." if view.until_at else ""
    if not view.open_duties:
        return handover.added(f"Nothing is open for you.{duty}", view.watch, wording)
    references = list(dict.fromkeys(asked.reference for asked in view.open_duties))
    lines = "; ".join(
        f"{reference} "
        + ", ".join(
            wording.line(asked, with_code=len(references) > 1)
            for asked in view.open_duties
            if asked.reference == reference
        )
        for reference in references
    )
    more = f", and {view.more} more" if view.more else ""
    return handover.added(f"Open: {lines}{more}.{duty}", view.watch, wording)


def _menu(wording: Wording, view: views.Menu) -> str:
    return menu.say(view)


def _on_duty(wording: Wording, view: views.OnDuty) -> str:
    text = f"On duty until {wording.time(view.until_at)}."
    if view.leave_until_at is not None:
        text += f" Leave until {wording.time(view.leave_until_at)} put aside."
    if view.asked is None:
        return f"{text} Nothing is open for you."
    return f"{text} Open: {view.asked.reference} {wording.ask(view.asked)}"


def _off_duty(wording: Wording, view: views.OffDuty) -> str:
    if not view.open_duties:
        return "Off duty. Nothing is open for you."
    return f"Off duty. What is open ({view.open_duties}) goes to those on duty."


def _enrolled(wording: Wording, view: views.Enrolled) -> str:
    return (
        "This number is verified. NEW and what you saw opens an incident. "
        "MENU shows the words, STOP ends texts."
    )


def _not_an_incident(wording: Wording, view: views.NotAnIncident) -> str:
    return UNKNOWN_NUMBER


def _decided(wording: Wording, view: views.HeldTextDecided) -> str:
    what = "released" if view.is_released else "kept back"
    return f"{view.reference}: the words are {what}."


def _needs_answer(wording: Wording, view: views.NeedsAnswer) -> str:
    asked = view.asked
    head = f"{asked.reference} {asked.word} is still open."
    if view.earliest_on is not None:
        earliest = dates.say_date(view.earliest_on)
        rule = f" ({view.authority})" if view.authority else ""
        text = f"{head} {view.problem} It must be {earliest} or later"
        return f"{text}{rule}." if fits(f"{text}{rule}.") else f"{text}."
    problem = f" {view.problem}" if view.problem else ""
    whole, shorter = f"{head}{problem}", f"{asked.reference} {asked.word}:{problem}"
    how = _HOW[view.kind].format(
        word=asked.word,
        number=view.number_title,
        example=view.number_example,
        question=asked.question,
    )
    rest = f" {how}{code_of(asked)}"
    return shorter + rest if problem and not fits(whole + rest) else whole + rest


def _nothing_open(wording: Wording, view: views.NothingOpen) -> str:
    if view.is_okay:
        return f"{NO_OKAY} NEW and what happened opens an incident."
    return "Nothing like that is open for you. STATUS shows what is."


def _not_understood(wording: Wording, view: views.NotUnderstood) -> str:
    if view.needed is not None:
        how = _needs_answer(wording, view.needed)
        text = f"{NOT_UNDERSTOOD} Urgent: radio. {how}"
        return text if fits(text) else f"{NOT_UNDERSTOOD} {how}"
    mine = f" Open for you: {', '.join(view.words)}." if view.words else ""
    opens = " NEW and what happened opens an incident." if view.may_open else ""
    return f"{NOT_UNDERSTOOD} Urgent: radio.{mine}{opens} MENU shows the words."


def _several(wording: Wording, view: views.Several) -> str:
    return several_texts.say(view, lambda one: _WORDS[type(one)](wording, one))


_WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.Opened: _opened,
    views.AlreadyOpen: _already_open,
    views.Acknowledged: _acknowledged,
    views.Attested: _attested,
    views.Noted: _noted,
    views.Undone: _undone,
    views.Joined: _joined,
    views.Status: _status,
    views.Menu: _menu,
    views.OnDuty: _on_duty,
    views.OffDuty: _off_duty,
    views.Enrolled: _enrolled,
    views.NotAnIncident: _not_an_incident,
    views.HeldTextDecided: _decided,
    views.NeedsAnswer: _needs_answer,
    views.NothingOpen: _nothing_open,
    views.NotUnderstood: _not_understood,
    views.Refused: refusals.say,
    views.Several: _several,
    **choices.WORDS,
    **deskwork.WORDS,
    **footage_texts.WORDS,
    **relief_texts.WORDS,
    **seconds.WORDS,
}
