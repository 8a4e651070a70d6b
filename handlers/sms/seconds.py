"""Read who agrees to what somebody else wants done, and word what became of it; pure.

Free words that happen to begin so never count: a reference of ours has to follow, and
at most a number.
"""

from collections.abc import Callable
from typing import Any

from handlers.sms import parsed, spelling, targets, words
from handlers.sms.wording import Wording
from models import views


def agree(rest: str) -> parsed.Parsed | None:
    """Return what is agreed to; None: it is ordinary words."""
    return _decide(rest, is_agreed=True)


def refuse(rest: str) -> parsed.Parsed | None:
    """Return what is refused; None: it is ordinary words."""
    return _decide(rest, is_agreed=False)


def _decide(rest: str, *, is_agreed: bool) -> parsed.Parsed | None:
    found = [one for one in spelling.tokens(rest) if one not in words.COURTESIES]
    if not 1 <= len(found) <= 2:
        return None
    reference = targets.find(found[0]).reference
    number = found[1] if found[1:] else ""
    if reference is None or (number and not number.isascii()):
        return None
    if number and not number.isdigit():
        return None
    return parsed.Decide(
        reference=reference,
        is_agreed=is_agreed,
        number=int(number) if number else None,
    )


def _proposed(wording: Wording, view: views.Proposed) -> str:
    known = "waits already" if view.is_known else "waits for a second person"
    return f"{view.reference}: nothing changed. Change {view.number} {known}."


def _adopted(wording: Wording, view: views.Adopted) -> str:
    now = "now" if view.is_applied else "not yet"
    return f"{view.reference}: under the policy in force {now}."


def _decided(wording: Wording, view: views.ProposalDecided) -> str:
    what = "withdrawn" if view.is_withdrawn else "refused, nothing changed"
    what = "agreed and carried out" if view.is_agreed else what
    return f"{view.reference}: change {view.number} {what}."


#: How each answer is worded.
WORDS: dict[type, Callable[[Wording, Any], str]] = {
    views.Proposed: _proposed,
    views.Adopted: _adopted,
    views.ProposalDecided: _decided,
}
