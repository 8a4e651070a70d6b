"""Show who is on duty and why, what waits for a second person, whether all goes on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from bot.engine import auditor
from bot.policy import timetable
from bot.policy.schema import Policy
from bot.simulator.demo.premises import Premises
from bot.store import auditing, seconds
from bot.verbs.ground import proposals
from bot.verbs.people import sayings
from bot.verbs.steps import raise_alarm
from bot.verbs.who.people import Roster
from models import enums
from models.duty import Duty
from models.findings import FindingKind
from models.ledger import Mark
from models.people import Person

#: People that are shown at most.
PEOPLE_MAX = 60

#: How long back what the auditor told is shown (policy's clock).
_TOLD_FOR = timedelta(days=1)

_OFF = {
    enums.PresenceKind.LEAVE: "leave",
    enums.PresenceKind.OWN: "own word",
    enums.PresenceKind.ASSIGNMENT: "daily list",
    enums.PresenceKind.LISTING: "listed off",
    enums.PresenceKind.OVERRIDE: "somebody stands in",
}


def sections(premises: Premises) -> dict[str, Any]:
    """Return `on_duty`."""
    now, policy = premises.clock.now(), premises.policy
    with premises.database.reading() as connection:
        roster = premises.rosters.get(connection, now)
        found = {
            "watches": list(_watches(policy, now)),
            "people": list(_people(premises, roster, policy, now))[:PEOPLE_MAX],
            "waiting": list(_waiting(connection, roster)),
            "auditor": _auditor(connection, now),
        }
    return {"on_duty": found}


def _watches(policy: Policy, now: datetime) -> Iterator[dict[str, Any]]:
    for watch in policy.watch:
        yield {
            "id": watch.id,
            "title": watch.title,
            "hours": f"{watch.starts:%H:%M} to {watch.ends:%H:%M}",
            "is_running": timetable.is_in_watch(policy, watch.id, now),
        }


def _people(
    premises: Premises, roster: Roster, policy: Policy, now: datetime
) -> Iterator[dict[str, Any]]:
    """Give everybody: first who is on duty, in the order of the policy's roles."""
    places = {role.id: number for number, role in enumerate(policy.role)}
    titles = {role.id: role.title for role in policy.role}
    everybody = [one for one in roster.by_id.values() if one.ended_at is None]
    everybody.sort(
        key=lambda one: (
            not roster.is_on_duty(one, policy, now),
            places.get(one.role, len(places)),
            one.star or "",
            one.name,
        )
    )
    for person in everybody:
        yield {
            "name": person.name,
            "star": person.star,
            "role_title": titles.get(person.role, person.role),
            "has_watch": roster.has_watch(person, now),
            **_duty(roster, person, policy, now),
        }


def _duty(
    roster: Roster, person: Person, policy: Policy, now: datetime
) -> dict[str, Any]:
    verdict = roster.verdict(person, policy, now)
    if verdict.is_on:
        is_endless = verdict.until_at is None
        ends_at = None if is_endless else roster.tour_ends_at(person, policy, now)
        by = sayings.because(roster, person, policy, now)
        return {"is_on": True, "by": by, "until_at": _instant(ends_at)}
    by = _OFF[verdict.said.kind] if verdict.said else ""
    next_at = roster.next_tour_at(person, policy, now)
    return {"is_on": False, "by": by, "until_at": _instant(next_at)}


def _waiting(connection: Connection, roster: Roster) -> Iterator[dict[str, Any]]:
    for reference, number, one in seconds.waiting(connection):
        yield {
            "reference": reference,
            "number": number,
            "wants": one.verb,
            "by": roster.label(one.made_by) if one.made_by else "the operator",
            "at": _instant(one.made_at),
            "changes": [
                {
                    "of": shift.of,
                    "what": shift.what.removesuffix("_at").replace("_", " "),
                    "old": _value(shift.old),
                    "new": _value(shift.new),
                }
                for shift in proposals.shifts_of(one.content)
            ],
        }


def _value(value: datetime | str | None) -> dict[str, str | None]:
    """Return an instant as such, so that the page tells it in the agency's zone."""
    return {"at": _instant(value)} if isinstance(value, datetime) else {"text": value}


def _auditor(connection: Connection, now: datetime) -> dict[str, Any]:
    """Return what the last rounds found; their instants are the machine's."""
    marks = {row.name: row.at for row in connection.execute(select(Mark))}
    open_duties = select(func.count()).where(
        col(Duty.state).in_(enums.OPEN_DUTY_STATES)
    )
    told = auditing.alarms(connection, now - _TOLD_FOR)
    return {
        "open": connection.execute(open_duties).scalar_one(),
        "looked_at": _instant(marks.get(auditor.MARK)),
        "signalled_at": _instant(marks.get(auditor.SIGNAL_MARK)),
        "told": [
            f"{raise_alarm.words(FindingKind(kind), 1)} {subject}".strip()
            for kind, subject in sorted(told)
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
