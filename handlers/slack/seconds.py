"""Say what waits for a second person, and what became of it; read what is typed; pure.

Times that a change moves are shown old and new, the earliest loss of all first where
a reader would look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.slack import blocks, elements, ids, lines, markup, wording
from handlers.slack.elements import Json
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from handlers.sms import spelling
from models import board, views

#: Changes that are named one by one.
_MOST = 6

#: What each kind of change is called.
_WHAT = {
    "opened_at": "seen or reported",
    "recorded_at": "recorded",
    "ask_by": "ask by",
    "lost_at": "lost",
    "due_at": "due",
    "tour_ends_at": "end of tour",
    "ladder": "ladder",
    "new": "new duty, due",
}

#: What each verb is called, as something that somebody wants.
_WANTS = {
    "correct_incident": "a correction",
    "adopt_policy": "to adopt the policy in force",
    "move_tour_end": "a later end of tour",
}


@dataclass(frozen=True, slots=True)
class Decide:
    """Agree to what somebody else wants done, or refuse it."""

    reference: str
    is_agreed: bool
    number: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Put an incident under the policy in force, or only show what that moves."""

    reference: str
    is_meant: bool = False


def agree(rest: str) -> Decide:
    """Return what is agreed to: a reference, and a number where several wait.

    Raises:
        InvalidInputError: No incident is named.
    """
    return _decide(rest, is_agreed=True)


def refuse(rest: str) -> Decide:
    """Return what is refused, and why where that is said.

    Raises:
        InvalidInputError: No incident is named.
    """
    return _decide(rest, is_agreed=False)


def adopt(rest: str) -> Adopt:
    """Return which incident adopts the policy in force; `yes` says that it is meant.

    Raises:
        InvalidInputError: No incident is named.
    """
    named, more = lines.incident(rest)
    return Adopt(named, is_meant=spelling.split_token(more)[0] == "YES")


def _decide(rest: str, *, is_agreed: bool) -> Decide:
    named, more = lines.incident(rest)
    token, after = spelling.split_token(more)
    number = int(token) if token.isascii() and token.isdigit() else None
    reason = (more if number is None else after).strip()
    return Decide(named, is_agreed, number, reason)


# --- On the card ----------------------------------------------------------------------


def waiting(view: board.Card, zone: ZoneInfo) -> list[Json]:
    """Return what waits on a card for a second person, each with its two buttons."""
    parts: list[Json] = []
    for one in view.waiting:
        text = ":raised_hand: *Needs a second person ({n}):* {by} wants {what}. {moves}"
        said = markup.write(
            text,
            n=one.number,
            by=one.made_by,
            what=_WANTS.get(one.verb, wording.spoken(one.verb)),
            moves=_moves(one.shifts, lambda at: markup.when(at, zone)),
        )
        value = f"{view.reference}:{one.number}"
        parts.append(blocks.section(said))
        parts.append(
            blocks.actions(
                [
                    elements.button(
                        "Agree", ids.numbered(ids.AGREE, one.number), value
                    ),
                    elements.button(
                        "Refuse", ids.numbered(ids.REFUSE, one.number), value
                    ),
                ]
            )
        )
    return parts


def _moves(
    shifts: tuple[views.Shift, ...], when: Callable[[datetime], Markup]
) -> Markup:
    """Return what is different, old and new."""

    def said(value: datetime | str | None) -> Markup:
        if isinstance(value, datetime):
            return when(value)
        return markup.write("{value}", value=value or "nothing")

    moves = [
        markup.write(
            "{of} {what}: {old} → {new}",
            of=one.of,
            what=_WHAT.get(one.what, wording.spoken(one.what)),
            old=said(one.old),
            new=said(one.new),
        )
        for one in shifts[:_MOST]
    ]
    if len(shifts) > _MOST:
        moves.append(markup.write("and {n} more", n=len(shifts) - _MOST))
    return markup.join("; ", moves)


# --- What is answered -----------------------------------------------------------------


def moved(read: Reading, shifts: tuple[views.Shift, ...]) -> Markup:
    """Return what moved by something that was recorded; nothing for nothing."""
    if not shifts:
        return wording.NONE
    return markup.write("Moved with it: {moves}.", moves=_moves(shifts, read.date))


def _proposed(read: Reading, view: views.Proposed) -> Markup:
    head = (
        "*{reference}*: nothing changed. The same waits already ({n})."
        if view.is_known
        else "*{reference}*: nothing changed yet. A second person has to agree ({n})."
    )
    told = ", ".join(view.told) or "nobody, for nobody who may agree is on duty"
    return wording.sentences(
        markup.write(head, reference=view.reference, n=view.number),
        markup.write("{why}", why=" ".join(view.why[:_MOST])),
        markup.write("Told: {told}.", told=told),
        markup.write("It would be: {moves}.", moves=_moves(view.shifts, read.date))
        if view.shifts
        else wording.NONE,
    )


def _adopted(read: Reading, view: views.Adopted) -> Markup:
    if view.old_version == view.new_version:
        text = "*{reference}* is under the policy in force already."
        return markup.write(text, reference=view.reference)
    version = view.new_version[:12]
    moves = _moves(view.shifts, read.date) or markup.write("no date moves")
    if view.is_applied:
        text = "*{it}* is under the policy in force now (version {version}): {moves}."
        return markup.write(text, it=view.reference, version=version, moves=moves)
    text = "*{it}*: nothing changed. Version {version} would mean: {moves}."
    return wording.sentences(
        markup.write(text, it=view.reference, version=version, moves=moves),
        markup.write("A second person has to agree: {why}", why=" ".join(view.why))
        if view.why
        else wording.NONE,
        markup.write("If that is meant: `/incident adopt {it} yes`", it=view.reference),
    )


def _decided(read: Reading, view: views.ProposalDecided) -> Markup:
    what = "is withdrawn" if view.is_withdrawn else "is refused; nothing changed"
    text = "*{reference}*: change {n} {what}."
    what = "is agreed to and carried out" if view.is_agreed else what
    return wording.sentences(
        markup.write(text, reference=view.reference, n=view.number, what=what),
        moved(read, view.shifts),
    )


#: How each answer is said.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.Proposed: _proposed,
    views.Adopted: _adopted,
    views.ProposalDecided: _decided,
}
