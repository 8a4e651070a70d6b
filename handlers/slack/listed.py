"""Word what was said of somebody's duty: listed, stood in for, on leave; pure."""

from collections.abc import Callable
from typing import Any

from handlers.slack import markup, wording
from handlers.slack.markup import Markup
from handlers.slack.wording import Reading
from models import enums, views

_KINDS = enums.PresenceKind

#: How each way of saying it is told.
_SAID = {
    _KINDS.OVERRIDE: "*{who}* stands in for {other} from {from_at} until {until_at}.",
    _KINDS.LEAVE: "*{who}* is on leave from {from_at} until {until_at}.",
}
_ON = "*{who}* is on duty from {from_at} until {until_at}."
_OFF = "*{who}* is off duty from {from_at} until {until_at}."


def _listed(read: Reading, view: views.Listed) -> Markup:
    text = _SAID.get(view.by, _ON if view.is_on else _OFF)
    put_aside = "; ".join(view.put_aside)
    return wording.sentences(
        markup.write(
            text,
            who=view.label,
            other=view.other or "somebody",
            from_at=read.date(view.from_at),
            until_at=read.date(view.until_at),
        ),
        markup.write("Put aside meanwhile: {what}.", what=put_aside)
        if put_aside
        else wording.NONE,
        markup.write("Next on duty {at}.", at=read.date(view.next_tour_at))
        if view.next_tour_at
        else markup.write("No later tour is known."),
        wording.NONE if view.is_applied else markup.write("Nothing was changed."),
    )


def _withdrawn(read: Reading, view: views.Withdrawn) -> Markup:
    now = "on duty now" if view.is_on_duty else "off duty now"
    return wording.sentences(
        markup.write("Withdrawn for *{who}*, who is {now}.", who=view.label, now=now),
        markup.write("Next on duty {at}.", at=read.date(view.next_tour_at))
        if view.next_tour_at
        else wording.NONE,
    )


def _difference(read: Reading, view: views.AssignmentDifference) -> Markup:
    text = "Daily list: {added} spans added, {withdrawn} withdrawn{not_yet}."
    return markup.write(
        text,
        added=len(view.added),
        withdrawn=len(view.withdrawn),
        not_yet="" if view.is_applied else "; nothing was applied",
    )


#: How each of these answers is said.
WORDS: dict[type, Callable[[Reading, Any], Markup]] = {
    views.Listed: _listed,
    views.Withdrawn: _withdrawn,
    views.AssignmentDifference: _difference,
}
