"""Read the new values of a correction, and say what stands in each field."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.policy import numbers
from bot.policy.schema import Policy
from bot.verbs.ground import conditions, fields, held, kinds, recording
from bot.verbs.ground.situation import IncidentFile
from models import errors

#: Field of the time at which it was seen or reported.
OPENED_AT = "opened_at"

#: Field of what is alleged, and of the designated place that it was at.
KIND, PLACE = "kind", "place"

#: Field of what was so: ids of the policy's facts, in order, between blanks.
FACTS = "facts"

#: Characters of a place.
_PLACE_MAX = 64

#: Stands before the id of a piece of footage in the field of its recording time.
RECORDED_AT = "recorded_at:"


def present(file: IncidentFile, name: str) -> str | None:
    """Return what stands in a field now; a short event number where no full one."""
    incident = file.incident
    if name == "event_number":
        return incident.event_number or incident.event_short
    if name == OPENED_AT:
        return recording.instant(incident.opened_at)
    if name == FACTS:
        return _so(incident.facts)
    if name.startswith(RECORDED_AT):
        return recording.instant(piece(file, name).recorded_at)
    stands: str | None = getattr(incident, name)
    return stands


def _so(facts: str) -> str | None:
    """Return the ids of the facts that are so."""
    stated = conditions.read_facts(facts)
    return " ".join(sorted(name for name, is_so in stated.items() if is_so)) or None


def _facts(file: IncidentFile, said: str) -> dict[str, Any]:
    """Return every fact that was ever stated, as it is now.

    Raises:
        InvalidInputError: The policy knows no such fact.
    """
    wanted = set(said.split())
    if not wanted.issubset(fact.id for fact in file.policy.fact):
        raise errors.InvalidInputError(FACTS, "There is no such fact.")
    stated = conditions.read_facts(file.incident.facts)
    now = {name: name in wanted for name in stated} | dict.fromkeys(wanted, True)
    return {FACTS: conditions.write_facts(now)}


def piece(file: IncidentFile, name: str) -> Any:
    """Return the recording that a field is about.

    Raises:
        InvalidInputError: There is none.
    """
    piece_id = name.removeprefix(RECORDED_AT)
    for piece in file.footage:
        if piece.id == piece_id:
            return piece
    raise errors.InvalidInputError("footage", "There is no such recording here.")


def differs(file: IncidentFile, name: str, columns: Mapping[str, Any]) -> bool:
    """Tell whether a field would be another one."""
    row = piece(file, name) if name.startswith(RECORDED_AT) else file.incident
    return any(getattr(row, column) != value for column, value in columns.items())


def _beat(said: str, policy: Policy) -> dict[str, Any]:
    return {"beat": fields.read_beat(said, numbers.of(policy)) if said else None}


def _event_number(said: str, policy: Policy) -> dict[str, Any]:
    full = short = None
    if said:
        full, short = fields.read_event_number(said, numbers.of(policy))
    return {"event_number": full, "event_short": short}


def _rd_number(said: str, policy: Policy) -> dict[str, Any]:
    number = fields.read_rd_number(said, numbers.of(policy)) if said else None
    return {"rd_number": number}


def _place(said: str, policy: Policy) -> dict[str, Any]:
    place = held.require_clean(policy, PLACE, said) if said else None
    if place and len(place) > _PLACE_MAX:
        raise errors.InvalidInputError(PLACE, f"At most {_PLACE_MAX} characters.")
    return {PLACE: place}


#: How each field is read into columns, in the order in which they are shown.
_READERS: dict[str, Callable[[str, Policy], dict[str, Any]]] = {
    "place": _place,
    "beat": _beat,
    "event_number": _event_number,
    "rd_number": _rd_number,
}


def read(
    file: IncidentFile, name: str, said: str | None, now: datetime
) -> dict[str, Any]:
    """Read a new value into columns.

    Raises:
        InvalidInputError: It cannot be read; names its field.
    """
    text = (said or "").strip()
    if name.startswith(RECORDED_AT):
        stands = piece(file, name).recorded_at
        return {"recorded_at": _instant("recorded_at", text, stands, now)}
    if name == KIND:
        return {KIND: kinds.require(file.policy, text, file.incident.opened_at)}
    if name == FACTS:
        return _facts(file, text)
    if name == OPENED_AT:
        return {"opened_at": _instant(name, text, file.incident.opened_at, now)}
    reader = _READERS.get(name)
    if reader is None:
        raise errors.InvalidInputError(name, "This cannot be corrected.")
    return reader(text, file.policy)


def _instant(field: str, said: str, stands: datetime, now: datetime) -> datetime:
    """Read an instant; the minute or the second of the one that stands is that one."""
    at = fields.require_past(field, fields.read_instant(field, said), now)
    to_second = stands.replace(microsecond=0)
    return stands if at in (to_second, to_second.replace(second=0)) else at


def value(columns: Mapping[str, Any]) -> str | None:
    """Return columns as they are shown."""
    if FACTS in columns:
        return _so(columns[FACTS])
    found = next((value for value in columns.values() if value), None)
    return recording.instant(found) if isinstance(found, datetime) else found


#: Every field of the incident itself, in the order in which they are shown.
FIELDS = (KIND, FACTS, *_READERS, OPENED_AT)
