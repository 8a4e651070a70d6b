"""Hold what is owed, by whom, until when, and the next step of the engine."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models import base, enums

#: An open duty that the engine never looks at: there should be none.
WITHOUT_STEP = (
    "next_step_at IS NULL "
    "AND state IN ('expected', 'notified', 'acknowledged', 'overdue')"
)


class Duty(SQLModel, table=True):
    """Keep one thing that somebody owes to one incident."""

    __tablename__ = "duty"
    __table_args__ = (
        Index(
            "ix_duty_next_step_at_open",
            "next_step_at",
            sqlite_where=text("next_step_at IS NOT NULL"),
            postgresql_where=text("next_step_at IS NOT NULL"),
        ),
        # Empty in a healthy installation; the auditor looks here.
        Index(
            "ix_duty_without_step",
            "id",
            sqlite_where=text(WITHOUT_STEP),
            postgresql_where=text(WITHOUT_STEP),
        ),
    )

    id: str = base.key()
    incident_id: str = base.refers("incident.id")
    footage_id: str | None = base.refers("footage.id", default=None)
    #: Duty of the policy: `flag`.
    rule: str = Field(max_length=32)
    #: Word by which it is answered: `FLAG`.
    word: str = Field(max_length=16)
    state: enums.DutyState = Field(sa_type=base.word(enums.DutyState))
    #: Who owes it; None where a whole role does.
    owner_id: str | None = base.refers("person.id", default=None)
    owner_role: str | None = Field(default=None, max_length=32)
    created_at: datetime
    due_at: datetime
    #: When the footage it is about is lost; a legal date, never moved.
    lost_at: datetime | None = None
    #: When the engine looks at it next; None while nothing is to be done.
    next_step_at: datetime | None = None
    #: How many of the policy's reminders went to the owner.
    reminders: int = 0
    #: Rung of the ladder that has it: 0 is the owner.
    rung: int = 0
    #: When that rung was told.
    rung_at: datetime | None = None
    #: How often "nobody answered" was announced.
    announcements: int = 0
    #: Instant to which its owner put the next reminder off, and no other.
    late_until: datetime | None = None
    #: When its owner is asked anew: the start of the next tour of one who is off.
    ask_again_at: datetime | None = None
    #: When its owner passed it to the supervisor; it stays until that is accepted.
    passed_at: datetime | None = None
    passed_by: str | None = base.refers("person.id", index=False, default=None)
    #: When it was told that the footage is past its loss.
    loss_told_at: datetime | None = None
    #: End of the owner's tour that its due time counts from, where it does.
    tour_ends_at: datetime | None = None
    #: Code of the owner.
    code: str | None = Field(default=None, max_length=6)
    notified_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = base.refers("person.id", default=None)
    attested_at: datetime | None = None
    attested_by: str | None = base.refers("person.id", default=None)
    #: What was stated (private: stands in the ledger as an item).
    answer: str | None = base.long_text(default=None)
    verified_at: datetime | None = None
    verified_by: str | None = base.refers("person.id", default=None)
    #: Why it is lost, not applicable or released.
    reason: str | None = base.long_text(default=None)


class Code(SQLModel, table=True):
    """Keep each code that was ever issued; none is issued twice."""

    __tablename__ = "code"

    code: str = Field(primary_key=True, max_length=6)
    duty_id: str = base.refers("duty.id")
    person_id: str = base.refers("person.id")
    issued_at: datetime
