"""What an instant or a policy moves follows from the rules, and the danger is named."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import load, steps, strictness, timetable
from bot.policy.schema import Policy
from bot.verbs.duties import obligations, recomputing, standings
from bot.verbs.duties.recomputing import World
from bot.verbs.ground import date_moves
from bot.verbs.ground.situation import IncidentFile
from models import enums
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident

NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
POLICY: Policy = load.load(load.shipped())[0]

#: Rules of duties that hang on a camera; of the others each begins with the incident.
OF_FOOTAGE = ("dock", "flag", "seen", "search")
RULES = ("aid", "federal_supervisor", "cameras", "report", *OF_FOOTAGE)


def incident_file(
    ago: timedelta = timedelta(), *, states: tuple[enums.DutyState, ...] = ()
) -> IncidentFile:
    """An incident of so long ago, with a duty of each rule, as the desk makes it."""
    opened_at = NOW - ago
    incident = Incident(
        id="i",
        reference="26-0001B",
        kind="alleged_violation",
        state=enums.IncidentState.OPEN,
        source="witnessed",
        opened_at=opened_at,
        recorded_at=NOW,
        policy_version="v",
    )
    source = next(one for one in POLICY.source if one.id == "bwc")
    ask_by, lost_at = timetable.footage_dates(source, opened_at)
    piece = Footage(
        id="f",
        incident_id="i",
        source="bwc",
        recorder_star="12345",
        recorded_at=opened_at,
        ask_by=ask_by,
        lost_at=lost_at,
        state=enums.FootageState.EXPECTED,
    )
    duties = []
    for number, name in enumerate(RULES):
        rule = POLICY.duty_of(name)
        columns: dict[str, Any] = {
            "id": f"d{number}",
            "incident_id": "i",
            "footage_id": "f" if name in OF_FOOTAGE else None,
            "rule": name,
            "word": rule.word,
            "state": states[number % len(states)]
            if states
            else enums.DutyState.NOTIFIED,
            "created_at": opened_at,
            "lost_at": lost_at if name in OF_FOOTAGE else None,
            "tour_ends_at": opened_at + timedelta(hours=7)
            if rule.due.after == "end_of_tour"
            else None,
            "notified_at": opened_at,
        }
        footage = {
            "recorded_at": opened_at,
            "ask_by": ask_by,
            "lost_at": lost_at,
            "flagged_at": None,
        }
        columns["due_at"] = obligations.due_at(
            rule,
            columns,
            opened_at=opened_at,
            footage=footage if columns["footage_id"] else None,
        )
        duties.append(Duty(**columns))
    file = IncidentFile(
        incident=incident,
        read_policy=lambda version: POLICY,
        duties=duties,
        footage=[piece],
    )
    for duty in duties:
        duty.next_step_at = standings.next_step_at(file, duty, NOW)
    return file


def carried_out(file: IncidentFile, found: date_moves.Recomputed, world: World) -> None:
    """Let the rows be as they would stand."""
    if world.opened_at is not None:
        file.incident.opened_at = world.opened_at
    for row, values in (*found.footage, *found.duties):
        for name, value in values.items():
            setattr(row, name, value)


shifts = st.integers(-150 * 24 * 60, 150 * 24 * 60).map(lambda n: timedelta(minutes=n))
ages = st.integers(0, 100 * 24 * 60).map(lambda n: timedelta(minutes=n))
duty_states = st.lists(
    st.sampled_from([*enums.OPEN_DUTY_STATES, enums.DutyState.ATTESTED]), min_size=1
).map(tuple)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[IncidentFile, World]:
    file = incident_file(draw(ages), states=draw(duty_states))
    opened_at = file.incident.opened_at
    wanted: dict[str, Any] = {}
    if draw(st.booleans()):
        wanted["opened_at"] = opened_at + draw(shifts)
    if draw(st.booleans()):
        wanted["recorded_at"] = {"f": opened_at + draw(shifts)}
    if draw(st.booleans()):
        wanted["tour_ends_at"] = {
            duty.id: duty.tour_ends_at + draw(shifts)
            for duty in file.duties
            if duty.tour_ends_at is not None
        }
    return file, World(**wanted)


@given(worlds())
@settings(max_examples=150, deadline=None)
def test_whatever_moves_in_the_dangerous_direction_is_named(
    made: tuple[IncidentFile, World],
) -> None:
    file, world = made
    found = recomputing.recompute(file, world, NOW)

    if not found.legal:
        for piece, values in found.footage:
            assert values.get("ask_by", piece.ask_by) <= piece.ask_by
            lost_at = values.get("lost_at", piece.lost_at)
            assert lost_at <= piece.lost_at
            assert not lost_at <= NOW < piece.lost_at
    if not found.why:
        for duty, values in found.duties:
            if duty.state in enums.OPEN_DUTY_STATES:
                assert values.get("due_at", duty.due_at) <= duty.due_at
                assert duty.next_step_at is not None
                assert values.get("next_step_at", duty.next_step_at) <= (
                    duty.next_step_at
                )


@given(worlds())
@settings(max_examples=100, deadline=None)
def test_what_was_carried_out_is_as_if_it_had_always_been_so(
    made: tuple[IncidentFile, World],
) -> None:
    file, world = made
    found = recomputing.recompute(file, world, NOW)
    carried_out(file, found, world)

    again = recomputing.recompute(file, World(), NOW)
    assert (again.footage, again.why) == ((), ())
    assert [values for _, values in again.duties if values] == []
    for duty in file.duties:
        if duty.state in enums.OPEN_DUTY_STATES:
            assert duty.next_step_at is not None
            step = steps.next_step(
                file.rule_of(duty), standings.standing(file, duty), NOW
            )
            assert step is not None
            assert step.at == duty.next_step_at


@given(ages)
@settings(max_examples=30, deadline=None)
def test_nothing_moves_where_nothing_is_different(ago: timedelta) -> None:
    found = recomputing.recompute(incident_file(ago), World(), NOW)
    assert (found.footage, found.shifts, found.why) == ((), (), ())
    assert [values for _, values in found.duties if values] == []
    same = recomputing.recompute(incident_file(ago), World(policy=POLICY), NOW)
    assert (same.footage, same.shifts, same.why) == ((), (), ())


def test_a_recording_with_a_time_of_its_own_stays_where_it_is() -> None:
    file = incident_file(timedelta(hours=5))
    file.footage[0].recorded_at -= timedelta(hours=1)
    world = World(opened_at=file.incident.opened_at - timedelta(hours=2))
    assert recomputing.recompute(file, world, NOW).footage == ()


def test_an_overdue_duty_that_is_not_due_any_more_is_told_of_anew() -> None:
    file = incident_file(timedelta(hours=1))
    aid = file.duties[0]
    aid.state = enums.DutyState.OVERDUE
    later = World(opened_at=NOW - timedelta(minutes=5))
    found = recomputing.recompute(file, later, NOW)
    values = dict(found.duties[0][1])
    assert values["state"] is enums.DutyState.NOTIFIED
    assert "AID: it would be due later." in found.why


def changed(part: str, name: str, **values: Any) -> Policy:
    """The shipped policy with other values of one duty or source."""
    rows = tuple(
        row.model_copy(update=values) if row.id == name else row
        for row in getattr(POLICY, part)
    )
    return POLICY.model_copy(update={part: rows})


FLAG = POLICY.duty_of("flag")
BWC = next(one for one in POLICY.source if one.id == "bwc")
HOUR = timedelta(hours=1)


def counted_from(duty: str) -> Any:
    """The due time of a referral, counted from another duty."""
    return POLICY.duty_of("referral").due.model_copy(update={"duty": duty})


def told_by(channels: tuple[str, ...]) -> Any:
    """The ladder of a flag, told by these channels alone."""
    return tuple(rung.model_copy(update={"channels": channels}) for rung in FLAG.ladder)


@pytest.mark.parametrize(
    ("new", "is_less"),
    [
        (POLICY, False),
        (changed("duty", "flag", remind=()), True),
        (changed("duty", "flag", remind=(*FLAG.remind, HOUR)), False),
        (changed("duty", "flag", ladder=FLAG.ladder[:1]), True),
        (
            changed(
                "duty",
                "flag",
                ladder=(
                    FLAG.ladder[0].model_copy(update={"wait": timedelta(minutes=1)}),
                    *FLAG.ladder[1:],
                ),
            ),
            False,
        ),
        (
            changed(
                "duty",
                "flag",
                ladder=(
                    FLAG.ladder[0].model_copy(update={"wait": 9 * HOUR}),
                    *FLAG.ladder[1:],
                ),
            ),
            True,
        ),
        (changed("duty", "flag", exhausted_roles=()), True),
        (changed("duty", "flag", repeat_every=FLAG.repeat_every * 2), True),
        (changed("duty", "flag", answer=enums.AnswerKind.NOTHING), True),
        (changed("source", "bwc", kept_for=3 * 365 * 24 * HOUR), False),
        (changed("source", "bwc", kept_for=HOUR), True),
        (changed("source", "bwc", kept_for=None), True),
        (changed("source", "bwc", lost_at=BWC.lost_at - HOUR), True),
        (changed("source", "bwc", lost_at=BWC.lost_at + HOUR), True),
        (changed("duty", "aid", is_asked_at_scene=False), True),
        (changed("duty", "referral", due=counted_from("flag")), True),
        (changed("duty", "flag", ladder=told_by(("sms", "slack"))), False),
        (changed("duty", "flag", ladder=told_by(("slack",))), True),
        (POLICY.model_copy(update={"desk_roles": ("admin",)}), True),
        (
            POLICY.model_copy(update={"desk_roles": (*POLICY.desk_roles, "admin")}),
            False,
        ),
        (POLICY.model_copy(update={"duty": POLICY.duty[1:]}), True),
        (POLICY.model_copy(update={"source": POLICY.source[1:]}), True),
        (POLICY.model_copy(update={"ground": POLICY.ground[1:]}), True),
        (POLICY.model_copy(update={"forbidden": ()}), True),
        (POLICY.model_copy(update={"title": "Another"}), False),
    ],
)
def test_what_asks_for_less_is_named(new: Policy, *, is_less: bool) -> None:
    assert bool(strictness.weaker(POLICY, new)) is is_less
