"""Hold people, the ways to reach them, and when they are on duty."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models import base, enums


class Person(SQLModel, table=True):
    """Keep one member of the roster; ended people stay for history."""

    __tablename__ = "person"

    id: str = base.key()
    #: Private: stands in the ledger as an item.
    name: str = Field(max_length=200)
    star: str | None = Field(default=None, max_length=16, index=True)
    #: Role of the policy: `sergeant`.
    role: str = Field(max_length=32, index=True)
    email: str | None = Field(default=None, max_length=254)
    slack_user_id: str | None = Field(default=None, max_length=32, index=True)
    unit: str | None = Field(default=None, max_length=32)
    supervisor_star: str | None = Field(default=None, max_length=16)
    #: Watch of the policy, `always`, or None: on duty only when listed.
    watch: str | None = Field(default=None, max_length=32)
    created_at: datetime
    ended_at: datetime | None = None


class Contact(SQLModel, table=True):
    """Keep one number of one person, with consent and what we learned of it."""

    __tablename__ = "contact"

    id: str = base.key()
    person_id: str = base.refers("person.id")
    #: Private: stands in the ledger as an item.
    e164: str = Field(max_length=16, index=True)
    kind: enums.PhoneKind = Field(sa_type=base.word(enums.PhoneKind))
    created_at: datetime
    #: Code in the enrolment text; its return from this number verifies it.
    enrol_code: str | None = Field(default=None, max_length=6)
    #: A number may act only once verified.
    verified_at: datetime | None = None
    #: A number is texted only with the person's own consent.
    consented_on: date | None = None
    #: The carrier blocks our texts since then.
    opted_out_at: datetime | None = None
    #: The provider refused this number for good since then, and why.
    unreachable_at: datetime | None = None
    unreachable_reason: str | None = Field(default=None, max_length=64)
    ended_at: datetime | None = None


class Presence(SQLModel, table=True):
    """Keep what was said of one person: on duty from when to when, or off.

    Which of several counts is worked out in `bot.verbs.who.tours`. A row is never taken
    away.
    """

    __tablename__ = "presence"

    id: str = base.key()
    person_id: str = base.refers("person.id")
    kind: enums.PresenceKind = Field(
        default=enums.PresenceKind.OWN, sa_type=base.word(enums.PresenceKind)
    )
    from_at: datetime
    until_at: datetime = Field(index=True)
    #: False: off duty, whatever the watch.
    is_on: bool
    #: Of a daily list: where, and under whom, the person works meanwhile.
    unit: str | None = Field(default=None, max_length=32)
    supervisor_star: str | None = Field(default=None, max_length=16)
    #: Of an override: the other one, who is stood in for or stands in.
    other_id: str | None = base.refers("person.id", default=None)
    made_by: str | None = base.refers("person.id", default=None)
    #: It counts from here on, never before: nobody changes what was.
    made_at: datetime
    #: Higher than that of whatever was said of the same person before and may still
    #: matter: the order in which it was said, whatever the clock showed.
    number: int = 0
    #: When it was withdrawn; it counts no more from here on.
    ended_at: datetime | None = None


class WatchHold(SQLModel, table=True):
    """Keep that a person said "I have the watch", and until when they had it."""

    __tablename__ = "watch_hold"

    id: str = base.key()
    person_id: str = base.refers("person.id")
    #: Role and unit that it is the watch of.
    role: str = Field(max_length=32)
    unit: str | None = Field(default=None, max_length=32)
    from_at: datetime
    #: When it ends by itself, or when somebody else took it.
    until_at: datetime = Field(index=True)
