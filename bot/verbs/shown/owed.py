"""Find what a whole role owes that sees to the footage of others; pure."""

from bot.policy.schema import Policy
from bot.verbs.duties import obligations, targets
from bot.verbs.ground.situation import IncidentFile, Situation
from models import enums
from models.duty import Duty
from models.people import Person

#: What duties begin with by which footage of others is asked for, and kept.
OF_OTHERS = ("source_listed", "footage_asked", "footage_kept")

#: The same, and that it is looked for: of which nobody named a piece yet.
_OWED = (*OF_OTHERS, "opened")


def rules_of(policy: Policy, role: str) -> tuple[str, ...]:
    """List by which rules a role owes something; none but of the footage of others.

    Such a role has the whole agency's, and whoever is on duty sees to it.
    """
    rules = [rule for rule in policy.duty if rule.owner == role]
    if not any(rule.begins in OF_OTHERS for rule in rules):
        return ()
    return tuple(rule.id for rule in rules if rule.begins in _OWED)


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
                and obligations.rule_of(file.policy, duty).begins in _OWED
            ):
                found.append((file, duty))
    return found


def is_of_others(file: IncidentFile, duty: Duty) -> bool:
    """Tell whether a duty is about footage that others keep."""
    return obligations.rule_of(file.policy, duty).begins in OF_OTHERS
