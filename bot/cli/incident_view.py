"""Say what stands of an incident, for programs and for people.

People are called by their stars, numbers are masked, and words that are held back
are left out: only `holdfast held` shows them.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from bot.cli import footage_view, output
from bot.ledger.holds import Holds, Place
from bot.store.reads import IncidentRows
from bot.verbs.who.people import Roster
from models.duty import Duty
from models.incident import Incident
from models.notice import Attempt, Notice


def outline(incident: Incident, people: Roster) -> dict[str, Any]:
    """Return what an incident is, in a few fields."""
    return {
        "reference": incident.reference,
        "kind": incident.kind,
        "place": incident.place,
        "state": str(incident.state),
        "beat": incident.beat,
        "event_number": incident.event_number,
        "event_short": incident.event_short,
        "rd_number": incident.rd_number,
        "source": incident.source,
        "opened_at": output.instant(incident.opened_at),
        "opened_by": footage_view.star(people, incident.opened_by),
        "recorded_at": output.instant(incident.recorded_at),
        "is_late": bool(incident.is_late),
        "closed_at": output.instant(incident.closed_at),
        "policy_version": incident.policy_version,
    }


def whole(
    found: IncidentRows, people: Roster, checks: Collection[str] = ()
) -> dict[str, Any]:
    """Return everything that may be shown of an incident; lists oldest first.

    Args:
        found: Its rows.
        people: Who the people are.
        checks: Ids of the policy's rules by which footage is looked at again.
    """
    contents = {
        (position, item.name): item.content
        for position, items in found.items.items()
        for item in items
    }
    rules = _withheld(found, contents)
    hidden = {(name.removesuffix(".old"), contents[at, name]) for at, name in rules}
    return {
        **outline(found.incident, people),
        "linked": found.linked,
        "facts": json.loads(found.incident.facts),
        "duties": [_duty(duty, found, people) for duty in found.duties],
        "footage": [
            footage_view.row(piece, found, people, checks, hidden)
            for piece in found.footage
        ],
        "notices": [
            _notice(notice, found.attempts.get(notice.id, []), people)
            for notice in found.notices
        ],
        "entries": list(_entries(found, people, rules)),
    }


def _duty(duty: Duty, found: IncidentRows, people: Roster) -> dict[str, Any]:
    codes = sorted(
        (code for code in found.codes if code.duty_id == duty.id),
        key=lambda code: (code.issued_at, code.code),
    )
    return {
        "id": duty.id,
        "word": duty.word,
        "rule": duty.rule,
        "state": duty.state.value,
        "owner": footage_view.star(people, duty.owner_id) or duty.owner_role,
        "owner_role": duty.owner_role or _role(people, duty.owner_id),
        "due_at": output.instant(duty.due_at),
        "lost_at": output.instant(duty.lost_at),
        "next_step_at": output.instant(duty.next_step_at),
        # A role's duty has no code of its own; each who was asked has one.
        "code": duty.code or (codes[-1].code if codes else None),
        "codes": [
            {"code": code.code, "person": footage_view.star(people, code.person_id)}
            for code in codes
        ],
        "footage_id": duty.footage_id,
        "reminders": duty.reminders,
        "rung": duty.rung,
        "announcements": duty.announcements,
        "acknowledged_at": output.instant(duty.acknowledged_at),
        "acknowledged_by": footage_view.star(people, duty.acknowledged_by),
        "attested_at": output.instant(duty.attested_at),
        "attested_by": footage_view.star(people, duty.attested_by),
        "verified_at": output.instant(duty.verified_at),
        "verified_by": footage_view.star(people, duty.verified_by),
    }


def _notice(notice: Notice, attempts: list[Attempt], people: Roster) -> dict[str, Any]:
    return {
        "id": notice.id,
        "duty_id": notice.duty_id,
        "purpose": notice.purpose.value,
        "channel": notice.channel.value,
        "to": output.mask(notice.to_e164),
        "person": footage_view.star(people, notice.person_id),
        "state": notice.state.value,
        "reason": notice.reason,
        "vendor_code": notice.vendor_code,
        "provider_id": notice.provider_id,
        "is_late": bool(notice.is_late),
        "created_at": output.instant(notice.created_at),
        "attempts": [
            {
                "number": attempt.number,
                "kind": attempt.kind.value,
                "started_at": output.instant(attempt.started_at),
                "finished_at": output.instant(attempt.finished_at),
                "outcome": attempt.outcome.value if attempt.outcome else None,
                "vendor_code": attempt.vendor_code,
                "http_status": attempt.http_status,
                "provider_id": attempt.provider_id,
            }
            for attempt in attempts
        ],
    }


def _withheld(found: IncidentRows, contents: Mapping[Place, str]) -> dict[Place, str]:
    """Return the rule for every item of the record that is held back."""
    holds = Holds()
    for entry in found.entries:
        record = json.loads(entry.record)
        holds.take(entry.position, record["event"], record["body"])
    return holds.withheld(contents)


def _entries(
    found: IncidentRows, people: Roster, rules: Mapping[Place, str]
) -> Iterator[dict[str, Any]]:
    for entry in found.entries:
        record = json.loads(entry.record)
        items = found.items.get(entry.position, [])
        held = {
            item.name: rules.get((entry.position, item.name)) or item.held_by
            for item in items
        }
        actor = record["actor"]
        yield {
            "position": entry.position,
            "event": entry.event,
            "at": output.instant(entry.at),
            "actor": {**actor, "star": footage_view.star(people, actor.get("person"))},
            "facts": record["body"]["facts"],
            # With a dot: the value of a row's column, which is shown above, or is
            # a name or a number.
            "words": {
                item.name: item.content
                for item in items
                if not held[item.name] and "." not in item.name
            },
            "held": {name: rule for name, rule in held.items() if rule},
            "hash": entry.hash,
        }


def _role(people: Roster, person_id: str | None) -> str | None:
    person = people.by_id.get(person_id or "")
    return person.role if person else None


def lines(shown: Mapping[str, Any], zone: tzinfo) -> Iterator[str]:
    """Return what `whole` says as lines of text, by the clock of the place."""

    def local(text: str | None) -> str:
        return output.local(datetime.fromisoformat(text) if text else None, zone)

    about = {
        "Beat": shown["beat"],
        "Event": shown["event_number"] or shown["event_short"],
        "RD": shown["rd_number"],
        "Linked with": ", ".join(shown["linked"]),
    }
    yield f"{shown['reference']}  {shown['state']}  {shown['kind']}"
    late = ", recorded late" if shown["is_late"] else ""
    by = shown["opened_by"] or "a text of an unknown number"
    yield f"  Opened {local(shown['opened_at'])} by {by} ({shown['source']}{late})"
    yield from (f"  {name} {value}" for name, value in about.items() if value)
    of = {one["id"]: one["source"] for one in shown["footage"] if not one["recorder"]}
    yield from _part("Duties", (_duty_line(one, of, local) for one in shown["duties"]))
    yield from _part(
        "Footage", (footage_view.line(one, local) for one in shown["footage"])
    )
    yield from _part("Messages", (_notice_line(one, local) for one in shown["notices"]))
    known = {one["id"]: one["word"] for one in shown["duties"]}
    known |= {one["id"]: f"to {one['person']}" for one in shown["notices"]}
    yield from _part(
        "Record",
        (line for one in shown["entries"] for line in _entry_lines(one, known, local)),
    )


def _part(title: str, rows: Iterator[str]) -> Iterator[str]:
    yield ""
    yield title
    found = False
    for row in rows:
        found = True
        yield f"  {row}"
    if not found:
        yield "  none"


def _duty_line(one: Mapping[str, Any], of: Mapping[str, str], local: Any) -> str:
    name = f"{one['word']} {of.get(one['footage_id'], '')}"
    code = f"  code {one['code']}" if one["code"] else ""
    lost = f"  lost {local(one['lost_at'])}" if one["lost_at"] else ""
    step = f"  next step {local(one['next_step_at'])}" if one["next_step_at"] else ""
    return (
        f"{name:14} {one['state']:14} {one['owner'] or 'nobody':16} "
        f"due {local(one['due_at'])}{lost}{step}{code}"
    )


def _notice_line(one: Mapping[str, Any], local: Any) -> str:
    why = f" ({one['reason']})" if one["reason"] else ""
    late = " late" if one["is_late"] else ""
    tries = len(one["attempts"])
    return (
        f"{local(one['created_at'])}  {one['purpose']:8} {one['channel']} to "
        f"{one['person'] or ''} {one['to'] or ''}  {one['state']}{why}{late}, "
        f"{tries} {'try' if tries == 1 else 'tries'}"
    )


def _entry_lines(
    one: Mapping[str, Any], known: Mapping[str, str], local: Any
) -> Iterator[str]:
    """Return one act: what was done, of which duty or message, by whom."""
    actor = one["actor"]
    who = actor["star"] or actor.get("account") or actor["channel"]
    meant = (known.get(one["facts"].get(name) or "") for name in ("duty", "notice"))
    what = " ".join((one["event"], *filter(None, meant)))
    yield f"{one['position']:3} {local(one['at'])}  {what}  {who}"
    for name, words in one["words"].items():
        yield f'      {name}: "{words}"'
    for rule in sorted(set(one["held"].values())):
        yield f"      words held back ({rule})"
