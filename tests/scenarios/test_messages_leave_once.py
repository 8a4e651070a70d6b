"""Whatever the phone company does, a message leaves once, and nothing is made up."""

import logging
import socket
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.simulator import troubles
from bot.simulator.troubles import Answer
from tests.edges import sms_door
from tests.edges.sms_door import Door
from tests.scenarios import messages
from tests.stage import Person, Scene, officer, sergeant

Cast = tuple[Person, Person, Person]


@pytest.fixture
def policy_file(tmp_path: Path) -> str:
    return messages.policy_of_one_question(tmp_path)


@pytest.fixture
def due(scene: Scene) -> Cast:
    """An officer who is reminded in a moment, and the two who come after."""
    return messages.about_to_be_reminded(scene)


#: Answers that do not say whether the message was taken.
UNCLEAR: dict[str, Callable[..., Answer]] = {
    "the line breaks": lambda accepts: Answer(accepts=accepts, hangs_up=True),
    "500": troubles.server_error,
    "502 and a page": troubles.bad_gateway,
    "503": partial(troubles.unavailable, "7"),
    "200 and nothing": troubles.empty_ok,
    "200 and a page": troubles.html_ok,
}


def told(scene: Scene, number: int) -> Any:
    """The notice by which Boyd learns of another incident, just handed over."""
    scene.people["Asha"].texts(f"NEW agents struck man {number}")
    return messages.notices(scene, "tell")[-1]


@pytest.fixture
def boyd(scene: Scene) -> Person:
    """A sergeant who is told of what an officer opens."""
    _, person = scene.enrols(officer(), sergeant())
    return person


def test_message_that_was_taken_without_a_word_is_found_and_not_sent_twice(
    scene: Scene, boyd: Person
) -> None:
    company = scene.stage.company
    for number, (what, unclear) in enumerate(UNCLEAR.items(), 1):
        company.troubles.next_creates(unclear(accepts=True))
        told(scene, number)
        scene.advance(seconds=20)
        boyd.gets("opened")
        boyd.gets_nothing()
        notice = messages.notices(scene, "tell")[-1]
        assert (notice.state, notice.next_attempt_at) == ("delivered", None), what
        sent = company.outgoing(boyd.phone.e164)
        assert (len(sent), sent[-1].sid) == (number, notice.provider_id), what
        tried = messages.attempts(scene, notice)
        assert tried == [("send", "unknown")], what
    scene.advance(minutes=10)


def test_message_that_was_not_taken_is_sent_once_that_is_certain(
    scene: Scene, boyd: Person
) -> None:
    company = scene.stage.company
    for number, (what, unclear) in enumerate(UNCLEAR.items(), 1):
        company.troubles.next_creates(unclear(accepts=False))
        assert told(scene, number).state == "unknown", what
        scene.advance(seconds=85)
        boyd.gets_nothing()
        scene.advance(seconds=75)
        boyd.gets("opened")
        boyd.gets_nothing()
        tried = messages.attempts(scene, messages.notices(scene, "tell")[-1])
        assert tried[0] == ("send", "unknown"), what
        assert tried[-2:] == [("lookup", "not_found"), ("send", "accepted")], what
        assert len(company.outgoing(boyd.phone.e164)) == number, what


def test_message_that_is_listed_late_is_still_found(scene: Scene, boyd: Person) -> None:
    company = scene.stage.company
    company.troubles.drop_callbacks = True
    for number, seconds in enumerate((0, 30, 80), 1):
        company.troubles.listing_delay_for = timedelta(seconds=seconds)
        company.troubles.next_creates(troubles.accept_then_drop())
        told(scene, number)
        scene.advance(minutes=6)
        boyd.gets("opened")
        boyd.gets_nothing()
        notice = messages.notices(scene, "tell")[-1]
        sent = company.outgoing(boyd.phone.e164)
        assert (len(sent), sent[-1].sid) == (number, notice.provider_id)


def test_two_like_messages_with_unclear_answers_are_not_taken_for_each_other(
    scene: Scene,
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    company = scene.stage.company
    company.troubles.drop_callbacks = True
    asha.texts("MENU")
    asha.texts("MENU")
    scene.advance(minutes=3)
    first, second = messages.notices(scene, "answer")
    assert first.body == second.body
    assert {first.provider_id, second.provider_id} == {
        message.sid for message in company.outgoing(asha.phone.e164)
    }
    asha.gets_nothing()
    boyd.gets_nothing()


def test_provider_that_does_not_answer_in_time_is_asked_what_it_took(
    scene: Scene, boyd: Person
) -> None:
    for number, accepts in enumerate((True, False), 1):
        sender = scene.stage.house.sender
        assert sender is not None
        # The house waits ten seconds; the test is in a hurry.
        client = sender._loaded().http_client
        assert number > 1 or client.timeout == 10.0
        client.timeout = 0.3
        hanging = troubles.hang(accepts=accepts)
        scene.stage.company.troubles.next_creates(hanging)
        told(scene, number)
        scene.advance(minutes=3)
        boyd.gets("opened")
        boyd.gets_nothing()
        tried = messages.attempts(scene, messages.notices(scene, "tell")[-1])
        assert tried[0] == ("send", "unknown")
        assert len(scene.stage.company.outgoing(boyd.phone.e164)) == number


#: What a Retry-After says, and between which seconds the next try is then.
RETRY_AFTER = [
    (None, 5, 7),
    ("0.5", 5, 7),
    ("30", 30, 31),
    ("-5", 5, 7),
    ("soon", 5, 7),
    ("Wed, 21 Oct 2026 07:28:00 GMT", 5, 7),
    ("nan", 5, 7),
    ("1e999", 5, 7),
]


def test_too_many_requests_are_tried_again_when_the_provider_says(
    scene: Scene, boyd: Person
) -> None:
    for number, (header, least, most) in enumerate(RETRY_AFTER):
        refusal = troubles.too_many_requests(header)
        scene.stage.company.troubles.next_creates(refusal)
        assert told(scene, number).state == "queued", header
        scene.advance(seconds=least - 1)
        boyd.gets_nothing()
        scene.advance(seconds=most - least + 1)
        boyd.gets("opened")
        boyd.gets_nothing()
        tried = messages.attempts(scene, messages.notices(scene, "tell")[-1])
        assert tried == [("send", "deferred"), ("send", "accepted")], header


def test_what_piled_up_leaves_with_what_presses_first(scene: Scene, due: Cast) -> None:
    asha, boyd, lena = due
    company = scene.stage.company
    company.troubles.every_create = troubles.too_many_requests("5")
    for number in range(3):
        asha.texts(f"NEW agents struck man {number}")
    before = len(company.outgoing())
    scene.advance(minutes=1)
    company.troubles.every_create = None
    scene.jump(minutes=1)

    first, *others = [message.body for message in company.outgoing()[before:]]
    assert "Reminder" in first
    assert ["opened" in body for body in others] == [True] * 3
    asha.gets("Reminder", "CAMS")
    boyd.reads_all()
    lena.gets_nothing()


def test_of_what_presses_alike_the_older_leaves_first(
    scene: Scene, boyd: Person
) -> None:
    company = scene.stage.company
    company.troubles.every_create = troubles.too_many_requests("5")
    told(scene, 1)
    scene.advance(seconds=200)
    told(scene, 2)
    # What was tried more often waits longer for its next try.
    first, second = messages.notices(scene, "tell")
    assert first.next_attempt_at > second.next_attempt_at
    company.troubles.every_create = None
    scene.jump(minutes=10)

    assert boyd.gets("opened 15:40") == first.body
    assert boyd.gets("opened 15:43") == second.body


def test_page_that_would_be_too_late_after_the_wait_is_not_sent(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    messages.refuse_until_told(scene, 1, "3600")
    scene.advance(minutes=62)
    asha.gets_nothing()
    boyd.gets("CAMS", "not answered")
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.attempts) == ("expired", 1)
    assert notice.reason == "too late to be of use"
    lena.gets_nothing()


def test_connection_that_is_refused_is_tried_again(
    scene: Scene, due: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    asha, boyd, _ = due
    settings = scene.stage.settings
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        scene.stage.settings = settings.model_copy(update={"twilio_api_url": address})
        scene.stage.restart()
        scene.advance(minutes=1)
        (notice,) = messages.notices(scene, "remind")
        assert (notice.state, notice.provider_id) == ("queued", None)
        assert messages.attempts(scene, notice) == [("send", "deferred")]
    scene.stage.settings = settings
    scene.stage.restart()
    scene.advance(minutes=1)
    asha.gets("Reminder", "CAMS")
    asha.gets_nothing()
    boyd.gets_nothing()


def test_suspended_account_marks_nothing_sent_and_goes_on_when_it_is_lifted(
    scene: Scene, due: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    asha, boyd, lena = due
    scene.stage.company.troubles.suspended = True
    with caplog.at_level(logging.ERROR):
        scene.advance(minutes=10)
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.provider_id) == ("queued", None)
    assert "the provider refuses: account not active (20005)" in caplog.text
    assert sms_door.tells(caplog, asha.phone.e164[1:], "Reminder", "CAMS was") == []

    scene.stage.company.troubles.suspended = False
    scene.advance(minutes=9)

    asha.gets("Reminder", "CAMS")
    asha.gets_nothing()
    boyd.gets_nothing()
    lena.gets_nothing()


def test_suspended_account_that_is_lifted_too_late_sends_nothing_stale(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    scene.stage.company.troubles.suspended = True
    scene.advance(minutes=40)
    scene.stage.company.troubles.suspended = False
    boyd.gets_nothing()
    scene.advance(minutes=15)
    asha.gets_nothing()
    (notice,) = messages.notices(scene, "remind")
    assert notice.state == "expired"
    boyd.gets("CAMS", "not answered")
    lena.gets_nothing()


def test_page_that_expires_while_the_provider_refuses_sends_the_ladder_on_then(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, lena = due
    scene.advance(minutes=10)
    asha.gets("Reminder", "CAMS")
    every = scene.stage.company.troubles
    # Boyd is told at 75 minutes; by the patience with him Lena would be at 195.
    every.every_create = troubles.too_many_requests("60")
    scene.advance(minutes=56)
    every.every_create = None
    scene.advance(minutes=2)
    boyd.gets_nothing()
    first, second = messages.notices(scene, "escalate")
    assert (first.state, second.state) == ("expired", "delivered")
    lena.gets("CAMS", "not answered")


#: Refusals of a create for good: code, what is noted of the number.
REFUSALS = [
    (21211, "invalid number"),
    (21614, "not a mobile number"),
    (21617, None),
]


@pytest.mark.parametrize(("code", "is_bad"), REFUSALS)
def test_refusal_for_good_sends_the_ladder_on_at_once(
    scene: Scene, due: Cast, code: int, is_bad: str | None
) -> None:
    asha, boyd, _ = due
    body = f'{{"code": {code}, "message": "no", "status": 400}}'.encode()
    scene.stage.company.troubles.next_creates(Answer(status=400, body=body))
    scene.advance(minutes=1)
    boyd.gets("CAMS", "not answered")
    asha.gets_nothing()
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.vendor_code) == ("not_delivered", str(code))
    (row,) = scene.rows(
        "SELECT unreachable_reason FROM contact WHERE e164 = :e164",
        e164=asha.phone.e164,
    )
    assert row.unreachable_reason == is_bad
    scene.advance(minutes=10)
    asha.gets_nothing()
    assert len(messages.notices(scene, "remind")) == 1


def test_refusal_that_nobody_knows_is_not_tried_again(scene: Scene, due: Cast) -> None:
    asha, boyd, _ = due
    body = b'{"code": 39999, "message": "no", "status": 400}'
    scene.stage.company.troubles.next_creates(Answer(status=400, body=body))
    scene.advance(minutes=12)
    boyd.gets("CAMS", "not answered")
    assert len(messages.notices(scene, "remind")) == 1
    asha.gets_nothing()


def test_full_queue_is_waited_for(scene: Scene, due: Cast) -> None:
    asha, boyd, _ = due
    scene.stage.company.troubles.queue_full = True
    scene.advance(minutes=3)
    asha.gets_nothing()
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.provider_id) == ("queued", None)
    scene.stage.company.troubles.queue_full = False
    scene.advance(minutes=6)
    asha.gets("Reminder", "CAMS")
    asha.gets_nothing()
    boyd.gets_nothing()


def test_message_whose_receipts_are_lost_is_asked_after(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, _ = due
    scene.stage.company.troubles.drop_callbacks = True
    scene.advance(minutes=1)
    asha.gets("Reminder", "CAMS")
    (notice,) = messages.notices(scene, "remind")
    assert notice.state == "accepted"
    scene.advance(minutes=5)
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.next_attempt_at) == ("delivered", None)
    assert messages.attempts(scene, notice) == [
        ("send", "accepted"),
        ("lookup", "found"),
    ]
    asha.gets_nothing()
    boyd.gets_nothing()


def test_failure_whose_receipt_is_lost_sends_the_ladder_on_when_it_is_found(
    scene: Scene, due: Cast
) -> None:
    asha, boyd, _ = due
    scene.stage.company.troubles.drop_callbacks = True
    asha.phone.fails_with = 30006
    scene.advance(minutes=5)
    boyd.gets_nothing()
    scene.advance(minutes=1)
    boyd.gets("CAMS", "not answered")
    (notice,) = messages.notices(scene, "remind")
    assert (notice.state, notice.vendor_code) == ("not_delivered", "30006")
    asha.gets_nothing()


def test_answer_without_a_receipt_is_looked_up_and_not_sent_again(
    scene: Scene,
) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    scene.stage.company.troubles.drop_callbacks = True
    assert "opened" in asha.texts("NEW agents struck a man")
    (notice,) = messages.notices(scene, "answer")
    assert (notice.state, notice.provider_id) == ("sending", None)
    scene.advance(seconds=46)
    (notice,) = messages.notices(scene, "answer")
    (sent,) = scene.stage.company.outgoing(asha.phone.e164)
    assert (notice.state, notice.provider_id) == ("delivered", sent.sid)
    scene.advance(minutes=5)
    asha.gets_nothing()
    boyd.reads_all()


def test_answer_that_got_lost_on_its_way_is_sent_as_a_message(scene: Scene) -> None:
    asha, boyd = scene.enrols(officer(), sergeant())
    lost = Door(scene).post(sms_door.text_form("NEW agents struck a man"))
    (said,) = sms_door.spoken(lost)
    scene.settle()
    boyd.reads_all()
    scene.advance(seconds=85)
    asha.gets_nothing()
    scene.advance(seconds=60)
    assert asha.gets("26-0001", "opened") == said
    scene.advance(minutes=5)
    asha.gets_nothing()
    (notice,) = messages.notices(scene, "answer")
    kinds = [kind for kind, _ in messages.attempts(scene, notice)]
    assert (kinds[0], kinds[-1], kinds.count("send")) == ("response", "send", 1)
