"""Lists say what is owed, what waits and who is there, and what they leave out."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.slack import blocks, handover, helps, home, ids, lists
from models import board, enums, views
from tests.unit import slack_boards, slack_limits

CHICAGO, NOW = slack_boards.CHICAGO, slack_boards.NOW
DUTY, FLAG = slack_boards.duty_line(), slack_boards.flag_line()
LINE = board.IncidentLine(
    reference=slack_boards.REFERENCE,
    state=enums.IncidentState.OPEN,
    opened_at=NOW,
    beat="1021",
    open_duties=3,
    overdue_duties=1,
    next_due_at=NOW + timedelta(minutes=5),
)
SERGEANT = board.OnWatch(
    label="star 5",
    role="Sergeant",
    until_at=NOW + timedelta(hours=3),
    has_watch=True,
    reached_by=enums.Channel.SMS,
)
NOBODY = board.Who(people=(), empty_roles=("District commander",))


def todo(*duties: board.DutyLine, **changes: Any) -> blocks.Message:
    view = board.TodoList(open_duties=duties, **changes)
    return lists.todo(view, CHICAGO, NOW)


def words(shown: blocks.Message) -> str:
    slack_limits.check_message(shown)
    return slack_limits.words_of(shown.blocks)


@given(view=slack_boards.todos)
@settings(max_examples=50)
def test_whatever_is_owed_the_list_stays_within_every_limit(
    view: board.TodoList,
) -> None:
    slack_limits.check_message(lists.todo(view, CHICAGO, NOW))


def test_what_is_taken_over_stands_as_lines_with_how_many_more() -> None:
    row = views.TakeoverRow(
        reference="26-0042K", word="FLAG", owner="star 4432", due_at=NOW, lost_at=NOW
    )
    work = views.OpenWork(duties=12, incidents=3, overdue=1, unacknowledged=2)
    taken = views.Takeover(from_at=NOW, work=work, rows=(row,) * 10)
    said = handover.table(taken, CHICAGO, NOW, is_late=False)
    shown = todo(told=((said, NOW),))
    text = words(shown)
    assert text.count("*26-0042K* FLAG · star 4432 · due ") == 10
    assert shown.blocks[-1]["type"] == "context"
    assert "… and 2 more: /incident list due" in text
    # When it was said stands with what is said first.
    said_at = text.index("(10 Mar 2026, 15:40 CDT)")
    assert text.index("12 duties open in 3 incidents") < said_at
    assert said_at < text.index("*26-0042K*")


@given(view=slack_boards.inboxes)
@settings(max_examples=30)
def test_whatever_waits_the_inbox_stays_within_every_limit(view: board.Inbox) -> None:
    slack_limits.check_message(lists.inbox(view, CHICAGO, NOW))


@given(
    found=slack_boards.incidents,
    which=st.sampled_from(("mine", "watch", "due", "all")),
    who=slack_boards.who,
    more=st.integers(0, 500),
)
@settings(max_examples=25)
def test_incidents_and_people_stay_within_every_limit(
    found: tuple[board.IncidentLine, ...], which: str, who: board.Who, more: int
) -> None:
    view = board.IncidentList(which=which, lines=found, more=more)
    slack_limits.check_message(lists.incident_list(view, CHICAGO, NOW))
    slack_limits.check_message(lists.who(who, CHICAGO, NOW))


@given(view=slack_boards.homes)
@settings(max_examples=20)
def test_ones_own_page_stays_within_every_limit(view: board.Home) -> None:
    slack_limits.check_view(home.home(view, CHICAGO, NOW))


@pytest.mark.parametrize("number", [2, 10, 11, 30])
def test_up_to_thirty_duties_can_be_ticked_in_groups_of_ten(number: int) -> None:
    shown = todo(*slack_boards.many([DUTY], number))
    actions = slack_limits.actions_of(shown.blocks)
    ticked = [
        option["value"]
        for action_id, element in actions.items()
        if ids.kind_of(action_id) == ids.TICKS
        for option in element["options"]
    ]
    assert ticked == [f"{place:032x}" for place in range(number)]
    assert len(actions[ids.DONE_ONE]["options"]) == number
    assert actions[ids.TAKE_TICKED]["style"] == "primary"
    assert "more" not in words(shown)


def test_five_hundred_duties_say_how_many_are_not_shown() -> None:
    shown = words(todo(*slack_boards.many([DUTY], 500)))
    assert "500 duties owed by you" in shown
    assert "… and 470 more: `/incident list mine`" in shown


def test_what_others_have_is_not_counted_as_owed() -> None:
    free = dataclasses.replace(DUTY, duty_id="a" * 32, word="DOCK", is_owed=False)
    taken = dataclasses.replace(
        free,
        duty_id="b" * 32,
        word="CAMS",
        state=enums.DutyState.ACKNOWLEDGED,
        acknowledged_by="star 7",
    )
    shown = todo(taken, free, FLAG)
    said = "1 duty owed by you, 1 for you to take, 1 that others have"
    assert said in words(shown)
    assert shown.text.startswith(f"{said}: FLAG")
    options = slack_limits.actions_of(shown.blocks)["ticks:1"]["options"]
    assert [one["text"]["text"].split()[0] for one in options] == [
        "FLAG",
        "DOCK",
        "CAMS",
    ]
    assert "1 duty that others have" in words(todo(taken))
    view = page(mine=(taken, free))
    shown_there = slack_limits.words_of(view)
    for words_there in (
        "Owed by you: 0",
        "Nothing is owed by you.",
        "For you to take: 1",
        "That others have: 1",
    ):
        assert words_there in shown_there
    actions = slack_limits.actions_of(view)
    assert actions["acknowledge:0"]["value"] == free.duty_id
    assert "acknowledge:1" not in actions
    assert actions["done:1"]["value"] == taken.duty_id


def test_a_ticked_duty_comes_back_by_its_code_where_it_has_one() -> None:
    shown = todo(DUTY, dataclasses.replace(FLAG, code="4K7QX"))
    options = slack_limits.actions_of(shown.blocks)["ticks:1"]["options"]
    assert [option["value"] for option in options] == [DUTY.duty_id, "4K7QX"]
    assert [option["text"]["text"] for option in options] == [
        "AID · 26-0042K · due 16:10 CDT",
        "FLAG · 26-0042K · due 20:40 CDT",
    ]
    assert options[0]["description"]["text"] == (
        "with star 900 · Aid summoned if somebody is hurt"
    )


def test_a_single_duty_has_its_buttons_beside_it() -> None:
    shown = todo(DUTY)
    assert set(slack_limits.actions_of(shown.blocks)) == {
        ids.ACKNOWLEDGE,
        ids.DONE,
        ids.RELIEVE,
    }
    assert "Sergeant is told" in words(shown)


def test_what_is_wrong_comes_first_in_the_notification() -> None:
    late = dataclasses.replace(DUTY, due_at=NOW - timedelta(hours=1))
    assert todo(late, FLAG).text == (
        "2 duties owed by you: \N{LARGE RED CIRCLE} Overdue · AID · 26-0042K · "
        "due 14:40 CDT"
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (enums.DutyState.ATTESTED, "~AID · 26-0042K~ stated as done by star 900 "),
        (enums.DutyState.VERIFIED, "~AID · 26-0042K~ seen by star 900 "),
        (enums.DutyState.LOST, "~AID · 26-0042K~ a loss, recorded by star 900 "),
    ],
)
def test_settled_duties_say_who_settled_them_and_how(
    state: enums.DutyState, said: str
) -> None:
    done = dataclasses.replace(DUTY, state=state, settled_by="star 900", settled_at=NOW)
    shown = words(todo(settled=(done,)))
    assert "Nothing is owed by you" in shown
    assert said + "10 Mar 2026, 15:40 CDT" in shown


def test_a_list_that_has_moved_says_only_that() -> None:
    moved = todo(DUTY, FLAG, is_moved=True)
    assert words(moved) == "Newer list below."
    assert slack_limits.actions_of(moved.blocks) == {}


def test_waiting_texts_show_two_digits_and_no_words() -> None:
    text = board.WaitingText(inbound_id="a" * 32, sent_at=NOW, number_end="42", count=3)
    opened = dataclasses.replace(text, opened="26-0043M")
    view = board.Inbox(waiting=(text,), more=2, accepted=(opened,))
    shown = lists.inbox(view, CHICAGO, NOW)
    assert "Texts of 3 unknown numbers to read" in words(shown)
    assert "Number ending in *42*, 3 texts" in words(shown)
    assert "opened as 26-0043M" in words(shown)
    assert slack_limits.actions_of(shown.blocks)["read_held:0"]["value"] == "a" * 32
    empty = lists.inbox(board.Inbox(waiting=()), CHICAGO, NOW)
    assert words(empty) == "No text of an unknown number waits"


def test_incidents_say_what_is_overdue_and_can_be_shown() -> None:
    view = board.IncidentList(which="due", lines=(LINE,), more=3)
    shown = lists.incident_list(view, CHICAGO, NOW)
    said = "*26-0042K* open · beat 1021 · 3 duties open · :red_circle: 1 overdue"
    assert said in words(shown)
    assert "… and 3 more: `/incident list all`" in words(shown)
    assert slack_limits.actions_of(shown.blocks)["show:0"]["value"] == LINE.reference


def test_an_empty_list_points_only_to_a_longer_one() -> None:
    def empty(which: str) -> str:
        view = board.IncidentList(which=which, lines=())
        return words(lists.incident_list(view, CHICAGO, NOW))

    assert "`/incident list all` shows all that are open." in empty("mine")
    assert "`/incident" not in empty("all")


@pytest.mark.parametrize("number", [1, 40, 41, 500])
def test_what_a_long_list_leaves_out_is_counted(number: int) -> None:
    shown = lists.incident_list(
        board.IncidentList(which="all", lines=(LINE,) * number, more=2), CHICAGO, NOW
    )
    assert f"{number + 2} incidents, in all" in words(shown)
    hidden = (
        number
        + 2
        - sum(
            ids.kind_of(action_id) == ids.SHOW
            for action_id in slack_limits.actions_of(shown.blocks)
        )
    )
    assert f"… and {hidden} more: `/incident list due`" in words(shown)
    text = board.WaitingText(inbound_id="a" * 32, sent_at=NOW, number_end="42")
    inbox = lists.inbox(board.Inbox(waiting=(text,) * number, more=2), CHICAGO, NOW)
    assert f"… and {hidden} more, which move up" in words(inbox)


def test_who_is_on_duty_is_said_without_a_ping_or_a_name() -> None:
    view = board.Who(people=(SERGEANT,), empty_roles=("District commander",))
    shown = lists.who(view, CHICAGO, NOW)
    assert "*Sergeant* · star 5 · *has the watch* · until " in words(shown)
    assert "*Nobody can be told:* District commander" in words(shown)
    assert "U0SERGEANT" not in str(shown)
    nobody = lists.who(NOBODY, CHICAGO, NOW)
    assert "Nobody is on duty." in words(nobody)


def test_help_shows_only_what_the_role_allows_with_ones_own_numbers() -> None:
    view = board.Help(
        role_title="Officer",
        verbs=frozenset({"acknowledge", "add_note", "attest"}),
        reference="26-0107B",
        code="4K7QX",
        word="AID",
    )
    shown = words(helps.help_text(view))
    assert "`/incident ack 4K7QX`" in shown
    assert "`/incident note 26-0107B two agents left by car`" in shown
    assert "`/incident done 4K7QX`: AID is done" in shown
    assert "close" not in shown
    assert "`/incident who`" not in shown
    sergeant = dataclasses.replace(
        view, verbs=view.verbs | {"close_incident", "show_status"}
    )
    assert "`/incident close 26-0107B`" in words(helps.help_text(sergeant))
    assert "`/incident who`" in words(helps.help_text(sergeant))


def test_help_says_when_its_numbers_are_examples() -> None:
    view = board.Help(role_title="Officer", verbs=frozenset({"acknowledge"}))
    assert "the numbers here are examples" in words(helps.help_text(view))


def page(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "label": "star 5",
        "role_title": "Sergeant",
        "mine": (DUTY, FLAG),
        "watch": (LINE,),
        "lost_24h": (),
        "lost_7d": (),
        "lost_30d": (FLAG,),
        "who": board.Who(people=(SERGEANT,)),
    }
    view = home.home(board.Home(**values | changes), CHICAGO, NOW)
    slack_limits.check_view(view)
    return view


def test_the_watch_is_offered_to_whoever_may_take_it_and_has_not() -> None:
    may = slack_limits.actions_of(page(may_take_watch=True))
    assert may[ids.TAKE_WATCH]["text"]["text"] == "I have the watch"
    has = page(may_take_watch=True, has_watch=True)
    assert ids.TAKE_WATCH not in slack_limits.actions_of(has)
    assert "*You have the watch* until 10 Mar 2026, 18:40 CDT" in (
        slack_limits.words_of(has)
    )
    assert ids.TAKE_WATCH not in slack_limits.actions_of(page())


def test_ones_own_page_shows_what_is_owed_lost_and_waiting() -> None:
    view = page(waiting_texts=2, mine=(DUTY, FLAG, *slack_boards.many([DUTY], 16)))
    shown = slack_limits.words_of(view)
    assert "Owed by you: 18" in shown
    assert "… and 3 more: `/incident list mine`" in shown
    assert "*2 texts from unknown numbers*" in shown
    assert "*Within 24 hours: 0*" in shown
    assert "*Within 30 days: 1*" in shown
    actions = slack_limits.actions_of(view)
    assert actions["acknowledge:0"]["value"] == DUTY.duty_id
    assert actions["done:1"]["value"] == FLAG.duty_id
