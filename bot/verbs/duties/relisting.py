"""List a star again that said it was not there: a supervisor decides so."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.verbs.duties import relief, standings
from bot.verbs.ground.decision import Change, Update
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.footage import Footage
from models.people import Person


def again(
    file: IncidentFile,
    roster: Roster,
    stars: Iterable[str],
    by: Person,
    now: datetime,
) -> tuple[list[str], list[Change]]:
    """Return which of these stars are listed again, and the changes by which.

    Only who stands on the ladder of a duty about that footage lists a star against
    its own word. What is open goes back to the star; no date moves.

    Args:
        file: The incident.
        roster: Everybody.
        stars: Stars that were named, and stand in the incident already.
        by: Who names them.
        now: The instant.
    """
    listed: list[str] = []
    changes: list[Change] = []
    for star in stars:
        recorder = roster.of_star(star)
        pieces = [
            piece
            for piece in file.footage
            if piece.recorder_star == star and piece.recorder_id is None
        ]
        duties = _open(file, pieces)
        if recorder is None or not any(_may(file, duty, by) for duty in duties):
            continue
        listed.append(star)
        changes += [
            Update(Footage, piece, {"recorder_id": recorder.id}) for piece in pieces
        ]
        changes += [
            Update(Duty, duty, _back(file, duty, recorder, now)) for duty in duties
        ]
    return listed, changes


def _open(file: IncidentFile, pieces: Iterable[Footage]) -> list[Duty]:
    """List what is open about footage and belongs to its recorder."""
    ids = {piece.id for piece in pieces}
    return [
        duty
        for duty in file.duties
        if duty.footage_id in ids
        and duty.owner_id is None
        and duty.state in enums.OPEN_DUTY_STATES
        and file.rule_of(duty).owner == "recorder"
    ]


def _may(file: IncidentFile, duty: Duty, by: Person) -> bool:
    return relief.may_take(file.rule_of(duty), by, file.policy)


def _back(
    file: IncidentFile, duty: Duty, recorder: Person, now: datetime
) -> dict[str, Any]:
    """Return the columns of a duty that is its recorder's again."""
    values: dict[str, Any] = {
        "owner_id": recorder.id,
        "owner_role": None,
        "code": file.codes.get((duty.id, recorder.id)),
        "passed_by": None,
        "passed_at": None,
    }
    values["next_step_at"] = standings.next_step_at(
        file, duty, now, standings.columns(duty) | values
    )
    return values
