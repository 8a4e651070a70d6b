"""Bring duties into being, and say when the engine looks at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.policy import steps, timetable
from bot.policy.schema import Duty as Rule
from bot.policy.schema import Policy, Source
from bot.verbs.duties import standings
from bot.verbs.ground import conditions
from bot.verbs.ground.decision import Insert, Mint, Update
from bot.verbs.ground.situation import IncidentFile
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.footage import Footage
from models.people import Person

#: What a duty begins with that is put to a role as soon as it is there.
_PUT_AT_ONCE = ("source_listed", "footage_asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Hold what every new duty of one incident rests on."""

    incident_id: str
    reference: str
    opened_at: datetime
    policy: Policy
    roster: Roster
    around: conditions.Circumstances
    now: datetime
    mint: Mint
    #: Number of the unit whose beat it is in; None: nobody knows.
    unit: str | None = None


def ground_of(file: IncidentFile, roster: Roster, now: datetime, mint: Mint) -> Ground:
    """Return the ground of an incident that stands."""
    return Ground(
        incident_id=file.incident.id,
        reference=file.incident.reference,
        opened_at=file.incident.opened_at,
        policy=file.policy,
        roster=roster,
        around=around(file),
        now=now,
        mint=mint,
        unit=file.unit,
    )


def around(file: IncidentFile) -> conditions.Circumstances:
    """Return the circumstances of an incident that stands."""
    return conditions.Circumstances(
        learned=file.incident.source,
        kind=file.incident.kind,
        facts=conditions.read_facts(file.incident.facts),
        sources=frozenset(piece.source for piece in file.footage),
    )


def rule_of(policy: Policy, duty: Duty) -> Rule:
    """Return the policy's rule of a duty; the frozen policy always has it."""
    return policy.duty_of(duty.rule)


def rules_that_begin(ground: Ground, begins: str) -> list[Rule]:
    """List the rules that begin with something, as far as they apply, in order."""
    return [
        rule
        for rule in ground.policy.duty
        if rule.begins == begins and conditions.hold(rule.when, ground.around)
    ]


def ids_that_begin(policy: Policy, begins: str) -> set[str]:
    """Return the ids of the rules that begin with something."""
    return {rule.id for rule in policy.duty if rule.begins == begins}


def new_duty(
    ground: Ground,
    rule: Rule,
    *,
    owner: Person | None,
    footage: Mapping[str, Any] | None = None,
    others: Iterable[Duty | Insert] = (),
) -> Insert:
    """Return a duty that nobody was asked for yet.

    Args:
        ground: What it rests on.
        rule: Its rule.
        owner: Who owes it; None where a role does.
        footage: Columns of the footage it is about.
        others: The other duties of the incident, for one that counts from another.
    """
    tour_ends_at = (
        ground.roster.tour_ends_at(owner, ground.policy, ground.now)
        if owner
        else timetable.running_watch_end(ground.policy, ground.now)
    )
    counts_from_tour = rule.due.after == "end_of_tour"
    values: dict[str, Any] = {
        "id": ground.mint.new_id(),
        "incident_id": ground.incident_id,
        "footage_id": footage["id"] if footage else None,
        "rule": rule.id,
        "word": rule.word,
        "state": enums.DutyState.EXPECTED,
        "owner_id": owner.id if owner else None,
        "owner_role": None if owner else role_of(rule),
        "created_at": ground.now,
        "lost_at": footage["lost_at"] if footage else None,
        "reminders": 0,
        "rung": 0,
        "announcements": 0,
        "tour_ends_at": tour_ends_at if counts_from_tour else None,
    }
    values["due_at"] = due_at(
        rule,
        values,
        opened_at=ground.opened_at,
        footage=footage,
        others=[
            other.values if isinstance(other, Insert) else _of(other)
            for other in others
        ],
    )
    if rule.begins in _PUT_AT_ONCE:
        # Reminders that a short-lived source has no time for are done with.
        values["reminders"] = sum(
            values["due_at"] + offset <= ground.now for offset in rule.remind
        )
    stand = standings.of_columns(
        ground.policy,
        rule,
        values,
        opened_at=ground.opened_at,
        ask_by=footage.get("ask_by") if footage else None,
    )
    step = steps.next_step(rule, stand, ground.now)
    values["next_step_at"] = step.at if step else None
    return Insert(Duty, values)


def due_at(
    rule: Rule,
    duty: Mapping[str, Any],
    *,
    opened_at: datetime,
    footage: Mapping[str, Any] | None,
    others: Iterable[Mapping[str, Any]] = (),
) -> datetime:
    """Return when a duty is due, from what stands of it now.

    Args:
        rule: Its rule.
        duty: Its columns: `created_at`, `tour_ends_at`.
        opened_at: When the incident was seen or reported.
        footage: Columns of the footage it is about; None: it is about none.
        others: Columns of the incident's duties, for one that counts from another.
    """
    footage = footage or {}
    other_at = [
        other.get("attested_at") or other["due_at"]
        for other in others
        if other["rule"] == rule.due.duty
    ]
    return timetable.due_at(
        rule,
        timetable.Instants(
            opened_at=opened_at,
            recorded_at=footage.get("recorded_at") or opened_at,
            asked_at=duty["created_at"],
            tour_ends_at=duty.get("tour_ends_at") or duty["created_at"],
            flagged_at=footage.get("flagged_at") or footage.get("asked_at"),
            ask_by=footage.get("ask_by"),
            lost_at=footage.get("lost_at"),
            other_at=max(other_at, default=None),
        ),
    )


def _of(duty: Duty) -> dict[str, Any]:
    return {name: getattr(duty, name) for name in ("rule", "due_at", "attested_at")}


def role_of(rule: Rule) -> str:
    """Return the role that owes what no known person does."""
    if rule.owner in ("opener", "recorder"):
        return rule.ladder[0].role
    return rule.owner


def source_of(
    policy: Policy, rule: Rule, footage: Footage | None = None
) -> Source | None:
    """Return the footage source a duty is about: its rule's, or its footage's."""
    name = footage.source if footage else rule.source
    return next((source for source in policy.source if source.id == name), None)


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
