"""Find what a person's whole role owes, in their district; pure."""

from datetime import datetime

from bot.policy import numbers
from bot.policy.schema import Policy
from bot.verbs.duties import ladder, obligations, targets
from bot.verbs.ground.decision import Mint
from bot.verbs.ground.situation import IncidentFile, Situation
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.people import Person

#: What duties begin with by which footage of others is asked for, and kept.
OF_OTHERS = ("source_listed", "footage_asked", "footage_kept")


def may_owe(policy: Policy, role: str) -> bool:
    """Tell whether a role can owe something, by a policy."""
    return any(obligations.role_of(rule) == role for rule in policy.duty)


def sees_to_others(policy: Policy, role: str) -> bool:
    """Tell whether a role sees to the footage of others.

    It has the whole agency's, and whoever of it is on duty sees to what nobody was
    asked for yet, too.
    """
    rules = [rule for rule in policy.duty if rule.owner == role]
    return any(rule.begins in OF_OTHERS for rule in rules)


def is_in_district(
    roster: Roster,
    policy: Policy,
    person: Person,
    now: datetime,
    *,
    beat: str | None,
    opened_by: str | None,
    recorder_id: str | None,
) -> bool:
    """Tell whether a person is one of those whom their role's duty would be put to now.

    Args:
        roster: Everybody.
        policy: The policy in force.
        person: Whose role owes it.
        now: The instant.
        beat: Where it was.
        opened_by: Who opened the incident.
        recorder_id: Who recorded the footage that it is about.
    """
    near = roster.by_id.get(recorder_id or "") or roster.by_id.get(opened_by or "")
    unit = numbers.unit_of(policy, beat)
    people = roster.on_duty(person.role, policy, now, near=near, unit=unit)
    return person.id in (one.id for one in people)


def to_take(
    situation: Situation, person: Person, now: datetime, mint: Mint
) -> list[tuple[IncidentFile, Duty]]:
    """List what the role owes and was not put to this person, who may have it."""
    found = []
    for file in situation.files.values():
        for duty in file.duties:
            if (
                duty.id in situation.role_owes
                and duty.state in enums.OPEN_DUTY_STATES
                and not targets.concerns(file, duty, person)
                and person.id not in _barred(situation, file, duty, now, mint)
            ):
                found.append((file, duty))
    return found


def _barred(
    situation: Situation, file: IncidentFile, duty: Duty, now: datetime, mint: Mint
) -> set[str]:
    walk = ladder.Walk(
        file=file, situation=situation, duty=duty, now=now, mint=mint, planned_at=now
    )
    return ladder.barred(walk)


def is_of_others(file: IncidentFile, duty: Duty) -> bool:
    """Tell whether a duty is about footage that others keep."""
    return obligations.rule_of(file.policy, duty).begins in OF_OTHERS
