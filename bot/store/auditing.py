"""Hold the auditor's questions: cheap ones, each over one index, page by page.

Nothing is changed.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text, tuple_
from sqlmodel import col

from bot.store.lists import among
from models import enums, ledger
from models.duty import Duty
from models.footage import Footage
from models.incident import Incident
from models.ledger import Entry
from models.notice import Notice

#: Event by which the ledger has what was told.
_ALARMED = "auditor:alarmed"

_IS_OPEN = "state IN ('expected', 'notified', 'acknowledged', 'overdue')"
#: In the very words of its index: SQLite uses it for no others.
WITHOUT_STEP = select(col(Duty.incident_id)).where(
    text(f"next_step_at IS NULL AND {_IS_OPEN}")
)
_IS_SCHEDULED = col(Duty.next_step_at).is_not(None)
FARTHEST = (
    select(col(Duty.incident_id))
    .where(_IS_SCHEDULED, col(Duty.next_step_at) > bindparam("after"))
    .order_by(col(Duty.next_step_at).desc(), col(Duty.id).desc())
    .limit(bindparam("limit"))
)
_OF_ENDED = (
    select(col(Duty.incident_id))
    .where(
        among(Duty.owner_id, "people"),
        _IS_SCHEDULED,
        col(Duty.rung) == 0,
        col(Duty.rung_at).is_(None),
    )
    .limit(bindparam("limit"))
)
UNSEARCHED = (
    select(col(Incident.reference))
    .select_from(Footage)
    .join(Incident, col(Incident.id) == col(Footage.incident_id))
    .where(
        text("footage.state = 'expected'"),
        col(Footage.lost_at) < bindparam("before"),
        col(Incident.closed_at).is_(None),
        ~select(Duty)
        .where(
            col(Duty.footage_id) == col(Footage.id),
            text(f"duty.{_IS_OPEN}"),
        )
        .exists(),
    )
    .order_by(col(Footage.lost_at).desc())
    .limit(bindparam("limit"))
)


def without_step(connection: Connection, limit: int) -> list[str]:
    """Return the incidents that have an open duty without a next step."""
    found = connection.execute(WITHOUT_STEP.limit(limit)).scalars()
    return list(dict.fromkeys(found))


def farthest(connection: Connection, after: datetime, limit: int) -> list[str]:
    """Return the incidents whose steps are farthest away, and after an instant."""
    found = connection.execute(FARTHEST, {"after": after, "limit": limit})
    return list(dict.fromkeys(found.scalars()))


def of_ended(
    connection: Connection, person_ids: Collection[str], limit: int
) -> list[str]:
    """Return the incidents with duties of these people nobody else was told of."""
    if not person_ids:
        return []
    asked = {"people": list(person_ids), "limit": limit}
    return list(dict.fromkeys(connection.execute(_OF_ENDED, asked).scalars()))


def scheduled(
    connection: Connection, after: tuple[datetime, str] | None, limit: int
) -> tuple[list[str], tuple[datetime, str] | None]:
    """Return the incidents that come next, in the order of their duties' steps.

    Returns:
        Their ids, and from where to go on; None: that was the end.
    """
    place = (col(Duty.next_step_at), col(Duty.id))
    query = select(*place, col(Duty.incident_id)).where(_IS_SCHEDULED)
    if after is not None:
        # The first part lets SQLite begin in the middle of the index.
        query = query.where(
            col(Duty.next_step_at) >= after[0], tuple_(*place) > tuple_(*after)
        )
    rows: Sequence[Any] = connection.execute(query.order_by(*place).limit(limit)).all()
    ids = list(dict.fromkeys(row.incident_id for row in rows))
    last = (rows[-1].next_step_at, rows[-1].id) if len(rows) == limit else None
    return ids, last


def late(connection: Connection, before: datetime, limit: int) -> tuple[int, list[str]]:
    """Count the steps that were due before an instant; name some incidents."""
    is_late = (_IS_SCHEDULED, col(Duty.next_step_at) <= before)
    count = connection.execute(select(func.count()).where(*is_late)).scalar() or 0
    if not count:
        return 0, []
    query = (
        select(col(Incident.reference))
        .join(Duty, col(Duty.incident_id) == col(Incident.id))
        .where(*is_late)
        .limit(limit)
    )
    return count, sorted(set(connection.execute(query).scalars()))


def unsearched(connection: Connection, before: datetime, limit: int) -> list[str]:
    """Return the incidents with lost footage that nobody has to search for."""
    asked = {"before": before, "limit": limit}
    return sorted(set(connection.execute(UNSEARCHED, asked).scalars()))


def references(connection: Connection, ids: Collection[str]) -> list[str]:
    """Return what these incidents are called."""
    if not ids:
        return []
    query = select(col(Incident.reference)).where(among(Incident.id, "ids"))
    return sorted(connection.execute(query, {"ids": list(ids)}).scalars())


def waiting(connection: Connection, before: datetime) -> int:
    """Count the texts that should have been tried before an instant (machine's)."""
    query = select(func.count()).where(
        col(Notice.next_attempt_at).is_not(None),
        col(Notice.next_attempt_at) <= before,
        col(Notice.channel) == enums.Channel.SMS,
    )
    return connection.execute(query).scalar() or 0


def alarms(connection: Connection, since_at: datetime) -> set[tuple[str, str]]:
    """Return what was told since then: kind and subject of each finding."""
    query = select(col(Entry.record)).where(
        col(Entry.ledger_id) == ledger.SYSTEM,
        col(Entry.event) == _ALARMED,
        col(Entry.at) > since_at,
    )
    return {
        (found["kind"], found["subject"])
        for record in connection.execute(query).scalars()
        for found in json.loads(record)["body"]["facts"]["found"]
    }
