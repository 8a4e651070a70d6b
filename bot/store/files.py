"""Load incidents whole, with all that hangs on them."""

from collections.abc import Callable, Collection

from sqlalchemy import Connection

from bot.policy.schema import Policy
from bot.store import incidents
from bot.verbs.ground.situation import IncidentFile


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
