"""What the scenes about footage share: who plays, and an incident with cameras."""

import io
import json
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.evidence import packet, verify_packet
from models import commands
from tests.stage import Person, Scene, officer, sergeant, someone

Cast = list[Person]


def enrols(scene: Scene, *more: commands.RosterRow) -> Cast:
    """Make a roster whose texts are not looked at, but where a test does.

    Asha is an officer, Boyd her sergeant, Lena a lieutenant, Cora a custodian, Dana a
    dispatcher; all but Asha are always on duty.
    """
    people = scene.enrols(
        officer(slack_user_id="U0ASHA"),
        sergeant(watch="always", slack_user_id="U0BOYD"),
        someone("Lena", "watch_lieutenant", "300", slack_user_id="U0LENA"),
        someone("Cora", "custodian", "500", slack_user_id="U0CORA"),
        someone("Dana", "dispatcher", "777", slack_user_id="U0DANA"),
        *more,
    )
    for person in people:
        person.is_ignored = True
    return people


def opens(asha: Person, cameras: str = "NONE") -> str:
    """Let Asha open an incident and list these cameras; return its reference."""
    reference = asha.texts("NEW agents struck a man at the bus stop").split(" opened")
    asha.texts("AID NONE")
    asha.texts("SUP REFUSED")
    asha.texts(f"CAMS {cameras}")
    return reference[0]


def piece(scene: Scene, source: str) -> Any:
    """Return the one piece of footage of a source."""
    (row,) = scene.rows("SELECT * FROM footage WHERE source = :source", source=source)
    return row


def states(scene: Scene, source: str) -> dict[str, str]:
    """Return the last state of each duty about the footage of a source, by word."""
    rows = scene.rows(
        "SELECT duty.word, duty.state FROM duty JOIN footage"
        " ON footage.id = duty.footage_id WHERE footage.source = :source"
        " ORDER BY duty.id",
        source=source,
    )
    return {row.word: row.state for row in rows}


def code(scene: Scene, person: Person, word: str, source: str) -> str:
    """Return the code that a person has for a duty about a source."""
    (row,) = scene.rows(
        "SELECT code.code FROM code JOIN duty ON duty.id = code.duty_id"
        " JOIN footage ON footage.id = duty.footage_id"
        " JOIN person ON person.id = code.person_id"
        " WHERE person.name = :name AND duty.word = :word"
        " AND footage.source = :source ORDER BY code.issued_at DESC LIMIT 1",
        name=person.row.name,
        word=word,
        source=source,
    )
    return str(row.code)


def runs(scene: Scene, until: timedelta) -> None:
    """Let time pass, doing everything that falls due on the way."""
    scene.stage.advance(until)


def proves(scene: Scene) -> list[dict[str, Any]]:
    """Make the packet of every incident, check each, and return what it tells."""
    house = scene.stage.house
    house.seal()
    told = []
    for row in scene.rows("SELECT reference FROM incident ORDER BY reference"):
        with house.database.reading() as connection:
            made = packet.build(connection, row.reference, house.key())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "packet.zip"
            packet.write(made, path)
            report = verify_packet.verify(path)
        assert report.ok, report
        with zipfile.ZipFile(io.BytesIO(made.zip_bytes)) as archive:
            told.append(json.loads(archive.read("incident.json")))
    return told
