"""Word the card of an incident in the dispatch channel; pure.

A sergeant reads it in a glance: what is lost next and when, what is due and who has
it, what went wrong. It shows no name, no place and no word that somebody wrote,
except where the policy lets it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import (
    blocks,
    elements,
    footage_lines,
    ids,
    markup,
    seconds,
    wording,
)
from handlers.slack.elements import Json, Option
from handlers.slack.markup import Markup
from models import board, enums

#: Words of the sender that a card shows at most, where the policy shows any.
MOST_WORDS = 600
#: Linked incidents named on a card.
MOST_LINKED = 5
#: Pieces of footage that the menu beside the loss line can be about: with two
#: entries each they stay within an overflow menu's five.
_MOST_FOOTAGE = 2


def card(view: board.Card, zone: ZoneInfo, now: datetime) -> blocks.Message:
    """Return the card of an incident as it stands now.

    Args:
        view: The incident.
        zone: The agency's zone, in which times are written beside Slack's own.
        now: The instant; what is due before it is overdue.
    """
    parts: list[Json] = [blocks.header(_title(view, now))]
    menu = _footage_menu(view)
    if view.is_closed:
        parts.append(blocks.section(_after(view)))
        if view.next_duty is not None:
            # Whether what is kept is still there is asked after the closing too.
            parts.append(blocks.section(_duty(view, zone, now)))
        if pieces := footage_lines.lines(view.footage, zone, now):
            parts.append(blocks.section(pieces))
        parts += seconds.waiting(view, zone)
    else:
        # What is owed stands last: the buttons below are about it.
        lines = [
            _loss(view, zone, now),
            footage_lines.lines(view.footage, zone, now),
            _duty(view, zone, now),
        ]
        first, *rest = [line for line in lines if line]
        parts.append(blocks.section(first, menu))
        parts += seconds.waiting(view, zone)
        parts += map(blocks.section, rest)
    if view.words is not None:
        parts += [
            blocks.context(markup.write("As it was written:")),
            *blocks.words(markup.plain(view.words, MOST_WORDS)),
        ]
    parts.append(blocks.context(_counts(view, zone, now)))
    parts.append(blocks.context(_about(view, zone)))
    parts += _buttons(view, zone, now)
    return blocks.message(_fallback(view, zone, now), parts)


def _title(view: board.Card, now: datetime) -> str:
    beat = f"beat {view.beat}" if view.beat else "beat not known"
    still = [wording.wrong(duty, now) for duty in view.duties if duty.is_open]
    worst = next((said for said in wording.WORST_FIRST if said in still), "")
    parts = [view.reference, wording.state_of(view.state), beat]
    return " · ".join([*parts, *wording.flagged(worst)])


def _loss(view: board.Card, zone: ZoneInfo, now: datetime) -> Markup:
    if view.next_loss_at is None:
        return Markup()
    passed = view.next_loss_at <= now
    hanging = [
        duty
        for duty in view.duties
        if duty.is_open and duty.lost_at == view.next_loss_at
    ]
    first = min(hanging, key=lambda duty: (duty.due_at, duty.duty_id), default=None)
    who = f", {wording.who_has(first)}" if first else ""
    return markup.write(
        "{mark} *{what}: {of}*, {when}{who}",
        who=who,
        mark=wording.RED if passed else ":hourglass_flowing_sand:",
        what="May be lost" if passed else "Lost next",
        of=view.next_loss_of or "footage",
        when=markup.when(view.next_loss_at, zone),
    )


def _duty(view: board.Card, zone: ZoneInfo, now: datetime) -> Markup:
    duty = view.next_duty
    if duty is None:
        return wording.NOTHING_OPEN
    due = wording.due(duty, zone)
    second = [wording.holder(duty, zone), wording.next_step(duty, zone)]
    first = markup.join("  ", [wording.marked(duty, now), due])
    return markup.join("\n", [first, markup.join("; ", second)])


def _after(view: board.Card) -> Markup:
    return markup.write("This incident is {state}.", state=wording.state_of(view.state))


def _counts(view: board.Card, zone: ZoneInfo, now: datetime) -> Markup:
    still = [duty for duty in view.duties if duty.is_open]
    late = sum(wording.is_overdue(duty, now) for duty in still)
    unanswered = sum(duty.is_unanswered for duty in still)
    parts = [
        markup.write(
            "*{done} of {all} settled*",
            done=len(view.duties) - len(still),
            all=len(view.duties),
        ),
    ]
    if late:
        parts.append(markup.write(wording.RED + " {late} overdue", late=late))
    if unanswered:
        text = wording.RED + " nobody answered {number}"
        parts.append(markup.write(text, number=unanswered))
    if view.last is not None:
        parts.append(markup.write("{last}", last=wording.happened(view.last, zone)))
    if view.has_held_words:
        parts.append(markup.write(":lock: held words wait for a decision"))
    return markup.join(" · ", parts)


def _about(view: board.Card, zone: ZoneInfo) -> Markup:
    opened = markup.write(
        "{late}opened {when}{by}",
        late="received late, " if view.is_late else "",
        when=markup.when(view.opened_at, zone),
        by=f" by {view.opened_by}" if view.opened_by else "",
    )
    parts = [
        markup.write("{kind}", kind=view.kind_title or wording.spoken(view.kind)),
        opened,
        markup.write("{source}", source=wording.spoken(view.source)),
    ]
    if view.words is None:
        parts.append(markup.write("text received"))
    if view.event_number:
        parts.append(markup.write("event {number}", number=view.event_number))
    if view.rd_number:
        parts.append(markup.write("RD {number}", number=view.rd_number))
    if view.place:
        # Which one is read in the form, as every exact place is.
        parts.append(markup.write(":round_pushpin: at a designated place"))
    elif view.may_be_at:
        parts.append(
            markup.write("may be at a designated place: “Correct…” says at which")
        )
    if view.linked:
        parts.append(_linked(view.linked))
    return markup.join(" · ", parts)


def _linked(references: tuple[str, ...]) -> Markup:
    named = ", ".join(references[:MOST_LINKED])
    more = len(references) - MOST_LINKED
    return markup.write(
        "linked with {named}{more}",
        named=named,
        more=f" and {more} more" if more > 0 else "",
    )


def _buttons(view: board.Card, zone: ZoneInfo, now: datetime) -> list[Json]:
    read = elements.button("Read words", ids.READ, view.reference)
    if view.is_closed:
        again = elements.button("Reopen…", ids.REOPEN, view.reference)
        still = duty_buttons(view.next_duty) if view.next_duty is not None else []
        return [blocks.actions([*still, read, again])]
    row: list[Json] = []
    duty = view.next_duty
    if duty is not None:
        row += duty_buttons(duty)
    note = f"{ids.MENU_NOTE}:{view.reference}"
    row += [read, elements.button("Note…", ids.numbered(ids.MORE, "note"), note)]
    row.append(elements.overflow(ids.MORE, _more(view)))
    others = [line for line in view.duties if line.is_open and line != duty]
    label = "Another is done…"
    select = done_select(others, zone, now, label, lambda line: line.owner)
    return [blocks.actions(row), *select]


def duty_buttons(duty: board.DutyLine, part: int | None = None) -> list[Json]:
    """Return the buttons that stand beside one duty.

    Args:
        duty: The duty.
        part: Its number, where several stand in one message or view.
    """

    def named(action_id: str) -> str:
        return action_id if part is None else ids.numbered(action_id, part)

    row: list[Json] = []
    if not wording.has_it(duty):
        row.append(
            elements.button(
                "I have it", named(ids.ACKNOWLEDGE), duty.duty_id, "primary"
            )
        )
    if not wording.is_formless(duty):
        row.append(elements.button("State done…", named(ids.DONE), duty.duty_id))
    return row


def done_select(
    duties: Iterable[board.DutyLine],
    zone: ZoneInfo,
    now: datetime,
    placeholder: str,
    where: Callable[[board.DutyLine], str],
    action_id: str = ids.DONE_ONE,
) -> list[Json]:
    """Return a list of duties of which one can be stated as done; nothing for none.

    Args:
        duties: The duties.
        zone: The agency's zone.
        now: The instant.
        placeholder: What stands there before one is chosen.
        where: What tells two duties of one word apart.
        action_id: What is done with the one that is chosen.
    """
    options = [
        Option(
            text=wording.line(duty, zone, now, where(duty)),
            value=duty.duty_id,
        )
        for duty in duties
        if not wording.is_formless(duty)
    ]
    if not options:
        return []
    return [blocks.actions([elements.select(action_id, placeholder, options)])]


def _more(view: board.Card) -> list[Option]:
    entries = [(ids.MENU_CORRECT, "Correct…"), (ids.MENU_LINK, "Link…")]
    if view.phrases and view.opened_by:
        entries.append((ids.MENU_TEXT, "Text the officer…"))
    entries.append((ids.MENU_FOOTAGE, "Cameras noticed…"))
    entries.append((ids.MENU_CLOSE, "Close…"))
    return [
        Option(text=text, value=f"{action}:{view.reference}")
        for action, text in entries
    ]


def _footage_menu(view: board.Card) -> Json | None:
    running = [
        duty
        for duty in view.duties
        if duty.is_open and duty.answer is enums.AnswerKind.DELETION
    ][:_MOST_FOOTAGE]
    if view.is_closed or not running:
        return None
    options = [
        Option(
            text=text if len(running) == 1 else f"{text} ({duty.owner})",
            value=f"{action}:{view.reference}:{duty.duty_id}",
        )
        for duty in running
        for action, text in (
            (ids.MENU_FLAG, "Flag…"),
            (ids.MENU_NO_VIDEO, "No footage…"),
        )
    ]
    return elements.overflow(ids.numbered(ids.MORE, "footage"), options)


def _fallback(view: board.Card, zone: ZoneInfo, now: datetime) -> Markup:
    parts = [_title(view, now)]
    duty = view.next_duty
    if not view.is_closed and duty is not None:
        due = markup.clock(duty.due_at, zone, now)
        parts.append(f"{duty.word} due {due}, with {duty.owner}")
    if not view.is_closed and view.next_loss_at is not None:
        at = markup.local(view.next_loss_at, zone)
        parts.append(f"Lost next: {view.next_loss_of or 'footage'}, {at}")
    return markup.write("{text}", text=". ".join(parts))
