"""The same conversations by HTTP and by Socket Mode bring the same."""

from collections import Counter
from collections.abc import Callable

import pytest

from handlers.slack import ids
from tests.stage import Person, Scene, dispatcher, officer, sergeant

pytestmark = pytest.mark.in_slack

#: Longest wait for a connection, in seconds: the vendor's client looks every two.
PATIENCE_SECONDS = 15.0


Conversation = Callable[[Scene, Person, Person], list[str]]


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def discards_memory() -> bool:
    return False


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    people = scene.enrols(officer(), sergeant(slack_user_id="U0BOYD"), dispatcher())
    for person in people:
        person.is_ignored = True
    return people


def opens_by_command(scene: Scene, dora: Person, boyd: Person) -> list[str]:
    """Type what is right, wrong, and full of signs."""
    return [
        dora.types("open agents at 26th and Kedzie, beat 1021"),
        dora.types("open the payload=1&x is late"),
        dora.types("opne agents"),
        dora.types("show 26-0001A"),
        dora.types("who"),
    ]


def opens_by_form(scene: Scene, dora: Person, boyd: Person) -> list[str]:
    """Open by the form, first with an error in it."""
    shown = [dora.types("")]
    shown.append(dora.submits(f_text="agents struck a man", f_beat="no beat"))
    shown.append(str(dora.slack.view_errors))
    shown.append(dora.submits(f_beat="1021"))
    return shown


def presses(scene: Scene, dora: Person, boyd: Person) -> list[str]:
    """Press on a card, twice, and by two people."""
    dora.types("open agents struck a man")
    scene.advance(seconds=2)
    (card,) = scene.cards()
    stale = card.as_now()
    shown = [one.presses(stale, "acknowledge") for one in (dora, boyd, dora)]
    dora.presses(card, "read_words")
    shown.append(dora.form().rendered)
    scene.advance(seconds=2)
    return [*shown, scene.cards()[0].rendered]


def talks(scene: Scene, dora: Person, boyd: Person) -> list[str]:
    """Say something in a card's thread, and take it back."""
    dora.types("open agents struck a man")
    scene.advance(seconds=2)
    (card,) = scene.cards()
    said = boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
    scene.settle()
    boyd.slack.edits(said, "one witness stayed")
    scene.settle()
    boyd.slack.deletes(said)
    boyd.slack.opens_home()
    scene.settle()
    home = boyd.slack.home
    return [home.rendered if home is not None else "no page"]


def takes_shortcuts(scene: Scene, dora: Person, boyd: Person) -> list[str]:
    """Open from a message."""
    said = boyd.slack.says("dispatch", "van at the bridge, two men taken")
    dora.slack.message_shortcut(ids.SHORTCUT_OPEN_FROM, said)
    scene.settle()
    return [dora.form().rendered, dora.submits()]


#: Each conversation, what it puts on record, and parts of what is shown.
CONVERSATIONS: dict[Conversation, tuple[dict[str, int], tuple[str, ...]]] = {
    opens_by_command: (
        {"incident:opened": 2},
        ("26-0001B", "26-0002J", "begin with a command", "last letter", "On duty"),
    ),
    opens_by_form: (
        {"incident:opened": 1},
        ("", "no beat", "{'f_beat': 'Beat: write it like 0715", "Recorded"),
    ),
    presses: (
        {"incident:opened": 1, "duty:acknowledged": 1, "words:read": 1},
        ("You have", "has it since", "has it since", "struck a man", "star 7001"),
    ),
    talks: (
        {
            "incident:opened": 1,
            "incident:noted": 1,
            "note:changed": 1,
            "note:deleted": 1,
        },
        ("Owed by you",),
    ),
    takes_shortcuts: ({"incident:opened": 1}, ("van at the bridge", "Recorded")),
}

#: What each conversation brought by the way that was tried first.
_BROUGHT: dict[Conversation, tuple[list[str], list[str]]] = {}


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda one: one.__name__)
def test_conversation_brings_the_same_by_either_way(
    scene: Scene, cast: list[Person], transport: str, conversation: Conversation
) -> None:
    _, boyd, dora = cast
    before = Counter(scene.events())

    shown = conversation(scene, dora, boyd)

    recorded, parts = CONVERSATIONS[conversation]
    done = Counter(scene.events()) - before
    assert {e: n for e, n in done.items() if not e.startswith("notice:")} == recorded
    assert [part in text for part, text in zip(parts, shown, strict=True)] == [
        True for _ in parts
    ]
    # Word for word, where both ways are played in one process.
    brought = (shown, scene.events())
    assert _BROUGHT.setdefault(conversation, brought) == brought


def test_same_thing_twice_has_one_effect(scene: Scene, cast: list[Person]) -> None:
    _, boyd, dora = cast
    line = scene.workspace.line
    exchange = dora.slack.command("/incident open agents struck a man")
    assert "opened" in exchange.acknowledged["text"]
    again = line.carry("slash_commands", exchange.sent)
    assert (again.failed, "care of already" in again.body["text"]) == (None, True)

    scene.advance(seconds=2)
    (card,) = scene.cards()
    pressed = boyd.slack.press(card, "acknowledge")
    assert line.carry("interactive", pressed.sent).failed is None
    scene.workspace.troubles.duplicate_events = True
    boyd.slack.says("dispatch", "two witnesses stayed", thread_ts=card.ts)
    scene.settle()

    for event in ("incident:opened", "duty:acknowledged", "incident:noted"):
        assert scene.events().count(event) == 1, event
