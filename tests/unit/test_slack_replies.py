"""Every answer and every refusal has words, which say what to do next."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from handlers.slack import ids, problems, replies, wording
from models import board, enums, errors, views
from tests.unit import slack_boards, slack_limits

CHICAGO, NOW = slack_boards.CHICAGO, slack_boards.NOW
REFERENCE = slack_boards.REFERENCE
ASKED = views.Asked(
    reference=REFERENCE,
    word="FLAG",
    question="Flag your footage. Text FLAG and its deletion date.",
    code="4K7QX",
    due_at=NOW + timedelta(hours=1),
)


def say(answer: views.Answer) -> str:
    said = replies.say(answer, CHICAGO, NOW)
    slack_limits.check_mrkdwn(said, 4000)
    return slack_limits.words_of({"type": "mrkdwn", "text": said})


def problem(error: errors.HoldfastError) -> str:
    said = problems.problem(error, CHICAGO)
    slack_limits.check_mrkdwn(said, 4000)
    return slack_limits.words_of({"type": "mrkdwn", "text": said})


def test_every_answer_has_words() -> None:
    assert set(replies._WORDS) == set(get_args(views.Answer))


def filled(answer: type, said: str) -> Any:
    """Return an answer with the same words wherever it takes words."""
    asked = views.Asked(
        reference=REFERENCE, word=said, question=said, code=said, due_at=NOW
    )
    by_name: dict[str, Any] = {
        "asked": asked,
        "answer": views.NothingOpen(),
        "answers": (views.Acknowledged(asked=asked),) * 3,
        "open_duties": 3 if answer is views.OffDuty else (asked,) * 40,
        "options": (asked,) * 40,
        "references": (said,) * 40,
        "words": () if answer is views.WordsRead else (said,) * 40,
        "changes": ((said, said, None), (said, None, said)),
        "outcome": enums.IncidentState.CLOSED_NO_VIOLATION,
        "error": errors.InvalidInputError(said, said),
        "problem": errors.InvalidInputError("date", said),
        "kind": enums.AnswerKind.DELETION,
        "earliest_on": date(2028, 3, 10),
        "held": board.HeldText(inbound_id="a", sent_at=NOW, text=said),
    }
    by_type = {"str": said, "str | None": said, "int": 7, "bool": True}
    values = {}
    for field in fields(answer):
        if field.name in by_name:
            values[field.name] = by_name[field.name]
        elif field.name.endswith("_at"):
            values[field.name] = NOW
        else:
            values[field.name] = by_type.get(str(_name_of(field.type)), ())
    return answer(**values)


def _name_of(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind)


@pytest.mark.parametrize("answer", get_args(views.Answer))
@given(said=slack_boards.nasty.filter(lambda text: len(text) < 100))
@settings(max_examples=12)
def test_no_answer_pings_or_links(answer: type, said: str) -> None:
    replied = replies.say(filled(answer, said), CHICAGO, NOW)
    slack_limits.check_mrkdwn(replied, 40_000)


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        (
            views.Opened(
                reference=REFERENCE, opened_at=NOW, asked=ASKED, joinable="26-0041C"
            ),
            [
                "*26-0042K* opened 10 Mar 2026, 15:40 CDT.",
                "`/incident link 26-0042K 26-0041C`",
                "Next: *FLAG* 26-0042K due 10 Mar 2026, 16:40 CDT",
                "code `4K7QX`",
            ],
        ),
        (views.Acknowledged(asked=ASKED), ["You have *FLAG*", "It is not done yet."]),
        (
            views.Attested(
                reference=REFERENCE, word="FLAG", understood="until 4 Mar 2029"
            ),
            ["is on record as you stated it: until 4 Mar 2029", "`/incident undo`"],
        ),
        (
            views.Noted(reference=REFERENCE, held_rule="MCC 2-173-030"),
            ["added to *26-0042K*", "held back (MCC 2-173-030); a supervisor decides"],
        ),
        (
            views.Undone(reference=REFERENCE, word="FLAG", asked=ASKED),
            ["taken back; both stay on record", "Open again: *FLAG*"],
        ),
        (
            views.Closed(
                reference=REFERENCE, outcome=enums.IncidentState.CLOSED_OTHER_AGENCY
            ),
            ["*26-0042K* is closed: other agency. Everything is kept."],
        ),
        (
            views.Corrected(
                reference=REFERENCE, changes=(("rd_number", None, "JK123456"),)
            ),
            ["RD number was empty, is JK123456"],
        ),
        (
            views.WatchTaken(until_at=NOW, taken_from="star 7"),
            ["You have the watch until", "taken over from star 7"],
        ),
        (
            views.OfficerTexted(
                reference=REFERENCE, to="star 900", text="Call the desk when safe."
            ),
            ["star 900 is being texted: “Call the desk when safe.”"],
        ),
        (
            views.NeedsAnswer(
                asked=ASKED,
                kind=enums.AnswerKind.DELETION,
                problem=errors.InvalidInputError("date", "4 Mar 2026 is too early."),
                earliest_on=date(2028, 3, 10),
                authority="50 ILCS 706",
            ),
            [
                "is still open.",
                "4 Mar 2026 is too early. It must be 10 Mar 2028 or later (50 ILCS",
            ],
        ),
        (
            views.NeedsAnswer(asked=ASKED, kind=enums.AnswerKind.STARS),
            ["is still open. Say the stars of those whose cameras recorded"],
        ),
        (
            views.Status(open_duties=(ASKED,) * 12, more=3, until_at=NOW),
            ["Open for you:", "… and 5 more: `/incident list mine`"],
        ),
        (
            views.WhichIncident(references=(REFERENCE,)),
            ["Not added yet.", "`/incident note 26-0042K your words`"],
        ),
        (views.NothingOpen(), ["`/incident list mine`"]),
    ],
)
def test_answers_repeat_what_was_recorded_and_say_what_is_next(
    answer: views.Answer, parts: list[str]
) -> None:
    said = say(answer)
    for part in parts:
        assert part in said


def test_what_is_overdue_says_so() -> None:
    late = views.Asked(
        reference=REFERENCE,
        word="AID",
        question="",
        code=None,
        due_at=NOW - timedelta(minutes=1),
    )
    assert ":red_circle: overdue *AID*" in say(views.Status(open_duties=(late,)))
    assert "overdue" not in say(views.Status(open_duties=(ASKED,)))


def test_the_first_person_is_named_to_the_second() -> None:
    first = errors.AlreadyDone("star 900", NOW, word="AID")
    assert problem(first) == (
        "*AID*: star 900 has it since 10 Mar 2026, 15:40 CDT. Nothing changed."
    )
    assert say(views.Refused(error=first)) == problem(first)
    assert problem(errors.AlreadyDone("star 5", NOW)).startswith(
        "star 5 did this before, 10 Mar 2026, 15:40 CDT."
    )


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.NotFoundError("You have no code <X>."), "`/incident list mine`"),
        (
            errors.InvalidInputError("beat", "A beat has four digits"),
            "`/incident help`",
        ),
        (
            errors.RefusedError("The role officer may not do this.", role="officer"),
            "`/incident help`",
        ),
        (errors.RefusedError("26-0042K stays open."), "26-0042K stays open."),
        (errors.AmbiguousError(), "`/incident list mine`"),
        (errors.ConflictError(), "Please look at it again."),
    ],
)
def test_refusals_say_that_nothing_changed_and_what_to_do(
    error: errors.HoldfastError, advice: str
) -> None:
    said = problem(error)
    assert said.startswith("Nothing changed. ")
    assert advice in said


@pytest.mark.parametrize(
    "fault",
    [
        errors.StorageError("disk /var/lib/secret is full"),
        errors.OverloadedError(),
        errors.LedgerError("entry 7 is broken"),
        errors.ConfigurationError("TOKEN=xoxb"),
    ],
)
def test_faults_of_ours_are_told_without_detail(fault: errors.HoldfastError) -> None:
    assert problem(fault) == problems.NOT_RECORDED
    assert problem(errors.DeliveryError("x", kind="busy")) != problems.NOT_RECORDED


@pytest.mark.parametrize(
    "sentence",
    [problems.NOT_RECORDED, problems.NOT_RECORDED_YET, problems.NOT_YOURS],
)
def test_standing_sentences_are_safe_to_send(sentence: str) -> None:
    slack_limits.check_mrkdwn(sentence, 3000)


def test_errors_find_the_field_they_are_about() -> None:
    known = {
        value
        for name, value in vars(ids).items()
        if name.startswith("F_") and isinstance(value, str)
    }
    assert problems.of_field(errors.InvalidInputError("beat")) == ids.F_BEAT
    assert problems.of_field(errors.InvalidInputError("seen_by_star")) == ids.F_STAR
    assert problems.of_field(errors.InvalidInputError("nothing_like_it")) is None
    assert set(problems._BLOCKS.values()) == known


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("duty:acknowledged", "AID acknowledged by star 900, "),
        ("duty:nobody_answered", "AID: nobody answered, "),
        ("footage:verified", "AID seen by star 900, "),
        ("notice:not_delivered", "A message: not delivered, "),
        ("person:added", "On record: added, "),
    ],
)
def test_what_happened_last_is_said_in_a_line(event: str, said: str) -> None:
    last = board.Happened(event=event, at=NOW, by="star 900", word="AID")
    assert wording.happened(last, CHICAGO).startswith(said)


def test_numbered_actions_are_read_as_their_kind() -> None:
    assert ids.kind_of(ids.numbered(ids.TICKS, 2)) == ids.TICKS
    assert ids.kind_of(ids.TICKS) == ids.TICKS
