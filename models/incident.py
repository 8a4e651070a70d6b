"""Hold incidents, their links, and the policy versions frozen onto them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models import base, enums


class PolicyVersion(SQLModel, table=True):
    """Keep the exact text of each policy under which an incident was opened."""

    __tablename__ = "policy_version"

    #: SHA-256 of the text, hexadecimal.
    version: str = Field(primary_key=True, max_length=base.HASH_LENGTH)
    title: str = Field(max_length=200)
    text: str = base.long_text()
    first_used_at: datetime


class Incident(SQLModel, table=True):
    """Keep one alleged unlawful act or encounter."""

    __tablename__ = "incident"

    id: str = base.key()
    #: What people call it: `26-0042K`.
    reference: str = Field(max_length=16, unique=True)
    kind: str = Field(max_length=64)
    state: enums.IncidentState = Field(sa_type=base.word(enums.IncidentState))
    beat: str | None = Field(default=None, max_length=8, index=True)
    #: Ten digits in full; see the glossary.
    event_number: str | None = Field(default=None, max_length=32, index=True)
    #: The last five digits, which are a daily sequence.
    event_short: str | None = Field(default=None, max_length=32)
    rd_number: str | None = Field(default=None, max_length=32)
    #: How it was learned: `witnessed`, `reported`, `dispatched`.
    source: str = Field(max_length=16)
    opened_by: str | None = base.refers("person.id", default=None)
    #: Designated place of the policy's list that it was said to be at.
    place: str | None = Field(default=None, max_length=64)
    #: Facts of the policy that were stated, JSON: `{"hurt": true}`.
    facts: str = base.long_text(default="{}")
    #: When it was seen or reported; every clock counts from here.
    opened_at: datetime = Field(index=True)
    #: When we wrote it down.
    recorded_at: datetime
    #: True where it was written down later than it was sent.
    is_late: bool = False
    policy_version: str = Field(
        foreign_key="policy_version.version", max_length=base.HASH_LENGTH
    )
    closed_at: datetime | None = None


class Proposal(SQLModel, table=True):
    """Keep what one person wants done and a second one has to agree to."""

    __tablename__ = "proposal"

    id: str = base.key()
    incident_id: str = base.refers("incident.id")
    state: enums.ProposalState = Field(sa_type=base.word(enums.ProposalState))
    #: Command that is carried out if agreed: `correct_incident`, `adopt_policy`.
    verb: str = Field(max_length=32)
    #: Its content, JSON (private: stands in the ledger as an item).
    content: str = base.long_text()
    made_by: str | None = base.refers("person.id", default=None)
    #: Account of the operator, where the command line asked for it.
    made_by_account: str | None = Field(default=None, max_length=64)
    made_at: datetime
    decided_by: str | None = base.refers("person.id", default=None)
    decided_at: datetime | None = None


class IncidentLink(SQLModel, table=True):
    """Keep that two incidents may be the same; each stays what it is."""

    __tablename__ = "incident_link"

    id: str = base.key()
    incident_id: str = base.refers("incident.id")
    other_id: str = base.refers("incident.id")
    made_by: str | None = base.refers("person.id", default=None)
    made_at: datetime
    ended_at: datetime | None = None


class Counter(SQLModel, table=True):
    """Keep the running number of each year's references."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True, max_length=32)
    value: int
