"""Make boards to show in Slack: an ordinary night, and the nastiest one."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from models import board, enums

CHICAGO = ZoneInfo("America/Chicago")
#: 15:40 in Chicago, on daylight saving time.
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
REFERENCE = "26-0042K"

NASTY = (
    "<!channel> <@U1> & <https://evil.example|ok>",
    "<!date^1^{ago}^https://evil.example|soon>",
    "&lt;!here&gt; &amp;amp; <",
    "{word} {0} {} %s",
    "*_~`> :red_circle: @channel #general https://evil.example",
    "\u202e\u2066\u05d0\u05d1\u05d2 \u0634\u0631\u0637\u0629 ",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}" * 3000,
    "&" * 5000,
    "<>" * 3000,
    "a" * 6000,
    "\n" * 300,
    "\x00\x07\ud800\udfff\ufeff",
    " ",
    "",
)
nasty = st.sampled_from(NASTY) | st.text(max_size=80)
maybe = st.none() | nasty
_now = NOW.replace(tzinfo=None)
_years = timedelta(days=3653)
instants = st.datetimes(_now - _years, _now + _years, timezones=st.just(UTC))


def duty_line(number: int = 1, **changes: Any) -> board.DutyLine:
    values: dict[str, Any] = {
        "duty_id": f"{number:032x}",
        "reference": REFERENCE,
        "word": "AID",
        "title": "Aid summoned if somebody is hurt",
        "state": enums.DutyState.NOTIFIED,
        "answer": enums.AnswerKind.NOTHING,
        "owner": "star 900",
        "due_at": NOW + timedelta(minutes=30),
        "next_step_at": NOW + timedelta(minutes=50),
        "next_role": "Sergeant",
    }
    return board.DutyLine(**values | changes)


def flag_line(number: int = 3, **changes: Any) -> board.DutyLine:
    values: dict[str, Any] = {
        "word": "FLAG",
        "title": "Footage flagged, deletion date recorded",
        "answer": enums.AnswerKind.DELETION,
        "due_at": NOW + timedelta(hours=5),
        "lost_at": NOW + timedelta(days=90),
    }
    return duty_line(number, **values | changes)


def card(**changes: Any) -> board.Card:
    first = duty_line()
    values: dict[str, Any] = {
        "reference": REFERENCE,
        "kind": "alleged_violation",
        "state": enums.IncidentState.OPEN,
        "opened_at": NOW - timedelta(minutes=4),
        "opened_by": "star 900",
        "source": "witnessed",
        "beat": "1021",
        "next_loss_of": "Body-worn camera, star 900",
        "next_loss_at": NOW + timedelta(days=90),
        "next_duty": first,
        "duties": (
            first,
            flag_line(),
            duty_line(4, word="CAMS", state=enums.DutyState.ATTESTED),
        ),
        "last": board.Happened(
            event="duty:acknowledged", at=NOW, by="star 900", word="AID"
        ),
        "phrases": (("call", "Call the desk when safe."),),
    }
    return board.Card(**values | changes)


def many(lines: Sequence[Any], number: int, field: str = "duty_id") -> tuple[Any, ...]:
    """Return `number` lines in turn, each with an id of its own."""
    if not lines:
        return ()
    return tuple(
        dataclasses.replace(lines[place % len(lines)], **{field: f"{place:032x}"})
        for place in range(number)
    )


sizes = st.sampled_from((0, 1, 2, 9, 10, 11, 40, 41, 500))

duties = st.builds(
    board.DutyLine,
    duty_id=st.just("0" * 32),
    reference=st.just(REFERENCE),
    word=nasty,
    title=nasty,
    state=st.sampled_from(enums.DutyState),
    answer=st.sampled_from(enums.AnswerKind),
    owner=nasty,
    due_at=instants,
    lost_at=st.none() | instants,
    next_step_at=st.none() | instants,
    next_role=maybe,
    acknowledged_by=maybe,
    acknowledged_at=st.none() | instants,
    settled_by=maybe,
    settled_at=st.none() | instants,
    is_unanswered=st.booleans(),
    is_owed=st.booleans(),
)
several = st.builds(many, st.lists(duties, min_size=1, max_size=3), sizes)
lines = st.builds(
    board.IncidentLine,
    reference=st.just(REFERENCE),
    state=st.sampled_from(enums.IncidentState),
    opened_at=instants,
    beat=maybe,
    open_duties=st.integers(0, 10**6),
    overdue_duties=st.integers(0, 10**6),
    next_due_at=st.none() | instants,
    next_loss_at=st.none() | instants,
)
incidents = st.builds(
    lambda found, number: tuple(found * number), st.lists(lines, max_size=2), sizes
)
watchers = st.builds(
    board.OnWatch,
    label=nasty,
    role=nasty,
    until_at=st.none() | instants,
    has_watch=st.booleans(),
    reached_by=st.none() | st.sampled_from(enums.Channel),
)
who = st.builds(
    board.Who,
    people=st.builds(
        lambda found, number: tuple(found * number),
        st.lists(watchers, max_size=2),
        sizes,
    ),
    empty_roles=st.lists(nasty, max_size=3).map(tuple),
    more=st.integers(0, 500),
)
cards = st.builds(
    board.Card,
    reference=st.just(REFERENCE),
    kind=nasty,
    state=st.sampled_from(enums.IncidentState),
    opened_at=instants,
    opened_by=maybe,
    source=nasty,
    is_late=st.booleans(),
    beat=maybe,
    event_number=maybe,
    rd_number=maybe,
    next_loss_of=maybe,
    next_loss_at=st.none() | instants,
    next_duty=st.none() | duties,
    duties=several,
    last=st.none()
    | st.builds(
        board.Happened,
        event=st.sampled_from(("duty:attested", "notice:delivered", "odd")) | nasty,
        at=instants,
        by=nasty,
        word=maybe,
    ),
    linked=st.lists(nasty, max_size=12).map(tuple),
    has_held_words=st.booleans(),
    words=maybe,
    phrases=st.lists(st.tuples(st.just("call"), nasty), max_size=3).map(tuple),
)
todos = st.builds(
    board.TodoList,
    open_duties=several,
    settled=several,
    told=st.lists(st.tuples(nasty, instants), max_size=20).map(tuple),
    is_moved=st.booleans(),
)
waiting = st.builds(
    board.WaitingText,
    inbound_id=st.just("0" * 32),
    sent_at=instants,
    number_end=nasty,
    count=st.integers(1, 99),
    opened=maybe,
)
several_waiting = st.builds(
    lambda found, number: many(found, number, "inbound_id"),
    st.lists(waiting, min_size=1, max_size=2),
    sizes,
)
inboxes = st.builds(
    board.Inbox,
    waiting=several_waiting,
    more=st.integers(0, 500),
    accepted=several_waiting,
)
homes = st.builds(
    board.Home,
    label=nasty,
    role_title=nasty,
    mine=several,
    watch=incidents,
    lost_24h=several,
    lost_7d=several,
    lost_30d=several,
    who=who,
    has_watch=st.booleans(),
    may_take_watch=st.booleans(),
    waiting_texts=st.integers(0, 500),
)
