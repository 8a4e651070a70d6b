"""Bring duties into being, and say when the engine looks at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.policy import timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy, Source
from bot.verbs.decision import Insert, Mint, Update
from bot.verbs.people import Roster
from bot.verbs.situation import IncidentFile
from models import enums
from models.duty import Duty
from models.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Hold what every new duty of one incident rests on."""

    incident_id: str
    reference: str
    opened_at: datetime
    policy: Policy
    roster: Roster
    now: datetime
    mint: Mint


def ground_of(file: IncidentFile, roster: Roster, now: datetime, mint: Mint) -> Ground:
    """Return the ground of an incident that stands."""
    return Ground(
        incident_id=file.incident.id,
        reference=file.incident.reference,
        opened_at=file.incident.opened_at,
        policy=file.policy,
        roster=roster,
        now=now,
        mint=mint,
    )


def rule_of(policy: Policy, duty: Duty) -> Rule:
    """Return the policy's rule of a duty; the frozen policy always has it."""
    return next(rule for rule in policy.duty if rule.id == duty.rule)


def rules_that_begin(policy: Policy, begins: str) -> list[Rule]:
    """List the rules that begin with something, in the policy's order."""
    return [rule for rule in policy.duty if rule.begins == begins]


def new_duty(
    ground: Ground,
    rule: Rule,
    *,
    owner: Person | None,
    footage: dict[str, Any] | None = None,
) -> Insert:
    """Return a duty that nobody was asked for yet.

    Args:
        ground: What it rests on.
        rule: Its rule.
        owner: Who owes it; None where a role does.
        footage: Columns of the footage it is about.
    """
    recorded_at = footage["recorded_at"] if footage else ground.opened_at
    lost_at = footage["lost_at"] if footage else None
    tour_ends_at = (
        ground.roster.tour_ends_at(owner, ground.policy, ground.now)
        if owner
        else timetable.running_watch_end(ground.policy, ground.now)
    )
    due_at = timetable.due_at(
        rule,
        opened_at=ground.opened_at,
        recorded_at=recorded_at,
        asked_at=ground.now,
        tour_ends_at=tour_ends_at,
    )
    role = None if owner else _role(rule)
    values: dict[str, Any] = {
        "id": ground.mint.new_id(),
        "incident_id": ground.incident_id,
        "footage_id": footage["id"] if footage else None,
        "rule": rule.id,
        "word": rule.word,
        "state": enums.DutyState.EXPECTED,
        "owner_id": owner.id if owner else None,
        "owner_role": role,
        "created_at": ground.now,
        "due_at": due_at,
        "lost_at": lost_at,
        "reminders": 0,
        "rung": 0,
        "announcements": 0,
    }
    values["next_step_at"] = next_step_at(
        rule,
        values,
        ground.now,
        quiet_until=quiet_until(ground.policy, ground.opened_at),
    )
    return Insert(Duty, values)


def _role(rule: Rule) -> str:
    """Return the role that owes what no known person does."""
    if rule.owner in ("opener", "recorder"):
        return rule.ladder[0].role
    return rule.owner


def next_step(
    rule: Rule, duty: dict[str, Any], now: datetime, *, quiet_until: datetime
) -> timetable.Step | None:
    """Return what the engine does next about a duty, from its columns.

    Args:
        rule: Its rule.
        duty: Its columns, as `columns` returns them.
        now: The instant.
        quiet_until: Until then nobody at the scene is reminded.
    """
    return timetable.next_step(
        rule,
        state=duty["state"],
        due_at=duty["due_at"],
        lost_at=duty.get("lost_at"),
        reminders=duty["reminders"],
        rung=duty["rung"],
        rung_at=duty.get("rung_at"),
        announcements=duty["announcements"],
        acknowledged_at=duty.get("acknowledged_at"),
        now=now,
        quiet_until=quiet_until,
    )


def next_step_at(
    rule: Rule, duty: dict[str, Any], now: datetime, *, quiet_until: datetime
) -> datetime | None:
    """Return when the engine looks at a duty next; None: not any more."""
    step = next_step(rule, duty, now, quiet_until=quiet_until)
    return step.at if step else None


def quiet_until(policy: Policy, opened_at: datetime) -> datetime:
    """Return until when nobody at the scene is reminded."""
    return opened_at + policy.limits.quiet_at_scene


def columns(duty: Duty) -> dict[str, Any]:
    """Return the columns of a duty that decide about its next step."""
    return {
        name: getattr(duty, name)
        for name in (
            "state",
            "due_at",
            "lost_at",
            "reminders",
            "rung",
            "rung_at",
            "announcements",
            "acknowledged_at",
        )
    }


def source_of(policy: Policy, rule: Rule) -> Source | None:
    """Return the footage source a rule is about."""
    return next((s for s in policy.source if s.id == rule.source), None)


def settled(duty: Duty, person: Person, stored: str | None, now: datetime) -> Update:
    """Return the change by which a duty counts as attested."""
    return Update(
        Duty,
        duty,
        {
            "state": enums.DutyState.ATTESTED,
            "attested_at": now,
            "attested_by": person.id,
            "answer": stored,
            "next_step_at": None,
        },
    )
