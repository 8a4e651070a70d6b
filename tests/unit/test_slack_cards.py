"""A card says in a glance what is lost next, what is due, and who has it."""

import dataclasses
from datetime import timedelta

from hypothesis import given, settings

from handlers.slack import blocks, cards, ids
from models import board, enums
from tests.unit import slack_boards, slack_limits

CHICAGO, NOW = slack_boards.CHICAGO, slack_boards.NOW
DUTY = slack_boards.duty_line()


def shown(view: board.Card) -> blocks.Message:
    message = cards.card(view, CHICAGO, NOW)
    slack_limits.check_message(message)
    return message


def words(view: board.Card) -> list[str]:
    return slack_limits.words_of(shown(view).blocks).splitlines()


def with_next(duty: board.DutyLine, **changes: object) -> board.Card:
    rest = slack_boards.card().duties[1:]
    return slack_boards.card(next_duty=duty, duties=(duty, *rest), **changes)


@given(view=slack_boards.cards)
@settings(max_examples=80)
def test_whatever_stands_on_it_a_card_stays_within_every_limit(
    view: board.Card,
) -> None:
    shown(view)


def test_a_fresh_card_reads_as_a_sergeant_needs_it() -> None:
    lines = words(slack_boards.card())
    assert lines[:4] == [
        "26-0042K · open · beat 1021",
        ":hourglass_flowing_sand: *Lost next: Body-worn camera, star 900*, "
        "8 Jun 2026, 15:40 CDT (8 Jun 2026, 15:40 CDT), with star 900",
        "Flag…",
        "No footage…",
    ]
    assert lines[4:6] == [
        "*AID* Aid summoned if somebody is hurt, due "
        "10 Mar 2026, 16:10 CDT (10 Mar 2026, 16:10 CDT)",
        "With star 900, no reply recorded; Sergeant is told "
        "10 Mar 2026, 16:30 CDT (10 Mar 2026, 16:30 CDT)",
    ]
    assert lines[6].startswith("*1 of 3 settled* · AID acknowledged by star 900, ")
    assert lines[7].startswith("alleged violation · opened 10 Mar 2026, 15:36 CDT")
    assert "text received" in lines[7]


def test_the_notification_says_the_same_in_a_line() -> None:
    assert shown(slack_boards.card()).text == (
        "26-0042K · open · beat 1021. AID due 16:10 CDT, with star 900. "
        "Lost next: Body-worn camera, star 900, 8 Jun 2026, 15:40 CDT"
    )


def test_what_went_wrong_stands_in_words_beside_its_red_mark() -> None:
    fine = words(slack_boards.card())
    assert not any("circle" in line or "Overdue" in line for line in fine)
    past = NOW - timedelta(minutes=1)
    late = words(with_next(dataclasses.replace(DUTY, due_at=past)))
    assert late[0].endswith("\N{LARGE RED CIRCLE} Overdue")
    assert any(line.startswith(":red_circle: *Overdue*  *AID*") for line in late)
    silent = dataclasses.replace(
        DUTY, state=enums.DutyState.OVERDUE, due_at=past, is_unanswered=True
    )
    unanswered = words(with_next(silent))
    assert unanswered[0].endswith("\N{LARGE RED CIRCLE} Nobody answered")
    assert any(":red_circle: *Nobody answered*" in line for line in unanswered)
    assert shown(with_next(silent)).text.startswith(
        "26-0042K · open · beat 1021 · \N{LARGE RED CIRCLE} Nobody answered. AID due "
    )


def test_a_day_of_loss_that_has_passed_is_red() -> None:
    gone = slack_boards.card(next_loss_at=NOW - timedelta(days=1))
    assert any(line.startswith(":red_circle: *May be lost: ") for line in words(gone))


def test_who_said_that_they_have_it_is_named_and_not_asked_again() -> None:
    before = shown(slack_boards.card())
    assert slack_limits.actions_of(before.blocks)[ids.ACKNOWLEDGE]["value"] == (
        DUTY.duty_id
    )
    after = shown(
        with_next(
            dataclasses.replace(
                DUTY,
                state=enums.DutyState.ACKNOWLEDGED,
                acknowledged_by="star 12",
                acknowledged_at=NOW,
            )
        )
    )
    assert "Star 12 has it since" in slack_limits.words_of(after.blocks)
    assert ids.ACKNOWLEDGE not in slack_limits.actions_of(after.blocks)
    assert ids.DONE in slack_limits.actions_of(after.blocks)


def test_an_open_card_offers_what_can_be_done() -> None:
    actions = slack_limits.actions_of(shown(slack_boards.card()).blocks)
    assert actions[ids.ACKNOWLEDGE]["style"] == "primary"
    assert actions[ids.READ]["value"] == slack_boards.REFERENCE
    more = [option["value"] for option in actions[ids.MORE]["options"]]
    assert more == [
        "correct:26-0042K",
        "link:26-0042K",
        "text_officer:26-0042K",
        "footage:26-0042K",
        "close:26-0042K",
    ]
    note = actions[ids.numbered(ids.MORE, "note")]
    assert note["value"] == "note:26-0042K"
    flag = slack_boards.flag_line().duty_id
    footage = actions[ids.numbered(ids.MORE, "footage")]["options"]
    assert [option["value"] for option in footage] == [
        f"flag:26-0042K:{flag}",
        f"no_video:26-0042K:{flag}",
    ]
    others = actions[ids.DONE_ONE]["options"]
    assert [option["value"] for option in others] == [flag]
    assert {ids.kind_of(action) for action in actions} == {
        *(ids.ACKNOWLEDGE, ids.DONE, ids.READ, ids.MORE, ids.DONE_ONE)
    }


def test_two_pieces_of_footage_are_told_apart_by_who_has_them() -> None:
    second = slack_boards.flag_line(5, owner="star 901")
    view = slack_boards.card(duties=(DUTY, slack_boards.flag_line(), second))
    actions = slack_limits.actions_of(shown(view).blocks)
    footage = actions[ids.numbered(ids.MORE, "footage")]["options"]
    assert [option["text"]["text"] for option in footage] == [
        "Flag… (star 900)",
        "No footage… (star 900)",
        "Flag… (star 901)",
        "No footage… (star 901)",
    ]


def test_a_closed_card_offers_only_to_read_and_to_reopen() -> None:
    closed = slack_boards.card(
        state=enums.IncidentState.CLOSED_NO_VIOLATION, next_duty=None
    )
    assert words(closed)[0] == "26-0042K · closed: no violation · beat 1021"
    assert set(slack_limits.actions_of(shown(closed).blocks)) == {ids.READ, ids.REOPEN}


def test_a_closed_card_still_asks_whether_what_is_kept_is_there() -> None:
    closed = slack_boards.card(
        state=enums.IncidentState.CLOSED_NO_VIOLATION,
        next_duty=slack_boards.duty_line(word="STILL", state=enums.DutyState.OVERDUE),
    )
    assert any("STILL" in line for line in words(closed))
    assert ids.DONE in slack_limits.actions_of(shown(closed).blocks)


def test_words_stand_on_a_card_only_where_the_view_has_them() -> None:
    said = "Two agents <at> 18th & Loomis"
    with_words = words(slack_boards.card(words=said))
    assert said in with_words
    assert not any("text received" in line for line in with_words)
    assert any("text received" in line for line in words(slack_boards.card()))


def test_words_held_back_and_lateness_are_said() -> None:
    lines = words(slack_boards.card(has_held_words=True, is_late=True))
    assert any("held words wait for a decision" in line for line in lines)
    assert any("received late, opened" in line for line in lines)


def test_words_that_were_held_back_are_not_decided_by_a_form() -> None:
    held = dataclasses.replace(DUTY, answer=enums.AnswerKind.HELD_TEXT)
    actions = slack_limits.actions_of(shown(with_next(held)).blocks)
    assert ids.DONE not in actions
    assert ids.ACKNOWLEDGE in actions
