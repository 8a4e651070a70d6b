"""What the roster is worth in each watch, and when nobody of a rung can be told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.policy import load
from bot.verbs.ground.decision import Act, Insert, Update
from bot.verbs.people import foresight
from bot.verbs.who.people import Roster
from models import enums
from models.people import Contact, Person, Presence

CHICAGO, _, _ = load.load(load.shipped())
#: 10 March 2026, 15:40 in Chicago.
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)


def person(name: str, watch: str | None, role: str = "sergeant") -> Person:
    return Person(id=name, name=name, star=name, role=role, watch=watch, created_at=NOW)


def contact(name: str, **fields: Any) -> Contact:
    values: dict[str, Any] = {
        "id": f"{name}-1",
        "person_id": name,
        "e164": "+13125550102",
        "kind": enums.PhoneKind.DEPARTMENT,
        "created_at": NOW,
        "verified_at": NOW,
        "consented_on": date(2026, 1, 1),
    }
    return Contact(**{**values, **fields})


def presence(hours: float, length: float, **fields: Any) -> dict[str, Any]:
    from_at = NOW + timedelta(hours=hours)
    return {
        "id": "x",
        "person_id": "1",
        "kind": enums.PresenceKind.LEAVE,
        "from_at": from_at,
        "until_at": from_at + timedelta(hours=length),
        "is_on": False,
        "unit": None,
        "supervisor_star": None,
        "other_id": None,
        "made_by": None,
        "made_at": NOW,
        **fields,
    }


def gaps(people: list[Person], contacts: list[Contact]) -> list[str | None]:
    roster = Roster(people, contacts, [])
    found = foresight.gaps(roster, CHICAGO)
    return [gap.watch for gap in found if gap.role == "sergeant"]


@pytest.mark.parametrize(
    ("watches", "missing"),
    [
        (["always"], []),
        (["first", "second", "third"], []),
        (["second"], ["First watch", "Third watch"]),
        (["second", "always"], []),
        ([None], [None]),
        ([], [None]),
    ],
)
def test_a_watch_without_anybody_of_a_rung_is_named(
    watches: list[str | None], missing: list[str | None]
) -> None:
    people = [person(str(number), watch) for number, watch in enumerate(watches)]
    assert gaps(people, [contact(one.id) for one in people]) == missing


@pytest.mark.parametrize(
    "fields",
    [
        {"verified_at": None},
        {"consented_on": None},
        {"opted_out_at": NOW},
        {"unreachable_at": NOW},
    ],
)
def test_who_cannot_be_reached_does_not_count(fields: dict[str, Any]) -> None:
    boyd = person("1", "always")
    assert gaps([boyd], [contact("1", **fields)]) == [None]
    assert gaps([boyd], [contact("1")]) == []


def test_hours_without_anybody_are_named_from_the_first_to_the_last() -> None:
    people = [person("1", "third"), person("2", "third")]
    roster = Roster(people, [contact("1"), contact("2")], [])
    day = (NOW, NOW + timedelta(hours=24))

    def empty(of: Roster) -> list[tuple[float, float]]:
        return [
            (
                (one.from_at - NOW) / timedelta(hours=1),
                (one.until_at - NOW) / timedelta(hours=1),
            )
            for one in foresight.uncovered(of, CHICAGO, *day)
            if one.role == "Sergeant"
        ]

    night: Any = (pytest.approx(7 + 1 / 3), pytest.approx(22 + 1 / 3))
    assert empty(roster) == [night]
    leave = Act(
        ledger_id="presence",
        event="leave:recorded",
        changes=(Insert(Presence, presence(1, 2)),),
    )
    assert empty(foresight.after(roster, [leave])) == [night]
    both = foresight.after(
        roster,
        [
            leave,
            Act(
                ledger_id="presence",
                event="leave:recorded",
                changes=(Insert(Presence, presence(2, 4, id="y", person_id="2")),),
            ),
        ],
    )
    assert empty(both) == [(2, 3), night]
    # What is not yet saved changes nothing.
    assert empty(roster) == [night]


def test_a_row_that_ends_sooner_is_foreseen_too() -> None:
    row = Presence(**presence(-1, 4))
    roster = Roster([person("1", "third")], [contact("1")], [row])
    boyd = roster.by_id["1"]
    ended = Act(
        ledger_id="presence",
        event="leave:ended",
        changes=(Update(Presence, row, {"until_at": NOW}),),
    )
    assert not roster.is_on_duty(boyd, CHICAGO, NOW)
    assert foresight.after(roster, [ended]).is_on_duty(boyd, CHICAGO, NOW)
    assert not roster.is_on_duty(boyd, CHICAGO, NOW)
