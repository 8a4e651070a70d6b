"""Who can be told, by which channel, and who of several is told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.outbox import compose
from bot.policy import load
from bot.verbs.ground.decision import Act, Mint, Notice, Told
from bot.verbs.who.people import Roster
from models import enums
from models.people import Contact, Person, Presence, WatchHold
from models.slack import SlackMember

NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
POLICY, _, _ = load.load(load.shipped())
YES, SMS, SLACK = enums.Reach.YES, enums.Channel.SMS, enums.Channel.SLACK


def person(name: str = "boyd", **fields: Any) -> Person:
    values: dict[str, Any] = {
        "id": name,
        "name": name,
        "role": "sergeant",
        "slack_user_id": f"U{name}",
        "unit": "007",
        "watch": "always",
        "created_at": NOW,
    }
    return Person(**{**values, **fields})


def contact(name: str = "boyd", **fields: Any) -> Contact:
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


def roster(people: list[Person], contacts: list[Contact], **fields: Any) -> Roster:
    fields.setdefault("has_slack", True)
    return Roster(people, contacts, fields.pop("presences", []), **fields)


def barred(problem: enums.SlackProblem | None) -> list[SlackMember]:
    return [SlackMember(slack_user_id="Uboyd", problem=problem, changed_at=NOW)]


@pytest.mark.parametrize(
    ("boyd", "phone", "fields", "channel", "reach"),
    [
        ({}, {}, {}, SMS, YES),
        ({}, None, {}, SLACK, YES),
        ({}, {"opted_out_at": NOW}, {}, SLACK, YES),
        ({}, {"unreachable_at": NOW}, {}, SLACK, YES),
        ({}, {"verified_at": None}, {}, SLACK, YES),
        ({}, None, {"has_slack": False}, None, enums.Reach.NO_NUMBER),
        ({"slack_user_id": None}, None, {}, None, enums.Reach.NO_NUMBER),
        (
            {},
            {"opted_out_at": NOW},
            {"slack_members": barred(enums.SlackProblem.GUEST)},
            None,
            enums.Reach.OPTED_OUT,
        ),
        ({}, None, {"slack_members": barred(None)}, SLACK, YES),
        ({"watch": None}, {}, {}, SMS, enums.Reach.OFF_DUTY),
        ({"watch": None}, None, {}, SLACK, enums.Reach.OFF_DUTY),
        ({"ended_at": NOW}, {}, {}, None, enums.Reach.ENDED),
        ({"ended_at": NOW}, None, {}, None, enums.Reach.ENDED),
    ],
)
def test_a_person_is_texted_where_that_can_be_and_else_told_in_slack(
    boyd: dict[str, Any],
    phone: dict[str, Any] | None,
    fields: dict[str, Any],
    channel: enums.Channel | None,
    reach: enums.Reach,
) -> None:
    who = person(**boyd)
    contacts = [] if phone is None else [contact(**phone)]
    everybody = roster([who], contacts, **fields)

    assert everybody.channel_of(who) is channel
    assert everybody.can_be_told(who, POLICY, NOW) is reach
    assert (everybody.on_duty("sergeant", POLICY, NOW) == [who]) is (reach is YES)


def test_whether_a_text_may_leave_does_not_depend_on_slack() -> None:
    who = person()
    everybody = roster([who], [contact(opted_out_at=NOW)])
    assert everybody.can_be_texted(who, POLICY, NOW) is enums.Reach.OPTED_OUT
    assert everybody.can_be_told(who, POLICY, NOW) is YES


def test_a_member_is_one_active_person() -> None:
    boyd, gone = person(), person("gone", ended_at=NOW)
    everybody = roster([boyd, gone], [])
    assert everybody.of_slack("Uboyd") is boyd
    assert everybody.of_slack("Uboyd") is boyd
    assert everybody.slack_of(boyd) == "Uboyd"
    assert everybody.of_slack("Ugone") is None
    assert everybody.slack_of(gone) is None
    guest = roster([boyd], [], slack_members=barred(enums.SlackProblem.GUEST))
    assert guest.of_slack("Uboyd") is boyd
    assert guest.slack_of(boyd) is None


def rows(everybody: Roster, person_id: str = "boyd") -> list[dict[str, Any]]:
    notice = Notice(
        key="k",
        purpose=enums.Purpose.TELL,
        person_id=person_id,
        view=Told(reference="26-0042K", text="Opened.", at=NOW),
    )
    act = Act(ledger_id="x", event="x:x", notices=(notice,))
    mint = Mint(new_id=lambda: "1", new_code=lambda: "2", new_reference=lambda _: "3")
    made = compose.rows(
        act,
        roster=everybody,
        policy=POLICY,
        now=NOW,
        machine_now=NOW + timedelta(seconds=1),
        mint=mint,
    )
    return [row.values for row in made]


def test_a_text_waits_for_the_courier_and_a_line_in_slack_does_not() -> None:
    (by_text,) = rows(roster([person()], [contact()]))
    (by_slack,) = rows(roster([person()], []))

    names = ("channel", "to_e164", "next_attempt_at")
    assert [by_text[name] for name in names] == [
        SMS,
        "+13125550102",
        NOW + timedelta(seconds=1),
    ]
    assert [by_slack[name] for name in names] == [SLACK, None, None]
    assert by_text["body"] == by_slack["body"]
    assert by_slack["state"] is enums.NoticeState.QUEUED


def test_who_can_be_told_by_nothing_gets_no_row() -> None:
    assert rows(roster([person(slack_user_id=None)], [])) == []
    assert rows(roster([person()], [], has_slack=False)) == []
    assert rows(roster([person()], []), person_id="nobody") == []


def hold(name: str, unit: str = "007", **fields: Any) -> WatchHold:
    values: dict[str, Any] = {
        "id": f"{name}-w",
        "person_id": name,
        "role": "sergeant",
        "unit": unit,
        "from_at": NOW - timedelta(hours=1),
        "until_at": NOW + timedelta(hours=1),
    }
    return WatchHold(**{**values, **fields})


BOYD, CARL, DORA = person(), person("carl"), person("dora", unit="008")
ASHA = person("asha", role="officer")


def on_duty(**fields: Any) -> list[str]:
    everybody = roster([ASHA, BOYD, CARL, DORA], [], **fields)
    near = everybody.on_duty("sergeant", POLICY, NOW, near=ASHA)
    return [who.id for who in near]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["boyd", "carl"]),
        ({"holds": [hold("carl")]}, ["carl"]),
        # Another unit's, another role's, run out, not yet begun.
        ({"holds": [hold("dora", "008")]}, ["boyd", "carl"]),
        ({"holds": [hold("carl", role="commander")]}, ["boyd", "carl"]),
        ({"holds": [hold("carl", until_at=NOW)]}, ["boyd", "carl"]),
        (
            {"holds": [hold("carl", from_at=NOW + timedelta(seconds=1))]},
            ["boyd", "carl"],
        ),
        # The latest counts.
        (
            {"holds": [hold("carl"), hold("boyd", from_at=NOW)]},
            ["boyd"],
        ),
    ],
)
def test_who_has_the_watch_is_told_alone(
    fields: dict[str, Any], told: list[str]
) -> None:
    assert on_duty(**fields) == told


def test_who_went_off_duty_has_the_watch_no_more() -> None:
    off = Presence(
        id="p",
        person_id="carl",
        from_at=NOW,
        until_at=NOW + timedelta(hours=1),
        is_on=False,
        made_at=NOW,
    )
    assert on_duty(holds=[hold("carl")], presences=[off]) == ["boyd"]
    everybody = roster([BOYD, CARL], [], holds=[hold("carl")], presences=[off])
    assert not everybody.has_watch(CARL, NOW)


def test_one_units_watch_leaves_the_others_alone() -> None:
    everybody = roster([BOYD, CARL, DORA], [], holds=[hold("carl")])
    told = everybody.on_duty("sergeant", POLICY, NOW)
    assert [who.id for who in told] == ["carl", "dora"]
    assert everybody.has_watch(CARL, NOW)


def test_who_has_the_watch_and_cannot_be_told_leaves_it_to_the_others() -> None:
    carl = person("carl", slack_user_id=None)
    everybody = roster([BOYD, carl], [], holds=[hold("carl")])
    told = everybody.on_duty("sergeant", POLICY, NOW)
    assert [who.id for who in told] == ["boyd"]
