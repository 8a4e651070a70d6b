"""What Slack brings twice, late, or again has one effect, and nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent import futures
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.simulator.slack import troubles as slack_troubles
from handlers.slack import ids
from tests.edges import slack_door
from tests.edges.slack_door import Door
from tests.edges.test_sms_door_faults import read_only_database
from tests.scenarios.desk_work import duty_id
from tests.stage import Person, Scene, dispatcher, officer, sergeant
from tests.storage import databases

pytestmark = pytest.mark.in_slack


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(officer(), sergeant(slack_user_id="U0BOYD"), dispatcher())
    for person in people:
        person.is_ignored = True
    return people


@pytest.fixture
def door(scene: Scene, cast: list[Person]) -> Iterator[Door]:
    with slack_door.opened(scene) as door:
        yield door


def reference_of(scene: Scene, asha: Person) -> str:
    """Let Asha open an incident that has its card; return its reference."""
    asha.texts("NEW agents struck a man")
    scene.advance(seconds=2)
    (row,) = scene.rows("SELECT reference FROM incident")
    return str(row.reference)


def notes(scene: Scene) -> list[str]:
    """Every word that was added to an incident, oldest first."""
    found = scene.rows(
        "SELECT content FROM item WHERE name = 'text' ORDER BY ledger_id, position"
    )
    return [row.content for row in found][1:]


def acknowledges(scene: Scene) -> dict[str, Any]:
    return slack_door.press(ids.ACKNOWLEDGE, duty_id(scene, "AID"))


def adds(scene: Scene) -> dict[str, Any]:
    (row,) = scene.rows("SELECT reference FROM incident")
    return slack_door.form(
        ids.FORM_NOTE, {"reference": row.reference}, {ids.F_TEXT: "two witnesses"}
    )


#: What is sent, and the event that it puts on record.
SENT: dict[str, tuple[Callable[[Scene], Any], str]] = {
    "a command": (lambda scene: slack_door.command("open two men"), "incident:opened"),
    "a press": (acknowledges, "duty:acknowledged"),
    "a form": (adds, "incident:noted"),
}


@databases.on("sqlite")
@pytest.mark.parametrize("what", SENT)
def test_same_request_twice_has_one_effect(
    door: Door, scene: Scene, cast: list[Person], what: str
) -> None:
    reference_of(scene, cast[0])
    make, wanted = SENT[what]
    sent = make(scene)
    before = scene.events().count(wanted)

    first = door.sends(sent)
    scene.advance(minutes=4)
    recorded = door.rows()
    again = door.sends(sent, at=scene.now() - timedelta(minutes=4))
    late = door.sends(sent, at=scene.now() - timedelta(minutes=6))

    assert (first.status_code, again.status_code) == (200, 200)
    assert scene.events().count(wanted) == before + 1
    assert door.changed(recorded) == set()
    assert late.status_code == 401
    if again.text:
        assert "taken care of already" in again.text
    assert door.sends(make(scene)).status_code == 200


@databases.on("sqlite")
def test_same_request_at_once_has_one_effect(
    door: Door, scene: Scene, cast: list[Person]
) -> None:
    sent = slack_door.command("open agents struck a man")
    with futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: door.sends(sent), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sum("opened" in answer.text for answer in answers) == 1
    assert len(scene.rows("SELECT id FROM incident")) == 1


@databases.on("sqlite")
def test_request_that_was_carried_out_before_a_restart_is_so_once(
    scene: Scene, cast: list[Person]
) -> None:
    sent = slack_door.command("open agents struck a man")
    with slack_door.opened(scene) as door:
        assert "opened" in door.sends(sent).text
    scene.stage.restart()
    with slack_door.opened(scene) as door:
        assert "taken care of already" in door.sends(sent).text
    assert len(scene.rows("SELECT id FROM incident")) == 1


@databases.on("sqlite")
def test_event_that_comes_again_is_on_record_once(
    door: Door, scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    reference_of(scene, asha)
    (card,) = scene.cards()
    said = {
        "type": "message",
        "channel": scene.workspace.channel("dispatch").id,
        "user": boyd.slack.id,
        "team": slack_door.TEAM,
        "ts": "1773175300.000100",
        "thread_ts": card.ts,
        "text": "two witnesses stayed",
    }
    sent = slack_door.event(said)

    for retry in (None, "1", "2", "3"):
        headers = {"X-Slack-Retry-Num": retry, "X-Slack-Retry-Reason": "http_timeout"}
        answer = door.sends(sent, headers=headers if retry else None)
        assert answer.status_code == 200
    # Another delivery of the same words has an id of its own.
    assert door.sends(slack_door.event(said)).status_code == 200

    assert notes(scene) == ["two witnesses stayed"]


@databases.on("sqlite")
def test_event_that_is_first_seen_as_a_repetition_is_worked_off(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    reference_of(scene, asha)
    (card,) = scene.cards()
    scene.workspace.troubles.lose_first_attempts = True
    boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
    scene.settle()
    assert notes(scene) == ["two witnesses stayed"]


@databases.on("sqlite")
def test_events_that_come_twice_and_in_the_wrong_order_are_on_record_once(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    reference_of(scene, asha)
    (card,) = scene.cards()
    troubles = scene.workspace.troubles
    troubles.duplicate_events, troubles.reverse_events = True, True
    for words in ("two witnesses stayed", "one left"):
        boyd.slack.says("dispatch", words, thread_ts=card.ts)
    scene.settle()
    assert sorted(notes(scene)) == ["one left", "two witnesses stayed"]
    assert scene.workspace.given_up == []


@databases.on("sqlite")
def test_event_that_could_not_be_recorded_comes_again_and_is(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _ = cast
    reference_of(scene, asha)
    (card,) = scene.cards()
    with read_only_database(scene, "sqlite"):
        boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
        scene.workspace.settle()
        assert notes(scene) == []
    assert scene.workspace.next_event_at() is not None

    scene.advance(minutes=1)

    assert notes(scene) == ["two witnesses stayed"]
    assert scene.workspace.next_event_at() is None
    assert scene.workspace.given_up == []


@databases.on("sqlite")
def test_nobody_is_told_yes_while_nothing_can_be_recorded(
    door: Door, scene: Scene, cast: list[Person]
) -> None:
    reference_of(scene, cast[0])
    before = door.rows()
    typed, sent = slack_door.command("open two men"), adds(scene)
    with read_only_database(scene, "sqlite"):
        for refused in (door.sends(typed), door.sends(sent)):
            assert refused.status_code == 200
            assert "Not recorded" in refused.text
    assert door.changed(before) == set()

    # The very same may come again, and counts then.
    assert "opened" in door.sends(typed).text
    assert "Recorded" in door.sends(sent).text
    assert "two witnesses" in notes(scene)


def forgets_workspace(scene: Scene) -> None:
    """Start the bot while Slack is down, before it has ever been reached."""
    scene.workspace.troubles.outage = slack_troubles.server_error()
    with scene.stage.house.database.writing_engine.begin() as connection:
        connection.execute(text("DELETE FROM slack_workspace"))
    scene.stage.restart()


@databases.on("sqlite")
def test_nobody_acts_before_we_know_which_workspace_is_ours(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, dora = cast
    reference_of(scene, asha)
    (card,) = scene.cards()
    forgets_workspace(scene)
    opened = scene.events()

    assert "Please try again" in dora.types("open two men taken")
    boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
    scene.workspace.settle()
    assert scene.events() == opened

    scene.workspace.troubles.outage = None
    state = scene.stage.house.slack_state
    assert state is not None
    state.step()
    scene.advance(minutes=1)

    assert notes(scene) == ["two witnesses stayed"]
    assert "opened" in dora.types("open two men taken")
