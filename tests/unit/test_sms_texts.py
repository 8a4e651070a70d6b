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


def test_the_first_question_says_by_when_it_is_asked() -> None:
    text = say(views.Opened(reference="26-0042K", opened_at=NOW, asked=asked()))
    assert text.startswith("26-0042K opened 15:40. Answer by 16:40: Flag your")
    late = asked(due_at=NOW - timedelta(hours=1))
    text = say(views.Opened(reference="26-0042K", opened_at=NOW, asked=late))
    assert "Answer" not in text


def test_words_are_answered_with_what_is_still_asked() -> None:
    noted = views.Noted(
        reference="26-0042K", still_open=("FLAG", "REPORT"), asked=asked()
    )
    assert say(noted) == (
        "26-0042K: your words are added. Not answered yet: FLAG, REPORT. "
        "Flag your footage. Text FLAG and its deletion date. Code 4K7QX"
    )
    crowded = views.Noted(
        reference="26-0042K", still_open=("FLAG",), asked=asked(question="q" * 120)
    )
    assert say(crowded).endswith("Not answered yet: FLAG.")


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (enums.DutyState.ATTESTED, "26-0042K FLAG was recorded by star 9, 15:40."),
        (enums.DutyState.VERIFIED, "26-0042K FLAG was checked by star 9, 15:40."),
        (enums.DutyState.LOST, "26-0042K FLAG was recorded as lost by star 9, 15:40."),
        (None, "26-0042K FLAG: star 9 has it since 15:40."),
    ],
)
def test_what_was_done_before_names_its_incident_and_who_did_it(
    state: enums.DutyState | None, what: str
) -> None:
    fields = {"word": "FLAG", "reference": "26-0042K"}
    fields |= {"state": state} if state else {}
    error = errors.AlreadyDone("star 9", NOW, **fields)
    assert say(views.Refused(error=error)).startswith(what)


def test_a_wrong_code_is_answered_with_where_the_right_one_stands() -> None:
    wrong = errors.NotFoundError("You have no code 4X7QK.", code_named="4X7QK")
    assert say(views.Refused(error=wrong)) == (
        "Nothing changed. You have no code 4X7QK. STATUS shows what is open."
    )
    other = errors.RefusedError("26-0042K is closed.")
    assert say(views.Refused(error=other)) == "Nothing changed. 26-0042K is closed."


def test_a_list_says_what_was_due_and_what_is() -> None:
    past = asked(word="AID", due_at=NOW - timedelta(hours=1))
    text = say(views.Status(open_duties=(past, asked())))
    assert "26-0042K AID was due 14:40, FLAG by 16:40" in text


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
