"""Word the answers about outside footage, and about what was so at a scene."""

from collections.abc import Callable
from typing import Any

from handlers.sms.wording import Wording, code_of
from models import views


def _named(wording: Wording, view: views.FootageNamed) -> str:
    known = ", ".join(view.known)
    if not view.added:
        return f"{view.reference}: {known} listed before. Nothing changed."
    before = f" Listed before: {known}." if known else ""
    return (
        f"{view.reference} listed: {', '.join(view.added)}.{before} "
        "Nothing more from you now."
    )


def _stated(wording: Wording, view: views.FactStated) -> str:
    said = ", ".join(f"{word} {'yes' if is_so else 'no'}" for word, is_so in view.facts)
    if not view.is_new:
        return f"{view.reference}: {said} is on record. Nothing changed."
    text = f"{view.reference} {said} recorded. Wrong? UNDO."
    if view.begun:
        text += f" Now owed: {', '.join(view.begun)}."
    if view.ended:
        text += f" No more: {', '.join(view.ended)}."
    return text


def _refusal(wording: Wording, view: views.Refusal) -> str:
    lost_at = view.asked.lost_at
    until = f" Lost {wording.time(lost_at)}." if lost_at else ""
    return (
        f"{view.reference} {view.word}: refusal recorded. The clock goes on.{until} "
        f"Copy made or order served? {view.word} and until when.{code_of(view.asked)}"
    )


def _late(wording: Wording, view: views.StatedLate) -> str:
    lost = wording.time(view.lost_at)
    return (
        f"{view.reference} {view.word}: too late. Its loss {lost} was told. "
        "Your words are on record; whoever searches has them."
    )


#: How each such answer is worded.
WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.FootageNamed: _named,
    views.FactStated: _stated,
    views.Refusal: _refusal,
    views.StatedLate: _late,
}
