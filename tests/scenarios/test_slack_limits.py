"""Many people, many duties, words that would ping: none refused, nobody pinged."""

from typing import Any

import pytest

from tests.scenarios.slack_outbound import enrols, lists, opens, posted
from tests.stage import Scene, dispatcher, officer, someone

pytestmark = pytest.mark.in_slack

#: Words that would ping a channel or hide where a link leads, were they let.
EVIL = "<!channel> <@U0DORA> & <https://evil.example|ok> <!subteam^S1>"


@pytest.fixture
def transport() -> str:
    """Let Slack's requests come by HTTP: these scenes are about what goes to it."""
    return "http"


@pytest.fixture
def discards_memory() -> bool:
    """Keep the bot's memory: these scenes are about numbers."""
    return False


def refused(scene: Scene) -> list[str]:
    """Return what Slack refused, where it is still remembered."""
    found = scene.rows("SELECT problem FROM live_message WHERE problem IS NOT NULL")
    return [row.problem for row in found]


def harmless(message: Any) -> bool:
    """Tell whether a message pings nobody and links nowhere."""
    return message.pings == () and message.links == ()


def test_words_of_a_text_ping_nobody_and_disguise_no_link(scene: Scene) -> None:
    asha, boyd, dora = enrols(scene)
    opens(scene, asha, f"NEW beat 1021 {EVIL}")
    asha.texts(f"NOTE {EVIL}")
    asha.texts(f"AID {EVIL}")
    asha.texts(f"SUP {EVIL}")
    stranger = scene.stranger("+13125550777")
    stranger.is_ignored = True
    stranger.texts(f"NEW {EVIL}")
    scene.advance(minutes=50)
    shown = [*posted(scene), *lists(boyd), *lists(dora)]
    assert len(shown) >= 3
    assert all(harmless(message) for message in shown)

    dora.presses(posted(scene)[0], "read_words")
    form = dora.form()
    assert "<!channel> <@U0DORA> & <https://evil.example|ok>" in form.rendered
    assert form.pings == ()
    assert form.links == ()
    assert refused(scene) == []


def test_sixty_people_on_duty_are_listed_and_told_and_none_is_refused(
    scene: Scene,
) -> None:
    crowd = [
        someone(
            f"Sergeant {number}",
            "sergeant",
            str(2000 + number),
            slack_user_id=f"U0S{number:03}",
            unit="009",
        )
        for number in range(60)
    ]
    asha, dora, *rest = scene.enrols(
        officer(supervisor_star=None, unit=None), dispatcher(), *crowd
    )
    for person in scene.people.values():
        person.is_ignored = True
    opens(scene, asha)
    # They are texted after half an hour; the lists come where that goes unanswered.
    scene.advance(minutes=50)
    assert [len(lists(person)) for person in rest] == [1] * 60
    assert refused(scene) == []

    shown = dora.types("who")
    assert "62 people" in shown
    assert "more" in shown
