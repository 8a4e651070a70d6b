"""An officer goes home without an answer: the duty stays, the officer is left alone.

Domain scenario "ignored reminder and shift change", with what can be between: leave,
overtime, and the two nights in which clocks change.
"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.simulator.demo.sights import names
from models import commands, enums
from tests.scenarios.desk_work import opens
from tests.scenarios.record import facts
from tests.stage import START_AT, Person, Scene, officer, sergeant, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha and Boyd of the third watch, Bea and Lena of the first, a desk."""
    return enrolled(scene)


def enrolled(scene: Scene) -> list[Person]:
    people = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", watch="first"),
        sergeant("Max", star="920", phone_e164="+13125550113", watch="second"),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Dana", "dispatcher", "777"),
    )
    for person in people:
        person.is_ignored = True
    return people


def goes_home_without_a_word(scene: Scene, asha: Person) -> str:
    """Open an incident at 15:40 and say nothing more; go on to 23:05."""
    reference = opens(scene, asha)
    scene.advance(hours=7, minutes=25)
    asha.reads_all()
    return reference


def gets_nothing_until(scene: Scene, person: Person, at: datetime) -> None:
    """Go on to an instant, and see that a person got nothing on the way."""
    while scene.now() < at:
        step = min(timedelta(hours=1), at - scene.now())
        scene.stage.advance(step)
        if scene.now() < at:
            assert person.unread() == [], scene.now()


def test_the_officer_is_asked_at_the_start_of_the_next_tour(
    scene: Scene, cast: list[Person]
) -> None:
    asha, _, bea, *_ = cast
    reference = goes_home_without_a_word(scene, asha)
    next_tour = START_AT + timedelta(hours=22, minutes=20)
    gets_nothing_until(scene, asha, next_tour)
    # What is asked at that instant is gathered for a few seconds.
    scene.advance(minutes=1)
    asked = [body for body in asha.reads_all() if reference in body]
    assert len(asked) == 1, "nothing at the start of the next tour"
    # Meanwhile it was with those on duty, with the day on which it is lost.
    assert any(reference in body and "lost" in body for body in bea.reads_all())
    assert facts(scene, "duty:asked_again")


def test_what_became_of_a_change_is_told_at_the_next_tour(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, _, lena, _ = cast
    reference = opens(scene, asha)
    opened_at = scene.now()
    boyd_acts = commands.Actor(channel=enums.Channel.SMS, e164=boyd.phone.e164)
    scene.advance(hours=7)
    scene.does(
        commands.CorrectIncident,
        actor=boyd_acts,
        reference=reference,
        values={"opened_at": written(opened_at + timedelta(hours=2))},
        seen={"opened_at": written(opened_at)},
        reason="the watch was wrong",
    )
    scene.advance(minutes=30)
    boyd.reads_all()
    assert "agreed" in lena.texts(f"AGREE {reference} 1")
    next_tour = START_AT + timedelta(hours=22, minutes=20)
    gets_nothing_until(scene, boyd, next_tour)
    scene.advance(minutes=16)
    assert "your change 1 is agreed" in " ".join(boyd.reads_all())


def written(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def test_the_ladder_goes_to_who_is_on_duty(scene: Scene, cast: list[Person]) -> None:
    asha, boyd, bea, *_ = cast
    goes_home_without_a_word(scene, asha)
    boyd.reads_all()
    bea.reads_all()
    scene.advance(hours=5)
    assert asha.unread() == []
    assert boyd.unread() == []
    assert any("FLAG" in body for body in bea.reads_all())


def test_nothing_reaches_an_officer_on_furlough(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    goes_home_without_a_word(scene, asha)
    scene.does(commands.RecordLeave, who="12345", until_local="2026-03-14")
    # The leave ends with 14 March; the next turn of the watch begins on the 15th.
    next_tour = datetime(2026, 3, 15, 19, 0, tzinfo=UTC)
    gets_nothing_until(scene, asha, next_tour)


def test_overtime_keeps_an_officer_on_duty(scene: Scene, cast: list[Person]) -> None:
    asha = cast[0]
    opens(scene, asha)
    scene.advance(hours=7)
    asha.reads_all()
    assert "On duty until 11 Mar 01:00" in asha.texts("ON 0100")
    scene.advance(hours=2, minutes=15)
    assert scene.now() == datetime(2026, 3, 11, 5, 55, tzinfo=UTC)
    told = asha.reads_all()
    scene.advance(minutes=6)
    asha.reads_all()
    gets_nothing_until(scene, asha, datetime(2026, 3, 11, 18, 59, tzinfo=UTC))
    assert told, "nothing between 22:40 and 00:55 although on duty"


def test_who_is_off_duty_may_still_answer(scene: Scene, cast: list[Person]) -> None:
    asha = cast[0]
    goes_home_without_a_word(scene, asha)
    assert "recorded" in asha.texts("DOCK")
    assert "Not on duty" in asha.texts("STATUS")
    scene.advance(hours=8)
    assert asha.unread() == []


def at_night(scene: Scene, *more: commands.RosterRow) -> list[Person]:
    """Let an officer tell of agents at 23:40, while no custodian is on duty."""
    scene.advance(hours=8)
    asha, *others = scene.enrols(
        officer(watch="first"),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Dana", "dispatcher", "777"),
        *more,
    )
    asha.is_ignored = others[1].is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS NONE")
    return others


def test_nobody_above_hears_at_night_of_what_its_owner_has_time_for(
    scene: Scene,
) -> None:
    # CANVASS is due at 11:40; its reminder falls on 03:40.
    lena, _, kim = at_night(scene, someone("Kim", "custodian", "400", watch="second"))
    scene.advance(hours=6, minutes=19)
    lena.gets_nothing()
    assert facts(scene, "duty:not_reminded")[0]["passed_over"] == [
        {"rung": "0", "role": "custodian", "why": "empty"}
    ]
    scene.advance(minutes=2)
    kim.gets("CANVASS", "11:40")
    kim.texts("CANVASS NONE")
    lena.is_ignored = kim.is_ignored = True


def test_where_nobody_comes_before_it_is_due_those_above_hear_at_once(
    scene: Scene,
) -> None:
    lena, _, kim = at_night(scene, someone("Kim", "custodian", "400", watch="third"))
    scene.advance(hours=4, minutes=1)
    lena.gets("CANVASS due 11:40, nobody has it")
    lena.is_ignored = kim.is_ignored = True


@pytest.mark.parametrize(
    ("starts_at", "next_tour"),
    [
        # Clocks go forward at 02:00 on 14 March 2027.
        (
            datetime(2027, 3, 13, 21, 40, tzinfo=UTC),
            datetime(2027, 3, 14, 19, 0, tzinfo=UTC),
        ),
        # Clocks go back at 02:00 on 1 November 2026.
        (
            datetime(2026, 10, 31, 20, 40, tzinfo=UTC),
            datetime(2026, 11, 1, 20, 0, tzinfo=UTC),
        ),
    ],
)
def test_the_night_of_the_clock_change_is_as_quiet(
    scene: Scene, starts_at: datetime, next_tour: datetime
) -> None:
    scene.stage.jump(starts_at - scene.now())
    asha, _, bea, *_ = enrolled(scene)
    reference = goes_home_without_a_word(scene, asha)
    gets_nothing_until(scene, asha, next_tour)
    scene.advance(minutes=1)
    assert any(reference in body for body in asha.reads_all())
    handed = [body for body in bea.reads_all() if "not acknowledged" in body]
    assert len(handed) == 1


def test_silence_off_duty_is_no_fault(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=5)
    cast[0].texts("OFF")
    cast[0].reads_all()
    scene.advance(hours=3)
    assert cast[0].unread() == []
    why = {
        one.get("why")
        for event in ("duty:reminded", "duty:escalated", "duty:nobody_answered")
        for stated in facts(scene, event)
        for one in stated["passed_over"]
    }
    assert "off_duty" in why
    assert names._why("off_duty") == "off duty; no reply recorded"
    for entry in scene.rows("SELECT record FROM entry"):
        assert "ignored" not in entry.record
