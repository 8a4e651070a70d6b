"""Say in Slack how things stand: states, duties, who has them, what happened; pure.

People are called by star or role. What is wrong is said in words; the red mark
beside them is for those who look from across the room.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.slack import happenings, markup
from handlers.slack.markup import Markup
from models import board, enums, views

#: Stands before what is wrong, never instead of words.
RED = ":red_circle:"
#: The same for texts that show no marks of ours.
RED_SIGN = "\N{LARGE RED CIRCLE}"
UNANSWERED = "Nobody answered"
OVERDUE = "Overdue"
WORST_FIRST = (UNANSWERED, OVERDUE)
#: Nothing is to be said.
NONE = Markup()
#: Nothing went wrong, and nothing is left to do.
NOTHING_OPEN = markup.write("Nothing is open.")

#: How each way of settling is said; who did it follows.
_SETTLED = {
    enums.DutyState.ATTESTED: "stated as done by",
    enums.DutyState.VERIFIED: "seen by",
    enums.DutyState.LOST: "a loss, recorded by",
    enums.DutyState.NOT_APPLICABLE: "set aside as not applicable by",
    enums.DutyState.RELEASED: "released by",
}


#: Whose a duty is, as its reader is told.
OWED, FREE, TAKEN = "owed by you", "for you to take", "that others have"


def spoken(word: str) -> str:
    """Return a word of a closed list, or of the policy, as it is said."""
    return word.replace("_", " ")


def state_of(state: enums.IncidentState) -> str:
    """Return an incident's state: `open`, `closed: no violation`."""
    said = spoken(state.value)
    return said.replace("closed ", "closed: ", 1) if said != "closed" else said


def count(number: int, one: str, many: str = "") -> str:
    """Return how many there are: `1 duty`, `3 duties`."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def units(names: Sequence[str]) -> str:
    """Return which units are meant: `unit 007`; where nobody has one, `everybody`."""
    named = [name for name in names if name]
    if not named:
        return "everybody"
    return f"{'unit' if len(named) == 1 else 'units'} {', '.join(named)}"


def is_overdue(duty: board.DutyLine, now: datetime) -> bool:
    """Tell whether a duty was not done at its due time."""
    late = duty.state is enums.DutyState.OVERDUE or duty.due_at < now
    return duty.is_open and late


def has_it(duty: board.DutyLine) -> bool:
    """Tell whether somebody said "I have it"."""
    return duty.state is enums.DutyState.ACKNOWLEDGED and bool(duty.acknowledged_by)


def is_formless(duty: board.DutyLine) -> bool:
    """Tell whether no form can state a duty as done."""
    return duty.answer is enums.AnswerKind.HELD_TEXT


def wrong(duty: board.DutyLine, now: datetime) -> str:
    """Return what is wrong with a duty, in words; nothing if nothing is."""
    if duty.is_unanswered:
        return UNANSWERED
    return OVERDUE if is_overdue(duty, now) else ""


def marked(duty: board.DutyLine, now: datetime) -> Markup:
    """Return what is wrong with a duty behind its red mark."""
    problem = wrong(duty, now)
    return markup.write(RED + " *{it}*", it=problem) if problem else Markup()


def due(duty: board.DutyLine, zone: ZoneInfo) -> Markup:
    """Return a duty's word and title and when it is due."""
    return markup.write(
        "*{word}*{about} {title}, due {due}",
        word=duty.word,
        about=f" {duty.about}:" if duty.about else "",
        title=duty.title,
        due=markup.when(duty.due_at, zone),
    )


def holder(duty: board.DutyLine, zone: ZoneInfo) -> Markup:
    """Return who has a duty now."""
    if has_it(duty):
        since = (
            markup.write(" since {at}", at=markup.date(duty.acknowledged_at, zone))
            if duty.acknowledged_at
            else Markup()
        )
        return markup.write(
            "{by} has it{since}", by=first_big(duty.acknowledged_by or ""), since=since
        )
    told = (
        "not asked yet"
        if duty.state is enums.DutyState.EXPECTED
        else "no reply recorded"
    )
    return markup.write("With {owner}, {told}", owner=duty.owner, told=told)


def next_step(duty: board.DutyLine, zone: ZoneInfo) -> Markup:
    """Return who is told next and when; nothing where nobody is."""
    if duty.next_step_at is None:
        return Markup()
    at = markup.when(duty.next_step_at, zone)
    if duty.is_unanswered:
        return markup.write("announced again {at}", at=at)
    if duty.is_reminder_next:
        return markup.write("reminded {at}", at=at)
    if duty.next_role is None:
        return markup.write("next step {at}", at=at)
    return markup.write("{role} is told {at}", role=duty.next_role, at=at)


def lost(duty: board.DutyLine, zone: ZoneInfo) -> Markup:
    """Return when the footage that a duty is about is lost; nothing without any."""
    if duty.lost_at is None:
        return Markup()
    return markup.write("footage lost {at}", at=markup.when(duty.lost_at, zone))


def whole(duty: board.DutyLine, zone: ZoneInfo, now: datetime) -> Markup:
    """Return a duty in two lines: what and when, who has it and what hangs on it."""
    first = [
        marked(duty, now),
        markup.write("*{reference}*", reference=duty.reference),
        due(duty, zone),
    ]
    second = [holder(duty, zone), next_step(duty, zone), lost(duty, zone)]
    return markup.join("\n", [markup.join("  ", first), markup.join("; ", second)])


def settled(duty: board.DutyLine, zone: ZoneInfo) -> Markup:
    """Return a settled duty, struck through, with who settled it and when."""
    parts = [
        markup.write(
            "~{word} · {reference}~", word=duty.word, reference=duty.reference
        ),
        markup.write(
            "{how} {by}",
            how=_SETTLED.get(duty.state, f"{spoken(duty.state.value)} by"),
            by=duty.settled_by or "the clock",
        ),
    ]
    if duty.settled_at is not None:
        parts.append(markup.date(duty.settled_at, zone))
    return markup.join(" ", parts)


def happened(last: board.Happened, zone: ZoneInfo) -> Markup:
    """Return the last thing on an incident's record."""
    template = happenings.TEMPLATES.get(last.event)
    at = markup.date(last.at, zone)
    if template is None:
        _, _, news = last.event.partition(":")
        what = "A message" if last.event.startswith("notice:") else "On record"
        return markup.write(
            "{what}: {news}, {at}", what=what, news=spoken(news or last.event), at=at
        )
    said = markup.write(template, by=last.by, word=last.word or "A duty")
    return markup.write("{said}, {at}", said=said, at=at)


def line(duty: board.DutyLine, zone: ZoneInfo, now: datetime, *more: str) -> str:
    """Return a duty in one short line that shows no marks of ours.

    Args:
        duty: The duty.
        zone: The agency's zone.
        now: The instant.
        more: What else is to stand there, between the word and the due time.
    """
    at = markup.clock(duty.due_at, zone, now)
    word = f"{duty.word} {duty.about}" if duty.about else duty.word
    whose = [duty.whose] if duty.whose else []
    parts = [*flagged(wrong(duty, now)), word, *whose, *more, f"due {at}"]
    return " · ".join(parts)


def flagged(problem: str) -> list[str]:
    """Return what is wrong behind a red sign, for texts without marks of ours."""
    return [f"{RED_SIGN} {problem}"] if problem else []


def who_has(duty: board.DutyLine) -> str:
    """Return in a few words who has a duty now."""
    return f"{duty.acknowledged_by} has it" if has_it(duty) else f"with {duty.owner}"


def by_claim(duties: Iterable[board.DutyLine]) -> dict[str, list[board.DutyLine]]:
    """Return duties by who has to do them, what their reader owes first."""
    found: dict[str, list[board.DutyLine]] = {OWED: [], FREE: [], TAKEN: []}
    for duty in duties:
        found[OWED if duty.is_owed else TAKEN if has_it(duty) else FREE].append(duty)
    return found


def claims(found: Mapping[str, Sequence[board.DutyLine]]) -> str:
    """Return how many there are: `2 duties owed by you, 1 for you to take`."""
    said = [(len(duties), whose) for whose, duties in found.items() if duties]
    if not said:
        return f"Nothing is {OWED}"
    (number, whose), *rest = said
    first = f"{count(number, 'duty', 'duties')} {whose}"
    return ", ".join([first, *(f"{number} {whose}" for number, whose in rest)])


def below(duty: board.DutyLine) -> str:
    """Return the second line of a duty: who has it, and what it is."""
    return f"{who_has(duty)} · {duty.title}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Hold for whom and when something is worded.

    Attributes:
        zone: The agency's zone.
        now: The instant; what was due before it is overdue.
    """

    zone: ZoneInfo
    now: datetime

    def date(self, at: datetime) -> Markup:
        """Return an instant that Slack shows in the reader's own zone."""
        return markup.date(at, self.zone)

    def asked(self, duty: views.Asked) -> Markup:
        """Return a duty that a person is asked for, with its code."""
        at = markup.when(duty.due_at, self.zone) if duty.due_at else NONE
        late = duty.due_at is not None and duty.due_at < self.now
        code = markup.write(" · code `{code}`", code=duty.code) if duty.code else NONE
        return markup.write(
            "{late}*{word}* {reference}{about}{due}{code}",
            late=markup.write(RED + " overdue ") if late else NONE,
            word=duty.word,
            reference=duty.reference,
            about=f" {duty.about}" if duty.about else "",
            due=markup.write(" due {at}", at=at) if at else NONE,
            code=code,
        )

    def next(self, duty: views.Asked | None) -> Markup:
        """Return what is asked next; nothing where nothing is."""
        return markup.write("Next: {duty}.", duty=self.asked(duty)) if duty else NONE


def sentences(*parts: Markup) -> Markup:
    """Return sentences after one another."""
    return markup.join(" ", parts)


#: Fields that hold a time, as they are said.
_TIMES = {"opened_at": "time", "recorded_at": "recording time"}


def field_of(field: str) -> str:
    """Return what a field of an incident is called in a sentence."""
    named = _TIMES.get(field.partition(":")[0], field)
    return spoken(named).replace("rd ", "RD ")


def first_big(text: str) -> str:
    """Return a text that begins a sentence."""
    return text[:1].upper() + text[1:]
