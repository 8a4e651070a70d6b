"""Whatever is said of people's duty, in whatever order: the answer comes true."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.policy import load
from bot.verbs.ground.decision import Decision, Mint
from bot.verbs.ground.situation import Situation
from bot.verbs.people import assignments, foresight, leave, list_duty, presence
from bot.verbs.who import tours
from bot.verbs.who.people import Roster
from models import commands, enums, errors
from models.people import Person

CHICAGO, _, _ = load.load(load.shipped())
#: Two days before clocks go forward in Chicago.
START = datetime(2026, 3, 6, 12, tzinfo=UTC)
OPERATOR = commands.Actor(channel=enums.Channel.COMMAND_LINE, account="ada")
WATCHES = {"1": "third", "2": "first", "3": "always", "4": None}

#: How long before it comes a daily list may begin.
LATE = timedelta(minutes=300)

_who = st.sampled_from(list(WATCHES))
_later = st.integers(0, 600)
_length = st.integers(1, 1200)


def base(**fields: Any) -> dict[str, Any]:
    return {"actor": OPERATOR, "request_id": "r", **fields}


@st.composite
def _says(draw: st.DrawFn) -> tuple[int, str, str, int, int]:
    """Minutes to wait, what is said, of whom, in how many minutes, for how long."""
    what = draw(
        st.sampled_from(
            ["on", "off", "own on", "own off", "leave", "back", "cover", "list", "end"]
        )
    )
    return draw(st.integers(0, 900)), what, draw(_who), draw(_later), draw(_length)


class World:
    """Hold a roster that verbs change, without a database."""

    def __init__(self) -> None:
        people = [
            Person(
                id=star,
                name=star,
                star=star,
                role="sergeant",
                watch=watch,
                created_at=START,
            )
            for star, watch in WATCHES.items()
        ]
        self.roster = Roster(people, [], [])
        self.now = START
        numbers = count()
        self.mint = Mint(
            new_id=lambda: f"{next(numbers):032x}",
            new_code=lambda: "CODE",
            new_reference=lambda _: "26-0042K",
        )

    def states(self) -> list[bool]:
        """Whether each was on duty at each of many instants before now."""
        instants = [self.now - timedelta(minutes=m) for m in range(1, 2000, 97)]
        return [
            self.roster.is_on_duty(person, CHICAGO, at)
            for person in self.roster.active
            for at in instants
        ]

    def does(self, verb: Any, command: commands.Command, person: Any = None) -> Any:
        """Let a verb decide, take what it decided, and return the answer."""
        situation = Situation(
            roster=self.roster,
            policy_version="v",
            read_policy=lambda _: CHICAGO,
            person=person,
        )
        decision: Decision = verb(situation, command, CHICAGO, self.now, self.mint)
        self.roster = foresight.after(self.roster, decision.acts)
        return decision.answer


def _say(world: World, what: str, who: str, later: int, length: int) -> Any:
    from_at = world.now + timedelta(minutes=later)
    until_at = from_at + timedelta(minutes=length)
    span = {
        "from_local": from_at.isoformat(),
        "until_local": until_at.isoformat(),
        "is_confirmed": True,
    }
    if what in ("on", "off"):
        listing = commands.ListDuty(**base(who=who, is_on=what == "on", **span))
        return world.does(list_duty.decide, listing)
    person = world.roster.of_star(who)
    if what == "own on":
        return world.does(presence.go_on, commands.GoOnDuty(**base()), person)
    if what == "own off":
        return world.does(presence.go_off, commands.GoOffDuty(**base()), person)
    if what == "leave":
        return world.does(leave.record, commands.RecordLeave(**base(who=who, **span)))
    if what == "back":
        return world.does(leave.end, commands.EndLeave(**base(who=who)))
    if what == "cover":
        other = "1" if who != "1" else "2"
        command = commands.StandIn(**base(who=who, instead_of=other, **span))
        return world.does(list_duty.stand_in, command)
    if what == "end":
        return world.does(assignments.end, commands.EndAssignments(**base(who=who)))
    # A list may come when the hours have begun.
    begun = from_at - LATE
    row = commands.AssignmentRow(who=who, from_at=begun, until_at=until_at - LATE)
    return world.does(
        assignments.decide, commands.ImportAssignments(**base(rows=(row,)))
    )


def _check_answer(world: World, what: str, who: str, view: Any) -> None:
    """What was answered is so."""

    def is_on(star: str, at: datetime) -> bool:
        person = world.roster.of_star(star)
        assert person is not None
        return world.roster.is_on_duty(person, CHICAGO, at)

    if what in ("on", "off", "leave", "cover"):
        assert is_on(who, view.from_at) is view.is_on
        assert is_on(who, view.until_at - tours.TICK) is view.is_on
    if what == "cover":
        assert not is_on("1" if who != "1" else "2", view.from_at)
    if what in ("own on", "own off"):
        assert is_on(who, world.now) is (what == "own on")
    if what in ("back", "end"):
        assert is_on(who, world.now) is view.is_on_duty
        gone = {"back": enums.PresenceKind.LEAVE, "end": enums.PresenceKind.ASSIGNMENT}
        person = world.roster.of_star(who)
        assert person is not None
        for hours in range(0, 48, 3):
            at = world.now + timedelta(hours=hours)
            standing = world.roster.presence(person, at)
            assert standing is None or standing.kind is not gone[what]


def _check_tours(world: World) -> None:
    """Tours end and begin after now."""
    roster, now = world.roster, world.now
    for one in roster.active:
        next_at = roster.next_tour_at(one, CHICAGO, now)
        assert next_at is None or next_at > now
        assert next_at is None or roster.is_on_duty(one, CHICAGO, next_at)
        if roster.is_on_duty(one, CHICAGO, now):
            assert roster.tour_ends_at(one, CHICAGO, now) > now


@settings(max_examples=120, deadline=None)
@given(st.lists(_says(), max_size=12))
def test_what_is_answered_comes_true_and_what_was_stays(said: list[Any]) -> None:
    world = World()
    for wait, what, who, later, length in said:
        world.now += timedelta(minutes=wait)
        was = world.states()
        try:
            view: Any = _say(world, what, who, later, length)
        except (errors.InvalidInputError, errors.NotFoundError):
            assert world.states() == was
            continue
        assert world.states() == was
        _check_answer(world, what, who, view)
        _check_tours(world)


def test_hours_said_for_a_shorter_time_end_there() -> None:
    world = World()
    until = world.now + timedelta(hours=10)
    short = {"is_on": True, "is_confirmed": True}
    for who in ("1", "4"):
        command = commands.ListDuty(
            **base(who=who, until_local=until.isoformat(), **short)
        )
        world.does(list_duty.decide, command)
        person = world.roster.of_star(who)
        assert person is not None
        assert not world.roster.is_on_duty(person, CHICAGO, until)
