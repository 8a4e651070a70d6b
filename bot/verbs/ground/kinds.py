"""Say which kinds an incident can have: those in force on its day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.policy.schema import Policy, Violation
from models import errors


def in_force(policy: Policy, at: datetime) -> tuple[Violation, ...]:
    """Return the kinds that are in force on the local day of an instant."""
    day = at.astimezone(ZoneInfo(policy.timezone)).date()
    return tuple(
        kind
        for kind in policy.violation
        if (kind.from_on or date.min) <= day < (kind.until_on or date.max)
    )


def offered(policy: Policy, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return id and title of each kind that is in force on that day."""
    return tuple((kind.id, kind.title) for kind in in_force(policy, at))


def title_of(policy: Policy, kind: str, at: datetime) -> str | None:
    """Return what a kind is called; None: the policy has no catalogue that names it."""
    named = [one for one in policy.violation if one.id == kind]
    current = [one for one in in_force(policy, at) if one.id == kind]
    return next((one.title for one in (*current, *named)), None)


def require(policy: Policy, kind: str, at: datetime) -> str:
    """Return a kind that is in force on the day of an incident.

    Raises:
        InvalidInputError: It is not, or the policy has no such kind.
    """
    offered = {one.id for one in in_force(policy, at)} or {policy.kind}
    if kind in offered:
        return kind
    if any(one.id == kind for one in policy.violation):
        raise errors.InvalidInputError("kind", "This was not in force on that day.")
    raise errors.InvalidInputError("kind", "The policy has no such kind.")
