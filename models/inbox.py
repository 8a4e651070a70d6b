"""Hold every request as it was received, with the answer it got."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models import base, enums


class Inbound(SQLModel, table=True):
    """Keep one text that came in; its request id is remembered for ever."""

    __tablename__ = "inbound"

    id: str = base.key()
    #: `sms:` and the provider's message id.
    request_id: str = Field(max_length=80, unique=True)
    channel: enums.Channel = Field(sa_type=base.word(enums.Channel))
    e164: str = Field(max_length=32, index=True)
    to_e164: str = Field(max_length=32)
    person_id: str | None = base.refers("person.id", default=None)
    incident_id: str | None = base.refers("incident.id", default=None)
    body: str = base.long_text()
    #: SHA-256 of the words, for finding the same text sent again.
    body_sha256: str = Field(max_length=base.HASH_LENGTH)
    media_count: int = 0
    #: The provider's other fields, JSON.
    fields: str = base.long_text()
    sent_at: datetime
    received_at: datetime = Field(index=True)
    is_late: bool = False
    state: enums.InboundState = Field(sa_type=base.word(enums.InboundState))
    #: What was answered; None: nothing.
    answer: str | None = base.long_text(default=None)
    #: Outbox row of the answer.
    notice_id: str | None = Field(default=None, max_length=base.ID_LENGTH)
    #: Class of the error where it failed.
    error: str | None = Field(default=None, max_length=100)


class Request(SQLModel, table=True):
    """Keep the ids of requests that are not texts, so that each acts once."""

    __tablename__ = "request"

    request_id: str = Field(primary_key=True, max_length=120)
    at: datetime
