"""What the engine does next about a duty, and when."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import plan, schema, steps, values
from models import enums
from tests.unit import policy_texts

DUE_AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
OPENED_AT = DUE_AT - timedelta(hours=8)
LOST_AT = OPENED_AT + timedelta(days=90)

REMIND, ESCALATE = steps.StepKind.REMIND, steps.StepKind.ESCALATE
NOBODY, LAPSE = steps.StepKind.NOBODY, steps.StepKind.LAPSE


def after(text: str) -> datetime:
    """Return the instant so long after the due time."""
    return DUE_AT + values.read_duration(text)


def rule(*ladder: str, **others: Any) -> schema.Duty:
    """Return a rule with a ladder: "30m" waits, "7d lost" stands before the loss."""
    rungs = [
        {"role": "sergeant", "before_lost": rung.removesuffix(" lost")}
        if rung.endswith(" lost")
        else {"role": "sergeant", "wait": rung}
        for rung in ladder
    ]
    return policy_texts.duty(ladder=rungs, **others)


def next_of(
    of: schema.Duty, *, now: datetime = OPENED_AT, **standing: Any
) -> tuple[str, steps.StepKind, int] | None:
    """Return the next step as (time after due, kind, rung)."""
    stand = steps.Standing(due_at=DUE_AT, lost_at=LOST_AT)
    step = steps.next_step(of, stand._replace(**standing), now)
    if step is None:
        return None
    return values.write_duration(step.at - DUE_AT), step.kind, step.rung


LADDER = rule("30m", "1h", "7d lost", remind=["-45m", "0m"])


@pytest.mark.parametrize("state", enums.DutyState)
def test_only_an_open_duty_has_a_next_step(state: enums.DutyState) -> None:
    step = next_of(LADDER, state=state, acknowledged_at=OPENED_AT)

    assert (step is not None) == (state in enums.OPEN_DUTY_STATES)


def test_owner_is_reminded_in_order_and_then_the_ladder_is_climbed() -> None:
    assert next_of(LADDER) == ("-45m", REMIND, 0)
    assert next_of(LADDER, reminders=1) == ("0s", REMIND, 0)
    assert next_of(LADDER, reminders=2) == ("30m", ESCALATE, 1)
    told: dict[str, Any] = {"reminders": 2, "rung": 1, "rung_at": after("30m")}
    assert next_of(LADDER, **told) == ("1h30m", ESCALATE, 2)


def test_reminder_comes_before_a_rung_of_the_same_instant() -> None:
    same = rule("0s", remind=["0s"])

    assert next_of(same) == ("0s", REMIND, 0)
    assert next_of(same, reminders=1) == ("0s", ESCALATE, 1)


def test_missed_reminders_are_sent_as_one() -> None:
    stand = steps.Standing(due_at=DUE_AT, lost_at=None)

    early = steps.next_step(LADDER, stand, after("-20m"))
    late = steps.next_step(LADDER, stand, after("20m"))

    assert early is not None
    assert late is not None
    assert (early.at, early.reminders) == (after("-45m"), 1)
    assert (late.at, late.reminders) == (after("0s"), 2)


def test_reminder_and_rung_that_were_both_missed_are_both_done() -> None:
    now = after("2h")

    assert next_of(LADDER, now=now) == ("0s", REMIND, 0)
    assert next_of(LADDER, now=now, reminders=2) == ("30m", ESCALATE, 1)


def test_reminders_wait_for_the_end_of_the_quiet_time() -> None:
    quiet: dict[str, Any] = {"quiet_until": after("-30m")}

    assert next_of(LADDER, **quiet) == ("-30m", REMIND, 0)
    assert next_of(LADDER, reminders=1, **quiet) == ("0s", REMIND, 0)
    assert next_of(LADDER, quiet_until=after("10m")) == ("10m", REMIND, 0)


def test_reminders_of_the_quiet_time_are_sent_as_one_at_its_end() -> None:
    stand = steps.Standing(due_at=DUE_AT, lost_at=None, quiet_until=after("10m"))

    step = steps.next_step(LADDER, stand, OPENED_AT)

    assert step is not None
    assert (step.at, step.reminders) == (after("10m"), 2)


def test_quiet_time_does_not_hold_the_ladder_back() -> None:
    late: dict[str, Any] = {"quiet_until": after("5h"), "reminders": 0}

    assert next_of(LADDER, **late) == ("30m", ESCALATE, 1)


def test_owner_is_not_reminded_once_a_rung_was_told() -> None:
    told: dict[str, Any] = {"rung": 1, "rung_at": after("30m"), "reminders": 0}

    assert next_of(LADDER, now=after("40m"), **told) == ("1h30m", ESCALATE, 2)


def test_patience_counts_from_when_a_rung_was_really_told() -> None:
    late = after("3d")

    step = next_of(LADDER, now=late, rung=1, rung_at=late, reminders=2)

    assert step == ("3d1h", ESCALATE, 2)


def test_owner_who_is_told_anew_has_time_until_the_duty_is_due() -> None:
    assert next_of(rule("30m"), rung_at=after("-1h")) == ("30m", ESCALATE, 1)
    assert next_of(rule("30m"), rung_at=after("1h")) == ("1h30m", ESCALATE, 1)


# --- Rungs before the loss --------------------------------------------------

IN_A_WEEK = LOST_AT - timedelta(days=7)


def since_due(at: datetime) -> str:
    """Return an instant as the time after due."""
    return values.write_duration(at - DUE_AT)


def test_rung_before_the_loss_comes_at_its_own_instant() -> None:
    told: dict[str, Any] = {
        "reminders": 2,
        "rung": 2,
        "rung_at": after("2h"),
        "announcements": 1,
    }
    # Announced again and again meanwhile; the last time an hour before.
    told["rung_at"] = IN_A_WEEK - timedelta(hours=1)

    assert next_of(LADDER, **told) == (since_due(IN_A_WEEK), ESCALATE, 3)


def test_rung_before_the_loss_passes_over_those_that_wait() -> None:
    near = LOST_AT - timedelta(days=6)

    step = next_of(LADDER, now=near, reminders=2, rung=1, rung_at=near)

    assert step == (since_due(IN_A_WEEK), ESCALATE, 3)


@pytest.mark.parametrize("by", ["1h", "6d"])
def test_acknowledgement_never_moves_a_rung_before_the_loss(by: str) -> None:
    near = IN_A_WEEK - timedelta(minutes=30)
    has_it: dict[str, Any] = {
        "state": enums.DutyState.ACKNOWLEDGED,
        "acknowledged_at": near,
    }
    slow = rule("30m", "7d lost", lapses_after=by)

    step = next_of(slow, now=near, rung=1, rung_at=near, **has_it)

    assert step == (since_due(IN_A_WEEK), ESCALATE, 2)


def test_rung_before_the_loss_comes_though_it_was_told_before() -> None:
    # Nobody below could be reached, so everything was gone through on the first day.
    early: dict[str, Any] = {
        "rung": 3,
        "rung_at": after("1h"),
        "reminders": 2,
        "announcements": 500,
    }
    told: dict[str, Any] = {**early, "rung_at": IN_A_WEEK}

    assert next_of(LADDER, **early) == ("7h", NOBODY, 3)
    last: dict[str, Any] = {**early, "rung_at": IN_A_WEEK - timedelta(minutes=1)}
    assert next_of(LADDER, **last) == (since_due(IN_A_WEEK), ESCALATE, 3)
    assert next_of(LADDER, **told) == (
        since_due(IN_A_WEEK + timedelta(hours=6)),
        NOBODY,
        3,
    )


def test_rung_that_waits_for_one_before_the_loss_does_not_overtake_it() -> None:
    ladder = rule("30m", "7d lost", "1h")

    assert next_of(ladder, rung=1, rung_at=after("30m")) == ("1h", NOBODY, 1)
    told: dict[str, Any] = {"rung": 2, "rung_at": IN_A_WEEK}
    then = since_due(IN_A_WEEK + timedelta(hours=1))
    assert next_of(ladder, now=IN_A_WEEK, **told) == (then, ESCALATE, 3)


def test_rung_before_the_loss_never_comes_where_nothing_can_be_lost() -> None:
    ladder = rule("30m", "7d lost", "1h")

    assert next_of(ladder, lost_at=None) == ("30m", ESCALATE, 1)
    told: dict[str, Any] = {"rung": 1, "rung_at": after("30m")}
    assert next_of(ladder, lost_at=None, **told) == ("1h30m", ESCALATE, 3)
    assert next_of(rule("7d lost"), lost_at=None) == ("30m", NOBODY, 0)


@pytest.mark.parametrize(
    ("rung", "now", "has_come"),
    [
        (1, OPENED_AT, True),
        (2, OPENED_AT, True),
        (3, OPENED_AT, False),
        (3, IN_A_WEEK - timedelta(seconds=1), False),
        (3, IN_A_WEEK, True),
    ],
)
def test_rung_before_the_loss_is_not_told_early_in_place_of_others(
    rung: int, now: datetime, has_come: bool
) -> None:
    assert steps.has_come(LADDER, rung, lost_at=LOST_AT, now=now) is has_come


def test_rung_before_the_loss_has_never_come_where_nothing_can_be_lost() -> None:
    assert not steps.has_come(LADDER, 3, lost_at=None, now=LOST_AT)


# --- Nobody answers ---------------------------------------------------------


def test_nobody_is_announced_after_the_last_rung_and_then_repeated() -> None:
    ladder = rule("30m", exhausted_after="20m", repeat_every="6h")
    told: dict[str, Any] = {"rung": 1, "rung_at": after("30m")}

    assert next_of(ladder, **told) == ("50m", NOBODY, 1)
    announced: dict[str, Any] = {"rung": 1, "rung_at": after("1h"), "announcements": 1}
    assert next_of(ladder, **announced) == ("7h", NOBODY, 1)
    again: dict[str, Any] = {"rung": 1, "rung_at": after("7h"), "announcements": 2}
    assert next_of(ladder, **again) == ("13h", NOBODY, 1)


def test_nobody_is_announced_also_while_only_the_loss_is_still_to_come() -> None:
    told: dict[str, Any] = {"rung": 2, "rung_at": after("90m"), "reminders": 2}

    assert next_of(LADDER, **told) == ("2h", NOBODY, 2)
    assert next_of(rule("7d lost")) == ("30m", NOBODY, 0)
    announced: dict[str, Any] = {"rung_at": after("30m"), "announcements": 1}
    assert next_of(rule("7d lost"), **announced) == ("6h30m", NOBODY, 0)


# --- Acknowledged -----------------------------------------------------------


def test_acknowledgement_rests_everything_until_it_lapses() -> None:
    has_it: dict[str, Any] = {
        "state": enums.DutyState.ACKNOWLEDGED,
        "acknowledged_at": after("10m"),
    }

    assert next_of(LADDER, now=after("3h"), **has_it) == ("2h10m", LAPSE, 0)
    told: dict[str, Any] = {"rung": 2, "rung_at": after("5m")}
    assert next_of(LADDER, **told, **has_it) == ("2h10m", LAPSE, 2)


def test_acknowledgement_without_an_instant_lapses_at_once() -> None:
    now = after("3h")

    assert next_of(LADDER, now=now, state=enums.DutyState.ACKNOWLEDGED) == (
        "3h",
        LAPSE,
        0,
    )


# --- Laws -------------------------------------------------------------------

SPANS = st.integers(1, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))
WAITS = st.integers(0, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def rules(draw: st.DrawFn) -> schema.Duty:
    """Make a rule that the checks of a policy file would take."""
    waits = [{"role": "sergeant", "wait": w} for w in draw(st.lists(WAITS, max_size=3))]
    lost = sorted(draw(st.sets(WAITS, max_size=2)), reverse=True)
    before = [{"role": "liaison", "before_lost": offset} for offset in lost]
    offsets = sorted(draw(st.sets(st.integers(-9000, 9000), max_size=3)))
    return policy_texts.duty(
        ladder=tuple(draw(st.permutations([*waits, *before])))
        or ({"role": "sergeant", "wait": "1h"},),
        remind=tuple(timedelta(seconds=offset) for offset in offsets),
        exhausted_after=draw(WAITS),
        repeat_every=draw(SPANS),
        lapses_after=draw(SPANS),
    )


@st.composite
def standings(draw: st.DrawFn) -> steps.Standing:
    """Make a standing that can come about, and some that cannot."""
    instants = st.integers(-50 * 86400, 50 * 86400).map(
        lambda seconds: DUE_AT + timedelta(seconds=seconds)
    )
    return steps.Standing(
        due_at=DUE_AT,
        lost_at=draw(st.none() | instants),
        state=draw(st.sampled_from(enums.DutyState)),
        reminders=draw(st.integers(0, 4)),
        rung=draw(st.integers(0, 5)),
        rung_at=draw(st.none() | instants),
        announcements=draw(st.integers(0, 3)),
        acknowledged_at=draw(st.none() | instants),
        quiet_until=draw(st.none() | instants),
    )


NOWS = st.integers(-60 * 86400, 60 * 86400).map(
    lambda seconds: DUE_AT + timedelta(seconds=seconds)
)


@given(rules(), standings(), NOWS)
def test_open_duty_always_has_a_next_step_and_a_closed_one_never(
    of: schema.Duty, stand: steps.Standing, now: datetime
) -> None:
    step = steps.next_step(of, stand, now)

    assert (step is None) == (stand.state not in enums.OPEN_DUTY_STATES)


@given(rules(), standings(), NOWS)
def test_no_step_is_planned_behind_a_rung_that_stands_before_the_loss(
    of: schema.Duty, stand: steps.Standing, now: datetime
) -> None:
    step = steps.next_step(of, stand, now)
    if step is None or stand.lost_at is None:
        return

    to_come = [
        stand.lost_at - rung.before_lost
        for number, rung in enumerate(of.ladder, start=1)
        if rung.before_lost is not None and number > stand.rung
    ]

    assert step.at <= min(to_come, default=step.at)


@given(rules(), standings(), NOWS, WAITS)
def test_next_step_never_moves_forward_in_time_as_time_goes_by(
    of: schema.Duty, stand: steps.Standing, now: datetime, later: timedelta
) -> None:
    first = steps.next_step(of, stand, now)
    second = steps.next_step(of, stand, now + later)

    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.at <= second.at


@given(rules(), standings(), WAITS)
def test_every_ladder_ends_in_nobody_answered_again_and_again(
    of: schema.Duty, stand: steps.Standing, later: timedelta
) -> None:
    # After a downtime so long that all that was planned lies behind.
    now = DUE_AT + timedelta(days=120) + later
    steps = list(itertools.islice(plan.following(of, stand, now), 40))
    if stand.state not in enums.OPEN_DUTY_STATES:
        assert steps == []
        return

    kinds = [step.kind for step in steps]

    # One lapse, the reminders, and each rung at most once more than it stands there.
    most = 1 + len(of.remind) + 2 * len(of.ladder) + 1
    assert set(kinds[most:]) == {NOBODY}
    repeats = [
        later.at - earlier.at for earlier, later in itertools.pairwise(steps[most:])
    ]
    assert set(repeats) == {of.repeat_every}


@given(rules(), NOWS)
def test_every_rung_before_the_loss_is_told_in_time_or_passed_over_by_a_later_one(
    of: schema.Duty, lost_at: datetime
) -> None:
    # No rung depends on how often "nobody answered" is repeated.
    of = of.model_copy(update={"repeat_every": values.LONGEST})
    stand = steps.Standing(due_at=DUE_AT, lost_at=lost_at)
    told: dict[int, datetime] = {}
    for step in itertools.islice(
        plan.following(of, stand, lost_at - values.LONGEST), 30
    ):
        if step.kind is ESCALATE:
            told[step.rung] = step.at

    for number, rung in enumerate(of.ladder, start=1):
        if rung.before_lost is not None:
            at = lost_at - rung.before_lost
            passed_over_at = min(
                (told_at for later, told_at in told.items() if later > number),
                default=at,
            )
            assert told.get(number, passed_over_at) <= at
