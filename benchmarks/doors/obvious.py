"""Run what one would write first: FastAPI, an SQLModel session, a row an object.

It checks the same signature and writes the same rows into the same tables as
our own door does for a text that opens an incident, in one transaction, with
full synchronisation, and answers after the commit. It leaves out what ours does
besides: it looks for no earlier copy of the text, counts its codes instead of
drawing free ones, has no policy, and does not enforce references between tables.
"""

import hashlib
import json
import secrets
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import uvicorn
from fastapi import (  # type: ignore[import-not-found]  # stands in a place of its own
    Depends,
    FastAPI,
    HTTPException,
    Request,
    Response,
)
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, create_engine, select, update
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from benchmarks import scene
from bot.simulator import installation
from models import enums, reference
from models.duty import Code, Duty
from models.footage import Footage
from models.inbox import Inbound
from models.incident import Counter, Incident, PolicyVersion
from models.ledger import Entry, Item, Ledger
from models.notice import Attempt, Notice
from models.people import Contact, Person

_VALIDATOR = RequestValidator(installation.AUTH_TOKEN)
_COUNTER = "incident"
_FIRST = "0" * 64

#: Rule and word of what our policy asks of the officer who opens an incident.
_OF_INCIDENT = (
    ("aid", "AID"),
    ("federal_supervisor", "SUP"),
    ("cameras", "CAMS"),
    ("report", "REPORT"),
    ("canvass", "CANVASS"),
)
_OF_FOOTAGE = (("dock", "DOCK"), ("flag", "FLAG"))
#: Footage that others keep, which comes with every incident.
_OF_OUTSIDE = ("asked", "ASKED")

#: How long one writer waits for the others, in seconds.
_BUSY_SECONDS = 30

_engine = create_engine(
    f"sqlite:///{sys.argv[2]}",
    connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
)


@event.listens_for(_engine, "connect")
def _set_up(connection: Any, _record: Any) -> None:
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")


def _session() -> Iterator[Session]:
    with Session(_engine) as session:
        yield session


async def _form(request: Request) -> dict[str, str]:
    return {name: str(value) for name, value in (await request.form()).items()}


def receive_text(
    request: Request,
    form: Annotated[dict[str, str], Depends(_form)],
    session: Annotated[Session, Depends(_session)],
) -> Response:
    """Open an incident from a text."""
    signed = request.headers.get("X-Twilio-Signature", "")
    if not _VALIDATOR.validate(f"{installation.PUBLIC_URL}{scene.PATH}", form, signed):
        raise HTTPException(403)
    officer = session.exec(
        select(Person)
        .join(Contact, col(Contact.person_id) == col(Person.id))
        .where(Contact.e164 == form["From"], col(Contact.verified_at).is_not(None))
    ).one()
    sergeant, number = session.exec(
        select(Person.id, Contact.e164)
        .join(Contact, col(Contact.person_id) == col(Person.id))
        .where(Person.star == officer.supervisor_star)
    ).one()
    # What was read so far must not be part of what is written: SQLite would
    # refuse to write on what somebody else has changed meanwhile.
    version = session.exec(select(PolicyVersion.version)).one()
    officer_id, star = officer.id, officer.star
    session.rollback()
    count: int = session.exec(
        update(Counter)
        .where(col(Counter.name) == _COUNTER)
        .values(value=col(Counter.value) + 1)
        .returning(col(Counter.value))
    ).scalar_one()
    writing = _Writing(form, officer_id, star, sergeant, number, version, count)
    answer, notice_id = writing.answer, writing.answer_id
    session.add_all(writing.rows())
    session.commit()
    twiml = MessagingResponse()
    callback = f"{installation.PUBLIC_URL}/twilio/status?notice={notice_id}"
    twiml.message(answer, status_callback=callback)
    return Response(str(twiml), media_type="text/xml")


class _Writing:
    """Make the rows of one incident."""

    def __init__(
        self,
        form: dict[str, str],
        officer_id: str,
        star: str | None,
        sergeant_id: str,
        sergeant_e164: str,
        policy_version: str,
        count: int,
    ) -> None:
        self._form = form
        self._officer_id = officer_id
        self._star = star
        self._sergeant_id = sergeant_id
        self._sergeant_e164 = sergeant_e164
        self._policy_version = policy_version
        self._now = datetime.now(UTC)  # noqa: TID251 - as anybody would
        self._reference = reference.write(self._now.year, count)
        self._id = _new_id()
        self._code = _code(count)
        self.answer_id = _new_id()
        self.answer = (
            f"{self._reference} opened {self._now:%H:%M}. Anyone hurt? Summon EMS "
            f"first. Then text AID and what was done. AID {self._code} by "
            f"{self._now + timedelta(minutes=10):%H:%M}"
        )

    def rows(self) -> list[SQLModel]:
        """Return them all."""
        footage, outside = self._footage("bwc"), self._footage("radio")
        duties = [self._duty(rule, word, None) for rule, word in _OF_INCIDENT]
        duties += [self._duty(rule, word, footage.id) for rule, word in _OF_FOOTAGE]
        duties.append(self._duty(*_OF_OUTSIDE, outside.id))
        duties[0].state = enums.DutyState.NOTIFIED
        duties[0].code = self._code
        duties[0].notified_at = self._now
        code = Code(
            code=self._code,
            duty_id=duties[0].id,
            person_id=self._officer_id,
            issued_at=self._now,
        )
        told = self._told()
        rows: list[SQLModel] = [self._incident(), footage, outside, *duties, code, told]
        words = {
            "text": self._form["Body"],
            "answer": self.answer,
            f"notice.{told.id}.to_e164": told.to_e164 or "",
            f"notice.{told.id}.body": told.body,
        }
        items = [
            Item(
                ledger_id=self._id,
                position=1,
                name=name,
                salt=secrets.token_hex(16),
                content=content,
            )
            for name, content in words.items()
        ]
        entry = self._entry(rows, items)
        head = Ledger(id=self._id, position=1, head=entry.hash)
        return [*rows, head, entry, *items, *self._answered(), self._inbound()]

    def _incident(self) -> Incident:
        return Incident(
            id=self._id,
            reference=self._reference,
            kind="alleged_violation",
            state=enums.IncidentState.OPEN,
            source="witnessed",
            opened_by=self._officer_id,
            opened_at=self._now,
            recorded_at=self._now,
            policy_version=self._policy_version,
        )

    def _footage(self, source: str) -> Footage:
        return Footage(
            id=_new_id(),
            incident_id=self._id,
            source=source,
            recorder_id=self._officer_id,
            recorder_star=self._star,
            recorded_at=self._now,
            ask_by=self._now + timedelta(days=90),
            lost_at=self._now + timedelta(days=90),
            state=enums.FootageState.EXPECTED,
        )

    def _duty(self, rule: str, word: str, footage_id: str | None) -> Duty:
        return Duty(
            id=_new_id(),
            incident_id=self._id,
            footage_id=footage_id,
            rule=rule,
            word=word,
            state=enums.DutyState.EXPECTED,
            owner_id=self._officer_id,
            created_at=self._now,
            due_at=self._now + timedelta(minutes=30),
            lost_at=self._now + timedelta(days=90) if footage_id else None,
            next_step_at=self._now + timedelta(minutes=30),
        )

    def _told(self) -> Notice:
        return Notice(
            id=_new_id(),
            key=f"{self._id}:opened:{self._sergeant_id}",
            incident_id=self._id,
            person_id=self._sergeant_id,
            to_e164=self._sergeant_e164,
            channel=enums.Channel.SMS,
            purpose=enums.Purpose.TELL,
            body=f"{self._reference} opened {self._now:%H:%M}. Opened on your watch. "
            "The officer is asked first.",
            state=enums.NoticeState.QUEUED,
            created_at=self._now,
            next_attempt_at=self._now,
        )

    def _entry(self, rows: list[SQLModel], items: list[Item]) -> Entry:
        record = json.dumps(
            {
                "ledger": self._id,
                "event": "incident:opened",
                "changes": [row.model_dump(exclude_none=True) for row in rows],
                "items": {
                    item.name: hashlib.sha256(
                        f"{item.salt}{item.content}".encode()
                    ).hexdigest()
                    for item in items
                },
                "previous": _FIRST,
            },
            default=str,
            sort_keys=True,
        )
        return Entry(
            ledger_id=self._id,
            position=1,
            id=_new_id(),
            event="incident:opened",
            at=self._now,
            actor_id=self._officer_id,
            request_id=f"sms:{self._form['MessageSid']}",
            record=record,
            hash=hashlib.sha256(record.encode()).hexdigest(),
        )

    def _answered(self) -> tuple[Notice, Attempt]:
        notice = Notice(
            id=self.answer_id,
            key=f"answer:sms:{self._form['MessageSid']}",
            incident_id=self._id,
            person_id=self._officer_id,
            to_e164=self._form["From"],
            channel=enums.Channel.SMS,
            purpose=enums.Purpose.ANSWER,
            body=self.answer,
            state=enums.NoticeState.SENDING,
            created_at=self._now,
            next_attempt_at=self._now + timedelta(seconds=45),
            first_send_at=self._now,
            last_send_at=self._now,
            attempts=1,
        )
        attempt = Attempt(
            id=_new_id(),
            notice_id=notice.id,
            number=1,
            kind=enums.AttemptKind.RESPONSE,
            started_at=self._now,
        )
        return notice, attempt

    def _inbound(self) -> Inbound:
        body = self._form["Body"]
        return Inbound(
            id=_new_id(),
            request_id=f"sms:{self._form['MessageSid']}",
            channel=enums.Channel.SMS,
            e164=self._form["From"],
            to_e164=self._form["To"],
            person_id=self._officer_id,
            incident_id=self._id,
            body=body,
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
            fields=json.dumps(self._form),
            sent_at=self._now,
            received_at=self._now,
            state=enums.InboundState.ANSWERED,
            answer=self.answer,
            notice_id=self.answer_id,
        )


def _code(number: int) -> str:
    """Return one of 21^5 codes; another for every number."""
    alphabet, left = "34679CDFGHJKMNPQRTVWX", number
    signs = []
    for _ in range(5):
        left, digit = divmod(left, len(alphabet))
        signs.append(alphabet[digit])
    return "".join(signs)


def _new_id() -> str:
    return uuid.uuid4().hex


if __name__ == "__main__":
    app = FastAPI()
    app.add_api_route(scene.PATH, receive_text, methods=["POST"])
    with Session(_engine) as first:
        first.add(Counter(name=_COUNTER, value=0))
        first.commit()
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False)
