"""Word what the desk answers, for the one person who asked in Slack; pure.

What was recorded is worded in `recorded`, what was refused in `problems`; here stands
what is shown, and what is asked back.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.slack import (
    listed,
    markup,
    noticed,
    problems,
    recorded,
    relieved,
    seconds,
    watched,
    wording,
)
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from models import enums, views

#: How each kind of answer is asked for.
_HOW = {
    enums.AnswerKind.DELETION: "its deletion date, its case id or that it is never "
    "deleted",
    enums.AnswerKind.SUPERVISOR: "name, badge and agency, or why there are none",
    enums.AnswerKind.STARS: "the stars of those whose cameras recorded, or that "
    "there are none",
    enums.AnswerKind.RD_NUMBER: "the {number} of the case report",
    enums.AnswerKind.HELD_TEXT: "a decision at the desk",
    enums.AnswerKind.WORDS: "what was done",
    enums.AnswerKind.REQUEST: "whom you asked, how and when",
    enums.AnswerKind.KEPT: "until when it is kept, in which case, that a copy was "
    "made, or why it is not kept",
    enums.AnswerKind.SEARCH: "that it is lost and why, or until when what was found "
    "is kept",
    enums.AnswerKind.NOTHING: "that it is done",
}
#: Duties of a list that one answer shows.
_MOST = 10


def say(answer: views.Answer, zone: ZoneInfo, now: datetime) -> Markup:
    """Return the words of an answer, whatever it is.

    Args:
        answer: What is to be said.
        zone: The agency's zone, for readers to whom Slack shows no zone of their own.
        now: The instant; what was due before it is overdue.
    """
    return _WORDS[type(answer)](Reading(zone=zone, now=now), answer)


def _status(read: Reading, view: views.Status) -> Markup:
    if not view.is_on_duty:
        duty = markup.write("You are not listed on duty.")
    elif view.until_at:
        until = read.date(view.until_at)
        duty = markup.write("You are on duty until {until}.", until=until)
    else:
        duty = wording.NONE
    if not view.open_duties:
        return wording.sentences(markup.write("Nothing is open for you."), duty)
    lines = [
        markup.write("• {duty}", duty=read.asked(asked))
        for asked in view.open_duties[:_MOST]
    ]
    more = len(view.open_duties) - len(lines) + view.more
    if more:
        lines.append(markup.write("… and {n} more: `/incident list mine`", n=more))
    return markup.join("\n", [markup.write("Open for you:"), *lines, duty])


def _menu(read: Reading, view: views.Menu) -> Markup:
    mine = (
        markup.write("Open for you: {words}.", words=", ".join(view.words))
        if view.words
        else wording.NONE
    )
    return wording.sentences(
        mine, markup.write("`/incident help` shows what you can type.")
    )


def _not_an_incident(read: Reading, view: views.NotAnIncident) -> Markup:
    return problems.NOT_YOURS


def _refused(read: Reading, view: views.Refused) -> Markup:
    return problems.problem(view.error, read.zone)


def _which(read: Reading, view: views.Which) -> Markup:
    lines = [
        markup.write("• {duty}", duty=read.asked(asked))
        for asked in view.options[:_MOST]
    ]
    more = len(view.options) - len(lines)
    if more:
        lines.append(markup.write("… and {n} more: `/incident list mine`", n=more))
    head = markup.write("Nothing changed. Which one? Type its code:")
    return markup.join("\n", [head, *lines])


def _which_incident(read: Reading, view: views.WhichIncident) -> Markup:
    if view.word != "NOTE":
        lines = [
            markup.write("• {word} {it}", word=view.word, it=reference)
            for reference in view.references[:_MOST]
        ]
        head = markup.write("Nothing changed. To which incident does it belong?")
        return markup.join("\n", [head, *lines])
    lines = [
        markup.write("• `/incident note {it} your words`", it=reference)
        for reference in view.references[:_MOST]
    ]
    head = markup.write("Not added yet. To which incident?")
    return markup.join("\n", [head, *lines])


def _needs_answer(read: Reading, view: views.NeedsAnswer) -> Markup:
    earliest = (
        markup.write(
            "It must be {day} or later{rule}.",
            day=markup.day(view.earliest_on),
            rule=f" ({view.authority})" if view.authority else "",
        )
        if view.earliest_on
        else wording.NONE
    )
    how = _HOW[view.kind].format(number=view.number_title)
    return wording.sentences(
        markup.write("{duty} is still open.", duty=read.asked(view.asked)),
        markup.write("{problem}", problem=str(view.problem))
        if view.problem
        else wording.NONE,
        earliest or markup.write("Say {how}.", how=how),
    )


def _nothing_open(read: Reading, view: views.NothingOpen) -> Markup:
    text = "Nothing like that is open for you. `/incident list mine` shows what is."
    return markup.write(text)


def _not_understood(read: Reading, view: views.NotUnderstood) -> Markup:
    return wording.sentences(
        markup.write("Kept, but not understood."), _menu(read, views.Menu(words=()))
    )


def _silence(read: Reading, view: views.Silence) -> Markup:
    return markup.write("There is nothing to answer.")


def _several(read: Reading, view: views.Several) -> Markup:
    said = [_WORDS[type(answer)](read, answer) for answer in view.answers]
    return markup.join("\n", said)


def _radio_logged(read: Reading, view: views.RadioLogged) -> Markup:
    answer = _WORDS[type(view.answer)](read, view.answer)
    return relieved.radio_logged(view, answer)


_WORDS: dict[type, Callable[[Reading, Any], Markup]] = (
    recorded.WORDS
    | listed.WORDS
    | noticed.WORDS
    | seconds.WORDS
    | relieved.WORDS
    | watched.WORDS
    | {
        views.RadioLogged: _radio_logged,
        views.Several: _several,
        views.Status: _status,
        views.Menu: _menu,
        views.NotAnIncident: _not_an_incident,
        views.Refused: _refused,
        views.Which: _which,
        views.WhichIncident: _which_incident,
        views.NeedsAnswer: _needs_answer,
        views.NothingOpen: _nothing_open,
        views.NotUnderstood: _not_understood,
        views.Silence: _silence,
    }
)
