"""What the scenes of messages share: a reminder that is due, and what became of it."""

import re
from pathlib import Path
from typing import Any

from bot.policy import load
from bot.simulator import troubles
from bot.simulator.handset import ShownText
from tests.stage import Person, Scene, officer, sergeant, someone

#: When an officer is reminded of CAMS, in minutes. Source: the shipped policy, by
#: which a sergeant hears of it half an hour later and a lieutenant after two more.
REMINDED = 45


#: Tables of the shipped policy without which a policy of one question makes sense.
_LEFT_OUT = ("source", "fact", "recipient", "pace", "quiet", "forbidden", "places")


def policy_of_one_question(folder: Path) -> str:
    """The shipped policy without any duty but CAMS, so that CAMS alone is due.

    Nobody's messages wait for each other.
    """
    head, *tables = re.split(r"^(?=\[\[?\w+\]\]?$)", shipped(), flags=re.MULTILINE)
    kept = [head]
    for table in tables:
        name = table[: table.index("]")].strip("[")
        is_asked = name != "duty" or 'id = "cameras"' in table
        if name not in _LEFT_OUT and is_asked:
            kept.append(table)
    path = folder / "one.toml"
    path.write_text("".join(kept), encoding="utf-8")
    return str(path)


def unasked(person: Person) -> list[ShownText]:
    """Return what came that nobody asked for; all of it is read."""
    unread = person.unread()
    shown = person.phone.received[-len(unread) :] if unread else []
    person.reads_all()
    return shown


def shipped() -> str:
    """The text of the shipped policy."""
    return load.shipped().read_text(encoding="utf-8")


def about_to_be_reminded(scene: Scene) -> tuple[Person, Person, Person]:
    """An officer who is reminded of CAMS in a minute, and the two who come after."""
    asha, boyd, lena = scene.enrols(
        officer(), sergeant(), someone("Lena", "watch_lieutenant", "300")
    )
    asha.texts("NEW agents struck a man")
    scene.advance(minutes=REMINDED - 1)
    boyd.reads_all()
    lena.reads_all()
    return asha, boyd, lena


def refuse_until_told(scene: Scene, times: int = 1, retry_after: str = "300") -> None:
    """Let the phone company put the next messages off."""
    answer = troubles.too_many_requests(retry_after)
    scene.stage.company.troubles.next_creates(answer, times)


def notices(scene: Scene, purpose: str) -> list[Any]:
    """The notices of a purpose, oldest first."""
    return scene.rows(
        "SELECT * FROM notice WHERE purpose = :purpose ORDER BY id", purpose=purpose
    )


def attempts(scene: Scene, notice: Any) -> list[tuple[str, str | None]]:
    """What was tried for a notice, and how each try ended."""
    rows = scene.rows(
        "SELECT kind, outcome FROM attempt WHERE notice_id = :id ORDER BY number",
        id=notice.id,
    )
    return [(row.kind, row.outcome) for row in rows]


def on_its_way(scene: Scene, person: Person, part: str) -> list[str]:
    """The states, at the phone company, of what went out to a person."""
    sent = scene.stage.company.outgoing(person.phone.e164)
    return [message.status for message in sent if part in message.body]
