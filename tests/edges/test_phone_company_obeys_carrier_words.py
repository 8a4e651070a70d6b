"""The phone company itself obeys STOP, START and HELP."""

from collections.abc import Iterator

import pytest

from bot.simulator import opt_out
from tests.edges import phone_company_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "stop",
        "qUiT",
        " Stop ",
    ],
)
def test_a_stop_word_bars_the_sender_and_still_reaches_the_bot(
    play: stage.Play, word: str
) -> None:
    asha = play.company.phone(stage.ASHA)
    exchange = asha.texts(word)
    assert exchange.answers == (opt_out.ANSWERS[opt_out.OptOutType.STOP],)
    assert asha.has_opted_out
    assert [request.form["Body"] for request in play.bot.texts] == [word]
    assert "OptOutType" not in play.bot.texts[0].form
    assert len(play.client.messages.list()) == 1, "its own answer is not listed"
    assert asha.texts(word).answers == ()


@pytest.mark.parametrize("word", ["START", "YES", "UNSTOP", "yes"])
def test_a_start_word_lifts_the_bar_and_is_otherwise_ordinary(
    play: stage.Play, word: str
) -> None:
    asha = play.company.phone(stage.ASHA)
    assert asha.texts(word).answers == ()
    asha.texts("STOP")
    answer = opt_out.ANSWERS[opt_out.OptOutType.START]
    assert asha.texts(word).answers == (answer,)
    assert not asha.has_opted_out
    assert [request.form["Body"] for request in play.bot.texts] == [word, "STOP", word]


@pytest.mark.parametrize("word", ["HELP", "INFO", "info"])
def test_a_help_word_is_answered_and_bars_nothing(play: stage.Play, word: str) -> None:
    asha = play.company.phone(stage.ASHA)
    answer = opt_out.ANSWERS[opt_out.OptOutType.HELP]
    assert asha.texts(word).answers == (answer,)
    assert not asha.has_opted_out
    assert len(play.bot.texts) == 1


@pytest.mark.parametrize("text", ["STOP please", "Stop.", "please cancel", "", "ACK"])
def test_only_the_bare_word_is_the_carrier_s(play: stage.Play, text: str) -> None:
    asha = play.company.phone(stage.ASHA)
    assert asha.texts(text).answers == ()
    assert not asha.has_opted_out


def test_a_reply_to_stop_fails_and_is_reported(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.twiml(
        f'<Response><Message action="{stage.STATUS}">goodbye</Message></Response>'
    )
    asha = play.company.phone(stage.ASHA)
    assert asha.texts("STOP").answers == (opt_out.ANSWERS[opt_out.OptOutType.STOP],)
    [reply] = play.company.outgoing()
    assert (reply.status, reply.error_code) == ("failed", 21610)
    assert [event.code for event in play.company.debugger_events] == [21610]
    play.company.settle()
    assert play.bot.requests[-1].form["ErrorCode"] == "21610"
    assert len(asha.received) == 1
    assert asha.texts("START").answers[1:] == ("goodbye",)


def test_stop_bars_one_number_or_the_whole_service(play: stage.Play) -> None:
    other = "+13125550101"
    play.open(numbers=(stage.DESK, other))
    play.company.phone(stage.ASHA).texts("STOP", to=stage.DESK)
    assert play.refusal(from_=stage.DESK) == (400, 21610)
    assert play.sends(from_=other).status == "queued"
    play.open(numbers=(stage.DESK, other), messaging_service_sid=stage.SERVICE)
    play.company.phone(stage.ASHA).texts("STOP", to=stage.DESK)
    assert play.refusal(from_=stage.DESK) == (400, 21610)
    assert play.refusal(from_=other) == (400, 21610)
    assert play.refusal(messaging_service_sid=stage.SERVICE) == (400, 21610)


def test_advanced_opt_out_tells_the_bot_the_kind(play: stage.Play) -> None:
    play.open(messaging_service_sid=stage.SERVICE, advanced_opt_out=True)
    for word in ("quit", "YES", "info", "ACK"):
        play.company.phone(stage.ASHA).texts(word)
    kinds = [request.form.get("OptOutType") for request in play.bot.texts]
    assert kinds == ["STOP", "START", "HELP", None]
