"""Pages and lists fit one segment, say what presses, and keep every code whole."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import digests, gsm, pages
from models import enums, views

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
PURPOSES = (
    enums.Purpose.ASK,
    enums.Purpose.REMIND,
    enums.Purpose.ESCALATE,
    enums.Purpose.NOBODY,
)


def asked(**fields: object) -> views.Asked:
    values: dict[str, object] = {
        "reference": "26-0042K",
        "word": "FLAG",
        "question": "Flag your footage. Text FLAG and its deletion date.",
        "code": "4K7QX",
        "due_at": NOW - timedelta(hours=1),
        "lost_at": NOW + timedelta(days=6, hours=2),
    }
    return views.Asked(**{**values, **fields})  # type: ignore[arg-type]


def page(purpose: enums.Purpose, wording: pages.Tone, **fields: object) -> str:
    return pages.page(
        purpose, asked(**fields), CHICAGO, NOW, is_late=True, wording=wording
    )


@pytest.mark.parametrize("wording", ["plain", "urgent", "loss"])
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("lost", [-900, -1, 0.5, 5, 47, 49, 24 * 90, None])
def test_a_page_of_any_wording_is_one_segment_with_its_code(
    purpose: enums.Purpose, wording: pages.Tone, lost: float | None
) -> None:
    lost_at = None if lost is None else NOW + timedelta(hours=lost)
    text = page(purpose, wording, lost_at=lost_at, about="POD", word="FLAGGED")
    assert gsm.segments(text) == 1, text
    for part in ("LATE", "26-0042K", "FLAGGED", "POD", "4K7QX"):
        assert part in text, text


def test_what_no_text_can_state_as_done_is_not_asked_for_by_text() -> None:
    text = page(enums.Purpose.ESCALATE, "plain", word="HELD", by_text=False)
    assert "You have it? ACK 4K7QX. Flag your footage." in text
    assert "Done?" not in text
    assert "Done? FLAG 4K7QX" in page(enums.Purpose.ESCALATE, "plain")


@pytest.mark.parametrize("wording", ["plain", "loss"])
def test_nobody_is_told_to_take_what_they_have_no_code_for(wording: pages.Tone) -> None:
    assert "Take it: ACK 4K7QX" in page(enums.Purpose.NOBODY, wording)
    text = page(enums.Purpose.NOBODY, wording, code=None)
    assert "26-0042K FLAG" in text
    assert not {"ACK", "None"} & set(text.replace(".", "").split()), text


#: How long the footage lasts, in hours, and how that is said first.
LEFT = [
    (24 * 6 + 2, "LOSS IN 6D: "),
    (48, "LOSS IN 2D: "),
    (47.9, "LOSS IN 47H: "),
    (1.5, "LOSS IN 1H: "),
    (1.4, "LOSS IN 84M: "),
    (0.001, "LOSS IN 1M: "),
    (0, "LOSS: "),
    (-30, "LOSS: "),
]


@pytest.mark.parametrize(("hours", "head"), LEFT)
def test_a_loss_says_first_how_long_is_left(hours: float, head: str) -> None:
    lost_at = NOW + timedelta(hours=hours)
    text = page(enums.Purpose.ESCALATE, "loss", lost_at=lost_at)
    assert text.startswith(f"LATE: {head}26-0042K FLAG"), text
    assert "ACK 4K7QX" in text
    assert ("may be gone" in text) is (hours <= 0)


def test_a_loss_that_is_near_is_said_with_its_hour() -> None:
    near = page(enums.Purpose.ESCALATE, "plain", lost_at=NOW + timedelta(hours=70))
    far = page(enums.Purpose.ESCALATE, "plain", lost_at=NOW + timedelta(days=90))
    assert "lost 13 Mar 13:40" in near
    assert "lost 8 Jun 2026" in far


def test_urgent_says_so_and_what_is_about_no_footage_knows_no_loss() -> None:
    assert page(enums.Purpose.ESCALATE, "urgent").startswith("LATE: URGENT: 26-0042K")
    assert "LOSS" not in page(enums.Purpose.ESCALATE, "loss", lost_at=None)


def digest(count: int, *, opened: int = 0, said: tuple[str, ...] = ()) -> views.Digest:
    """Return a list of so many duties of as many incidents, due a minute apart."""
    return views.Digest(
        asked=tuple(
            asked(
                reference=f"26-{number:04}K",
                code=f"C{number:04}",
                due_at=NOW + timedelta(minutes=number),
                lost_at=None,
            )
            for number in range(count)
        ),
        opened=tuple(f"26-{number:04}X" for number in range(opened)),
        said=said,
        since_at=NOW - timedelta(minutes=10),
    )


def test_nobody_is_told_to_dock_a_camera_that_is_not_their_own() -> None:
    text = page(
        enums.Purpose.REMIND,
        "plain",
        word="DOCK",
        question="Dock your camera, then text DOCK.",
        because="vacant",
        whose="star 4432",
    )
    assert "DOCK of star 4432 was due 14:40, nobody has it." in text
    assert "Done? DOCK 4K7QX" in text
    assert "your camera" not in text


def test_a_list_says_what_its_times_are_where_there_is_room() -> None:
    assert "FLAG due 15:40 C0000, 26-0001K FLAG due 15:41 C0001." in digests.digest(
        digest(2), CHICAGO, NOW
    )
    # What is lost as soon as it is due says so once.
    soon = NOW + timedelta(hours=1)
    lost = replace(
        digest(2), asked=(asked(lost_at=soon, due_at=soon), asked(lost_at=None))
    )
    text = digests.digest(lost, CHICAGO, NOW)
    assert "FLAG 4K7QX lost 16:40, FLAG due 14:40 4K7QX" in text


def test_one_that_nobody_answered_again_and_again_says_its_code_once() -> None:
    alone = replace(digest(1), is_unanswered=True)
    text = digests.digest(alone, CHICAGO, NOW)
    assert text.endswith("26-0000K FLAG due 15:40. Take it: ACK C0000")
    two = digests.digest(replace(digest(2), is_unanswered=True), CHICAGO, NOW)
    assert two.endswith("Take one: ACK and code.")


@given(count=st.integers(0, 120), opened=st.integers(0, 120))
def test_a_list_is_one_segment_that_counts_what_it_does_not_name(
    count: int, opened: int
) -> None:
    if count + opened < 2:
        return
    text = digests.digest(digest(count, opened=opened), CHICAGO, NOW, is_late=True)
    assert gsm.segments(text) == 1, text
    assert "15:30" in text
    shown = sum(f"26-{number:04}K" in text for number in range(count))
    assert all(f"26-{n:04}K FLAG" in text for n in range(shown))
    assert all(f" C{n:04}" in text for n in range(shown))
    if shown < count:
        assert f"{count - shown} " in text
        assert "STATUS" in text
    if opened:
        assert f"{opened} opened" in text


def test_words_are_said_whole_and_in_two_segments_at_most() -> None:
    said = ("Star 12345 cannot be texted (STOP). Use the radio.",)
    text = digests.digest(digest(30, opened=3, said=said), CHICAGO, NOW)
    assert said[0] in text
    assert gsm.segments(text) <= 2
    assert digests.fits(digest(30, said=said), CHICAGO, NOW)
    assert not digests.fits(digest(3, said=said * 9), CHICAGO, NOW)


def test_two_of_ones_own_come_with_their_questions() -> None:
    view = digest(2)
    own = views.Digest(asked=view.asked, opened=(), said=(), since_at=NOW, is_own=True)
    text = digests.digest(own, CHICAGO, NOW)
    assert text.count("Flag your footage.") == 2
    assert gsm.segments(text) <= 2
    assert "Flag your footage." not in digests.digest(view, CHICAGO, NOW)


def test_only_what_waits_for_an_answer_is_counted_as_waiting() -> None:
    said = ("Star 910 has the watch now; you had it until now.",)
    text = digests.digest(digest(2, opened=1, said=said), CHICAGO, NOW)
    assert text.startswith("2 wait since 15:30: 26-0000K FLAG"), text
    assert f". 1 opened: 26-0000X. {said[0]}" in text, text
    alone = digests.digest(digest(1, said=said), CHICAGO, NOW)
    assert alone.startswith("1 waits since 15:30: 26-0000K FLAG"), alone
    news = digests.digest(digest(0, opened=1, said=said), CHICAGO, NOW)
    assert news == f"Since 15:30: 1 opened: 26-0000X. {said[0]}"
    words = digests.digest(digest(0, said=said * 2), CHICAGO, NOW)
    assert words == f"Since 15:30: {said[0]} {said[0]}"


def test_what_is_ones_own_but_of_several_cameras_says_of_which() -> None:
    for one, other in (
        (asked(whose="star 1001"), asked(whose="star 1002", code="9XQ2M")),
        (asked(about="POD"), asked(about="CTA", code="9XQ2M")),
    ):
        own = views.Digest(
            asked=(one, other), opened=(), said=(), since_at=NOW, is_own=True
        )
        text = digests.digest(own, CHICAGO, NOW)
        for shown in (one, other):
            assert f"FLAG {shown.whose or shown.about} " in text, text
            assert str(shown.code) in text


def test_footage_lost_soon_stands_with_the_instant() -> None:
    soon = views.Digest(
        asked=(asked(), asked(reference="26-0043L", code="9XQ2M")),
        opened=(),
        said=(),
        since_at=NOW,
    )
    assert "lost 16 Mar 17:40" in digests.digest(soon, CHICAGO, NOW)


def test_whose_duty_it_is_stands_beside_it_where_two_officers_owe_the_same() -> None:
    text = page(enums.Purpose.ESCALATE, "plain", whose="star 1001")
    assert "FLAG of star 1001 was due" in text
    both = views.Digest(
        asked=(asked(whose="star 1001"), asked(whose="star 1002", code="9XQ2M")),
        opened=(),
        said=(),
        since_at=NOW,
    )
    text = digests.digest(both, CHICAGO, NOW)
    assert "FLAG star 1001 " in text
    assert "FLAG star 1002 " in text


@pytest.mark.parametrize("wording", ["plain", "urgent", "loss"])
def test_the_code_stands_before_whose_it_is(wording: pages.Tone) -> None:
    for word in ("FLAG", "CANVASS", "A" * 20):
        text = page(
            enums.Purpose.ESCALATE, wording, word=word, about="POD", whose="star 123456"
        )
        assert gsm.segments(text) == 1, text
        assert text.count("4K7QX") == 2, text


def test_what_presses_stands_first_in_a_list_and_says_so() -> None:
    view = views.Digest(
        asked=(asked(tone="urgent", code="9XQ2M", lost_at=None), asked()),
        opened=(),
        said=(),
        since_at=NOW,
    )
    text = digests.digest(view, CHICAGO, NOW)
    assert text.startswith("2 wait: URGENT 26-0042K FLAG"), text


def test_a_list_says_which_word_does_what_where_there_is_room() -> None:
    text = digests.digest(digest(2), CHICAGO, NOW)
    assert "ACK code = yours. DONE code = done." in text


@pytest.mark.parametrize("is_unanswered", [True, False])
@pytest.mark.parametrize("count", [2, 24])
def test_who_may_answer_nothing_is_told_no_word_to_answer_with(
    count: int, is_unanswered: bool
) -> None:
    whole = digest(count)
    without = tuple(replace(one, code=None) for one in whole.asked)
    view = replace(whole, asked=without, is_unanswered=is_unanswered)
    text = digests.digest(view, CHICAGO, NOW)
    assert not re.search("ACK|DONE|STATUS|Take", text), text
    assert ("more" in text) == (count == 24)
    # Their twin, who has codes, is.
    twin = digests.digest(replace(whole, is_unanswered=is_unanswered), CHICAGO, NOW)
    assert re.search("ACK|STATUS", twin), twin


def test_what_the_end_of_a_tour_asks_for_comes_with_its_words_and_no_codes() -> None:
    own = views.Digest(
        asked=tuple(
            asked(word=word, question=f"Do this and then text {word}.", code="4K7QX")
            for word in ("DOCK", "FLAG", "REPORT")
        ),
        opened=(),
        said=(),
        since_at=NOW,
        is_own=True,
    )
    text = digests.digest(own, CHICAGO, NOW)
    assert text.startswith("3 wait in 26-0042K. 1) was due 14:40: Do this"), text
    assert "4K7QX" not in text
    assert gsm.segments(text) <= 2
