"""Whether a person is on duty, by what, until when, and when again: one winner."""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import load, schema, turns
from bot.verbs.who import tours
from models import enums
from models.people import Person, Presence

CHICAGO, _, _ = load.load(load.shipped())
ZONE = ZoneInfo("America/Chicago")
OWN, LISTING, OVERRIDE, LEAVE, ASSIGNMENT = (
    enums.PresenceKind.OWN,
    enums.PresenceKind.LISTING,
    enums.PresenceKind.OVERRIDE,
    enums.PresenceKind.LEAVE,
    enums.PresenceKind.ASSIGNMENT,
)


def local(text: str) -> datetime:
    """Return an instant of Chicago; a time without a day is of 10 March 2026."""
    whole = text if "T" in text else f"2026-03-10T{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=ZONE).astimezone(UTC)


def person(watch: str | None = "third") -> Person:
    return Person(id="p", name="p", role="sergeant", watch=watch, created_at=NOON)


NOON = local("12:00")


def said(
    kind: enums.PresenceKind,
    from_: str,
    until: str,
    *,
    is_on: bool = True,
    made: str = "2026-02-01T08:00",
    id_: str = "1",
    number: int = 0,
    ended: str | None = None,
) -> Presence:
    return Presence(
        id=id_,
        person_id="p",
        kind=kind,
        from_at=local(from_),
        until_at=local(until),
        is_on=is_on,
        made_at=local(made),
        number=number,
        ended_at=local(ended) if ended else None,
    )


def off(kind: enums.PresenceKind, from_: str, until: str, **more: Any) -> Presence:
    return said(kind, from_, until, is_on=False, **more)


def on(kind: enums.PresenceKind, from_: str, until: str, **more: Any) -> Presence:
    return said(kind, from_, until, is_on=True, **more)


def verdict(rows: list[Presence], at: str, watch: str | None = "third") -> Any:
    return tours.verdict(person(watch), rows, CHICAGO, local(at))


@pytest.mark.parametrize(
    ("watch", "at", "is_on"),
    [
        ("third", "13:59", False),
        ("third", "14:00", True),
        ("third", "22:59", True),
        ("third", "23:00", False),
        ("always", "03:00", True),
        (None, "15:00", False),
        ("gone", "15:00", False),
    ],
)
def test_the_watch_of_the_roster_counts_where_nothing_is_said(
    watch: str | None, at: str, is_on: bool
) -> None:
    found = verdict([], at, watch)
    assert found.is_on is is_on
    assert found.said is None
    assert found.watch == (watch if is_on else None)


#: Each line: what is said of somebody on the third watch, and by what they are on
#: duty (or off) at 16:00.
ORDER = [
    # Leave goes before the watch and before a daily list, whichever came first.
    ([off(LEAVE, "2026-03-01T00:00", "2026-04-01T00:00")], False, LEAVE),
    (
        [
            off(LEAVE, "2026-03-01T00:00", "2026-04-01T00:00"),
            on(ASSIGNMENT, "14:00", "23:00", made="2026-02-01T09:00", id_="2"),
        ],
        False,
        LEAVE,
    ),
    # Of what was said of the person, the last counts.
    (
        [
            off(LEAVE, "2026-03-01T00:00", "2026-04-01T00:00"),
            on(LISTING, "15:00", "23:00", made="2026-02-01T09:00", id_="2"),
        ],
        True,
        LISTING,
    ),
    (
        [
            on(LISTING, "15:00", "23:00"),
            off(LEAVE, "15:30", "2026-04-01T00:00", made="2026-02-01T09:00", id_="2"),
        ],
        False,
        LEAVE,
    ),
    (
        [
            off(OWN, "15:00", "23:00", made="15:00"),
            on(LISTING, "15:30", "23:00", made="15:30", id_="2"),
        ],
        True,
        LISTING,
    ),
    (
        [
            on(LISTING, "15:00", "23:00", made="15:00"),
            off(OWN, "15:30", "23:00", made="15:30", id_="2"),
        ],
        False,
        OWN,
    ),
    (
        [
            on(OWN, "15:00", "23:00", made="15:00"),
            off(OVERRIDE, "15:30", "23:00", made="15:30", id_="2"),
        ],
        False,
        OVERRIDE,
    ),
    # What is said of a person goes before the plan, also where it is older.
    (
        [
            off(LISTING, "15:00", "23:00", made="2026-02-01T08:00"),
            on(ASSIGNMENT, "14:00", "23:00", made="2026-02-01T09:00", id_="2"),
        ],
        False,
        LISTING,
    ),
    # At one instant: own word, listing, override, leave; then the later id.
    (
        [
            on(OWN, "15:00", "23:00"),
            off(LISTING, "15:00", "23:00", id_="2"),
            off(OVERRIDE, "15:00", "23:00", id_="3"),
            off(LEAVE, "15:00", "23:00", id_="4"),
        ],
        True,
        OWN,
    ),
    (
        [
            on(LISTING, "15:00", "23:00"),
            off(OVERRIDE, "15:00", "23:00", id_="2"),
            off(LEAVE, "15:00", "23:00", id_="3"),
        ],
        True,
        LISTING,
    ),
    (
        [on(OVERRIDE, "15:00", "23:00"), off(LEAVE, "15:00", "23:00", id_="2")],
        True,
        OVERRIDE,
    ),
    ([off(OWN, "15:00", "23:00"), on(OWN, "15:00", "23:00", id_="2")], True, OWN),
    ([on(OWN, "15:00", "23:00"), off(OWN, "15:00", "23:00", id_="2")], False, OWN),
    # The number goes before the clock, which may have been set back.
    (
        [
            on(OWN, "15:00", "23:00", made="15:00", number=1),
            off(OWN, "14:30", "23:00", made="14:30", number=2, id_="2"),
        ],
        False,
        OWN,
    ),
    # What was withdrawn counts no more, and not at all if it had not begun.
    ([off(LEAVE, "15:00", "23:00", ended="15:59")], True, None),
    ([off(LEAVE, "15:00", "23:00", ended="16:00")], True, None),
    ([off(LEAVE, "15:00", "23:00", ended="16:01")], False, LEAVE),
    ([off(LEAVE, "15:00", "23:00", ended="14:00")], True, None),
    # Nothing counts before it was said.
    ([off(LEAVE, "15:00", "23:00", made="16:01")], True, None),
    ([off(LEAVE, "15:00", "23:00", made="16:00")], False, LEAVE),
]


@pytest.mark.parametrize(("rows", "is_on", "kind"), ORDER)
def test_one_thing_decides_whatever_the_order_of_the_rows(
    rows: list[Presence], is_on: bool, kind: enums.PresenceKind | None
) -> None:
    for _ in range(5):
        random.shuffle(rows)
        found = verdict(rows, "16:00")
        assert found.is_on is is_on
        assert (found.said.kind if found.said else None) is kind


def test_a_daily_list_stands_in_place_of_the_turn_that_it_touches() -> None:
    early = [on(ASSIGNMENT, "09:00", "17:00")]
    assert [verdict(early, at).is_on for at in ("08:59", "09:00", "16:59")] == [
        False,
        True,
        True,
    ]
    # The rest of the third watch does not count today, but does tomorrow.
    assert not verdict(early, "17:00").is_on
    assert not verdict(early, "22:00").is_on
    assert verdict(early, "2026-03-11T15:00").is_on
    # Hours that only meet the turn are added to it.
    more = [on(ASSIGNMENT, "23:00", "2026-03-11T03:00")]
    assert verdict(more, "15:00").watch == "third"
    assert verdict(more, "23:00").said is more[0]
    # A list that was withdrawn gives the turn back, and takes it only once it came.
    gone = [on(ASSIGNMENT, "09:00", "17:00", ended="18:00", made="16:30")]
    assert [verdict(gone, at).is_on for at in ("16:00", "17:30", "18:00")] == [
        True,
        False,
        True,
    ]


def test_a_post_that_is_always_manned_is_left_only_by_word() -> None:
    rows = [off(OWN, "15:00", "23:00"), on(ASSIGNMENT, "01:00", "05:00", id_="2")]
    assert [
        verdict(rows, at, "always").is_on for at in ("14:59", "15:00", "23:00")
    ] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("rows", "watch", "ends"),
    [
        ([], "third", "23:00"),
        ([on(OWN, "15:00", "21:00")], None, "21:00"),
        # Until 21:00, and then the watch goes on.
        ([on(OWN, "15:00", "21:00")], "third", "23:00"),
        (
            [on(OWN, "15:00", "21:00"), off(OWN, "21:00", "23:00", id_="2")],
            "third",
            "21:00",
        ),
        ([off(LEAVE, "20:00", "2026-03-20T00:00")], "third", "20:00"),
        ([on(ASSIGNMENT, "23:00", "2026-03-11T03:00")], "third", "2026-03-11T03:00"),
        ([on(ASSIGNMENT, "15:00", "2026-03-11T03:00")], "third", "2026-03-11T03:00"),
        ([on(LISTING, "15:00", "2026-03-11T01:00")], "third", "2026-03-11T01:00"),
        ([off(OWN, "20:00", "21:00")], "always", "20:00"),
        ([on(OWN, "15:00", "21:00")], "always", None),
        ([], "always", None),
    ],
)
def test_a_tour_ends_where_nothing_goes_on(
    rows: list[Presence], watch: str | None, ends: str | None
) -> None:
    found = tours.ends_at(person(watch), rows, CHICAGO, local("16:00"))
    assert found == (local(ends) if ends else None)


def test_a_watch_that_lasts_all_day_ends_with_its_turn() -> None:
    whole = schema.Watch(id="w", title="W", starts=time(6), ends=time(6))
    policy = CHICAGO.model_copy(update={"watch": (whole,)})
    found = tours.ends_at(person("w"), [], policy, local("16:00"))
    assert found == local("2026-03-11T06:00")
    assert tours.next_starts_at(person("w"), [], policy, local("16:00")) is None


@pytest.mark.parametrize(
    ("rows", "watch", "after", "starts"),
    [
        ([], "third", "12:00", "14:00"),
        # Who is on duty: the tour after this one.
        ([], "third", "14:00", "2026-03-11T14:00"),
        ([], "third", "23:30", "2026-03-11T14:00"),
        ([], None, "12:00", None),
        ([], "always", "12:00", None),
        # Leave holds it off: to its end in the middle of a turn, or the next turn.
        (
            [off(LEAVE, "00:00", "2026-03-20T00:00")],
            "third",
            "12:00",
            "2026-03-20T14:00",
        ),
        (
            [off(LEAVE, "00:00", "2026-03-20T16:00")],
            "third",
            "12:00",
            "2026-03-20T16:00",
        ),
        # A daily list brings it forward, and takes the turn's place.
        ([on(ASSIGNMENT, "13:00", "20:00")], "third", "12:00", "13:00"),
        ([on(ASSIGNMENT, "18:00", "22:00")], "third", "12:00", "18:00"),
        ([on(ASSIGNMENT, "18:00", "22:00")], None, "12:00", "18:00"),
        ([on(ASSIGNMENT, "18:00", "22:00")], "third", "19:00", "2026-03-11T14:00"),
        # OFF ends the turn that runs; the next one counts.
        ([off(OWN, "15:00", "23:00")], "third", "16:00", "2026-03-11T14:00"),
        ([off(OWN, "15:00", "20:00")], "third", "16:00", "20:00"),
        ([off(OWN, "15:00", "20:00")], "always", "16:00", "20:00"),
        (
            [
                off(LEAVE, "00:00", "2026-04-20T00:00"),
                on(
                    LISTING,
                    "2026-03-12T15:00",
                    "2026-03-12T20:00",
                    made="2026-02-01T09:00",
                ),
            ],
            "third",
            "12:00",
            "2026-03-12T15:00",
        ),
    ],
)
def test_the_next_tour_starts_where_nothing_was_before(
    rows: list[Presence], watch: str | None, after: str, starts: str | None
) -> None:
    found = tours.next_starts_at(person(watch), rows, CHICAGO, local(after))
    assert found == (local(starts) if starts else None)


@pytest.mark.parametrize(
    ("starts", "night", "begins"),
    [
        # The night in which clocks go forward: 02:30 comes as 03:30, once.
        ("02:30", "2026-03-08", "2026-03-08T08:30+00:00"),
        ("09:00", "2026-03-08", "2026-03-08T14:00+00:00"),
        # The night in which they go back: 01:30 comes twice; the first counts.
        ("01:30", "2026-11-01", "2026-11-01T06:30+00:00"),
        ("02:30", "2026-11-01", "2026-11-01T08:30+00:00"),
        ("09:00", "2026-11-01", "2026-11-01T15:00+00:00"),
    ],
)
def test_a_watch_passes_on_once_in_both_nights_of_the_clock_change(
    starts: str, night: str, begins: str
) -> None:
    meets = time.fromisoformat(starts)
    policy = CHICAGO.model_copy(
        update={
            "watch": (
                schema.Watch(id="old", title="Old", starts=time(20), ends=meets),
                schema.Watch(id="new", title="New", starts=meets, ends=time(20)),
            )
        }
    )
    at = datetime.fromisoformat(begins)
    old, new = person("old"), person("new")
    assert tours.next_starts_at(new, [], policy, at - timedelta(hours=5)) == at
    assert tours.ends_at(old, [], policy, at - timedelta(hours=5)) == at
    minutes = [at + timedelta(minutes=number) for number in range(-180, 180, 5)]
    for minute in minutes:
        found = [tours.verdict(one, [], policy, minute).is_on for one in (old, new)]
        assert found == [minute < at, minute >= at], (night, minute)


# --- Laws --------------------------------------------------------------------------

BASE = local("2026-03-07T00:00")
_minutes = st.integers(0, 4 * 24 * 60)


@st.composite
def _rows(draw: st.DrawFn) -> list[Presence]:
    rows = []
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(list(enums.PresenceKind)))
        begins = draw(_minutes)
        rows.append(
            Presence(
                id=f"{number:032x}",
                person_id="p",
                kind=kind,
                from_at=BASE + timedelta(minutes=begins),
                until_at=BASE
                + timedelta(minutes=begins + draw(st.integers(0, 20 * 60))),
                is_on=kind is ASSIGNMENT or draw(st.booleans()),
                made_at=BASE + timedelta(minutes=draw(_minutes)),
                number=draw(st.integers(0, 3)),
                ended_at=BASE + timedelta(minutes=draw(_minutes))
                if draw(st.booleans())
                else None,
            )
        )
    return rows


_watches = st.sampled_from([None, "first", "second", "third", "always"])


@given(_rows(), _watches, _minutes, st.randoms())
def test_the_winner_is_the_same_in_whatever_order_the_rows_come(
    rows: list[Presence], watch: str | None, minute: int, chance: random.Random
) -> None:
    at, who = BASE + timedelta(minutes=minute), person(watch)
    expected = tours.verdict(who, rows, CHICAGO, at)
    ends = tours.ends_at(who, rows, CHICAGO, at) if expected.is_on else None
    starts = tours.next_starts_at(who, rows, CHICAGO, at)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert tours.verdict(who, mixed, CHICAGO, at) == expected
    if expected.is_on:
        assert tours.ends_at(who, mixed, CHICAGO, at) == ends
    assert tours.next_starts_at(who, mixed, CHICAGO, at) == starts


@given(_rows(), _watches, _minutes)
def test_exactly_one_thing_decides_at_every_instant(
    rows: list[Presence], watch: str | None, minute: int
) -> None:
    at = BASE + timedelta(minutes=minute)
    found = tours.verdict(person(watch), rows, CHICAGO, at)
    running = [row for row in rows if tours.starts_at(row) <= at < tours.stops_at(row)]
    assert (found.said is not None) == bool(running)
    assert found.said is None or found.said in running
    assert found.watch is None or found.said is None
    assert found.is_on or found.watch is None


@settings(max_examples=60)
@given(_rows(), _watches, _minutes)
def test_a_tour_is_whole_and_the_next_one_is_the_first_after_it(
    rows: list[Presence], watch: str | None, minute: int
) -> None:
    who, at = person(watch), BASE + timedelta(minutes=minute)

    def is_on(instant: datetime) -> bool:
        return tours.verdict(who, rows, CHICAGO, instant).is_on

    step = timedelta(minutes=7)
    if is_on(at):
        ends = tours.ends_at(who, rows, CHICAGO, at)
        instant = at
        while instant < min(ends or at + 9 * step, at + 60 * step):
            assert is_on(instant)
            instant += step
    starts = tours.next_starts_at(who, rows, CHICAGO, at)
    horizon = starts or BASE + timedelta(days=6)
    was_on, instant = is_on(at), at
    while (instant := instant + step) < horizon:
        assert was_on or not is_on(instant), instant
        was_on = is_on(instant)
    if starts is not None:
        assert is_on(starts)
        assert not is_on(starts - tours.TICK)


@given(_rows(), _watches, _minutes, _minutes)
def test_nothing_that_is_said_or_withdrawn_changes_what_was(
    rows: list[Presence], watch: str | None, minute: int, later: int
) -> None:
    now = BASE + timedelta(minutes=later)
    at = BASE + timedelta(minutes=minute)
    known = [row for row in rows if row.made_at < now]
    standing = [
        row.model_copy(update={"ended_at": None})
        if row.ended_at is not None and row.ended_at >= now
        else row
        for row in known
    ]
    if at < now:
        before = tours.verdict(person(watch), standing, CHICAGO, at)
        after = tours.verdict(person(watch), rows, CHICAGO, at)
        assert (before.is_on, before.watch) == (after.is_on, after.watch)


def test_turns_are_the_same_however_they_are_asked_for() -> None:
    (running,) = turns.running(CHICAGO, "first", local("23:30"))
    assert running == turns.of_day(time(22), time(7), "America/Chicago", NOON.date())
    assert running in list(turns.starting(CHICAGO, "first", NOON))
    assert turns.running(CHICAGO, "first", running.until_at) == ()
    assert turns.running(CHICAGO, "first", running.from_at) == (running,)
