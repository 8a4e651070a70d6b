"""Whatever one person says, in whatever order: no recording's clock ends by them alone.

Each role of the shipped policy tries everything that it can ask for, many times over,
while nobody else does anything. Acts are drawn at random, the same in every run.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.ledger import audit
from models import commands, enums, errors
from tests.scenarios import test_times_are_corrected as times
from tests.scenarios.desk_work import enrols, member, opens
from tests.stage import Person, Scene, someone
from tests.storage import databases

#: How many acts each of them tries.
ACTS = 60

#: What is said of duties, by word.
SAID = {
    "FLAG": ("", "NEVER", "10 MAR 29", "CASE 12"),
    "DOCK": ("",),
    "NOVIDEO": ("battery died",),
    "SEEN": ("", "LOST nothing there"),
    "SEARCH": ("LOST nothing there", "FOUND NEVER"),
    "ASKED": ("POD phoned CPIC", "CTA by mail"),
    "KEPT": ("POD NEVER", "CTA GONE overwritten", "POD COPY"),
    "STILL": ("", "GONE"),
    "CAMS": ("NONE", "4432 900", "POD CTA"),
    "CANVASS": ("NONE", "POD CTA"),
    "REPORT": ("JK123456",),
    "AID": ("NONE", "EMS called"),
}


@pytest.fixture
def cast(scene: Scene) -> list[Person]:
    return enrols(
        scene,
        someone("Mary", "commander", "400", slack_user_id="U0MARY"),
        someone("Cleo", "custodian", "500", slack_user_id="U0CLEO"),
        someone("Omar", "officer", "4432", slack_user_id="U0OMAR"),
        someone("Ada", "admin", "1", slack_user_id="U0ADA"),
        someone("Liam", "liaison", "2", slack_user_id="U0LIAM"),
    )


#: Whom somebody names.
STARS = ("12345", "900", "300", "400", "500", "4432")

#: A command, and what it says.
Try = tuple[type[commands.Command], dict[str, Any]]


@dataclass(frozen=True)
class Tries:
    """Draw what one person tries next."""

    scene: Scene
    reference: str
    draw: random.Random

    def one(self) -> Try:
        """Draw an act; what states how footage is comes most often."""
        return self.draw.choice(
            [
                *[self.attests] * 10,
                *[self.logs] * 3,
                *[self.of_duty] * 4,
                *[self.of_incident] * 3,
                self.of_oneself,
                self.states,
                self.closes,
                self.corrects,
                self.speaks_of_people,
            ]
        )()

    def about(self) -> commands.Target:
        """Name a duty by its id, the incident, or nothing at all."""
        rows = self.scene.rows("SELECT id FROM duty ORDER BY id")
        ids = [commands.Target(duty_id=row.id) for row in rows]
        by_reference = commands.Target(reference=self.reference)
        return self.draw.choice([commands.NOTHING, by_reference, *ids])

    def attests(self) -> Try:
        word = self.draw.choice(sorted(SAID))
        target = self.about()
        if target.duty_id and word != "NOVIDEO":
            query = "SELECT word FROM duty WHERE id = :id"
            word = self.scene.rows(query, id=target.duty_id)[0].word
        said = self.draw.choice(SAID.get(word, ("done",)))
        return commands.Attest, {"target": target, "word": word, "said": said}

    def logs(self) -> Try:
        word = self.draw.choice(sorted(SAID))
        text = f"{word} {self.draw.choice(SAID[word])}".strip()
        return commands.LogRadio, {"star": self.draw.choice(STARS), "text": text}

    def of_duty(self) -> Try:
        kinds: list[Try] = [
            (commands.Acknowledge, {}),
            (commands.PassOn, {}),
            (commands.Disown, {}),
            (commands.Postpone, {"in_minutes": 30}),
        ]
        kind, more = self.draw.choice(kinds)
        return kind, {"target": self.about(), **more}

    def of_incident(self) -> Try:
        kinds: list[Try] = [
            (commands.AdoptPolicy, {}),
            (commands.DecideProposal, {"is_agreed": True}),
            (commands.ReopenIncident, {"reason": "x"}),
            (commands.MarkSubject, {"who": self.draw.choice(STARS)}),
        ]
        kind, more = self.draw.choice(kinds)
        return kind, {"reference": self.reference, **more}

    def of_oneself(self) -> Try:
        kinds: list[Try] = [
            (commands.Undo, {}),
            (commands.GoOnDuty, {}),
            (commands.GoOffDuty, {}),
            (commands.TakeWatch, {"takes_over": True}),
        ]
        return self.draw.choice(kinds)

    def speaks_of_people(self) -> Try:
        who = self.draw.choice(STARS)
        kinds: list[Try] = [
            (commands.ListDuty, {"who": who, "is_on": False, "is_confirmed": True}),
            (commands.ObjectToNumber, {"who": who}),
        ]
        return self.draw.choice(kinds)

    def states(self) -> Try:
        fact = self.draw.choice(["hurt", "force", "arrest"])
        said = {fact: self.draw.choice([True, False])}
        return commands.StateFact, {"target": self.about(), "facts": said}

    def closes(self) -> Try:
        outcome = self.draw.choice(
            [
                enums.IncidentState.CLOSED_NO_VIOLATION,
                enums.IncidentState.CLOSED_OPENED_IN_ERROR,
            ]
        )
        said = {"outcome": outcome, "reason": "Nothing was there."}
        return commands.CloseIncident, {"reference": self.reference, **said}

    def corrects(self) -> Try:
        (row,) = self.scene.rows("SELECT kind, opened_at FROM incident")
        hours = self.draw.choice([-24 * 91, -1, 1, 24])
        at = times.instant(row.opened_at)
        then = at + timedelta(hours=hours)
        values, seen = self.draw.choice(
            [
                ({"kind": "enforcement"}, {"kind": row.kind}),
                ({"kind": "force"}, {"kind": row.kind}),
                ({"beat": "0714"}, {"beat": None}),
                ({"opened_at": times.written(then)}, {"opened_at": times.written(at)}),
            ]
        )
        said = {"values": values, "seen": seen}
        return commands.CorrectIncident, {"reference": self.reference, **said}


@databases.on("sqlite")
@pytest.mark.parametrize(
    "who",
    [
        *("U0ASHA", "U0BOYD", "U0LENA", "U0MARY", "U0DANA"),
        *("U0CLEO", "U0OMAR", "U0ADA", "U0LIAM"),
    ],
)
def test_no_recordings_clock_ends_by_one_person_alone(
    scene: Scene, cast: list[Person], who: str
) -> None:
    reference = opens(scene, cast[0])
    drawn = random.Random(f"{who}1")  # noqa: S311 - the same in every run
    tries, actor, done = Tries(scene, reference, drawn), member(who), 0
    for number in range(ACTS):
        kind, fields = tries.one()
        try:
            reply = scene.stage.do(
                kind(actor=actor, request_id=f"lone:{number}", **fields)
            )
            done += type(reply.view).__name__ not in ("NothingOpen", "Which")
        except errors.HoldfastError:
            pass
        if number % 10 == 9:
            scene.stage.advance(timedelta(hours=2))
    # Who opened it or stands on its ladder does get something done.
    assert done > 5 or who not in ("U0ASHA", "U0BOYD", "U0LENA", "U0MARY", "U0DANA")

    for piece in scene.rows("SELECT id, source, state FROM footage"):
        assert piece.state in ("expected", "attested"), piece
        running = scene.rows(
            "SELECT id FROM duty WHERE footage_id = :id AND state IN"
            " ('expected', 'notified', 'acknowledged', 'overdue')"
            " AND next_step_at IS NOT NULL",
            id=piece.id,
        )
        assert running, piece
    (incident,) = scene.rows("SELECT state FROM incident")
    assert incident.state == "open"
    house = scene.stage.house
    with house.database.reading() as connection:
        assert audit.verify(connection, key=house.key().public_hex).is_sound
