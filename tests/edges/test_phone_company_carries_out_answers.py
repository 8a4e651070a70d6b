"""The phone company texts what the bot answers, if it is proper TwiML."""

from collections.abc import Iterator

import pytest

from tests.edges import phone_company_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def test_the_answer_is_texted_back_and_reported(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.twiml(
        '<Response><Message action="/twilio/status?notice=1">one</Message>'
        f'<Message statusCallback="{stage.STATUS}"><Body>t&amp;wo</Body></Message>'
        "<Message>three</Message></Response>",
        "application/xml; charset=utf-8",
    )
    asha = play.company.phone(stage.ASHA)
    exchange = asha.texts("STATUS")
    assert exchange.answers == ("one", "t&wo", "three")
    assert [shown.body for shown in asha.received] == ["one", "t&wo", "three"]
    assert [m.direction for m in play.company.outgoing()] == ["outbound-reply"] * 3
    play.bot.answer = lambda request: stage.twiml(stage.NOTHING)
    play.company.settle()
    posted = [(r.url, r.form["MessageStatus"]) for r in play.bot.requests[1:]]
    assert posted == [
        (f"{stage.STATUS}?notice=1", "sent"),
        (f"{stage.STATUS}?notice=1", "delivered"),
        (stage.STATUS, "sent"),
        (stage.STATUS, "delivered"),
    ]
    sids = {r.form["MessageSid"] for r in play.bot.requests[1:]}
    assert sids == {m.sid for m in play.company.outgoing()[:2]}


def test_an_answer_may_go_to_somebody_else(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.twiml(
        f'<Response><Message to="{stage.BELLO}" from="{stage.DESK}">psst</Message>'
        "</Response>"
    )
    assert play.company.phone(stage.ASHA).texts("x").answers == ()
    assert [t.body for t in play.company.phone(stage.BELLO).received] == ["psst"]


@pytest.mark.parametrize(
    ("document", "content_type", "code"),
    [
        ("<Response><Message>x</Message></Response>", "text/plain", 12300),
        ("<Response><Message>x</Message></Response>", "text/html", 12300),
        ("<Response><Message>x</Message></Response>", None, 12300),
        ("OK", "text/xml", 12100),
        ("", "text/xml", 12100),
        ("<Response><Message>x</Response>", "text/xml", 12100),
        ("<Response><Message>a & b</Message></Response>", "text/xml", 12100),
        ('\n<?xml version="1.0"?><Response/>', "text/xml", 12100),
        ("<response><Message>x</Message></response>", "text/xml", 12100),
        ("<Response>x</Response>", "text/xml", 12200),
        ("<Response><Message>x</Message>x</Response>", "text/xml", 12200),
        ("<Response><Say>x</Say></Response>", "text/xml", 12200),
        ("<Response><message>x</message></Response>", "text/xml", 12200),
        ('<Response><Message tone="1">x</Message></Response>', "text/xml", 12200),
        ('<Response><Message method="GET">x</Message></Response>', "text/xml", 12200),
        (
            "<Response><Message><Media>x</Media></Message></Response>",
            "text/xml",
            12200,
        ),
        ('<Response><Message to="me">x</Message></Response>', "text/xml", 14101),
        (
            '<Response><Message from="+13125550199">x</Message></Response>',
            "text/xml",
            14102,
        ),
        ("<Response><Message></Message></Response>", "text/xml", 14103),
        (
            f"<Response><Message>{'x' * 1601}</Message></Response>",
            "text/xml",
            14103,
        ),
        (
            '<Response><Message action="mailto:a">x</Message></Response>',
            "text/xml",
            14105,
        ),
        (f"<Response><!--{'x' * 65_536}--></Response>", "text/xml", 11750),
    ],
)
def test_an_answer_that_is_no_twiml_is_logged_and_nothing_is_sent(
    play: stage.Play, document: str, content_type: str | None, code: int
) -> None:
    play.bot.answer = lambda request: stage.twiml(document, content_type)
    asha = play.company.phone(stage.ASHA)
    exchange = asha.texts("STATUS")
    assert (exchange.status, exchange.error_code) == (200, code)
    assert (exchange.answers, play.company.outgoing()) == ((), [])
    [event] = play.company.debugger_events
    assert (event.code, event.message_sid, event.url) == (
        code,
        exchange.sid,
        stage.HOOK,
    )
    assert event.at == play.clock.now()


def test_the_largest_answer_is_of_64_kb(play: stage.Play) -> None:
    frame = len("<Response><!----></Response>")
    document = f"<Response><!--{'x' * (65_536 - frame)}--></Response>"
    play.bot.answer = lambda request: stage.twiml(document)
    assert play.company.phone(stage.ASHA).texts("x").error_code is None
    assert len(document) == 65_536


def test_the_bot_may_use_the_api_inside_its_webhook(play: stage.Play) -> None:
    def sends(request: stage.Request) -> stage.BotAnswer:
        play.sends("by the API")
        return stage.says("by TwiML")

    play.bot.answer = sends
    asha = play.company.phone(stage.ASHA)
    assert asha.texts("x").answers == ("by TwiML",)
    play.company.settle()
    assert [t.body for t in asha.received] == ["by TwiML", "by the API"]
