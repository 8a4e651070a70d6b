"""Load incidents whole, with all that hangs on them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from bot.policy.schema import Policy
from bot.store import incidents
from bot.verbs.ground.situation import IncidentFile
from models import errors


def load(
    connection: Connection,
    incident_ids: Collection[str],
    read_policy: Callable[[str], Policy],
) -> dict[str, IncidentFile]:
    """Return incidents by their ids."""
    opened, duties, footage, codes, links = incidents.files(
        connection, sorted(incident_ids)
    )
    files = {
        incident.id: IncidentFile(incident=incident, read_policy=read_policy)
        for incident in opened
    }
    incident_of = {}
    for duty in duties:
        files[duty.incident_id].duties.append(duty)
        incident_of[duty.id] = duty.incident_id
    for piece in footage:
        files[piece.incident_id].footage.append(piece)
    for code in codes:
        file = files[incident_of[code.duty_id]]
        file.codes[code.duty_id, code.person_id] = code.code
    for link in links:
        for end in (link.incident_id, link.other_id):
            if end in files:
                files[end].links.append(link)
    return files


def concerned(
    loaded: Mapping[str, IncidentFile],
    incident_ids: Collection[str],
    named_ids: Collection[str],
) -> dict[str, IncidentFile]:
    """Return the incidents that a command concerns, in the order of their ids.

    Where it names one, another of which a row was spoiled is left out: what is said
    of the one is heard.

    Args:
        loaded: Incidents by their ids.
        incident_ids: Those that it may concern.
        named_ids: Those that it names.
    """
    return {
        one: loaded[one]
        for one in sorted(incident_ids)
        if one in loaded
        and (not named_ids or one in named_ids or _is_readable(loaded[one]))
    }


def _is_readable(file: IncidentFile) -> bool:
    rows: tuple[Any, ...] = (file.incident, *file.duties, *file.footage)
    try:
        return all(row.state for row in rows)
    except errors.DamagedError:
        return False
