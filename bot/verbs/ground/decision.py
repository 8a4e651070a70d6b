"""Hold what a verb returns: the acts, the messages they cause, the answer.

Every change of a row belongs to an act, and every act becomes one entry of one
ledger. So there is no act without an entry and no entry without an act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from models import enums, views
from models.base import Table


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a row."""

    table: type[Table]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Update:
    """Change columns of a row that stands.

    Attributes:
        table: Its table.
        row: The row as it was loaded.
        values: Columns that get a new value.
    """

    table: type[Table]
    row: Any
    values: dict[str, Any]


Change = Insert | Update


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Ask for one message to one person; `bot.outbox.compose` words it."""

    #: Why there is only one of it.
    key: str
    purpose: enums.Purpose
    person_id: str
    #: What is asked or told.
    view: "views.Asked | views.Digest | views.Takeover | Told"
    #: Its id, where something else names it; None: any.
    id: str | None = None
    incident_id: str | None = None
    duty_id: str | None = None
    is_late: bool = False
    #: It does not leave before this; None: at once.
    not_before: datetime | None = None
    expires_at: datetime | None = None
    #: How it is worded.
    wording: Literal["plain", "urgent", "loss"] = "plain"
    #: Channels by which it may go, in this order; empty: however the person can.
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Hold something that a person should know and need not answer."""

    text: str
    at: datetime
    #: The incident that it is about, said before it; of an enrolment, its code.
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Hold one entry of one ledger, with the rows it changes.

    Attributes:
        ledger_id: Id of the incident, or one of the installation's ledgers.
        event: `subject:happened`.
        facts: What the entry states; JSON values, nothing private.
        words: Private texts by name; they stand beside the entry as items.
        held_by: Citation of the rule by which the words are held back.
        changes: Rows that this act adds or changes.
        notices: Messages that this act causes.
    """

    ledger_id: str
    event: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    held_by: str | None = None
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Hold what a verb decided."""

    answer: views.Answer
    acts: tuple[Act, ...] = ()
    #: Incident that the request belongs to.
    incident_id: str | None = None
    #: What becomes of the text it came in.
    inbound_state: enums.InboundState = enums.InboundState.ANSWERED
    #: Rows of machinery that no ledger tells of (receipts, attempts).
    upkeep: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Mint:
    """Give what a pure verb cannot make itself.

    Attributes:
        new_id: Returns a new id.
        new_code: Returns a code that was never issued.
        new_reference: Returns the next reference of the year of an instant.
    """

    new_id: Callable[[], str]
    new_code: Callable[[], str]
    new_reference: Callable[[datetime], str]
