"""What a role owes while nobody of it is on duty is put to whoever of it comes next."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.scenarios.messages import unasked
from tests.stage import Person, Scene, officer, sergeant, someone

CHICAGO = ZoneInfo("America/Chicago")


def told(person: Person) -> list[tuple[str, str]]:
    """What came unasked, with its local day and time."""
    return [(_local(message.at), message.body) for message in unasked(person)]


def _local(at: datetime) -> str:
    return f"{at.astimezone(CHICAGO):%a %H:%M}"


def night(scene: Scene) -> tuple[Person, Person]:
    """An incident of the evening, with the only custodian on duty from six on."""
    asha, kim, *others = scene.enrols(
        officer(),
        someone("Kim", "custodian", "400", watch="second"),
        sergeant(watch="always"),
        someone("Lena", "watch_lieutenant", "300"),
        someone("Dora", "dispatcher", "700"),
    )
    for person in (asha, *others):
        person.is_ignored = True
    asha.texts("NEW agents struck a man")
    asha.texts("AID NONE; SUP REFUSED; CAMS CTA")
    return asha, kim


def test_the_custodian_gets_one_list_when_the_watch_begins(scene: Scene) -> None:
    _, kim = night(scene)
    scene.advance(hours=14)
    assert kim.unread() == []
    scene.advance(hours=1)
    ((at, text),) = told(kim)
    assert at == "Wed 06:00"
    for part in ("CANVASS", "ASKED CTA", "lost 13 Mar 15:40"):
        assert part in text, text
    scene.advance(hours=2)
    assert kim.unread() == []


def test_it_is_asked_although_it_went_up_the_ladder(scene: Scene) -> None:
    _, kim = night(scene)
    scene.advance(hours=14, minutes=19)
    rows = scene.rows("SELECT rung FROM duty WHERE word = 'CANVASS'")
    assert rows[0].rung >= 1
    scene.advance(hours=1)
    ((_, text),) = told(kim)
    found = re.search(r"CANVASS (?:due )?(?:\d+ \w+ )?\d\d:\d\d (\w{5})", text)
    assert found is not None, text
    assert "CANVASS recorded" in kim.texts(f"CANVASS {found[1]} NONE")


def test_nobody_is_asked_of_what_was_taken_meanwhile(scene: Scene) -> None:
    asha, kim = night(scene)
    scene.advance(hours=1)
    asha.texts("ON 0000")
    lena = scene.people["Lena"]
    scene.advance(hours=8)
    for _, text in told(lena):
        if "CANVASS" in text and "ACK" in text:
            code = text.split("ACK ")[1][:5]
            assert "recorded" in lena.texts(f"CANVASS {code} NONE")
    scene.advance(hours=6)
    assert all("CANVASS" not in text for _, text in told(kim))
