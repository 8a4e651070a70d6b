"""Say where a duty stands, and when the engine looks at it next."""

import operator
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.policy import steps
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy
from bot.verbs.ground.situation import IncidentFile
from models import enums
from models.duty import Duty

#: What a duty begins with that preserves footage; its loss is told.
PRESERVES = ("camera_listed", "source_listed", "footage_asked")


def standing(file: IncidentFile, duty: Duty) -> steps.Standing:
    """Return where a duty stands."""
    return _standing(file, duty, file.rule_of(duty), None)


def _standing(
    file: IncidentFile, duty: Duty, rule: Rule, columns: Mapping[str, Any] | None
) -> steps.Standing:
    footage = file.footage_of(duty)
    stand = of_columns(
        file.policy,
        rule,
        changed(duty, columns or {}),
        opened_at=file.incident.opened_at,
        ask_by=footage.ask_by if footage else None,
    )
    if footage is not None and footage.state is not enums.FootageState.EXPECTED:
        # Somebody stated that it is kept, or what became of it: no loss is to tell.
        return stand._replace(is_loss_awaited=False)
    return stand


def next_step(
    file: IncidentFile,
    duty: Duty,
    now: datetime,
    columns: Mapping[str, Any] | None = None,
) -> steps.Step | None:
    """Return what the engine does next about a duty; None: nothing any more.

    Args:
        file: Its incident.
        duty: The duty.
        now: The instant.
        columns: Those of its columns that are about to change.
    """
    rule = file.rule_of(duty)
    return steps.next_step(rule, _standing(file, duty, rule, columns), now)


def next_step_at(
    file: IncidentFile,
    duty: Duty,
    now: datetime,
    columns: Mapping[str, Any] | None = None,
) -> datetime | None:
    """Return when the engine looks at a duty next; None: not any more."""
    return _at(next_step(file, duty, now, columns))


def _at(step: steps.Step | None) -> datetime | None:
    return step.at if step else None


def of_columns(
    policy: Policy,
    rule: Rule,
    columns: Mapping[str, Any],
    *,
    opened_at: datetime,
    ask_by: datetime | None,
) -> steps.Standing:
    """Return where a duty stands, from its columns.

    Args:
        policy: The policy of its incident.
        rule: Its rule.
        columns: Its columns, as `columns` returns them.
        opened_at: When the incident was seen or reported.
        ask_by: Until when its footage can be asked for; None: it is about none.
    """
    return steps.Standing(
        due_at=columns["due_at"],
        lost_at=columns.get("lost_at"),
        ask_by=ask_by,
        state=columns["state"],
        reminders=columns["reminders"],
        rung=columns["rung"],
        rung_at=columns.get("rung_at"),
        announcements=columns["announcements"],
        acknowledged_at=columns.get("acknowledged_at"),
        late_until=columns.get("late_until"),
        ask_again_at=columns.get("ask_again_at"),
        is_loss_awaited=rule.begins in PRESERVES
        and columns.get("loss_told_at") is None,
        owner_role=columns.get("owner_role"),
        quiet_until=quiet_until(policy, opened_at),
        quiet=policy.quiet,
        timezone=policy.timezone,
    )


def quiet_until(policy: Policy, opened_at: datetime) -> datetime:
    """Return until when nobody at the scene is reminded."""
    return opened_at + policy.limits.quiet_at_scene


#: Columns of a duty that decide about its next step.
_COLUMNS = (
    "state",
    "due_at",
    "lost_at",
    "reminders",
    "rung",
    "rung_at",
    "announcements",
    "acknowledged_at",
    "late_until",
    "ask_again_at",
    "loss_told_at",
    "owner_role",
)
_NAMES = frozenset(_COLUMNS)


_READ = operator.attrgetter(*_COLUMNS)


def columns(duty: Duty) -> dict[str, Any]:
    """Return the columns of a duty that decide about its next step."""
    return dict(zip(_COLUMNS, _READ(duty), strict=True))


def changed(duty: Duty, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the same, and others, as they are with these values in their place."""
    if values.keys() >= _NAMES:
        return values
    return columns(duty) | dict(values)
