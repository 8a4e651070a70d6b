"""Hold each message that leaves, every try, and every receipt."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models import base, enums


class Notice(SQLModel, table=True):
    """Keep one message to one person through one channel."""

    __tablename__ = "notice"
    __table_args__ = (
        Index(
            "ix_notice_next_attempt_at_open",
            "next_attempt_at",
            sqlite_where=text("next_attempt_at IS NOT NULL"),
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
    )

    id: str = base.key()
    #: Why there is only one of it: `duty:step:person:channel`.
    key: str = Field(max_length=160, unique=True)
    incident_id: str | None = base.refers("incident.id", default=None)
    duty_id: str | None = base.refers("duty.id", default=None)
    person_id: str | None = base.refers("person.id", default=None)
    #: Number as it was when the notice was written (private).
    to_e164: str | None = Field(default=None, max_length=16)
    channel: enums.Channel = Field(sa_type=base.word(enums.Channel))
    purpose: enums.Purpose = Field(sa_type=base.word(enums.Purpose))
    #: Exactly what is sent (private).
    body: str = base.long_text()
    state: enums.NoticeState = Field(sa_type=base.word(enums.NoticeState))
    #: Why it was cancelled or did not arrive.
    reason: str | None = Field(default=None, max_length=200)
    #: True where it leaves later than it should have.
    is_late: bool = False
    created_at: datetime
    #: It does not leave before this (policy's clock); None: at once.
    not_before: datetime | None = None
    #: Message that tells of it together with others.
    carried_by: str | None = base.refers("notice.id", index=False, default=None)
    #: When it stops being of use (policy's clock).
    expires_at: datetime | None = None
    #: When the courier looks at it next (machine's clock); None: no more.
    next_attempt_at: datetime | None = None
    #: First and last time it was handed over (machine's clock); a look-up begins
    #: at the first, and has not settled until a while after the last.
    first_send_at: datetime | None = None
    last_send_at: datetime | None = None
    attempts: int = 0
    provider_id: str | None = Field(default=None, max_length=64, index=True)
    vendor_code: str | None = Field(default=None, max_length=16)


class Attempt(SQLModel, table=True):
    """Keep one try: written before the call, completed after it."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    id: str = base.key()
    notice_id: str = base.refers("notice.id")
    number: int
    kind: enums.AttemptKind = Field(sa_type=base.word(enums.AttemptKind))
    #: Machine's clock.
    started_at: datetime
    finished_at: datetime | None = None
    #: None while the outcome is not known to us.
    outcome: enums.AttemptOutcome | None = Field(
        default=None, sa_type=base.word(enums.AttemptOutcome)
    )
    vendor_code: str | None = Field(default=None, max_length=16)
    http_status: int | None = None
    provider_id: str | None = Field(default=None, max_length=64)


class Receipt(SQLModel, table=True):
    """Keep each thing a provider said of a message, in the order it came."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("notice_id", "state", "provider_id"),)

    id: str = base.key()
    notice_id: str = base.refers("notice.id")
    provider_id: str = Field(max_length=64)
    state: enums.NoticeState = Field(sa_type=base.word(enums.NoticeState))
    vendor_code: str | None = Field(default=None, max_length=16)
    #: Machine's clock.
    received_at: datetime
