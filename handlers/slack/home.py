"""Word a person's own page in Slack: what they owe, and what is lost when; pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import blocks, cards, elements, ids, lists, markup, wording
from handlers.slack.elements import Json
from handlers.slack.markup import Markup
from models import board

#: Duties with buttons of their own; a page holds a hundred blocks.
MOST_DUTIES = 15
#: Incidents with a button each.
MOST_INCIDENTS = 20
#: Lines of what is lost within each time.
MOST_LOST = 10

#: Value of a button that is about nothing but the person who presses it.
_OWN = "own"


def home(view: board.Home, zone: ZoneInfo, now: datetime) -> Json:
    """Return a person's own page.

    Args:
        view: What it shows.
        zone: The agency's zone.
        now: The instant; what is due before it is overdue.
    """
    parts: list[Json] = [blocks.header(f"{view.label} · {view.role_title}")]
    parts += _top(view, zone)
    parts += _mine(view, zone, now)
    parts += _watch(view, zone)
    parts.append(blocks.header("Lost unless it is kept"))
    for title, duties in (
        ("Within 24 hours", view.lost_24h),
        ("Within 7 days", view.lost_7d),
        ("Within 30 days", view.lost_30d),
    ):
        parts += _lost(title, duties, zone)
    parts.append(blocks.header("On duty"))
    parts += lists.people(view.who, zone)
    parts.append(blocks.context(markup.write("As of {at}.", at=markup.date(now, zone))))
    return blocks.home(parts)


def _top(view: board.Home, zone: ZoneInfo) -> Iterator[Json]:
    row = [elements.button("Open an incident…", ids.OPEN, _OWN)]
    if view.has_watch:
        yield blocks.section(_has_watch(view, zone))
    elif view.may_take_watch:
        row.insert(
            0, elements.button("I have the watch", ids.TAKE_WATCH, _OWN, "primary")
        )
    yield blocks.actions(row)
    if view.waiting_texts:
        text = wording.RED + " *{texts} from unknown numbers* to read in the channel."
        texts = wording.count(view.waiting_texts, "text")
        yield blocks.section(markup.write(text, texts=texts))


def _has_watch(view: board.Home, zone: ZoneInfo) -> Markup:
    until_at = next(
        (
            person.until_at
            for person in view.who.people
            if person.has_watch and person.label == view.label
        ),
        None,
    )
    if until_at is None:
        return markup.write("*You have the watch.*")
    until = markup.when(until_at, zone)
    return markup.write("*You have the watch* until {until}.", until=until)


def _mine(view: board.Home, zone: ZoneInfo, now: datetime) -> Iterator[Json]:
    place = 0
    for whose, duties in wording.by_claim(view.mine).items():
        is_owed = whose == wording.OWED
        if duties or is_owed:
            yield blocks.header(f"{whose.capitalize()}: {len(duties)}")
        if not duties and is_owed:
            yield blocks.section(markup.write("Nothing is owed by you."))
        for duty in duties[: MOST_DUTIES - place]:
            yield blocks.section(wording.whole(duty, zone, now))
            if buttons := cards.duty_buttons(duty, place):
                yield blocks.actions(buttons)
            place += 1
    yield from lists.hidden(len(view.mine) - place, "list mine")


def _watch(view: board.Home, zone: ZoneInfo) -> Iterator[Json]:
    yield blocks.header(f"Open on your watch: {len(view.watch)}")
    if not view.watch:
        yield blocks.section(wording.NOTHING_OPEN)
    for place, line in enumerate(view.watch[:MOST_INCIDENTS]):
        yield lists.incident(line, place, zone)
    yield from lists.hidden(len(view.watch) - MOST_INCIDENTS, "list due")


def _lost(
    title: str, duties: Sequence[board.DutyLine], zone: ZoneInfo
) -> Iterator[Json]:
    head = markup.write("*{title}: {number}*", title=title, number=len(duties))
    lines = [
        markup.write(
            "*{reference}* {word}: {at}, {below}",
            reference=duty.reference,
            word=f"{duty.word} {duty.about}" if duty.about else duty.word,
            at=markup.when(duty.lost_at or duty.due_at, zone),
            below=wording.below(duty),
        )
        for duty in duties[:MOST_LOST]
    ]
    yield from lists.paragraphs([head, *lines])
    yield from lists.hidden(len(duties) - MOST_LOST, "list due")
