"""Word the answers to what is done at a desk, where one of them leaves as a text."""

from collections.abc import Callable
from typing import Any

from handlers.sms.wording import Wording, fits
from models import enums, views

#: How an incident ended.
_OUTCOMES = {
    enums.IncidentState.CLOSED_NO_VIOLATION: "nothing unlawful found",
    enums.IncidentState.CLOSED_OTHER_AGENCY: "another agency has it",
    enums.IncidentState.CLOSED_OPENED_IN_ERROR: "opened in error",
}


def _closed(wording: Wording, view: views.Closed) -> str:
    return f"{view.reference} is closed: {_OUTCOMES[view.outcome]}."


def _reopened(wording: Wording, view: views.Reopened) -> str:
    return f"{view.reference} is open again."


def _corrected(wording: Wording, view: views.Corrected) -> str:
    if not view.changes:
        return f"{view.reference}: nothing changed."
    names = ", ".join(name.replace("_", " ") for name, _, _ in view.changes)
    return f"{view.reference} corrected: {names}. What stood there is kept."


def _words_read(wording: Wording, view: views.WordsRead) -> str:
    return f"{view.reference}: the words are read at the desk."


def _held_text_read(wording: Wording, view: views.HeldTextRead) -> str:
    return "The text is read at the desk."


def _officer_texted(wording: Wording, view: views.OfficerTexted) -> str:
    return f"{view.reference}: {view.to} is texted."


def _watch_taken(wording: Wording, view: views.WatchTaken) -> str:
    before = f" Before: {view.taken_from}." if view.taken_from else ""
    return f"You have the watch until {wording.time(view.until_at)}.{before}"


def _watch_held(wording: Wording, view: views.WatchHeld) -> str:
    return (
        f"{view.by.capitalize()} has the watch since {wording.time(view.since_at)}, "
        f"until {wording.time(view.until_at)}. To take it over: WATCH TAKE"
    )


def _subject_marked(wording: Wording, view: views.SubjectMarked) -> str:
    what = "is marked" if view.is_subject else "is marked no more"
    return f"{view.reference}: {view.label} {what} as its subject."


def _number_objected(wording: Wording, view: views.NumberObjected) -> str:
    what = "Slack account" if view.is_account else "new number"
    before = " The number before stands again." if view.is_restored else ""
    return f"{view.label.capitalize()}: the {what} counts no more.{before}"


def _listed(wording: Wording, view: views.Listed) -> str:
    word, back = ("on", "OFF") if view.is_on else ("off", "ON")
    who = view.label.capitalize()
    text = f"{who} is {word} duty until {wording.time(view.until_at)}."
    aside = "; ".join(view.put_aside)
    aside = f" Put aside: {aside}." if aside else ""
    later = view.next_tour_at
    then = f" Then on duty {wording.time(later)}." if later else ""
    undo = f" Wrong? They text {back}."
    whole = f"{text}{aside}{then}{undo}"
    return whole if fits(whole) else f"{text}{then}{undo}"


#: How each such answer is worded.
WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.Closed: _closed,
    views.Reopened: _reopened,
    views.Corrected: _corrected,
    views.WordsRead: _words_read,
    views.HeldTextRead: _held_text_read,
    views.OfficerTexted: _officer_texted,
    views.WatchTaken: _watch_taken,
    views.WatchHeld: _watch_held,
    views.SubjectMarked: _subject_marked,
    views.NumberObjected: _number_objected,
    views.Listed: _listed,
}
