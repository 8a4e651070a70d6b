"""Who comes on duty is told once what is open; until somebody has it, the desk does."""

from concurrent import futures
from datetime import timedelta

import pytest

from bot.engine import changes_of_watch
from bot.store import rosters
from models import commands
from tests.scenarios import slack_outbound
from tests.scenarios.desk_work import opens
from tests.scenarios.record import facts
from tests.stage import Person, Scene, dispatcher, officer, sergeant, someone

#: Words that only a hand-over has.
HANDED = "not acknowledged"


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha and Boyd of the third watch, Bea and Lena who come at 22:00, a desk."""
    people = scene.enrols(
        officer(),
        sergeant(),
        sergeant("Bea", star="910", phone_e164="+13125550112", watch="first"),
        someone("Lena", "watch_lieutenant", "300", watch="first"),
        someone("Dana", "dispatcher", "777"),
    )
    for person in people:
        person.is_ignored = True
    return people


def handed(person: Person) -> list[str]:
    """Return the hand-overs among what a person has not read."""
    return [body for body in person.reads_all() if HANDED in body]


def to_change_of_watch(scene: Scene) -> None:
    """Go from 15:40 to a minute after the first watch began."""
    scene.advance(hours=6, minutes=21)


def test_who_comes_on_duty_is_told_what_is_open(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, bea, lena, dana = cast
    reference = opens(scene, asha)
    to_change_of_watch(scene)
    (body,) = handed(bea)
    for part in ("Watch 22:00", " open", "First", reference, "lost", "Reply WATCH"):
        assert part in body
    assert len(body) <= 160
    assert "struck" not in body
    assert len(handed(lena)) == 1
    assert handed(boyd) == []
    assert handed(asha) == []
    # Dana never goes off duty, and nobody said that they have the watch.
    (body,) = handed(dana)
    assert "the desk has it" in body


def test_it_is_on_record(scene: Scene, cast: list[Person]) -> None:
    reference = opens(scene, cast[0])
    to_change_of_watch(scene)
    told = facts(scene, "watch:handed_over")
    assert len(told) == 3
    assert {one["first"] for one in told} == {reference}
    assert all(one["open"] >= 1 and one["incidents"] == 1 for one in told)
    assert not any(one["late"] for one in told)


def test_nothing_open_is_not_worth_a_text(scene: Scene, cast: list[Person]) -> None:
    to_change_of_watch(scene)
    assert [handed(person) for person in cast] == [[]] * 5
    # What comes up later in the watch is told as it comes.
    cast[2].texts("ON")
    opens(scene, cast[2])
    scene.advance(hours=1)
    assert [handed(person) for person in cast] == [[]] * 5


def test_a_restart_hands_over_nothing_twice(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    to_change_of_watch(scene)
    assert len(handed(cast[2])) == 1
    scene.stage.restart()
    scene.advance(hours=2)
    cast[2].texts("OFF")
    scene.advance(minutes=5)
    cast[2].texts("ON")
    scene.advance(minutes=5)
    assert handed(cast[2]) == []
    assert (
        len([one for one in facts(scene, "watch:handed_over") if not one["late"]]) == 3
    )


def test_two_processes_hand_over_once(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    scene.advance(hours=6, minutes=19)
    scene.stage.clock.advance(timedelta(minutes=2))
    house = scene.stage.house
    other = changes_of_watch.ChangesOfWatch(
        house.database,
        house.desk,
        house.policy,
        cache=rosters.RosterCache(),
        clock=house.clock.now,
    )
    with futures.ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(house.watches.step), pool.submit(other.step)):
            done.result()
    scene.settle()
    assert len(facts(scene, "watch:handed_over")) == 3
    assert len(handed(cast[2])) == 1


def test_after_a_downtime_it_comes_once_and_late(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.jump(hours=9)
    (body,) = handed(cast[2])
    assert body.startswith("LATE: Watch 10 Mar 22:00")
    assert all(
        one["late"] for one in facts(scene, "watch:handed_over") if one["person"]
    )


def test_a_watch_that_is_over_is_handed_over_to_nobody(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    # From 15:40 to 08:00: the first watch came and went.
    scene.jump(hours=16, minutes=20)
    assert handed(cast[2]) == []
    assert handed(cast[3]) == []


def test_who_has_it_is_clear_while_two_watches_overlap(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, bea, _, dana = cast
    opens(scene, asha)
    assert "You have the watch until 23:00" in boyd.texts("watch")
    to_change_of_watch(scene)
    (body,) = handed(bea)
    assert "Star 900 has it since 15:40" in body
    assert "WATCH TAKE" in body
    # Boyd has it: the desk has nothing to take over.
    assert handed(dana) == []
    answer = bea.texts("WATCH")
    assert "Star 900 has the watch since 15:40, until 23:00" in answer
    assert facts(scene, "watch:taken") == [
        {"person": facts(scene, "watch:taken")[0]["person"], "from": None}
    ]
    boyd.reads_all()
    assert "until 11 Mar 07:00. Before: star 900" in bea.texts("WATCH TAKE")
    assert "Star 910 has the watch now" in "".join(boyd.reads_all())


def test_the_desk_has_it_when_it_runs_out(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    cast[1].texts("I have the watch")
    to_change_of_watch(scene)
    assert handed(cast[4]) == []
    scene.advance(hours=1)
    (body,) = handed(cast[4])
    assert "Nobody has the watch of 007: the desk has it" in body
    # It ran out at 23:00, an hour after the first watch began: that is not late.
    assert body.startswith("Watch 22:00")
    assert not any(one["late"] for one in facts(scene, "watch:handed_over"))


@pytest.mark.parametrize("said", ["WATCH", "watch.", "I have the watch", "WATCH pls"])
def test_a_supervisor_takes_it_by_text(
    scene: Scene, cast: list[Person], said: str
) -> None:
    assert "You have the watch until 23:00" in cast[1].texts(said)


@pytest.mark.parametrize(
    "said", ["WATCH out two agents by the door", "I saw two agents hit a man"]
)
def test_a_report_that_begins_like_it_opens(
    scene: Scene, cast: list[Person], said: str
) -> None:
    assert "opened" in cast[1].texts(said)


def test_an_officer_cannot_take_it(scene: Scene, cast: list[Person]) -> None:
    assert "may not do this" in cast[0].texts("WATCH")


def test_a_supervisor_off_duty_is_told_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.does(commands.RecordLeave, who="910", until_local="2026-03-20")
    to_change_of_watch(scene)
    assert handed(cast[2]) == []
    assert len(handed(cast[3])) == 1


def test_who_has_the_watch_learns_by_text_what_expires_next(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, _, dana = cast
    first = asha.texts("NEW agents struck a man")[:8]
    bert = scene.enrols(
        *(person.row for person in cast),
        officer(
            "Bert",
            star="4432",
            phone_e164="+13125550104",
            unit="009",
            supervisor_star="950",
        ),
    )[-1]
    bert.is_ignored = True
    other = bert.texts("NEW a van was rammed")[:8]
    scene.advance(minutes=12)
    boyd.reads_all()
    # To supervise is not to have the watch: only what is put to him is his.
    assert boyd.texts("STATUS") == "Nothing is open for you. On duty until 23:00."
    boyd.texts("WATCH")

    shown = boyd.texts("STATUS")

    assert shown.startswith("Nothing is open for you. On duty until 23:00. Watch: ")
    assert f" open, 1 overdue. First {first} AID star 12345 was due 15:50" in shown
    assert "SUP star 12345 by 16:10" in shown
    # Bert works in another unit, under somebody else.
    assert other not in shown
    assert len(shown) <= 160
    asha.texts("AID NONE")
    (code,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = duty_id"
        " JOIN incident ON incident.id = incident_id"
        " WHERE word = 'SUP' AND reference = :reference",
        reference=first,
    )
    asha.texts(f"ACK {code.code}")
    assert f"First {first} SUP star 12345 by 16:10" in boyd.texts("STATUS")
    # Of one incident it says what is open for him there, as for anybody.
    assert "Watch:" not in boyd.texts(f"STATUS {first}")
    assert "Watch:" not in asha.texts("STATUS")
    assert "Watch:" not in dana.texts("STATUS")


def test_what_is_put_to_the_holder_is_said_once(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, *_ = cast
    reference = opens(scene, asha)
    boyd.texts("WATCH")
    scene.advance(hours=7, minutes=15)
    boyd.reads_all()
    shown = boyd.texts("STATUS")
    own, watch = shown.split(" Watch: ")
    assert f"Open: {reference} AID star 12345" in own
    assert "AID" not in watch
    assert f"First {reference} DOCK star 12345 by 23:00, {reference} FLAG" in watch
    assert len(shown) <= 306


@pytest.mark.in_slack
class TestInSlack:
    """What a supervisor without a phone sees."""

    def test_the_holder_lists_what_is_open_on_their_watch(self, scene: Scene) -> None:
        asha, boyd, _ = scene.enrols(
            officer(slack_user_id="U0ASHA"),
            sergeant(slack_user_id="U0BOYD"),
            dispatcher(),
        )
        for person in (asha, boyd):
            person.is_ignored = True
        asha.texts("NEW agents struck a man")
        assert boyd.types("list mine").startswith("No incident")
        boyd.types("watch")
        shown = boyd.types("list mine")
        assert "1 incident, yours and of your watch" in shown
        assert "26-0001B" in shown

    def test_the_whole_table_stands_in_the_list(self, scene: Scene) -> None:
        asha, bea, _ = scene.enrols(
            officer(slack_user_id="U0ASHA"),
            sergeant(
                "Bea",
                star="910",
                watch="first",
                slack_user_id="U0BEA",
                phone_e164=None,
                phone_kind=None,
                consented_on=None,
            ),
            dispatcher(),
        )
        asha.is_ignored = True
        reference = opens(scene, asha)
        to_change_of_watch(scene)
        scene.advance(minutes=1)
        shown = "\n".join(one.rendered for one in slack_outbound.lists(bea))
        assert "Watch 22:00" in shown
        assert f"*{reference}* FLAG · star 12345 · due 23:30 · lost 8 Jun 2026" in shown
        assert "|" not in shown
        assert "struck" not in shown
        assert "of unit 007: *the desk has it.*" in bea.types("who")
        assert "You have the watch" in bea.types("watch")
        assert "the desk has it" not in bea.types("who")
