"""Forms ask for what is missing, fill nothing in for anybody, and carry only ids."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.slack import duty_forms, forms, ids, markup, sheets
from models import board, enums, views
from tests.unit import slack_boards, slack_limits

CHICAGO, NOW = slack_boards.CHICAGO, slack_boards.NOW
REFERENCE = slack_boards.REFERENCE
DUTY, FLAG = slack_boards.duty_line(), slack_boards.flag_line()
GROUNDS = (
    ("complaint", "A formal or informal complaint was filed."),
    ("own_request", "The recording officer asks for it."),
)


def about(view: dict[str, Any]) -> dict[str, Any]:
    slack_limits.check_view(view)
    found: dict[str, Any] = json.loads(view["private_metadata"])
    return found


def form_of(duty: board.DutyLine) -> board.FlagForm:
    return board.FlagForm(duty=duty, grounds=(), earliest_on=None, authority="")


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    slack_limits.check_view(view)
    found = {
        block["block_id"]: block for block in view["blocks"] if block["type"] == "input"
    }
    assert all(block["element"]["action_id"] == ids.FIELD for block in found.values())
    return found


def required(view: dict[str, Any]) -> set[str]:
    return {name for name, block in fields(view).items() if not block["optional"]}


@given(said=slack_boards.nasty, count=st.sampled_from((0, 1, 10, 11, 101)))
@settings(max_examples=40)
def test_whatever_stands_in_it_a_form_stays_within_every_limit(
    said: str, count: int
) -> None:
    phrases = [(f"phrase_{number}", said) for number in range(count)]
    for view in (
        forms.open_incident(text=said),
        forms.open_incident(text=said, is_quoted=True),
        forms.note(REFERENCE, said),
        forms.correct(REFERENCE, {"beat": said[:8], "rd_number": said[:32]}),
        forms.text_officer(REFERENCE, phrases),
        forms.text_confirm(REFERENCE, "phrase_0", said, said),
        sheets.result(said, [said, said]),
        sheets.conflict(REFERENCE, {"beat": (said, None), said: (None, said)}),
    ):
        slack_limits.check_view(view)


@given(duty=slack_boards.duties, said=slack_boards.nasty, may_log=st.booleans())
@settings(max_examples=40)
def test_whatever_a_duty_says_its_forms_stay_within_every_limit(
    duty: board.DutyLine, said: str, may_log: bool
) -> None:
    grounds = tuple((f"ground_{number}", said) for number in range(12))
    form = board.FlagForm(
        duty=duty,
        grounds=grounds,
        earliest_on="2028-03-10",
        authority=said,
        may_log_radio=may_log,
    )
    for view in (
        duty_forms.flag(form, CHICAGO),
        duty_forms.no_video(form, CHICAGO),
        duty_forms.done(form, CHICAGO),
    ):
        slack_limits.check_view(view)


@given(
    said=st.lists(
        st.builds(
            board.Said,
            at=slack_boards.instants,
            by=slack_boards.nasty,
            event=slack_boards.nasty,
            text=slack_boards.maybe,
            held_by=slack_boards.maybe,
        ),
        max_size=3,
    ),
    times=st.sampled_from((1, 20, 100)),
)
@settings(max_examples=20)
def test_whatever_was_said_reading_it_stays_within_every_limit(
    said: list[board.Said], times: int
) -> None:
    view = views.WordsRead(reference=REFERENCE, words=tuple(said * times))
    slack_limits.check_view(sheets.words_read(view, CHICAGO))
    for one in said:
        held = board.HeldText(
            inbound_id="a" * 32, sent_at=one.at, text=one.text, held_by=one.held_by
        )
        slack_limits.check_view(sheets.held_text(held, CHICAGO))


def test_opening_asks_only_for_the_words() -> None:
    view = forms.open_incident(text="Agents at 18th & Loomis", is_quoted=True)
    assert required(view) == {ids.F_TEXT}
    text = fields(view)[ids.F_TEXT]["element"]
    assert text["initial_value"] == "Agents at 18th & Loomis"
    assert text["max_length"] == 1600
    assert "words of the message" in slack_limits.words_of(view)
    assert {ids.F_BEAT, ids.F_EVENT, ids.F_STAR, ids.F_WHEN} < set(fields(view))
    empty = forms.open_incident()
    assert "initial_value" not in fields(empty)[ids.F_TEXT]["element"]
    assert "words of the message" not in slack_limits.words_of(empty)


@pytest.mark.parametrize(("length", "is_cut"), [(1600, False), (1601, True)])
def test_words_that_are_too_long_for_the_record_say_so(
    length: int, is_cut: bool
) -> None:
    view = forms.open_incident(text="a" * length)
    shown = fields(view)[ids.F_TEXT]["element"]["initial_value"]
    assert len(shown) == 1600
    assert ("their end is missing" in slack_limits.words_of(view)) is is_cut


def test_a_flag_asks_for_a_ground_and_fills_nothing_in() -> None:
    form = board.FlagForm(
        duty=FLAG, grounds=GROUNDS, earliest_on="2028-03-10", authority="50 ILCS 706"
    )
    view = duty_forms.flag(form, CHICAGO)
    assert about(view) == {"duty": FLAG.duty_id, "reference": REFERENCE}
    assert required(view) == {ids.F_GROUND}
    assert set(fields(view)) == {ids.F_GROUND, ids.F_DATE, ids.F_CASE, ids.F_NEVER}
    ground = fields(view)[ids.F_GROUND]["element"]
    assert [option["value"] for option in ground["options"]] == [
        "complaint",
        "own_request",
    ]
    assert not any(key.startswith("initial") for key in json.dumps(view).split('"'))
    hint = fields(view)[ids.F_DATE]["hint"]["text"]
    assert "10 Mar 2028 or later (50 ILCS 706)" in hint
    refused = duty_forms.flag(
        board.FlagForm(duty=FLAG, grounds=(), earliest_on=None, authority=""), CHICAGO
    )
    assert "may not state a ground" in slack_limits.words_of(refused)
    assert "submit" not in refused


def test_a_ground_too_long_for_the_menu_stands_below_it_whole() -> None:
    long = "Somebody on the recording " + "and somebody else " * 4 + "was hurt."
    form = board.FlagForm(
        duty=FLAG, grounds=(("harm", long),), earliest_on=None, authority=""
    )
    assert long in slack_limits.words_of(duty_forms.flag(form, CHICAGO))


@pytest.mark.parametrize(
    ("answer", "asks", "needs"),
    [
        (enums.AnswerKind.NOTHING, {ids.F_WORDS}, set()),
        (enums.AnswerKind.WORDS, {ids.F_WORDS}, {ids.F_WORDS}),
        (
            enums.AnswerKind.SUPERVISOR,
            {ids.F_WHY_NOT, ids.F_NAME, ids.F_BADGE, ids.F_AGENCY},
            {ids.F_WHY_NOT},
        ),
        (enums.AnswerKind.STARS, {ids.F_STARS}, {ids.F_STARS}),
        (enums.AnswerKind.RD_NUMBER, {ids.F_RD}, {ids.F_RD}),
        (enums.AnswerKind.DELETION, {ids.F_DATE, ids.F_CASE, ids.F_NEVER}, set()),
        (enums.AnswerKind.HELD_TEXT, set(), set()),
    ],
)
def test_each_duty_asks_for_what_it_needs_to_hear(
    answer: enums.AnswerKind, asks: set[str], needs: set[str]
) -> None:
    view = duty_forms.done(form_of(slack_boards.duty_line(answer=answer)), CHICAGO)
    assert set(fields(view)) == asks
    assert required(view) == needs
    assert ("submit" in view) is bool(asks)
    assert about(view) == {"duty": DUTY.duty_id, "reference": REFERENCE}
    stated = "stands on record as stated by you" in slack_limits.words_of(view)
    assert stated is bool(asks)


def test_the_supervisor_is_identified_or_it_is_said_why_not() -> None:
    duty = slack_boards.duty_line(answer=enums.AnswerKind.SUPERVISOR)
    element = fields(duty_forms.done(form_of(duty), CHICAGO))[ids.F_WHY_NOT]["element"]
    assert element["type"] == "radio_buttons"
    assert [option["value"] for option in element["options"]] == [
        duty_forms.IDENTIFIED,
        *("REFUSED", "NOTPRESENT", "NOTSAFE"),
    ]


def test_correcting_carries_what_was_seen() -> None:
    seen = {"beat": "1021", "event_number": None, "rd_number": None}
    view = forms.correct(REFERENCE, seen)
    assert about(view)["reference"] == REFERENCE
    assert about(view)["seen"].items() >= seen.items()
    assert fields(view)[ids.F_BEAT]["element"]["initial_value"] == "1021"
    assert "initial_value" not in fields(view)[ids.F_RD]["element"]


def test_closing_needs_an_outcome_and_a_reason() -> None:
    view = forms.close(REFERENCE)
    assert required(view) == {ids.F_OUTCOME, ids.F_REASON}
    options = fields(view)[ids.F_OUTCOME]["element"]["options"]
    assert {option["value"] for option in options} == set(enums.CLOSED_STATES)
    assert "open footage clock" in slack_limits.words_of(view)


@pytest.mark.parametrize(
    ("view", "callback_id", "needs"),
    [
        (forms.note(REFERENCE), ids.FORM_NOTE, {ids.F_TEXT}),
        (forms.reopen(REFERENCE), ids.FORM_REOPEN, {ids.F_REASON}),
        (forms.link(REFERENCE), ids.FORM_LINK, {ids.F_OTHER}),
        (
            forms.text_officer(REFERENCE, [("call", "Call the desk when safe.")]),
            ids.FORM_TEXT,
            {ids.F_PHRASE},
        ),
    ],
)
def test_forms_about_an_incident_name_it(
    view: dict[str, Any], callback_id: str, needs: set[str]
) -> None:
    assert view["callback_id"] == callback_id
    assert about(view) == {"reference": REFERENCE}
    assert required(view) == needs
    assert f"Incident *{REFERENCE}*" in slack_limits.words_of(view)


def test_the_officers_text_is_seen_exactly_before_it_leaves() -> None:
    text = "26-0042K: Call the desk when <safe> & *sound*."
    view = forms.text_confirm(REFERENCE, "call", "star 900", text)
    assert text in slack_limits.words_of(view).splitlines()
    assert "Nothing was sent yet." in slack_limits.words_of(view)
    assert about(view) == {"reference": REFERENCE, "phrase": "call"}
    assert view["submit"]["text"] == "Send it"
    none = forms.text_officer(REFERENCE, [])
    assert "submit" not in none


def test_words_are_read_exactly_as_written_and_held_ones_are_not() -> None:
    said = board.Said(
        at=NOW, by="star 900", event="incident:opened", text="<!here> & *one* _two_"
    )
    held = board.Said(
        at=NOW,
        by="star 900",
        event="incident:noted",
        text=None,
        held_by="MCC 2-173-030",
    )
    view = sheets.words_read(
        views.WordsRead(reference=REFERENCE, words=(said, held)), CHICAGO
    )
    shown = slack_limits.words_of(view).splitlines()
    assert "<!here> & *one* _two_" in shown
    assert "_Held back: MCC 2-173-030_" in shown
    assert "10 Mar 2026, 15:40 CDT · star 900 · opened" in shown
    assert any("Your reading is on record" in line for line in shown)
    assert "submit" not in view


def test_more_words_than_fit_are_said_to_be_more() -> None:
    said = board.Said(at=NOW, by="star 900", event="incident:noted", text="a" * 1600)
    view = views.WordsRead(reference=REFERENCE, words=(said,) * 200)
    shown = slack_limits.words_of(sheets.words_read(view, CHICAGO))
    assert "There are more words on record than fit here." in shown


def test_a_text_of_an_unknown_number_can_be_opened_once() -> None:
    waiting = board.HeldText(inbound_id="a" * 32, sent_at=NOW, text="agents here")
    view = sheets.held_text(waiting, CHICAGO)
    assert about(view) == {"inbound": "a" * 32}
    assert view["submit"]["text"] == "Open as incident"
    opened = sheets.held_text(
        board.HeldText(
            inbound_id="a" * 32, sent_at=NOW, text="agents here", opened=REFERENCE
        ),
        CHICAGO,
    )
    assert "submit" not in opened
    assert f"Opened as *{REFERENCE}*." in slack_limits.words_of(opened)


def test_waiting_says_that_nothing_is_recorded_yet() -> None:
    view = sheets.working()
    slack_limits.check_view(view)
    assert "nothing is recorded yet" in slack_limits.words_of(view)


def test_a_result_keeps_our_marks_and_escapes_what_has_none() -> None:
    ours = markup.write("*{it}* done", it=REFERENCE)
    view = sheets.result("Holdfast", [ours, "not <ours>", ""])
    assert slack_limits.words_of(view).splitlines()[-2:] == [
        "*26-0042K* done",
        "not &lt;ours&gt;",
    ]
    slack_limits.check_view(sheets.result("", []))


def test_a_conflict_shows_what_was_seen_and_what_it_is_now() -> None:
    view = sheets.conflict(
        REFERENCE, {"beat": ("1021", "1022"), "rd_number": (None, "JK123456")}
    )
    slack_limits.check_view(view)
    shown = slack_limits.words_of(view)
    assert "*Beat* was 1021 when you began, and is 1022 now." in shown
    assert "*RD number* was empty when you began, and is JK123456 now." in shown
    assert "Nothing of yours is recorded." in shown
