"""Hold what we know of Slack: our messages that are kept up to date, and members."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models import base, enums


class LiveMessage(SQLModel, table=True):
    """Keep where a message stands that always shows the present state.

    What it shows is worked out when it is sent and stands in no row: it can be a
    version behind, and never an old version after a newer one.
    """

    __tablename__ = "live_message"
    __table_args__ = (
        Index(
            "ix_live_message_next_attempt_at_open",
            "next_attempt_at",
            sqlite_where=text("next_attempt_at IS NOT NULL"),
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index(
            "ix_live_message_digest_at_open",
            "digest_at",
            sqlite_where=text("digest_at IS NOT NULL"),
            postgresql_where=text("digest_at IS NOT NULL"),
        ),
    )

    #: `card:` and the incident, `list:` and the person, or `inbox`.
    id: str = Field(primary_key=True, max_length=48)
    kind: enums.LiveKind = Field(sa_type=base.word(enums.LiveKind))
    incident_id: str | None = base.refers("incident.id", default=None)
    person_id: str | None = base.refers("person.id", default=None)
    #: Where it stands; None: nowhere yet.
    channel_id: str | None = Field(default=None, max_length=32)
    ts: str | None = Field(default=None, max_length=32, index=True)
    #: SHA-256 of what it shows.
    shown_sha256: str | None = Field(default=None, max_length=base.HASH_LENGTH)
    #: Ids of what a reader was notified of by it, JSON.
    announced: str = base.long_text(default="[]")
    #: When it was posted (policy's clock).
    posted_at: datetime | None = None
    #: When something new in it is posted anew (policy's clock).
    digest_at: datetime | None = None
    #: How often it was asked to be brought up to date, and which of these it shows.
    wanted: int = 1
    shown: int = 0
    #: When the courier looks at it next (machine's clock); None: it is up to date.
    next_attempt_at: datetime | None = None
    #: When a post was begun of which nobody knows the outcome (machine's clock).
    posting_since: datetime | None = None
    #: Where that post went.
    posting_channel_id: str | None = Field(default=None, max_length=32)
    #: Tries since the last success.
    attempts: int = 0
    #: What Slack said last, where it was no success.
    problem: str | None = Field(default=None, max_length=64)


class SlackMember(SQLModel, table=True):
    """Keep what Slack says of a member who stands in our roster."""

    __tablename__ = "slack_member"

    slack_user_id: str = Field(primary_key=True, max_length=32)
    #: Why they may not act there; None: they may.
    problem: enums.SlackProblem | None = Field(
        default=None, sa_type=base.word(enums.SlackProblem)
    )
    changed_at: datetime


class SlackWorkspace(SQLModel, table=True):
    """Keep which workspace the app is installed in, and whether it can be used."""

    __tablename__ = "slack_workspace"

    #: Always `slack`: an installation has one.
    id: str = Field(primary_key=True, max_length=8)
    team_id: str | None = Field(default=None, max_length=32)
    enterprise_id: str | None = Field(default=None, max_length=32)
    bot_user_id: str | None = Field(default=None, max_length=32)
    #: Scopes that the installed app has, with commas.
    scopes: str = base.long_text(default="")
    #: Machine's clock.
    checked_at: datetime
    #: Why it cannot be used, and since when; None: it can.
    problem: str | None = Field(default=None, max_length=64)
    problem_at: datetime | None = None
    #: True once the administrator was told of the problem.
    is_told: bool = False
