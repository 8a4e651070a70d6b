"""Receipts: believed in any order, never backwards, and acted upon by their reason."""

import itertools
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models import enums
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.scenarios import messages
from tests.stage import Person, Scene, officer, sergeant, someone
from tests.storage import databases

SID = "SM" + "4" * 32


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    return messages.policy_of_one_question(tmp_path)


@pytest.fixture
def door(scene: Scene) -> Iterator[Door]:
    """A door, and a company whose own receipts are lost."""
    scene.enrols(officer(), sergeant())
    scene.stage.company.troubles.drop_callbacks = True
    yield Door(scene)
    for person in scene.people.values():
        person.is_ignored = True


def told(scene: Scene, text: str = "NEW agents struck a man") -> Any:
    """The notice by which Boyd learns of an incident; the company accepted it."""
    scene.people["Asha"].texts(text)
    (notice,) = scene.rows(
        "SELECT * FROM notice WHERE purpose = 'tell' ORDER BY id DESC LIMIT 1"
    )
    assert notice.state == "accepted"
    return notice


def state_of(scene: Scene, notice: Any) -> str:
    (row,) = scene.rows("SELECT state FROM notice WHERE id = :id", id=notice.id)
    return str(row.state)


def post(door: Door, notice: Any, status: str, **fields: str) -> int:
    """Post a receipt of a notice and return the HTTP status."""
    form = sms_door.receipt_form(notice.provider_id or SID, status, **fields)
    response = door.post(form, f"{sms_door.RECEIPTS}?notice={notice.id}")
    if response.status_code == 200:
        assert response.text == sms_door.NOTHING
        assert response.headers["Content-Type"].startswith("text/xml")
    return response.status_code


@databases.on("postgresql")
def test_receipts_in_any_order_end_in_the_same_state(door: Door, scene: Scene) -> None:
    ends = {"delivered": "delivered", "undelivered": "not_delivered"}
    orders = [
        (order, last)
        for last in ends
        for order in itertools.permutations(["sending", "sent", last])
    ]
    for number, (order, last) in enumerate(orders):
        final = ends[last]
        notice = told(scene, f"NEW man {number} struck")
        states = [enums.NoticeState.ACCEPTED]
        for status in order:
            code = {"ErrorCode": "30007"} if status == "undelivered" else {}
            assert post(door, notice, status, **code) == 200
            states.append(enums.NoticeState(state_of(scene, notice)))
        ranks = [enums.NOTICE_RANK[state] for state in states]
        assert ranks == sorted(ranks), order
        assert states[-1] == final, order
        assert set(states[1 + order.index(last) :]) == {final}, order


def test_a_final_state_is_left_by_no_receipt(door: Door, scene: Scene) -> None:
    for first, other in itertools.permutations(["delivered", "undelivered"]):
        notice = told(scene, f"NEW man {first}")
        assert post(door, notice, first) == 200
        state = state_of(scene, notice)
        for status in (other, "sent", "queued", "canceled", "failed", "read"):
            assert post(door, notice, status) == 200
            assert state_of(scene, notice) == state


def test_the_same_receipt_many_times_is_one(door: Door, scene: Scene) -> None:
    notice = told(scene)
    assert post(door, notice, "delivered") == 200
    before = door.rows()
    assert len(scene.rows("SELECT id FROM receipt")) == 1
    for _ in range(5):
        assert post(door, notice, "delivered") == 200
    assert door.changed(before) == set()


def test_two_words_of_the_vendor_for_one_state_are_no_fault(
    door: Door, scene: Scene
) -> None:
    notice = told(scene)
    for status in ("accepted", "queued", "sending", "scheduled"):
        assert post(door, notice, status) == 200
        assert state_of(scene, notice) == "accepted"
    for status in ("delivered", "read"):
        assert post(door, notice, status) == 200
        assert state_of(scene, notice) == "delivered"
    states = scene.rows("SELECT state FROM receipt ORDER BY id")
    assert [row.state for row in states] == ["accepted", "delivered"]


def test_receipt_before_the_answer_to_the_create_is_matched(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    scene.stage.company.troubles.early_callbacks = True
    asha.texts("NEW agents struck a man")
    boyd.gets("opened")
    (notice,) = scene.rows("SELECT * FROM notice WHERE purpose = 'tell'")
    assert (notice.state, notice.attempts) == ("delivered", 1)
    assert notice.provider_id is not None
    assert notice.next_attempt_at is None
    scene.advance(minutes=10)
    boyd.gets_nothing()


def test_receipt_is_matched_by_our_own_id_before_the_vendors_is_known(
    door: Door, scene: Scene
) -> None:
    response = door.post(sms_door.text_form())
    path = response.text.partition('statusCallback="https://holdfast.example')[2]
    path = path.partition('"')[0]
    assert door.post(sms_door.receipt_form(SID, "sent"), path).status_code == 200
    (notice,) = scene.rows("SELECT * FROM notice WHERE purpose = 'answer'")
    assert (notice.state, notice.provider_id) == ("sent", SID)


def test_failure_of_another_copy_says_nothing_of_the_one_that_was_sent(
    door: Door, scene: Scene
) -> None:
    notice = told(scene)
    path = f"{sms_door.RECEIPTS}?notice={notice.id}"
    other = sms_door.receipt_form(SID, "undelivered", ErrorCode="30005")
    assert door.post(other, path).status_code == 200
    assert state_of(scene, notice) == "accepted"
    assert post(door, notice, "delivered") == 200
    assert state_of(scene, notice) == "delivered"
    # Where the other one arrived, the person has it.
    second = told(scene, "NEW agents took another man")
    arrived = sms_door.receipt_form(SID, "delivered")
    path = f"{sms_door.RECEIPTS}?notice={second.id}"
    assert door.post(arrived, path).status_code == 200
    assert state_of(scene, second) == "delivered"


#: Receipts that are genuine and speak of nothing of ours, by query and fields.
STRANGE = {
    "a notice that we never made": (f"?notice={'7' * 32}", {}),
    "no notice": ("", {}),
    "an empty notice": ("?notice=", {}),
    "a notice that is none": ("?notice=%00", {}),
    "a notice that is too long": (f"?notice={'7' * 33}", {}),
    "two notices": (f"?notice={'7' * 32}&notice={'8' * 32}", {}),
    "an unknown status": ("?notice={id}", {"MessageStatus": "partially_delivered"}),
    "a status of inbound texts": ("?notice={id}", {"MessageStatus": "received"}),
    "a status in capitals": ("?notice={id}", {"MessageStatus": "DELIVERED"}),
}


def test_receipt_of_nothing_of_ours_is_answered_politely_and_changes_nothing(
    door: Door, scene: Scene
) -> None:
    notice = told(scene)
    before = door.rows()
    for what, (query, fields) in STRANGE.items():
        form = sms_door.receipt_form(SID, "delivered", **fields)
        path = sms_door.RECEIPTS + query.format(id=notice.id)
        response = door.post(form, path)
        assert (response.status_code, response.text) == (200, sms_door.NOTHING), what
        # An id of a request is remembered, whatever it asked for.
        assert door.changed(before) <= {"request"}, what
    assert post(door, notice, "delivered") == 200
    assert state_of(scene, notice) == "delivered"


#: Receipts that are genuine and have not the form of one, by fields.
MALFORMED = {
    "no id of the vendor's": {"MessageSid": ""},
    "an id that no database holds": {"MessageSid": "SM\x00"},
    "an id that is too long": {"MessageSid": "S" * 65},
    "no status": {"MessageStatus": ""},
}


def test_receipt_that_cannot_be_read_is_refused_and_changes_nothing(
    door: Door, scene: Scene
) -> None:
    notice = told(scene)
    before = door.rows()
    for what, fields in MALFORMED.items():
        assert post(door, notice, "delivered", **fields) == 400, what
        assert door.changed(before) == set(), what
    assert post(door, notice, "delivered") == 200
    assert state_of(scene, notice) == "delivered"


def test_receipt_of_another_account_is_refused(door: Door, scene: Scene) -> None:
    notice = told(scene)
    before = door.rows()
    assert post(door, notice, "delivered", AccountSid="AC" + "9" * 32) == 403
    assert post(door, notice, "delivered", AccountSid="") == 403
    assert door.changed(before) == set()
    assert post(door, notice, "delivered") == 200
    assert state_of(scene, notice) == "delivered"


def test_error_code_that_is_none_is_not_kept(door: Door, scene: Scene) -> None:
    for odd in ("3\x00", "<b>", "9" * 17, "\u0663\u0660"):
        notice = told(scene, f"NEW man {odd.encode().hex()}")
        assert post(door, notice, "undelivered", ErrorCode=odd) == 200
        (row,) = scene.rows("SELECT * FROM notice WHERE id = :id", id=notice.id)
        assert (row.state, row.vendor_code) == ("not_delivered", None)


@pytest.fixture
def due(scene: Scene) -> tuple[Person, Person, Person]:
    """An officer who is reminded in a moment, and the two who come after."""
    return messages.about_to_be_reminded(scene)


def contact(scene: Scene, star: str = "12345") -> Any:
    (row,) = scene.rows(
        "SELECT contact.* FROM contact JOIN person ON person.id = person_id "
        "WHERE star = :star",
        star=star,
    )
    return row


def test_phone_that_is_off_sends_the_ladder_on_at_once_and_is_tried_once_more(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, lena = due
    asha.phone.is_on = False

    scene.advance(minutes=1)

    boyd.gets("CAMS", "not answered")
    asha.gets_nothing()
    asha.phone.is_on = True
    scene.advance(minutes=4, seconds=59)
    asha.gets_nothing()
    scene.advance(seconds=1)
    asha.gets("Reminder", "CAMS")
    scene.advance(minutes=5)
    asha.gets_nothing()
    boyd.gets_nothing()
    lena.gets_nothing()
    assert contact(scene).unreachable_at is None


def test_phone_that_stays_off_is_tried_twice_and_no_more(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, _ = due
    asha.phone.is_on = False
    scene.advance(minutes=14)
    boyd.reads_all()
    sent = scene.stage.company.outgoing(asha.phone.e164)
    assert [m.error_code for m in sent if "Reminder" in m.body] == [30003, 30003]
    for person in due:
        person.is_ignored = True


def test_second_failure_of_one_phone_does_not_hurry_the_ladder_again(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, lena = due
    asha.phone.is_on = False
    scene.advance(minutes=1)
    boyd.gets("CAMS", "not answered")
    scene.advance(minutes=119)
    lena.gets_nothing()
    scene.advance(minutes=1)
    lena.gets("CAMS", "not answered")
    for person in due:
        person.is_ignored = True


#: Codes with which carriers end a message, whether it is tried once more, whether
#: the number is known to be bad then, and what the operator is told.
CODES = [
    (30003, True, None, None),
    (30004, False, None, "blocked by the carrier (30004)"),
    (30006, False, "landline or no route", None),
    (30007, False, None, "filtered as spam (30007)"),
    (30034, False, None, "sender not registered (30034)"),
    (39999, True, None, None),
]


@pytest.mark.parametrize(("code", "is_tried_again", "is_bad", "alarm"), CODES)
def test_code_of_a_failure_says_what_is_done(
    scene: Scene,
    due: tuple[Person, Person, Person],
    caplog: pytest.LogCaptureFixture,
    code: int,
    is_tried_again: bool,
    is_bad: str | None,
    alarm: str | None,
) -> None:
    asha, boyd, lena = due
    asha.phone.fails_with = code
    with caplog.at_level(logging.ERROR):
        scene.advance(minutes=1)
    boyd.gets("CAMS", "not answered")
    asha.gets_nothing()
    (notice,) = scene.rows(
        "SELECT * FROM notice WHERE purpose = 'remind' AND vendor_code IS NOT NULL"
    )
    assert (notice.state, notice.vendor_code) == ("not_delivered", str(code))
    assert contact(scene).unreachable_reason == is_bad
    assert (alarm is None) or alarm in caplog.text
    assert ("the provider refuses" in caplog.text) == (alarm is not None)
    assert sms_door.tells(caplog, asha.phone.e164[1:], "Reminder") == []

    asha.phone.fails_with = None
    scene.advance(minutes=6)
    if is_tried_again:
        asha.gets("Reminder", "CAMS")
    asha.gets_nothing()
    boyd.gets_nothing()
    lena.gets_nothing()


@pytest.mark.parametrize(
    ("code", "why"),
    [(30006, "landline or no route"), (30005, "unknown number"), (21610, "opted out")],
)
def test_whoever_keeps_the_roster_is_told_once_of_a_number_that_cannot_be_texted(
    scene: Scene, due: tuple[Person, Person, Person], code: int, why: str
) -> None:
    asha, boyd, lena = due
    ruth = scene.enrols(asha.row, boyd.row, lena.row, someone("Ruth", "admin", "500"))[
        -1
    ]
    for person in due:
        person.is_ignored = True
    asha.phone.fails_with = code
    scene.advance(minutes=1)
    ruth.gets(f"Star 12345 cannot be texted ({why}). Check the number in the roster.")
    scene.advance(minutes=90)
    ruth.gets_nothing()


def test_nobody_is_told_of_a_phone_that_is_only_off(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, lena = due
    ruth = scene.enrols(asha.row, boyd.row, lena.row, someone("Ruth", "admin", "500"))[
        -1
    ]
    for person in due:
        person.is_ignored = True
    asha.phone.is_on = False
    scene.advance(minutes=10)
    ruth.gets_nothing()


def test_opted_out_at_the_create_is_noted_and_the_ladder_goes_on(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, _ = due
    troubles = scene.stage.company.troubles
    troubles.bot_unreachable = True
    asha.phone.texts("STOP")
    asha.reads_all()
    troubles.bot_unreachable = False
    assert contact(scene).opted_out_at is None

    scene.advance(minutes=1)

    boyd.gets("CAMS", "not answered")
    (notice,) = scene.rows("SELECT * FROM notice WHERE vendor_code = '21610'")
    assert (notice.state, notice.attempts) == ("not_delivered", 1)
    assert contact(scene).opted_out_at is not None
    scene.advance(minutes=6)
    boyd.gets_nothing()
    assert "opted out" in notice.reason


def test_failure_that_is_heard_of_after_the_next_rung_was_told_hurries_nobody(
    scene: Scene, due: tuple[Person, Person, Person]
) -> None:
    asha, boyd, lena = due
    scene.stage.company.troubles.drop_callbacks = True
    asha.phone.is_on = False
    scene.advance(minutes=1)
    (notice,) = messages.notices(scene, "remind")
    with scene.stage.house.database.writing_engine.begin() as connection:
        # The provider is asked after five minutes; here it is silent until now.
        change = "UPDATE notice SET next_attempt_at = NULL WHERE id = :id"
        connection.execute(text(change), {"id": notice.id})
    scene.advance(minutes=31)
    boyd.gets("CAMS", "not answered")
    assert post(Door(scene), notice, "undelivered", ErrorCode="30007") == 200
    scene.settle()
    scene.advance(minutes=10)
    lena.gets_nothing()
    assert state_of(scene, notice) == "not_delivered"
