"""What the scenes in Slack share: people at their screens, and the card they see."""

from typing import Any

from bot.simulator.slack import blocks
from tests.stage import Person, Scene, dispatcher, officer, sergeant


def enrols(scene: Scene, *more: Any) -> list[Person]:
    """Make a roster of people who are in Slack, whose texts are not looked at.

    Asha is an officer, Boyd her sergeant, Dora a dispatcher.
    """
    people = scene.enrols(
        officer(slack_user_id="U0ASHA"),
        sergeant(slack_user_id="U0BOYD"),
        dispatcher(),
        *more,
    )
    for person in people:
        person.is_ignored = True
    return people


def opens(scene: Scene, asha: Person, words: str = "agents struck a man") -> str:
    """Let Asha open an incident; return its reference."""
    reference = asha.texts(f"NEW {words}").split(" opened")[0]
    scene.advance(seconds=2)
    return reference


def card(scene: Scene, reference: str) -> Any:
    """Return an incident's card as it stands now."""
    scene.advance(seconds=3)
    (found,) = [one for one in scene.cards() if one.rendered.startswith(reference)]
    return found


def typed(person: Person, line: str) -> str:
    """Type a command; return what its own answer shows, while nothing else happens."""
    exchange = person.slack.command(f"/incident {line}".strip())
    assert exchange.failed is None, exchange.failed
    return "\n".join(one.rendered for one in person.slack.answers(exchange))


def picks(person: Person, shown: Any, what: str) -> str:
    """Take an entry of a menu, by what its value begins with; return what is shown."""
    (found,) = [
        (element["action_id"], option["value"])
        for _, element in blocks.elements(shown.blocks)
        if element["type"] == "overflow"
        for option in element["options"]
        if option["value"].startswith(f"{what}:")
    ]
    action_id, value = found
    return person.presses(shown, action_id, value=value)


def closes(*people: Person) -> None:
    """Let people close every form that they have open."""
    for person in people:
        while person.slack.view is not None:
            person.slack.close_view()


def code(scene: Scene, person: Person, word: str) -> str:
    """Return the code that a person was given for a duty."""
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " JOIN person ON person.id = code.person_id"
        " WHERE person.name = :name AND duty.word = :word",
        name=person.row.name,
        word=word,
    )
    return str(row.code)
