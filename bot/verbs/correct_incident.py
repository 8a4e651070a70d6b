"""Correct what an incident says of itself; the old values stay on record."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.policy.schema import Policy
from bot.verbs import fields, held, rights, targets
from bot.verbs.decision import Act, Decision, Mint, Update
from bot.verbs.situation import Situation
from models import commands, errors, views
from models.incident import Incident


def decide(
    situation: Situation,
    command: commands.CorrectIncident,
    policy: Policy,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Put new values in the place of those that the person saw.

    A closed incident can be corrected too. Where nothing is to be changed, the
    answer names no change.

    Raises:
        RefusedError: The person's role may not.
        NotFoundError: There is no such incident.
        InvalidInputError: A value cannot be read; names its field.
        ConflictError: Somebody changed it meanwhile; its fields say what the
            person saw and what stands there now.
    """
    rights.require(situation, policy, "correct_incident")
    file = targets.named(situation, command.reference)
    row = file.incident
    wanted = {name: _read(name, said) for name, said in command.values.items()}
    moved = {
        name: (command.seen.get(name) or None, present(row, name))
        for name in wanted
        if (command.seen.get(name) or None) != present(row, name)
    }
    if moved:
        raise errors.ConflictError(None, **moved)
    changed = {
        name: columns
        for name, columns in wanted.items()
        if any(getattr(row, column) != value for column, value in columns.items())
    }
    shown = tuple(
        (name, present(row, name), _value(changed[name]))
        for name in _READERS
        if name in changed
    )
    answer = views.Corrected(reference=command.reference, changes=shown)
    if not changed:
        return Decision(answer=answer, incident_id=row.id)
    words: Mapping[str, str] = {}
    if command.reason.strip():
        words = {"reason": held.require_clean(file.policy, "reason", command.reason)}
    values = {k: v for columns in changed.values() for k, v in columns.items()}
    act = Act(
        ledger_id=row.id,
        event="incident:corrected",
        facts={"fields": {name: {"old": old, "new": new} for name, old, new in shown}},
        words=words,
        changes=(Update(Incident, row, values),),
    )
    return Decision(answer=answer, acts=(act,), incident_id=row.id)


def present(incident: Incident, name: str) -> str | None:
    """Return what stands in a field now; a short event number where no full one."""
    if name == "event_number":
        return incident.event_number or incident.event_short
    value: str | None = getattr(incident, name)
    return value


def _beat(said: str) -> dict[str, str | None]:
    return {"beat": fields.read_beat(said) if said else None}


def _event_number(said: str) -> dict[str, str | None]:
    full, short = fields.read_event_number(said) if said else (None, None)
    return {"event_number": full, "event_short": short}


def _rd_number(said: str) -> dict[str, str | None]:
    return {"rd_number": fields.read_rd_number(said) if said else None}


#: How each field is read into columns, in the order in which they are shown.
_READERS: dict[str, Callable[[str], dict[str, str | None]]] = {
    "beat": _beat,
    "event_number": _event_number,
    "rd_number": _rd_number,
}


def _read(name: str, said: str | None) -> dict[str, Any]:
    reader = _READERS.get(name)
    if reader is None:
        raise errors.InvalidInputError(name, "This cannot be corrected.")
    return reader((said or "").strip())


def _value(columns: Mapping[str, str | None]) -> str | None:
    return next((value for value in columns.values() if value), None)
