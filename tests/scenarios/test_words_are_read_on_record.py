"""Who reads what somebody wrote is on record; what is held back is not shown."""

import json

import pytest

from models import commands, errors
from tests.scenarios.desk_work import ASHA, BOYD, DANA, enrols, opens
from tests.stage import Person, Scene, someone


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(scene)


def readings(scene: Scene, event: str) -> list[dict[str, object]]:
    rows = scene.rows(
        "SELECT record FROM entry WHERE event = :event AND ledger_id = 'system' "
        "ORDER BY position",
        event=event,
    )
    return [json.loads(row.record)["body"]["facts"] for row in rows]


def test_words_are_shown_oldest_first_and_the_reading_is_on_record(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0])
    cast[0].texts("AID ems took him to the hospital")
    cast[0].texts("NOTE they left on foot")

    view = scene.does(commands.ReadWords, actor=DANA, reference=reference)

    assert [(said.by, said.event, said.text) for said in view.words] == [
        ("star 12345", "incident:opened", "agents struck a man"),
        ("star 12345", "duty:attested", "ems took him to the hospital"),
        ("star 12345", "incident:noted", "they left on foot"),
    ]
    (fact,) = readings(scene, "words:read")
    assert fact["reference"] == reference
    scene.does(commands.ReadWords, actor=BOYD, reference=reference)
    assert len(readings(scene, "words:read")) == 2


def test_words_held_back_are_not_shown_until_they_are_released(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0], "agents struck a man who is undocumented")

    def words(actor: commands.Actor) -> list[tuple[str | None, str | None]]:
        view = scene.does(commands.ReadWords, actor=actor, reference=reference)
        return [(said.text, said.held_by) for said in view.words]

    assert words(DANA) == [(None, "MCC 2-173-030")]
    # Whoever decides on them has to know them.
    said = "agents struck a man who is undocumented"
    assert words(BOYD) == [(said, "MCC 2-173-030")]
    scene.does(
        commands.DecideHeldText,
        actor=BOYD,
        reference=reference,
        position=1,
        is_released=True,
        authority="court order 26 CH 123",
    )
    assert words(DANA) == [
        ("agents struck a man who is undocumented", None),
        ("court order 26 CH 123", None),
    ]


def test_who_may_not_read_them_leaves_no_reading(
    scene: Scene, cast: list[Person]
) -> None:
    reference = opens(scene, cast[0])
    with pytest.raises(errors.RefusedError, match="may not do this"):
        scene.does(commands.ReadWords, actor=ASHA, reference=reference)
    with pytest.raises(errors.NotFoundError):
        scene.does(commands.ReadWords, actor=DANA, reference="26-0009N")
    assert readings(scene, "words:read") == []
    scene.does(commands.ReadWords, actor=DANA, reference=reference)


def test_a_text_of_an_unknown_number_is_read_on_record_too(
    scene: Scene, cast: list[Person]
) -> None:
    scene.stranger("+13125559999").is_ignored = True
    scene.people["+13125559999"].texts("NEW agents struck a man at the bridge")
    (inbound,) = scene.rows("SELECT id FROM inbound")

    with pytest.raises(errors.RefusedError, match="may not do this"):
        scene.does(commands.ReadHeldText, actor=BOYD, inbound_id=inbound.id)
    view = scene.does(commands.ReadHeldText, actor=DANA, inbound_id=inbound.id)

    assert view.held.text == "NEW agents struck a man at the bridge"
    assert view.held.opened is None
    assert readings(scene, "text:read") == [{"text": inbound.id}]
    opened = scene.does(commands.AcceptText, actor=DANA, inbound_id=inbound.id)
    again = scene.does(commands.ReadHeldText, actor=DANA, inbound_id=inbound.id)
    assert again.held.opened == opened.reference


def test_a_text_that_may_not_be_shared_is_not_shown(
    scene: Scene, cast: list[Person]
) -> None:
    scene.stranger("+13125559999").is_ignored = True
    scene.people["+13125559999"].texts("NEW agents took a man, he is undocumented")
    (inbound,) = scene.rows("SELECT id FROM inbound")
    view = scene.does(commands.ReadHeldText, actor=DANA, inbound_id=inbound.id)
    assert (view.held.text, view.held.held_by) == (None, "MCC 2-173-030")


def test_texts_of_people_we_know_are_not_read_so(
    scene: Scene, cast: list[Person]
) -> None:
    cast[0].texts("NEW agents struck a man")
    (inbound,) = scene.rows("SELECT id FROM inbound")
    for inbound_id in (inbound.id, "0" * 32):
        with pytest.raises(errors.NotFoundError, match="no such text"):
            scene.does(commands.ReadHeldText, actor=DANA, inbound_id=inbound_id)
    assert readings(scene, "text:read") == []


def test_an_administrator_accepts_texts_and_reads_no_incident(scene: Scene) -> None:
    people = enrols(scene, someone("Ruth", "admin", "500", slack_user_id="U0RUTH"))
    reference = opens(scene, people[0])
    ruth = commands.Actor(channel=DANA.channel, slack_user_id="U0RUTH")
    with pytest.raises(errors.RefusedError, match="may not do this"):
        scene.does(commands.ReadWords, actor=ruth, reference=reference)
