"""Show the incidents: what is owed, the footage, the messages and the record.

Read only. It is asked several times a second, so the last answer is kept as long as
nobody wrote to the database; whatever the clock changes, the page works out itself.
"""

import sqlite3
import threading
import weakref
from typing import Any

from sqlalchemy import Connection

from bot.desk.policies import PolicyBook
from bot.simulator.demo.premises import Premises
from bot.simulator.demo.sights import cameras, duties, messages, record
from bot.simulator.demo.sights.subject import Subject, instant
from bot.store import reads
from bot.store.connect import Database
from models.incident import Incident

#: Asks SQLite for a number that changes whenever another connection has written.
#: Source: SQLite, "PRAGMA data_version".
_VERSION = "pragma data_version"


def sections(p: Premises) -> dict[str, Any]:
    """Return the sections `agency`, `incidents`, `incident.<reference>` and `proof`."""
    return {**_desk(p).sections(p), "proof": p.proof}


class _Desk:
    """Keep what was read of one database until somebody writes to it."""

    def __init__(self, p: Premises) -> None:
        self._lock = threading.Lock()
        # One connection that is kept: it only notices what others wrote since.
        self._watch = sqlite3.connect(
            p.database.url.database or "", check_same_thread=False, isolation_level=None
        )
        weakref.finalize(p.database, self._watch.close)
        # Of no version: every policy is read as its incident froze it.
        self._book = PolicyBook(p.policy, "", "")
        self._version: int | None = None
        self._read: dict[str, Any] = {}

    def sections(self, p: Premises) -> dict[str, Any]:
        with self._lock:
            (version,) = self._watch.execute(_VERSION).fetchone()
            if version != self._version:
                with p.database.reading() as connection:
                    self._read = self._all(connection, p)
                self._version = version
            return self._read

    def _all(self, connection: Connection, p: Premises) -> dict[str, Any]:
        roster = reads.people(connection)
        shown: dict[str, Any] = {
            "agency": {
                "title": p.policy.title,
                "words": [rule.word for rule in p.policy.duty],
            },
            "incidents": [],
        }
        for incident, open_duties, overdue in reads.all_incidents(connection):
            found = reads.incident(connection, incident.reference)
            if found is None:
                continue
            subject = Subject(
                found=found,
                policy=self._book.get(connection, incident.policy_version),
                roster=roster,
                now=p.clock.now(),
            )
            shown["incidents"].append(_line(subject, open_duties, overdue))
            shown[f"incident.{incident.reference}"] = _whole(connection, subject)
        return shown


#: What was read, by the database of it, as long as that is in use.
_DESKS: weakref.WeakKeyDictionary[Database, _Desk] = weakref.WeakKeyDictionary()
_LOCK = threading.Lock()


def _desk(p: Premises) -> _Desk:
    with _LOCK:
        found = _DESKS.get(p.database)
        if found is None:
            found = _DESKS[p.database] = _Desk(p)
        return found


def _line(subject: Subject, open_duties: int, overdue: int) -> dict[str, Any]:
    incident = subject.found.incident
    return {
        "reference": incident.reference,
        "state": incident.state.value,
        "kind": incident.kind,
        "opened_at": instant(incident.opened_at),
        "beat": incident.beat,
        "open_duties": open_duties,
        "overdue_duties": overdue,
    }


def _whole(connection: Connection, subject: Subject) -> dict[str, Any]:
    incident = subject.found.incident
    seals = record.seals(connection, incident.id)
    return {
        **_about(incident, subject),
        "duties": duties.rows(subject),
        "footage": cameras.cards(subject),
        "notices": messages.rows(subject),
        "entries": list(record.entries(subject, seals)),
        "seals": seals,
    }


def _about(incident: Incident, subject: Subject) -> dict[str, Any]:
    return {
        "reference": incident.reference,
        "kind": incident.kind,
        "state": incident.state.value,
        "source": incident.source,
        "opened_at": instant(incident.opened_at),
        "is_late": bool(incident.is_late),
        "opened_by": subject.label(incident.opened_by),
        "opened_by_name": subject.name(incident.opened_by),
        "beat": incident.beat,
        "event_number": incident.event_number or incident.event_short,
        "rd_number": incident.rd_number,
        "linked": subject.found.linked,
    }
