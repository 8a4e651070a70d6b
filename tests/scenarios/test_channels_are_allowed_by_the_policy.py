"""Each channel can be off by the policy, and everything works on what is left."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import channel_checks
from bot.policy import load, schema
from models import commands, enums
from tests.scenarios import messages
from tests.scenarios.slack_outbound import lists, posted
from tests.stage import Person, Scene, dispatcher, officer, sergeant, someone

pytestmark = pytest.mark.in_slack

OFF = "Texts are off here. Use the radio."


def policy_of(folder: Path, **channels: str) -> str:
    """The shipped policy with these channels for these uses: `sms="intake"`."""
    text = messages.shipped()
    for name, uses in channels.items():
        shipped = f'\n{name} = ["intake", "duties"]\n'
        assert shipped in text
        listed = ", ".join(f'"{use}"' for use in uses.split())
        text = text.replace(shipped, f"\n{name} = [{listed}]\n")
    path = folder / "channels.toml"
    path.write_text(text, encoding="utf-8")
    shutil.copy(load.shipped().parent / "chicago_places.csv", folder)
    return str(path)


@pytest.fixture
def transport() -> str:
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def policy_file(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The policy that a scene asks for."""
    return policy_of(tmp_path, **request.param)


def channels(**uses: str) -> Callable[..., Any]:
    """Play a scene under the shipped policy with these channels."""
    return pytest.mark.parametrize(
        "policy_file", [uses], indirect=True, ids=[str(uses)]
    )


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha by phone, Boyd by both, Lena by phone, Dora by Slack."""
    people = scene.enrols(
        officer(),
        sergeant(slack_user_id="U0BOYD"),
        someone("Lena", "watch_lieutenant", "300"),
        dispatcher(),
    )
    for person in people[1:]:
        person.is_ignored = True
    return people


def at_the_desk(scene: Scene) -> commands.Actor:
    """Dora, at the command line."""
    (row,) = scene.rows("SELECT id FROM person WHERE role = 'dispatcher'")
    return commands.Actor(
        channel=enums.Channel.COMMAND_LINE, account="test", person_id=row.id
    )


def texted(person: Person) -> list[str]:
    """What a phone got unasked."""
    return person.unread()


def steps(scene: Scene) -> list[Any]:
    """Open duties that the engine would never look at again."""
    return scene.rows(
        "SELECT id FROM duty WHERE next_step_at IS NULL AND state IN "
        "('expected', 'notified', 'acknowledged', 'overdue')"
    )


@channels(sms="intake")
def test_without_texts_for_duties_own_texts_are_answered_and_slack_tells(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, lena, dora = cast

    assert "AID" in asha.texts("NEW agents struck a man")
    scene.advance(hours=2)

    assert [texted(person) for person in (asha, boyd, lena)] == [[], [], []]
    (owed,) = [one for one in lists(boyd) if "for you to take" in one.rendered]
    assert "AID" in owed.rendered
    assert "recorded" in asha.texts("AID NONE")
    assert steps(scene) == []
    # Lena has no Slack: nobody of her role can be told, and the record says so.
    records = scene.rows("SELECT record FROM entry WHERE event LIKE 'duty:%'")
    assert any('"why":"empty"' in row.record for row in records)
    assert len(posted(scene)) == 1
    assert dora.slack is not None


@channels(sms="")
def test_without_texts_the_sender_is_sent_to_the_radio_and_the_words_are_kept(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, lena, _ = cast

    assert OFF in asha.texts("NEW agents struck a man at Kedzie")
    assert OFF in asha.texts("ACK")
    assert scene.rows("SELECT id FROM incident") == []
    (kept, _) = scene.rows("SELECT id, body FROM inbound WHERE state = 'held'")
    assert "Kedzie" in kept.body

    scene.does(commands.AcceptText, actor=at_the_desk(scene), inbound_id=kept.id)
    scene.advance(hours=2)

    (row,) = scene.rows(
        "SELECT star FROM person JOIN incident ON incident.opened_by = person.id"
    )
    assert row.star == "12345"
    assert [texted(person) for person in (asha, boyd, lena)] == [[], [], []]
    assert "AID" in lists(boyd)[-1].rendered
    assert steps(scene) == []


@channels(sms="duties")
def test_without_texts_for_intake_nothing_is_opened_by_text_and_answers_count(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    assert OFF in asha.texts("NEW agents struck a man")

    desk = at_the_desk(scene)
    seen = "agents struck a man"
    scene.does(commands.OpenIncident, actor=desk, text=seen, seen_by_star="12345")
    scene.advance(minutes=40)

    text = " ".join(asha.reads_all())
    assert "AID" in text
    assert "recorded" in asha.texts("AID NONE")
    scene.advance(hours=1)
    asha.reads_all()


@channels(slack="")
def test_without_slack_nothing_is_shown_or_done_there_and_texts_do_it_all(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, lena, dora = cast
    assert "opened" in asha.texts("NEW agents struck a man")

    scene.advance(hours=2)

    assert posted(scene) == []
    assert [lists(person) for person in (boyd, dora)] == [[], []]
    for line in ("list", "open agents took a woman", "help"):
        assert "Slack is off here" in dora.types(line), line
    assert len(scene.rows("SELECT id FROM incident")) == 1
    assert any("AID" in text for text in boyd.reads_all())
    assert any("AID" in text for text in lena.reads_all())
    asha.reads_all()
    assert steps(scene) == []


@channels(slack="intake")
def test_slack_for_intake_alone_opens_and_shows_cards_and_takes_no_answers(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, _, dora = cast
    assert "opened" in dora.types("open agents struck a man")
    scene.advance(hours=1)

    assert len(posted(scene)) == 1
    assert lists(boyd) == []
    (code,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id "
        "WHERE duty.word = 'AID' AND code.person_id = "
        "(SELECT id FROM person WHERE star = '900')"
    )
    assert "does not let you answer for duties" in boyd.types(f"ack {code.code}")
    assert "you have it" in boyd.texts(f"ACK {code.code}")
    asha.reads_all()


@pytest.mark.parametrize(
    ("policy_file", "answers", "notes"),
    [
        ({"radio": ""}, False, False),
        ({"radio": "intake"}, False, True),
        ({"radio": "duties"}, True, False),
    ],
    indirect=["policy_file"],
)
def test_the_radio_is_logged_for_what_it_may_be_used_for(
    scene: Scene, cast: list[Person], *, answers: bool, notes: bool
) -> None:
    asha, dora = cast[0], cast[3]
    asha.is_ignored = True
    asha.texts("NEW agents struck a man")

    answered = dora.types("radio 12345 AID none hurt")
    noted = dora.types("radio 12345 NOTE two vans left")

    assert ("Logged for star 12345" in answered) is answers
    assert ("Logged for star 12345" in noted) is notes
    for shown, is_on in ((answered, answers), (noted, notes)):
        assert is_on or "policy does not let" in shown
    # What is off keeps nothing else from being done.
    assert "recorded" in asha.texts("SUP REFUSED")
    assert steps(scene) == []


@pytest.mark.parametrize("has_slack", [False])
@channels(sms="intake")
def test_where_nobody_can_be_told_the_engine_keeps_everything(scene: Scene) -> None:
    asha, boyd, lena = scene.enrols(
        officer(), sergeant(), someone("Lena", "watch_lieutenant", "300")
    )
    assert "opened" in asha.texts("NEW agents struck a man")

    scene.advance(days=2)

    assert [texted(person) for person in (asha, boyd, lena)] == [[], [], []]
    assert "duty:nobody_answered" in scene.events()
    assert steps(scene) == []
    assert scene.rows("SELECT id FROM notice WHERE purpose != 'answer'") == []


def told(policy: schema.Policy) -> list[tuple[str, str]]:
    found = channel_checks.of_channels(policy)
    return [(check.verdict.value, check.what) for check in found]


def test_doctor_says_what_is_off_and_that_nothing_authorises_it() -> None:
    policy, *_ = load.load(load.shipped())
    (only,) = told(policy)
    assert only[0] == "note"
    assert "no written authorisation" in only[1]

    less = policy.channels.model_copy(
        update={"sms": ("intake",), "slack": (), "radio": ()}
    )
    found = told(policy.model_copy(update={"channels": less}))
    assert {verdict for verdict, _ in found} == {"note"}
    text = "\n".join(what for _, what in found)
    assert "sms is off for duties: nobody is texted unasked (CPD G09-01-05" in text
    assert "slack is off for intake and duties" in text
    assert "radio is off for intake and duties: notes over the radio" in text
    assert "nobody is told of anything" in text


@pytest.mark.parametrize("channel", ["voice", "email"])
def test_doctor_says_that_nothing_is_sent_by_a_channel_without_a_sender(
    channel: str,
) -> None:
    policy, *_ = load.load(load.shipped())
    more = policy.channels.model_copy(update={channel: ("duties",)})

    found = told(policy.model_copy(update={"channels": more}))

    ((verdict, what),) = [one for one in found if one[1].startswith(channel)]
    assert verdict == "note"
    assert "nothing is sent or heard by it in this version" in what


def test_doctor_names_the_authorisation_on_record() -> None:
    policy, *_ = load.load(load.shipped())
    paper = schema.Authorisation(
        by="Chief of Staff", given_on=date(2026, 3, 2), reference="memorandum"
    )
    allowed = policy.channels.model_copy(update={"authorisation": paper})

    (only,) = told(policy.model_copy(update={"channels": allowed}))

    assert only == ("ok", "authorised by Chief of Staff on 2026-03-02: memorandum")


def by_slack_first(folder: Path) -> str:
    """One question, and a sergeant who is told of it by Slack rather than by text."""
    path = Path(messages.policy_of_one_question(folder))
    text = path.read_text(encoding="utf-8")
    first = re.search(r'\{ role = "sergeant", wait = "30m"', text)
    assert first is not None
    wanted = f'{first[0]}, channels = ["slack", "sms"]'
    path.write_text(text.replace(first[0], wanted), encoding="utf-8")
    return str(path)


@pytest.fixture
def rung_file(tmp_path: Path) -> str:
    return by_slack_first(tmp_path)


@pytest.mark.parametrize("policy_file", [{}], indirect=True)
def test_a_rung_is_told_by_its_channels_in_their_order_and_by_the_next_if_one_fails(
    scene: Scene, rung_file: str
) -> None:
    scene.stage.settings = scene.stage.settings.model_copy(
        update={"policy_file": Path(rung_file)}
    )
    scene.stage.restart()
    asha, boyd, lena, dora = scene.enrols(
        officer(),
        sergeant(slack_user_id="U0BOYD"),
        someone("Lena", "watch_lieutenant", "300"),
        dispatcher(),
    )
    lena.is_ignored = dora.is_ignored = True
    asha.texts("NEW agents struck a man")
    boyd.gets("opened")
    scene.advance(minutes=76)
    asha.gets("Reminder", "CAMS")
    boyd.gets_nothing()
    assert any("CAMS" in one.rendered for one in lists(boyd))

    # With the other way closed, the same page comes as a text.
    asha.texts("NEW another van")
    boyd.gets("opened")
    scene.workspace.troubles.token_error = "token_revoked"
    scene.advance(minutes=77)
    asha.gets("Reminder", "CAMS")
    boyd.gets("CAMS", "not answered")
    found = scene.rows(
        "SELECT channel, state, reason FROM notice WHERE purpose = 'escalate' "
        "AND person_id = (SELECT id FROM person WHERE star = '900') ORDER BY id"
    )
    assert [(row.channel, row.state, row.reason) for row in found] == [
        ("slack", "accepted", None),
        ("slack", "not_delivered", "token_revoked"),
        ("sms", "delivered", None),
    ]
