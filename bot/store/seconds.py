"""Ask what waits for a second person, and what was decided.

As in `questions`: nothing is changed, and rows are typed as their tables.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from bot.store.changes import columns_of
from bot.store.connect import Database
from bot.store.lists import among
from bot.verbs.ground.proposals import ASKED
from models import enums, ledger
from models.duty import Duty
from models.incident import Incident, PolicyVersion, Proposal
from models.ledger import Entry
from models.notice import Notice

#: What the ledger of the installation says where another policy comes into force.
POLICY_CHANGED = "policy:changed"


def proposals(connection: Connection, incident_ids: Collection[str]) -> list[Proposal]:
    """Return everything that was proposed in these incidents, in order."""
    query = (
        select(*columns_of(Proposal).c)
        .where(col(Proposal.incident_id).in_(sorted(incident_ids)))
        .order_by(col(Proposal.id))
    )
    return cast("list[Proposal]", list(connection.execute(query).all()))


def unsent(
    connection: Connection, database: Database, incident_id: str
) -> list[Notice]:
    """Return the messages that wait to ask for a second person in an incident.

    They are locked; one that a courier has right now is not among them.
    """
    query = (
        select(*columns_of(Notice).c)
        .where(
            col(Notice.incident_id) == incident_id,
            col(Notice.state) == enums.NoticeState.QUEUED,
            col(Notice.carried_by).is_(None),
            col(Notice.key).contains(ASKED),
        )
        .order_by(col(Notice.id))
    )
    found = connection.execute(database.lock(query, skip_locked=True)).all()
    return cast("list[Notice]", list(found))


def incidents_of_tours(
    connection: Connection, people: Collection[str], now: datetime
) -> dict[str, set[str]]:
    """Return the incidents in which people owe what counts from a running tour."""
    found: dict[str, set[str]] = defaultdict(set)
    if people:
        query = select(col(Duty.owner_id), col(Duty.incident_id)).where(
            among(Duty.owner_id, "people"),
            col(Duty.state).in_(enums.OPEN_DUTY_STATES),
            col(Duty.tour_ends_at) > now,
        )
        for owner_id, incident_id in connection.execute(
            query, {"people": sorted(people)}
        ):
            found[str(owner_id)].add(incident_id)
    return found


_POLICY_CHANGES = (
    select(col(Entry.record))
    .where(col(Entry.ledger_id) == ledger.SYSTEM, col(Entry.event) == POLICY_CHANGED)
    .order_by(col(Entry.position).desc())
    .limit(1)
)
_POLICIES_BEFORE = (
    select(col(PolicyVersion.version))
    .where(col(PolicyVersion.version) != bindparam("version"))
    .order_by(col(PolicyVersion.first_used_at).desc())
    .limit(1)
)


def policy_before(connection: Connection, version: str) -> str | None:
    """Return the version of the policy that was last in force, as far as is known.

    None: there never was another one than this.
    """
    record = connection.execute(_POLICY_CHANGES).scalar()
    if record is not None:
        return str(json.loads(record)["body"]["facts"]["new"])
    return connection.execute(_POLICIES_BEFORE, {"version": version}).scalar()


def waiting(connection: Connection) -> list[tuple[str, int, Proposal]]:
    """Return what waits in all incidents, each with reference and number."""
    ids = set(
        connection.execute(
            select(col(Proposal.incident_id)).where(
                col(Proposal.state) == enums.ProposalState.WAITING
            )
        ).scalars()
    )
    references = {
        row.id: row.reference
        for row in connection.execute(
            select(col(Incident.id), col(Incident.reference)).where(
                col(Incident.id).in_(sorted(ids))
            )
        )
    }
    found: list[tuple[str, int, Proposal]] = []
    numbers: dict[str, int] = {}
    for one in proposals(connection, ids):
        numbers[one.incident_id] = numbers.get(one.incident_id, 0) + 1
        if one.state is enums.ProposalState.WAITING:
            found.append((references[one.incident_id], numbers[one.incident_id], one))
    return sorted(found, key=lambda line: line[:2])
