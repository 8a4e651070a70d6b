"""Who may not act in Slack gets a private no, whatever they try; nothing changes."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from handlers.slack import ids
from models import commands
from tests.edges import sms_door
from tests.scenarios.desk_work import duty_id
from tests.stage import Person, Scene, dispatcher, officer, sergeant, someone

pytestmark = pytest.mark.in_slack

#: Where those who are not of our organisation are at home.
ELSEWHERE = "T0OTHERORG"


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    """Asha, Boyd and Dora, with an incident that has its card."""
    people = scene.enrols(
        officer(slack_user_id="U0ASHA"),
        sergeant(slack_user_id="U0BOYD"),
        dispatcher(),
        someone("Gus", "dispatcher", "7002", slack_user_id="U0GUS"),
        someone("Zoe", "dispatcher", "7003", slack_user_id="U0ZOE"),
    )
    for person in people:
        person.is_ignored = True
    people[0].texts("NEW agents at 26th and Kedzie struck a man")
    scene.advance(seconds=2)
    return people


def joins(scene: Scene, name: str, **about: Any) -> Person:
    """Let somebody into the workspace and its channel who is not in the roster."""
    person = scene.stranger("+13125550666")
    person.joins_slack(scene.workspace.add_user(name, **about))
    scene.workspace.invite("dispatch", person.slack.id)
    return person


def stranger(scene: Scene, cast: list[Person]) -> Person:
    return joins(scene, "sam", id_="U0SAM")


def foreigner(scene: Scene, cast: list[Person]) -> Person:
    return joins(scene, "zed", id_="U0ZED", is_stranger=True, team_id=ELSEWHERE)


def foreigner_in_roster(scene: Scene, cast: list[Person]) -> Person:
    scene.workspace.change_user(cast[4].slack, is_stranger=True, team_id=ELSEWHERE)
    scene.settle()
    return cast[4]


def guest(scene: Scene, cast: list[Person]) -> Person:
    scene.workspace.change_user(cast[3].slack, is_restricted=True)
    scene.settle()
    return cast[3]


def guest_of_one_channel(scene: Scene, cast: list[Person]) -> Person:
    scene.workspace.change_user(cast[3].slack, is_ultra_restricted=True)
    scene.settle()
    return cast[3]


def deactivated(scene: Scene, cast: list[Person]) -> Person:
    scene.workspace.change_user(cast[3].slack, deleted=True)
    scene.settle()
    return cast[3]


def gone(scene: Scene, cast: list[Person]) -> Person:
    scene.does(commands.EndPerson, star="7002")
    return cast[3]


#: Who may not act, and a part of what they are told.
OUTSIDERS: dict[str, tuple[Callable[[Scene, list[Person]], Person], str]] = {
    "a stranger": (stranger, "not in the roster"),
    "a member of another organisation": (foreigner, "other organisations"),
    "one of the roster in another organisation": (
        foreigner_in_roster,
        "other organisations",
    ),
    "a guest": (guest, "Guests"),
    "a guest of one channel": (guest_of_one_channel, "Guests"),
    "a deactivated member": (deactivated, "deactivated"),
    "one who left the roster": (gone, "not in the roster"),
}


def private(person: Person, act: Callable[[], Any]) -> str:
    """Do something; return what is shown to this person alone because of it."""
    before = len(person.slack.ephemerals)
    act()
    said = [shown.rendered for shown in person.slack.ephemerals[before:]]
    if person.slack.view is not None:
        said.append(person.slack.view.rendered)
        person.slack.close_view()
    return "\n".join(said)


def tries(scene: Scene, person: Person) -> dict[str, Callable[[], Any]]:
    """Everything that somebody can do who is in the channel."""
    (card,) = scene.cards()
    slack = person.slack

    def settled(act: Callable[[], Any]) -> Callable[[], None]:
        def do() -> None:
            exchange = act()
            assert getattr(exchange, "failed", None) is None, exchange
            scene.settle()

        return do

    lines = (
        *("", "open agents struck a man", "help", "who", "list", "list mine"),
        *("list all", "show 26-0001B", "note 26-0001B they left", "ack 26-0001B"),
        *("done 26-0001B x", "undo", "link 26-0001B 26-0001B", "close 26-0001B"),
        *("reopen 26-0001B x", "correct 26-0001B"),
    )
    typed = {
        f"types {line!r}": settled(partial(slack.command, f"/incident {line}".strip()))
        for line in lines
    }
    return {
        **typed,
        "presses acknowledge": settled(lambda: slack.press(card, "acknowledge")),
        "presses done": settled(lambda: slack.press(card, "done")),
        "reads the words": settled(lambda: slack.press(card, "read_words")),
        "takes a shortcut": settled(lambda: slack.shortcut(ids.SHORTCUT_OPEN)),
        "quotes a message": settled(
            lambda: slack.message_shortcut(ids.SHORTCUT_OPEN_FROM, card)
        ),
        "replies in the thread": settled(
            lambda: slack.says("dispatch", "I saw it", thread_ts=card.ts)
        ),
    }


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_may_not_act_gets_a_private_no_and_changes_nothing(
    scene: Scene, cast: list[Person], who: str
) -> None:
    make, told = OUTSIDERS[who]
    person = make(scene, cast)
    records = sms_door.Door(scene)
    before = records.rows()
    card = scene.cards()[0].rendered

    for what, act in tries(scene, person).items():
        said = private(person, act)
        assert told in said, (what, said)
        assert "26-0001" not in said, what
        assert "Kedzie" not in said, what

    assert records.changed(before) == set()
    assert scene.cards()[0].rendered == card


def test_who_may_act_gets_none_of_these_noes(scene: Scene, cast: list[Person]) -> None:
    dora = cast[2]
    before = scene.events()
    for what, act in tries(scene, dora).items():
        said = private(dora, act)
        for _, told in OUTSIDERS.values():
            assert told not in said, what
    assert {"incident:opened", "incident:noted", "words:read"} <= set(
        scene.events()[len(before) :]
    )


@pytest.mark.parametrize("who", OUTSIDERS)
def test_page_of_somebody_who_may_not_act_shows_nothing(
    scene: Scene, cast: list[Person], who: str
) -> None:
    person = OUTSIDERS[who][0](scene, cast)
    person.slack.opens_home()
    cast[2].slack.opens_home()
    scene.settle()

    shown = person.slack.home.rendered if person.slack.home else ""
    assert "26-0001" not in shown
    assert "star" not in shown
    assert cast[2].slack.home is not None
    assert "On duty" in cast[2].slack.home.rendered


@pytest.mark.parametrize("who", ["a guest", "a deactivated member"])
def test_form_that_was_opened_before_one_was_barred_changes_nothing(
    scene: Scene, cast: list[Person], who: str
) -> None:
    gus = cast[3]
    gus.types("note 26-0001B")
    assert gus.form().callback_id == ids.FORM_NOTE
    OUTSIDERS[who][0](scene, cast)
    before = scene.events()

    assert OUTSIDERS[who][1] in gus.submits(f_text="two witnesses")
    assert scene.events() == before


def test_who_is_cleared_may_act_again(scene: Scene, cast: list[Person]) -> None:
    gus = guest(scene, cast)
    assert "Guests" in gus.types("open two men taken")
    scene.workspace.change_user(gus.slack, is_restricted=False)
    scene.settle()
    assert "opened" in gus.types("open two men taken")


def test_words_elsewhere_in_slack_are_nobodys_business(
    scene: Scene, cast: list[Person]
) -> None:
    before = scene.events()
    sam = stranger(scene, cast)
    for person in (sam, cast[2]):
        said = person.slack.says("dispatch", "what a night")
        scene.settle()
        person.slack.says("dispatch", "quite so", thread_ts=said.ts)
        scene.settle()
        assert person.slack.ephemerals == []
    assert scene.events() == before


def test_no_is_seen_by_nobody_else(scene: Scene, cast: list[Person]) -> None:
    sam = stranger(scene, cast)
    for act in tries(scene, sam).values():
        private(sam, act)
    assert cast[2].slack.ephemerals == []
    assert all("roster" not in seen.rendered for seen in cast[2].slack.sees("dispatch"))


def test_role_that_may_not_do_something_is_refused_wherever_it_tries(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    before = scene.events()
    (card,) = scene.cards()
    for line in ("list all", "list due", "close 26-0001B", "reopen 26-0001B x"):
        said = private(asha, partial(asha.types, line))
        assert "may not" in said, line
    said = private(asha, lambda: asha.presses(card, "read_words"))
    assert "may not" in said
    assert scene.events() == before

    boyd = cast[1]
    assert "may not" not in boyd.types("list all")
    assert "may not" not in private(boyd, lambda: boyd.presses(card, "read_words"))
    assert "words:read" in scene.events()


def test_duty_of_another_role_is_refused_though_its_button_is_seen(
    scene: Scene, cast: list[Person]
) -> None:
    (vera,) = [
        person
        for person in scene.enrols(
            *(one.row for one in cast),
            someone("Vera", "custodian", "600", slack_user_id="U0VERA"),
        )
        if person.row.name == "Vera"
    ]
    vera.is_ignored = True
    (card,) = scene.cards()
    before = scene.events()
    assert "not put to you" in vera.presses(card, "acknowledge")
    assert scene.events() == before
    assert "AID" in cast[1].presses(card, "acknowledge")
    assert duty_id(scene, "AID")
