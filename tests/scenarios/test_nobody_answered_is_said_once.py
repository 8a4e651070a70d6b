"""That nobody answered is said at once; again with a list, or at a change of watch.

Nothing falls silent: what is open stays red on the card, and is said again each day.
"""

import itertools
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.simulator import troubles
from tests.scenarios import slack_outbound
from tests.scenarios.messages import unasked
from tests.stage import Person, Scene, officer, sergeant, someone

CHICAGO = ZoneInfo("America/Chicago")

#: When watches change under the shipped policy, local.
CHANGES = {"06:00", "14:00", "22:00"}


@pytest.fixture
def cast(scene: Scene) -> tuple[Person, Person]:
    """An officer who has left AID unanswered, and a dispatcher with a phone."""
    asha, dora, *others = scene.enrols(
        officer(),
        someone("Dora", "dispatcher", "700"),
        sergeant(),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Cole", "commander", "200"),
    )
    for person in (asha, dora, *others):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("SUP REFUSED")
    asha.texts("CAMS NONE")
    return asha, dora


def told(person: Person) -> list[tuple[datetime, str]]:
    """What came unasked, with its local time."""
    return [
        (message.at.astimezone(CHICAGO), message.body) for message in unasked(person)
    ]


def test_the_desk_hears_at_once_and_then_at_the_change_of_watch(
    scene: Scene, cast: tuple[Person, Person]
) -> None:
    _, dora = cast
    scene.advance(hours=2)
    ((at, first),) = told(dora)
    assert f"{at:%H:%M}" == "16:40"
    assert "NOBODY ANSWERED: 26-0001" in first

    scene.advance(days=2)
    again = [(at, text) for at, text in told(dora) if "AID" in text]
    # Every six hours it is announced on record, and the desk hears with its watch.
    assert scene.events().count("duty:nobody_answered") > 6
    alone = [(at, text) for at, text in again if "," not in text]
    assert {f"{at:%H:%M}" for at, _ in alone} <= CHANGES, alone
    # What is told meanwhile because it is new takes it along, behind what is new.
    others = [text for at, text in again if f"{at:%H:%M}" not in CHANGES]
    assert all("," in text.split("AID")[0] or "AID" not in text for text in others)
    assert len(again) >= 4


def carriers(scene: Scene) -> None:
    scene.stage.company.troubles.carrier_error = 30008


def provider(scene: Scene) -> None:
    scene.stage.company.troubles.every_create = troubles.unavailable("5")


@pytest.mark.parametrize("fail", [carriers, provider])
def test_what_reached_nobody_is_said_again_before_its_pace(
    scene: Scene, cast: tuple[Person, Person], fail: Callable[[Scene], None]
) -> None:
    """For three hours nothing arrives, from the first reminder to the announcement."""
    _, dora = cast
    fail(scene)
    scene.advance(hours=3)
    assert told(dora) == []
    assert "duty:nobody_answered" in scene.events()
    scene.stage.company.troubles.carrier_error = None
    scene.stage.company.troubles.every_create = None

    scene.advance(hours=1, minutes=30)

    ((at, first),) = told(dora)
    assert f"{at:%H:%M}" not in CHANGES
    assert "NOBODY ANSWERED: 26-0001B AID" in first
    # Heard, it goes on at its own pace.
    announced = scene.events().count("duty:nobody_answered")
    scene.advance(hours=3)
    assert not any("NOBODY" in text for _, text in told(dora))
    assert scene.events().count("duty:nobody_answered") == announced


@pytest.mark.parametrize("count", [1, 2])
def test_what_arrives_when_it_is_tried_once_more_is_not_said_again(
    scene: Scene, cast: tuple[Person, Person], count: int
) -> None:
    """For a minute nothing arrives, and that is the minute of the announcement."""
    asha, dora = cast
    if count > 1:
        code = asha.texts("NEW agents took a woman at 31st").split()[0]
        asha.texts(f"SUP {code} REFUSED")
        asha.texts(f"CAMS {code} NONE")
    scene.advance(minutes=59)
    carriers(scene)
    scene.advance(minutes=2)
    assert scene.events().count("duty:nobody_answered") == count
    assert told(dora) == []
    scene.stage.company.troubles.carrier_error = None

    scene.advance(hours=5, minutes=58)

    ((at, first), *others) = told(dora)
    assert f"{at:%H:%M}" == "16:45"
    assert re.search(r"^NOBODY ANSWERED(| 2): 26-0001B AID", first), first
    assert not any("NOBODY" in text for _, text in others), others
    assert scene.events().count("duty:nobody_answered") == count
    # Then it is announced at its own pace.
    scene.advance(minutes=2)
    assert scene.events().count("duty:nobody_answered") == 2 * count


@pytest.mark.in_slack
@pytest.mark.parametrize("slack_user_id", ["U0DORA", None])
def test_what_stands_in_slack_because_no_text_arrived_is_heard(
    scene: Scene, slack_user_id: str | None
) -> None:
    asha, dora, *others = scene.enrols(
        officer(),
        someone("Dora", "dispatcher", "700", slack_user_id=slack_user_id),
        sergeant(),
    )
    for person in (asha, dora, *others):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("SUP REFUSED; CAMS NONE")
    scene.advance(minutes=44)
    dora.phone.fails_with = 30008

    scene.advance(hours=1)

    announced = scene.events().count("duty:nobody_answered")
    assert (announced == 1) is (slack_user_id is not None), announced
    if slack_user_id is not None:
        lists = "\n".join(one.rendered for one in slack_outbound.lists(dora))
        assert "AID" in lists


def test_who_may_take_nothing_is_told_and_not_asked_to(scene: Scene) -> None:
    """The administrator hears of it, and could only be refused."""
    asha, ada, dora = scene.enrols(
        officer(),
        someone("Ada", "admin", "701"),
        someone("Dora", "dispatcher", "700"),
    )
    for person in (asha, ada, dora):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("CAMS NONE")
    scene.advance(hours=4)

    told = ada.reads_all()
    assert "NOBODY ANSWERED" in told[0]
    assert "SUP" in " ".join(told)
    assert "ACK" not in " ".join(told), told
    assert "Take it: ACK" in " ".join(dora.reads_all())


def test_what_is_new_is_not_held_for_it(
    scene: Scene, cast: tuple[Person, Person]
) -> None:
    asha, dora = cast
    scene.advance(hours=7)
    told(dora)
    # The repetition waits for 06:00; meanwhile nobody answers something new.
    asha.texts("ON 0600")
    asha.texts("NEW agents took a woman at 31st")
    scene.advance(hours=2)
    texts = [text for _, text in told(dora) if "26-0002" in text]
    assert texts
    assert "26-0002" in texts[0].split("AID")[0]


def test_it_is_told_at_once_where_footage_is_lost_before_the_change(
    scene: Scene, cast: tuple[Person, Person]
) -> None:
    asha, dora = cast
    asha.texts("CAMS POD")
    lost_at = scene.rows("SELECT lost_at FROM footage WHERE source = 'pod'")
    assert lost_at
    scene.advance(days=2, hours=23, minutes=59)
    said = [(at, text) for at, text in told(dora) if "ASKED POD" in text]
    assert said
    for at, text in said:
        is_at_change = f"{at:%H:%M}" in CHANGES
        is_first = text == said[0][1]
        assert is_at_change or is_first or "lost" in text.lower()


def test_nothing_is_silent_for_longer_than_a_day_and_a_watch(
    scene: Scene, cast: tuple[Person, Person]
) -> None:
    _, dora = cast
    scene.advance(days=5)
    times = [at for at, text in told(dora) if "AID" in text]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert max(gaps) <= timedelta(hours=16)
