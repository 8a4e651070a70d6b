"""The loss of footage, what was put off, the next tour, and quiet hours."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import plan, schema, steps, timetable
from models import enums
from tests.unit import policy_texts

CHICAGO = ZoneInfo("America/Chicago")
DUE_AT = datetime(2026, 11, 24, 5, tzinfo=UTC)
LOST_AT = DUE_AT + timedelta(days=90)
KIND = steps.StepKind

LADDER = policy_texts.duty(
    ladder=(
        {"role": "sergeant", "wait": "30m"},
        {"role": "liaison", "before_lost": "7d"},
    ),
    remind=("-45m", "0m"),
    exhausted_after="1h",
    repeat_every="1d",
)
STAND = steps.Standing(due_at=DUE_AT, lost_at=LOST_AT, owner_role="officer")


def local(text: str) -> datetime:
    """Return a wall time of Chicago as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO).astimezone(UTC)


def night(*roles: str, starts: str = "22:00", ends: str = "06:00") -> schema.Quiet:
    """Return quiet hours of these roles."""
    return schema.Quiet.model_validate(
        {"roles": roles, "starts": starts, "ends": ends, "authority": "test"}
    )


def quiet(stand: steps.Standing, *hours: schema.Quiet) -> steps.Standing:
    """Return the same in Chicago's quiet hours."""
    return stand._replace(quiet=hours, timezone="America/Chicago")


# --- The loss ------------------------------------------------------------------


def test_loss_is_told_at_its_instant_and_once() -> None:
    awaited = STAND._replace(is_loss_awaited=True, rung=2, rung_at=LOST_AT)

    told = steps.next_step(LADDER, awaited, LOST_AT)
    after = steps.next_step(LADDER, awaited._replace(is_loss_awaited=False), LOST_AT)

    assert told is not None
    assert after is not None
    assert (told.kind, told.at) == (KIND.LOSS, LOST_AT)
    assert after.kind is not KIND.LOSS


def test_acknowledgement_does_not_move_the_loss() -> None:
    acknowledged = STAND._replace(
        is_loss_awaited=True,
        state=enums.DutyState.ACKNOWLEDGED,
        acknowledged_at=LOST_AT - timedelta(minutes=1),
        rung=2,
        rung_at=LOST_AT - timedelta(days=7),
    )

    step = steps.next_step(LADDER, acknowledged, LOST_AT)

    assert step is not None
    assert (step.kind, step.at) == (KIND.LOSS, LOST_AT)


@pytest.mark.parametrize("state", [enums.DutyState.OVERDUE, "acknowledged"])
def test_what_was_missed_before_the_loss_is_not_done_after_it(state: str) -> None:
    stand = STAND._replace(
        is_loss_awaited=True,
        state=enums.DutyState(state),
        acknowledged_at=DUE_AT,
        rung=1,
        rung_at=DUE_AT,
    )

    before = steps.next_step(LADDER, stand, LOST_AT - timedelta(seconds=1))
    after = steps.next_step(LADDER, stand, LOST_AT)

    assert before is not None
    assert after is not None
    assert before.kind is not KIND.LOSS
    assert (after.kind, after.at) == (KIND.LOSS, LOST_AT)


# --- What was put off -------------------------------------------------------------


def test_putting_off_moves_the_next_reminder_and_no_other() -> None:
    late_until = DUE_AT - timedelta(minutes=10)

    first = steps.next_step(LADDER, STAND._replace(late_until=late_until), late_until)
    assert first is not None
    second = steps.next_step(
        LADDER,
        plan.taken(STAND._replace(late_until=late_until), first, first.at),
        DUE_AT,
    )

    assert (first.kind, first.at, first.reminders) == (KIND.REMIND, late_until, 1)
    assert second is not None
    assert (second.kind, second.at, second.reminders) == (KIND.REMIND, DUE_AT, 2)


def test_putting_off_beyond_the_following_reminder_leaves_that_where_it_is() -> None:
    late_until = DUE_AT + timedelta(minutes=10)

    step = steps.next_step(
        LADDER, STAND._replace(late_until=late_until), DUE_AT - timedelta(hours=2)
    )

    assert step is not None
    assert (step.kind, step.at, step.reminders) == (KIND.REMIND, DUE_AT, 2)


def test_putting_off_after_the_last_reminder_adds_one_and_moves_no_rung() -> None:
    late_until = DUE_AT + timedelta(minutes=20)
    stand = STAND._replace(reminders=2, late_until=late_until)

    found = list(itertools.islice(plan.following(LADDER, stand, DUE_AT), 2))

    assert [(step.kind, step.at) for step in found] == [
        (KIND.REMIND, late_until),
        (KIND.ESCALATE, DUE_AT + timedelta(minutes=30)),
    ]


def test_putting_off_beyond_the_ladder_leaves_that_where_it_is() -> None:
    late_until = DUE_AT + timedelta(hours=5)
    stand = STAND._replace(reminders=2, late_until=late_until)

    step = steps.next_step(LADDER, stand, DUE_AT)

    assert step is not None
    assert (step.kind, step.at) == (KIND.ESCALATE, DUE_AT + timedelta(minutes=30))


@given(st.integers(-600, 600).map(lambda minutes: timedelta(minutes=minutes)))
def test_putting_off_never_moves_the_ladder(by: timedelta) -> None:
    def told(stand: steps.Standing) -> list[tuple[int, datetime]]:
        found = plan.following(LADDER, stand, DUE_AT - timedelta(days=1))
        some = itertools.islice(found, 8)
        return [(step.rung, step.at) for step in some if step.kind is KIND.ESCALATE]

    assert told(STAND._replace(late_until=DUE_AT + by)) == told(STAND)


# --- The next tour -------------------------------------------------------------------


def test_owner_is_asked_when_the_next_tour_starts_whoever_has_it_by_then() -> None:
    tour_at = DUE_AT + timedelta(hours=15)
    stand = STAND._replace(
        rung=1,
        rung_at=DUE_AT + timedelta(minutes=30),
        announcements=1,
        ask_again_at=tour_at,
    )

    step = steps.next_step(LADDER, stand, DUE_AT)
    assert step is not None

    assert (step.kind, step.at, step.rung) == (KIND.ASK_AGAIN, tour_at, 1)
    after = steps.next_step(LADDER, plan.taken(stand, step, tour_at), tour_at)
    assert after is not None
    assert after.kind is KIND.NOBODY


def test_owner_is_not_asked_while_somebody_has_it() -> None:
    stand = STAND._replace(
        state=enums.DutyState.ACKNOWLEDGED,
        acknowledged_at=DUE_AT,
        ask_again_at=DUE_AT + timedelta(minutes=1),
    )

    step = steps.next_step(LADDER, stand, DUE_AT)

    assert step is not None
    assert step.kind is KIND.LAPSE


# --- Quiet hours ------------------------------------------------------------------


def test_reminder_of_the_night_comes_in_the_morning_and_counts_once() -> None:
    # Due 23:00 on a Monday: one reminder before the quiet hours, one within.
    stand = quiet(STAND._replace(reminders=1), night("officer"))

    step = steps.next_step(LADDER, stand, DUE_AT)

    assert step is not None
    # The sergeant is in no quiet hours, so the ladder goes on.
    assert step.kind is KIND.ESCALATE
    both = quiet(STAND._replace(reminders=1), night("officer", "sergeant"))
    morning = steps.next_step(LADDER, both, DUE_AT)
    assert morning is not None
    assert (morning.kind, morning.at, morning.reminders) == (
        KIND.REMIND,
        local("2026-11-24T06:00"),
        2,
    )


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-11-23T21:59:59", None),
        ("2026-11-23T22:00", "2026-11-24T06:00"),
        ("2026-11-24T05:59:59", "2026-11-24T06:00"),
        ("2026-11-24T06:00", None),
        # Clocks go forward at two: seven hours of night.
        ("2027-03-13T23:30", "2027-03-14T06:00"),
        ("2027-03-14T03:30", "2027-03-14T06:00"),
        # Clocks go back at two: nine.
        ("2026-10-31T23:30", "2026-11-01T06:00"),
        ("2026-11-01T01:30", "2026-11-01T06:00"),
    ],
)
def test_quiet_hours_keep_the_wall_clock_across_midnight_and_both_changes(
    at: str, ends: str | None
) -> None:
    found = timetable.quiet_ends_at(
        [night("custodian")], "custodian", "America/Chicago", local(at)
    )

    assert found == (local(ends) if ends else None)


def test_quiet_hours_are_those_of_the_role_and_run_into_each_other() -> None:
    hours = [
        night("custodian"),
        night("custodian", starts="05:00", ends="09:00"),
        night("commander", starts="08:00", ends="12:00"),
    ]
    at = local("2026-11-24T02:00")

    def ends(role: str) -> datetime | None:
        return timetable.quiet_ends_at(hours, role, "America/Chicago", at)

    assert ends("custodian") == local("2026-11-24T09:00")
    assert ends("commander") is None
    assert ends("sergeant") is None


@pytest.mark.parametrize("legal", ["ask_by", "lost_at"])
def test_quiet_hours_yield_where_a_legal_date_would_pass(legal: str) -> None:
    tonight = local("2026-11-24T03:00")
    stand = quiet(
        STAND._replace(reminders=1, **{legal: tonight}), night("officer", "sergeant")
    )
    later = stand._replace(**{legal: local("2026-11-24T06:00:01")})
    no_rungs = policy_texts.duty(
        ladder=({"role": "sergeant", "wait": "30d"},), remind=("-45m", "0m")
    )

    urgent = steps.next_step(no_rungs, stand, DUE_AT)
    patient = steps.next_step(no_rungs, later._replace(lost_at=None), DUE_AT)

    assert urgent is not None
    assert patient is not None
    assert urgent.at == DUE_AT
    if legal == "ask_by":
        assert patient.at == local("2026-11-24T06:00")


INSTANTS = st.integers(0, 3 * 365 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
WALLS = st.integers(0, 23).map(lambda hour: time(hour).isoformat("minutes"))


@given(INSTANTS, WALLS, WALLS, st.booleans())
def test_what_waits_for_the_morning_is_never_earlier_nor_a_day_late(
    at: datetime, starts: str, ends: str, is_legal: bool
) -> None:
    hours = night("officer", starts=starts, ends=ends)
    ends_at = timetable.quiet_ends_at([hours], "officer", "America/Chicago", at)
    if ends_at is None:
        return

    assert at < ends_at <= at + timedelta(days=1)
    wall = ends_at.astimezone(CHICAGO).time()
    # A wall time that clocks skip is as long after midnight as ever.
    skipped = ends == "02:00" and wall == time(3)
    assert wall == time.fromisoformat(ends) or skipped
    rule = policy_texts.duty(
        ladder=({"role": "officer", "wait": "90d"},), remind=("0m",)
    )
    lost_at = at + (ends_at - at) / 2 if is_legal else None
    stand = quiet(
        steps.Standing(due_at=at, lost_at=lost_at, owner_role="officer"), hours
    )
    step = steps.next_step(rule, stand, at)
    assert step is not None
    assert step.at == (at if is_legal else ends_at)


@given(INSTANTS, WALLS, WALLS)
def test_quiet_hours_use_no_reminder_up(
    due_at: datetime, starts: str, ends: str
) -> None:
    hours = night("officer", "sergeant", "liaison", starts=starts, ends=ends)
    stand = STAND._replace(due_at=due_at, lost_at=None)
    rule = policy_texts.duty(
        ladder=({"role": "sergeant", "wait": "40d"},), remind=("-3d", "0m", "3d")
    )

    def reminded(of: steps.Standing) -> int:
        found = plan.following(rule, of, due_at - timedelta(days=9))
        some = itertools.islice(found, 4)
        return sum(step.kind is KIND.REMIND for step in some)

    assert reminded(stand) == reminded(quiet(stand, hours)) == 3
