"""Say who may do what; the policy's roles hold the table."""

from bot.policy.schema import EVERYTHING, Policy
from bot.verbs.ground.situation import IncidentFile, Situation
from models import errors
from models.people import Person


def may(policy: Policy, person: Person, verb: str) -> bool:
    """Tell whether a person's role allows a verb."""
    for role in policy.role:
        if role.id == person.role:
            return EVERYTHING in role.may or verb in role.may
    return False


def require(situation: Situation, policy: Policy, verb: str) -> Person:
    """Return the person who acts, if that person may.

    Raises:
        RefusedError: Nobody known acts, or the role does not allow it.
    """
    person = situation.person
    if person is None or person.ended_at is not None:
        raise errors.RefusedError("This number may not act here.")
    if not may(policy, person, verb):
        role = person.role.replace("_", " ")
        raise errors.RefusedError(f"The role {role} may not do this.", role=role)
    return person


def refuse_subject(file: IncidentFile, person: Person) -> None:
    """Go on only where somebody is not the one whom an incident is about.

    Raises:
        RefusedError: They are.
    """
    if person.id in file.subjects():
        raise errors.RefusedError(
            "You may not do this here: it is for somebody whom it does not concern."
        )
