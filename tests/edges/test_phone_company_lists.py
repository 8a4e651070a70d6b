"""The phone company lists and shows messages as the vendor's client expects."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from twilio.base import exceptions

from bot.simulator import troubles
from tests.edges import phone_company_stage as stage
from tests.wire import Wire


@pytest.fixture
def play(wire: Wire) -> Iterator[stage.Play]:
    with stage.Play.on(wire) as play:
        yield play


def test_a_message_is_shown_with_what_the_vendor_says_of_it(play: stage.Play) -> None:
    created = play.sends("due 14:00")
    assert created.date_created == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert (created.date_sent, created.status) == (None, "queued")
    play.clock.advance(seconds=2)
    play.company.settle()
    shown = play.client.messages(created.sid).fetch()
    assert shown.sid == created.sid
    assert shown.account_sid == stage.ACCOUNT
    assert (shown.from_, shown.to, shown.body) == (stage.DESK, stage.ASHA, "due 14:00")
    assert (shown.status, shown.direction) == ("delivered", "outbound-api")
    assert (shown.num_segments, shown.num_media, shown.error_code) == ("1", "0", None)
    assert shown.date_sent == created.date_created + timedelta(seconds=2)
    assert shown.uri.endswith(f"/Messages/{created.sid}.json")


def test_dates_are_written_as_in_mail(play: stage.Play) -> None:
    play.sends()
    resource = play.company.messages[0].resource(stage.ACCOUNT)
    assert resource["date_created"] == "Sat, 31 Jan 2026 12:00:00 +0000"
    assert resource["date_sent"] is None


def test_a_message_of_nobody_is_not_found(play: stage.Play) -> None:
    sid = play.sends().sid
    with pytest.raises(exceptions.TwilioRestException) as refused:
        play.client.messages("SM" + "0" * 32).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)
    assert play.client.messages(sid).fetch().sid == sid


def test_in_and_out_are_listed_together_and_newest_first(play: stage.Play) -> None:
    play.bot.answer = lambda request: stage.says("noted")
    play.sends("due 14:00")
    play.company.phone(stage.ASHA).texts("ACK")
    assert [(m.body, m.direction, m.status) for m in play.client.messages.list()] == [
        ("noted", "outbound-reply", "delivered"),
        ("ACK", "inbound", "received"),
        ("due 14:00", "outbound-api", "queued"),
    ]


def test_a_listing_can_ask_for_sender_and_recipient(play: stage.Play) -> None:
    play.sends("to Asha")
    play.sends("to Bello", to=stage.BELLO)
    play.company.phone(stage.BELLO).texts("from Bello")

    def bodies(**filters: str) -> list[str]:
        return [message.body for message in play.client.messages.list(**filters)]

    assert bodies(to=stage.ASHA) == ["to Asha"]
    assert bodies(to=stage.DESK) == ["from Bello"]
    assert bodies(from_=stage.DESK) == ["to Bello", "to Asha"]
    assert bodies(from_=stage.DESK, to=stage.BELLO) == ["to Bello"]
    assert bodies(to="+13125550000") == []


def test_a_listing_can_ask_for_the_time_of_sending(play: stage.Play) -> None:
    noon = play.clock.now()
    for body in ("at 12:00", "at 12:10", "at 12:20"):
        play.company.phone(stage.ASHA).texts(body)
        play.clock.advance(minutes=10)

    def bodies(**filters: object) -> list[str]:
        return [message.body for message in play.client.messages.list(**filters)]

    ten, twenty = noon + timedelta(minutes=10), noon + timedelta(minutes=20)
    assert bodies(date_sent_after=ten) == ["at 12:20", "at 12:10"]
    assert bodies(date_sent_after=ten + timedelta(seconds=1)) == ["at 12:20"]
    assert bodies(date_sent_before=ten) == ["at 12:10", "at 12:00"]
    assert bodies(date_sent_after=ten, date_sent_before=ten) == ["at 12:10"]
    assert bodies(date_sent=twenty) == ["at 12:20"]
    assert bodies(date_sent="2026-01-31") == ["at 12:20", "at 12:10", "at 12:00"]
    assert bodies(date_sent="2026-02-01") == []


def test_what_was_not_sent_yet_has_no_time_of_sending(play: stage.Play) -> None:
    play.sends()
    noon = play.clock.now()
    assert play.client.messages.list(date_sent_after=noon - timedelta(days=1)) == []
    assert len(play.client.messages.list(to=stage.ASHA)) == 1
    play.company.settle()
    assert len(play.client.messages.list(date_sent_after=noon)) == 1


def test_a_date_that_is_none_is_refused(play: stage.Play) -> None:
    with pytest.raises(exceptions.TwilioException, match="Unable to fetch page"):
        play.client.messages.list(date_sent_after=">=2026-01-31")
    assert play.client.messages.list(date_sent_after="2026-01-31") == []


@pytest.mark.parametrize(
    ("count", "page_size", "pages"),
    [(0, 5, 1), (4, 5, 1), (5, 5, 1), (6, 5, 2), (11, 5, 3), (3, 1, 3)],
)
def test_pages_follow_one_another_to_the_end(
    play: stage.Play, count: int, page_size: int, pages: int
) -> None:
    for index in range(count):
        play.company.phone(stage.ASHA).texts(f"text {index}")
    page = play.client.messages.page(page_size=page_size, to=stage.DESK)
    seen = [message.body for message in page]
    turned = 1
    while (page := page.next_page()) is not None:
        seen += [message.body for message in page]
        turned += 1
    assert turned == pages
    assert seen == [f"text {index}" for index in reversed(range(count))]


def test_a_text_between_two_pages_shifts_nothing(play: stage.Play) -> None:
    asha = play.company.phone(stage.ASHA)
    for index in range(4):
        asha.texts(f"text {index}")
    first = play.client.messages.page(page_size=2)
    asha.texts("text 4")
    second = first.next_page()
    assert [message.body for message in first] == ["text 3", "text 2"]
    assert [message.body for message in second] == ["text 1", "text 0"]
    assert second.next_page() is None


def test_a_page_is_of_fifty_unless_asked(play: stage.Play) -> None:
    for index in range(51):
        play.company.phone(stage.ASHA).texts(f"text {index}")
    assert len(list(play.client.messages.page())) == 50
    assert len(play.client.messages.list()) == 51
    assert len(play.client.messages.list(limit=7)) == 7


def test_what_was_accepted_is_listed_late_where_the_company_is_slow(
    play: stage.Play,
) -> None:
    play.company.troubles.listing_delay_for = timedelta(minutes=2)
    sid = play.sends().sid
    play.clock.advance(seconds=119)
    assert play.client.messages.list() == []
    assert play.client.messages(sid).fetch().sid == sid
    play.clock.advance(seconds=1)
    assert [message.sid for message in play.client.messages.list()] == [sid]


def test_listings_fail_as_often_as_arranged(play: stage.Play) -> None:
    sid = play.sends().sid
    play.company.troubles.next_listings(troubles.unavailable("5"), times=2)
    with pytest.raises(exceptions.TwilioException, match="Unable to fetch page"):
        play.client.messages.list()
    with pytest.raises(exceptions.TwilioRestException) as refused:
        play.client.messages(sid).fetch()
    assert refused.value.status == 503
    assert [message.sid for message in play.client.messages.list()] == [sid]
