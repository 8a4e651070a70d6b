"""Word the answers to what is done at a desk, where one of them leaves as a text."""

from collections.abc import Callable
from typing import Any

from handlers.sms.wording import Wording
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
    return f"{view.label.capitalize()}: the number before stands again."


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
}
