"""What one person owes, in one direct message: with ticks, and who settled what."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from bot.simulator import troubles
from models import commands
from tests.scenarios.slack_outbound import enrols, lists, notices, opens
from tests.stage import Person, Scene, dispatcher, officer, sergeant, someone

pytestmark = pytest.mark.in_slack


def lieutenant(name: str, **fields: Any) -> commands.RosterRow:
    """Return a lieutenant who has Slack and no phone."""
    fields.setdefault("slack_user_id", f"U0{name.upper()}")
    for field in ("phone_e164", "phone_kind", "consented_on"):
        fields.setdefault(field, None)
    return someone(name, "watch_lieutenant", "300", **fields)


QUARTER = timedelta(minutes=15)


@pytest.fixture
def transport() -> str:
    """Let Slack's requests come by HTTP: these scenes are about what goes to it."""
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    """Keep the bot's memory: hours pass here, and cards are played without it."""
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


#: In minutes: AID is put to the sergeant by text, and a quarter of an hour later,
#: where that went unanswered, by the list as well.
UNANSWERED = 46


def test_what_a_sergeant_owes_stands_in_one_message_with_the_cards_buttons(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    assert lists(cast[1]) == []
    scene.advance(minutes=UNANSWERED - 2)
    assert lists(cast[1]) == []
    scene.advance(minutes=2)
    (owed,) = lists(cast[1])
    assert "1 duty for you to take" in owed.rendered
    assert "*26-0001B*  *AID*" in owed.rendered
    assert "Kedzie" not in owed.rendered
    assert owed.buttons[:2] == ["I have it", "State done…"]

    assert "AID" in cast[1].presses(owed, "acknowledge")
    scene.advance(seconds=3)
    assert "I have it" not in owed.buttons
    assert "1 duty owed by you" in owed.rendered
    assert owed.edits == 1


def test_what_others_settled_says_who_did(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=UNANSWERED)
    (owed,) = lists(cast[1])
    cast[0].texts("AID ambulance called")
    scene.advance(seconds=3)
    assert "Nothing is owed by you" in owed.rendered
    assert "AID" in owed.rendered
    assert "star 12345" in owed.rendered
    assert "I have it" not in owed.buttons


def test_many_duties_over_many_incidents_are_one_message_with_ticks(
    scene: Scene, cast: list[Person]
) -> None:
    for number in range(34):
        opens(scene, cast[0], f"NEW agents at {number} Kedzie, beat 1021")
    scene.advance(minutes=UNANSWERED)
    (owed,) = lists(cast[1])
    assert "34 duties for you to take" in owed.rendered
    assert "… and 4 more" in owed.rendered
    assert "I have the ticked ones" in owed.buttons

    codes = [option["value"] for option in ticks(owed)]
    assert len(codes) == 30
    cast[1].slack.choose(owed, "ticks:1", codes[:3])
    shown = cast[1].presses(owed, "take_ticked")
    assert shown.count("AID") >= 3

    taken = scene.rows("SELECT id FROM duty WHERE state = 'acknowledged'")
    assert len(taken) == 3
    scene.advance(seconds=5)
    assert len(lists(cast[1])) == 1


def test_after_a_quarter_of_an_hour_what_is_new_comes_as_one_new_message(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=29)
    for number in range(3):
        opens(scene, cast[0], f"NEW agents at {number} Kedzie, beat 1021")
        scene.advance(minutes=2)
    scene.advance(minutes=120)
    *old, newest = lists(cast[1])
    assert [one.rendered for one in old] == ["Newer list below."] * len(old)
    assert "duties for you to take" in newest.rendered
    times = [one.posted_at for one in (*old, newest)]
    assert len(times) >= 3
    assert all(b - a >= QUARTER for a, b in itertools.pairwise(times))


def test_two_officers_who_owe_the_same_are_told_apart_in_the_list(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(hours=3)
    star = cast[0].row.star
    assert f"AID · star {star} · 26-0001" in lists(cast[1])[-1].rendered
    for person in cast:
        person.is_ignored = True


@pytest.mark.parametrize("is_answered", [True, False])
def test_what_was_texted_comes_by_slack_too_only_where_it_went_unanswered(
    scene: Scene, cast: list[Person], is_answered: bool
) -> None:
    opens(scene, cast[0])
    boyd = cast[1]
    scene.advance(minutes=31)
    (page,) = [text for text in boyd.reads_all() if "AID" in text]
    assert lists(boyd) == []
    if is_answered:
        boyd.texts(f"ACK {page.split('ACK ')[1][:5]}")
    scene.advance(minutes=UNANSWERED - 31)
    assert len(lists(boyd)) == (0 if is_answered else 1)
    for person in cast:
        person.is_ignored = True


def announced(scene: Scene) -> list[tuple[str, str, str | None]]:
    """Return what became of each "nobody answered" that went by Slack."""
    return [one for one in notices(scene) if one[0] == "nobody"]


def ticks(message: Any) -> list[dict[str, str]]:
    """Return every tick box of a message."""
    return [
        option
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "checkboxes"
        for option in element["options"]
    ]


def test_who_is_off_duty_gets_no_list_and_one_at_the_start_of_the_tour(
    scene: Scene,
) -> None:
    asha, boyd, _ = enrols(scene)
    opens(scene, asha)
    boyd.texts("OFF")
    scene.advance(minutes=40)
    assert lists(boyd) == []

    boyd.texts("ON")
    scene.advance(minutes=40)
    assert len([one for one in lists(boyd) if "for you to take" in one.rendered]) == 1


def test_the_opener_gets_no_list_in_the_first_twenty_minutes(scene: Scene) -> None:
    asha, *_ = scene.enrols(officer(slack_user_id="U0ASHA"), sergeant(), dispatcher())
    for person in scene.people.values():
        person.is_ignored = True
    opens(scene, asha)
    scene.advance(minutes=19, seconds=59)
    assert lists(asha) == []
    scene.advance(minutes=11)
    (owed,) = lists(asha)
    assert "owed by you" in owed.rendered


def test_who_has_no_phone_is_paged_by_the_list_and_the_record_says_so(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=46)
    (owed,) = lists(cast[2])
    assert "Nobody answered" in owed.rendered
    assert notices(scene) == [("nobody", "accepted", None)]
    (row,) = scene.rows("SELECT provider_id FROM notice WHERE channel = 'slack'")
    assert row.provider_id.endswith(f":{owed.ts}")


def test_a_page_about_a_duty_already_listed_notifies_again(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    cast[0].texts("SUP REFUSED")
    cast[0].texts("CAMS NONE")
    scene.advance(hours=1)
    assert len(lists(cast[2])) == 1
    # Announced again after six hours, and said with the next change of watch.
    scene.advance(hours=14)
    *old, new = lists(cast[2])
    assert {one.rendered for one in old} == {"Newer list below."}
    assert "AID" in new.rendered
    assert announced(scene).count(("nobody", "accepted", None)) >= 2


def test_a_page_that_lost_its_point_before_the_list_left_is_withdrawn(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=44)
    scene.workspace.troubles.outage = troubles.bad_gateway()
    scene.advance(minutes=2)
    assert notices(scene) == [("nobody", "queued", None)]
    cast[0].texts("AID ambulance called")
    scene.workspace.troubles.outage = None
    scene.advance(minutes=3)
    assert announced(scene) == [("nobody", "cancelled", "the duty is attested")]


def test_a_page_that_waited_too_long_expires_and_comes_anew(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    scene.advance(minutes=44)
    scene.workspace.troubles.outage = troubles.bad_gateway()
    scene.advance(minutes=35)
    expired = ("nobody", "expired", "too late to be of use")
    # Nobody heard of it, so it is said again.
    assert notices(scene) == [expired, ("nobody", "queued", None)]
    scene.workspace.troubles.outage = None
    scene.advance(minutes=3)
    assert notices(scene) == [expired, ("nobody", "accepted", None)]
    assert len(lists(cast[2])) == 1


def test_a_page_to_somebody_who_cannot_be_written_to_moves_the_ladder_on(
    scene: Scene,
) -> None:
    asha, _, _, lena = enrols(scene, lieutenant("Lena"))
    opens(scene, asha)
    scene.workspace.change_user(lena.slack, deleted=True)
    scene.workspace.troubles.bot_unreachable = True
    scene.advance(minutes=47)
    assert ("escalate", "not_delivered", "user_disabled") in notices(scene)
    (row,) = scene.rows("SELECT rung FROM duty WHERE word = 'AID'")
    assert row.rung == 2
    assert "slack_member:barred" in scene.events()
    # What comes next for her is not even tried.
    scene.advance(hours=1)
    assert [reason for _, _, reason in notices(scene)].count("user_disabled") == 1


def test_a_page_that_a_phone_did_not_take_comes_by_slack_and_the_record_says_why(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    cast[1].phone.is_on = False
    scene.advance(minutes=40)
    (owed,) = lists(cast[1])
    assert "AID" in owed.rendered
    assert notices(scene)[0] == ("escalate", "accepted", None)
    found = scene.rows(
        "SELECT reason FROM notice WHERE channel = 'sms' AND state = 'not_delivered'"
    )
    assert found[0].reason == "phone unreachable"
