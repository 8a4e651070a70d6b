"""Ask which of several things is meant, in words that can be texted as they stand."""

from collections.abc import Callable
from typing import Any

from handlers.sms.wording import Wording, fits
from models import views

#: Most things that are named one by one. Source: our choice.
_NAMED = 5


def _which(wording: Wording, view: views.Which) -> str:
    """Return what can be texted as it stands; as many as one segment holds."""
    lines = [_choice(asked, view) for asked in view.options]
    for shown in range(min(len(lines), _NAMED), 1, -1):
        more = len(lines) - shown
        rest = f"; and {more} more: STATUS" if more else ""
        text = f"Which one? {'; '.join(lines[:shown])}{rest}."
        if fits(text):
            break
    return text


def _choice(asked: views.Asked, view: views.Which) -> str:
    """Return one of several, by what does to it what was asked.

    The duty's own word states that it is done, so it stands only where that was meant.
    """
    name = asked.code or asked.reference
    if view.verb is None:
        return f"{asked.word} {name}{_beside(asked)}"
    said = f" {view.said}" if view.said else ""
    return f"{view.verb} {name}{said} ({asked.word}{_beside(asked, ' {}')})"


def _beside(asked: views.Asked, form: str = " ({})") -> str:
    """Return what tells two duties of one word apart, beside their codes."""
    parts = [asked.about, asked.whose, asked.reference if asked.code else None]
    said = " ".join(part for part in parts if part)
    return form.format(said) if said else ""


def _which_incident(wording: Wording, view: views.WhichIncident) -> str:
    lines = " or ".join(f"{view.word} {one}" for one in view.references[:3])
    if view.word != "NOTE":
        return f"Nothing changed. Which incident? {lines}."
    return f"Not added yet. Which incident? {lines} and your words. NEW opens another."


#: How each such question is worded.
WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.Which: _which,
    views.WhichIncident: _which_incident,
}
