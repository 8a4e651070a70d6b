"""Hold each piece of footage and its two dates."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models import base, enums


class Footage(SQLModel, table=True):
    """Keep one recording: who has it, until when, and what was stated of it.

    The footage itself stays in its evidence system; here stand references.
    """

    __tablename__ = "footage"
    __table_args__ = (
        # What nobody has stated to be kept yet; the auditor looks here.
        Index(
            "ix_footage_expected_lost_at",
            "lost_at",
            sqlite_where=text("state = 'expected'"),
            postgresql_where=text("state = 'expected'"),
        ),
    )

    id: str = base.key()
    incident_id: str = base.refers("incident.id")
    #: Footage source of the policy: `bwc`.
    source: str = Field(max_length=32)
    #: Member whose camera recorded, where in the roster.
    recorder_id: str | None = base.refers("person.id", default=None)
    #: Star of that member, also where not in the roster.
    recorder_star: str | None = Field(default=None, max_length=16)
    recorded_at: datetime
    #: Last safe moment to ask for or flag it.
    ask_by: datetime
    #: When its medium overwrites or destroys it, unless it is kept.
    lost_at: datetime = Field(index=True)
    state: enums.FootageState = Field(sa_type=base.word(enums.FootageState))
    #: Flag ground of the policy that was stated.
    ground: str | None = Field(default=None, max_length=32)
    flagged_at: datetime | None = None
    #: Date on which the evidence system will delete it, as stated.
    deletion_on: date | None = None
    #: Case in the evidence system that exempts it from deletion, as stated.
    case_id: str | None = Field(default=None, max_length=64)
    #: True where "until manually deleted" was stated.
    is_kept_until_released: bool = False
    #: Who noticed an outside source and named it.
    named_by: str | None = base.refers("person.id", index=False, default=None)
    #: Which camera or place it is, in words (private: an item in the ledger).
    detail: str | None = base.long_text(default=None)
    #: When its custodian was asked for it, as stated.
    asked_at: datetime | None = None
    #: When it was last stated to be still there.
    checked_at: datetime | None = None
    #: Why it is gone, as a second person found (private: an item in the ledger).
    lost_reason: str | None = base.long_text(default=None)
    #: Why there is none, as stated (private: stands in the ledger as an item).
    no_video_reason: str | None = base.long_text(default=None)
