"""What is said unasked waits: the first leaves at once, the next in one text."""

import re
from pathlib import Path
from typing import Any

import pytest

from models import commands, enums
from tests.scenarios import messages
from tests.stage import Person, Scene, officer, sergeant, someone

PACE = '\n[[pace]]\nrole = "sergeant"\nevery = "15m"\n'


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    path = Path(messages.policy_of_one_question(tmp_path))
    path.write_text(path.read_text(encoding="utf-8") + PACE, encoding="utf-8")
    return str(path)


def officers(count: int) -> list[Any]:
    """So many officers of one sergeant, each with a phone."""
    return [
        officer(f"Officer {n}", star=str(20_000 + n), phone_e164=f"+1312555{2000 + n}")
        for n in range(count)
    ]


def cast_of(scene: Scene, count: int) -> tuple[list[Person], Person]:
    """So many officers, and the sergeant of all of them."""
    *found, boyd = scene.enrols(*officers(count), sergeant())
    return found, boyd


def codes(text: str) -> list[str]:
    """The codes that a text offers, in order."""
    return re.findall(r"\bCAMS (?:star \d+ )?(?:due )?\d\d:\d\d ([A-Z0-9]{4,6})", text)


def reference(answer: str) -> str:
    found = re.search(r"\d\d-\d{4}[A-Z0-9]", answer)
    assert found is not None, answer
    return found[0]


def test_sergeant_hears_the_first_at_once_and_the_next_in_one_text(
    scene: Scene,
) -> None:
    people, boyd = cast_of(scene, 4)
    first, *others = (reference(p.texts(f"NEW by {p.row.star}")) for p in people)

    boyd.gets(first, "opened")
    scene.advance(minutes=14)
    boyd.gets_nothing()
    scene.advance(minutes=2)

    text = boyd.gets("Since 15:40: 3 opened", *others)
    assert len(text) <= 160
    boyd.gets_nothing()
    digest, *carried = [
        row
        for purpose in ("digest", "tell")
        for row in messages.notices(scene, purpose)
        if row.purpose == "digest" or row.carried_by
    ]
    assert {row.carried_by for row in carried} == {digest.id}
    assert {(row.state, row.next_attempt_at) for row in carried} == {
        ("delivered", None)
    }


def test_duties_of_several_incidents_are_one_text_first_due_first(
    scene: Scene,
) -> None:
    people, boyd = cast_of(scene, 4)
    for person in people:
        person.texts(f"NEW by {person.row.star}")
        scene.advance(minutes=1)
    scene.advance(minutes=60)
    boyd.reads_all()
    for person in people:
        person.gets("Reminder", "CAMS")
    # Each was due three quarters of an hour after it opened, and half an hour later
    # the sergeant hears of it: the first at once, the other three a minute apart.
    scene.advance(minutes=30)

    alone, together = boyd.gets("not answered"), boyd.gets("3 wait since")

    assert "16:25" in alone
    assert re.findall(r"\d\d:\d\d", together)[1:] == [
        "16:26",
        "16:27",
        "16:28",
    ]
    code = codes(together)[1]
    assert "you have it" in boyd.texts(f"ACK {code}")
    pages = [row for row in messages.notices(scene, "escalate") if row.carried_by]
    assert [row.state for row in pages] == ["delivered"] * 3


def test_what_was_taken_care_of_meanwhile_is_withdrawn(scene: Scene) -> None:
    people, boyd = cast_of(scene, 3)
    for person in people:
        person.texts(f"NEW by {person.row.star}")
    scene.advance(minutes=62)
    boyd.reads_all()
    for person in people:
        person.gets("Reminder", "CAMS")
    people[0].texts("NEW another van")
    boyd.gets("opened")
    # All three are put to the sergeant now, and wait; one is answered meanwhile.
    scene.advance(minutes=14)
    boyd.gets_nothing()
    people[1].texts("CAMS NONE")
    scene.advance(minutes=2)

    together = boyd.gets("2 wait")
    assert len(codes(together)) == 2
    (gone,) = [n for n in messages.notices(scene, "escalate") if n.state == "cancelled"]
    assert gone.reason == "the duty is attested"
    for person in people:
        person.is_ignored = True
    boyd.is_ignored = True


def test_a_list_that_did_not_arrive_sends_every_ladder_on(scene: Scene) -> None:
    people, boyd = cast_of(scene, 3)
    (lena,) = scene.enrols(
        *officers(3), sergeant(), someone("Lena", "watch_lieutenant", "300")
    )[-1:]
    for person in people:
        person.texts(f"NEW by {person.row.star}")
    scene.advance(minutes=60)
    boyd.reads_all()
    boyd.phone.fails_with = 30005
    scene.advance(minutes=16)

    digests = messages.notices(scene, "digest")
    (digest,) = [n for n in digests if n.state == "not_delivered"]
    lost = [n for n in messages.notices(scene, "escalate") if n.carried_by == digest.id]
    assert [(n.state, n.reason) for n in lost] == [
        ("not_delivered", "unknown number")
    ] * 3
    # Nobody waits for the two hours that the sergeant would have had.
    assert len(codes(lena.gets("3 wait"))) == 3
    for person in (*people, boyd, lena):
        person.is_ignored = True


def test_fifty_duties_at_one_minute_are_one_text_with_codes(scene: Scene) -> None:
    (asha, boyd) = scene.enrols(officer(), sergeant())
    boyd.is_ignored = True
    for number in range(50):
        asha.texts(f"NEW van {number} takes somebody")
    scene.advance(minutes=46)

    text = asha.gets("50 wait", "and 46 more: STATUS")
    assert len(text) <= 160
    assert len(codes(text)) == 4
    asha.gets_nothing()
    scene.advance(minutes=20)


def test_what_the_desk_texts_waits_for_nothing(scene: Scene) -> None:
    people, boyd = cast_of(scene, 1)
    people[0].texts("NEW agents struck a man")
    boyd.gets("opened")
    boyd.texts("NEW agents took a woman")
    (row,) = scene.rows("SELECT id FROM person WHERE role = 'sergeant'")
    reference_ = scene.rows("SELECT reference FROM incident ORDER BY id")[1].reference
    scene.does(
        commands.TextOfficer,
        actor=commands.Actor(
            channel=enums.Channel.COMMAND_LINE, account="test", person_id=row.id
        ),
        reference=reference_,
        phrase="use_radio",
    )
    boyd.gets("Answer on the radio")


def test_nothing_waits_longer_than_it_is_of_use(scene: Scene) -> None:
    people, boyd = cast_of(scene, 2)
    people[0].texts("NEW by one")
    boyd.gets("opened")
    people[1].texts("NEW by another")
    # The bot is down while the second waits, and comes back long after.
    scene.jump(hours=3)
    texts = boyd.reads_all()
    assert len(texts) == 1
    assert "opened" in texts[0]
    for person in people:
        person.is_ignored = True
