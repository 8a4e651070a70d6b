"""Hold what can be asked for that may need a second person."""

from dataclasses import dataclass

from models.commands.asking import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPolicy(Command):
    """Put what is open of an incident under the policy in force."""

    reference: str
    #: True: only show what would be different.
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideProposal(Command):
    """Agree to what somebody else wants done, or refuse it.

    Refused by whoever wanted it, it is withdrawn.
    """

    reference: str
    is_agreed: bool
    #: Its number within the incident; None: the one that waits.
    number: int | None = None
    reason: str = ""
