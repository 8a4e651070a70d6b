"""Few messages: what really arrives on people's phones under the shipped policy."""

import itertools
import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.policy import load, schema
from tests.scenarios.messages import unasked
from tests.stage import START_AT, Person, Scene, officer, sergeant, someone

QUARTER = timedelta(minutes=15)
AT_SCENE = timedelta(minutes=20)


@pytest.fixture(scope="module")
def policy() -> schema.Policy:
    return load.load(load.shipped())[0]


def arrivals(person: Person) -> list[datetime]:
    """When each message came that nobody asked for; all are read."""
    return [message.at for message in unasked(person)]


def gaps(times: list[datetime]) -> list[timedelta]:
    """How long it was from each message to the next."""
    return [later - sooner for sooner, later in itertools.pairwise(times)]


def officers(count: int, *, from_: int = 0) -> list[Any]:
    """So many officers of one sergeant."""
    return [
        officer(f"Officer {n}", star=str(20_000 + n), phone_e164=f"+1312555{2000 + n}")
        for n in range(from_, from_ + count)
    ]


def supervisors() -> list[Any]:
    """Everybody else whom the policy tells."""
    return [
        sergeant(),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Cole", "commander", "200"),
        someone("Kim", "custodian", "400"),
        someone("Dora", "dispatcher", "700"),
    ]


def ignore(*people: Person) -> None:
    for person in people:
        person.is_ignored = True


def test_officer_on_time_sends_and_gets_a_handful_of_texts(
    scene: Scene, policy: schema.Policy
) -> None:
    asha, boyd, *others = scene.enrols(officer(), *supervisors())
    ignore(*others, boyd)

    asha.texts("NEW agents struck a man beat 0712")
    replies = ["AID NONE", "SUP REFUSED; CAMS NONE"]
    for reply in replies:
        scene.advance(minutes=3)
        assert "recorded" in asha.texts(reply)

    scene.advance(hours=6, minutes=40)
    came = arrivals(asha)
    replies.append("DOCK; FLAG 11 MAR 29; REPORT JK123456")
    assert "recorded" in asha.texts(replies[-1])
    scene.advance(hours=3)
    came += arrivals(asha)

    assert len(replies) <= policy.budget.replies
    owed = scene.rows(
        "SELECT word FROM duty JOIN person ON person.id = owner_id "
        "WHERE star = '12345' AND duty.state IN "
        "('expected', 'notified', 'acknowledged', 'overdue')"
    )
    assert owed == []

    assert 1 <= len(came) <= policy.budget.unasked
    assert came[0] - START_AT >= AT_SCENE


def test_officer_who_is_slow_is_reminded_and_not_pestered(
    scene: Scene, policy: schema.Policy
) -> None:
    asha, *others = scene.enrols(officer(), *supervisors())
    ignore(*others)

    asha.texts("NEW agents struck a man beat 0712")
    came: list[datetime] = []
    for answer in ("AID NONE", "SUP REFUSED", "CAMS NONE"):
        while not asha.unread():
            scene.advance(minutes=1)
        came += arrivals(asha)
        asha.texts(answer)
    scene.advance(hours=5)
    came += arrivals(asha)
    asha.texts("DOCK")
    scene.advance(hours=5)
    came += arrivals(asha)

    # Once for each question, and twice before the end of the tour.
    assert len(came) <= 5, came
    assert came[0] - START_AT >= AT_SCENE


def test_thirty_officers_at_one_scene_get_two_texts_each_at_most(
    scene: Scene, policy: schema.Policy
) -> None:
    crowd = officers(30)
    people = scene.enrols(*crowd, *supervisors())
    there, (boyd, *others) = people[:30], people[30:]
    ignore(*others)
    opener, *rest = there

    opener.texts("NEW agents struck a man beat 0712")
    opener.texts("AID NONE")
    opener.texts("SUP REFUSED")
    opener.texts("CAMS " + " ".join(p.row.star for p in rest))
    scene.advance(minutes=20)
    assert [p.unread() for p in there] == [[]] * 30

    # Everybody answers what they are reminded of, as soon as they are.
    for _ in range(8 * 12):
        scene.advance(minutes=5)
        for person in there:
            if person.unread() and "DOCK" in person.unread()[-1]:
                person.texts("DOCK")
                person.texts("FLAG 11 MAR 29")
                if person is opener:
                    person.texts("REPORT JK123456")

    for person in there:
        assert 1 <= len(arrivals(person)) <= policy.budget.unasked, person.row.name
    assert all(gap >= QUARTER for gap in gaps(arrivals(boyd)))


def test_sergeant_of_twenty_incidents_in_an_hour_gets_a_text_each_quarter_of_an_hour(
    scene: Scene,
) -> None:
    people = scene.enrols(*officers(20), *supervisors())
    there, (boyd, *others) = people[:20], people[20:]
    ignore(*others, *there)

    for person in there:
        person.texts(f"NEW seen by {person.row.star}")
        scene.advance(minutes=3)
    scene.advance(hours=2)

    texts = boyd.unread()
    came = arrivals(boyd)
    assert all(gap >= QUARTER for gap in gaps(came)), gaps(came)
    assert len(came) >= 8
    # The first came at once, and everything is told: 20 openings, and the unanswered.
    assert came[0] == START_AT
    counted = [int(n) for text in texts for n in re.findall(r"(\d+) opened", text)]
    assert sum(counted) + len([t for t in texts if "opened 1" in t]) == 20
    waiting = scene.rows(
        "SELECT count(*) AS n FROM notice WHERE person_id IN "
        "(SELECT id FROM person WHERE star = '900') AND purpose = 'escalate' "
        "AND state = 'delivered'"
    )
    assert waiting[0].n >= 40


def test_custodian_gets_one_list_a_watch(scene: Scene) -> None:
    people = scene.enrols(*officers(3), *supervisors())
    there, (boyd, lena, cole, kim, dora) = people[:3], people[3:]
    ignore(*there, boyd, lena, cole, dora)

    for person in there:
        person.texts(f"NEW seen by {person.row.star}")
        scene.advance(minutes=25)
    scene.advance(days=1, hours=12)

    urgent = [text for text in kim.unread() if "lost" in text.lower()]
    came = arrivals(kim)
    of_watch: dict[int, int] = {}
    for at in came:
        of_watch[watch_of(at)] = of_watch.get(watch_of(at), 0) + 1
    assert came
    assert sum(count - 1 for count in of_watch.values()) <= len(urgent), of_watch


def test_custodians_of_real_watches_get_one_list_a_watch(scene: Scene) -> None:
    custodians = [
        someone(name, "custodian", star, watch=watch)
        for name, star, watch in (
            ("Kim", "400", "second"),
            ("Kai", "401", "third"),
            ("Kit", "402", "first"),
        )
    ]
    people = scene.enrols(*officers(4), *supervisors()[:3], *custodians)
    there, above, kept = people[:4], people[4:7], people[7:]
    ignore(*there, *above)
    for person in there:
        person.texts(f"NEW seen by {person.row.star}")
        person.texts("AID NONE; SUP REFUSED; CAMS NONE")
        scene.advance(hours=5)
    scene.advance(days=1, hours=12)

    for person in kept:
        urgent = [text for text in person.unread() if "lost" in text.lower()]
        came = arrivals(person)
        watches = Counter(watch_of(at) for at in came)
        assert came, person.row.name
        assert sum(n - 1 for n in watches.values()) <= len(urgent), (
            person.row.name,
            came,
        )


def watch_of(at: datetime) -> int:
    """Which change of watch came before: they are at 6, 14 and 22 in Chicago."""
    # In March and after the clocks changed it is five hours behind UTC.
    return int((at - START_AT.replace(hour=11, minute=0)) / timedelta(hours=8) // 1)
