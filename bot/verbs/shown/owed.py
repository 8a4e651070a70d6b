"""Find what a person's whole role owes of the footage of others; pure."""

from bot.policy.schema import Policy
from bot.verbs.duties import obligations, targets
from bot.verbs.ground.situation import IncidentFile, Situation
from models import enums
from models.duty import Duty
from models.people import Person

#: What duties begin with by which footage of others is asked for, and kept.
OF_OTHERS = ("source_listed", "footage_asked", "footage_kept")


def is_owed_by(policy: Policy, role: str) -> bool:
    """Tell whether a role owes anything about the footage of others."""
    return any(r.begins in OF_OTHERS and r.owner == role for r in policy.duty)


def to_take(situation: Situation, person: Person) -> list[tuple[IncidentFile, Duty]]:
    """List what the role owes and was not put to this person, who may have it."""
    found = []
    for file in situation.files.values():
        if person.id in file.on_scene():
            continue
        for duty in file.duties:
            if (
                duty.id in situation.role_owes
                and duty.state in enums.OPEN_DUTY_STATES
                and not targets.concerns(file, duty, person)
                and is_of_others(file, duty)
            ):
                found.append((file, duty))
    return found


def is_of_others(file: IncidentFile, duty: Duty) -> bool:
    """Tell whether a duty is about footage that others keep."""
    return obligations.rule_of(file.policy, duty).begins in OF_OTHERS
