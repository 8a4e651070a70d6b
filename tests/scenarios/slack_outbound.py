"""What the scenes about messages in Slack share: who is there, and what is seen."""

from typing import Any

from models import commands
from tests.stage import Person, Scene, dispatcher, officer, sergeant

OPENS = "NEW agents at 26th and Kedzie, beat 1021"


def enrols(scene: Scene, *more: commands.RosterRow) -> list[Person]:
    """Make a roster of Asha, Boyd with Slack, Dora with Slack alone, and more.

    What they are texted is not looked at.
    """
    people = scene.enrols(
        officer(), sergeant(slack_user_id="U0BOYD"), dispatcher(), *more
    )
    for person in people:
        person.is_ignored = True
    return people


def opens(scene: Scene, officer: Person, words: str = OPENS) -> str:
    """Let an officer open an incident by text; return its reference."""
    return officer.texts(words).split(" opened")[0]


def posted(scene: Scene) -> list[Any]:
    """Return what stands in the dispatch channel, not counting what was deleted."""
    return [card for card in scene.cards() if not card.is_deleted]


def lists(person: Person) -> list[Any]:
    """Return the direct messages that the bot has sent to a person."""
    return [
        message
        for message in person.slack.dms
        if message.bot_id and not message.is_ephemeral and not message.is_deleted
    ]


def notices(scene: Scene) -> list[tuple[str, str, str | None]]:
    """Return purpose, state and reason of whatever goes by Slack, oldest first."""
    found = scene.rows(
        "SELECT purpose, state, reason FROM notice WHERE channel = 'slack' ORDER BY id"
    )
    return [(row.purpose, row.state, row.reason) for row in found]


def waits(scene: Scene, minutes: int) -> None:
    """Let minutes pass in which the bot asks Slack once a minute how things stand."""
    for _ in range(minutes):
        scene.advance(minutes=1)
        state = scene.stage.house.slack_state
        assert state is not None
        state.step()
        scene.settle()
