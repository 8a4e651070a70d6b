"""Show what moved, and what waits for a second person."""

from dataclasses import dataclass

from models.card import Shift as Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Show that nothing changed yet: a second person has to agree."""

    reference: str
    number: int
    #: What would be different.
    shifts: tuple[Shift, ...]
    #: Why it needs a second person; sentences.
    why: tuple[str, ...]
    #: Who was told: stars or roles.
    told: tuple[str, ...]
    #: True where the same waits already.
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """Show the difference that the policy in force makes to an incident.

    Attributes:
        reference: The incident.
        old_version: SHA-256 of the policy that was frozen onto it.
        new_version: That of the policy in force.
        shifts: What is different.
        why: Why a second person has to agree; nothing: nobody has to.
        is_applied: True where it is so now.
    """

    reference: str
    old_version: str
    new_version: str
    shifts: tuple[Shift, ...]
    why: tuple[str, ...] = ()
    is_applied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDecided:
    """Show what a second person decided."""

    reference: str
    number: int
    is_agreed: bool
    #: True where whoever wanted it took it back.
    is_withdrawn: bool = False
    #: What is different by it.
    shifts: tuple[Shift, ...] = ()
