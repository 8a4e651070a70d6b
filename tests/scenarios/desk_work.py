"""What the scenes at a desk share: who acts in Slack, and an incident to act on."""

from models import commands, enums
from tests.stage import Person, Scene, officer, sergeant, someone


def member(slack_user_id: str) -> commands.Actor:
    """Return somebody who acts in Slack."""
    return commands.Actor(channel=enums.Channel.SLACK, slack_user_id=slack_user_id)


ASHA, BOYD, LENA = member("U0ASHA"), member("U0BOYD"), member("U0LENA")
DANA, CARL = member("U0DANA"), member("U0CARL")


def enrols(scene: Scene, *more: commands.RosterRow) -> list[Person]:
    """Make a roster of people who are in Slack too, whose texts are not looked at.

    Asha is an officer, Boyd her sergeant, Lena a lieutenant, Dana a dispatcher.
    """
    people = scene.enrols(
        officer(slack_user_id="U0ASHA"),
        sergeant(slack_user_id="U0BOYD"),
        someone("Lena", "watch_lieutenant", "300", slack_user_id="U0LENA"),
        someone("Dana", "dispatcher", "777", slack_user_id="U0DANA"),
        *more,
    )
    for person in people:
        person.is_ignored = True
    return people


def opens(scene: Scene, asha: Person, words: str = "agents struck a man") -> str:
    """Let Asha open an incident; return its reference."""
    return asha.texts(f"NEW {words}").split(" opened")[0]


def settles_footage(scene: Scene, asha: Person, boyd: Person) -> None:
    """Let Asha's footage be stated, and seen by a second person."""
    asha.texts("DOCK")
    asha.texts("FLAG NEVER")
    assert "SEEN recorded" in boyd.texts("SEEN")


def duty_id(scene: Scene, word: str) -> str:
    """Return the id of the one duty with this word."""
    (row,) = scene.rows("SELECT id FROM duty WHERE word = :word", word=word)
    return str(row.id)


def states(scene: Scene) -> dict[str, str]:
    """Return the state of each duty, by its word."""
    return {row.word: row.state for row in scene.rows("SELECT word, state FROM duty")}
