"""Ask again, at the policy's checkpoints, whether footage is still there."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.policy import steps
from bot.policy.schema import Source
from bot.verbs.duties import obligations, standings
from bot.verbs.ground import sources
from bot.verbs.ground.decision import Insert
from bot.verbs.ground.situation import IncidentFile
from models import enums

#: With what such a duty begins.
BEGINS = "footage_kept"


def next_at(
    source: Source,
    recorded_at: datetime,
    deletion_on: date | None,
    timezone: str,
    now: datetime,
) -> datetime | None:
    """Return the next checkpoint after now; None: there is no more.

    Args:
        source: Its source.
        recorded_at: When the footage was recorded.
        deletion_on: On which day it is deleted, as stated; None: on none.
        timezone: IANA name of the zone of that day.
        now: The instant.
    """
    instants = [recorded_at + span for span in source.checkpoints]
    deleted_at = deletion_at(deletion_on, timezone)
    if source.check_before_deletion is not None and deleted_at is not None:
        instants.append(deleted_at - source.check_before_deletion)
    return min((at for at in instants if at > now), default=None)


def deletion_at(deletion_on: date | None, timezone: str) -> datetime | None:
    """Return the instant at which the day of a deletion begins."""
    if deletion_on is None:
        return None
    zone = ZoneInfo(timezone)
    return datetime.combine(deletion_on, time(0, 0), zone).astimezone(UTC)


def begin(
    file: IncidentFile,
    ground: obligations.Ground,
    piece: Mapping[str, Any],
    *,
    but: str | None = None,
) -> list[Insert]:
    """Return the duty to look again, due at the next checkpoint.

    It is put to nobody before that. What it can still lose is lost on the stated
    deletion date.

    Args:
        file: The incident.
        ground: What stands of it.
        piece: Columns of the footage, as they will be.
        but: A duty that this very act settles.
    """
    source = sources.of_id(file.policy, piece["source"])
    if source is None:
        return []
    zone = file.policy.timezone
    due_at = next_at(
        source, piece["recorded_at"], piece["deletion_on"], zone, ground.now
    )
    if due_at is None:
        return []
    made = []
    for rule in obligations.rules_that_begin(ground, BEGINS):
        if rule.source not in (None, source.id) or _is_open(file, rule.id, piece, but):
            continue
        duty = obligations.new_duty(ground, rule, owner=None, footage=piece)
        duty.values["due_at"] = due_at
        duty.values["lost_at"] = deletion_at(piece["deletion_on"], zone)
        stand = standings.of_columns(
            file.policy,
            rule,
            duty.values,
            opened_at=ground.opened_at,
            ask_by=None,
        )
        step = steps.next_step(rule, stand, ground.now)
        duty.values["next_step_at"] = step.at if step else None
        made.append(duty)
    return made


def _is_open(
    file: IncidentFile, rule_id: str, piece: Mapping[str, Any], but: str | None
) -> bool:
    return any(
        duty.rule == rule_id
        and duty.footage_id == piece["id"]
        and duty.id != but
        and duty.state in enums.OPEN_DUTY_STATES
        for duty in file.duties
    )
