"""What goes wrong at Slack: each card comes once, and texts go on."""

import dataclasses

import pytest

from bot.simulator import troubles
from bot.simulator.slack import workspace
from models import commands
from tests.scenarios.desk_work import member
from tests.scenarios.slack_outbound import (
    enrols,
    lists,
    notices,
    opens,
    posted,
    waits,
)
from tests.stage import Person, Scene, someone

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


#: The bot is built anew, on the same database, after every step.
restarts = pytest.mark.parametrize("discards_memory", [True])


@pytest.fixture
def transport() -> str:
    """Let Slack's requests come by HTTP: these scenes are about what goes to it."""
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    """Keep the bot's memory, except where a test says otherwise."""
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, Boyd, Dora, and Ruth the administrator."""
    return enrols(scene, someone("Ruth", "admin", "500"))


def alarms(person: Person) -> list[str]:
    """Return what a person was texted about Slack since it was asked last."""
    return [text for text in person.reads_all() if "Slack" in text]


@restarts
def test_an_archived_channel_sends_the_cards_to_a_dispatcher_and_texts_go_on(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.workspace.archive("dispatch")
    cast[0].texts("AID ambulance called")
    scene.advance(seconds=5)
    (told,) = alarms(cast[-1])
    assert "Slack refuses the dispatch channel (is_archived)" in told

    second = opens(scene, cast[0], "NEW agents at the park, beat 0715")
    scene.advance(seconds=10)
    shown = [one.rendered for one in lists(cast[2])]
    assert ["1 of 6 settled" in one for one in shown] == [True, False]
    assert second in shown[1]
    waits(scene, 3)
    assert alarms(cast[-1]) == []

    cast[2].presses(lists(cast[2])[1], "acknowledge")
    scene.advance(seconds=5)
    assert "Star 7001 has it" in lists(cast[2])[1].rendered

    scene.workspace.archive("dispatch", is_archived=False)
    third = opens(scene, cast[0], "NEW agents at the lake, beat 0715")
    scene.advance(seconds=5)
    (told,) = alarms(cast[-1])
    assert "Slack works again." in told
    assert any(third in card.rendered for card in posted(scene))
    assert len(lists(cast[2])) == 2


def test_a_bot_put_out_of_the_channel_tells_it_once_and_once_when_it_is_back(
    scene: Scene, cast: list[Person]
) -> None:
    scene.workspace.remove("dispatch")
    for number in range(3):
        opens(scene, cast[0], f"NEW agents at {number} Kedzie, beat 1021")
    scene.advance(minutes=1)
    (told,) = alarms(cast[-1])
    assert "Slack refuses the dispatch channel (not_in_channel)" in told
    assert len(lists(cast[2])) == 3
    scene.workspace.invite("dispatch")
    opens(scene, cast[0], "NEW agents at the park, beat 0715")
    scene.advance(seconds=5)
    (told,) = alarms(cast[-1])
    assert "Slack works again." in told
    assert len(posted(scene)) == 1
    scene.advance(minutes=5)
    assert alarms(cast[-1]) == []


@restarts
def test_without_a_dispatcher_the_cards_wait_for_the_channel(scene: Scene) -> None:
    asha, _, dora = enrols(scene)
    scene.does(commands.GoOffDuty, actor=member("U0DORA"))
    scene.workspace.archive("dispatch")
    opens(scene, asha)
    scene.advance(minutes=5)
    assert lists(dora) == []
    scene.workspace.archive("dispatch", is_archived=False)
    scene.advance(minutes=13)
    assert len(posted(scene)) == 1


@restarts
@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
def test_a_refused_token_is_told_once_texts_go_on_and_all_is_shown_when_it_is_back(
    scene: Scene, cast: list[Person], error: str
) -> None:
    asha, boyd, _, ruth = cast
    opens(scene, asha)
    scene.workspace.troubles.token_error = error
    assert "AID recorded" in asha.texts("AID ambulance called")
    opens(scene, asha, "NEW agents at the park, beat 0715")
    waits(scene, 5)
    (told,) = alarms(ruth)
    assert f"Slack cannot be used: {error}. Texts go on." in told
    assert any("26-0002" in text for text in boyd.reads_all())
    assert len(posted(scene)) == 1

    scene.workspace.troubles.token_error = None
    waits(scene, 2)
    (told,) = alarms(ruth)
    assert "Slack works again." in told
    cards = posted(scene)
    assert len(cards) == 2
    assert "1 of 6 settled" in cards[0].rendered
    waits(scene, 5)
    assert alarms(ruth) == []


def test_pages_for_lists_do_not_wait_for_a_refused_token(scene: Scene) -> None:
    asha, *_ = enrols(scene)
    opens(scene, asha)
    scene.advance(minutes=40)
    scene.workspace.troubles.token_error = "token_revoked"
    scene.advance(minutes=8)
    assert notices(scene) == [("nobody", "not_delivered", "token_revoked")]


def test_a_missing_scope_holds_up_only_what_needs_it_and_is_told_once(
    scene: Scene, cast: list[Person]
) -> None:
    scopes = set(scene.workspace.scopes_of(workspace.BOT_TOKEN).split(","))
    scene.workspace.set_scopes(scopes - {"im:write"})
    opens(scene, cast[0])
    scene.advance(minutes=46)
    opens(scene, cast[0], "NEW agents at the park, beat 0715")
    waits(scene, 5)
    (told,) = alarms(cast[-1])
    assert "Slack cannot be used: missing_scope" in told
    assert len(posted(scene)) == 2
    assert lists(cast[1]) == []
    waits(scene, 5)
    assert alarms(cast[-1]) == []

    scene.workspace.set_scopes(scopes)
    cast[0].texts("AID ambulance called")
    waits(scene, 12)
    (told,) = alarms(cast[-1])
    assert "Slack works again." in told
    assert len(lists(cast[1])) == 1


@restarts
def test_a_slack_out_of_reach_is_told_after_two_minutes_and_when_it_is_back(
    scene: Scene, cast: list[Person]
) -> None:
    scene.workspace.troubles.outage = troubles.drop_unread()
    opens(scene, cast[0])
    scene.advance(seconds=90)
    assert alarms(cast[-1]) == []
    waits(scene, 3)
    (told,) = alarms(cast[-1])
    assert "Slack cannot be used: Slack cannot be reached. Texts go on." in told
    scene.workspace.troubles.outage = None
    waits(scene, 2)
    (told,) = alarms(cast[-1])
    assert "Slack works again." in told
    assert len(posted(scene)) == 1
    waits(scene, 3)
    assert alarms(cast[-1]) == []


def test_a_moment_out_of_reach_is_logged_and_told_to_nobody(
    scene: Scene, cast: list[Person], caplog: pytest.LogCaptureFixture
) -> None:
    scene.workspace.troubles.outage = troubles.drop_unread()
    opens(scene, cast[0])
    scene.advance(seconds=60)
    scene.workspace.troubles.outage = None
    waits(scene, 5)
    assert len(posted(scene)) == 1
    assert alarms(cast[-1]) == []
    told = [
        line.getMessage() for line in caplog.records if "Slack" in line.getMessage()
    ]
    assert told == ["Slack is out of reach", "Slack works again"]


def test_a_guest_in_the_roster_is_barred_and_the_administrator_told(
    scene: Scene, cast: list[Person]
) -> None:
    scene.workspace.change_user(cast[2].slack, is_restricted=True)
    scene.settle()
    told = cast[-1].reads_all()
    assert ["star 7001 cannot be told by Slack" in text for text in told] == [True]
    opens(scene, cast[0])
    with pytest.raises(AssertionError):
        cast[2].gets()
    cast[2].presses(posted(scene)[0], "acknowledge")
    assert "duty:acknowledged" not in scene.events()

    scene.workspace.change_user(cast[2].slack, is_restricted=False)
    scene.settle()
    cast[2].presses(posted(scene)[0], "acknowledge")
    assert "duty:acknowledged" in scene.events()


def test_who_was_deactivated_while_no_event_came_is_found_out_by_asking(
    scene: Scene, cast: list[Person]
) -> None:
    scene.workspace.troubles.bot_unreachable = True
    scene.workspace.change_user(cast[2].slack, deleted=True)
    opens(scene, cast[0])
    waits(scene, 1)
    assert "slack_member:barred" in scene.events()
    scene.advance(minutes=50)
    assert notices(scene) == []
    assert lists(cast[2]) == []


def test_a_change_of_account_takes_the_list_to_the_new_one(scene: Scene) -> None:
    asha, boyd, dora = enrols(scene)
    opens(scene, asha)
    scene.advance(minutes=46)
    assert len(lists(boyd)) == 1
    before = lists(boyd)[0].edits
    new = scene.workspace.add_user("boyd-again", id_="U0NEW")
    boyds = dataclasses.replace(boyd.row, slack_user_id="U0NEW")
    scene.enrols(asha.row, boyds, dora.row)
    asha.texts("NOTE they left")
    scene.advance(minutes=20)
    assert lists(boyd)[0].edits == before
    assert [one for one in new.dms if "for you to take" in one.rendered]
