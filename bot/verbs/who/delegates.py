"""Find who of a role may have a duty, or of the role that acts in its place; pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.policy.schema import Policy
from bot.verbs.who.people import Roster
from models.people import Person


@dataclass(frozen=True, slots=True)
class Able:
    """Hold who may have it.

    Attributes:
        people: Who, on duty and to be told; may be none.
        is_passed_over: True where the role had only people who may not have it.
    """

    people: list[Person]
    is_passed_over: bool = False


def able(
    roster: Roster,
    policy: Policy,
    role: str,
    now: datetime,
    *,
    near: Person | None,
    unit: str | None,
    but: Collection[str],
) -> Able:
    """Return who of a role may have a duty now.

    Where all who are on duty were there, stated it, or are the subject, the role's
    delegate acts in their place.

    Args:
        roster: Everybody.
        policy: The policy of the incident.
        role: The role.
        now: The instant.
        near: The person whose duty it is.
        unit: Number of the unit where it was.
        but: Ids of those who may not have it.
    """
    found = roster.on_duty(role, policy, now, near=near, unit=unit, but=but)
    if found or not roster.on_duty(role, policy, now, near=near, unit=unit):
        return Able(found)
    delegate = next((one.delegate for one in policy.role if one.id == role), None)
    if delegate is None:
        return Able([], is_passed_over=True)
    people = roster.on_duty(delegate, policy, now, near=near, unit=unit, but=but)
    return Able(people, is_passed_over=True)
