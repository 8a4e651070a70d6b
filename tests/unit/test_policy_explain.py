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
    text = explain.explain(
        chicago,
        opened_at=OPENED_AT,
        kind="city_property",
        learned="dispatched",
        facts=[fact.id for fact in chicago.fact],
        sources=[source.id for source in chicago.source],
    )

    flat = " ".join(text.split())
    authorities = [
        *(rule.authority for rule in chicago.duty),
        *(rule.authority for rule in chicago.source),
        *(rule.authority for rule in chicago.ground),
        *(rule.authority for rule in chicago.violation),
        *(rule.authority for rule in chicago.recipient),
        *(rule.authority for rule in chicago.identifier),
        *(rule.authority for rule in chicago.quiet),
        chicago.channels.authority,
        chicago.places.authority if chicago.places else "",
        *(rule.authority for rule in chicago.forbidden),
    ]
    assert [authority for authority in authorities if authority not in flat] == []
    for duty in chicago.duty:
        assert f"{duty.word}: {duty.title}" in text
        assert duty.question in flat
    assert "What this incident does not have" not in text


def timeline(text: str) -> list[str]:
    """Return the lines of the one row of everything, with their days."""
    row = text[text.index("Everything, in order") : text.index("\nFootage ")]
    return row.splitlines()


def test_everything_stands_in_one_row_in_order(chicago: schema.Policy) -> None:
    text = explain.explain(chicago, opened_at=OPENED_AT, sources=["cta"])

    lines = timeline(text)
    days = [line for line in lines if line.endswith(("CST", "CDT"))]
    assert days[0] == "Mon 23 Nov 2026 CST"
    assert days == list(dict.fromkeys(days))
    assert any("FLAG bwc" in line and "rung 1: Sergeant" in line for line in lines)
    assert any("ASKED cta" in line and "due" in line for line in lines)
    assert any("SEARCH cta" in line and "begins" in line for line in lines)


def test_what_only_some_incidents_have_is_told_as_such(chicago: schema.Policy) -> None:
    text = explain.explain(chicago, opened_at=OPENED_AT)

    assert "What begins only with an answer is imagined when that is due" in text
    (held,) = [
        line for line in timeline(text) if "  HELD  " in line and "begin" in line
    ]
    assert "begins where words are held back; Sergeant on duty is asked" in held
    assert held in section_of(text, "Mon 23 Nov 2026 CST")


def section_of(text: str, day: str) -> list[str]:
    """Return the lines of one day."""
    return next(part for part in text.split("\n\n") if part.startswith(day)).split("\n")


def test_what_depends_on_a_fact_is_told_where_it_is_so(chicago: schema.Policy) -> None:
    calm = explain.explain(chicago, opened_at=OPENED_AT)
    hurt = explain.explain(chicago, opened_at=OPENED_AT, facts=["hurt"])

    assert "EMS: EMS: time called, unit, hospital: only if Somebody is hurt" in calm
    assert "\nEMS: EMS: time called" not in calm
    assert 'as soon as it is stated that: "Somebody is hurt"' in hurt


def test_footage_that_comes_by_itself_depends_on_how_it_was_learned(
    chicago: schema.Policy,
) -> None:
    seen = explain.explain(chicago, opened_at=OPENED_AT)
    called = explain.explain(chicago, opened_at=OPENED_AT, learned="reported")

    assert "\nFootage radio:" in seen
    assert "\nFootage call_audio:" not in seen
    assert "\nFootage call_audio:" in called


def test_named_footage_is_asked_for_before_its_own_last_moment(
    chicago: schema.Policy,
) -> None:
    text = explain.explain(chicago, opened_at=OPENED_AT, sources=["cta"])

    asked = next(
        part.splitlines()
        for part in text.split("\n\n")
        if part.startswith("ASKED:") and "CTA" in part.splitlines()[0]
    )
    assert "  Tue 24 Nov 2026 15:40:00 CST  due" in asked
    assert any("rung 3: Watch operations lieutenant (loss)" in line for line in asked)
    assert any(line.startswith("  Thu 26 Nov 2026 15:40:00 CST  the") for line in asked)


def section(text: str, word: str) -> list[str]:
    """Return the lines that tell of one duty, without its head."""
    return next(
        part.splitlines() for part in text.split("\n\n") if part.startswith(f"{word}:")
    )


def test_what_is_lost_at_its_last_moment_to_ask_is_imagined_as_asked_at_once(
    chicago: schema.Policy,
) -> None:
    text = explain.explain(chicago, opened_at=OPENED_AT, sources=["pod"])

    begun = [line for line in timeline(text) if " pod " in line and "begins" in line]
    assert [" ".join(line.split()) for line in begun] == [
        "15:40:00 ASKED pod begins; Evidence custodian on duty is asked",
        "15:40:00 KEPT pod begins; asked in the answer to whoever asked for it",
        "15:40:00 SEEN pod begins; Sergeant on duty is asked",
        "15:40:00 STILL pod begins; first asked by the first reminder",
        "15:40:00 SEARCH pod begins; Sergeant on duty is asked",
    ]
    assert "KEPT pod" in " ".join(section_of(text, "Mon 23 Nov 2026 CST"))
    # Nothing is told of its loss but by what should have kept it.
    assert not any("SEEN" in line and "lost" in line for line in timeline(text))


def test_footage_counts_as_stated_when_it_is_flagged_and_not_by_another_answer(
    chicago: schema.Policy,
) -> None:
    late = {"due": schema.Due(after="end_of_tour", within=timedelta(days=2))}
    policy = chicago.model_copy(
        update={
            "duty": tuple(
                rule.model_copy(update=late) if rule.id == "dock" else rule
                for rule in chicago.duty
            )
        }
    )

    lines = section(explain.explain(policy, opened_at=OPENED_AT), "SEEN")

    assert "  Mon 23 Nov 2026 23:30:00 CST  begins; Sergeant on duty is asked" in lines


def test_timeline_of_a_duty_is_told_in_local_time(chicago: schema.Policy) -> None:
    lines = section(explain.explain(chicago, opened_at=OPENED_AT), "FLAG")

    assert [line.strip() for line in lines if " CST  " in line] == [
        "Mon 23 Nov 2026 15:40:00 CST  begins; first asked by the first reminder",
        "Mon 23 Nov 2026 22:50:00 CST  reminder to the member whose camera recorded",
        "Mon 23 Nov 2026 23:30:00 CST  due",
        "Tue 24 Nov 2026 00:00:00 CST  rung 1: Sergeant",
        "Tue 24 Nov 2026 02:00:00 CST  rung 2: Watch operations lieutenant",
        "Tue 24 Nov 2026 14:00:00 CST  rung 3: Evidence custodian",
        "Wed 25 Nov 2026 02:00:00 CST  nobody answered: Watch operations lieutenant, "
        "District commander, Dispatcher; again every 1d",
        "Sun 14 Feb 2027 15:40:00 CST  rung 4: State's Attorney liaison (loss)",
        "Mon 15 Feb 2027 15:40:00 CST  nobody answered: Watch operations lieutenant, "
        "District commander, Dispatcher; again every 1d",
        "Sun 21 Feb 2027 15:40:00 CST  the footage is lost, unless it is kept: Watch "
        "operations lieutenant, District commander, Dispatcher",
    ]


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
