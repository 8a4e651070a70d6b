"""Word what Slack shows of several things: duties, texts, incidents, people; pure.

Each list says how many there are beyond those it shows, and what to type for them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from zoneinfo import ZoneInfo

from handlers.slack import blocks, cards, elements, handover, ids, markup, wording
from handlers.slack.elements import Json, Option
from handlers.slack.markup import Markup
from models import board, enums

#: Duties that one message lets a person tick, in groups of ten.
MOST_DUTIES = 30
#: Texts and incidents with a button each; a message holds fifty blocks.
MOST_LINES = 40
#: Settled duties, things told and accepted texts that are still shown.
MOST_PAST = 10
#: Lines in one paragraph; ten of the longest stay far below its limit.
_LINES = 10

#: Opens the form of one who cannot see to a duty.
_RELIEF = "Later or pass on…"

#: What becomes of a button that is about all that is ticked.
TICKED = "ticked"


def todo(view: board.TodoList, zone: ZoneInfo, now: datetime) -> blocks.Message:
    """Return what one person owes or could take, over all incidents.

    Args:
        view: What they owe, or were told of.
        zone: The agency's zone.
        now: The instant; what is due before it is overdue.
    """
    if view.is_moved:
        newer = markup.write("Newer list below.")
        return blocks.message(newer, [blocks.section(newer)])
    found = wording.by_claim(view.open_duties)
    title = wording.claims(found)
    duties = list(chain.from_iterable(found.values()))
    parts: list[Json] = [blocks.header(title)]
    if len(duties) == 1:
        parts += _alone(duties[0], zone, now)
    elif duties:
        parts += _ticks(duties[:MOST_DUTIES], zone, now)
    parts += hidden(len(duties) - MOST_DUTIES, "list mine")
    parts += _told(view.told, zone)
    parts += _past([wording.settled(duty, zone) for duty in view.settled])
    first = next(iter(duties), None)
    text = markup.write(
        "{title}{first}",
        title=title,
        first=f": {wording.line(first, zone, now, first.reference)}" if first else "",
    )
    return blocks.message(text, parts)


def inbox(view: board.Inbox, zone: ZoneInfo, now: datetime) -> blocks.Message:
    """Return the texts of unknown numbers that wait to be read."""
    number = len(view.waiting) + view.more
    title = (
        f"Texts of {wording.count(number, 'unknown number')} to read"
        if number
        else "No text of an unknown number waits"
    )
    parts: list[Json] = [blocks.header(title)]
    for place, waiting in enumerate(view.waiting[:MOST_LINES]):
        read = elements.button(
            "Read…", ids.numbered(ids.READ_HELD, place), waiting.inbound_id
        )
        parts.append(blocks.section(_waiting(waiting, zone), read))
    rest = number - min(len(view.waiting), MOST_LINES)
    if rest:
        text = "… and {rest} more, which move up as these are read."
        parts.append(blocks.context(markup.write(text, rest=rest)))
    parts += _past([_accepted(taken, zone) for taken in view.accepted])
    oldest = (
        f", the oldest of {markup.clock(view.waiting[0].sent_at, zone, now)}"
        if view.waiting
        else ""
    )
    return blocks.message(
        markup.write("{title}{oldest}", title=title, oldest=oldest), parts
    )


def incident_list(
    view: board.IncidentList, zone: ZoneInfo, now: datetime
) -> blocks.Message:
    """Return incidents, each with a button that shows its card."""
    number = len(view.lines) + view.more
    whose = {
        "mine": "yours",
        "watch": "yours and of your watch",
        "due": "with something due",
    }.get(view.which, "in all")
    title = f"{wording.count(number, 'incident')}, {whose}" if number else "No incident"
    parts: list[Json] = [blocks.header(title)]
    shown = view.lines[:MOST_LINES]
    parts += [incident(line, place, zone) for place, line in enumerate(shown)]
    if not number and view.which != "all":
        hint = "`/incident list all` shows all that are open."
        parts.append(blocks.section(markup.write(hint)))
    parts += hidden(
        number - len(shown), "list due" if view.which == "all" else "list all"
    )
    parts.append(as_of(zone, now))
    return blocks.message(markup.write("{title}", title=title), parts)


def incident(line: board.IncidentLine, place: int, zone: ZoneInfo) -> Json:
    """Return one incident as a paragraph, with a button that shows its card."""
    show = elements.button("Show", ids.numbered(ids.SHOW, place), line.reference)
    overdue = (
        markup.write(wording.RED + " {late} overdue", late=line.overdue_duties)
        if line.overdue_duties
        else Markup()
    )
    first = [
        markup.write(
            "*{reference}* {state}",
            reference=line.reference,
            state=wording.state_of(line.state),
        ),
        markup.write("beat {beat}", beat=line.beat) if line.beat else Markup(),
        markup.write(
            "{duties} open", duties=wording.count(line.open_duties, "duty", "duties")
        ),
        overdue,
    ]
    second = [
        markup.write("{what} {at}", what=what, at=markup.when(at, zone))
        for what, at in (("due", line.next_due_at), ("lost next", line.next_loss_at))
        if at is not None
    ] or [markup.write("opened {at}", at=markup.when(line.opened_at, zone))]
    text = markup.join("\n", [markup.join(" · ", first), markup.join(" · ", second)])
    return blocks.section(text, show)


def who(view: board.Who, zone: ZoneInfo, now: datetime) -> blocks.Message:
    """Return who is on duty; nobody is pinged by it."""
    title = (
        f"On duty: {wording.count(len(view.people) + view.more, 'person', 'people')}"
    )
    text = markup.write("{title}", title=title)
    parts = [blocks.header(title), *people(view, zone), as_of(zone, now)]
    return blocks.message(text, parts)


def people(view: board.Who, zone: ZoneInfo) -> list[Json]:
    """Return who is on duty, and which roles nobody holds, as paragraphs."""
    parts: list[Json] = []
    if view.empty_roles:
        text = wording.RED + " *Nobody can be told:* {roles}"
        parts.append(
            blocks.section(markup.write(text, roles=", ".join(view.empty_roles)))
        )
    if view.of_the_desk:
        units = wording.units(view.of_the_desk)
        text = "Nobody said “I have the watch” of {units}: *the desk has it.*"
        parts.append(blocks.section(markup.write(text, units=units)))
    parts += paragraphs([_person(person, zone) for person in view.people])
    if not view.people:
        parts.append(blocks.section(markup.write("Nobody is on duty.")))
    if view.more:
        parts.append(blocks.context(markup.write("… and {more} more.", more=view.more)))
    return parts


def paragraphs(lines: Sequence[Markup]) -> list[Json]:
    """Return lines as paragraphs of at most ten."""
    rest = iter(lines)
    return [
        blocks.section(markup.join("\n", group))
        for group in iter(lambda: list(islice(rest, _LINES)), [])
    ]


def as_of(zone: ZoneInfo, now: datetime) -> Json:
    """Return from when something is that is not kept up to date."""
    return blocks.context(markup.write("As of {at}.", at=markup.date(now, zone)))


def hidden(number: int, command: str) -> list[Json]:
    """Return how many more there are, and what to type for them; nothing for none."""
    if number <= 0:
        return []
    typed = f"{ids.COMMAND} {command}"
    text = "… and {number} more: `{typed}`"
    return [blocks.context(markup.write(text, number=number, typed=typed))]


def _alone(duty: board.DutyLine, zone: ZoneInfo, now: datetime) -> list[Json]:
    buttons = cards.duty_buttons(duty)
    if not wording.is_formless(duty):
        buttons.append(elements.button(_RELIEF, ids.RELIEVE, duty.duty_id))
    row = [blocks.actions(buttons)] if buttons else []
    return [blocks.section(wording.whole(duty, zone, now)), *row]


def _ticks(
    duties: Sequence[board.DutyLine], zone: ZoneInfo, now: datetime
) -> Iterator[Json]:
    most = elements.MOST_TICKS
    for place, start in enumerate(range(0, len(duties), most), start=1):
        options = [
            Option(
                text=wording.line(duty, zone, now, duty.reference),
                value=duty.code or duty.duty_id,
                description=wording.below(duty),
            )
            for duty in duties[start : start + most]
        ]
        boxes = elements.checkboxes(ids.numbered(ids.TICKS, place), options)
        yield blocks.actions([boxes])
    take = elements.button("I have the ticked ones", ids.TAKE_TICKED, TICKED, "primary")
    yield blocks.actions([take])
    yield from cards.done_select(
        duties, zone, now, "One is done…", lambda duty: duty.reference
    )
    yield from cards.done_select(
        duties, zone, now, _RELIEF, lambda duty: duty.reference, ids.RELIEVE_ONE
    )


def _told(told: Iterable[tuple[str, datetime]], zone: ZoneInfo) -> list[Json]:
    shown = list(islice(told, MOST_PAST))
    tables = [handover.drawn(*one, zone) for one in shown if handover.is_table(one[0])]
    lines = [
        markup.write("• {said} ({at})", said=said, at=markup.date(at, zone))
        for said, at in shown
        if not handover.is_table(said)
    ]
    return [*chain.from_iterable(tables), *paragraphs(lines)]


def _past(lines: Sequence[Markup]) -> list[Json]:
    if not lines:
        return []
    shown = list(lines[:MOST_PAST])
    if len(lines) > MOST_PAST:
        more = len(lines) - MOST_PAST
        shown.append(markup.write("… and {more} more before these.", more=more))
    return [blocks.context(markup.join("\n", shown))]


def _waiting(text: board.WaitingText, zone: ZoneInfo) -> Markup:
    count = f", {text.count} texts" if text.count > 1 else ""
    return markup.write(
        "Number ending in *{end}*{count}\nsent {at}",
        end=text.number_end,
        count=count,
        at=markup.when(text.sent_at, zone),
    )


def _accepted(text: board.WaitingText, zone: ZoneInfo) -> Markup:
    return markup.write(
        "~Number ending in {end}~ opened as {reference}; sent {at}",
        end=text.number_end,
        reference=text.opened or "an incident",
        at=markup.date(text.sent_at, zone),
    )


_REACHED = {
    enums.Channel.SMS: "reached by text",
    enums.Channel.SLACK: "reached in Slack",
}


def _person(person: board.OnWatch, zone: ZoneInfo) -> Markup:
    until = (
        markup.write("until {at}", at=markup.date(person.until_at, zone))
        if person.until_at
        else markup.write("always on duty")
    )
    reached = (
        markup.write("{how}", how=_REACHED.get(person.reached_by, "reached otherwise"))
        if person.reached_by
        else markup.write(wording.RED + " cannot be told")
    )
    parts = [
        markup.write("*{role}*", role=person.role),
        markup.write("{label}", label=person.label),
        markup.write("*has the watch*") if person.has_watch else Markup(),
        until,
        markup.write("{by}", by=person.by),
        reached,
    ]
    return markup.join(" · ", parts)
