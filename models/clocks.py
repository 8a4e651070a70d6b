"""Hold footage as clocks, and what can be noticed at a scene, for those who look.

Facts, not sentences. Instants are aware UTC. Nothing here is private.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models import enums

#: Title and example of each number that people name, by its id in the policy.
Numbers = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageLine:
    """Show one piece of footage: its two dates, and how far it is.

    Until when it can be asked for and when it is lost are two things; neither is
    ever shown as the other.
    """

    #: `POD`, or `star 4432`.
    label: str
    #: Source in the policy's words.
    title: str
    state: enums.FootageState
    #: True where somebody else has it, who has to be asked.
    is_outside: bool
    ask_by: datetime
    lost_at: datetime
    #: When its custodian was asked; None: not yet, or nobody has to be.
    asked_at: datetime | None = None
    deletion_on: date | None = None
    case_id: str | None = None
    #: True where somebody states that there is none.
    is_none_stated: bool = False
    #: When it is asked again whether it is still there.
    next_check_at: datetime | None = None

    def is_not_asked(self, now: datetime) -> bool:
        """Tell whether it was not asked for in time."""
        waits = self.state is enums.FootageState.EXPECTED and self.is_outside
        return waits and self.asked_at is None and self.ask_by <= now

    def is_past(self, now: datetime) -> bool:
        """Tell whether it may be lost: past its loss, and nobody says it is kept."""
        return self.state is enums.FootageState.EXPECTED and self.lost_at <= now

    def is_unchecked(self, now: datetime) -> bool:
        """Tell whether nobody has said at its checkpoint that it is still there."""
        return self.next_check_at is not None and self.next_check_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeForm:
    """Show what can be noticed at a scene.

    Attributes:
        reference: The incident; None: one that is not open yet.
        sources: Id and title of each outside source, in the policy's order.
        facts: Id and title of each fact, and whether it was stated to be so.
        kinds: Id and title of each kind that is in force now.
        numbers: How the numbers look that people name.
    """

    reference: str | None
    sources: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, bool], ...]
    kinds: tuple[tuple[str, str], ...] = ()
    numbers: Numbers = field(default_factory=dict)
