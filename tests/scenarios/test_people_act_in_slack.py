"""People act in Slack as themselves: their duties, their role, and nobody else's."""

from typing import Any

import pytest
from sqlalchemy import insert

from bot.store.changes import columns_of
from models import commands, enums, errors
from models.slack import LiveMessage
from tests.scenarios.desk_work import (
    ASHA,
    BOYD,
    DANA,
    LENA,
    duty_id,
    enrols,
    member,
    opens,
    states,
)
from tests.stage import Person, Scene, officer, someone

pytestmark = pytest.mark.plain_policy


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene, someone("Ruth", "admin", "500", slack_user_id="U0RUTH"))


def says(scene: Scene, slack_user_id: str, problem: enums.SlackProblem | None) -> bool:
    """Note what Slack says of a member; return whether it was news."""
    view = scene.does(
        commands.RecordSlackMember,
        actor=commands.CLOCK,
        slack_user_id=slack_user_id,
        problem=problem,
    )
    return bool(view.changed)


def card_of(scene: Scene, reference: str) -> commands.Target:
    """Put the card of an incident somewhere, and return its thread."""
    (row,) = scene.rows("SELECT id FROM incident WHERE reference = :r", r=reference)
    with scene.stage.house.database.writing_engine.begin() as connection:
        values = {
            "id": f"card:{row.id}",
            "kind": enums.LiveKind.CARD,
            "incident_id": row.id,
            "channel_id": "C1",
            "ts": "1700000000.000100",
            "announced": "[]",
            "wanted": 1,
            "shown": 1,
            "attempts": 0,
        }
        table = columns_of(LiveMessage)
        connection.execute(table.delete().where(table.c.id == values["id"]))
        connection.execute(insert(table), values)
    return commands.Target(thread=("C1", "1700000000.000100"))


def test_who_is_not_in_the_roster_may_not_act(scene: Scene, cast: list[Person]) -> None:
    reference = opens(scene, cast[0])
    target = commands.Target(reference=reference)
    note: dict[str, Any] = {"text": "they left on foot", "target": target}
    with pytest.raises(errors.RefusedError, match="not in the roster"):
        scene.does(commands.AddNote, actor=member("U0NOBODY"), **note)
    scene.does(commands.AddNote, actor=BOYD, **note)


def test_who_has_left_the_roster_may_not_act(scene: Scene, cast: list[Person]) -> None:
    reference = opens(scene, cast[0])
    scene.does(commands.ReadWords, actor=DANA, reference=reference)
    scene.does(commands.EndPerson, star="777")
    with pytest.raises(errors.RefusedError, match="not in the roster"):
        scene.does(commands.ReadWords, actor=DANA, reference=reference)


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (enums.SlackProblem.GUEST, "Guests"),
        (enums.SlackProblem.DEACTIVATED, "deactivated"),
        (enums.SlackProblem.OTHER_ORGANISATION, "other organisations"),
        (enums.SlackProblem.NO_SUCH_MEMBER, "no such member"),
    ],
)
def test_who_is_barred_may_not_act_until_cleared(
    scene: Scene, cast: list[Person], problem: enums.SlackProblem, why: str
) -> None:
    reference = opens(scene, cast[0])
    assert says(scene, "U0BOYD", problem)
    with pytest.raises(errors.RefusedError, match=why):
        scene.does(commands.ReadWords, actor=BOYD, reference=reference)
    assert says(scene, "U0BOYD", None)
    scene.does(commands.ReadWords, actor=BOYD, reference=reference)


def test_what_slack_says_of_a_member_is_news_once(
    scene: Scene, cast: list[Person]
) -> None:
    guest, gone = enums.SlackProblem.GUEST, enums.SlackProblem.DEACTIVATED
    assert not says(scene, "U0BOYD", None)
    assert says(scene, "U0BOYD", guest)
    assert not says(scene, "U0BOYD", guest)
    assert says(scene, "U0BOYD", gone)
    assert says(scene, "U0BOYD", None)
    assert not says(scene, "U0NOBODY", guest)
    assert [event for event in scene.events() if event.startswith("slack_member")] == [
        "slack_member:barred",
        "slack_member:barred",
        "slack_member:cleared",
    ]


def test_the_administrator_hears_of_a_ladder_with_somebody_barred(
    scene: Scene, cast: list[Person]
) -> None:
    ruth = cast[-1]
    says(scene, "U0BOYD", enums.SlackProblem.DEACTIVATED)
    assert "star 900 cannot be told by Slack" in ruth.gets("on a ladder")
    says(scene, "U0BOYD", None)
    says(scene, "U0ASHA", enums.SlackProblem.GUEST)
    ruth.gets_nothing()


def test_slack_is_lost_and_restored_once_each(scene: Scene, cast: list[Person]) -> None:
    ruth = cast[-1]

    def health(problem: str | None) -> bool:
        view = scene.does(
            commands.RecordSlackHealth, actor=commands.CLOCK, problem=problem
        )
        return bool(view.changed)

    assert not health(None)
    assert health("the app was removed")
    ruth.gets("Slack cannot be used: the app was removed. Texts go on.")
    assert not health("the token was revoked")
    assert health(None)
    ruth.gets("Slack works again.")
    assert not health(None)
    ruth.gets_nothing()
    assert health("the app was removed")


def test_a_button_takes_a_duty_of_ones_role(scene: Scene, cast: list[Person]) -> None:
    opens(scene, cast[0])
    target = commands.Target(duty_id=duty_id(scene, "AID"))
    # A rung of its ladder, though nobody has told it yet.
    view = scene.does(commands.Acknowledge, actor=BOYD, target=target)
    assert view.asked.word == "AID"
    with pytest.raises(errors.AlreadyDone) as news:
        scene.does(commands.Acknowledge, actor=LENA, target=target)
    assert news.value.by == "star 900"
    scene.does(commands.Attest, actor=DANA, target=target, word="AID", said="EMS came")
    with pytest.raises(errors.AlreadyDone) as news:
        scene.does(commands.Acknowledge, actor=LENA, target=target)
    assert news.value.by == "star 777"
    assert states(scene)["AID"] == "attested"


def test_a_button_of_somebody_elses_duty_changes_nothing(scene: Scene) -> None:
    asha, *_ = enrols(
        scene,
        officer("Carl", star="444", phone_e164="+13125550104", slack_user_id="U0CARL"),
        someone("Vera", "custodian", "600", slack_user_id="U0VERA"),
    )
    opens(scene, asha)
    aid = commands.Target(duty_id=duty_id(scene, "AID"))
    for other in ("U0CARL", "U0VERA"):
        with pytest.raises(errors.RefusedError, match="not put to you or your role"):
            scene.does(commands.Acknowledge, actor=member(other), target=aid)
    with pytest.raises(errors.NotFoundError, match="no such duty"):
        scene.does(
            commands.Acknowledge, actor=ASHA, target=commands.Target(duty_id="0" * 32)
        )
    with pytest.raises(errors.InvalidInputError, match="That is AID, not SUP"):
        scene.does(commands.Attest, actor=ASHA, target=aid, word="SUP", said="REFUSED")
    dock = commands.Target(duty_id=duty_id(scene, "DOCK"))
    scene.does(commands.Acknowledge, actor=member("U0VERA"), target=dock)
    scene.does(commands.Acknowledge, actor=ASHA, target=aid)


def test_no_video_can_be_said_of_the_duty_beside_the_button(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    opens(scene, cast[0], "agents took a woman away at the bridge")
    first, second = (
        row.id
        for row in scene.rows("SELECT id FROM duty WHERE word = 'FLAG' ORDER BY id")
    )
    view = scene.does(
        commands.Attest,
        actor=ASHA,
        word="NOVIDEO",
        said="battery died",
        target=commands.Target(duty_id=second),
    )
    assert view.understood == "a second person will search"
    flags = scene.rows("SELECT id, state FROM duty WHERE word = 'FLAG'")
    assert {row.id: row.state for row in flags}[first] != "attested"
    assert {row.id: row.state for row in flags}[second] == "attested"


def test_words_in_a_cards_thread_join_its_incident(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    other = opens(scene, cast[0], "agents took a woman away at the bridge")
    thread = card_of(scene, other)

    def note(text: str, message: str, **fields: Any) -> Any:
        return scene.does(
            commands.AddNote,
            actor=BOYD,
            text=text,
            **{"target": thread, "message": message, **fields},
        )

    assert note("Beat 0715 is there", "C1:1").reference == other
    note("Beat 0715 is there", "C1:1")
    assert scene.events().count("incident:noted") == 1
    with pytest.raises(errors.NotFoundError, match="no incident"):
        note("hello there", "C1:2", target=commands.Target(thread=("C1", "1.2")))
    elsewhere = commands.Target(thread=("C2", "1700000000.000100"))
    with pytest.raises(errors.NotFoundError, match="no incident"):
        note("hello there", "C2:3", target=elsewhere)


def test_a_changed_note_stands_beside_the_old_one(
    scene: Scene, cast: list[Person]
) -> None:
    thread = card_of(scene, opens(scene, cast[0]))
    scene.does(
        commands.AddNote, actor=BOYD, text="Two cars", target=thread, message="C1:1"
    )

    def changes(text: str | None, message: str = "C1:1") -> Any:
        return scene.does(
            commands.ChangeNote,
            actor=BOYD,
            target=thread,
            message=message,
            text=text,
        )

    changes("Three cars")
    assert changes("Three cars, one man is undocumented").held_rule == "MCC 2-173-030"
    changes(None)
    # Never heard of before: new words are a note, a deletion is nothing.
    changes("They left", "C1:9")
    assert not changes(None, "C1:10").changed
    noted = [event for event in scene.events() if "note" in event]
    assert noted == [
        "incident:noted",
        "note:changed",
        "note:changed",
        "note:deleted",
        "incident:noted",
    ]
    items = scene.rows("SELECT content FROM item WHERE name = 'text' ORDER BY position")
    assert [item.content for item in items] == [
        "agents struck a man",
        "Two cars",
        "Three cars",
        "Three cars, one man is undocumented",
        "They left",
    ]


def test_a_ground_is_stated_by_those_whom_the_policy_names(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    target = commands.Target(duty_id=duty_id(scene, "FLAG"))

    def flags(ground: str | None, actor: commands.Actor) -> Any:
        return scene.does(
            commands.Attest,
            actor=actor,
            target=target,
            word="FLAG",
            said="NEVER",
            ground=ground,
        )

    with pytest.raises(errors.RefusedError, match="may not state this ground"):
        flags("force", ASHA)
    with pytest.raises(errors.InvalidInputError) as refused:
        flags("whim", BOYD)
    assert refused.value.field == "ground"
    flags("force", BOYD)
    (row,) = scene.rows("SELECT ground FROM footage")
    assert row.ground == "force"


def test_a_form_that_asked_for_more_is_sent_again_as_the_same_request(
    scene: Scene, cast: list[Person]
) -> None:
    opens(scene, cast[0])
    target = commands.Target(duty_id=duty_id(scene, "CAMS"))

    def sends(said: str) -> Any:
        return scene.stage.do(
            commands.Attest(
                actor=ASHA, request_id="view:V1", target=target, word="CAMS", said=said
            )
        ).view

    assert sends("").kind is enums.AnswerKind.STARS
    assert sends("NONE").word == "CAMS"
    # What was carried out is so once, whatever the second one says.
    assert not sends("NONE").changed
    assert scene.events().count("duty:attested") == 1


def test_a_refused_form_is_sent_again_as_the_same_request(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0])

    def sends(beat: str) -> Any:
        return scene.stage.do(
            commands.CorrectIncident(
                actor=BOYD,
                request_id="view:V2",
                reference=reference,
                values={"beat": beat},
                seen={"beat": None},
            )
        ).view

    with pytest.raises(errors.InvalidInputError):
        sends("none")
    assert sends("0715").changes == (("beat", None, "0715"),)
    assert not sends("0716").changed
