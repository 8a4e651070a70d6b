"""One's own page shows what one owes and what is lost next, and passes the watch on."""

import pytest

from tests.scenarios import slack_desk
from tests.stage import Person, Scene, someone

pytestmark = [pytest.mark.in_slack, pytest.mark.plain_policy]


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return slack_desk.enrols(
        scene,
        someone("Carl", "sergeant", "901", watch="third", slack_user_id="U0CARL"),
    )


def page(scene: Scene, person: Person) -> str:
    """Open one's own page; return what it shows."""
    person.slack.opens_home()
    scene.settle()
    assert person.slack.home is not None
    return str(person.slack.home.rendered)


def part(shown: str, begin: str, end: str) -> str:
    """Return what stands between two headings."""
    return shown.split(begin)[1].split(end)[0]


def test_the_page_shows_what_is_mine_and_my_watchs(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, dora, _ = cast
    reference = slack_desk.opens(scene, asha)
    scene.advance(minutes=25)

    mine = part(page(scene, asha), "Owed by you", "Open on your watch")
    assert f"*{reference}*" in mine
    assert "*AID*" in mine
    assert f"*{reference}*" in part(
        page(scene, boyd), "Open on your watch: 1", "Lost unless"
    )
    assert "Nothing is owed by you." in page(scene, dora)
    assert "struck" not in page(scene, boyd)


def test_what_others_owe_or_have_is_told_apart(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd, *_ = cast
    slack_desk.opens(scene, asha)
    scene.advance(minutes=46)
    before = page(scene, boyd)
    assert "Nothing is owed by you." in part(before, "Owed by you: 0", "For you to")
    assert "*AID*" in part(before, "For you to take: 1", "Open on your watch")

    assert boyd.slack.home is not None
    boyd.slack.press(boyd.slack.home, "I have it")
    scene.settle()
    after = page(scene, boyd)
    assert "*AID*" in part(after, "Owed by you: 1", "Open on your watch")
    theirs = page(scene, asha)
    assert "*AID*" not in part(theirs, "Owed by you", "That others have")
    assert "*AID*" in part(theirs, "That others have: 1", "Open on your watch")


def test_losses_stand_under_the_time_that_is_left(
    scene: Scene, cast: list[Person]
) -> None:
    asha, boyd = cast[:2]
    reference = slack_desk.opens(scene, asha)
    headings = ("Within 24 hours: ", "Within 7 days: ", "Within 30 days: ")

    def counts() -> list[str]:
        shown = page(scene, boyd)
        return [shown.split(heading)[1][0] for heading in headings]

    assert counts() == ["0", "0", "0"]
    scene.jump(days=62)
    assert counts() == ["0", "0", "1"]
    scene.jump(days=22)
    assert counts() == ["0", "1", "0"]
    scene.jump(days=6)
    assert counts() == ["1", "0", "0"]
    assert reference in part(page(scene, boyd), headings[0], headings[1])


def test_the_page_is_new_whenever_it_is_opened(
    scene: Scene, cast: list[Person]
) -> None:
    asha = cast[0]
    assert "Owed by you: 0" in page(scene, asha)
    slack_desk.opens(scene, asha)
    assert "Owed by you: 0" not in page(scene, asha)


def test_buttons_of_the_page_do_what_they_say(scene: Scene, cast: list[Person]) -> None:
    asha = cast[0]
    reference = slack_desk.opens(scene, asha)
    page(scene, asha)
    asha.slack.press(asha.slack.home, "acknowledge:0")
    scene.settle()
    assert "You have *AID*" in asha.form().rendered
    slack_desk.closes(asha)
    asha.slack.press(asha.slack.home, "done:0")
    scene.settle()
    assert f"*{reference}* AID" in asha.form().rendered
    assert f"*AID* {reference} is on record" in asha.submits(f_words="ems came")
    slack_desk.closes(asha)
    asha.slack.press(asha.slack.home, "open")
    scene.settle()
    assert asha.form().title == "Open an incident"


def test_an_incident_of_the_watch_is_shown_from_the_page(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    reference = slack_desk.opens(scene, cast[0])
    page(scene, boyd)
    boyd.slack.press(boyd.slack.home, "show:0")
    scene.settle()
    assert boyd.form().rendered.startswith(f"{reference}\n{reference} · open")
    boyd.slack.press(boyd.form(), "read_words")
    scene.settle()
    assert boyd.form().title == "Words on record"


def test_the_watch_passes_from_the_one_before(scene: Scene, cast: list[Person]) -> None:
    _, boyd, dora, carl = cast
    assert "[I have the watch]" not in page(scene, dora)
    page(scene, boyd)
    boyd.slack.press(boyd.slack.home, "take_watch")
    scene.settle()
    assert "You have the watch until" in boyd.form().rendered
    assert "*You have the watch* until" in boyd.slack.home.rendered
    slack_desk.closes(boyd)
    assert "[I have the watch]" not in page(scene, boyd)

    scene.advance(seconds=2)
    page(scene, carl)
    carl.slack.press(carl.slack.home, "take_watch")
    scene.settle()

    assert "*Star 900* has the watch since" in carl.form().rendered
    slack_desk.closes(carl)
    assert "taken over from star 900" in carl.types("watch take")
    assert "[I have the watch]" in page(scene, boyd)
    assert "has the watch" in part(page(scene, boyd), "On duty", "As of")
    assert scene.events().count("watch:taken") == 2


def test_a_page_opened_by_a_stranger_shows_nothing(
    scene: Scene, cast: list[Person]
) -> None:
    reference = slack_desk.opens(scene, cast[0])
    stranger = scene.workspace.add_user("stranger", id_="U0STRANGER")
    stranger.opens_home()
    scene.settle()
    assert "not in the roster" in stranger.home.rendered
    assert reference not in stranger.home.rendered
    assert stranger.home.buttons == []


def test_the_conversation_with_the_bot_is_not_the_page(
    scene: Scene, cast: list[Person]
) -> None:
    boyd = cast[1]
    boyd.slack.opens_home("messages")
    scene.settle()
    assert boyd.slack.home is None
    assert "On duty" in page(scene, boyd)


def test_texts_that_wait_are_counted_for_those_who_may_accept_them(
    scene: Scene, cast: list[Person]
) -> None:
    _, boyd, dora, _ = cast
    stranger = scene.stranger("+13125550177")
    stranger.texts("agents took my neighbour")
    stranger.reads_all()
    assert "1 text from unknown numbers" in page(scene, dora)
    assert "unknown numbers" not in page(scene, boyd)
