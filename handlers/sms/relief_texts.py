"""Word the answers of one who cannot see to a duty, where they leave as a text."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from handlers.sms.wording import Wording, fits
from models import views

#: People who are named one by one; of more only the number is said.
_NAMED = 2


def _held(rule: str | None) -> str:
    if rule is None:
        return ""
    return f" Part of your text is held back ({rule}); a supervisor decides."


def _lost(wording: Wording, lost_at: datetime | None) -> str:
    return f" Footage lost {wording.day(lost_at)}." if lost_at else ""


def _people(labels: tuple[str, ...]) -> str:
    """Return who was asked, as a sentence begins with it."""
    said = " and ".join(labels)
    if len(labels) > _NAMED:
        said = f"{len(labels)} people"
    return f"{said[:1].upper()}{said[1:]}"


def _asked(told: tuple[str, ...], *, is_desk: bool, at: str = "") -> str:
    if not told:
        return "Nobody can be told now: use the radio."
    verb = "is" if len(told) == 1 else "are"
    if is_desk:
        return "Nobody above you can be told now: the desk is asked."
    return f"{_people(told)} {verb} asked{at}."


def _undo(text: str) -> str:
    more = f"{text} Wrong? UNDO."
    return more if fits(more) else text


def _postponed(wording: Wording, view: views.Postponed) -> str:
    asked = view.asked
    at = wording.time(view.reminded_at)
    moved = f"next reminder {at} as planned" if view.is_sooner else f"reminder at {at}"
    who = view.next_role or "The desk"
    return _undo(
        f"{asked.reference} {asked.word}: {moved}. "
        f"{who} hears {wording.time(view.next_at)} all the same."
        f"{_lost(wording, asked.lost_at)}{_held(view.held_rule)}"
    )


def _passed_on(wording: Wording, view: views.PassedOn) -> str:
    asked = view.asked
    at = f" at {wording.time(view.told_at)}" if view.told_at else ""
    due = f", due {wording.time(asked.due_at)}" if asked.due_at else ""
    return _undo(
        f"{asked.reference} {asked.word}: "
        f"{_asked(view.told, is_desk=view.is_desk, at=at)} "
        f"It stays yours until a supervisor says ACK{due}."
        f"{_lost(wording, asked.lost_at)}{_held(view.held_rule)}"
    )


def _disowned(wording: Wording, view: views.Disowned) -> str:
    verb = "is" if len(view.words) == 1 else "are"
    return _undo(
        f"{view.reference}: {', '.join(view.words)} {verb} not yours any more. "
        f"{_asked(view.told, is_desk=view.is_desk)} "
        f"Your star stays on record as disputed.{_held(view.held_rule)}"
    )


def _radio_logged(wording: Wording, view: views.RadioLogged) -> str:
    if not view.is_recorded:
        return f"Nothing logged for {view.label}: more is to be asked."
    return f"Logged for {view.label}, as said over the radio."


#: How each such answer is worded.
WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.Postponed: _postponed,
    views.PassedOn: _passed_on,
    views.Disowned: _disowned,
    views.RadioLogged: _radio_logged,
}
