"""What `holdfast policy explain` tells of a policy."""

import pathlib
from datetime import UTC, datetime, timedelta

import pytest

from bot.policy import explain, load, schema

SHORT = pathlib.Path(__file__).parents[1] / "policies" / "short.toml"

#: 15:40 in Chicago, on third watch.
OPENED_AT = datetime(2026, 11, 23, 21, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def chicago() -> schema.Policy:
    """Return the shipped policy."""
    return load.load(load.shipped())[0]


def test_every_rule_is_told_with_its_authority(chicago: schema.Policy) -> None:
    text = explain.explain(chicago, opened_at=OPENED_AT)

    flat = " ".join(text.split())
    authorities = [
        *(rule.authority for rule in chicago.duty),
        *(rule.authority for rule in chicago.source),
        *(rule.authority for rule in chicago.ground),
        *(rule.authority for rule in chicago.forbidden),
    ]
    assert [authority for authority in authorities if authority not in flat] == []
    for duty in chicago.duty:
        assert f"{duty.word}: {duty.title}" in text
        assert duty.question in flat


def section(text: str, word: str) -> list[str]:
    """Return the lines that tell of one duty, without its head."""
    return next(
        part.splitlines() for part in text.split("\n\n") if part.startswith(f"{word}:")
    )


def test_timeline_of_a_duty_is_told_in_local_time(chicago: schema.Policy) -> None:
    lines = section(explain.explain(chicago, opened_at=OPENED_AT), "FLAG")

    assert [line.strip() for line in lines if " CST  " in line] == [
        "Mon 23 Nov 2026 15:40:00 CST  begins; first asked by the first reminder",
        "Mon 23 Nov 2026 22:30:00 CST  reminder to the member whose camera recorded",
        "Mon 23 Nov 2026 23:30:00 CST  due",
        "Tue 24 Nov 2026 00:00:00 CST  rung 1: Sergeant",
        "Tue 24 Nov 2026 02:00:00 CST  rung 2: Watch operations lieutenant",
        "Tue 24 Nov 2026 14:00:00 CST  rung 3: Evidence custodian",
        "Wed 25 Nov 2026 02:00:00 CST  nobody answered: Watch operations lieutenant, "
        "District commander, Dispatcher; again every 1d",
        "Sun 14 Feb 2027 15:40:00 CST  rung 4: State's Attorney liaison",
        "Mon 15 Feb 2027 15:40:00 CST  nobody answered: Watch operations lieutenant, "
        "District commander, Dispatcher; again every 1d",
        "Sun 21 Feb 2027 15:40:00 CST  the footage is lost, unless it is kept",
    ]


def test_reader_elsewhere_gets_own_time_with_the_zone_named(
    chicago: schema.Policy,
) -> None:
    here = explain.explain(chicago, opened_at=OPENED_AT)
    there = explain.explain(chicago, opened_at=OPENED_AT, reader_zone="Europe/Berlin")

    assert "Mon 23 Nov 2026 15:40:00 CST  opened; Third watch on duty" in here
    assert "Mon 23 Nov 2026 22:40:00 CET  opened; Third watch on duty" in there


def test_reminders_wait_until_the_quiet_time_is_over(chicago: schema.Policy) -> None:
    # Ten minutes before the end of the watch, both reminders are past or near.
    limits = chicago.limits
    alone = chicago.model_copy(
        update={"watch": tuple(w for w in chicago.watch if w.id == "third")}
    )
    text = explain.explain(alone, opened_at=OPENED_AT + timedelta(hours=7, minutes=10))

    assert limits.quiet_at_scene == timedelta(minutes=20)
    lines = section(text, "DOCK")
    reminders = [line.strip() for line in lines if "reminder to" in line]
    assert reminders == [
        "Mon 23 Nov 2026 23:10:00 CST  reminder to the member whose camera recorded"
    ]


def test_policy_of_seconds_over_months_is_told_at_once() -> None:
    policy = load.load(SHORT)[0]
    slow = policy.source[0].model_copy(update={"lost_at": timedelta(days=3650)})
    policy = policy.model_copy(update={"source": (slow,)})

    text = explain.explain(policy, opened_at=OPENED_AT)

    assert "Thu 20 Nov 2036 15:39:40 CST  rung 3: Liaison" in text


def test_policy_without_watches_grounds_or_held_words_is_told() -> None:
    policy = load.load(SHORT)[0].model_copy(update={"ground": (), "forbidden": ()})

    text = explain.explain(policy, opened_at=OPENED_AT)

    assert "opened; no watch on duty" in text
    assert "Grounds" not in text
