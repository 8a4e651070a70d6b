"""Texts fit, say what is to be done, and never hold what may not leave."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sms import gsm, pages, texts
from models import enums, errors, views

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 10, 20, 40, tzinfo=UTC)
LATER = NOW + timedelta(hours=7)


def asked(**fields: object) -> views.Asked:
    values: dict[str, object] = {
        "reference": "26-0042K",
        "word": "FLAG",
        "question": "Flag your footage. Text FLAG and its deletion date.",
        "code": "4K7QX",
        "due_at": NOW + timedelta(hours=1),
        "lost_at": NOW + timedelta(days=90),
    }
    return views.Asked(**{**values, **fields})  # type: ignore[arg-type]


def say(answer: views.Answer) -> str:
    said = texts.say(answer, CHICAGO, NOW)
    assert said is not None
    return said


def test_every_answer_has_words_but_those_that_are_silent() -> None:
    silent = {views.Silence, views.Stepped, views.Recorded, views.RosterDifference}
    silent |= {views.Withdrawn, views.AssignmentDifference}
    worded = set(views.Answer.__args__) - silent  # type: ignore[attr-defined]
    assert set(texts._WORDS) == worded


def test_times_of_today_stand_alone_and_others_with_their_date() -> None:
    today = say(views.OnDuty(until_at=NOW + timedelta(hours=1)))
    tomorrow = say(views.OnDuty(until_at=NOW + timedelta(days=1)))
    assert "until 16:40" in today
    assert "until 11 Mar 15:40" in tomorrow


def test_an_offer_to_join_and_a_held_rule_are_always_told() -> None:
    text = say(
        views.Opened(
            reference="26-0042K",
            opened_at=NOW,
            asked=asked(),
            joinable="26-0041H",
            held_rule="MCC 2-173-030",
            is_off_duty=True,
        )
    )
    assert "JOIN 26-0041H" in text
    assert "MCC 2-173-030" in text
    assert text.endswith("Code 4K7QX")


def test_the_hint_to_come_on_duty_gives_way_where_it_would_cost_a_segment() -> None:
    opened = views.Opened(
        reference="26-0042K", opened_at=NOW, asked=asked(), is_off_duty=True
    )
    assert "text ON" in say(opened)
    crowded = asked(question="x" * 100)
    text = say(
        views.Opened(
            reference="26-0042K", opened_at=NOW, asked=crowded, is_off_duty=True
        )
    )
    assert "text ON" not in text
    assert gsm.segments(text) == 1


@pytest.mark.parametrize(
    "purpose",
    [
        enums.Purpose.ASK,
        enums.Purpose.REMIND,
        enums.Purpose.ESCALATE,
        enums.Purpose.NOBODY,
    ],
)
@pytest.mark.parametrize("is_late", [True, False])
def test_a_page_fits_one_segment_and_holds_reference_word_and_code(
    purpose: enums.Purpose, is_late: bool
) -> None:
    longest = asked(due_at=NOW - timedelta(days=400), question="q" * 70)
    text = pages.page(purpose, longest, CHICAGO, NOW, is_late=is_late)
    for part in ("26-0042K", "FLAG", "4K7QX"):
        assert part in text
    assert gsm.segments(text) == 1, text


def test_a_late_page_says_so() -> None:
    late = pages.page(enums.Purpose.REMIND, asked(), CHICAGO, NOW, is_late=True)
    assert late.startswith("LATE: ")


def test_a_date_too_early_is_answered_with_the_law() -> None:
    text = say(
        views.NeedsAnswer(
            asked=asked(),
            kind=enums.AnswerKind.DELETION,
            problem=errors.InvalidInputError("date", "4 Mar 2027 is too early."),
            earliest_on=date(2028, 3, 10),
            authority="50 ILCS 706/10-20(a)(7)",
        )
    )
    assert "10 Mar 2028 or later (50 ILCS 706/10-20(a)(7))" in text
    assert gsm.segments(text) == 1


@given(st.text(max_size=60))
def test_whatever_an_error_says_leaves_in_the_phones_alphabet(said: str) -> None:
    text = texts.say(
        views.Refused(error=errors.RefusedError(said or "No.")), CHICAGO, NOW
    )
    assert text is not None
    assert gsm.septets(text) is not None


def test_the_enrolment_text_names_sender_help_stop_and_rates() -> None:
    text = pages.enrol("Chicago Police Department", "4K7QX")
    for part in ("Chicago Police Department", "ACK 4K7QX", "HELP", "STOP", "rates"):
        assert part in text
